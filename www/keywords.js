/**
 * What the document speaks of: a word leads to its places, one after the other.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Span} Span
 */

import { $, around, fill, h } from "./dom.js";
import { later, now } from "./later.js";
import { t } from "./strings.js";

/** @param {{ find: (spans: Span[], first: number) => void }} on */
export function createKeywords(on) {
  /** @type {HTMLElement} */
  const box = $("keywords");
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
    fill(box);
    later(rest = put(model));
  }

  /** @param {Model} model */
  function* put({ analysis: { keywords = [] } }) {
    const most = Math.max(1, ...keywords.map(({ count }) => count));
    fill(box, h("p", { class: "none", text: t("keywords.note") }), h("ul", { lang: "zh-Hans" }, ...keywords.map(({ word: text, count }) => {
      const bar = h("i", { class: "weight" });
      bar.style.width = `${(100 * count) / most}%`;
      return h("li", {}, h("button", { type: "button", "data-word": text }, h("span", { text }), h("b", { text: String(count) }), bar));
    })));
    yield;
  }

  box.addEventListener("click", (event) => {
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

  return {
    show,
    /** Draws whatever is not there yet: one looks. */
    open: () => rest && now(rest),
  };
}
