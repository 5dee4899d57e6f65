/**
 * What the figures say about each other: alarms first, as notes; what agrees is counted and folded away.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 */

import { $, around, fill, h, showInside } from "./dom.js";
import { later, now } from "./later.js";
import { arithmetic, heading, isAlarm, note } from "./model.js";
import { has, t } from "./strings.js";

/** @param {{ hold: (check: number) => void, pick: (id: number) => void, hover: (id: number | null) => void }} on */
export function createChecks(on) {
  /** @type {HTMLElement} */
  const box = $("checks");
  /** @type {Map<number, HTMLElement>} */
  let items = new Map();
  /** @type {number | null} */
  let held = null;
  /** @type {Generator<undefined, void> | null} */
  let rest = null;

  /** @param {Model} model */
  function show(model) {
    if (rest) rest.return();
    items = new Map();
    held = null;
    fill(box);
    later(rest = put(model));
  }

  /** Alarms, then what agrees, then what only adds up in part. @param {Model} model */
  function* put(model) {
    const { checks } = model.analysis;
    if (!checks.length) return fill(box, h("p", { class: "none", text: t("checks.none") }));
    const rest = checks.map((_, index) => index).filter((index) => !isAlarm(checks[index]));
    const agreeing = rest.filter((index) => checks[index].verdict !== "partial");
    const partial = rest.filter((index) => checks[index].verdict === "partial");
    const alarms = h("ol", { class: "alarms" });
    box.append(model.alarms.length ? alarms : h("p", { class: "none", text: t("checks.clear") }));
    yield* list(model, model.alarms, alarms);
    for (const [title, indexes] of /** @type {[string, number[]][]} */ ([["checks.ok", agreeing], ["checks.partial", partial]])) {
      if (!indexes.length) continue;
      const folded = h("ol");
      box.append(h("details", {}, h("summary", { text: t(title, indexes.length) }), folded));
      yield* list(model, indexes, folded);
    }
  }

  /** @param {Model} model @param {number[]} indexes @param {HTMLElement} into */
  function* list(model, indexes, into) {
    for (const index of indexes) {
      into.append(item(model, index));
      yield;
    }
  }

  /** @param {Model} model @param {number} index */
  function item(model, index) {
    const check = model.analysis.checks[index];
    const alarm = isAlarm(check);
    const places = new Set(check.members.map((id) => {
      const way = model.path(model.indicator(id).node);
      return way.length ? way.map(({ label, title }) => label || title).join("").replace(/[、.．，]$/, "") : t("outside");
    }));
    const first = model.path(model.indicator(check.members[0]).node);
    const words = alarm ? note(check, model.indicator(check.members[0]).surface) : "";
    const element = h("li", { "data-check": index, "data-verdict": check.verdict },
      h("p", { class: "what" },
        h("b", { text: t(`check.${check.kind}`) }),
        h("em", { text: t(`verdict.${check.verdict}`) }),
        h("span", { class: "place", lang: "zh-Hans", title: first.map(heading).join(" › "), text: [...places].join(t("dot")) })),
      h("button", { type: "button", class: "sum", "aria-pressed": "false", text: arithmetic(check.explain) }),
      words && h("p", { class: "note", text: words }),
      h("ul", { class: "members" }, ...check.members.map((id) => {
        const { name, surface } = model.indicator(id);
        return h("li", {}, h("button", { type: "button", "data-member": id, lang: "zh-Hans" }, h("b", { text: surface }), h("span", { text: name })));
      })),
      alarm && has(`todo.${check.kind}`) && h("p", { class: "todo", text: t(`todo.${check.kind}`) }));
    items.set(index, element);
    return element;
  }

  /** @param {number | null} index */
  function hold(index) {
    const press = (/** @type {number | null} */ at, /** @type {boolean} */ on) => {
      const element = at === null ? undefined : items.get(at);
      if (!element) return;
      element.classList.toggle("held", on);
      const button = element.querySelector("button.sum");
      if (button) button.setAttribute("aria-pressed", String(on));
    };
    press(held, false);
    held = index;
    press(held, true);
  }

  box.addEventListener("click", (event) => {
    const member = around(event, "[data-member]");
    if (member) return on.pick(Number(member.dataset.member));
    const element = around(event, "li[data-check]");
    if (element && !String(window.getSelection())) on.hold(Number(element.dataset.check));
  });
  box.addEventListener("pointerover", (event) => {
    const member = around(event, "[data-member]");
    on.hover(member && Number(member.dataset.member));
  });
  box.addEventListener("pointerleave", () => on.hover(null));

  return {
    show,
    /** Draws whatever is not there yet: one looks. */
    open: () => rest && now(rest),
    hold,
    /** Unfolds and focuses a check, or the first. @param {number} [index] */
    focus(index) {
      const element = index === undefined ? box.querySelector("li[data-check]") : items.get(index);
      if (!element) return;
      const fold = element.closest("details");
      if (fold && index !== undefined) fold.open = true;
      const button = /** @type {HTMLElement | null} */ (fold && !fold.open ? fold.querySelector("summary") : element.querySelector("button.sum"));
      if (button) button.focus();
      if (index !== undefined) showInside(box, element);
    },
  };
}
