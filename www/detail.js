/**
 * The card of the selected figure: what it is in plain units, for when, where it stands, and what it is checked against.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 */

import { $, around, fill, h } from "./dom.js";
import { arithmetic, heading, plain, standing, when } from "./model.js";
import { t } from "./strings.js";

/** @param {{ step: (by: number) => void, go: (id: number) => void, hold: (check: number) => void, close: () => void }} on */
export function createDetail(on) {
  /** @type {HTMLElement} */
  const card = $("detail");
  /** @type {number | null} */
  let shown = null;

  card.addEventListener("click", (event) => {
    const button = around(event, "button");
    if (!button) return;
    if (button.dataset.check) on.hold(Number(button.dataset.check));
    else if (button.dataset.step) on.step(Number(button.dataset.step));
    else if (button.dataset.go !== undefined) shown !== null && on.go(shown);
    else on.close();
  });

  /** @param {Model | null} model @param {number | null} id */
  return function show(model, id) {
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
      }));
    const again = focused && card.querySelector(`[data-step="${focused}"]`);
    if (again) /** @type {HTMLElement} */ (again).focus();
  };
}
