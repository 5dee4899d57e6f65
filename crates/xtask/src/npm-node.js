/**
 * Wenheng in Node: the same module and the same worker, in a thread. A thread that waits for nothing keeps no process.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";

import { createAnalyzer as create } from "./wenheng.js";

export * from "./wenheng.js";

/** A thread with the face of a browser's worker. */
function thread() {
  const worker = new Worker(new URL("./node-worker.js", import.meta.url));
  worker.unref();
  let waiting = 0; // for answers
  const face = {
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    postMessage(message) {
      waiting += 1;
      worker.ref();
      worker.postMessage(message);
    },
    terminate: () => void worker.terminate(),
  };
  worker.on("message", (data) => {
    if ("value" in data || "error" in data) waiting -= 1;
    if (!waiting) worker.unref();
    face.onmessage?.({ data });
  });
  worker.on("messageerror", () => face.onmessageerror?.());
  worker.on("error", (cause) => face.onerror?.({ message: String(cause), preventDefault() {} }));
  return face;
}

/** A part as bytes: a path or a `file:` address is read. */
const part = (given, name) => {
  if (given === undefined) return readFile(new URL(name, import.meta.url));
  return typeof given === "string" || given instanceof URL ? readFile(given) : given;
};

/** As in the browser; a part may be a path or a `file:` address, bytes, or a promise of bytes. */
export function createAnalyzer({ wasm, lexicon, xlsx, worker = thread } = {}) {
  const parts = { wasm: part(wasm, "./wenheng.wasm"), lexicon: part(lexicon, "./lexicon.bin"), xlsx: part(xlsx, "./wenheng-xlsx.wasm") };
  for (const one of Object.values(parts)) if (one instanceof Promise) one.catch(() => {}); // `ready` tells of it
  return create({ ...parts, worker });
}
