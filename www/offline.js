/**
 * The packed page without a network: registers the service worker once everything else is there, and tells the reader when
 * a newer version is ready. `html[data-offline]` is `ready`, `failed`, or missing where the browser cannot.
 *
 * @module
 */

import { $, h } from "./dom.js";
import { analyzer } from "./start.js";
import { t } from "./strings.js";

const SERVICE = new URL("../service.js", import.meta.url).href;

/** Whether the reader asked for the newer version here. */
let asked = false;

/** One quiet line, with the words for now in the reader's language; `translate` finds them by their names. @param {string} words @param {() => void} act */
function tell(words, act) {
  const before = document.getElementById("update");
  if (before) before.remove();
  const button = h("button", { type: "button", class: "tool", "data-t": "update.take", text: t("update.take") });
  button.addEventListener("click", act);
  $("status").before(h("p", { id: "update", role: "status" }, h("span", { "data-t": words, text: t(words) }), button));
}

/** @param {ServiceWorkerRegistration} registration */
function offer(registration) {
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  tell("update.ready", () => {
    asked = true;
    if (registration.waiting) registration.waiting.postMessage("take over");
    else window.location.reload();
  });
}

async function register() {
  const { serviceWorker } = navigator;
  const types = /** @type {any} */ (window).trustedTypes;
  const policy = types && types.createPolicy("wenheng-offline", { createScriptURL: () => SERVICE });
  const was = serviceWorker.controller;
  serviceWorker.addEventListener("controllerchange", () => {
    if (asked) window.location.reload();
    else if (was) tell("update.taken", () => window.location.reload()); // another page asked for it
  });
  try {
    const registration = await serviceWorker.register(policy ? policy.createScriptURL(SERVICE) : SERVICE, { updateViaCache: "none" });
    offer(registration);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      if (coming) coming.addEventListener("statechange", () => coming.state === "installed" && offer(registration));
    });
    const first = registration.installing;
    if (!registration.active && first) {
      await new Promise((resolve, reject) => first.addEventListener("statechange", () => {
        if (first.state === "activated") resolve(undefined);
        if (first.state === "redundant") reject(new Error("not every file came as it was packed"));
      }));
    }
    document.documentElement.dataset.offline = "ready";
  } catch (cause) {
    document.documentElement.dataset.offline = "failed";
    $("offline-failed").hidden = false;
    $("offline-failed").title = String(cause);
  }
}

/** Taking everything a second time costs a processor: whoever came to read goes first. */
const WAIT = 1000;

function whenQuiet() {
  setTimeout(() => document.documentElement.dataset.state === "working" ? whenQuiet() : register(), WAIT);
}

if ("serviceWorker" in navigator) analyzer.ready.then(whenQuiet, whenQuiet);
