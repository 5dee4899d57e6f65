/**
 * An analysis with the questions that several views ask of it, and how a figure is said.
 *
 * @module
 * @typedef {import("./types").Analysis} Analysis
 * @typedef {import("./types").Check} Check
 * @typedef {import("./types").Indicator} Indicator
 * @typedef {import("./types").Node} OutlineNode
 * @typedef {import("./types").Numbering} Numbering
 *
 * @typedef {ReturnType<typeof createModel>} Model
 * @typedef {{ key: string, at: number, of: number }} Place a figure by its evidence, and which of its twins it is
 * @typedef {{ place: Place, name: string | null, struck: boolean }} ByHand
 */

import { digits, has, t } from "./strings.js";

/** A person should look. @param {Check} check */
export const isAlarm = ({ verdict }) => verdict === "mismatch" || verdict === "compare";

/** The less, the sooner to be looked at. @param {Check} check */
const gravity = ({ verdict }) => ["mismatch", "compare", "rounding", "partial", "ok"].indexOf(verdict);

/** @param {Analysis} analysis @param {(fingerprint: string) => boolean} seen whether the reader has put a finding aside */
export function createModel(analysis, seen) {
  const indicators = new Map(analysis.indicators.map((indicator) => [indicator.id, indicator]));
  const nodes = new Map(analysis.outline.map((node) => [node.id, node]));

  /** @type {Map<number | null, OutlineNode[]>} */
  const paths = new Map();

  /** The sections around a node, outermost first, without the document's title. @param {number | null} id @returns {readonly OutlineNode[]} */
  function path(id) {
    const known = paths.get(id);
    if (known) return known;
    /** @type {OutlineNode[]} */
    const way = [];
    for (let node = id === null ? undefined : nodes.get(id); node; node = node.parent === null ? undefined : nodes.get(node.parent)) {
      if (node.form !== "title") way.unshift(node);
    }
    paths.set(id, way);
    return way;
  }

  /** @type {Map<number, number[]>} */
  const checksOf = new Map();
  analysis.checks.forEach(({ members }, index) => {
    for (const id of members) checksOf.set(id, [...(checksOf.get(id) || []), index]);
  });
  /** @type {Map<number, Numbering>} */
  const misnumbered = new Map(analysis.numbering.map((fault) => [fault.node, fault]));

  /** @type {Map<number, "!" | "?">} indicators in doubt, and how much */
  const doubt = new Map();
  /** @type {number[]} checks that a person should look at, the gravest first */
  const alarms = [];
  /** @type {number[]} those that the reader has looked at and put aside */
  const aside = [];
  /** @type {Map<number, { figures: number, doubts: number }>} figures in a node and everything under it */
  const weight = new Map();

  /** Tells what is still in doubt: the reader may have put findings aside, or taken them back. */
  function judge() {
    doubt.clear();
    weight.clear();
    alarms.length = aside.length = 0;
    analysis.checks.forEach((check, index) => {
      if (!isAlarm(check)) return;
      (seen(check.fingerprint) ? aside : alarms).push(index);
    });
    for (const list of [alarms, aside]) list.sort((a, b) => gravity(analysis.checks[a]) - gravity(analysis.checks[b]) || a - b);
    for (const index of alarms) {
      const { verdict, members } = analysis.checks[index];
      for (const id of members) if (doubt.get(id) !== "!") doubt.set(id, verdict === "mismatch" ? "!" : "?");
    }
    for (const indicator of analysis.indicators) {
      for (const { id } of path(indicator.node)) {
        const sum = weight.get(id) || { figures: 0, doubts: 0 };
        sum.figures += 1;
        if (doubt.has(indicator.id)) sum.doubts += 1;
        weight.set(id, sum);
      }
    }
  }

  judge();

  /** @type {Map<number, string>} what the reader has named anew, with the name it had */
  const renamed = new Map();
  /** @type {Set<number>} what the reader has struck out: it is no indicator */
  const struck = new Set();

  /** Names a figure by hand; its first name takes that back. @param {number} id @param {string} name */
  function rename(id, name) {
    const indicator = /** @type {Indicator} */ (indicators.get(id));
    const was = renamed.get(id);
    if (was === undefined) renamed.set(id, indicator.name);
    else if (was === name) renamed.delete(id);
    indicator.name = name;
  }

  /** Whether two readings of a document speak of the same figure. @param {Indicator} indicator */
  const identity = ({ span, surface }) => `${toSource(span.start)} ${surface}`;
  /** A position of the text in the source. @param {number} at */
  const toSource = (at) => carry(analysis.alignment, at, 0, 1);

  const touched = () => [...new Set([...renamed.keys(), ...struck])].map((id) => /** @type {Indicator} */ (indicators.get(id)));
  /** What was done by hand, to be done again on another reading of the same document. */
  function edits() {
    const list = touched();
    return new Map(list.map((indicator) => [identity(indicator), { name: renamed.has(indicator.id) ? indicator.name : null, struck: struck.has(indicator.id) }]));
  }

  /** @type {Map<string, Indicator[]> | null} */
  let evidence = null;
  /** The figures by their evidence: the clause with the number marked in it. Twins say the same. */
  function byEvidence() {
    if (evidence) return evidence;
    evidence = new Map();
    for (const indicator of analysis.indicators) {
      const key = clause(analysis.text, indicator.span);
      const twins = evidence.get(key);
      if (twins) twins.push(indicator);
      else evidence.set(key, [indicator]);
    }
    return evidence;
  }
  /** Where a figure is found again when the text has changed elsewhere. @param {Indicator} indicator @returns {Place} */
  function placeOf(indicator) {
    const key = clause(analysis.text, indicator.span);
    const twins = byEvidence().get(key) || [];
    return { key, at: twins.indexOf(indicator), of: twins.length };
  }
  /** The figure of a place; none where its clause is gone, or where it is not certain which of its twins is meant. @param {Place} place */
  function found({ key, at, of }) {
    const twins = byEvidence().get(key) || [];
    return twins.length === of ? twins[at] : undefined;
  }

  return {
    analysis,
    /** Whether its reader has changed the text here. */
    written: false,
    placeOf,
    found,
    /** What was done by hand, to be done again when the text has changed. @returns {ByHand[]} */
    byHand: () => touched().map((indicator) => ({ place: placeOf(indicator), name: renamed.has(indicator.id) ? indicator.name : null, struck: struck.has(indicator.id) })),
    /** Does that again. @param {ByHand[]} done @returns {ByHand[]} what found no figure */
    follow: (done) => done.filter(({ place, name, struck: out }) => {
      const indicator = found(place);
      if (!indicator) return true;
      if (name !== null && name !== indicator.name) rename(indicator.id, name);
      if (out) struck.add(indicator.id);
      return false;
    }),
    /** @param {number} id */
    indicator: (id) => /** @type {Indicator} */ (indicators.get(id)),
    /** @param {number} id */
    node: (id) => nodes.get(id),
    path,
    alarms,
    aside,
    doubt,
    judge,
    renamed,
    struck,
    rename,
    edits,
    /** What was done by hand, for the exports of this reading. */
    mended: () => touched().map(({ id, name }) => ({ id, name: renamed.has(id) ? name : null, struck: struck.has(id) })),
    /** @param {Map<string, { name: string | null, struck: boolean }>} done */
    adopt(done) {
      for (const indicator of done.size ? analysis.indicators : []) {
        const edit = done.get(identity(indicator));
        if (edit && edit.name !== null && edit.name !== indicator.name) rename(indicator.id, edit.name);
        if (edit && edit.struck) struck.add(indicator.id);
      }
    },
    /** A sentence as it stands. @param {number} id */
    sentenceOf: (id) => analysis.sentences[id] ? analysis.text.slice(analysis.sentences[id].span.start, analysis.sentences[id].span.end).trim() : "",
    /** The fault in a node's number. @param {number} id */
    misnumbered: (id) => misnumbered.get(id),
    /** Where a node stands, short: `二（三）`. @param {number | null} id */
    place: (id) => path(id).map(({ label, title }) => label || title).join("").replace(/[、.．，]$/, "") || t("outside"),
    /** @param {number} id */
    checksOf: (id) => checksOf.get(id) || [],
    /** @param {number} id */
    weight: (id) => weight.get(id) || { figures: 0, doubts: 0 },
    toSource,
    /** A position of the source in the text. @param {number} at */
    toText: (at) => carry(analysis.alignment, at, 1, 0),
  };
}

