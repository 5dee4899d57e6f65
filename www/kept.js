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
import { language, t } from "./strings.js";

const NAME = "wenheng";

/** Reports that are kept, and how long one may be, in bytes or code units. */
const MOST = 10;
const LIMIT = 5_000_000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @returns {Promise<IDBDatabase>} */
function openBase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("reports", { keyPath: "id" });
    request.result.createObjectStore("bodies", { keyPath: "id" });
  };
  return answered(request).then((base) => {
    base.onversionchange = () => base.close(); // another window forgets everything
    return base;
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

  /** Does something with both stores, all of it or nothing. @template T @param {IDBTransactionMode} mode @param {(reports: IDBObjectStore, bodies: IDBObjectStore) => Promise<T>} work */
  async function within(mode, work) {
    const { transaction } = await (base = base || openBase()).then((open) => ({ transaction: open.transaction(["reports", "bodies"], mode) }));
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore("reports"), transaction.objectStore("bodies"));
    await done;
    return result;
  }

  async function load() {
    const all = await within("readonly", (reports) => answered(reports.getAll()));
    entries = all.sort((a, b) => b.time - a.time);
  }

  /** Does something that storage may refuse, and says so if it does. @param {() => Promise<void>} work @param {string} [refused] */
  async function attempt(work, refused = "keep.refused") {
    try {
      if (!window.indexedDB) throw new Error();
      await work();
      trouble = "";
    } catch {
      base = null;
      trouble = refused;
    }
    show();
    return !trouble;
  }

  function show() {
    fill($("keep-note"), t(trouble || "keep.note", MOST));
    $("keep-note").classList.toggle("trouble", !!trouble);
    list.hidden = !entries.length;
    const time = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-CN", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
    fill(list, ...entries.map(({ id, title, time: at, chars, mended }) => h("li", { "data-kept": id },
      h("button", { type: "button", class: "kept-open", lang: "zh-Hans", text: title }),
      h("span", { text: [time.format(at), t("chars", chars.toLocaleString("en-US")), mended ? t("keep.mended") : ""].filter(Boolean).join(t("dot")) }),
      h("button", { type: "button", class: "tool icon", "data-remove": true, "aria-label": t("keep.remove", title), title: t("keep.remove", title), text: "×" }))));
  }

  /** Says in the settings whether reports are kept (`on`), or were (`rest`). */
  const note = () => store.set("keep", box.checked ? "on" : entries.length ? "rest" : "");

  async function drop() {
    await within("readwrite", async (reports, bodies) => void await Promise.all([answered(reports.clear()), answered(bodies.clear())]));
    entries = [];
  }

  box.addEventListener("change", async () => {
    if (box.checked) {
      if (!await attempt(load)) box.checked = false;
      note();
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
    await attempt(() => within("readwrite", async (reports, bodies) => {
      await Promise.all([answered(reports.delete(id)), answered(bodies.delete(id))]);
      entries.splice(at, 1);
    }));
    note();
    const next = list.querySelectorAll("[data-remove]")[Math.min(at, entries.length - 1)] || box;
    /** @type {HTMLElement} */ (next).focus();
  });

  const wish = store.get("keep");
  box.checked = wish === "on";
  if (wish) attempt(load).then((done) => (box.checked = box.checked && done));
  else show();

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
      await attempt(() => within("readwrite", async (reports, bodies) => {
        const all = [{ ...entry, time: Date.now() }, ...entries.filter(({ id }) => id !== entry.id)];
        await Promise.all([answered(reports.put(all[0])), answered(bodies.put({ id: entry.id, ...body })),
          ...all.slice(MOST).flatMap(({ id }) => [answered(reports.delete(id)), answered(bodies.delete(id))])]);
        entries = all.slice(0, MOST);
      }), "keep.full");
      note();
    },
    /** @param {string} id @returns {Promise<Body>} */
    get: (id) => within("readonly", (_, bodies) => answered(bodies.get(id))),
    /** Forgets all, and that there ever was anything. */
    async forget() {
      box.checked = false;
      entries = [];
      trouble = "";
      show();
      try {
        if (base) (await base).close();
        base = null;
        await answered(indexedDB.deleteDatabase(NAME));
      } catch {
        // there was none
      }
    },
  };
}
