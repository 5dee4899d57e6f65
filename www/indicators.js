/**
 * The table of indicators: filtered as one types and by what they are, sorted by its headers, grouped by section when asked,
 * with the columns that the reader wants; rows can be picked and copied, names mended and rows struck out by hand.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Indicator} Indicator
 */

import { $, around, arrange, fill, h, selecting, showInside, store } from "./dom.js";
import { later, now } from "./later.js";
import { cut, family, heading, plain, sign, standing, when } from "./model.js";
import { collate, t } from "./strings.js";

/** Rows made at first; more on request, so that a book does not stall the page. */
const PAGE = 1000;

/** A row is not lower, in pixels. */
const ROW = 28;

const FAMILIES = ["count", "money", "percent", "rank"];

/** @param {Indicator} indicator */
const key = ({ period }) => period ? `${period.to || ""}${period.from || ""}` : "";

/**
 * A column: how wide it is at least, in em; what its cell says, where that is plain text; what is copied; and its order,
 * where that is not the order of what it says.
 *
 * @typedef {{ width: number, chinese?: boolean, usual?: boolean, text: (indicator: Indicator, model: Model) => string, order?: (a: Indicator, b: Indicator) => number }} Column
 * @type {Record<string, Column>}
 */
const COLUMNS = {
  name: { width: 9, chinese: true, usual: true, text: ({ name }) => name },
  value: {
    width: 6.9, usual: true,
    text: ({ value, value_max: max }) => max === null ? String(value) : `${value}–${max}`,
    order: (a, b) => a.value - b.value,
  },
  unit: { width: 5, chinese: true, usual: true, text: ({ unit }) => unit },
  period: { width: 6.6, usual: true, text: ({ period }) => when(period), order: (a, b) => collate(key(a), key(b)) },
  status: { width: 5.4, usual: true, text: (indicator) => Object.values(standing(indicator)).filter(Boolean).join(" ") },
  kind: { width: 4.6, text: ({ kind }) => t(`kind.${kind}`) },
  qualifier: { width: 6, text: ({ qualifier }) => t(`qual.${qualifier}`) },
  section: { width: 10, chinese: true, text: ({ node }, { path }) => path(node).map(heading).join(" › "), order: (a, b) => a.id - b.id },
  evidence: { width: 22, chinese: true, text: ({ sentence }, { sentenceOf }) => sentenceOf(sentence), order: (a, b) => a.id - b.id },
};
const USUAL = Object.keys(COLUMNS).filter((name) => COLUMNS[name].usual);

/**
 * What the reader can ask for: for each figure the values it goes by, each with its words. A figure stands in all the sections
 * around it.
 *
 * @type {Record<string, (indicator: Indicator, model: Model) => [string, string][]>}
 */
const FACETS = {
  kind: ({ kind }) => [[kind, t(`kind.${kind}`)]],
  section: ({ node }, { path }) => path(node).slice(0, 2).map((section) => [String(section.id), `${section.depth > 1 ? "　" : ""}${heading(section)}`]),
  status: ({ status }) => [[status, t(`status.${status}`)]],
  period: ({ period }) => [[when(period), when(period) || t("period.none")]],
  qualifier: ({ qualifier }) => [[qualifier, t(`qual.${qualifier}`) || t("qual.plain")]],
};

/** A cell that a spreadsheet would run as a formula is kept as text, and one cell stays one cell. @param {string} cell */
const inert = (cell) => (/^[=+\-@＝＋－＠\t\r\n]/.test(cell) ? `'${cell}` : cell).replace(/[\t\r\n]+/g, " ");

