/**
 * The table of indicators: filtered as one types, sorted by its headers, grouped by section when asked.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Indicator} Indicator
 */

import { $, around, fill, h, showInside } from "./dom.js";
import { later, now } from "./later.js";
import { cut, family, heading, plain, sign, standing, when } from "./model.js";
import { t } from "./strings.js";

/** Rows made at first; more on request, so that a book does not stall the page. */
const PAGE = 1000;

/** A row is not lower, in pixels. */
const ROW = 28;

const FAMILIES = ["count", "money", "percent", "rank"];

const COLLATE = new Intl.Collator("zh-Hans", { numeric: true });

/** @type {Record<string, (a: Indicator, b: Indicator) => number>} */
const ORDERS = {
  name: (a, b) => COLLATE.compare(a.name, b.name),
  value: (a, b) => a.value - b.value,
  unit: (a, b) => COLLATE.compare(a.unit, b.unit),
  period: (a, b) => COLLATE.compare(key(a), key(b)),
  status: (a, b) => COLLATE.compare(a.status, b.status),
};

/** @param {Indicator} indicator */
const key = ({ period }) => period ? `${period.to || ""}${period.from || ""}` : "";

/**
 * @param {{ pick: (id: number) => void, hover: (id: number | null) => void }} on
 */
export function createIndicators(on) {
  /** @type {HTMLTableElement} */
  const table = $("indicators");
  /** @type {HTMLInputElement} */
  const filter = $("filter");
  /** @type {HTMLInputElement} */
  const group = $("group");
  /** @type {HTMLElement} */
  const families = $("families");
  const scroll = /** @type {HTMLElement} */ (table.parentElement);
  /** @type {Model | null} */
  let model = null;
  /** @type {Map<number, HTMLTableRowElement>} those that were made */
  let rows = new Map();
  /** @type {Generator<undefined, void>} puts one row after the other into the table */
  let rest = put([]);
  /** @type {Map<number, string>} */
  let haystack = new Map();
  /** @type {number[]} in the order of the table */
  let visible = [];
  let only = "";
  let column = "";
  let down = false;
  let limit = PAGE;
  /** @type {number | null} */
  let selected = null;
  /** @type {HTMLElement | null} */
  let lit = null;

  /** @param {Model} next */
  function show(next) {
    if (next !== model) {
      filter.value = only = column = "";
      down = false;
      limit = PAGE;
      selected = null;
    }
    model = next;
    rows = new Map();
    haystack = new Map();
    draw();
  }

  /** What the filter looks through. @param {Model} shown @param {Indicator} indicator */
  function hay({ path }, indicator) {
    let text = haystack.get(indicator.id);
    if (text === undefined) {
      const { status, change } = standing(indicator);
      text = [indicator.name, indicator.surface, indicator.unit, when(indicator.period), status, change,
        t(`kind.${indicator.kind}`), path(indicator.node).map(heading).join(" ")].join(" ").toLowerCase();
      haystack.set(indicator.id, text);
    }
    return text;
  }

  /** Puts the rows in place; each is made once. */
  function draw() {
    if (!model) return;
    const shown = model;
    const { indicators } = shown.analysis;
    const words = filter.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const matching = indicators.filter((indicator) => words.every((word) => hay(shown, indicator).includes(word)));
    drawFamilies(matching);
    const found = matching.filter((indicator) => !only || family(indicator) === only);
    const order = ORDERS[column];
    if (order) found.sort((a, b) => (down ? order(b, a) : order(a, b)) || a.id - b.id);

    /** @type {Map<string, Indicator[]>} */
    const groups = new Map();
    const { path } = shown;
    const sectionOf = (/** @type {Indicator} */ { node }) => {
      const [top] = group.checked ? path(node) : [];
      return group.checked ? (top ? heading(top) : t("outside")) : "";
    };
    for (const indicator of matching) groups.set(sectionOf(indicator), []); // sections keep the order of the report
    for (const indicator of found.slice(0, limit)) /** @type {Indicator[]} */ (groups.get(sectionOf(indicator))).push(indicator);
    visible = [...groups.values()].flat().map(({ id }) => id);
    /** @type {HTMLElement[]} */
    const notes = [];
    if (!found.length) notes.push(h("td", { colspan: 5, class: "none", text: t(indicators.length ? "filter.none" : "figures.none") }));
    else if (found.length > limit) {
      notes.push(h("td", { colspan: 5 }, h("button", { type: "button", class: "quiet", "data-more": true, text: t("more", Math.min(PAGE, found.length - limit)) })));
    }
    fill(table, head());
    rest.return();
    rest = put([...groups], ...notes);
    let seen = (window.innerHeight - 120) / ROW;
    now(rest, () => seen-- < 0);
    later(rest);
    rove();
  }

  /** @param {[string, Indicator[]][]} groups @param {...HTMLElement} notes */
  function* put(groups, ...notes) {
    for (const [name, members] of groups) {
      if (!members.length) continue;
      const body = h("tbody");
      if (name) body.append(h("tr", { class: "group" }, h("th", { colspan: 5, scope: "rowgroup" }, h("span", { lang: "zh-Hans", text: name }), h("b", { text: String(members.length) }))));
      table.append(body);
      for (const indicator of members) {
        body.append(rowOf(indicator));
        yield;
      }
    }
    if (notes.length) table.append(h("tbody", {}, h("tr", {}, ...notes)));
  }

  function head() {
    return h("thead", {}, h("tr", {}, ...["name", "value", "unit", "period", "status"].map((name) =>
      h("th", { scope: "col", class: `c-${name}`, "aria-sort": column === name ? (down ? "descending" : "ascending") : "none" },
        h("button", { type: "button", "data-column": name, text: t(`col.${name}`) })))));
  }

  /** The legend of the underlines, which also filters. @param {Indicator[]} matching */
  function drawFamilies(matching) {
    const focused = families.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.family : "";
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const indicator of matching) counts.set(family(indicator), (counts.get(family(indicator)) || 0) + 1);
    fill(families, ...FAMILIES.filter((name) => counts.has(name) || name === only).map((name) =>
      h("button", { type: "button", "data-family": name, "aria-pressed": String(only === name) },
        h("span", { class: `f-${name}`, text: t(`family.${name}`) }), h("b", { text: String(counts.get(name) || 0) }))));
    const again = focused && families.querySelector(`[data-family="${focused}"]`);
    if (again) /** @type {HTMLElement} */ (again).focus();
  }

  /** @param {Indicator} indicator */
  function rowOf(indicator) {
    const made = rows.get(indicator.id);
    if (made) return made;
    const row = /** @type {HTMLTableRowElement} */ (blank.cloneNode(true));
    const [name, value, measure, period, standingOf] = /** @type {any} */ (row.children);
    const { whole, fraction, unit } = cut(indicator);
    const { status, change } = standing(indicator);
    const qualifier = sign(indicator);
    row.dataset.indicator = String(indicator.id);
    if (indicator.id === selected) row.setAttribute("aria-selected", "true");
    if (model) doubtful(name, model.doubt.get(indicator.id));
    name.textContent = indicator.name;
    if (!fraction) value.classList.add("whole");
    if (qualifier) value.append(h("i", { text: qualifier }));
    value.append(whole);
    if (fraction) value.append(h("span", { text: fraction }));
    measure.textContent = unit;
    when(indicator.period).split("–").forEach((part, i) => i ? period.append("–", h("wbr"), part) : period.append(part));
    if (indicator.status !== "actual") standingOf.append(h("span", { class: `s-${indicator.status}`, text: status }), " ");
    else if (!change) standingOf.append(status);
    if (change) standingOf.append(h("span", { class: "change", text: change }));
    rows.set(indicator.id, row);
    return row;
  }

  /** @param {HTMLElement} cell @param {string | undefined} doubt */
  function doubtful(cell, doubt) {
    if (doubt) cell.dataset.doubt = doubt;
    else cell.removeAttribute("data-doubt");
  }

  const blank = h("tr", { "aria-selected": "false", tabindex: -1 }, h("td", { class: "c-name", lang: "zh-Hans" }), h("td", { class: "c-value" }),
    h("td", { class: "c-unit", lang: "zh-Hans" }), h("td", { class: "c-period" }), h("td", { class: "c-status" }));

  /** @type {HTMLElement | null} */
  let roving = null;

  /** One row can be reached with Tab: the selected one, or the first. */
  function rove() {
    if (roving) roving.tabIndex = -1;
    const id = selected !== null && visible.includes(selected) ? selected : visible[0];
    roving = id === undefined || !model ? null : rowOf(model.indicator(id));
    if (roving) roving.tabIndex = 0;
  }

  /** @param {number | null} id */
  function select(id) {
    const before = selected === null ? undefined : rows.get(selected);
    if (before) before.setAttribute("aria-selected", "false");
    selected = id;
    if (id === null || !model) return rove();
    if (!visible.includes(id)) {
      filter.value = only = "";
      limit = Math.max(limit, model.analysis.indicators.length);
      draw();
    }
    rove();
    const row = rowOf(model.indicator(id));
    row.setAttribute("aria-selected", "true");
    now(rest, () => row.isConnected);
    if (scroll.clientHeight) showInside(scroll, row, /** @type {HTMLElement} */ (table.tHead).offsetHeight);
  }

  filter.addEventListener("input", draw);
  group.addEventListener("change", draw);
  families.addEventListener("click", (event) => {
    const button = around(event, "[data-family]");
    if (!button) return;
    only = only === button.dataset.family ? "" : button.dataset.family || "";
    draw();
  });
  /** @param {Event} event */
  const idOf = (event) => {
    const row = around(event, "tr[data-indicator]");
    return row && Number(row.dataset.indicator);
  };
  table.addEventListener("click", (event) => {
    const header = around(event, "[data-column]");
    if (header) {
      const name = header.dataset.column || "";
      if (column !== name) [column, down] = [name, false];
      else if (!down) down = true;
      else [column, down] = ["", false];
      draw();
      const again = table.querySelector(`[data-column="${name}"]`);
      if (again) /** @type {HTMLElement} */ (again).focus();
      return;
    }
    if (around(event, "[data-more]")) {
      limit += PAGE;
      return draw();
    }
    const id = idOf(event);
    if (id !== null && !String(window.getSelection())) on.pick(id);
  });
  table.addEventListener("pointerover", (event) => {
    const id = idOf(event);
    on.hover(id);
    if (id === null || !model) return;
    const indicator = model.indicator(id);
    const cell = /** @type {HTMLElement} */ (/** @type {HTMLTableRowElement} */ (rows.get(id)).cells[1]);
    cell.title = [plain(indicator), t(`qual.${indicator.qualifier}`)].filter(Boolean).join(t("dot"));
  });
  table.addEventListener("pointerleave", () => on.hover(null));

  return {
    show,
    select,
    /** Marks what is in doubt, and only that. @param {Model} model */
    judge({ doubt }) {
      for (const [id, row] of rows) doubtful(row.cells[0], doubt.get(id));
    },
    /** Lights the row of a figure the pointer is on. @param {number | null} id */
    light(id) {
      if (lit) lit.classList.remove("lit");
      lit = id === null ? null : rows.get(id) || null;
      if (lit) lit.classList.add("lit");
    },
    /** The figure before or after the selected one, in the table's order. @param {number} step */
    beside(step) {
      if (!visible.length) return null;
      const at = selected === null ? -1 : visible.indexOf(selected);
      const next = at < 0 ? (step > 0 ? 0 : visible.length - 1) : at + step;
      return visible[next] === undefined ? null : visible[next];
    },
    focusFilter() {
      filter.focus();
      filter.select();
    },
    /** Moves the focus along when it is on a row already. @param {number} id */
    focusRow(id) {
      const row = rows.get(id);
      if (row && document.activeElement && document.activeElement.closest("#indicators tr[data-indicator]")) row.focus({ preventScroll: true });
    },
    /** What one sees, as tab-separated lines. Text that a spreadsheet would run as a formula is kept as text. */
    copyText() {
      const shown = model;
      if (!shown) return { text: "", count: 0 };
      const lines = [["name", "value", "unit", "period", "status"].map((name) => t(`col.${name}`))];
      for (const id of visible) {
        const indicator = shown.indicator(id);
        const { status, change } = standing(indicator);
        const range = indicator.value_max === null ? String(indicator.value) : `${indicator.value}–${indicator.value_max}`;
        lines.push([indicator.name, range, indicator.unit, when(indicator.period), [status, change].filter(Boolean).join(" ")]
          .map((cell, i) => i !== 1 && /^[=+\-@＝＋－＠\t\r]/.test(cell) ? `'${cell}` : cell.replace(/[\t\r\n]+/g, " ")));
      }
      return { text: lines.map((line) => line.join("\t")).join("\n"), count: visible.length };
    },
  };
}
