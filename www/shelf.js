/**
 * Several reports at once: a list that says of each what it is, how much is in it and what is in doubt; any can be opened.
 *
 * Only these few facts are kept, and the browser's handle of the file: a report is read again when it is opened.
 *
 * @module
 * @typedef {import("./types").Analysis} Analysis
 * @typedef {{ file: File, state: "waiting" | "read" | "refused", words: string, title: string, body: string, year: number | null,
 *   chars: number, figures: number, alarms: number }} Entry
 */

import { $, around, copy, fill, h, selecting } from "./dom.js";
import { collate, digits, t } from "./strings.js";

/** @type {Record<string, (entry: Entry) => string | number>} what each column says and is sorted by */
const COLUMNS = {
  title: ({ title }) => title,
  body: ({ body }) => body,
  year: ({ year }) => year === null ? "" : year,
  chars: ({ chars }) => chars,
  figures: ({ figures }) => figures,
  alarms: ({ alarms }) => alarms,
};

/**
 * @param {{ analyze: (file: File, signal: AbortSignal) => Promise<Analysis>, alarms: (analysis: Analysis) => number, open: (file: File) => void,
 *   refused: (reason: unknown) => string, say: (words: string) => void }} on
 */
export function createShelf(on) {
  /** @type {HTMLElement} */
  const table = $("shelf-table");
  /** @type {Entry[]} */
  let entries = [];
  /** @type {AbortController | null} */
  let running = null;
  /** @type {File | null} the one that is on the desk */
  let open = null;
  let column = "";
  let down = false;

  /** Reads one after the other; what is not read yet waits in the list. @param {File[]} files */
  async function add(files) {
    if (running) running.abort();
    const mine = running = new AbortController();
    entries = files.map((file) => ({ file, state: "waiting", words: "", title: file.name, body: "", year: null, chars: 0, figures: 0, alarms: 0 }));
    open = null;
    column = "";
    show();
    for (const entry of entries) {
      try {
        const analysis = await on.analyze(entry.file, mine.signal);
        const { title, year, metadata, text, indicators } = analysis;
        const body = metadata.find(({ kind, value }) => kind === "body" && value);
        Object.assign(entry, { state: "read", title: title || entry.file.name, body: body ? body.value : "", year, chars: text.length, figures: indicators.length, alarms: on.alarms(analysis) });
      } catch (reason) {
        if (mine.signal.aborted) return;
        Object.assign(entry, { state: "refused", words: on.refused(reason) });
      }
      if (running !== mine) return;
      show();
    }
    running = null;
    show();
    on.say(sum());
  }

  const sum = () => t("shelf.sum", entries.length, entries.filter(({ alarms }) => alarms).length);

  function sorted() {
    const key = COLUMNS[column];
    if (!key) return entries;
    const order = (/** @type {Entry} */ a, /** @type {Entry} */ b) => {
      const [x, y] = [key(a), key(b)];
      return typeof x === "number" && typeof y === "number" ? x - y : collate(String(x), String(y));
    };
    return entries.slice().sort((a, b) => down ? order(b, a) : order(a, b));
  }

  function show() {
    const focused = document.activeElement && table.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset : {};
    const read = entries.filter(({ state }) => state !== "waiting").length;
    fill($("shelf-sum"), running ? t("shelf.reading", read, entries.length) : sum());
    fill(table, h("thead", {}, h("tr", {}, ...Object.keys(COLUMNS).map((name) =>
      h("th", { scope: "col", class: `c-${name}`, "aria-sort": column === name ? (down ? "descending" : "ascending") : "none" },
        h("button", { type: "button", "data-column": name, text: t(`shelf.${name}`) }))))),
    h("tbody", {}, ...sorted().map((entry) => {
      const at = entries.indexOf(entry);
      const { file, state, words, title, body, year, chars, figures, alarms } = entry;
      const numbers = state === "read" ? [digits(chars), String(figures)] : ["", ""];
      return h("tr", { "data-entry": at, "aria-current": file === open ? "true" : null },
        h("th", { scope: "row" }, h("button", { type: "button", "data-open": at, lang: "zh-Hans", text: title }),
          h("span", { class: "file", text: title === file.name ? "" : file.name }), words && h("span", { class: "refused", text: words })),
        h("td", { lang: "zh-Hans", text: body }), h("td", { class: "number", text: year === null ? "" : String(year) }),
        ...numbers.map((text) => h("td", { class: "number", text })),
        h("td", { class: alarms ? "number doubts" : "number", text: state === "waiting" ? "…" : state === "read" ? String(alarms) : "—" }));
    })));
    const [name, value] = focused.open ? ["open", focused.open] : ["column", focused.column || ""];
    const again = value && table.querySelector(`[data-${name}="${value}"]`);
    if (again) /** @type {HTMLElement} */ (again).focus();
  }

  table.addEventListener("click", (event) => {
    const header = around(event, "[data-column]");
    if (header) {
      const name = header.dataset.column || "";
      [column, down] = column === name ? [name, !down] : [name, typeof COLUMNS[name](entries[0]) === "number"];
      return show();
    }
    const row = around(event, "[data-entry]");
    if (!row || selecting()) return;
    on.open(entries[Number(row.dataset.entry)].file);
  });
  $("shelf-copy").addEventListener("click", async () => {
    const inert = (/** @type {string} */ cell) => (/^[=+\-@＝＋－＠]/.test(cell) ? `'${cell}` : cell).replace(/[\t\r\n]+/g, " ");
    const lines = [Object.keys(COLUMNS).map((name) => t(`shelf.${name}`)), ...sorted().map((entry) => Object.values(COLUMNS).map((say) => inert(String(say(entry)))))];
    on.say(t(await copy(lines.map((line) => line.join("\t")).join("\n")) ? "copied" : "copyFailed", entries.length));
  });

  return {
    add,
    show,
    /** What is on the desk now, and how many alarms of it are left; anything else than one of the list's files is none of its own. @param {unknown} input @param {number} [alarms] */
    at(input, alarms) {
      const entry = entries.find(({ file }) => file === input);
      open = entry ? entry.file : null;
      if (entry && alarms !== undefined) entry.alarms = alarms;
    },
    /** The file on the desk, if it is one of the list. */
    open: () => open,
    /** How many reports it has. */
    size: () => entries.length,
    focus() {
      const button = table.querySelector('[aria-current] button, [data-open]');
      if (button) /** @type {HTMLElement} */ (button).focus();
    },
  };
}