/**
 * @param {{ pick: (id: number) => void, hover: (id: number | null) => void, rename: (id: number, name: string) => void, strike: (ids: number[], out: boolean) => void,
 *   copy: () => void }} on
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
  /** @type {HTMLElement} */
  const facets = $("facet-fields");
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
  /** @type {Set<number>} */
  const picked = new Set();
  let picking = false;
  /** @type {number | null} the row that was picked last: a stretch begins there */
  let anchor = null;
  /** @type {Record<string, string>} what is asked for, by facet */
  let wanted = {};
  let only = "";
  let column = "";
  let down = false;
  let limit = PAGE;
  let columns = chosen();
  /** @type {number | null} */
  let selected = null;
  /** @type {HTMLElement | null} */
  let lit = null;

  /** The columns that the reader wants, in their order. */
  function chosen() {
    const kept = (store.get("columns") || "").split(",");
    const names = Object.keys(COLUMNS).filter((name) => name === "name" || kept.includes(name));
    return names.length > 1 ? names : USUAL;
  }

  /** @param {Model} next */
  function show(next) {
    if (next !== model) {
      filter.value = only = column = "";
      wanted = {};
      down = false;
      limit = PAGE;
      selected = null;
      picked.clear();
      picking = false;
    }
    model = next;
    haystack = new Map();
    drawColumns();
    drawFacets();
    redraw();
  }

  /**
   * Another reading of nearly the same text: what one asks for and where one looks stays, and so does every row that says
   * the same.
   *
   * @param {Model} next @param {number | null} chosen the figure that is selected, by its new number
   */
  function renew(next, chosen) {
    if (!model) return show(next);
    /** @type {Map<string, HTMLTableRowElement[]>} */
    const pool = new Map();
    for (const [id, row] of rows) {
      const key = saying(model.indicator(id), model, id === selected);
      const same = pool.get(key);
      if (same) same.push(row);
      else pool.set(key, [row]);
    }
    const last = model;
    const carried = [...picked].map((id) => next.found(last.placeOf(last.indicator(id))));
    model = next;
    selected = chosen;
    anchor = null;
    picked.clear();
    for (const indicator of carried) if (indicator) picked.add(indicator.id);
    rows = new Map();
    haystack = new Map();
    for (const indicator of next.analysis.indicators) {
      const same = pool.get(saying(indicator, next, indicator.id === chosen));
      const row = same && same.shift();
      if (!row) continue;
      row.dataset.indicator = String(indicator.id);
      rows.set(indicator.id, row);
    }
    drawFacets();
    draw(true);
  }

  /** All that a row says. @param {Indicator} indicator @param {Model} model @param {boolean} chosen */
  const saying = (indicator, model, chosen) => [chosen, model.doubt.get(indicator.id), model.renamed.get(indicator.id), indicator.surface, indicator.qualifier,
    ...columns.map((name) => COLUMNS[name].text(indicator, model))].join("\t");

  /** With every row made anew. */
  function redraw() {
    rows = new Map();
    blank = blankRow();
    draw();
  }

  /** What the filter looks through. @param {Model} shown @param {Indicator} indicator */
  function hay({ path, sentenceOf }, indicator) {
    let text = haystack.get(indicator.id);
    if (text === undefined) {
      const { status, change } = standing(indicator);
      text = [indicator.name, indicator.surface, indicator.unit, when(indicator.period), status, change,
        t(`kind.${indicator.kind}`), path(indicator.node).map(heading).join(" "), sentenceOf(indicator.sentence)].join(" ").toLowerCase();
      haystack.set(indicator.id, text);
    }
    return text;
  }

  /** Puts the rows in place; each is made once. @param {boolean} [stay] those that are in their place already are not touched */
  function draw(stay = false) {
    if (!model) return;
    const shown = model;
    const words = filter.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const asked = Object.keys(wanted);
    const indicators = shown.analysis.indicators.filter(({ id }) => !shown.struck.has(id));
    const matching = indicators.filter((indicator) => words.every((word) => hay(shown, indicator).includes(word)) &&
      asked.every((name) => FACETS[name](indicator, shown).some(([value]) => value === wanted[name])));
    drawFamilies(matching);
    const found = matching.filter((indicator) => !only || family(indicator) === only);
    const order = orderOf(column, shown);
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
    if (!found.length) notes.push(h("td", { colspan: columns.length, class: "none", text: t(indicators.length ? "filter.none" : "figures.none") }));
    else if (found.length > limit) {
      notes.push(h("td", { colspan: columns.length }, h("button", { type: "button", class: "quiet", "data-more": true, text: t("more", Math.min(PAGE, found.length - limit)) })));
    }
    for (const id of shown.struck) {
      const { name, surface } = shown.indicator(id);
      notes.push(h("td", { colspan: columns.length, class: "struck" }, h("del", { lang: "zh-Hans", text: `${name} ${surface}` }),
        h("button", { type: "button", class: "quiet", "data-restore": id, text: t("edit.restore") })));
    }
    rest.return();
    const bodies = stay ? [...table.tBodies] : [];
    if (!stay) fill(table, head());
    table.classList.toggle("chosen", columns !== USUAL);
    table.style.minWidth = columns === USUAL ? "" : `${columns.reduce((sum, name) => sum + COLUMNS[name].width, 0) + 2}em`;
    if (stay) arrange(table, [/** @type {HTMLElement} */ (table.tHead), ...inPlace(bodies, [...groups], notes)]);
    else {
      rest = put([...groups], ...notes);
      let seen = (window.innerHeight - 120) / ROW;
      now(rest, () => seen-- < 0);
      later(rest);
    }
    showPicked();
    rove();
  }

  /** @param {string} name @param {Model} model @returns {((a: Indicator, b: Indicator) => number) | undefined} */
  function orderOf(name, model) {
    const own = COLUMNS[name];
    return own && (own.order || ((a, b) => collate(own.text(a, model), own.text(b, model))));
  }

  /** @param {[string, Indicator[]][]} groups @param {...HTMLElement} notes */
  function* put(groups, ...notes) {
    for (const [name, members] of groups) {
      if (!members.length) continue;
      const body = h("tbody", {}, headOf(name, members));
      table.append(body);
      for (const indicator of members) {
        body.append(rowOf(indicator));
        yield;
      }
    }
    if (notes.length) table.append(h("tbody", {}, ...notes.map((note) => h("tr", {}, note))));
  }

  /** The rows as the bodies of a table, in those that are there. @param {HTMLElement[]} bodies @param {[string, Indicator[]][]} groups @param {HTMLElement[]} notes */
  function inPlace(bodies, groups, notes) {
    const made = groups.filter(([, members]) => members.length).map(([name, members]) => {
      const body = bodies.shift() || h("tbody");
      arrange(body, [headOf(name, members), ...members.map(rowOf)].filter((row) => row !== null));
      return body;
    });
    return notes.length ? [...made, h("tbody", {}, ...notes.map((note) => h("tr", {}, note)))] : made;
  }

  /** The line above a group. @param {string} name @param {Indicator[]} members */
  const headOf = (name, members) => name ? h("tr", { class: "group" }, h("th", { colspan: columns.length, scope: "rowgroup" },
    h("span", { lang: "zh-Hans", text: name }), h("b", { text: String(members.length) }))) : null;

  function head() {
    return h("thead", {}, h("tr", {}, ...columns.map((name) =>
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

  /** What can be asked for, with how many figures there are of each; made when one wants to ask. */
  function drawFacets() {
    sayWanted();
    const shown = model;
    if (!shown || facets.hidden) return;
    fill(facets, ...Object.keys(FACETS).map((name) => {
      /** @type {Map<string, [string, number]>} */
      const counts = new Map();
      for (const indicator of shown.analysis.indicators) {
        for (const [value, words] of FACETS[name](indicator, shown)) counts.set(value, [words, (counts.get(value) || ["", 0])[1] + 1]);
      }
      const options = [...counts];
      if (name === "section") options.sort(([a], [b]) => Number(a) - Number(b));
      else if (name === "period") options.sort(([a], [b]) => collate(a, b));
      const select = h("select", { "data-facet": name }, h("option", { value: "*", text: t("facet.all") }),
        ...options.map(([value, [words, count]]) => h("option", { value, text: `${words} ${count}` })));
      select.value = name in wanted ? wanted[name] : "*";
      return h("label", {}, h("span", { text: t(`col.${name}`) }), select);
    }));
  }

  function sayWanted() {
    const many = Object.keys(wanted).length;
    $("facet-count").textContent = many ? String(many) : "";
    $("facet-clear").hidden = !many;
  }

  /** The choice of columns. */
  function drawColumns() {
    fill($("column-fields"), ...Object.keys(COLUMNS).slice(1).map((name) => {
      const input = h("input", { type: "checkbox", "data-column": name });
      input.checked = columns.includes(name);
      return h("label", { class: "check" }, input, h("span", { text: t(`col.${name}`) }));
    }));
  }

  /** @param {Indicator} indicator */
  function rowOf(indicator) {
    const made = rows.get(indicator.id);
    if (made || !model) return /** @type {HTMLTableRowElement} */ (made);
    const row = /** @type {HTMLTableRowElement} */ (blank.cloneNode(true));
    row.dataset.indicator = String(indicator.id);
    if (indicator.id === selected) row.setAttribute("aria-selected", "true");
    columns.forEach((name, i) => writeCell(row.cells[i], name, indicator, /** @type {Model} */ (model)));
    rows.set(indicator.id, row);
    return row;
  }

  /** @param {HTMLTableCellElement} cell @param {string} name @param {Indicator} indicator @param {Model} model */
  function writeCell(cell, name, indicator, model) {
    if (name === "name") {
      doubtful(cell, model.doubt.get(indicator.id));
      const was = model.renamed.get(indicator.id);
      fill(cell, ...picking ? [pickBox(indicator)] : [], indicator.name,
        ...was === undefined ? [] : [h("em", { class: "edited", title: t("edit.was", was), text: t("edit.mark") })]);
      if (indicator.id === selected && !picking) cell.append(tools());
    } else if (name === "value") {
      const { whole, fraction } = cut(indicator);
      const qualifier = sign(indicator);
      if (!fraction) cell.classList.add("whole");
      if (qualifier) cell.append(h("i", { text: qualifier }));
      cell.append(whole);
      if (fraction) cell.append(h("span", { text: fraction }));
    } else if (name === "unit") cell.textContent = cut(indicator).unit;
    else if (name === "period") when(indicator.period).split("–").forEach((part, i) => i ? cell.append("–", h("wbr"), part) : cell.append(part));
    else if (name === "status") {
      const { status, change } = standing(indicator);
      if (indicator.status !== "actual") cell.append(h("span", { class: `s-${indicator.status}`, text: status }), " ");
      else if (!change) cell.append(status);
      if (change) cell.append(h("span", { class: "change", text: change }));
    } else cell.append(h("span", { class: "long", text: COLUMNS[name].text(indicator, model) }));
  }

  /** @param {HTMLElement} cell @param {string | undefined} doubt */
  function doubtful(cell, doubt) {
    if (doubt) cell.dataset.doubt = doubt;
    else cell.removeAttribute("data-doubt");
  }

  let blank = blankRow();

  /** A row that has no words yet, to be copied. */
  function blankRow() {
    return h("tr", { "aria-selected": "false", tabindex: -1 }, ...columns.map((name) => h("td", { class: `c-${name}`, lang: COLUMNS[name].chinese ? "zh-Hans" : null })));
  }

  // ---- by hand ----

  /** What can be done to the selected row. */
  const tools = () => h("span", { class: "row-tools" },
    h("button", { type: "button", "data-rename": true, title: "F2", text: t("edit.rename") }),
    h("button", { type: "button", "data-strike": true, title: "Delete", text: t("edit.strike") }));

  /** Writes a row's name again, with whatever stands beside it. @param {number} id */
  function rewrite(id) {
    const row = rows.get(id);
    if (row && model) writeCell(row.cells[0], "name", model.indicator(id), model);
  }

  /** A field in the place of a name. @param {number} id */
  function rename(id) {
    const row = rows.get(id);
    if (!row || !model) return;
    const { name } = model.indicator(id);
    const input = h("input", { type: "text", class: "rename", maxlength: 200, autocomplete: "off", "aria-label": t("edit.name") });
    input.value = name;
    fill(row.cells[0], input);
    input.focus();
    input.select();
    let done = false;
    const end = (/** @type {boolean} */ keep, /** @type {boolean} */ back) => {
      if (done) return;
      done = true;
      const next = input.value.replace(/\s+/g, " ").trim();
      if (keep && next && next !== name) {
        haystack.delete(id);
        on.rename(id, next);
      }
      rewrite(id);
      if (back) row.focus({ preventScroll: true });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing || !/^(Enter|Escape)$/.test(event.key)) return;
      event.preventDefault();
      end(event.key === "Enter", true);
    });
    input.addEventListener("blur", () => end(true, false));
  }

  /** Strikes rows out, or puts them back. @param {number[]} ids @param {boolean} out */
  function strike(ids, out) {
    if (!ids.length) return;
    const at = visible.indexOf(ids[0]);
    for (const id of ids) picked.delete(id);
    on.strike(ids, out);
    draw();
    const next = out ? visible[Math.min(at, visible.length - 1)] : ids[0];
    const row = next === undefined || !model ? null : rowOf(model.indicator(next));
    if (!row) return;
    now(rest, () => row.isConnected);
    row.focus({ preventScroll: true });
  }

  /** @param {Indicator} indicator */
  function pickBox({ id, name }) {
    const input = h("input", { type: "checkbox", class: "pick", tabindex: -1, "aria-label": t("pick.row", name) });
    input.checked = picked.has(id);
    return input;
  }

  /** Picks a row, or with `stretch` all from the last one on. @param {number} id @param {boolean} stretch */
  function pick(id, stretch) {
    const on = !picked.has(id);
    const [from, to] = [anchor === null || !stretch ? -1 : visible.indexOf(anchor), visible.indexOf(id)];
    for (const one of from < 0 ? [id] : visible.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      if (on) picked.add(one);
      else picked.delete(one);
    }
    anchor = id;
    showPicked();
  }

  /** The boxes, and what can be done with the rows that are picked. */
  function showPicked() {
    for (const [id, row] of picking ? rows : []) {
      const box = /** @type {HTMLInputElement | null} */ (row.querySelector("input.pick"));
      if (box) box.checked = picked.has(id);
    }
    $("picking").setAttribute("aria-pressed", String(picking));
    $("picked").hidden = !picking;
    $("picked-count").textContent = t("pick.count", picked.size);
    for (const name of ["copy", "strike"]) $(`picked-${name}`).disabled = !picked.size;
  }

  /** @param {boolean} on */
  function setPicking(on) {
    picking = on;
    picked.clear();
    anchor = null;
    redraw();
  }

  $("picking").addEventListener("click", () => setPicking(!picking));
  $("picked-all").addEventListener("click", () => {
    for (const id of visible) picked.add(id);
    showPicked();
  });
  $("picked-copy").addEventListener("click", () => on.copy());
  $("picked-strike").addEventListener("click", () => strike(visible.filter((id) => picked.has(id)), true));

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
    const last = selected;
    selected = id;
    const before = last === null ? undefined : rows.get(last);
    if (before && last !== null && last !== id) {
      before.setAttribute("aria-selected", "false");
      if (!before.querySelector("input.rename")) rewrite(last);
    }
    if (id === null || !model || model.struck.has(id)) return rove();
    if (!visible.includes(id)) {
      filter.value = only = "";
      wanted = {};
      drawFacets();
      limit = Math.max(limit, model.analysis.indicators.length);
      draw();
    }
    rove();
    const row = rowOf(model.indicator(id));
    row.setAttribute("aria-selected", "true");
    if (last !== id || !row.querySelector(".row-tools, input.rename")) rewrite(id);
    now(rest, () => row.isConnected);
    if (scroll.clientHeight) showInside(scroll, row, /** @type {HTMLElement} */ (table.tHead).offsetHeight);
  }

  filter.addEventListener("input", () => draw());
  group.addEventListener("change", () => draw());
  families.addEventListener("click", (event) => {
    const button = around(event, "[data-family]");
    if (!button) return;
    only = only === button.dataset.family ? "" : button.dataset.family || "";
    draw();
  });
  $("facets").addEventListener("click", () => {
    facets.hidden = !facets.hidden;
    $("facets").setAttribute("aria-expanded", String(!facets.hidden));
    drawFacets();
  });
  facets.addEventListener("change", (event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    const name = select.dataset.facet || "";
    if (select.value === "*") delete wanted[name];
    else wanted[name] = select.value;
    sayWanted();
    draw();
  });
  $("facet-clear").addEventListener("click", () => {
    wanted = {};
    drawFacets();
    draw();
    $("facets").focus();
  });
  $("column-fields").addEventListener("change", () => {
    const inputs = /** @type {HTMLInputElement[]} */ ([...$("column-fields").querySelectorAll("input")]);
    const names = ["name", ...inputs.filter(({ checked }) => checked).map(({ dataset }) => dataset.column || "")];
    columns = String(names) === String(USUAL) ? USUAL : names;
    store.set("columns", columns === USUAL ? "" : names.join(","));
    redraw();
  });
  /** @param {Event} event */
  const idOf = (event) => {
    const row = around(event, "tr[data-indicator]");
    return row && Number(row.dataset.indicator);
  };
  table.addEventListener("click", (event) => {
    const header = around(event, "th [data-column]");
    if (header) {
      const name = header.dataset.column || "";
      if (column !== name) [column, down] = [name, false];
      else if (!down) down = true;
      else [column, down] = ["", false];
      draw();
      const again = table.querySelector(`th [data-column="${name}"]`);
      if (again) /** @type {HTMLElement} */ (again).focus();
      return;
    }
    if (around(event, "[data-more]")) {
      limit += PAGE;
      return draw();
    }
    const restore = around(event, "[data-restore]");
    if (restore) return strike([Number(restore.dataset.restore)], false);
    const id = idOf(event);
    if (id === null || around(event, "input.rename")) return;
    if (picking) return pick(id, /** @type {MouseEvent} */ (event).shiftKey);
    if (around(event, "[data-rename]")) return rename(id);
    if (around(event, "[data-strike]")) return strike([id], true);
    if (!selecting()) on.pick(id);
  });
  table.addEventListener("dblclick", (event) => {
    const cell = around(event, "td.c-name");
    const id = idOf(event);
    if (!cell || id === null || picking || around(event, "button, input")) return;
    const words = window.getSelection();
    if (words) words.removeAllRanges();
    rename(id);
  });
  table.addEventListener("mousedown", (event) => {
    if (picking && event.shiftKey) event.preventDefault(); // a stretch of rows, not of words
  });
  table.addEventListener("keydown", (event) => {
    const id = idOf(event);
    if (id === null || !(event.target instanceof HTMLTableRowElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F2") rename(id);
    else if (event.key === "Delete") strike([id], true);
    else if (event.key === " " && picking) pick(id, event.shiftKey);
    else return;
    event.preventDefault();
  });
  table.addEventListener("pointerover", (event) => {
    const id = idOf(event);
    on.hover(id);
    if (id === null || !model) return;
    const indicator = model.indicator(id);
    const cell = /** @type {HTMLElement | null} */ (/** @type {HTMLTableRowElement} */ (rows.get(id)).querySelector(".c-value"));
    if (cell) cell.title = [plain(indicator), t(`qual.${indicator.qualifier}`)].filter(Boolean).join(t("dot"));
  });
  table.addEventListener("pointerleave", () => on.hover(null));

  return {
    show,
    renew,
    select,
    /** The columns as they are at first. */
    forgetColumns() {
      columns = USUAL;
      if (model) show(model);
    },
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
    /** The rows that are picked, else all that one sees, as lines with tabs and as a page's table. */
    copied() {
      const shown = model;
      if (!shown) return { text: "", html: "", count: 0 };
      const ids = picked.size ? visible.filter((id) => picked.has(id)) : visible;
      const lines = [columns.map((name) => t(`col.${name}`)), ...ids.map((id) => columns.map((name) => {
        const cell = COLUMNS[name].text(shown.indicator(id), shown);
        return name === "value" ? cell : inert(cell);
      }))];
      const page = h("table", {}, ...lines.map((line, i) => h("tr", {}, ...line.map((text) => h(i ? "td" : "th", { text })))));
      return { text: lines.map((line) => line.join("\t")).join("\n"), html: page.outerHTML, count: ids.length };
    },
  };
}
