/**
 * The outline: a tree of links, each with the number of figures under it; the section one reads is marked.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Node} OutlineNode
 */

import { $, around, fill, h, showInside } from "./dom.js";
import { t } from "./strings.js";

/** @param {{ go: (node: number) => void }} on */
export function createOutline(on) {
  /** @type {HTMLElement} */
  const tree = $("outline");
  /** @type {Map<number, HTMLElement>} */
  let links = new Map();
  /** @type {HTMLElement | null} */
  let current = null;

  /** @param {Model} model */
  function show(model) {
    links = new Map();
    current = null;
    const nodes = model.analysis.outline.filter(({ form }) => form !== "title");
    if (!nodes.length) return fill(tree, h("p", { class: "none", text: t("outline.empty") }));
    const ids = new Set(nodes.map(({ id }) => id));
    /** @type {Map<number | null, OutlineNode[]>} */
    const children = new Map();
    for (const node of nodes) {
      const parent = node.parent !== null && ids.has(node.parent) ? node.parent : null;
      children.set(parent, [...(children.get(parent) || []), node]);
    }
    const most = Math.max(1, ...(children.get(null) || []).map(({ id }) => model.weight(id).figures));
    let role = "";

    /** @param {number | null} parent @returns {HTMLElement} */
    const level = (parent) => h("ul", {}, ...(children.get(parent) || []).map((node) => {
      const { figures, doubts } = model.weight(node.id);
      const bar = h("i", { class: "weight" });
      bar.style.width = `${(100 * figures) / most}%`;
      const link = h("a", { href: `#n${node.id}`, "data-node": node.id, title: node.title.length > 14 ? node.title : null },
        h("span", { class: "words", lang: "zh-Hans" }, node.label && h("b", { text: node.label }), node.title),
        node.flaw && h("em", { class: "flaw", text: t(`flaw.${node.flaw}`) }),
        h("span", { class: "sum" },
          doubts > 0 && h("em", { class: "doubt", text: "!", title: t("doubts", doubts) }),
          figures > 0 && h("span", { class: "number", text: String(figures), title: t("outline.count", figures) })),
        figures > 0 && parent === null && bar);
      links.set(node.id, link);
      const begins = parent === null && node.role && node.role !== role ? (role = node.role) : "";
      return h("li", {},
        begins && has(begins) && h("span", { class: "eyebrow", text: t(`role.${begins}`) }),
        link,
        children.has(node.id) && level(node.id));
    }));
    fill(tree, level(null));
  }

  tree.addEventListener("click", (event) => {
    const link = around(event, "a[data-node]");
    if (!link) return;
    event.preventDefault();
    on.go(Number(link.dataset.node));
  });
  tree.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const link = around(event, "a[data-node]");
    if (!step || !link) return;
    event.preventDefault();
    const all = [...links.values()];
    const next = all[all.indexOf(link) + step];
    if (next) next.focus();
  });

  return {
    show,
    /** Marks the section one is reading. @param {number | null} node */
    follow(node) {
      if (current) current.removeAttribute("aria-current");
      current = node === null ? null : links.get(node) || null;
      if (!current) return;
      current.setAttribute("aria-current", "true");
      const box = /** @type {HTMLElement} */ (tree.parentElement);
      if (box.clientHeight) showInside(box, current, 40);
    },
    focus() {
      const link = current || tree.querySelector("a");
      if (link) /** @type {HTMLElement} */ (link).focus();
    },
  };
}

/** Roles that a reader needs to be told of. @param {string} role */
const has = (role) => ["review", "highlights", "problems", "plan", "glossary"].includes(role);
