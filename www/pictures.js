/**
 * What one would rather look at than read: where the figures are, rates in their frame, changes, ranks, money, words, and
 * wholes with their parts. Every picture has its table, which leads to the same places.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Indicator} Indicator
 *
 * @typedef {{ go: string, label: string }} Place where a click leads: `figure:12`, `node:3`, `check:4`, `word:5`
 * @typedef {{ name: string, words: string, head: string[], rows: { place: Place, cells: string[] }[], draw: (width: number) => SVGSVGElement }} Picture
 */

import { fit, hatch, picture, rect, s, savePicture, text, widthOf } from "./charts.js";
import { $, around, fill, h } from "./dom.js";
import { later, now } from "./later.js";
import { arithmetic, family, heading, plain, sign } from "./model.js";
import { language, t } from "./strings.js";

/** Lines that a picture has at most, and rows its table. */
const MOST = 30;
const ROWS = 1000;

/** The most of many numbers, and the least: a call takes only so many. @param {number[]} numbers */
const greatest = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);
/** @param {number[]} numbers */
const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity);

const FAMILIES = ["count", "money", "percent", "rank"];

/** @param {Indicator} indicator @returns {Place} */
const toFigure = ({ id, name }) => ({ go: `figure:${id}`, label: name });

/** @param {string} name @param {number} shown @param {number} all */
const saying = (name, shown, all) => t(`picture.${name}.words`, all) + (all > shown ? t("picture.more", shown) : "");

/** The value as written. @param {Indicator} indicator */
const written = (indicator) => sign(indicator) + indicator.surface;

/**
 * Lines under each other, each with a label, a word at its end, and something drawn below.
 *
 * @template T
 * @param {number} width @param {string} words @param {T[]} items
 * @param {{ label: (item: T) => string, end: (item: T) => string, place: (item: T) => Place, mark: (item: T, y: number) => SVGElement[], tall?: number, top?: SVGElement[], foot?: number, alarm?: (item: T) => boolean }} as
 * `tall`: what is drawn, in pixels; `top`: what stands above all; `foot`: room below all
 */
function lines(width, words, items, { label, end, place, mark, tall = 9, top = [], foot = 0, alarm = () => false }) {
  const step = 18 + tall + 9;
  const head = top.length ? 24 : 0;
  return picture(width, head + items.length * step + foot, words, ...top, ...items.map((item, i) => {
    const y = head + i * step;
    const last = end(item);
    return s("g", { "data-go": place(item).go }, s("title", {}, `${label(item)} ${last}`),
      s("rect", { x: 0, y, width, height: step, class: "hit" }),
      text(0, y + 13, fit(label(item), width - widthOf(last, 12) - 16)),
      text(width, y + 13, last, alarm(item) ? "strong alarm" : "strong", "end"), ...mark(item, y + 18));
  }));
}

/** Figures by section and family. @param {Model} model @param {Indicator[]} figures @returns {Picture | null} */
function sections({ path }, figures) {
  /** @type {Map<number, { place: Place, counts: number[] }>} */
  const groups = new Map();
  for (const figure of figures) {
    const [top] = path(figure.node);
    const id = top ? top.id : -1;
    const group = groups.get(id) || { place: { go: top ? `node:${id}` : "", label: top ? heading(top) : t("outside") }, counts: [0, 0, 0, 0] };
    group.counts[FAMILIES.indexOf(family(figure))] += 1;
    groups.set(id, group);
  }
  const rows = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
  if (rows.length < 2) return null;
  const sum = (/** @type {number[]} */ counts) => counts.reduce((a, b) => a + b, 0);
  const most = greatest(rows.map(({ counts }) => sum(counts)));
  const words = saying("sections", Math.min(MOST, rows.length), rows.length);
  return {
    name: "sections", words, head: [t("col.section"), ...FAMILIES.map((name) => t(`family.${name}`))],
    rows: rows.map(({ place, counts }) => ({ place, cells: counts.map(String) })),
    draw(width) {
      let x = 0;
      const legend = FAMILIES.flatMap((name, k) => {
        const at = x;
        x += 30 + 14 * (language() === "en" ? 4 : 2);
        return [rect(at, 3, 12, 12, `k${k}`), text(at + 17, 13, t(`family.${name}`), "dim")];
      });
      return lines(width, words, rows.slice(0, MOST), {
        label: ({ place }) => place.label, end: ({ counts }) => String(sum(counts)), place: ({ place }) => place, tall: 14, top: [hatch("k3", "line"), ...legend],
        mark({ counts }, y) {
          let at = 0;
          return counts.flatMap((count, k) => {
            const wide = (count / most) * width;
            const [from] = [at, at += wide];
            return count ? [rect(from, y, wide - 1, 14, `k${k}`), ...wide > 22 && k < 2 ? [text(from + wide / 2, y + 11, String(count), `small on-k${k}`, "middle")] : []] : [];
          });
        },
      });
    },
  };
}

