/**
 * What the page says, in the language of its reader. Both are loaded: together they are smaller than one picture, and the
 * other language is there at once, with the network gone, too.
 *
 * @module
 */

import { en } from "./messages.en.js";
import { zh } from "./messages.zh.js";

const all = { zh, en };

/** @typedef {keyof typeof all} Lang */

/** @type {Lang} */
let lang = "zh";

/** @param {string | null} to */
export function setLang(to) {
  lang = to === "en" ? "en" : "zh";
}

/** The language of the interface. */
export const language = () => lang;

/**
 * The words for a key, with its arguments in place.
 *
 * @param {string} key
 * @param {...(string | number)} values
 * @returns {string}
 */
export function t(key, ...values) {
  const words = /** @type {Record<string, string>} */ (all[lang])[key];
  return words === undefined ? key : words.replace(/\{(\d)\}/g, (_, i) => String(values[i]));
}

/**
 * A number with its thousands apart: `22,076,000`. Not by `Intl`, whose first formatter takes a page 20 to 40 ms.
 *
 * @param {number} value
 */
export function digits(value) {
  const [whole, fraction] = String(value).split(".");
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
}

/** @type {Intl.Collator | undefined} */
let collator;

/** The order of words, and of the numbers in them. The first call takes some 20 ms. @param {string} a @param {string} b */
export function collate(a, b) {
  collator = collator || new Intl.Collator("zh-Hans", { numeric: true });
  return collator.compare(a, b);
}

/** Whether there are words for a key. @param {string} key */
export const has = (key) => key in all[lang];