/** What ends a clause. */
const CLAUSE = /[，,。；;！!？?\n]/;

/** A clause with one of its numbers marked. @param {string} text @param {import("./types").Span} span */
function clause(text, { start, end }) {
  let from = start;
  while (from > 0 && start - from < 200 && !CLAUSE.test(text[from - 1])) from -= 1;
  let to = end;
  while (to < text.length && to - end < 200 && !CLAUSE.test(text[to])) to += 1;
  return `${text.slice(from, start)}\0${text.slice(start, end)}\0${text.slice(end, to)}`.trim();
}

/**
 * Carries a position along the runs from one side to the other; what has no counterpart comes to the end of the run before it.
 *
 * @param {Analysis["alignment"]} runs @param {number} at @param {0 | 1} from @param {0 | 1} to
 */
function carry(runs, at, from, to) {
  let low = 0;
  for (let high = runs.length; low < high;) {
    const middle = (low + high) >> 1;
    if (runs[middle][from] <= at) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run ? run[to] + Math.min(at - run[from], run[2]) : 0;
}

/** What cannot be seen, in a form that can: `U+200B`, and an arrow for the end of a line. @param {string} text */
export const visible = (text) => text.replace(/\r?\n/g, "↵").replace(/[\p{Cf}\p{Cc}\p{Co}]/gu, (character) =>
  `U+${(/** @type {number} */ (character.codePointAt(0))).toString(16).toUpperCase().padStart(4, "0")}`);

/** Label and title of a node, on one line. @param {OutlineNode} node */
export const heading = (node) => node.label + node.title;

/** The four families that underlines and filters tell apart. @param {Indicator} indicator */
export function family({ kind }) {
  if (kind === "money" || kind === "rank") return kind;
  return kind === "percent" || kind === "multiple" ? "percent" : "count";
}

/** A number in digits, or a range of two. */
const NUMBER = /^[\d０-９][\d０-９.,，．\s]*(?:(?:至|到|[-—–－~～]+)[\d０-９][\d０-９.,，．]*)?/;

/**
 * A figure as written, cut for a table whose numbers stand on the decimal point: `2207.6万元` is `2207` `.6` `万元`.
 *
 * @param {Indicator} indicator
 * @returns {{ whole: string, fraction: string, unit: string }}
 */
export function cut({ surface, unit }) {
  const digits = NUMBER.exec(surface);
  if (digits) {
    const number = digits[0].trim();
    const rest = surface.slice(digits[0].length);
    const point = /^(\d+)(\.\d+)$/.exec(number);
    return point ? { whole: point[1], fraction: point[2], unit: rest } : { whole: number, fraction: "", unit: rest };
  }
  const head = unit && surface.endsWith(unit) ? surface.slice(0, -unit.length) : surface;
  return { whole: head || surface, fraction: "", unit: head ? surface.slice(head.length) : "" };
}

/** The sign that goes before a number as written, unless the writing says it already. @param {Indicator} indicator */
export const sign = ({ qualifier, surface }) => /[余多来几数上约近超逾不未以内~～]/.test(surface) ? "" : t(`sign.${qualifier}`);

/** Arithmetic with its long numbers grouped. @param {string} explain */
export const arithmetic = (explain) => explain.replace(/\.?\d+/g, (part) => part[0] === "." || part.length < 5 ? part : digits(Number(part)));

/** A figure in plain units: `22,076,000 元`. @param {Indicator} indicator */
export function plain({ value, value_max: max, unit, kind, surface }) {
  if (kind === "rank") return surface;
  return digits(value) + (max === null ? "" : `–${digits(max)}`) + (unit === "%" ? "%" : unit && ` ${unit}`);
}

/** @param {string} iso */
const day = (iso) => iso.replace(/-0?/g, ".");

/** The time of a figure, short: `2021`, `2021.1–11`, `至2021.11`. @param {Indicator["period"]} period */
export function when(period) {
  if (!period) return "";
  const { from, to } = period;
  const first = !!from && from.endsWith("-01");
  const last = !!to && new Date(`${to}T00:00:00Z`).getUTCDate() >= 28 && new Date(Date.parse(to) + 864e5).getUTCDate() === 1;
  if (from && to) {
    const sameYear = from.slice(0, 4) === to.slice(0, 4);
    if (first && last) {
      if (from.slice(5, 7) === "01" && to.slice(5, 7) === "12") return sameYear ? from.slice(0, 4) : `${from.slice(0, 4)}–${to.slice(0, 4)}`;
      if (from.slice(0, 7) === to.slice(0, 7)) return day(from.slice(0, 7));
      return `${day(from.slice(0, 7))}–${sameYear ? Number(to.slice(5, 7)) : day(to.slice(0, 7))}`;
    }
    return from === to ? day(from) : `${day(from)}–${sameYear ? day(to.slice(5)) : day(to)}`;
  }
  if (to) return t("period.to", last ? (to.slice(5, 7) === "12" ? to.slice(0, 4) : day(to.slice(0, 7))) : day(to));
  return from ? t("period.from", first ? day(from.slice(0, 7)) : day(from)) : "";
}

/** What a figure is: reached, wanted, or of an earlier time; and the change where it is one. @param {Indicator} indicator */
export function standing({ status, change }) {
  const arrow = change ? (change.direction === "up" ? "↑" : "↓") : "";
  return { status: t(`status.${status}`), change: change ? t(`change.${change.basis}`) + arrow : "" };
}

/** Everything about a figure on one line. @param {Indicator} indicator */
export function summary(indicator) {
  const { status, change } = standing(indicator);
  const qualifier = t(`qual.${indicator.qualifier}`);
  return [indicator.name, plain(indicator), qualifier, when(indicator.period), status, change].filter(Boolean).join(t("dot"));
}

/** What is wrong with a label: `一是 → 三是，应为“二是”`. @param {Numbering} fault */
export const misnumbering = ({ explain, expected }) => t("note.numbering", explain, expected);

/** What a check found, as a colleague would say it. @param {Check} check @param {string} surface the first member as written */
export function note({ kind, verdict, expected, stated }, surface) {
  const say = (/** @type {number} */ value) => arithmetic(String(value));
  const gap = say(Number(Math.abs(expected - stated).toPrecision(10)));
  const key = kind !== "sum" ? `note.${kind}` : `note.sum.${verdict === "compare" ? "apart" : expected > stated ? "more" : "less"}`;
  return has(key) ? t(key, say(expected), kind === "ratio" ? surface : say(stated), gap) : "";
}
