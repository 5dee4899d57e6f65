/**
 * What the figures say about each other: alarms first, as notes, which a reader may put aside with a reason; what agrees is
 * counted and folded away.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./dismissals.js").Reason} Reason
 */

import { REASONS, said } from "./dismissals.js";
import { $, around, fill, h, selecting, showInside } from "./dom.js";
import { later, now } from "./later.js";
import { arithmetic, heading, isAlarm, misnumbering, note } from "./model.js";
import { digits, has, t } from "./strings.js";

/**
 * @param {{ hold: (check: number) => void, pick: (id: number) => void, hover: (ids: number[]) => void, node: (id: number) => void,
 *   link: (fingerprint: string) => void, judged: (fingerprint: string) => void }} on `judged`: the reader has put a finding aside, or taken it back
 * @param {ReturnType<typeof import("./dismissals.js").createDismissals>} dismissals
 */
export function createChecks(on, dismissals) {
  /** @type {HTMLElement} */
  const box = $("checks");
  /** @type {Map<number, HTMLElement>} */
  let items = new Map();
  /** @type {Model | null} */
  let model = null;
  /** @type {number | null} */
  let held = null;
  /** @type {Generator<undefined, void> | null} */
  let rest = null;
  /** @type {Set<string>} the groups that the reader has unfolded */
  let unfolded = new Set();

  /** @param {Model} next */
  function show(next) {
    if (rest) rest.return();
    if (next !== model) {
      held = null;
      unfolded = new Set();
    }
    model = next;
    items = new Map();
    fill(box);
    later(rest = put(model));
  }

  /** By gravity: alarms, faults of the outline's numbers, what holds nearly, in part, or wholly; then what is only implied. @param {Model} model */
  function* put(model) {
    const { checks, derived, numbering } = model.analysis;
    const faults = numbering.filter((fault) => !dismissals.get(fault.fingerprint));
    const aside = numbering.filter((fault) => !faults.includes(fault));
    const of = (/** @type {string} */ verdict) => checks.map((_, index) => index).filter((index) => checks[index].verdict === verdict);
    if (!checks.length && !numbering.length) box.append(h("p", { class: "none", text: t("checks.none") }));
    else if (!model.alarms.length) box.append(h("p", { class: "none clear", text: t(model.aside.length ? "checks.allSeen" : "checks.clear") }));
    if (model.alarms.length) yield* list(box.appendChild(h("ol", { class: "alarms" })), model.alarms.map((index) => () => item(model, index)));
    if (faults.length) {
      box.append(h("h3", { text: t("checks.numbering") }));
      yield* list(box.appendChild(h("ol")), faults.map((fault) => () => faultItem(model, fault)));
    }
    yield* fold("aside", model.aside.length + aside.length, [...model.aside.map((index) => () => item(model, index)), ...aside.map((fault) => () => faultItem(model, fault))]);
    for (const verdict of ["rounding", "partial", "ok"]) yield* fold(verdict, of(verdict).length, of(verdict).map((index) => () => item(model, index)));
    yield* fold("derived", derived.length, derived.map((figure) => () => derivedItem(model, figure)));
    if (dismissals.size) box.append(memory());
    hold(held);
  }

  /** @param {HTMLElement} into @param {(() => HTMLElement)[]} make */
  function* list(into, make) {
    for (const one of make) {
      into.append(one());
      yield;
    }
  }

  /** A group that is folded away. @param {string} name @param {number} count @param {(() => HTMLElement)[]} make */
  function* fold(name, count, make) {
    if (!count) return;
    const folded = h("ol");
    const details = h("details", { "data-group": name, open: unfolded.has(name) }, h("summary", { text: t(`checks.${name}`, count) }), folded);
    details.addEventListener("toggle", () => details.open ? unfolded.add(name) : unfolded.delete(name));
    box.append(details);
    yield* list(folded, make);
  }

  /** How many findings this machine remembers, and the button that forgets them. */
  function memory() {
    return h("p", { class: "memory" },
      h("span", { text: t(dismissals.kept ? "dismiss.kept" : "dismiss.notKept", dismissals.size) }),
      h("button", { type: "button", class: "quiet", "data-forget": true, text: t("dismiss.forget") }));
  }

  /** The figures of a finding, each a way to its evidence. @param {Model} model @param {number[]} ids */
  const members = (model, ids) => h("ul", { class: "members" }, ...ids.map((id) => {
    const { name, surface } = model.indicator(id);
    return h("li", {}, h("button", { type: "button", "data-member": id, lang: "zh-Hans" }, h("b", { text: surface }), h("span", { text: name })));
  }));

  /** @param {Model} model @param {number} index */
  function item(model, index) {
    const check = model.analysis.checks[index];
    const alarm = isAlarm(check);
    const places = new Set(check.members.map((id) => model.place(model.indicator(id).node)));
    const first = model.path(model.indicator(check.members[0]).node);
    const words = alarm ? note(check, model.indicator(check.members[0]).surface) : "";
    const reason = dismissals.get(check.fingerprint);
    const element = h("li", { "data-check": index, "data-verdict": check.verdict },
      h("p", { class: "what" },
        h("b", { text: t(`check.${check.kind}`) }),
        h("em", { text: t(`verdict.${check.verdict}`) }),
        h("span", { class: "place", lang: "zh-Hans", title: first.map(heading).join(" › "), text: [...places].join(t("dot")) }),
        alarm && h("button", { type: "button", class: "quiet", "data-link": check.fingerprint, title: t("link.copy"), "aria-label": t("link.copy"), text: t("link") })),
      h("button", { type: "button", class: "sum", "aria-pressed": "false", text: arithmetic(check.explain) }),
      words && h("p", { class: "note", text: words }),
      members(model, check.members),
      alarm && !reason && has(`todo.${check.kind}`) && h("p", { class: "todo", text: t(`todo.${check.kind}`) }),
      alarm && aside(check.fingerprint, reason));
    items.set(index, element);
    return element;
  }

  /** @param {Model} model @param {import("./types").Numbering} fault */
  function faultItem(model, fault) {
    return h("li", { "data-node": fault.node },
      h("p", { class: "what" },
        h("b", { text: t("check.numbering") }), h("em", { text: has(`flaw.${fault.flaw}`) ? t(`flaw.${fault.flaw}`) : fault.flaw }),
        h("span", { class: "place", lang: "zh-Hans", text: model.place(fault.node) })),
      h("button", { type: "button", class: "sum", text: misnumbering(fault) }),
      h("p", { class: "todo", lang: "zh-Hans", text: title(model, fault.node) }),
      aside(fault.fingerprint, dismissals.get(fault.fingerprint)));
  }

  /** @param {Model} model @param {number} id */
  function title(model, id) {
    const node = model.node(id);
    return node ? heading(node) : "";
  }

  /** @param {Model} model @param {import("./types").Derived} figure */
  function derivedItem(model, { members: ids, value, low, high, unit, name, explain }) {
    const range = low !== null && high !== null ? t("derived.range", digits(low), digits(high)) : "";
    return h("li", { class: "derived", "data-members": ids.join(" ") },
      h("p", { class: "what" }, h("b", { lang: "zh-Hans", text: name }), h("em", { text: t("derived") })),
      h("p", { class: "sum" }, `${digits(value)} ${unit}`, range && h("span", { text: range })),
      h("p", { class: "todo", text: arithmetic(explain) }),
      members(model, ids));
  }

  /** Puts a finding aside for a reason, or says for which it was and takes it back. @param {string} fingerprint @param {Reason} [reason] */
  function aside(fingerprint, reason) {
    if (reason) {
      return h("p", { class: "aside", "data-finding": fingerprint }, h("span", { text: t("dismiss.because", said(reason)) }),
        h("button", { type: "button", class: "quiet", "data-undo": true, text: t("dismiss.undo") }));
    }
    return h("details", { class: "aside", "data-finding": fingerprint },
      h("summary", { text: t("dismiss") }),
      h("form", {},
        ...REASONS.map((name) => h("button", { type: "button", class: "button", "data-reason": name, text: t(`reason.${name}`) })),
        h("div", {}, h("input", { type: "text", maxlength: 200, autocomplete: "off", "aria-label": t("reason.own"), placeholder: t("reason.own") }),
          h("button", { class: "button", text: t("dismiss.ok") }))));
  }

  /** @param {HTMLElement} element @param {Reason | null} reason */
  function decide(element, reason) {
    const fingerprint = element.dataset.finding || "";
    const card = element.closest("li");
    const cards = [...box.querySelectorAll("li[data-check], li[data-node]")];
    const at = card ? cards.indexOf(card) : 0;
    dismissals.set([[fingerprint, reason]]);
    on.judged(fingerprint);
    if (rest) now(rest);
    // The focus goes to what has taken the card's place, or where the card went.
    const next = [...box.querySelectorAll("li[data-check], li[data-node]")][reason ? at : 0];
    const fold = next && next.closest("details[data-group]");
    const target = fold && !(/** @type {HTMLDetailsElement} */ (fold).open) ? fold.querySelector("summary") : next && next.querySelector("button.sum");
    if (target) /** @type {HTMLElement} */ (target).focus();
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
    const link = around(event, "[data-link]");
    if (link) return on.link(link.dataset.link || "");
    const finding = around(event, "[data-finding]");
    if (finding) {
      const button = around(event, "button");
      if (button && button.dataset.reason) decide(finding, { reason: button.dataset.reason, words: "" });
      else if (button && button.dataset.undo !== undefined) decide(finding, null);
      return;
    }
    const forget = around(event, "[data-forget]");
    if (forget) {
      if (!forget.dataset.sure) {
        forget.dataset.sure = "sure";
        forget.textContent = t("dismiss.sure");
        return;
      }
      dismissals.forget();
      on.judged("");
      if (rest) now(rest);
      const first = /** @type {HTMLElement | null} */ (box.querySelector("button.sum, summary"));
      if (first) first.focus();
      return;
    }
    if (selecting()) return;
    const fault = around(event, "li[data-node]");
    if (fault) return on.node(Number(fault.dataset.node));
    const element = around(event, "li[data-check]");
    if (element) on.hold(Number(element.dataset.check));
  });
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    const finding = around(event, "[data-finding]");
    const input = finding && finding.querySelector("input");
    if (!finding || !input) return;
    const words = input.value.trim();
    if (words) decide(finding, { reason: "own", words });
    else input.focus();
  });
  box.addEventListener("pointerover", (event) => {
    const member = around(event, "[data-member]");
    if (member) return on.hover([Number(member.dataset.member)]);
    const element = around(event, "li[data-check], li[data-members]");
    if (!element || !model) return on.hover([]);
    on.hover(element.dataset.members ? element.dataset.members.split(" ").map(Number) : model.analysis.checks[Number(element.dataset.check)].members);
  });
  box.addEventListener("pointerleave", () => on.hover([]));

  /** What a reader sees of the findings, to tell whether it has changed. @param {Model | null} model */
  const seen = (model) => model && JSON.stringify([model.analysis.checks, model.analysis.derived, model.analysis.numbering, model.aside,
    model.analysis.checks.map(({ members }) => members.map((id) => [model.indicator(id).name, model.indicator(id).surface, model.place(model.indicator(id).node)]))]);

  /** Another reading of nearly the same text: what is unfolded, held and being written stays, and the focus. @param {Model} next */
  function renew(next) {
    if (rest) now(rest);
    const same = seen(model) === seen(next);
    const folds = unfolded;
    const focused = box.contains(document.activeElement) && document.activeElement ? document.activeElement.closest("li[data-check]") : null;
    const last = focused && model ? model.analysis.checks[Number(/** @type {HTMLElement} */ (focused).dataset.check)].fingerprint : "";
    const open = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("details.aside[open]")]);
    model = next;
    if (same) return;
    unfolded = folds;
    show(next);
    if (rest) now(rest);
    for (const details of open) {
      const there = box.querySelector(`details.aside[data-finding="${details.dataset.finding}"]`);
      if (there) there.replaceWith(details);
    }
    const again = last ? items.get(next.analysis.checks.findIndex(({ fingerprint }) => fingerprint === last)) : undefined;
    const button = again && again.querySelector("button.sum");
    if (button) /** @type {HTMLElement} */ (button).focus({ preventScroll: true });
  }

  return {
    show,
    renew,
    /** Draws whatever is not there yet: one looks. */
    open: () => rest && now(rest),
    hold,
    /** The check whose figures are lit, or -1. */
    held: () => held === null ? -1 : held,
    /** Unfolds and focuses a check, or the first. @param {number} [index] */
    focus(index) {
      if (rest) now(rest);
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
