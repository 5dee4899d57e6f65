/**
 * What was mended while reading, and why: each kind can be switched off, each place looked at, and the whole compared with
 * its source.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Repair} Repair
 * @typedef {import("./types").Span} Span
 */

import { $, around, fill, h } from "./dom.js";
import { later, now } from "./later.js";
import { visible } from "./model.js";
import { has, t } from "./strings.js";

/** Repairs of one kind that are listed one by one. */
const LISTED = 100;

/** How many characters on either side tell where a repair is. */
const AROUND = 8;

/** What was and what is, with the words around it on its line. @param {string} text @param {Repair} repair */
function inContext(text, { span: { start, end }, before, after }) {
  const [left] = text.slice(Math.max(0, start - AROUND), start).split("\n").slice(-1);
  const [right] = text.slice(end, end + AROUND).split("\n");
  return [h("span", { text: visible(left.trimStart()) }), h("del", { text: visible(before) }), after && h("ins", { text: visible(after) }), h("span", { text: visible(right) })];
}

/**
 * @param {{ find: (spans: Span[], first: number) => void, without: (kinds: string[]) => void, compare: (on: boolean) => void }} on
 */
export function createRepairs(on) {
  /** @type {HTMLElement} */
  const box = $("repairs");
  /** @type {Model | null} */
  let model = null;
  /** @type {string[]} */
  let off = [];
  let comparing = false;
  /** @type {Generator<undefined, void> | null} */
  let rest = null;

  /** @param {Model} next @param {string[]} without the kinds that are switched off @param {boolean} beside whether the source is shown */
  function show(next, without, beside) {
    if (rest) rest.return();
    model = next;
    off = without;
    comparing = beside;
    fill(box);
    later(rest = put(model));
  }

  /** The kinds that hold a guess first, as do the lists in them. @param {Model} model */
  function* put({ analysis: { repairs, text } }) {
    /** @type {Map<string, [Repair, number][]>} */
    const kinds = new Map();
    repairs.forEach((repair, index) => {
      const list = kinds.get(repair.kind);
      if (list) list.push([repair, index]);
      else kinds.set(repair.kind, [[repair, index]]);
    });
    const guessed = (/** @type {[Repair, number][]} */ list) => Number(list.some(([{ certain }]) => !certain));
    fill(box, h("p", { class: "none" }, t("repairs.note"),
      repairs.length > 0 && h("button", { type: "button", class: "button", "data-compare": true, "aria-pressed": String(comparing), text: t("compare") })));
    yield;
    for (const [kind, list] of [...kinds].sort(([, a], [, b]) => guessed(b) - guessed(a))) {
      const listed = [...list.filter(([{ certain }]) => !certain), ...list.filter(([{ certain }]) => certain)].slice(0, LISTED);
      box.append(h("section", {}, ...head(kind, list.length), h("ul", { lang: "zh-Hans" }, ...listed.map(([repair, index]) =>
        h("li", {}, h("button", { type: "button", "data-repair": index }, ...inContext(text, repair), !repair.certain && h("em", { text: t("repairs.guess") }))))),
      list.length > LISTED && h("p", { class: "none", text: t("repairs.more", list.length - LISTED) })));
      yield;
    }
    for (const kind of off) if (!kinds.has(kind)) box.append(h("section", {}, ...head(kind, 0)));
  }

  /** A kind with its switch, and why it is one. @param {string} kind @param {number} count */
  function head(kind, count) {
    const input = h("input", { type: "checkbox", "data-kind": kind });
    input.checked = !off.includes(kind);
    return [
      h("h3", {}, h("label", { class: "check" }, input, has(`repair.${kind}`) ? t(`repair.${kind}`) : kind), h("b", { text: count ? String(count) : t("repairs.off") })),
      has(`repair.${kind}.why`) && h("p", { class: "why", text: t(`repair.${kind}.why`) }),
    ];
  }

  box.addEventListener("change", (event) => {
    const { dataset, checked } = /** @type {HTMLInputElement} */ (event.target);
    const kind = dataset.kind || "";
    on.without(checked ? off.filter((other) => other !== kind) : [...off, kind]);
  });
  box.addEventListener("click", (event) => {
    if (around(event, "[data-compare]")) return on.compare(!comparing);
    const button = around(event, "[data-repair]");
    if (button && model) on.find([model.analysis.repairs[Number(button.dataset.repair)].span], 0);
  });

  return {
    show,
    /** Draws whatever is not there yet: one looks. */
    open: () => rest && now(rest),
    /** Moves the focus back to what was used. @param {string} [kind] */
    focus(kind) {
      const used = box.querySelector(kind ? `[data-kind="${kind}"]` : "button[data-compare]");
      if (used) /** @type {HTMLElement} */ (used).focus();
    },
  };
}
