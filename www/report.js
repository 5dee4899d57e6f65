/**
 * The report itself: its text with every figure marked, the margin's map of figures, and the section one is reading.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Block} Block
 * @typedef {import("./types").Indicator} Indicator
 * @typedef {import("./types").Node} OutlineNode
 * @typedef {import("./types").Repair} Repair
 * @typedef {import("./types").Span} Span
 */

import { $, around, fill, flash, h, selecting } from "./dom.js";
import { createHighlight, rangeIn } from "./highlight.js";
import { later } from "./later.js";
import { family, summary, visible } from "./model.js";

const root = document.documentElement;

/**
 * A block of the report: an empty element as tall as its text will be about, until it is made. `was` is its source, which
 * stands beside it when the two are compared.
 *
 * @typedef {{ index: number, element: HTMLElement, block: Block, was: HTMLElement | null, figures: Indicator[], sections: Section[], repairs: Repair[], made: boolean }} Place
 * @typedef {{ figure: number, repair: number }} Cursor how far a block is written
 * @typedef {{ node: OutlineNode, place: Place, label: HTMLElement | null }} Section
 */

/** How tall a line of text is, in pixels, and how many characters it has: less than on any screen, so that enough is made. */
const LINE = 30;
const MEASURE = 36;

/** How far below the top one reads: this part of what can be seen. */
const READING = 0.3;

/** Blocks that are laid out at first, and then at a time: a book's would stall the page. */
const LAID = 500;

/** Stretches that are painted at a time, those around the one that is read. */
const PAINTED = 400;

/**
 * @param {{ pick: (id: number) => void, hover: (id: number | null) => void, section: (node: number | null) => void }} on
 */
