/**
 * The parts of the page that is one file: they stand in it as text, each in a `<script type="text/plain" data-part>`, and
 * this takes the place of `parts.js`. Nothing is asked for: neither a server nor the disk.
 *
 * @module
 */

/** A worker out of the page's own text. @type {{ createScriptURL(url: string): any } | undefined} */
let policy;
/** @type {Set<string>} */
const own = new Set();

/** The element that holds a part. @param {string} name */
function holder(name) {
  const element = document.querySelector(`script[data-part="${name}"]`);
  if (!element || !element.textContent) throw new Error(`${name}: the file is incomplete`);
  return /** @type {HTMLScriptElement} */ (element);
}

/** @type {Record<string, string>} */
const scripts = {};

/** @param {"worker" | "unpack"} name @param {string} [as] */
function start(name, as) {
  if (!scripts[name]) {
    scripts[name] = URL.createObjectURL(new Blob([holder(name).textContent || ""], { type: "text/javascript" }));
    own.add(scripts[name]);
  }
  const types = /** @type {any} */ (window).trustedTypes;
  policy = policy || types && types.createPolicy("wenheng-file", {
    createScriptURL(/** @type {string} */ url) {
      if (!own.has(url)) throw new TypeError("not a worker of Wenheng");
      return url;
    },
  });
  return new Worker(policy ? policy.createScriptURL(scripts[name]) : scripts[name], { name: as });
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
  const element = holder(name);
  const worker = start("unpack");
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => data.bytes ? resolve(data.bytes) : reject(new Error(`${name}: ${data.error}`));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message || "no worker"));
      };
      worker.postMessage({ text: element.textContent, checksum: Number(element.dataset.crc32) });
    });
  } finally {
    worker.terminate();
    element.remove();
  }
}

export const PACKED = {
  worker: () => (/** @type {{ name: string }} */ { name }) => start("worker", name),
  wasm: () => bytes("wasm"),
  lexicon: () => bytes("lexicon"),
  xlsx: () => bytes("xlsx"),
};
