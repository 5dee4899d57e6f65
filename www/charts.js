/**
 * Pictures made by hand: SVG with its words for those who do not see it, and the way to save it as SVG or PNG.
 *
 * Colours and type come from the page's style sheet; a saved picture takes along what it looks like on white paper.
 *
 * @module
 */

import { download, h } from "./dom.js";

const NS = "http://www.w3.org/2000/svg";

/** How much finer than the screen a saved PNG is. */
const FINE = 3;

/** What a picture looks like, as attributes of its own. */
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family", "text-anchor"];

/**
 * @param {string} tag
 * @param {Record<string, string | number | null | undefined | false>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {SVGElement}
 */
export function s(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(NS, tag));
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** @param {number} width @param {number} height @param {string} words what it shows @param {...SVGElement} children */
export function picture(width, height, words, ...children) {
  return /** @type {SVGSVGElement} */ (s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words }, ...children));
}

/** @param {number} x @param {number} y @param {string} words @param {string} [looks] @param {"start" | "middle" | "end"} [anchor] */
export const text = (x, y, words, looks, anchor) => s("text", { x, y, class: looks, "text-anchor": anchor }, words);

/** A box; `HATCHED` is how those look that are not told by colour alone. @param {number} x @param {number} y @param {number} width @param {number} height @param {string} looks */
export const rect = (x, y, width, height, looks) => s("rect", { x, y, width: Math.max(0, width), height, class: looks, fill: HATCHED[looks] && `url(#${HATCHED[looks]})` });

/** @type {Record<string, string>} */
const HATCHED = { k3: "hatch-rank", gap: "hatch-gap" };

/** The hatching of a look. @param {"k3" | "gap"} of @param {string} looks */
export const hatch = (of, looks) => s("defs", {}, s("pattern", { id: HATCHED[of], width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
  s("path", { d: "M0 0V5", class: looks })));

/** About how wide words are, in pixels: a Chinese character is a square. @param {string} words @param {number} size */
export const widthOf = (words, size) => [...words].reduce((sum, c) => sum + (c > "\u2e7f" ? 1 : 0.58), 0) * size;

/** Words that fit into a width. @param {string} words @param {number} width @param {number} [size] */
export function fit(words, width, size = 12) {
  if (widthOf(words, size) <= width) return words;
  let end = words.length;
  while (end > 1 && widthOf(`${words.slice(0, end)}…`, size) > width) end -= 1;
  return `${words.slice(0, end)}…`;
}

/** White paper around a saved picture, in pixels, and room for its title. */
const EDGE = 16;
const TITLE = 26;

/** A picture by itself, as it looks in the light, under its title. @param {SVGSVGElement} svg @param {string} title */
function alone(svg, title) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  copy.append(text(0, -14, fit(title, svg.viewBox.baseVal.width, 14), "title"));
  const paper = h("div", { class: "light away", "aria-hidden": "true" }, copy);
  document.body.append(paper);
  for (const element of /** @type {NodeListOf<SVGElement>} */ (copy.querySelectorAll("*"))) {
    const style = getComputedStyle(element);
    for (const name of LOOKS) {
      const value = style.getPropertyValue(name);
      // A pattern is named as seen from this page; a picture has its own.
      if (value) element.setAttribute(name, value.replace(/url\("[^"]*#([^"]+)"\)/, "url(#$1)"));
    }
    for (const name of [...element.getAttributeNames()]) if (name === "class" || name.startsWith("data-")) element.removeAttribute(name);
  }
  const width = svg.viewBox.baseVal.width + 2 * EDGE;
  const height = svg.viewBox.baseVal.height + 2 * EDGE + TITLE;
  copy.setAttribute("viewBox", `${-EDGE} ${-EDGE - TITLE} ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.insertBefore(s("rect", { x: -EDGE, y: -EDGE - TITLE, width, height, fill: getComputedStyle(paper).backgroundColor }), copy.firstChild);
  copy.setAttribute("xmlns", NS);
  paper.remove();
  return { width, height, blob: new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml;charset=utf-8" }) };
}

/** @param {SVGSVGElement} svg @param {string} title @param {"svg" | "png"} type @param {string} name without its ending */
export async function savePicture(svg, title, type, name) {
  const { width, height, blob } = alone(svg, title);
  if (type === "svg") return download(blob, `${name}.svg`);
  const image = new Image();
  const url = URL.createObjectURL(blob);
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    const canvas = h("canvas", { width: width * FINE, height: height * FINE });
    const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (png) download(png, `${name}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
