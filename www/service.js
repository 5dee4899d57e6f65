/**
 * The service worker of the packed page: keeps one version of it, whole, for when there is no network.
 *
 * The list is made with the page. A version comes completely, each file with its checksum, or not at all; it waits until
 * the reader takes it or the last page is closed; and it answers with its own files only, so that two are never mixed. What
 * an older version has under the same name is the same file, and is not asked for again.
 *
 * @module
 */

/** @type {{ version: string, files: [name: string, integrity: string][] }} */
const LIST = /** @type {any} */ (self).LIST;
/** @type {any} */
const worker = self;

/** @type {string} */
const scope = worker.registration.scope;
const PREFIX = `wenheng ${scope} `;
const CACHE = PREFIX + LIST.version;

/** @param {string} name */
const at = (name) => new URL(name, scope).href;
const addresses = new Set(LIST.files.map(([name]) => at(name)));

/** The names of the versions that are kept here, this one or others. */
const versions = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

async function install() {
  const older = await versions();
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(LIST.files.map(async ([name, integrity]) => {
      const isNamedByContent = name.startsWith("assets/");
      if (isNamedByContent) {
        for (const version of older) {
          const kept = await (await caches.open(version)).match(at(name));
          if (kept) return cache.put(at(name), kept);
        }
      }
      const response = await fetch(at(name), { integrity, cache: isNamedByContent ? "default" : "no-cache" });
      if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
      await cache.put(at(name), response);
    }));
  } catch (cause) {
    await caches.delete(CACHE);
    throw cause;
  }
}

async function activate() {
  for (const name of await versions()) if (name !== CACHE) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {Request} request @param {string} address */
async function answer(request, address) {
  const kept = await (await caches.open(CACHE)).match(address);
  return kept || fetch(request);
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {MessageEvent} */ { data }) => data === "take over" && worker.skipWaiting());
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { origin, pathname } = new URL(event.request.url);
  const address = (origin + pathname).replace(/\/index\.html$/, "/");
  if (event.request.method === "GET" && addresses.has(address)) event.respondWith(answer(event.request, address));
});

export {}; // a module in the eyes of a type checker; it runs as a script
