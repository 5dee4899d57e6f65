/**
 * The last reports, kept in this browser if their reader says so, and until told to forget them: what was read, how, and
 * what was done by hand. A report is read again when it is opened.
 *
 * What each one is and what it says are two stores, so that the list can be shown without the texts. Where nothing can be
 * stored (a private window, a browser that forbids it) the page says so, and does everything else.
 *
 * @module
 * @typedef {import("./project.js").Source} Source
 * @typedef {{ id: string, title: string, time: number, chars: number, mended: boolean }} Entry
 * @typedef {{ id: string, source: Source, edits: [string, { name: string | null, struck: boolean }][], written: boolean }} Body `written`: its text was changed here
 */

import { $, around, fill, h, store } from "./dom.js";
import { digits, language, t } from "./strings.js";

const NAME = "wenheng";

/** Reports that are kept, and how long one may be, in bytes or code units. */
const MOST = 10;
const LIMIT = 5_000_000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** The latest first. @param {Entry} a @param {Entry} b */
const latest = (a, b) => b.time - a.time;

/**
 * That there is a base is the wish that reports be kept. Who does not wish it anew makes none, but fails with `gone`: another
 * window may have forgotten all a moment ago.
 *
 * @param {boolean} anew
 * @returns {Promise<IDBDatabase>}
 */
function openBase(anew) {
  const request = indexedDB.open(NAME, 1);
  let gone = false;
  request.onupgradeneeded = () => {
    gone = !anew;
    if (gone) return /** @type {IDBTransaction} */ (request.transaction).abort();
    request.result.createObjectStore("reports", { keyPath: "id" });
    request.result.createObjectStore("bodies", { keyPath: "id" });
  };
  return answered(request).catch((reason) => {
    throw gone ? Object.assign(new Error(), { code: "gone" }) : reason;
  });
}

/** The same for the same document: FNV-1a of its bytes, or code units. @param {string | Uint8Array} data */
export function idOf(data) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < data.length; i += 1) hash = Math.imul(hash ^ (typeof data === "string" ? data.charCodeAt(i) : data[i]), 0x01000193);
  return `${data.length}-${(hash >>> 0).toString(16)}`;
}

