/**
 * The report's text as its reader changes it: a field beside the results, which are read anew whenever one pauses.
 *
 * Nothing ever writes into the field while it is open, so that its caret, its selection and what can be undone are the
 * reader's alone. Its evidence is marked on a copy of the text that lies under it, line for line, and that also makes the
 * field as tall as its text: the page scrolls, and a place of the text has a place on the screen. A line is written again
 * only where its words or its marks have changed.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Indicator} Indicator
 * @typedef {import("./types").Span} Span
 *
 * @typedef {{ from: number, to: number, id: number, look: string }} Mark a figure on its line
 * @typedef {{ text: string, element: HTMLElement, marks: Mark[] }} Line
 */

import { $, fill, flash, h } from "./dom.js";
import { createHighlight, rangeIn } from "./highlight.js";
import { family } from "./model.js";
import { firstBelow, opening } from "./report.js";

/** Code units up to which the text is read as one types: about a quarter of a second of the worker's time. */
export const LIVE = 50_000;

/** A longer line than this, in code units, is laid out anew with every key: then there is no copy, and the field scrolls by itself. */
const LINE = 10_000;

/** How long a pause is, in milliseconds. */
const PAUSE = 250;

const blank = h("mark");

/**
 * @param {{ read: (text: string) => Promise<boolean>, caret: (id: number | null, node: number | null) => void, changed: () => void }} on
 * `read`: one has paused, and may go on meanwhile; false where it cannot be read; `caret`: in which figure and section it stands
 */