export function createReport(on) {
  /** @type {HTMLElement} */
  const report = $("report");
  const map = createMap(report);
  const highlight = createHighlight($("found"));
  /** @type {Model} */
  let model;
  /** @type {Place[]} */
  let places = [];
  /** @type {Section[]} */
  let sections = [];
  /** @type {Map<number, Place>} where a figure stands */
  let placeOf = new Map();
  /** @type {Map<number, HTMLElement[]>} a figure's marks, once made: one, unless a heading ends inside it */
  let marks = new Map();
  /** @type {import("./later.js").Work | null} */
  let rest = null;
  /** @type {Map<string, Set<HTMLElement>>} */
  const lit = new Map();
  /** @type {number | null} */
  let here = null;
  /** @type {{ element: Element | Range, top: number, node: number | null } | null} where one was brought, until one scrolls on */
  let pinned = null;
  let comparing = false;
  /** How many blocks are in the report; the rest follows. */
  let laid = 0;

  /** Draws what one sees first; the rest follows. @param {Model} next */
  function show(next) {
    model = next;
    marks = new Map();
    lit.clear();
    here = pinned = null;
    clear();
    layOut();
    fill(report);
    laid = 0;
    lay(LAID);
    let height = 0;
    for (const place of places) {
      if (height > 1.2 * window.innerHeight) break; // as far as `makeInSight` looks
      make(place);
      place.element.style.contentVisibility = "visible"; // in sight: laid out with the page, not in a second pass
      height += LINE * Math.ceil((place.block.span.end - place.block.span.start) / MEASURE);
    }
    map.show(model, places, laid === places.length);
    if (rest && rest.return) rest.return();
    later(rest = makeAll());
  }

  /** Puts so many blocks in. @param {number} count */
  function lay(count) {
    if (count <= laid) return;
    const sheet = document.createDocumentFragment();
    for (const { element, was } of places.slice(laid, count)) {
      if (was) sheet.append(was);
      sheet.append(element);
    }
    report.append(sheet);
    laid = Math.min(count, places.length);
  }

  /** Where a block is; far below, as long as it is not in the report. @param {Place} place */
  const boxOf = ({ index, element }) => index < laid ? element.getBoundingClientRect() : FAR;

  /** Says what stands in which block: one walk through blocks, labels and figures, all in the order of the text. */
  function layOut() {
    const { analysis } = model;
    const nodes = analysis.outline.slice().sort((a, b) => a.span.start - b.span.start);
    const figures = analysis.indicators.slice().sort((a, b) => a.span.start - b.span.start);
    let node = 0;
    let figure = 0;
    let repair = 0;
    sections = [];
    placeOf = new Map();
    places = analysis.blocks.map((block, index) => {
      const { start, end } = block.span;
      const own = block.kind === "heading" && block.node !== null ? model.node(block.node) : undefined;
      const element = document.createElement(tagOf(block, own));
      element.className = classOf(block, own);
      element.style.setProperty("--n", String(end - start));
      /** @type {Place} */
      const place = { index, element, block, was: null, figures: [], sections: [], repairs: [], made: false };
      if (comparing) {
        place.was = h("div", { class: `was ${element.className}` });
        place.was.style.setProperty("--n", String(end - start));
      }
      for (; repair < analysis.repairs.length && analysis.repairs[repair].span.start <= end; repair += 1) place.repairs.push(analysis.repairs[repair]);
      let at = start;
      for (; node < nodes.length && nodes[node].span.start < end; node += 1) {
        if (nodes[node].span.start < at || block.kind === "table") continue;
        at = Math.min(nodes[node].span.end, end);
        const section = { node: nodes[node], place, label: null };
        place.sections.push(section);
        sections.push(section);
      }
      for (; figure < figures.length && figures[figure].span.start < end; figure += 1) {
        if (figures[figure].span.start < start) continue;
        place.figures.push(figures[figure]);
        placeOf.set(figures[figure].id, place);
      }
      return place;
    });
  }

  function* makeAll() {
    while (laid < places.length) {
      lay(laid + LAID / 2);
      yield /** @type {true} */ (true);
    }
    for (const place of places) {
      make(place);
      yield;
    }
    map.measure();
  }

  /** Fills a block, unless it is filled. @param {Place} place */
  function make(place) {
    if (place.index >= laid) lay(place.index + 1);
    if (place.made) return false;
    const cursor = { figure: 0, repair: 0 };
    if (place.block.kind === "table") fillTable(place, cursor);
    else fillBlock(place, cursor);
    if (place.was) fillSource(place.was, place);
    return place.made = true;
  }

  /** Makes whatever of the report is in sight, or nearly: nothing, unless one goes where the rest has not come yet. */
  function makeInSight() {
    if (root.dataset.rest === "done" || !report.offsetParent) return;
    let made = false;
    for (let i = firstBelow(places, (place) => boxOf(place).bottom, 0); i < laid && boxOf(places[i]).top < 1.2 * window.innerHeight; i += 1) {
      made = make(places[i]) || made;
    }
    if (made) requestAnimationFrame(makeInSight); // what is made may be shorter than it was thought to be, and bring in more
  }

  /** Text with its labels and figures. @param {Place} place @param {Cursor} cursor */
  function fillBlock(place, cursor) {
    const { element, block: { span: { start, end } } } = place;
    let at = start;
    for (const section of place.sections) {
      const { node } = section;
      fillText(element, at, node.span.start, place, cursor);
      at = Math.min(node.span.end, end);
      section.label = h("span", { class: `label ${node.form} d${Math.min(node.depth, 4)}`, id: `n${node.id}` });
      fillText(section.label, node.span.start, at, place, cursor);
      element.append(section.label);
    }
    fillText(element, at, end, place, cursor);
    write(element, end, end, place, cursor);
  }

  /** Rows are lines, cells are cut by tabs. @param {Place} place @param {Cursor} cursor */
  function fillTable(place, cursor) {
    const { element, block: { span: { start, end } } } = place;
    const body = h("tbody");
    let at = start;
    for (const line of model.analysis.text.slice(start, end).split("\n")) {
      const row = h("tr");
      for (const cell of line.split("\t")) {
        const td = h("td");
        fillText(td, at, at + cell.length, place, cursor);
        row.append(td);
        at += cell.length + 1;
      }
      body.append(row);
    }
    element.append(h("table", {}, body));
    element.tabIndex = 0;
  }

  /** @param {HTMLElement} parent @param {number} start @param {number} end @param {Place} place @param {Cursor} cursor */
  function fillText(parent, start, end, place, cursor) {
    const { figures } = place;
    let at = start;
    while (cursor.figure < figures.length && figures[cursor.figure].span.start < end) {
      const figure = figures[cursor.figure];
      const from = Math.max(figure.span.start, at);
      const to = Math.min(figure.span.end, end);
      if (from > at) write(parent, at, from, place, cursor);
      if (to > from) {
        const mark = markOf(figure);
        write(mark, from, to, place, cursor);
        const others = marks.get(figure.id);
        if (others) others.push(mark);
        else marks.set(figure.id, [mark]);
        parent.append(mark);
        at = to;
      }
      if (figure.span.end > end) break; // the rest of it begins the next stretch
      cursor.figure += 1;
    }
    if (at < end) write(parent, at, end, place, cursor);
  }

  /** Plain text; beside its source, with what was mended. @param {HTMLElement} parent @param {number} start @param {number} end @param {Place} place @param {Cursor} cursor */
  function write(parent, start, end, { repairs, block }, cursor) {
    const { text } = model.analysis;
    let at = start;
    for (; comparing && cursor.repair < repairs.length; cursor.repair += 1) {
      const { span, before } = repairs[cursor.repair];
      if (span.start >= end && end < block.span.end) break;
      if (span.start > at) parent.append(text.slice(at, at = span.start));
      if (span.start >= start) parent.append(h("del", { text: visible(before) }));
      const to = Math.min(span.end, end);
      if (to > at) parent.append(h("ins", { text: visible(text.slice(at, at = to)) }));
      if (span.end > end) break; // the rest of it begins the next stretch
    }
    if (at < end) parent.append(text.slice(at, end));
  }

  /** A block as its source has it: with what was there before each repair. @param {HTMLElement} parent @param {Place} place */
  function fillSource(parent, { repairs, block: { span: { start, end } } }) {
    const { text } = model.analysis;
    let at = start;
    for (const { span, before } of repairs) {
      if (span.start > at) parent.append(text.slice(at, span.start));
      parent.append(h("del", { text: visible(before) }));
      at = Math.max(at, span.end);
    }
    if (at < end) parent.append(text.slice(at, end));
  }

  const blank = h("mark", { tabindex: -1 });

  /** @param {Indicator} figure */
  function markOf(figure) {
    const mark = /** @type {HTMLElement} */ (blank.cloneNode());
    mark.className = `f-${family(figure)}`;
    mark.dataset.indicator = String(figure.id);
    doubtful(mark, figure.id);
    return mark;
  }

  /** @param {HTMLElement} mark @param {number} id */
  function doubtful(mark, id) {
    const doubt = model.doubt.get(id);
    if (doubt) mark.dataset.doubt = doubt;
    else mark.removeAttribute("data-doubt");
    mark.classList.toggle("struck", model.struck.has(id));
  }

  /** A figure's marks, which are made if they were not yet. @param {number} id */
  function marksOf(id) {
    const place = placeOf.get(id);
    if (place) make(place);
    return marks.get(id) || [];
  }

  /** Gives marks a class that only one set of marks has at a time. @param {"held" | "lit" | "selected"} name @param {number[]} ids */
  function light(name, ids) {
    for (const mark of lit.get(name) || []) mark.classList.remove(name);
    const now = new Set(ids.flatMap(marksOf));
    for (const mark of now) mark.classList.add(name);
    lit.set(name, now);
  }

  /** Brings an element of the report to where one reads, and makes it flash. @param {HTMLElement[]} elements @param {boolean} [always] scroll even if it is in sight */
  function reveal(elements, always = false) {
    if (!elements.length) return;
    elements[0].scrollIntoView({ block: "nearest" }); // so that its place is laid out
    bring(elements[0].getBoundingClientRect(), always);
    flash(elements);
  }

  /** Scrolls a place to the middle of what can be seen, unless it can be read where it is. @param {DOMRect} place @param {boolean} [always] */
  function bring({ top, bottom }, always) {
    const [ceiling, floor] = opening();
    if (always || top < ceiling + ($("find").hidden ? 40 : 84) || bottom > floor - 60) window.scrollBy(0, (top + bottom - ceiling - floor) / 2);
  }

  /** The block at a position of the text. @param {number} at */
  function blockAt(at) {
    const place = places[Math.min(firstBelow(places, ({ block }) => block.span.end, at - 1), places.length - 1)];
    if (place) make(place);
    return place;
  }

  /** A stretch of the text as a range of the document. @param {Span} span */
  function rangeOf({ start, end }) {
    const place = blockAt(start);
    if (!place) return null;
    /** @type {Element} */
    let box = place.element;
    let at = place.block.span.start;
    if (place.block.kind === "table") {
      for (const cell of box.querySelectorAll("td")) {
        const length = (cell.textContent || "").length + 1; // with the tab or the end of the line behind it
        if (start < at + length) {
          box = cell;
          break;
        }
        at += length;
      }
    }
    return rangeIn(box, start - at, end - at);
  }

  /** Which section stands at the reading line; only a few blocks are measured, and labels only inside the one that is read. */
  function follow() {
    if (!sections.length || !report.offsetParent) return;
    if (pinned && Math.abs(pinned.element.getBoundingClientRect().top - pinned.top) > LINE) pinned = null;
    if (pinned) return tell(pinned.node);
    const [ceiling, floor] = opening();
    const line = ceiling + READING * (floor - ceiling);
    let low = firstBelow(sections, ({ place }) => boxOf(place).top, line);
    while (low > 1 && sections[low - 2].place === sections[low - 1].place && topOf(sections[low - 1]) > line) low -= 1;
    tell(low ? sections[low - 1].node.id : null);
  }

  /** @param {number | null} now */
  function tell(now) {
    if (now !== here) on.section(here = now);
  }

  /** One was brought here: this is the section one reads, wherever on the screen it came to stand. @param {Element | Range} element @param {number} at */
  function pin(element, at) {
    const section = sections[firstBelow(sections, ({ node }) => node.span.start, at) - 1];
    pinned = { element, top: element.getBoundingClientRect().top, node: section ? section.node.id : null };
    follow();
  }

  /** @param {Section} section */
  function topOf({ place, label }) {
    return (label || place.element).getBoundingClientRect().top;
  }

  let waiting = false;
  window.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      makeInSight();
      follow();
      map.follow();
      highlight.place();
    });
  }, { passive: true });

  window.addEventListener("resize", () => requestAnimationFrame(follow));

  /** Takes away every highlight that was asked for. */
  function clear() {
    light("held", []);
    highlight.paint([], null);
    map.found([]);
  }

  /** @param {Event} event */
  const idOf = (event) => {
    const mark = around(event, "mark[data-indicator]");
    return mark && Number(mark.dataset.indicator);
  };
  report.addEventListener("click", (event) => {
    const id = idOf(event);
    if (id !== null && !selecting()) on.pick(id);
  });
  report.addEventListener("pointerover", (event) => {
    const id = idOf(event);
    on.hover(id);
    if (id !== null) for (const mark of marksOf(id)) mark.title = summary(model.indicator(id));
  });
  report.addEventListener("pointerleave", () => on.hover(null));

  return {
    show,
    light,
    /** Once it is laid out: nothing in sight is missing, and the outline knows where one reads. */
    settle() {
      makeInSight();
      follow();
    },
    /** Where one reads, to come back to in another reading of the same document. */
    place() {
      const place = places[firstBelow(places, (place) => boxOf(place).bottom, opening()[0] + 44)];
      return place ? { at: model.toSource(place.block.span.start), top: place.element.getBoundingClientRect().top } : null;
    },
    /** @param {{ at: number, top: number } | null} place */
    comeBack(place) {
      const there = place && blockAt(model.toText(place.at));
      if (!place || !there) return;
      window.scrollBy(0, there.element.getBoundingClientRect().top - place.top);
      makeInSight();
    },
    /** Shows the source beside the text, or the text alone. @param {boolean} on */
    compare(on) {
      comparing = on;
      root.toggleAttribute("data-compare", on);
    },
    /** The figures' evidence, flashing. @param {number[]} ids @param {boolean} [always] */
    revealFigures(ids, always) {
      const found = ids.flatMap(marksOf);
      if (!found.length) return;
      reveal(found.sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1), always);
      pin(found[0], Math.min(...ids.map((id) => model.indicator(id).span.start)));
    },
    /** Moves the focus to a figure in the text. @param {number} id */
    focusFigure(id) {
      const [mark] = marksOf(id);
      if (mark) mark.focus({ preventScroll: true });
    },
    /** A section's heading at the top. @param {number} id */
    revealNode(id) {
      const section = sections.find(({ node }) => node.id === id);
      if (!section) return;
      make(section.place);
      const label = /** @type {HTMLElement} */ (section.label);
      label.scrollIntoView({ block: "start" });
      flash([label]);
      pin(label, section.node.span.start);
    },
    /** Where in the text one reads. */
    reading() {
      const [ceiling] = opening();
      const place = places[firstBelow(places, (place) => boxOf(place).bottom, ceiling)];
      return place ? place.block.span.start : 0;
    },
    /** Any stretches of the text, one of which comes into sight. @param {Span[]} spans @param {number} [first] the one to scroll to */
    revealSpans(spans, first = 0) {
      const block = blockAt(spans[first].start);
      if (!block) return;
      const range = rangeOf(spans[first]);
      if (!range) return reveal([block.element]);
      const from = Math.max(0, Math.min(first - PAINTED / 2, spans.length - PAINTED));
      const ranges = spans.slice(from, from + PAINTED).map((span) => span === spans[first] ? range : rangeOf(span));
      block.element.scrollIntoView({ block: "nearest" });
      bring(range.getBoundingClientRect());
      highlight.paint(/** @type {Range[]} */ (ranges.filter(Boolean)), range);
      map.found(spans);
      pin(range, spans[first].start);
    },
    clear,
    /** Marks what is in doubt, and only that. */
    judge() {
      for (const mark of /** @type {NodeListOf<HTMLElement>} */ (report.querySelectorAll("mark[data-doubt], mark.struck"))) doubtful(mark, Number(mark.dataset.indicator));
      for (const id of [...model.doubt.keys(), ...model.struck]) for (const mark of marks.get(id) || []) doubtful(mark, id);
      map.measure();
    },
    measure: () => map.measure(),
  };
}

