/**
 * A project file: a report as it came, how it was read, and what its reader has done by hand. It is made and opened on this
 * machine, and goes to a colleague as a file does.
 *
 * @module
 * @typedef {import("./dismissals.js").Reason} Reason
 * @typedef {Map<string, { name: string | null, struck: boolean }>} Edits
 * @typedef {{ data: string | Uint8Array, name: string | undefined, how: { withoutRepairs?: string[], encoding?: string } }} Source
 * @typedef {{ edits: Edits, dismissed: [string, Reason][] }} Work what was done by hand
 */

import { REASONS } from "./dismissals.js";

/** What a project begins with, byte for byte. */
const MARK = '{"wenheng":1,';

/** Bytes that are turned into characters at a time: a call takes no more arguments. */
const CHUNK = 0x8000;

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** @param {Source} source @param {Work} work */
export function writeProject({ data, name, how }, { edits, dismissed }) {
  const body = { name, ...typeof data === "string" ? { text: data } : { bytes: base64(data) }, how, edits: [...edits], dismissed };
  return MARK + JSON.stringify(body).slice(1);
}

/** Whether a file is a project. @param {Uint8Array} bytes */
export const isProject = (bytes) => String.fromCharCode(...bytes.subarray(0, MARK.length)) === MARK;

/**
 * Takes a project apart, and believes nothing of it: what is not as it should be is left out.
 *
 * @param {Uint8Array} bytes
 * @returns {{ source: Source, work: Work }}
 * @throws where there is no report in it
 */
export function readProject(bytes) {
  const { name, text, bytes: coded, how, edits, dismissed } = JSON.parse(new TextDecoder().decode(bytes));
  const data = typeof text === "string" ? text : Uint8Array.from(atob(coded), (c) => c.charCodeAt(0));
  const list = (/** @type {unknown} */ one) => Array.isArray(one) ? one : [];
  const word = (/** @type {unknown} */ one) => typeof one === "string";
  const { withoutRepairs, encoding } = how || {};
  return {
    source: {
      data,
      name: word(name) ? name : undefined,
      how: { withoutRepairs: list(withoutRepairs).length ? list(withoutRepairs).filter(word) : undefined, encoding: word(encoding) ? encoding : undefined },
    },
    work: {
      edits: new Map(list(edits).filter((one) => Array.isArray(one) && word(one[0]) && one[1])
        .map(([key, edit]) => [key, { name: word(edit.name) ? edit.name.slice(0, 200) : null, struck: edit.struck === true }])),
      dismissed: list(dismissed).filter((one) => Array.isArray(one) && word(one[0]) && one[1])
        .map(([key, { reason, words }]) => [key, { reason: REASONS.includes(reason) ? reason : "own", words: word(words) ? words.slice(0, 200) : "" }]),
    },
  };
}
