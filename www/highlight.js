/**
 * Paints stretches of the text without touching it: with the browser's own highlights, else as boxes laid under the letters.
 *
 * @module
 */

const { Highlight } = /** @type {any} */ (window);
const native = Highlight && /** @type {any} */ (CSS).highlights;

/** A stretch of an element's text as a range; what is struck out there does not count. @param {Element} element @param {number} start @param {number} end */
export function rangeIn(element, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ALL, (node) =>
    node.nodeName === "DEL" ? NodeFilter.FILTER_REJECT : node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  let at = 0;
  let begun = false;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const length = (text.textContent || "").length;
    if (!begun && start < at + length) {
      range.setStart(text, Math.max(0, start - at));
      begun = true;
    }
    if (begun && end <= at + length) {
      range.setEnd(text, end - at);
      return range;
    }
    at += length;
  }
  return null;
}

/** @param {HTMLElement} layer lies under the text, and scrolls with it */
export function createHighlight(layer) {
  /** @type {Range[]} */
  let ranges = [];
  /** @type {Range | null} */
  let here = null;

  /** Boxes for what is in sight: what is not laid out yet has no place. */
  function place() {
    if (native || (!ranges.length && !layer.firstChild)) return;
    const { left, top } = layer.getBoundingClientRect();
    const boxes = document.createDocumentFragment();
    for (const range of ranges) {
      for (const rect of range.getClientRects()) {
        if (rect.bottom < 0 || rect.top > window.innerHeight) continue;
        const box = document.createElement("i");
        if (range === here) box.className = "here";
        box.style.left = `${rect.left - left}px`;
        box.style.top = `${rect.top - top}px`;
        box.style.width = `${rect.width}px`;
        box.style.height = `${rect.height}px`;
        boxes.append(box);
      }
    }
    layer.textContent = "";
    layer.append(boxes);
  }

  window.addEventListener("resize", place);

  return {
    /** @param {Range[]} all @param {Range | null} one the one that is read, among the others */
    paint(all, one) {
      ranges = all;
      here = one;
      if (!native) return place();
      native.set("found", new Highlight(...all));
      if (one) native.set("found-here", new Highlight(one));
      else native.delete("found-here");
    },
    place,
  };
}
