/**
 * Finds words in the report: how often, where, and one place after the other.
 *
 * @module
 * @typedef {import("./types").Span} Span
 */

import { $, around } from "./dom.js";
import { t } from "./strings.js";

/** Letters and digits of one width and case, one for one, so that places stay what they are. @param {string} text */
const folded = (text) => text.replace(/[A-Z\uff01-\uff5e]/g, (c) => {
  const code = c.charCodeAt(0);
  return String.fromCharCode(code > 0xff00 ? code - 0xfee0 : code).toLowerCase();
});

/** @param {{ reveal: (spans: Span[], first: number) => void, clear: () => void, from: () => number, close: () => void }} on `from`: where one reads */
export function createFind(on) {
  /** @type {HTMLElement} */
  const box = $("find");
  /** @type {HTMLInputElement} */
  const input = $("find-words");
  let text = "";
  let words = "";
  /** @type {number[]} */
  let places = [];
  let at = 0;

  /** Looks for what the field says, from where one reads. */
  function look() {
    words = folded(input.value.trim());
    places = [];
    if (words) for (let i = text.indexOf(words); i >= 0; i = text.indexOf(words, i + words.length)) places.push(i);
    const from = on.from();
    at = Math.max(0, places.findIndex((place) => place >= from));
    go();
  }

  function go() {
    $("find-count").textContent = !words ? "" : places.length ? `${at + 1} / ${places.length}` : t("find.none");
    if (!places.length) return on.clear();
    on.reveal(places.map((start) => ({ start, end: start + words.length })), at);
  }

  /** @param {number} by */
  function step(by) {
    if (folded(input.value.trim()) !== words) return look();
    at = (at + by + places.length) % Math.max(1, places.length);
    go();
  }

  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  });
  box.addEventListener("click", (event) => {
    const button = around(event, "button");
    if (button && button.dataset.step) step(Number(button.dataset.step));
    else if (button) on.close();
  });

  return {
    /** Another report, or another reading of it. @param {string} next */
    show(next) {
      text = folded(next);
      words = "";
      places = [];
      $("find-count").textContent = "";
    },
    open() {
      box.hidden = false;
      input.focus();
      input.select();
      if (input.value.trim()) look();
    },
    /** Whether there was something to close. */
    close() {
      if (box.hidden) return false;
      box.hidden = true;
      on.clear();
      return true;
    },
  };
}