/** Rates in their frame of 0 to 100. @param {Model} model @param {Indicator[]} figures @returns {Picture | null} */
function rates({ doubt }, figures) {
  const rows = figures.filter(({ kind, unit, change, value }) => kind === "percent" && unit === "%" && !change && value >= 0 && value <= 100);
  if (!rows.length) return null;
  const words = saying("rates", Math.min(MOST, rows.length), rows.length);
  return {
    name: "rates", words, head: [t("col.name"), t("col.value"), t("col.status")],
    rows: rows.map((row) => ({ place: toFigure(row), cells: [written(row), t(`status.${row.status}`)] })),
    draw: (width) => lines(width, words, rows.slice(0, MOST), {
      label: ({ name }) => name, end: written, place: toFigure, alarm: ({ id }) => doubt.has(id),
      mark: ({ value, status }, y) => [rect(0.5, y + 0.5, width - 1, 8, "frame"), rect(0.5, y + 0.5, ((width - 1) * value) / 100, 8, status === "actual" ? "k0" : "hollow")],
    }),
  };
}

/** Changes to the left and right of nought. @param {Indicator[]} figures @returns {Picture | null} */
function changes(figures) {
  const rows = figures.filter(({ change, unit }) => change && unit === "%");
  if (!rows.length) return null;
  const signed = (/** @type {Indicator} */ { value, change }) => change && change.direction === "down" ? -value : value;
  const low = Math.min(0, least(rows.map(signed)));
  const span = Math.max(0, greatest(rows.map(signed))) - low || 1;
  const words = saying("changes", Math.min(MOST, rows.length), rows.length);
  const say = (/** @type {Indicator} */ row) => `${row.change && row.change.direction === "down" ? "↓" : "↑"} ${written(row)}`;
  return {
    name: "changes", words, head: [t("col.name"), t("col.value"), t("col.status")],
    rows: rows.map((row) => ({ place: toFigure(row), cells: [say(row), t(`status.${row.status}`)] })),
    draw(width) {
      const nought = ((0 - low) / span) * width;
      return lines(width, words, rows.slice(0, MOST), {
        label: ({ name }) => name, end: say, place: toFigure,
        mark(row, y) {
          const to = ((signed(row) - low) / span) * width;
          const looks = row.status === "target" ? "hollow" : signed(row) < 0 ? "k1" : "k0";
          return [rect(Math.min(nought, to), y + 0.5, Math.abs(to - nought), 8, looks), s("path", { d: `M${nought.toFixed(1)} ${y - 3}v15`, class: "axis" })];
        },
      });
    },
  };
}

