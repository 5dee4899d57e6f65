/**
 * The element in a frame of its own, for hosts that want nothing of it in their page: it fills the frame and speaks with
 * the page around it by messages. `cargo xtask dist` makes one file of it, which also runs in `sandbox="allow-scripts"`.
 *
 *     host → frame   { wenheng: 1, nonce, type: "open", file, name? }     a Blob, an ArrayBuffer or bytes
 *                    { wenheng: 1, nonce, type: "text", text, name? }
 *                    { wenheng: 1, nonce, type: "theme", theme }          "auto", "light" or "dark"
 *                    { wenheng: 1, nonce, type: "lang", lang }            "zh" or "en"
 *     frame → host   { wenheng: 1, nonce, type: "ready" }                 what was sent before is lost
 *                    { wenheng: 1, nonce, type: "height", height }        in pixels, if nothing had to be scrolled
 *                    { wenheng: 1, nonce, type: "analysis", analysis }
 *                    { wenheng: 1, nonce, type: "select", figure }        an indicator, or null
 *                    { wenheng: 1, nonce, type: "error", code, message, messageEn }
 *
 * Only the page around the frame is listened to, and only with the nonce: the one that the frame's address has
 * (`embed.html#nonce=…`), else that of the first message. A host makes it anew for each frame, and checks it and
 * `event.source` in its turn, because a sandboxed frame has no origin to check. The address may also say `views`, `lang`
 * and `theme`.
 *
 * @module
 */

import "./element.js";

const report = /** @type {import("./element.js").WenhengReport} */ (document.createElement("wenheng-report"));
const asked = new URLSearchParams(location.hash.slice(1));

/** @type {string | null} */
let nonce = asked.get("nonce");
/** Where what comes of a report may go: to whoever has sent it. */
let origin = "*";
let told = 0;

/** @param {string} type @param {object} [more] */
function tell(type, more) {
  if (window.parent === window) return;
  window.parent.postMessage({ wenheng: 1, nonce, type, ...more }, origin);
}

let due = false;
function measure() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    const height = Math.ceil(report.contentHeight);
    if (Math.abs(height - told) > 1) tell("height", { height: told = height });
  });
}

/** @param {string} name @param {unknown} value */
const set = (name, value) => typeof value === "string" && report.setAttribute(name, value);

/** @param {any} message */
function hear(message) {
  const { type, file, text, name, theme, lang } = message;
  if (type === "theme") set("theme", theme);
  else if (type === "lang") {
    set("lang", lang);
    measure();
  } else if (type === "text" && typeof text === "string") open(name ? new File([text], String(name)) : text);
  else if (type === "open" && (file instanceof Blob || file instanceof ArrayBuffer || ArrayBuffer.isView(file))) {
    open(file instanceof File && !name ? file : new File([/** @type {BlobPart} */ (file)], String(name || "")));
  }
}

/** @param {string | File} input */
function open(input) {
  if (typeof input === "string") report.text = input;
  else report.file = input;
  report.analyze().catch(() => {}); // the event has told of it
}

window.addEventListener("message", ({ source, data, origin: from }) => {
  if (source !== window.parent || window.parent === window || !data || data.wenheng !== 1 || typeof data.nonce !== "string") return;
  if (nonce === null) nonce = data.nonce;
  if (data.nonce !== nonce) return;
  origin = from && from !== "null" ? from : "*";
  hear(data);
});

report.addEventListener("analysis", (event) => {
  tell("analysis", { analysis: /** @type {CustomEvent} */ (event).detail });
  measure();
});
report.addEventListener("select", (event) => tell("select", { figure: /** @type {CustomEvent} */ (event).detail }));
report.addEventListener("error", (event) => {
  tell("error", /** @type {any} */ (event).detail);
  measure();
});
for (const moved of ["click", "keyup", "toggle"]) report.addEventListener(moved, measure);
window.addEventListener("resize", measure);

for (const name of ["views", "lang", "theme"]) set(name, asked.get(name));
document.body.style.margin = "0";
report.style.setProperty("--wenheng-height", "100vh");
report.style.setProperty("--wenheng-radius", "0");
document.body.append(report);
tell("ready");
