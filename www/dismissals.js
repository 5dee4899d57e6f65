/**
 * What the reader has looked at and found in order, and why: known by a finding's fingerprint, never by its words, and kept
 * on this machine only.
 *
 * @module
 * @typedef {{ reason: string, words: string }} Reason one of `REASONS`, or `own` with the reader's own words
 */

import { store } from "./dom.js";
import { t } from "./strings.js";

export const REASONS = ["checked", "scope", "original"];

/** Findings that are remembered, the latest: storage is not for ever. */
const MOST = 5000;

/** A reason in words. @param {Reason} reason */
export const said = ({ reason, words }) => reason === "own" ? words : t(`reason.${reason}`);

export function createDismissals() {
  /** @type {Map<string, Reason>} */
  let all = new Map();
  let kept = true;
  load();

  /** Takes what other windows have added. */
  function load() {
    try {
      const list = JSON.parse(store.get("dismissed") || "[]");
      if (Array.isArray(list) && list.every((entry) => Array.isArray(entry) && entry.slice(0, 3).every((part) => typeof part === "string"))) {
        const there = new Map(list.map(([fingerprint, reason, words]) => [fingerprint, { reason: REASONS.includes(reason) ? reason : "own", words: words || "" }]));
        all = kept ? there : new Map([...there, ...all]);
      }
    } catch {
      // what is there is not ours; it is written over with the next choice
    }
  }

  function save() {
    const list = [...all].slice(-MOST).map(([fingerprint, { reason, words }]) => [fingerprint, reason, words]);
    kept = store.set("dismissed", JSON.stringify(list));
  }

  return {
    /** @param {string} fingerprint */
    get: (fingerprint) => all.get(fingerprint),
    /** @param {[string, Reason | null][]} some fingerprints, each with its reason; `null` takes it back */
    set(some) {
      load();
      for (const [fingerprint, reason] of some) {
        all.delete(fingerprint);
        if (reason) all.set(fingerprint, reason);
      }
      save();
    },
    forget() {
      all.clear();
      save();
    },
    get size() {
      return all.size;
    },
    /** Whether they last longer than the page, as far as is known: storage may be refused. */
    get kept() {
      return kept;
    },
  };
}
