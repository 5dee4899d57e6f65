/**
 * Whether what a page hands over as an analysis is one: what is drawn of it is of its kind, and leads somewhere.
 *
 * @module
 * @typedef {(value: any) => boolean} Is
 */

/** @type {Is} */
const text = (value) => typeof value === "string";
/** @type {Is} */
const number = (value) => Number.isFinite(value);
/** @type {Is} */
const whole = (value) => Number.isInteger(value) && value >= 0;
/** @param {Is} is @returns {Is} */
const maybe = (is) => (value) => value === null || value === undefined || is(value);
/** @param {Is} is @returns {Is} */
const many = (is) => (value) => Array.isArray(value) && value.every(is);
/** @param {Record<string, Is>} fields @returns {Is} */
const made = (fields) => (value) => !!value && typeof value === "object" && Object.keys(fields).every((name) => fields[name](value[name]));

const span = made({ start: whole, end: whole });
/** @type {Is} */
const numbers = (value) => many(whole)(value) && value.length > 0;

const analysis = made({
  text, title: maybe(text), year: maybe(whole), alignment: many(many(whole)),
  blocks: many(made({ kind: text, span, node: maybe(whole), role: maybe(text) })),
  outline: many(made({ id: whole, parent: maybe(whole), depth: whole, form: text, label: text, title: text, span, role: maybe(text), flaw: maybe(text) })),
  indicators: many(made({
    id: whole, span, surface: text, value: number, value_max: maybe(number), unit: text, kind: text, qualifier: text, name: text, status: text, node: maybe(whole),
    period: maybe(made({ from: maybe(text), to: maybe(text) })), change: maybe(made({ basis: text, direction: text })),
  })),
  checks: many(made({ kind: text, verdict: text, members: numbers, expected: number, stated: number, explain: text, fingerprint: text })),
  derived: many(made({ members: numbers, value: number, unit: text, name: text, explain: text })),
  numbering: many(made({ node: whole, flaw: text, expected: text, explain: text, fingerprint: text })),
});

/** Takes time with its length. @param {any} value @returns {value is import("./types").Analysis} */
export function isAnalysis(value) {
  if (!analysis(value)) return false;
  const ids = (/** @type {{ id: number }[]} */ list) => new Set(list.map(({ id }) => id));
  const figures = ids(value.indicators);
  const nodes = ids(value.outline);
  const above = new Set();
  return value.outline.every((/** @type {any} */ { id, parent }) => (parent === null || above.has(parent)) && above.add(id)) // no circle
    && [...value.checks, ...value.derived].every(({ members }) => members.every((/** @type {number} */ id) => figures.has(id)))
    && value.numbering.every((/** @type {any} */ { node }) => nodes.has(node));
}