/** Ranks, the best first. @param {Indicator[]} figures @returns {Picture | null} */
function ranks(figures) {
  const rows = figures.filter(({ kind }) => kind === "rank").sort((a, b) => a.value - b.value || a.id - b.id);
  if (!rows.length) return null;
  const words = saying("ranks", Math.min(MOST, rows.length), rows.length);
  return {
    name: "ranks", words, head: [t("col.name"), t("col.value")],
    rows: rows.map((row) => ({ place: toFigure(row), cells: [row.surface] })),
    draw: (width) => picture(width, Math.min(MOST, rows.length) * 30, words, ...rows.slice(0, MOST).map((row, i) => s("g", { "data-go": `figure:${row.id}` },
      s("title", {}, `${row.name} ${row.surface}`), s("rect", { x: 0, y: 30 * i, width, height: 30, class: "hit" }),
      s("circle", { cx: 12, cy: 30 * i + 15, r: 11, class: row.value === 1 ? "k0" : "frame" }),
      text(12, 30 * i + 19, String(row.value), row.value === 1 ? "small on-k0" : "small", "middle"),
      text(32, 30 * i + 19, fit(row.name, width - 44 - 13 * row.surface.length)), text(width, 30 * i + 19, row.surface, "strong", "end")))),
  };
}

/** A sum of money in few characters. @param {number} value */
function human(value) {
  if (language() === "en") return new Intl.NumberFormat("en", { notation: "compact" }).format(value);
  return value >= 1e8 ? `${value / 1e8}亿` : value >= 1e4 ? `${value / 1e4}万` : String(value);
}

