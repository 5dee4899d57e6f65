/**
 * A worker out of a text of the packed page: made so it is under the page's own policy, also where the host sends no
 * headers, it costs no request, and it starts from disk.
 *
 * @module
 */

/** The addresses of the texts that have run. @type {Map<string, string>} */
const addresses = new Map();

/** @type {{ createScriptURL(url: string): any } | undefined} */
let policy;

/** @param {string} code @param {string} message */
const failure = (code, message) => Object.assign(new Error(message), { code });

/** @param {string} text a classic script @param {string} [name] */
export function ownWorker(text, name) {
  if (typeof Worker !== "function") throw failure("no_worker", "");
  const url = addresses.get(text) || URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  addresses.set(text, url);
  const types = /** @type {any} */ (window).trustedTypes;
  try {
    policy = policy || types && types.createPolicy("wenheng-worker", {
      createScriptURL(/** @type {string} */ url) {
        if (![...addresses.values()].includes(url)) throw new TypeError("not a worker of Wenheng");
        return url;
      },
    });
    return new Worker(policy ? policy.createScriptURL(url) : url, { name });
  } catch (cause) {
    throw failure("blocked", String(cause));
  }
}
