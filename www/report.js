/**
 * The report itself: its text with every figure marked, the margin's map of figures, and the section one is reading.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Block} Block
 * @typedef {import("./types").Indicator} Indicator
 * @typedef {import("./types").Node} OutlineNode
 * @typedef {import("./types").Span} Span
 */

import { $, around, flash, h } from "./dom.js";
import { family, summary } from "./model.js";

/**
 * @param {{ pick: (id: number) => void, hover: (id: number | null) => void, section: (node: number | null) => void }} on
 */
export function createReport(on) {
  /** @type {HTMLElement} */
  const report = $("report");
  const map = createMap(report);
  /** @type {Model} */
  let model;
  /** @type {Map<number, HTMLElement[]>} a figure's marks: one, unless a heading ends inside it */
  let marks = new Map();
  /** @type {{ element: HTMLElement, span: Span }[]} */
  let blocks = [];
  /** @type {{ element: HTMLElement, block: HTMLElement, id: number }[]} */
  let sections = [];
  /** @type {Map<string, Set<HTMLElement>>} */
  const lit = new Map();
  /** @type {number | null} */
  let here = null;

  /** @param {Model} next */
  function show(next) {
    model = next;
    marks = new Map();
    blocks = [];
    sections = [];
    lit.clear();
    here = null;
    const { analysis } = model;
    const cursor = { node: 0, figure: 0 };
    const nodes = analysis.outline.slice().sort((a, b) => a.span.start - b.span.start);
    const figures = analysis.indicators.slice().sort((a, b) => a.span.start - b.span.start);
    const sheet = document.createDocumentFragment();
    for (const block of analysis.blocks) {
      const element = h(tagOf(block, nodeOf(block)), { class: classOf(block, nodeOf(block)) });
      while (cursor.node < nodes.length && nodes[cursor.node].span.start < block.span.start) cursor.node += 1;
      while (cursor.figure < figures.length && figures[cursor.figure].span.start < block.span.start) cursor.figure += 1;
      if (block.kind === "table") fillTable(element, block.span, figures, cursor);
      else fillBlock(element, block.span, nodes, figures, cursor);
      element.style.setProperty("--n", String(block.span.end - block.span.start));
      blocks.push({ element, span: block.span });
      sheet.append(element);
    }
    report.textContent = "";
    report.append(sheet);
    map.show(model, blocks);
  }

  /** @param {Block} block */
  const nodeOf = ({ kind, node }) => kind === "heading" && node !== null ? model.node(node) : undefined;

  /** Text with its labels and figures. @param {HTMLElement} parent @param {Span} span @param {OutlineNode[]} nodes @param {Indicator[]} figures @param {{ node: number, figure: number }} cursor */
  function fillBlock(parent, { start, end }, nodes, figures, cursor) {
    let at = start;
    for (; cursor.node < nodes.length && nodes[cursor.node].span.start < end; cursor.node += 1) {
      const node = nodes[cursor.node];
      if (node.span.start < at) continue;
      fillText(parent, at, node.span.start, figures, cursor);
      at = Math.min(node.span.end, end);
      const label = h("span", { class: `label ${node.form} d${Math.min(node.depth, 4)}`, id: `n${node.id}` });
      fillText(label, node.span.start, at, figures, cursor);
      sections.push({ element: label, block: parent, id: node.id });
      parent.append(label);
    }
    fillText(parent, at, end, figures, cursor);
  }

  /** Rows are lines, cells are cut by tabs. @param {HTMLElement} parent @param {Span} span @param {Indicator[]} figures @param {{ figure: number }} cursor */
  function fillTable(parent, { start, end }, figures, cursor) {
    const body = h("tbody");
    let at = start;
    for (const line of model.analysis.text.slice(start, end).split("\n")) {
      const row = h("tr");
      for (const cell of line.split("\t")) {
        const td = h("td");
        fillText(td, at, at + cell.length, figures, cursor);
        row.append(td);
        at += cell.length + 1;
      }
      body.append(row);
    }
    parent.append(h("table", {}, body));
    parent.tabIndex = 0;
  }

  /** @param {HTMLElement} parent @param {number} start @param {number} end @param {Indicator[]} figures @param {{ figure: number }} cursor */
  function fillText(parent, start, end, figures, cursor) {
    const { text } = model.analysis;
    let at = start;
    while (cursor.figure < figures.length && figures[cursor.figure].span.start < end) {
      const figure = figures[cursor.figure];
      const from = Math.max(figure.span.start, at);
      const to = Math.min(figure.span.end, end);
      if (from > at) parent.append(text.slice(at, from));
      if (to > from) {
        const mark = h("mark", {
          class: `f-${family(figure)}`,
          "data-indicator": figure.id,
          "data-doubt": model.doubt.get(figure.id),
          tabindex: -1,
          text: text.slice(from, to),
        });
        marks.set(figure.id, [...(marks.get(figure.id) || []), mark]);
        parent.append(mark);
        at = to;
      }
      if (figure.span.end > end) break; // the rest of it begins the next stretch
      cursor.figure += 1;
    }
    if (at < end) parent.append(text.slice(at, end));
  }

  /** Gives marks a class that only one set of marks has at a time. @param {"held" | "lit" | "selected"} name @param {number[]} ids */
  function light(name, ids) {
    for (const mark of lit.get(name) || []) mark.classList.remove(name);
    const now = new Set(ids.flatMap((id) => marks.get(id) || []));
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
    if (always || top < ceiling + 40 || bottom > floor - 60) window.scrollBy(0, (top + bottom - ceiling - floor) / 2);
  }

  /** The block at a position of the text. @param {number} at */
  function blockAt(at) {
    let low = 0;
    for (let high = blocks.length; low < high;) {
      const middle = (low + high) >> 1;
      if (blocks[middle].span.end < at) low = middle + 1;
      else high = middle;
    }
    return blocks[Math.min(low, blocks.length - 1)];
  }

  /** A stretch of the text as a range of the document. @param {Span} span */
  function rangeOf({ start, end }) {
    const block = blockAt(start);
    if (!block || block.element.querySelector("table")) return null;
    const range = document.createRange();
    const walker = document.createTreeWalker(block.element, NodeFilter.SHOW_TEXT);
    let at = block.span.start;
    let begun = false;
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const length = (text.textContent || "").length;
      if (!begun && start < at + length) {
        range.setStart(text, Math.max(0, start - at));
        begun = true;
      }
      if (begun && end <= at + length) {
        range.setEnd(text, end - at);
        return range;
      }
      at += length;
    }
    return null;
  }

  /** Which section stands at the reading line; only a few blocks are measured, and labels only inside the one that is read. */
  function follow() {
    if (!sections.length || !report.offsetParent) return;
    const line = opening()[0] + 44;
    let low = 0;
    for (let high = sections.length; low < high;) {
      const middle = (low + high) >> 1;
      if (sections[middle].block.getBoundingClientRect().top <= line) low = middle + 1;
      else high = middle;
    }
    while (low > 1 && sections[low - 2].block === sections[low - 1].block && sections[low - 1].element.getBoundingClientRect().top > line) low -= 1;
    const now = low ? sections[low - 1].id : null;
    if (now !== here) on.section(here = now);
  }

  let waiting = false;
  window.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
      map.follow();
    });
  }, { passive: true });

  /** @param {Event} event */
  const idOf = (event) => {
    const mark = around(event, "mark[data-indicator]");
    return mark && Number(mark.dataset.indicator);
  };
  report.addEventListener("click", (event) => {
    const id = idOf(event);
    if (id !== null && !String(window.getSelection())) on.pick(id);
  });
  report.addEventListener("pointerover", (event) => {
    const id = idOf(event);
    on.hover(id);
    if (id !== null) for (const mark of marks.get(id) || []) mark.title = summary(model.indicator(id));
  });
  report.addEventListener("pointerleave", () => on.hover(null));

  return {
    show,
    light,
    follow,
    /** The figures' evidence, flashing. @param {number[]} ids @param {boolean} [always] */
    revealFigures(ids, always) {
      const found = ids.flatMap((id) => marks.get(id) || []);
      reveal(found.sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1), always);
    },
    /** Moves the focus to a figure in the text. @param {number} id */
    focusFigure(id) {
      const [mark] = marks.get(id) || [];
      if (mark) mark.focus({ preventScroll: true });
    },
    /** A section's heading at the top. @param {number} id */
    revealNode(id) {
      const section = sections.find((other) => other.id === id);
      if (!section) return;
      section.element.scrollIntoView({ block: "start" });
      flash([section.element]);
    },
    /** Any stretch of the text: exactly where the browser can paint ranges, else its block. @param {Span[]} spans @param {number} [first] the one to scroll to */
    revealSpans(spans, first = 0) {
      const { Highlight } = /** @type {any} */ (window);
      const paint = /** @type {any} */ (CSS).highlights;
      const block = blockAt(spans[first].start);
      if (!block) return;
      const range = rangeOf(spans[first]);
      if (Highlight && paint && range) {
        paint.set("found", new Highlight(...spans.map(rangeOf).filter(Boolean)));
        paint.set("found-here", new Highlight(range));
        block.element.scrollIntoView({ block: "nearest" });
        bring(range.getBoundingClientRect());
      } else reveal([block.element]);
    },
    /** Takes away every highlight that was asked for. */
    clear() {
      light("held", []);
      const paint = /** @type {any} */ (CSS).highlights;
      if (paint) paint.clear();
    },
    measure: () => map.measure(),
  };
}