/** Money by section, every sum a dot: they are not added, because some contain others. @param {Model} model @param {Indicator[]} figures @returns {Picture | null} */
function money({ path }, figures) {
  const rows = figures.filter(({ kind, value, change }) => kind === "money" && value > 0 && !change);
  if (rows.length < 2) return null;
  /** @type {Map<string, Indicator[]>} */
  const groups = new Map();
  for (const row of rows) {
    const [top] = path(row.node);
    const name = top ? heading(top) : t("outside");
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  const values = rows.map(({ value }) => value);
  const low = Math.floor(Math.log10(least(values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(greatest(values))));
  const words = saying("money", rows.length, rows.length);
  return {
    name: "money", words, head: [t("col.name"), t("col.value"), t("col.section")],
    rows: rows.map((row) => ({ place: toFigure(row), cells: [plain(row), path(row.node).slice(0, 1).map(heading).join("") || t("outside")] })),
    draw(width) {
      const x = (/** @type {number} */ value) => 8 + ((Math.log10(value) - low) / (high - low)) * (width - 16);
      const every = Math.ceil((high - low) / Math.max(2, Math.floor(width / 64)));
      const svg = lines(width, words, [...groups].slice(0, MOST), {
        label: ([name]) => name, end: ([, members]) => written(members.reduce((a, b) => a.value >= b.value ? a : b)),
        place: ([, [first]]) => toFigure(first), tall: 12, foot: 16,
        mark: ([, members], y) => [s("path", { d: `M8 ${y + 6}H${width - 8}`, class: "axis" }), ...members.map((row) =>
          s("circle", { cx: x(row.value), cy: y + 6, r: 5, class: row.status === "actual" ? "dot" : "hollow", "data-go": `figure:${row.id}` }, s("title", {}, `${row.name} ${row.surface}`)))],
      });
      const { height } = svg.viewBox.baseVal;
      for (let power = low; power <= high; power += every) {
        svg.append(text(x(10 ** power), height - 3, human(10 ** power), "small dim", power === low ? "start" : power + every > high ? "end" : "middle"));
      }
      return svg;
    },
  };
}

/** Words by how often they stand there. @param {Model} model @returns {Picture | null} */
function keywords({ analysis: { keywords: all = [] } }) {
  if (!all.length) return null;
  const rows = all.map((keyword, index) => ({ ...keyword, index })).sort((a, b) => b.count - a.count || a.index - b.index);
  const most = rows[0].count;
  const words = saying("keywords", Math.min(MOST, rows.length), rows.length);
  const place = (/** @type {typeof rows[0]} */ { index, word }) => ({ go: `word:${index}`, label: word });
  return {
    name: "keywords", words, head: [t("col.word"), t("col.times")],
    rows: rows.map((row) => ({ place: place(row), cells: [String(row.count)] })),
    draw(width) {
      const from = 86;
      return picture(width, Math.min(MOST, rows.length) * 22, words, ...rows.slice(0, MOST).map((row, i) => s("g", { "data-go": `word:${row.index}` },
        s("title", {}, `${row.word} ${row.count}`), s("rect", { x: 0, y: 22 * i, width, height: 22, class: "hit" }),
        text(from - 8, 22 * i + 15, fit(row.word, from - 10), "", "end"), rect(from, 22 * i + 5, ((width - from - 30) * row.count) / most, 12, "k1"),
        text(from + ((width - from - 30) * row.count) / most + 6, 22 * i + 15, String(row.count), "small dim"))));
    },
  };
}

/** Wholes and their parts, as bars that close or do not; rates as a part of their whole. @param {Model} model @returns {Picture | null} */
function wholes(model) {
  const { analysis: { checks }, indicator, alarms } = model;
  const drawn = checks.map((check, index) => ({ check, index })).filter(({ check: { kind, members } }) => kind === "sum" ? members.length > 1 : kind === "ratio" && members.length === 3);
  if (!drawn.length) return null;
  const grave = (/** @type {{ index: number }} */ { index }) => alarms.includes(index) ? alarms.indexOf(index) : alarms.length;
  const rows = drawn.sort((a, b) => grave(a) - grave(b) || a.index - b.index);
  const words = saying("wholes", Math.min(MOST, rows.length), rows.length);
  const label = (/** @type {typeof rows[0]} */ { check: { members } }) => indicator(members[0]).name;
  const end = (/** @type {typeof rows[0]} */ { check }) => `${indicator(check.members[0]).surface} ${{ ok: "✓", rounding: "≈", partial: "◐", compare: "?", mismatch: "≠" }[check.verdict]}`;
  return {
    name: "wholes", words, head: [t("col.name"), t("col.sum"), t("col.verdict")],
    rows: rows.map((row) => ({ place: { go: `check:${row.index}`, label: label(row) }, cells: [arithmetic(row.check.explain), t(`verdict.${row.check.verdict}`)] })),
    draw: (width) => lines(width, words, rows.slice(0, MOST), {
      label, end, place: ({ index }) => ({ go: `check:${index}`, label: "" }), tall: 22, top: [hatch("gap", "line alarm"),
        rect(0, 3, 12, 12, "k2"), text(17, 13, t("picture.whole"), "dim"), rect(78, 3, 12, 12, "k0"), text(95, 13, t("picture.parts"), "dim"),
        rect(156, 3, 12, 12, "gap"), text(173, 13, t("picture.gap"), "dim")],
      alarm: ({ index }) => alarms.includes(index),
      mark({ check, index }, y) {
        const alarm = alarms.includes(index);
        if (check.kind === "ratio") {
          const [rate, part, whole] = check.members.map((id) => indicator(id).value);
          const most = Math.max(part, whole, (whole * rate) / 100) || 1;
          const stated = Math.min(width - 1, Math.max(1, ((whole * rate) / 100 / most) * width));
          return [rect(0, y, (whole / most) * width, 10, "k2"), rect(0, y + 12, (part / most) * width, 10, "k0"),
            s("path", { d: `M${stated.toFixed(1)} ${y - 1}v25`, class: alarm ? "pointer alarm" : "pointer" })];
        }
        const [whole, ...parts] = check.members.map((id) => indicator(id).value);
        const sum = parts.reduce((a, b) => a + b, 0);
        const most = Math.max(whole, sum) || 1;
        let at = 0;
        return [
          rect(0, y, (whole / most) * width, 10, "k2"),
          ...parts.map((part) => {
            const from = at;
            at += (part / most) * width;
            return rect(from, y + 12, at - from - 1, 10, "k0");
          }),
          ...sum === whole ? [] : [rect((Math.min(sum, whole) / most) * width, sum > whole ? y : y + 12, (Math.abs(sum - whole) / most) * width, 10, alarm ? "gap" : "frame")],
        ];
      },
    }),
  };
}

/** @param {{ figure: (id: number) => void, node: (id: number) => void, check: (index: number) => void, word: (index: number) => void, name: () => string }} on `name`: what files of this report are called */
export function createPictures(on) {
  /** @type {HTMLElement} */
  const box = $("pictures");
  /** @type {Generator<undefined, void> | null} */
  let rest = null;
  /** @type {Model | null} */
  let shown = null;
  let drawn = 0;
  /** @type {Set<string>} the tables that are unfolded */
  const unfolded = new Set();

  /** @param {Model} model */
  function show(model) {
    if (rest) rest.return();
    fill(box);
    shown = model;
    later(rest = put(model));
  }

  /** How wide a picture can be; a pane that is not shown is as wide as its neighbours. */
  const room = () => Math.min(560, Math.max(280, (box.clientWidth || $("panel").clientWidth || window.innerWidth) - 36));
  window.addEventListener("resize", () => {
    if (shown && box.clientWidth && Math.abs(room() - drawn) > 20) show(shown);
  });

  /** @param {Model} model */
  function* put(model) {
    const figures = model.analysis.indicators.filter(({ id }) => !model.struck.has(id));
    const width = drawn = room();
    for (const make of [() => sections(model, figures), () => wholes(model), () => rates(model, figures), () => changes(figures), () => money(model, figures), () => ranks(figures), () => keywords(model)]) {
      const made = make();
      yield;
      if (!made) continue;
      box.append(figure(made, made.draw(width)));
      yield;
    }
    if (!box.firstChild) box.append(h("p", { class: "none", text: t("picture.none") }));
  }

  /** @param {Picture} picture @param {SVGSVGElement} svg */
  function figure({ name, words, head, rows }, svg) {
    const button = (/** @type {Place} */ { go, label }) => go ? h("button", { type: "button", "data-go": go, lang: "zh-Hans", text: label }) : label;
    const table = () => h("table", {}, h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col", text })))),
      h("tbody", {}, ...rows.slice(0, ROWS).map(({ place, cells }) => h("tr", {}, h("th", { scope: "row" }, button(place)), ...cells.map((text) => h("td", { text })))),
        rows.length > ROWS && h("tr", {}, h("td", { colspan: head.length, text: t("repairs.more", rows.length - ROWS) }))));
    const details = h("details", { open: unfolded.has(name) }, h("summary", { text: t("picture.table") }), unfolded.has(name) && table());
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount < 2) details.append(table());
      if (details.open) unfolded.add(name);
      else unfolded.delete(name);
    });
    return h("figure", { "data-picture": name },
      h("figcaption", {}, h("h3", { text: t(`picture.${name}`) }),
        ...["svg", "png"].map((type) => h("button", { type: "button", class: "quiet", "data-save": type, "aria-label": `${t("picture.save", type.toUpperCase())}${t("colon")}${t(`picture.${name}`)}`, text: type.toUpperCase() })),
        h("p", { text: words })),
      svg, details);
  }

  box.addEventListener("click", (event) => {
    const save = around(event, "[data-save]");
    const figure = around(event, "figure");
    if (save && figure) {
      const svg = /** @type {SVGSVGElement} */ (figure.querySelector("svg"));
      const title = t(`picture.${figure.dataset.picture}`);
      savePicture(svg, title, save.dataset.save === "png" ? "png" : "svg", `${title}_${on.name()}`);
      return;
    }
    const element = around(event, "[data-go]");
    const [kind, id] = element ? /** @type {string} */ (element.getAttribute("data-go")).split(":") : [""];
    if (kind === "figure" || kind === "node" || kind === "check" || kind === "word") on[kind](Number(id));
  });

  return {
    show,
    /** Draws whatever is not there yet: one looks. */
    open: () => rest && now(rest),
  };
}