/** The first of a list whose `height` is above a mark; heights do not fall. @template T @param {T[]} list @param {(one: T) => number} height @param {number} mark */
export function firstBelow(list, height, mark) {
  let low = 0;
  for (let high = list.length; low < high;) {
    const middle = (low + high) >> 1;
    if (height(list[middle]) <= mark) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the report can be seen: below the head, and above whatever a small screen keeps at its bottom. */
export function opening() {
  const covers = ["side", "detail", "dock"].map((id) => $(id)).filter((element) => getComputedStyle(element).position === "fixed")
    .map((element) => element.getBoundingClientRect()).filter(({ height }) => height > 0);
  return [$("head").offsetHeight, Math.min(window.innerHeight, ...covers.map(({ top }) => top))];
}

const FAR = { top: Infinity, bottom: Infinity };

/** @param {Block} block @param {OutlineNode | undefined} node @returns {"h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "div"} */
function tagOf({ kind }, node) {
  if (kind === "heading" && node) return /** @type {"h1"} */ (`h${Math.min(node.depth + 1, 6)}`);
  return kind === "table" ? "div" : "p";
}

/** @param {Block} block @param {OutlineNode | undefined} node */
function classOf({ kind, role }, node) {
  if (kind === "heading") return node ? `heading d${Math.min(node.depth, 4)}` : "heading";
  return role === "glossary" ? `${kind} glossary` : kind;
}

/** The margin: where the figures are, where the alarms, and how much of the report is in sight. @param {HTMLElement} report */
function createMap(report) {
  /** @type {HTMLElement} */
  const box = $("minimap");
  const canvas = /** @type {HTMLCanvasElement} */ (box.firstElementChild);
  const view = /** @type {HTMLElement} */ (box.lastElementChild);
  /** @type {Model | null} */
  let model = null;
  /** @type {Place[]} */
  let places = [];
  /** @type {Span[]} what was looked for */
  let spans = [];
  let timer = 0;

  function draw() {
    if (!model) return;
    const { clientWidth: width, clientHeight: height } = box;
    const total = report.offsetHeight;
    const brush = canvas.getContext("2d");
    if (!width || !total || !brush) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    brush.scale(scale, scale);
    const style = getComputedStyle(box);
    const plain = style.getPropertyValue("--tick").trim();
    const alarm = style.getPropertyValue("--alarm").trim();
    const accent = style.getPropertyValue("--accent").trim();
    /** Where on the map stretches of the text are, which come in their order. @returns {(span: Span) => number} */
    const scaled = () => {
      let i = 0;
      let top = 0;
      let tall = 0;
      let measured = -1;
      return (span) => {
        while (i < places.length - 1 && places[i].block.span.end <= span.start) i += 1;
        const { element, block } = places[i];
        if (measured !== i) {
          ({ offsetTop: top, offsetHeight: tall } = element);
          measured = i;
        }
        const part = (span.start - block.span.start) / Math.max(1, block.span.end - block.span.start);
        return Math.round(((top + part * tall) / total) * height);
      };
    };
    /** @type {[number, string][]} */
    const doubts = [];
    let place = scaled();
    let last = -1;
    brush.fillStyle = plain;
    for (const { id, span } of model.analysis.indicators) {
      const y = place(span);
      const doubt = model.doubt.get(id);
      if (doubt) doubts.push([y, doubt]);
      else if (y !== last) brush.fillRect(4, last = y, width - 8, 1);
    }
    // What does not agree goes across; what is to be compared is half as wide, and hollow: the shape says it, too.
    brush.fillStyle = brush.strokeStyle = alarm;
    for (const [y, doubt] of doubts) doubt === "!" ? brush.fillRect(1, y - 1, width - 2, 3) : brush.strokeRect(4.5, y - 1.5, width - 9, 3);
    place = scaled();
    brush.fillStyle = accent;
    for (const y of new Set(spans.map(place))) brush.fillRect(0, y - 1, 4, 3);
    follow();
  }

  function follow() {
    const height = box.clientHeight;
    if (!height) return;
    const { top, height: total } = report.getBoundingClientRect();
    const [ceiling, floor] = opening();
    view.style.top = `${Math.max(0, ((ceiling - top) / total) * height)}px`;
    view.style.height = `${Math.min(1, (floor - ceiling) / total) * height}px`;
  }

  function measure() {
    window.clearTimeout(timer);
    timer = window.setTimeout(draw, 60);
  }
  window.addEventListener("resize", measure);
  /** @param {PointerEvent} event */
  const go = (event) => {
    const box1 = box.getBoundingClientRect();
    const { top, height: total } = report.getBoundingClientRect();
    window.scrollTo(0, window.scrollY + top + ((event.clientY - box1.top) / box1.height) * total - (opening()[0] + opening()[1]) / 2);
  };
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    go(event);
  });
  box.addEventListener("pointermove", (event) => event.buttons && go(event));

  return {
    /** @param {Model} next @param {Place[]} all @param {boolean} laid whether all of them are in the report; else it is measured when they are */
    show(next, all, laid) {
      model = next;
      places = all;
      if (laid) measure();
      else window.clearTimeout(timer);
    },
    /** Marks what was looked for, too. @param {Span[]} next */
    found(next) {
      if (!next.length && !spans.length) return;
      spans = next;
      measure();
    },
    measure,
    follow,
  };
}