export function createDraft(on) {
  /** @type {HTMLElement} */
  const box = $("draft");
  /** @type {HTMLTextAreaElement} */
  const field = $("draft-text");
  /** @type {HTMLElement} */
  const copy = $("draft-copy");
  const highlight = createHighlight($("draft-found"));
  /** @type {Model} */
  let model;
  /** @type {Line[]} */
  let lines = [];
  /** @type {Map<number, HTMLElement>} where each figure is marked */
  let marks = new Map();
  /** @type {Map<string, Set<number>>} figures that are lit, by the class that says how */
  const lit = new Map();
  let open = false;
  let timer = 0;
  let reading = false;
  /** Whether the text is another than the one that was read. */
  let dirty = false;
  let length = 0;
  /** Whether what is shown was read from the field: until one writes, it came from elsewhere, and the field holds its text. */
  let own = false;

  const toField = (/** @type {number} */ at) => own ? model.toSource(at) : at;
  const toText = (/** @type {number} */ at) => own ? model.toText(at) : at;

  const live = () => length <= LIVE;
  /** Whether there is a copy under the field. */
  let copied = false;

  /** How far down the screen the field is covered. */
  const head = () => opening()[0] + /** @type {HTMLElement} */ (box.firstElementChild).offsetHeight;

  // ---- the copy under the field ----

  /** @param {string} text @returns {Line} */
  const lineOf = (text) => ({ text, element: h("div", { text: `${text}\n` }), marks: [] });

  /** Brings the copy to what the field says; marks stay where their line has not changed around them. */
  function copyText() {
    const { value } = field;
    length = value.length;
    let texts = live() ? value.split("\n") : [];
    copied = live() && texts.every((text) => text.length <= LINE);
    if (!copied) texts = [];
    box.classList.toggle("long", !copied);
    let head = 0;
    while (head < texts.length && head < lines.length && texts[head] === lines[head].text) head += 1;
    let tail = 0;
    while (tail < texts.length - head && tail < lines.length - head && texts[texts.length - 1 - tail] === lines[lines.length - 1 - tail].text) tail += 1;
    const gone = lines.slice(head, lines.length - tail);
    const come = texts.slice(head, texts.length - tail);
    if (gone.length === 1 && come.length === 1) return changeLine(gone[0], come[0]);
    const made = come.map(lineOf);
    for (const { element } of gone) element.remove();
    copy.insertBefore(fragment(made), lines.length > head + gone.length ? lines[head + gone.length].element : null);
    if (gone.length === lines.length) lines = made;
    else lines.splice(head, gone.length, ...made);
  }

  /** @param {Line[]} made */
  function fragment(made) {
    const sheet = document.createDocumentFragment();
    for (const { element } of made) sheet.append(element);
    return sheet;
  }

  /** @param {Line} line @param {string} text */
  function changeLine(line, text) {
    const was = line.text;
    let head = 0;
    while (head < was.length && head < text.length && was[head] === text[head]) head += 1;
    let tail = 0;
    while (tail < was.length - head && tail < text.length - head && was[was.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
    const by = text.length - was.length;
    const kept = line.marks.filter(({ from, to }) => to <= head || from >= was.length - tail)
      .map((mark) => mark.to <= head ? mark : { ...mark, from: mark.from + by, to: mark.to + by });
    writeLine(line, text, kept);
  }

  /** @param {Line} line @param {string} text @param {Mark[]} all */
  function writeLine(line, text, all) {
    const sheet = document.createDocumentFragment();
    let at = 0;
    for (const { from, to, id, look } of all) {
      if (from > at) sheet.append(text.slice(at, from));
      const mark = /** @type {HTMLElement} */ (blank.cloneNode());
      paint(mark, id, look);
      mark.textContent = text.slice(from, at = to);
      sheet.append(mark);
      marks.set(id, mark);
    }
    sheet.append(`${text.slice(at)}\n`);
    line.element.textContent = "";
    line.element.append(sheet);
    line.text = text;
    line.marks = all;
  }

  /** @param {HTMLElement} mark @param {number} id @param {string} look */
  function paint(mark, id, look) {
    const [kind, doubt, struck] = look.split(" ");
    mark.className = [`f-${kind}`, struck, ...[...lit.keys()].filter((name) => /** @type {Set<number>} */ (lit.get(name)).has(id))].filter(Boolean).join(" ");
    mark.dataset.indicator = String(id);
    if (doubt) mark.dataset.doubt = doubt;
    else mark.removeAttribute("data-doubt");
  }

  /** How a figure is marked. @param {Indicator} figure */
  const lookOf = (figure) => `${family(figure)} ${model.doubt.get(figure.id) || ""} ${model.struck.has(figure.id) ? "struck" : ""}`;

  /** Where a figure stands in the field; nowhere, if the core has read something else there. @param {Span} span */
  function inField({ start, end }) {
    const from = toField(start);
    const to = toField(end);
    return to > from && to <= length ? { start: from, end: to } : null;
  }

  /** Marks what was found; the text is the one that was read. */
  function mark() {
    for (const [name, ids] of lit) for (const id of ids) dim(name, id);
    lit.clear();
    marks = new Map();
    const figures = copied ? model.analysis.indicators.slice().sort((a, b) => a.span.start - b.span.start) : [];
    let next = 0;
    let start = 0;
    for (const line of lines) {
      const end = start + line.text.length;
      /** @type {Mark[]} */
      const all = [];
      let last = start;
      for (; next < figures.length; next += 1) {
        const figure = figures[next];
        const place = inField(figure.span);
        if (!place || place.start < last) continue;
        if (place.start >= end) break;
        if (place.end > end) continue; // it goes on in the next line, and has no mark
        all.push({ from: place.start - start, to: last = place.end, id: figure.id, look: lookOf(figure) });
        all[all.length - 1].to -= start;
      }
      const same = all.length === line.marks.length && all.every(({ from, to, look }, i) => from === line.marks[i].from && to === line.marks[i].to && look === line.marks[i].look);
      if (!same) writeLine(line, line.text, all);
      else if (all.length) {
        const there = line.element.children;
        all.forEach(({ id }, i) => {
          const mark = /** @type {HTMLElement} */ (there[i]);
          if (mark.dataset.indicator !== String(id)) mark.dataset.indicator = String(id);
          marks.set(id, mark);
        });
        line.marks = all;
      }
      start = end + 1;
    }
  }

  /** @param {string} name @param {number} id */
  function dim(name, id) {
    const mark = marks.get(id);
    if (mark) mark.classList.remove(name);
  }

  /** The line at a position of the field, and where it begins. @param {number} at */
  function lineAt(at) {
    let start = 0;
    for (const line of lines) {
      if (at <= start + line.text.length) return { line, start };
      start += line.text.length + 1;
    }
    return null;
  }

  /** A stretch of the field as a range of its copy. @param {Span} span */
  function rangeOf({ start, end }) {
    const there = lineAt(start);
    return there && rangeIn(there.line.element, start - there.start, Math.min(end - there.start, there.line.text.length));
  }

  // ---- as one types ----

  field.addEventListener("input", () => {
    copyText();
    dirty = true;
    highlight.paint([], null);
    window.clearTimeout(timer);
    timer = window.setTimeout(run, PAUSE);
    on.changed();
  });

  /** Reads what one has written; a result that comes when one writes on is let go. */
  async function run() {
    if (reading || !dirty || !open || !live() || composing) return;
    reading = true;
    dirty = false;
    const read = await on.read(field.value);
    reading = false;
    if (!read) dirty = true;
    else if (dirty && open) timer = window.setTimeout(run, PAUSE);
  }

  let composing = false;
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => {
    composing = false;
    window.clearTimeout(timer);
    timer = window.setTimeout(run, PAUSE);
  });

  document.addEventListener("selectionchange", () => {
    if (!open || document.activeElement !== field || dirty) return;
    const at = toText(field.selectionStart);
    const { indicators, outline } = model.analysis;
    const figure = indicators.find(({ span }) => span.start <= at && at <= span.end);
    let node = null;
    for (const { id, span, form } of outline) if (span.start <= at && form !== "title") node = id;
    on.caret(figure ? figure.id : null, node);
  });

  /** Selects a stretch, and brings it to where one reads. @param {Span | null} span */
  function choose(span) {
    if (!span) return;
    field.setSelectionRange(span.start, span.end);
    const range = rangeOf(span);
    if (!range) { // a long text scrolls by itself, and shows its selection when it gets the focus
      const focused = /** @type {HTMLElement | null} */ (document.activeElement);
      field.blur();
      field.focus();
      if (focused && focused !== field && focused !== document.body) focused.focus({ preventScroll: true });
      return;
    }
    const [ceiling, floor] = [head(), opening()[1]];
    const { top, bottom } = range.getBoundingClientRect();
    if (top < ceiling + 24 || bottom > floor - 60) window.scrollBy(0, (top + bottom - ceiling - floor) / 2);
  }

  return {
    /** Lays out a report's text, marked; the field comes with `begin`, since both at once would stall the page. @param {Model} shown */
    open(shown) {
      open = true;
      own = dirty = false;
      model = shown;
      box.hidden = false;
      if (field.value !== shown.analysis.text) field.value = shown.analysis.text;
      copyText();
      field.hidden = copied;
      mark();
    },
    begin() {
      field.hidden = false;
      field.focus({ preventScroll: copied });
    },
    close() {
      open = false;
      box.hidden = true;
      window.clearTimeout(timer);
      highlight.paint([], null);
    },
    /** What was found in the field's text; to be marked in a moment. @param {Model} next */
    show(next) {
      model = next;
      own = true;
    },
    mark,
    /** The text, to be read; should that fail, it goes back. */
    take() {
      dirty = false;
      return field.value;
    },
    giveBack: () => (dirty = true),
    get text() {
      return field.value;
    },
    /** Whether one has written since it was read. */
    get dirty() {
      return dirty;
    },
    /** Whether what is shown is what stands there. */
    get fresh() {
      return !dirty && !reading;
    },
    get live() {
      return live();
    },
    focus: () => field.focus({ preventScroll: copied }),
    /** Gives marks a class that only one set of marks has at a time. @param {string} name @param {number[]} ids */
    light(name, ids) {
      for (const id of lit.get(name) || []) dim(name, id);
      lit.set(name, new Set(ids));
      for (const id of ids) {
        const mark = marks.get(id);
        if (mark) mark.classList.add(name);
      }
    },
    /** Selects the first figure; the rest flashes with it. @param {number[]} ids */
    revealFigures(ids) {
      if (!ids.length) return;
      choose(inField(model.indicator(ids[0]).span));
      flash(/** @type {HTMLElement[]} */ (ids.map((id) => marks.get(id)).filter(Boolean)));
    },
    /** Moves the focus to a figure, which is selected. @param {number} id */
    focusFigure(id) {
      choose(inField(model.indicator(id).span));
      field.focus({ preventScroll: true });
    },
    /** A section: its title is selected. @param {number} id */
    revealNode(id) {
      const node = model.node(id);
      if (!node) return;
      choose(inField(node.span));
      field.focus({ preventScroll: true });
    },
    /** @param {Span[]} spans @param {number} [first] */
    revealSpans(spans, first = 0) {
      const there = spans.slice(Math.max(0, first - 200), first + 200).map((span) => inField(span));
      const one = inField(spans[first]);
      if (!one) return;
      choose(one);
      const ranges = there.map((span) => span && rangeOf(span)).filter(Boolean);
      highlight.paint(/** @type {Range[]} */ (ranges), rangeOf(one));
    },
    clear() {
      this.light("held", []);
      highlight.paint([], null);
    },
    judge: mark,
    measure() {},
    /** Where in the text one reads. */
    reading() {
      const there = this.place();
      return there ? there.at : 0;
    },
    /** Where in the text one reads, and how high on the screen that is. */
    place() {
      if (!copied) return { at: toText(field.selectionStart), top: head() + 60 };
      const ceiling = head() + 16;
      const index = firstBelow(lines, ({ element }) => element.getBoundingClientRect().bottom, ceiling);
      if (!lines[index]) return null;
      let at = 0;
      for (let i = 0; i < index; i += 1) at += lines[i].text.length + 1;
      return { at: toText(at), top: lines[index].element.getBoundingClientRect().top };
    },
    /** @param {{ at: number, top: number } | null} place */
    comeBack(place) {
      if (!place) return;
      const at = toField(place.at);
      const there = lineAt(at);
      field.setSelectionRange(at, at);
      if (there) window.scrollBy(0, there.line.element.getBoundingClientRect().top - Math.max(place.top, head() + 16));
    },
    /** Says something beside the field. @param {string} words */
    say: (words) => fill($("draft-note"), words),
  };
}
