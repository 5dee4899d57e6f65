/**
 * The worksheet (核对单): what a person should look at, each with a box to tick, its arithmetic and its place; what was looked
 * at already, with the reason; and how many agree. One list, for paper and for Markdown.
 *
 * It is made here and not in core because only the page knows what its reader has put aside.
 *
 * @module
 * @typedef {import("./dismissals.js").Reason} Reason
 * @typedef {import("./model.js").Model} Model
 * @typedef {{ done: boolean, verdict: string, kind: string, sum: string, facts: [string, string][] }} Item
 * @typedef {{ title: string, summary: string, groups: { title: string, items: Item[] }[] }} Worksheet
 */

import { said } from "./dismissals.js";
import { h } from "./dom.js";
import { arithmetic, heading, misnumbering, note } from "./model.js";
import { has, t } from "./strings.js";

/**
 * @param {Model} model
 * @param {(fingerprint: string) => Reason | undefined} reasonOf
 * @returns {Worksheet}
 */
export function worksheet(model, reasonOf) {
  const { title, year, source, checks, numbering } = model.analysis;
  const name = title || source.name || t("untitled");

  /** @param {string} fingerprint @returns {[string, string][]} */
  const because = (fingerprint) => {
    const reason = reasonOf(fingerprint);
    return reason ? [[t("sheet.reason"), said(reason)]] : [];
  };
  /** @param {number} index @returns {Item} */
  const ofCheck = (index) => {
    const check = checks[index];
    const figures = check.members.map(model.indicator);
    const reason = because(check.fingerprint);
    const words = note(check, figures[0].surface);
    /** @type {[string, string][]} */
    const facts = [
      [t("sheet.place"), [...new Set(figures.map(({ node }) => model.path(node).map(heading).join(" › ") || t("outside")))].join(t("listed"))],
      [t("sheet.evidence"), figures.map(({ name, surface }) => `${name} ${surface}`).join(t("listed"))],
      ...reason,
    ];
    if (words) facts.unshift([t("sheet.found"), words]);
    if (!reason.length && has(`todo.${check.kind}`)) facts.push([t("sheet.todo"), t(`todo.${check.kind}`)]);
    return { done: reason.length > 0, verdict: t(`verdict.${check.verdict}`), kind: t(`check.${check.kind}`), sum: arithmetic(check.explain), facts };
  };
  const numbers = numbering.map((fault) => {
    const reason = because(fault.fingerprint);
    const way = model.path(fault.node).map(heading).join(" › ");
    return {
      done: reason.length > 0, verdict: has(`flaw.${fault.flaw}`) ? t(`flaw.${fault.flaw}`) : fault.flaw, kind: t("check.numbering"), sum: misnumbering(fault),
      facts: /** @type {[string, string][]} */ ([[t("sheet.place"), way], ...reason]),
    };
  });
  /** @param {string} verdict */
  const many = (verdict) => checks.filter((check) => check.verdict === verdict).length;
  const passes = ["ok", "rounding", "partial"].filter(many).map((verdict) => t("sheet.count", t(`verdict.${verdict}`), many(verdict)));
  return {
    title: t("sheet.of", name) + (year === null || name.includes(String(year)) ? "" : t("sheet.year", year)),
    summary: [t("sheet.count", t("sheet.open"), model.alarms.length), t("sheet.count", t("sheet.done"), model.aside.length), ...passes].join(t("listed")),
    groups: [
      { title: t("sheet.open"), items: model.alarms.map(ofCheck) },
      { title: t("sheet.numbering"), items: numbers },
      { title: t("sheet.done"), items: model.aside.map(ofCheck) },
    ].filter(({ items }) => items.length),
  };
}

/** Text that Markdown takes as it stands. @param {string} text */
const escaped = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|~]/g, "\\$&");

/** @param {Worksheet} sheet */
export function asMarkdown({ title, summary, groups }) {
  const lines = [`# ${escaped(title)}`, "", escaped(summary)];
  for (const group of groups) {
    lines.push("", `## ${escaped(group.title)}`, "");
    for (const { done, verdict, kind, sum, facts } of group.items) {
      lines.push(`- [${done ? "x" : " "}] **${escaped(verdict)}** ${escaped(kind)}${t("colon")}${escaped(sum)}`);
      for (const [name, words] of facts) lines.push(`  - ${escaped(name)}${t("colon")}${escaped(words)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** @param {Worksheet} sheet */
export function asPaper({ title, summary, groups }) {
  return [
    h("h1", { text: title }),
    h("p", { text: summary }),
    ...groups.flatMap((group) => [
      h("h2", { text: `${group.title}（${group.items.length}）` }),
      h("ol", {}, ...group.items.map(({ done, verdict, kind, sum, facts }) => h("li", {},
        h("span", { class: "box", text: done ? "✓" : "" }),
        h("p", {}, h("b", { text: verdict }), ` ${kind}`),
        h("p", { class: "sum", text: sum }),
        h("dl", {}, ...facts.map(([name, words]) => h("div", {}, h("dt", { text: name }), h("dd", { text: words }))))))),
    ]),
  ];
}
