/**
 * Making elements, remembering small choices, and the flash that says "here".
 *
 * @module
 */

/**
 * An element with its attributes and children. `class`, `text` and attribute names as in HTML; null, undefined and false leave one out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** The element of that id, which must be there. @param {string} id @returns {any} */
export function $(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`#${id} is missing`);
  return element;
}

/** Puts `children` in the place of whatever is inside. @param {Element} element @param {...(Node | string)} children */
export function fill(element, ...children) {
  element.textContent = "";
  element.append(...children);
}

/** Makes `children` all that is inside, and moves as few as that takes: what stays keeps its focus and its place. @param {Element} element @param {Element[]} children */
export function arrange(element, children) {
  const wanted = new Set(children);
  for (const child of [...element.children]) if (!wanted.has(child)) child.remove();
  let next = element.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else element.insertBefore(child, next);
  }
}

/** @type {HTMLElement[]} */
let flashing = [];
let flashEnd = 0;

/** Lights elements for a moment; whatever was alight goes out. @param {HTMLElement[]} elements */
export function flash(elements) {
  window.clearTimeout(flashEnd);
  for (const element of flashing) element.classList.remove("flash");
  flashing = elements;
  if (!elements.length) return;
  void elements[0].offsetWidth; // so that a second flash begins anew
  for (const element of elements) element.classList.add("flash");
  flashEnd = window.setTimeout(flash, 1200, []);
}

/** The nearest element around an event's target that matches. @param {Event} event @param {string} selector @returns {HTMLElement | null} */
export const around = (event, selector) => event.target instanceof Element ? event.target.closest(selector) : null;

/** Whether one has just marked words to copy them, and does not mean to click; what is selected in a field does not count. */
export function selecting() {
  const selection = window.getSelection();
  return !!selection && !selection.isCollapsed;
}

/** What the reader chose last time. Storage may be refused; then nothing is remembered. */
export const store = {
  /** @param {string} key */
  get(key) {
    try {
      return localStorage.getItem(`wenheng.${key}`);
    } catch {
      return null;
    }
  },
  /** Whether it is remembered. @param {string} key @param {string} value `""` forgets it */
  set(key, value) {
    try {
      if (value) localStorage.setItem(`wenheng.${key}`, value);
      else localStorage.removeItem(`wenheng.${key}`);
      return true;
    } catch {
      return false;
    }
  },
};

/** Forgets whatever was chosen. */
export function forgetChoices() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("wenheng.")) localStorage.removeItem(key);
  } catch {
    // nothing was remembered
  }
}

/** Puts text on the clipboard. @param {string} text @param {string} [html] the same as a page, for what can take one @returns {Promise<boolean>} whether the browser lets it */
export async function copy(text, html) {
  const { ClipboardItem } = /** @type {any} */ (window);
  try {
    if (html && ClipboardItem) {
      const blob = (/** @type {string} */ data, /** @type {string} */ type) => new Blob([data], { type });
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob(text, "text/plain"), "text/html": blob(html, "text/html") })]);
      return true;
    }
  } catch {
    // older browsers take plain text and nothing else
  }
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without a secure context there is no clipboard; the older way may still work.
    const box = h("textarea", { class: "away", "aria-hidden": "true" });
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (focused) focused.focus({ preventScroll: true });
    return done;
  }
}

/** Hands the reader a file. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Scrolls `box` just so far that `element` is seen inside it; the page itself stays where it is.
 *
 * @param {Element} box
 * @param {Element} element
 * @param {number} [top] how much of the box is covered at its top
 */
export function showInside(box, element, top = 0) {
  const outer = box.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  if (inner.top < outer.top + top || inner.bottom > outer.bottom) {
    box.scrollTop += inner.top - outer.top - top - (outer.height - top - inner.height) / 3;
  }
}