/** Where the report can be seen: below the head, and above whatever a small screen keeps at its bottom. */
function opening() {
  const covers = ["side", "detail", "dock"].map((id) => $(id)).filter((element) => getComputedStyle(element).position === "fixed")
    .map((element) => element.getBoundingClientRect()).filter(({ height }) => height > 0);
  return [$("head").offsetHeight, Math.min(window.innerHeight, ...covers.map(({ top }) => top))];
}

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
  /** @type {{ element: HTMLElement, span: Span }[]} */
  let blocks = [];
  let timer = 0;

  function draw() {
    const { clientWidth: width, clientHeight: height } = box;
    const total = report.offsetHeight;
    const brush = canvas.getContext("2d");
    if (!model || !width || !total || !brush) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    brush.scale(scale, scale);
    const style = getComputedStyle(box);
    const plain = style.getPropertyValue("--tick").trim();
    const alarm = style.getPropertyValue("--alarm").trim();
    /** @type {number[]} */
    const doubts = [];
    let i = 0;
    let top = 0;
    let tall = 0;
    let measured = -1;
    brush.fillStyle = plain;
    for (const { id, span } of model.analysis.indicators) {
      while (i < blocks.length - 1 && blocks[i].span.end <= span.start) i += 1;
      if (measured !== i) {
        ({ offsetTop: top, offsetHeight: tall } = blocks[i].element);
        measured = i;
      }
      const part = (span.start - blocks[i].span.start) / Math.max(1, blocks[i].span.end - blocks[i].span.start);
      const y = ((top + part * tall) / total) * height;
      if (model.doubt.has(id)) doubts.push(y);
      else brush.fillRect(4, Math.round(y), width - 8, 1);
    }
    brush.fillStyle = alarm;
    for (const y of doubts) brush.fillRect(1, Math.round(y) - 1, width - 2, 3);
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
    /** @param {Model} next @param {typeof blocks} all */
    show(next, all) {
      model = next;
      blocks = all;
      measure();
    },
    measure,
    follow,
  };
}
