/**
 * What the element shows of an analysis: the report with its figures marked, its outline, the indicators and the checks,
 * beside each other where there is room, else behind tabs.
 *
 * @module
 * @typedef {import("./types").Analysis} Analysis
 * @typedef {import("./types").Indicator} Indicator
 * @typedef {import("./types").Node} OutlineNode
 * @typedef {import("./model.js").Model} Model
 * @typedef {"report" | "outline" | "indicators" | "checks"} View
 * @typedef {{ select: (figure: Indicator | null) => void, retry: () => void }} On
 */

import { around, fill, h } from "./dom.js";
import { arithmetic, createModel, cut, family, heading, isAlarm, misnumbering, note, sign, standing, summary, when } from "./model.js";
import { digits, has, language, setLang, t } from "./strings.js";

/** @type {View[]} */
export const VIEWS = ["report", "outline", "indicators", "checks"];

/** From which widths, in pixels, two columns and three fit. */
const TWO = 620;
const THREE = 980;

/** From so many blocks on, the browser lays out those in sight and guesses the height of the others. */
const LONG = 400;

/** Rows of the table that are drawn at a time. */
const ROWS = 500;

/** How long a step of drawing may take before what is drawn is shown, in milliseconds. */
const SLICE = 8;

/** @param {ShadowRoot} shadow @param {On} on */
export function createViews(shadow, on) {
  const head = h("header", { class: "head", part: "head", hidden: true });
  const groups = h("div", { class: "groups", hidden: true });
  const middle = h("div", { class: "mid", part: "message" });
  const words = h("p", { role: "status" });
  const said = h("div", { class: "said", part: "status", hidden: true }, words,
    h("button", { type: "button", "data-step": "-1", text: "‹" }), h("button", { type: "button", "data-step": "1", text: "›" }));
  const desk = h("div", { class: "desk", part: "desk" }, head, groups, middle, said);
  shadow.append(desk);

  /** @type {Record<View, HTMLElement>} */
  const panes = /** @type {any} */ ({});
  for (const view of VIEWS) panes[view] = h("div", { class: "pane", part: view, id: view, tabindex: 0 });

  /** @type {"zh" | "en"} */
  let lang = "zh";
  /** @type {View[]} */
  let views = VIEWS;
  /** @type {View[][]} */
  let columns = [];
  /** @type {Set<View>} the one of each column that is seen */
  let front = new Set();
  /** @type {Model | null} */
  let model = null;
  /** @type {number | null} */
  let selected = null;
  /** @type {number | null} */
  let held = null;
  /** @type {Map<number, HTMLElement[]>} */
  let marks = new Map();
  /** @type {Map<number, HTMLElement>} */
  let labels = new Map();
  /** @type {Map<number, HTMLElement>} */
  let rows = new Map();
  /** @type {Iterator<undefined, void>[]} what is not drawn yet */
  let rest = [];
  /** @type {HTMLElement[]} what is marked as selected or held */
  let lit = [];

  /** Everything that says something does so in this element's language, whatever another one speaks. @template T @param {() => T} work @returns {T} */
  function speak(work) {
    const before = language();
    setLang(lang);
    try {
      return work();
    } finally {
      setLang(before);
    }
  }

  // ---- where things stand ----

  /** @param {number} width @returns {View[][]} */
  function columnsFor(width) {
    const side = views.filter((view) => view !== "report");
    if (!views.includes("report")) return width < TWO ? [views] : views.map((view) => [view]);
    if (width < TWO || !side.length) return [views];
    if (width < THREE || !side.includes("outline") || side.length < 2) return [["report"], side];
    return [["outline"], ["report"], side.filter((view) => view !== "outline")];
  }

  function arrange() {
    const next = columnsFor(shadow.host.clientWidth);
    if (JSON.stringify(next) === JSON.stringify(columns)) return;
    const places = VIEWS.map((view) => panes[view].scrollTop);
    columns = next;
    front = new Set(columns.map((column) => column.find((view) => front.has(view)) || column[0]));
    desk.classList.toggle("narrow", columns.length === 1);
    groups.style.gridTemplateColumns = columns.map(([first], i) => first === "report" ? "minmax(0, 1fr)"
      : !views.includes("report") ? "minmax(0, 1fr)" : first === "outline" && columns.length === 3 ? "minmax(0, 15em)" : i ? `minmax(0, ${columns.length === 2 ? "20em" : "25em"})` : "minmax(0, 1fr)").join(" ");
    speak(putColumns);
    VIEWS.forEach((view, i) => (panes[view].scrollTop = places[i]));
  }

  /** The columns, with tabs where several views share one. */
  function putColumns() {
    fill(groups, ...columns.map((column) => {
      const kind = column[0] === "report" && column.length === 1 ? "" : column[0] === "outline" && column.length === 1 ? "outline" : columns.length > 1 ? "side" : "";
      const box = h("div", { class: `group ${kind}` });
      if (column.length > 1) box.append(tabs(column));
      for (const view of column) {
        const pane = panes[view];
        pane.hidden = !front.has(view);
        pane.setAttribute("role", column.length > 1 ? "tabpanel" : "region");
        pane.setAttribute("aria-label", t(`view.${view}`));
        box.append(pane);
      }
      return box;
    }));
  }

  /** @param {View[]} column */
  function tabs(column) {
    return h("div", { class: "tabs", part: "tabs", role: "tablist", "aria-label": t("views") }, ...column.map((view) => {
      const chosen = front.has(view);
      const count = model && { report: 0, outline: 0, indicators: model.analysis.indicators.length, checks: model.alarms.length }[view];
      return h("button", { type: "button", class: "tab", part: "tab", role: "tab", id: `tab-${view}`, "data-view": view, "aria-controls": view,
        "aria-selected": String(chosen), tabindex: chosen ? 0 : -1 }, t(`view.${view}`), count ? h("i", { text: String(count) }) : null);
    }));
  }

  /** Brings a view to the front of its column. @param {View} view */
  function bring(view) {
    const column = columns.find((column) => column.includes(view));
    if (!column || front.has(view)) return;
    for (const other of column) {
      front.delete(other);
      panes[other].hidden = other !== view;
      const tab = /** @type {HTMLElement} */ (shadow.getElementById(`tab-${other}`));
      tab.setAttribute("aria-selected", String(other === view));
      tab.tabIndex = other === view ? 0 : -1;
    }
    front.add(view);
  }

  // ---- what stands there ----

  function draw() {
    if (!model) return;
    marks = new Map();
    labels = new Map();
    rows = new Map();
    lit = [];
    const { analysis, alarms } = model;
    desk.lang = lang === "en" ? "en" : "zh-Hans";
    const doubts = alarms.length + analysis.numbering.length;
    fill(head,
      h("p", { class: "title", part: "title", lang: "zh-Hans", text: analysis.title || t("untitled") }),
      h("p", { class: "meta", text: [analysis.year && t("period.year", analysis.year), t("chars", digits(analysis.text.length)), t("outline.count", analysis.indicators.length)].filter(Boolean).join(t("dot")) }),
      views.includes("checks") && doubts ? h("button", { type: "button", class: "doubts", part: "doubts", text: t("doubts", doubts) }) : h("p", { class: "calm", text: doubts ? t("doubts", doubts) : "" }));
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (said.querySelectorAll("button"))) button.setAttribute("aria-label", t(button.dataset.step === "1" ? "detail.next" : "detail.previous"));
    for (const view of VIEWS) fill(panes[view]);
    rest = views.map((view) => ({ report: drawReport, outline: drawOutline, indicators: drawIndicators, checks: drawChecks })[view](/** @type {Model} */ (model)));
    putColumns();
    tell();
  }

  /** Draws a little, and the rest when what is there has been seen. */
  function step() {
    const end = performance.now() + SLICE;
    speak(() => {
      while (rest.length && performance.now() < end) {
        rest = rest.filter((work, i) => i > 0 || !work.next().done);
        rest.push(...rest.splice(0, 1)); // each view in its turn
      }
    });
    if (rest.length) setTimeout(step);
    else light();
  }

  /** Draws what is not drawn yet, all of it or until what is sought is there. @param {() => unknown} [found] */
  function finish(found = () => false) {
    speak(() => {
      for (const work of rest) while (!found() && !work.next().done);
    });
  }

  /** @param {Model} model */
  function* drawReport({ analysis, node: nodeOf, doubt }) {
    const { text, blocks } = analysis;
    const sheet = h("div", { class: blocks.length > LONG ? "sheet long" : "sheet", lang: "zh-Hans" });
    fill(panes.report, sheet);
    const figures = analysis.indicators.slice().sort((a, b) => a.span.start - b.span.start);
    const nodes = analysis.outline.slice().sort((a, b) => a.span.start - b.span.start);
    let figure = 0;
    let next = 0;
    /** @param {Element} parent @param {number} at @param {number} end */
    const write = (parent, at, end) => {
      for (; figure < figures.length && figures[figure].span.start < end; figure += 1) {
        const { id, span } = figures[figure];
        const from = Math.max(span.start, at);
        const to = Math.min(span.end, end);
        if (from > at) parent.append(text.slice(at, from));
        if (to > from) {
          const sure = doubt.get(id);
          const mark = h("mark", { class: `f-${family(figures[figure])}`, part: sure ? "figure doubt" : "figure", "data-indicator": id, "data-doubt": sure, text: text.slice(from, to) });
          marks.set(id, [...(marks.get(id) || []), mark]);
          parent.append(mark);
          at = to;
        }
        if (span.end > end) break; // the rest of it begins the next stretch
      }
      if (at < end) parent.append(text.slice(at, end));
    };
    for (const { kind, span: { start, end }, node, role } of blocks) {
      const own = kind === "heading" && node !== null ? nodeOf(node) : undefined;
      const tag = kind === "table" ? "table" : kind === "heading" ? /** @type {"h3"} */ (`h${Math.min(own ? own.depth + 2 : 3, 6)}`) : "p";
      const block = h(tag, { class: `${kind}${own ? ` d${own.form === "title" ? 0 : own.depth}` : ""}${role === "glossary" ? " glossary" : ""}` });
      let at = start;
      if (kind === "table") {
        for (const line of text.slice(start, end).split("\n")) {
          const row = h("tr");
          for (const cell of line.split("\t")) {
            const td = h("td");
            write(td, at, at + cell.length);
            row.append(td);
            at += cell.length + 1;
          }
          block.append(row);
        }
      }
      for (; next < nodes.length && nodes[next].span.start < end; next += 1) {
        const { id, span } = nodes[next];
        if (span.start < at || kind === "table") continue;
        write(block, at, span.start);
        at = Math.min(span.end, end);
        const label = h("span", { class: "label" });
        write(label, span.start, at);
        labels.set(id, label);
        block.append(label);
      }
      if (at < end) write(block, at, end);
      sheet.append(block);
      yield;
    }
  }

  /** @param {Model} model */
  function* drawOutline({ analysis, weight, misnumbered }) {
    const nodes = analysis.outline.filter(({ form }) => form !== "title");
    if (!nodes.length) return panes.outline.append(h("p", { class: "none", text: t("outline.empty") }));
    const top = h("ul");
    panes.outline.append(h("div", { class: "tree" }, top));
    /** @type {Map<number, HTMLElement>} */
    const items = new Map();
    let role = "";
    for (const node of nodes) {
      const above = node.parent === null ? undefined : items.get(node.parent);
      const { figures, doubts } = weight(node.id);
      const fault = misnumbered(node.id);
      const flaw = node.flaw || (fault && fault.flaw);
      const begins = !above && node.role && node.role !== role ? (role = node.role) : "";
      const item = h("li", {}, ["review", "highlights", "problems", "plan", "glossary"].includes(begins) && h("span", { class: "eyebrow", text: t(`role.${begins}`) }),
        h("button", { type: "button", "data-node": node.id, tabindex: items.size ? -1 : 0 },
          h("span", { class: "words", lang: "zh-Hans", text: heading(node) }),
          flaw && h("em", { class: "flaw", text: has(`flaw.${flaw}`) ? t(`flaw.${flaw}`) : flaw, title: fault ? misnumbering(fault) : null }),
          figures > 0 && h("span", { class: "sum", title: t("outline.count", figures) }, doubts > 0 && h("em", { text: "! ", title: t("doubts", doubts) }), String(figures))));
      items.set(node.id, item);
      const last = above && /** @type {Element} */ (above.lastElementChild);
      (!last ? top : last.matches("ul") ? last : /** @type {Element} */ (above).appendChild(h("ul"))).append(item);
      yield;
    }
  }

  /** @param {Model} model */
  function* drawIndicators({ analysis, doubt }) {
    const { indicators } = analysis;
    if (!indicators.length) return panes.indicators.append(h("p", { class: "none", text: t("figures.none") }));
    const body = h("tbody");
    const count = h("output");
    const input = h("input", { type: "search", "aria-label": t("filter.label"), placeholder: t("filter.label") });
    const more = h("button", { type: "button", class: "more" });
    panes.indicators.append(h("div", { class: "filter" }, input, count), h("table", { class: "figures", part: "table" },
      h("thead", {}, h("tr", {}, ...["name", "value", "unit"].map((key) => h("th", { scope: "col", text: t(`col.${key}`) })))), body), more);
    const searched = indicators.map((indicator) => `${indicator.name} ${indicator.surface} ${when(indicator.period)}`.toLowerCase());
    /** @type {Indicator[]} */
    let found = [];
    const put = () => {
      for (const indicator of found.slice(rows.size, rows.size + ROWS)) {
        const row = rowOf(indicator, doubt.get(indicator.id));
        rows.set(indicator.id, row);
        body.append(row);
      }
      more.hidden = rows.size >= found.length;
      more.textContent = t("more", Math.min(ROWS, found.length - rows.size));
      light();
    };
    const search = () => {
      const sought = input.value.trim().toLowerCase();
      found = indicators.filter((_, i) => searched[i].includes(sought));
      count.textContent = String(found.length);
      rows = new Map();
      fill(body);
      put();
    };
    input.addEventListener("input", () => speak(search));
    more.addEventListener("click", () => speak(put));
    search();
    yield;
  }

  /** @param {Indicator} indicator @param {string | undefined} doubt */
  function rowOf(indicator, doubt) {
    const { whole, fraction, unit } = cut(indicator);
    const { status, change } = standing(indicator);
    const said = [when(indicator.period), indicator.status === "actual" && !change ? "" : status, change].filter(Boolean).join(t("dot"));
    return h("tr", { class: "row", "data-indicator": indicator.id },
      h("th", { scope: "row", "data-doubt": doubt }, h("button", { type: "button", tabindex: rows.size ? -1 : 0, lang: "zh-Hans", text: indicator.name || indicator.surface }), h("small", { text: said })),
      h("td", { class: "value" }, sign(indicator) && h("i", { text: sign(indicator) }), whole + fraction), h("td", { class: "unit", lang: "zh-Hans", text: unit }));
  }

  /** @param {Model} model */
  function* drawChecks(model) {
    const { analysis: { checks, numbering, derived }, alarms } = model;
    const box = panes.checks;
    const members = (/** @type {number[]} */ ids) => h("ul", { class: "members" }, ...ids.map((id) => {
      const { name, surface } = model.indicator(id);
      return h("li", {}, h("button", { type: "button", class: "member", "data-member": id, lang: "zh-Hans" }, h("b", { text: surface }), name));
    }));
    const card = (/** @type {number} */ index) => {
      const check = checks[index];
      const first = model.indicator(check.members[0]);
      const places = new Set(check.members.map((id) => model.place(model.indicator(id).node)));
      const what = isAlarm(check) ? note(check, first.surface) : "";
      return h("li", { "data-check": index, "data-verdict": check.verdict },
        h("p", { class: "what" }, h("b", { text: t(`check.${check.kind}`) }), h("em", { text: t(`verdict.${check.verdict}`) }), h("span", { lang: "zh-Hans", text: [...places].join(t("dot")) })),
        h("button", { type: "button", class: "sum-line", "aria-pressed": "false", text: arithmetic(check.explain) }),
        what && h("p", { class: "note", text: what }), members(check.members));
    };
    if (!checks.length && !numbering.length) box.append(h("p", { class: "none", text: t("checks.none") }));
    else if (!alarms.length) box.append(h("p", { class: "none", text: t("checks.clear") }));
    const list = box.appendChild(h("ol", { class: "cards alarms" }));
    for (const index of alarms) {
      list.append(card(index));
      yield;
    }
    if (numbering.length) {
      box.append(h("h3", { text: t("checks.numbering") }), h("ol", { class: "cards" }, ...numbering.map((fault) => h("li", {},
        h("p", { class: "what" }, h("b", { text: t("check.numbering") }), h("em", { text: has(`flaw.${fault.flaw}`) ? t(`flaw.${fault.flaw}`) : fault.flaw }), h("span", { lang: "zh-Hans", text: model.place(fault.node) })),
        h("button", { type: "button", class: "sum-line", "data-node": fault.node, text: misnumbering(fault) })))));
    }
    for (const verdict of ["rounding", "partial", "ok"]) {
      const of = checks.map((_, index) => index).filter((index) => checks[index].verdict === verdict);
      if (!of.length) continue;
      const folded = h("ol", { class: "cards" });
      box.append(h("details", {}, h("summary", { text: t(`checks.${verdict}`, of.length) }), folded));
      for (const index of of) {
        folded.append(card(index));
        yield;
      }
    }
    if (derived.length) {
      box.append(h("details", {}, h("summary", { text: t("checks.derived", derived.length) }), h("ol", { class: "cards" }, ...derived.map(({ members: ids, value, unit, name, explain }) => h("li", {},
        h("p", { class: "what" }, h("b", { lang: "zh-Hans", text: name }), h("em", { text: t("derived") })),
        h("p", { class: "sum-line", text: `${digits(value)} ${unit}` }), h("p", { class: "todo", text: arithmetic(explain) }), members(ids))))));
    }
  }

  // ---- what is pointed at ----

  /** Marks what is selected and what a check holds, and nothing else. */
  function light() {
    if (!model) return;
    for (const element of lit) {
      element.classList.remove("selected", "held");
      if (element.hasAttribute("aria-pressed")) element.setAttribute("aria-pressed", "false");
    }
    lit = [];
    const mark = (/** @type {string} */ name, /** @type {HTMLElement[]} */ elements) => {
      for (const element of elements) element.classList.add(name);
      lit.push(...elements);
    };
    const card = held === null ? null : /** @type {HTMLElement | null} */ (panes.checks.querySelector(`[data-check="${held}"]`));
    if (card) {
      const sum = /** @type {HTMLElement} */ (card.querySelector(".sum-line"));
      sum.setAttribute("aria-pressed", "true");
      mark("held", [card, sum]);
    }
    if (held !== null) for (const id of model.analysis.checks[held].members) mark("held", marks.get(id) || []);
    const row = selected === null ? undefined : rows.get(selected);
    if (selected !== null) mark("selected", marks.get(selected) || []);
    if (row) mark("selected", [row]);
  }

  /** Says the selected figure, and how to get on. */
  function tell() {
    said.hidden = !model || !model.analysis.indicators.length;
    if (model) words.textContent = selected === null ? t("view.hint") : summary(model.indicator(selected));
  }

  /** Scrolls a place into sight, in its pane first. @param {HTMLElement | undefined} element */
  const reveal = (element) => element && element.scrollIntoView({ block: "nearest", inline: "nearest" });

  /** @param {number | null} id @param {View} [from] where the reader chose it, which stays as it is */
  function select(id, from) {
    if (!model || (id !== null && !model.indicator(id))) return;
    selected = id;
    if (from !== "checks") held = null;
    if (id !== null && views.includes("report")) finish(() => marks.has(id));
    light();
    speak(tell);
    if (id === null) return;
    if (from !== "report" && views.includes("report")) {
      bring("report");
      reveal((marks.get(id) || [])[0]);
    }
    const row = rows.get(id);
    if (from !== "indicators" && row && front.has("indicators")) reveal(row);
  }

  /** @param {number} id @param {View} from */
  function choose(id, from) {
    select(id, from);
    if (model) on.select(model.indicator(id));
  }

  /** @param {number} by */
  function stepBy(by) {
    if (!model || !model.analysis.indicators.length) return;
    const all = model.analysis.indicators;
    const at = all.findIndex(({ id }) => id === selected);
    choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length].id, "outline");
  }

  /** @param {number} node */
  function go(node) {
    finish(() => labels.has(node));
    const label = labels.get(node);
    if (!label) return;
    bring("report");
    label.scrollIntoView({ block: "start", inline: "nearest" });
    panes.report.focus({ preventScroll: true });
  }

  desk.addEventListener("click", (event) => {
    const tab = around(event, "[data-view]");
    if (tab) return bring(/** @type {View} */ (tab.dataset.view));
    if (around(event, ".doubts")) {
      bring("checks");
      return panes.checks.focus();
    }
    const by = around(event, "[data-step]");
    if (by) return stepBy(Number(by.dataset.step));
    const member = around(event, "[data-member]");
    if (member) return choose(Number(member.dataset.member), "checks");
    const node = around(event, "[data-node]");
    if (node) return go(Number(node.dataset.node));
    const sum = around(event, ".sum-line");
    const card = sum && around(event, "[data-check]");
    if (card && model) {
      held = held === Number(card.dataset.check) ? null : Number(card.dataset.check);
      selected = null;
      const members = held === null ? [] : model.analysis.checks[held].members;
      if (views.includes("report")) finish(() => members.every((id) => marks.has(id)));
      light();
      speak(tell);
      const [first] = members;
      if (first !== undefined && views.includes("report") && columns.length > 1) reveal((marks.get(first) || [])[0]);
      return;
    }
    const figure = around(event, "mark, .row");
    if (figure) choose(Number(figure.dataset.indicator), figure.matches("mark") ? "report" : "indicators");
  });

  desk.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || around(event, "input")) return;
    const list = around(event, "[role=tablist], .tree, .figures");
    const across = list && list.matches("[role=tablist]");
    const by = /** @type {Record<string, number>} */ (across ? { ArrowRight: 1, ArrowLeft: -1 } : { ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (list && (by || event.key === "Home" || event.key === "End")) {
      const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]).filter((button) => !button.closest("[hidden]"));
      const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
      const next = all[event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : Math.min(all.length - 1, Math.max(0, at + by))];
      for (const button of all) button.tabIndex = button === next ? 0 : -1;
      if (across) bring(/** @type {View} */ (next.dataset.view));
      next.focus();
    } else if (event.key === "j" || event.key === "k") stepBy(event.key === "j" ? 1 : -1);
    else if (event.key === "Escape" && (selected !== null || held !== null)) {
      held = null;
      select(null);
      on.select(null);
    } else return;
    event.preventDefault();
  });

  const watch = typeof ResizeObserver === "function" ? new ResizeObserver(() => arrange()) : null;
  if (watch) watch.observe(shadow.host);

  /** @param {"ready" | "message"} state */
  function turn(state) {
    head.hidden = groups.hidden = state !== "ready";
    middle.hidden = state === "ready";
    if (state !== "ready") said.hidden = true;
    desk.setAttribute("aria-busy", "false");
  }

  return {
    /** @param {"zh" | "en"} next */
    speakIn(next) {
      lang = next;
      desk.lang = lang === "en" ? "en" : "zh-Hans";
      if (!model || groups.hidden) return;
      finish();
      speak(draw);
      step();
    },
    /** @param {string | null} names */
    choose(names) {
      const chosen = /** @type {View[]} */ ((names || "").split(/[\s,]+/).filter((name, i, all) => VIEWS.includes(/** @type {View} */ (name)) && all.indexOf(name) === i));
      views = chosen.length ? chosen : VIEWS;
      columns = [];
      arrange();
      if (!model || groups.hidden) return;
      speak(draw);
      step();
    },
    /** @param {Analysis} analysis */
    show(analysis) {
      speak(() => {
        model = createModel(analysis, () => false);
        selected = held = null;
        turn("ready");
        arrange();
        draw();
      });
      for (const view of VIEWS) panes[view].scrollTop = 0;
      step();
    },
    /** Nothing to show, or not yet. @param {string} [key] what to say */
    wait(key) {
      model = null;
      rest = [];
      turn("message");
      speak(() => fill(middle, key ? h("p", { text: t(key) }) : ""));
    },
    /** How far it is. @param {import("./types").Progress | null} progress */
    work(progress) {
      speak(() => {
        const bar = middle.querySelector("progress");
        const words = progress ? t(`stage.${progress.stage}`) : t("stage.load");
        if (bar && !middle.hidden) {
          if (progress) bar.value = progress.done;
          /** @type {Element} */ (bar.nextElementSibling).textContent = words;
          return;
        }
        turn("message");
        fill(middle, h("progress", { max: 1, value: progress ? progress.done : null, "aria-label": t("stage.load"), part: "progress" }), h("p", { text: words }));
      });
      desk.setAttribute("aria-busy", "true");
    },
    /** What went wrong, and what to do. @param {any} reason */
    fail(reason) {
      model = null;
      rest = [];
      turn("message");
      speak(() => {
        const code = has(`error.${reason.code}`) ? reason.code : "other";
        const said = lang === "en" ? reason.messageEn || reason.message : reason.message;
        fill(middle, h("div", { role: "alert", part: "error", "data-code": reason.code || "other" },
          h("b", { text: t(`error.${code}`) }), h("p", { text: said || t("error.other.todo") }), reason.detail && h("p", { class: "why", text: reason.detail })),
          h("button", { type: "button", part: "retry", text: t("retry") }));
        /** @type {Element} */ (middle.lastElementChild).addEventListener("click", on.retry);
      });
    },
    select,
    selected: () => selected,
    /** How tall all of it is, if nothing had to be scrolled. */
    height() {
      const inner = (/** @type {Element} */ pane) => [...pane.children].reduce((sum, { scrollHeight }) => sum + scrollHeight, 0);
      const fixed = [head, said].reduce((sum, { offsetHeight }) => sum + offsetHeight, 2);
      if (groups.hidden) return 200;
      finish();
      return fixed + Math.max(...[...groups.children].map((group) => [...group.children].reduce((sum, child) =>
        sum + (child.matches(".pane") ? (/** @type {HTMLElement} */ (child).hidden ? 0 : inner(child)) : child.scrollHeight), 0)));
    },
  };
}
