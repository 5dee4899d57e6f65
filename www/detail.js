/**
 * The card of the selected figure: what it is in plain units, for when, where it stands, what it is checked against, and
 * why it was read so.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Decision} Decision
 */

import { $, around, fill, h } from "./dom.js";
import { arithmetic, heading, plain, standing, when } from "./model.js";
import { language, t } from "./strings.js";

/**
 * @param {{ step: (by: number) => void, go: (id: number) => void, hold: (check: number) => void, close: () => void,
 *   why: (id: number, signal: AbortSignal) => Promise<Decision[] | null> }} on
 */
export function createDetail(on) {
  /** @type {HTMLElement} */
  const card = $("detail");
  /** @type {number | null} */
  let shown = null;
  let asking = new AbortController();

  card.addEventListener("click", (event) => {
    const button = around(event, "button");
    if (!button) return;
    if (button.dataset.check) on.hold(Number(button.dataset.check));
    else if (button.dataset.step) on.step(Number(button.dataset.step));
    else if (button.dataset.go !== undefined) shown !== null && on.go(shown);
    else on.close();
  });

  /** Folded until a reader asks; only then is the worker asked. @param {Model} model @param {number} id */
  function why(model, id) {
    const { signal } = (asking = new AbortController());
    const list = h("dl", { "aria-live": "polite" });
    const box = h("details", { class: "detail-why" }, h("summary", { text: t("why") }), list);
    let asked = false;
    box.addEventListener("toggle", async () => {
      if (!box.open || asked) return;
      asked = true;
      const decisions = await on.why(id, signal);
      if (!decisions) return (asked = box.open = false);
      for (const { what, words, ...sentence } of decisions) {
        list.append(h("dt", { text: t(`why.${what}`) }), h("dd", { text: language() === "zh" ? sentence.zh : sentence.en }));
        const quotes = words.map(({ start, end }) => h("q", { lang: "zh-Hans", text: model.analysis.text.slice(start, end) }));
        /** @type {Element} */ (list.lastElementChild).append(...quotes);
      }
    });
    return box;
  }

  /** @param {Model | null} model @param {number | null} id */
  return function show(model, id) {
    asking.abort();
    const focused = document.activeElement && card.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.step : "";
    shown = id;
    card.hidden = !model || id === null;
    if (!model || id === null) return;
    const indicator = model.indicator(id);
    const { status, change } = standing(indicator);
    const facts = [t(`kind.${indicator.kind}`), when(indicator.period) || t("period.none"), status, change, t(`qual.${indicator.qualifier}`)];
    fill(card,
      h("div", { class: "detail-head" },
        h("p", { class: "detail-name", lang: "zh-Hans", text: indicator.name }),
        h("button", { type: "button", class: "tool icon", "data-step": -1, "aria-label": t("detail.previous"), title: `${t("detail.previous")}（k）`, text: "↑" }),
        h("button", { type: "button", class: "tool icon", "data-step": 1, "aria-label": t("detail.next"), title: `${t("detail.next")}（j）`, text: "↓" }),
        h("button", { type: "button", class: "tool icon", "aria-label": t("close"), title: t("close"), text: "×" })),
      h("p", { class: "detail-value" }, h("b", { text: plain(indicator) }), h("span", { text: facts.filter(Boolean).join(t("dot")) })),
      h("button", { type: "button", class: "detail-path", "data-go": true, lang: "zh-Hans", title: t("detail.goto"),
        text: model.path(indicator.node).map(heading).join(" › ") || t("outside") }),
      ...model.checksOf(id).map((index) => {
        const check = model.analysis.checks[index];
        return h("button", { type: "button", class: "detail-check", "data-check": index, "data-verdict": check.verdict },
          h("b", { text: t(`verdict.${check.verdict}`) }), h("span", { text: arithmetic(check.explain) }));
      }), why(model, id));
    const again = focused && card.querySelector(`[data-step="${focused}"]`);
    if (again) /** @type {HTMLElement} */ (again).focus();
  };
}
