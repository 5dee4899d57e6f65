/**
 * The worker in a thread of Node: what the worker of a browser has around it.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";

Object.assign(globalThis, {
  self: globalThis,
  addEventListener() {}, // there is no policy to hear of
  postMessage: (message) => parentPort.postMessage(message),
});
await import("./worker.js");
parentPort.on("message", (data) => globalThis.onmessage({ data }));
