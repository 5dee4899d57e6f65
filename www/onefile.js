/**
 * The parts of the page that is one file: they stand in it as text, each in a `<script type="text/plain" data-part>`, and
 * this takes the place of `parts.js`. Nothing is asked for: neither a server nor the disk.
 *
 * @module
 */

import { ownWorker } from "./own-worker.js";

/** The file is not what it was. @param {string} part @param {unknown} cause */
const damaged = (part, cause) => Object.assign(new Error(`${part}: ${cause}`), { code: "file_damaged", detail: `${part}: ${cause}` });

/** The element that holds a part. @param {string} name */
function holder(name) {
  const element = /** @type {HTMLScriptElement | null} */ (document.querySelector(`script[data-part="${name}"]`));
  if (!element || !element.textContent) throw damaged(name, "missing");
  return { element, text: element.textContent };
}

/** The parts stand behind the page, so that the page is there before them. */
const complete = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve(undefined);
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});

/**
 * A part as bytes, unpacked in a worker of its own; its text is let go.
 *
 * @param {"wasm" | "lexicon" | "xlsx"} name
 * @returns {Promise<ArrayBuffer>}
 */
async function bytes(name) {
  await complete;
  const { element, text } = holder(name);
  const worker = ownWorker(holder("unpack").text);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => data.bytes ? resolve(data.bytes) : reject(damaged(name, data.error));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(Object.assign(new Error(event.message || ""), { code: "no_worker" }));
      };
      worker.postMessage({ text, checksum: Number(element.dataset.crc32) });
    });
  } finally {
    worker.terminate();
    element.remove();
  }
}

export const PACKED = {
  worker: () => (/** @type {{ name: string }} */ { name }) => ownWorker(holder("worker").text, name),
  wasm: () => bytes("wasm"),
  lexicon: () => bytes("lexicon"),
  xlsx: () => bytes("xlsx"),
};