/** @param {{ open: (id: string) => void, ask: (title: string, lines: string[], yes: string) => Promise<boolean> }} on */
export function createKept(on) {
  /** @type {HTMLInputElement} */
  const box = $("keep");
  /** @type {HTMLElement} */
  const list = $("kept");
  /** @type {Promise<IDBDatabase> | null} */
  let base = null;
  /** @type {Entry[]} the latest first */
  let entries = [];
  /** Why nothing is kept although one wishes it: a key of the page's words. */
  let trouble = "";

  /** Does something with both stores, all of it or nothing. @template T @param {IDBTransactionMode} mode @param {(reports: IDBObjectStore, bodies: IDBObjectStore) => Promise<T>} work @param {boolean} [anew] whether there need be none */
  async function within(mode, work, anew = false) {
    base = base || openBase(anew).catch((reason) => {
      base = null;
      throw reason;
    });
    const opened = await base;
    opened.onversionchange = () => { // another window forgets everything
      opened.close();
      base = null;
    };
    const transaction = opened.transaction(["reports", "bodies"], mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const [result] = await Promise.all([work(transaction.objectStore("reports"), transaction.objectStore("bodies")), done]);
    return result;
  }

  async function load(anew = false) {
    entries = (await within("readonly", (reports) => answered(reports.getAll()), anew)).sort(latest);
  }

  /** Does something that storage may refuse, and says so if it does. @param {() => Promise<void>} work */
  async function attempt(work) {
    try {
      if (!window.indexedDB) throw new Error();
      await work();
      trouble = "";
    } catch (reason) {
      base = null;
      const { code, name } = Object(reason);
      trouble = code === "gone" ? "" : name === "QuotaExceededError" ? "keep.full" : "keep.refused";
      if (!trouble) {
        box.checked = false;
        entries = [];
        note();
      }
    }
    show();
    return !trouble;
  }

  function show() {
    fill($("keep-note"), t(trouble || "keep.note", MOST));
    $("keep-note").classList.toggle("trouble", !!trouble);
    list.hidden = !entries.length;
    if (list.hidden) return fill(list);
    const time = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-CN", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
    fill(list, ...entries.map(({ id, title, time: at, chars, mended }) => h("li", { "data-kept": id },
      h("button", { type: "button", class: "kept-open", lang: "zh-Hans", text: title }),
      h("span", { text: [time.format(at), t("chars", digits(chars)), mended ? t("keep.mended") : ""].filter(Boolean).join(t("dot")) }),
      h("button", { type: "button", class: "tool icon", "data-remove": true, "aria-label": t("keep.remove", title), title: t("keep.remove", title), text: "×" }))));
  }

  /** Says in the settings whether reports are kept (`on`), or were (`rest`), and when that was: other windows hear of it. */
  const note = () => store.set("keep", box.checked || entries.length ? `${box.checked ? "on" : "rest"} ${Date.now()}` : "");

  async function drop() {
    await within("readwrite", async (reports, bodies) => void await Promise.all([answered(reports.clear()), answered(bodies.clear())]));
    entries = [];
  }

  box.addEventListener("change", async () => {
    if (box.checked) {
      box.checked = await attempt(async () => {
        await load(true);
        if (!note()) throw new Error(); // the next visit would not know of it
      });
    } else {
      note();
      trouble = "";
      show();
      if (entries.length && await on.ask(t("keep.off"), [t("keep.count", entries.length)], t("keep.drop"))) await attempt(drop);
      note();
      box.focus();
    }
  });
  list.addEventListener("click", async (event) => {
    const item = around(event, "[data-kept]");
    if (!item || !around(event, "button")) return;
    const id = item.dataset.kept || "";
    if (!around(event, "[data-remove]")) return on.open(id);
    const at = entries.findIndex((entry) => entry.id === id);
    await attempt(async () => {
      await within("readwrite", (reports, bodies) => Promise.all([answered(reports.delete(id)), answered(bodies.delete(id))]));
      entries = entries.filter((entry) => entry.id !== id);
    });
    note();
    const next = list.querySelectorAll("[data-remove]")[Math.min(at, entries.length - 1)] || box;
    /** @type {HTMLElement} */ (next).focus();
  });

  /** Takes what was wished and kept, here or in another window. */
  function renew() {
    const wish = store.get("keep") || "";
    box.checked = /^on/.test(wish);
    if (wish) return void attempt(load).then((done) => (box.checked = box.checked && done));
    entries = [];
    show();
  }
  renew();
  window.addEventListener("storage", ({ key }) => (key || "wenheng.keep") === "wenheng.keep" && renew());

  return {
    show,
    /** Whether reports are to be kept. */
    get on() {
      return box.checked;
    },
    /** How many are kept. */
    get size() {
      return entries.length;
    },
    /** Keeps a report, if its reader wishes it, in the place of one of the same name. @param {Omit<Entry, "time">} entry @param {Omit<Body, "id">} body */
    async put(entry, body) {
      if (!box.checked) return;
      if (body.source.data.length > LIMIT) {
        trouble = "keep.long";
        return show();
      }
      await attempt(async () => {
        entries = await within("readwrite", async (reports, bodies) => {
          /** @type {Entry[]} another window may have kept some, too */
          const there = await answered(reports.getAll());
          const all = [{ ...entry, time: Date.now() }, ...there.filter(({ id }) => id !== entry.id).sort(latest)];
          await Promise.all([answered(reports.put(all[0])), answered(bodies.put({ id: entry.id, ...body })),
            ...all.slice(MOST).flatMap(({ id }) => [answered(reports.delete(id)), answered(bodies.delete(id))])]);
          return all.slice(0, MOST);
        });
      });
      note();
    },
    /** @param {string} id @returns {Promise<Body>} */
    get: (id) => within("readonly", (_, bodies) => answered(bodies.get(id))),
    /** Forgets all, and that there ever was anything. */
    async forget() {
      box.checked = false;
      trouble = "";
      try {
        if (base) {
          await drop();
          (await base).close();
        }
      } catch {
        // there was none
      }
      base = null;
      entries = [];
      show();
      try {
        const gone = indexedDB.deleteDatabase(NAME);
        await new Promise((resolve) => (gone.onsuccess = gone.onerror = gone.onblocked = resolve)); // empty it may wait for another window
      } catch {
        // nothing is stored
      }
    },
  };
}
