/**
 * The quieter panels, each shown only where there is something in it: keywords, and what was mended while reading.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Repair} Repair
 * @typedef {import("./types").Span} Span
 */

import { $, around, fill, h } from "./dom.js";
import { later, now } from "./later.js";
import { has, t } from "./strings.js";

/** Repairs of one kind that are listed one by one. */
const LISTED = 100;

/** @param {{ find: (spans: Span[], first: number) => void }} on */
export function createNotes(on) {
  /** @type {HTMLElement} */
  const keywords = $("keywords");
  /** @type {HTMLElement} */
  const repairs = $("repairs");
  /** @type {Model | null} */
  let model = null;
  let word = "";
  let turn = 0;
  /** @type {Generator<undefined, void> | null} */
  let rest = null;

  /** @param {Model} next */
  function show(next) {
    if (rest) rest.return();
    model = next;
    word = "";
    fill(keywords);
    fill(repairs);
    later(rest = put(model));
  }

  /** @param {Model} model */
  function* put(model) {
    const found = model.analysis.keywords || [];
    const most = Math.max(1, ...found.map(({ count }) => count));
    fill(keywords, h("p", { class: "none", text: t("keywords.note") }), h("ul", { lang: "zh-Hans" }, ...found.map(({ word: text, count }) => {
      const bar = h("i", { class: "weight" });
      bar.style.width = `${(100 * count) / most}%`;
      return h("li", {}, h("button", { type: "button", "data-word": text }, h("span", { text }), h("b", { text: String(count) }), bar));
    })));
    yield;

    /** @type {Map<string, [Repair, number][]>} */
    const kinds = new Map();
    model.analysis.repairs.forEach((repair, index) => {
      const list = kinds.get(repair.kind);
      if (list) list.push([repair, index]);
      else kinds.set(repair.kind, [[repair, index]]);
    });
    fill(repairs, h("p", { class: "none", text: t("repairs.note") }), ...[...kinds].map(([kind, list]) => h("section", {},
      h("h3", {}, has(`repair.${kind}`) ? t(`repair.${kind}`) : kind, h("b", { text: String(list.length) })),
      h("ul", { lang: "zh-Hans" }, ...list.slice(0, LISTED).map(([{ before, after, certain }, index]) =>
        h("li", {}, h("button", { type: "button", "data-repair": index },
          h("del", { text: before }), after ? h("ins", { text: after }) : h("i", { text: t("repairs.removed") }),
          !certain && h("em", { text: t("repairs.guess") }))))),
      list.length > LISTED && h("p", { class: "none", text: t("repairs.more", list.length - LISTED) }))));
  }

  keywords.addEventListener("click", (event) => {
    const button = around(event, "[data-word]");
    if (!button || !model) return;
    const next = button.dataset.word || "";
    turn = next === word ? turn + 1 : 0;
    word = next;
    const found = (model.analysis.keywords || []).find((keyword) => keyword.word === word);
    if (!found) return;
    const spans = found.places.map((start) => ({ start, end: start + word.length }));
    on.find(spans, turn % spans.length);
  });
  repairs.addEventListener("click", (event) => {
    const button = around(event, "[data-repair]");
    if (button && model) on.find([model.analysis.repairs[Number(button.dataset.repair)].span], 0);
  });

  return {
    show,
    /** Draws whatever is not there yet: one looks. */
    open: () => rest && now(rest),
  };
}
