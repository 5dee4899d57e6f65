/**
 * The outline: a tree of links, each with the number of figures under it; the section one reads is marked.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Node} OutlineNode
 */

import { $, around, fill, h, showInside } from "./dom.js";
import { later, now } from "./later.js";
import { misnumbering } from "./model.js";
import { has as isSaid, t } from "./strings.js";

/** A line is not lower, in pixels. */
const LINE = 26;

/** @param {{ go: (node: number) => void }} on */
export function createOutline(on) {
  /** @type {HTMLElement} */
  const tree = $("outline");
  /** @type {Map<number, HTMLElement>} */
  let links = new Map();
  /** @type {Model | null} */
  let model = null;
  /** @type {number | null} */
  let here = null;
  /** @type {HTMLElement | null} */
  let current = null;
  /** @type {Generator<undefined, void> | null} */
  let rest = null;

  /** @param {Model} next */
  function show(next) {
    if (rest) rest.return();
    if (next !== model) here = null;
    model = next;
    links = new Map();
    current = null;
    const nodes = next.analysis.outline.filter(({ form }) => form !== "title");
    if (!nodes.length) return fill(tree, h("p", { class: "none", text: t("outline.empty") }));
    const most = nodes.reduce((most, { id }) => Math.max(most, next.weight(id).figures), 1);
    const list = h("ul");
    fill(tree, list);
    rest = put(next, nodes, list, most);
    let seen = window.innerHeight / LINE;
    now(rest, () => seen-- < 0);
    later(rest);
  }

  /** A node comes after the one above it. @param {Model} model @param {OutlineNode[]} nodes @param {HTMLElement} top @param {number} most */
  function* put(model, nodes, top, most) {
    /** @type {Map<number, HTMLElement>} */
    const items = new Map();
    let role = "";
    for (const node of nodes) {
      const above = node.parent === null ? undefined : items.get(node.parent);
      const { figures } = model.weight(node.id);
      const fault = model.misnumbered(node.id);
      const flaw = node.flaw || (fault && fault.flaw);
      const link = h("a", { href: `#n${node.id}`, "data-node": node.id, title: node.title.length > 14 ? node.title : null },
        h("span", { class: "words", lang: "zh-Hans" }, node.label && h("b", { text: node.label }), node.title),
        flaw && h("em", { class: "flaw", text: words(flaw), title: fault ? misnumbering(fault) : null }),
        sumOf(model, node.id));
      if (figures > 0 && !above) {
        const bar = h("i", { class: "weight" });
        bar.style.width = `${(100 * figures) / most}%`;
        link.append(bar);
      }
      const begins = !above && node.role && node.role !== role ? (role = node.role) : "";
      const item = h("li", {}, begins && has(begins) && h("span", { class: "eyebrow", text: t(`role.${begins}`) }), link);
      links.set(node.id, link);
      if (node.id === here) mark(link);
      items.set(node.id, item);
      listIn(above, top).append(item);
      yield;
    }
  }

  /** How many figures a section has, and whether any is in doubt. @param {Model} model @param {number} node */
  function sumOf(model, node) {
    const { figures, doubts } = model.weight(node);
    return h("span", { class: "sum" },
      doubts > 0 && h("em", { class: "doubt", text: "!", title: t("doubts", doubts) }),
      figures > 0 && h("span", { class: "number", text: String(figures), title: t("outline.count", figures) }));
  }

  /** Marks what is in doubt, and only that. @param {Model} model */
  function judge(model) {
    for (const [node, link] of links) {
      const last = /** @type {Element} */ (link.querySelector(".sum"));
      const sum = sumOf(model, node);
      if (!last.isEqualNode(sum)) last.replaceWith(sum);
    }
  }

  /** @param {HTMLElement | null} link */
  function mark(link) {
    if (current) current.removeAttribute("aria-current");
    current = link;
    if (current) current.setAttribute("aria-current", "true");
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
    judge,
    /** Another reading of nearly the same text: drawn anew only where the outline is another. @param {Model} next */
    renew(next) {
      const words = (/** @type {Model | null} */ model) => model && JSON.stringify([model.analysis.outline.map(({ id, parent, label, title, role, flaw }) => [id, parent, label, title, role, flaw]), model.analysis.numbering]);
      if (words(model) === words(next)) {
        if (rest) now(rest);
        model = next;
        return judge(next);
      }
      show(next);
      if (rest) now(rest);
    },
    /** Marks the section one is reading. @param {number | null} node */
    follow(node) {
      here = node;
      mark(node === null ? null : links.get(node) || null);
      if (!current) return;
      const box = /** @type {HTMLElement} */ (tree.parentElement);
      if (box.clientHeight) showInside(box, current, 40);
    },
    focus() {
      const link = current || tree.querySelector("a");
      if (link) /** @type {HTMLElement} */ (link).focus();
    },
  };
}

/** The list under an item. @param {HTMLElement | undefined} item @param {HTMLElement} top */
function listIn(item, top) {
  if (!item) return top;
  const last = /** @type {HTMLElement} */ (item.lastElementChild);
  return last.matches("ul") ? last : item.appendChild(h("ul"));
}

/** A fault of a number, in words; one that core has learnt since is said as it is called. @param {string} flaw */
const words = (flaw) => isSaid(`flaw.${flaw}`) ? t(`flaw.${flaw}`) : flaw;

/** Roles that a reader needs to be told of. @param {string} role */
const has = (role) => ["review", "highlights", "problems", "plan", "glossary"].includes(role);
