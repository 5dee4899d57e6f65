/**
 * Positions agree: what the packed module says of random texts is what the core says natively, byte for byte, and every
 * stretch of the repaired text leads to the same stretch of the source, but where something was repaired.
 *
 *     node tests/prove/offsets.mjs FOLDER SPANS
 *
 * reads `N.txt` and `N.json` from the folder, and tries each text as bytes, as a string, and as one with halves of surrogate
 * pairs in it, which become U+FFFD and keep their place.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { FILES } from "../../www/pkg/files.js";
import { bytesOf, sameText } from "../browser/support.mjs";

const [folder = "", spans] = process.argv.slice(2);
const wasm = await import("../../www/pkg/wenheng_wasm.js");
wasm.initSync({ module: await bytesOf(`www/pkg/${FILES["wenheng_wasm_bg.wasm"]}`) });
wasm.open(await bytesOf(`www/pkg/${FILES["lexicon.bin"]}`));

let state = 0x2545f491;
/** A number below `below`: xorshift, the same every time. @param {number} below */
function random(below) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

/** Whether a position splits no character. @param {string} text @param {number} at */
const whole = (text, at) => !(/[\ud800-\udbff]/.test(text[at - 1] ?? "") && /[\udc00-\udfff]/.test(text[at] ?? ""));

const names = (await readdir(folder)).filter((name) => name.endsWith(".txt"));
const each = Math.ceil(Number(spans) / names.length / 2);
let [tried, inRepairs] = [0, 0];

/** Tries random stretches of one text. @param {string} source @param {any} analysis */
function check(source, analysis) {
  const { text, alignment, repairs, indicators } = analysis;
  assert.equal(analysis.source.length, source.length);
  for (const { span, surface } of indicators) assert.equal(text.slice(span.start, span.end), surface);
  // Each repair's `before` in the place of its span is the source.
  let [undone, end] = ["", 0];
  for (const { span, before, after } of repairs) {
    assert.equal(text.slice(span.start, span.end), after);
    undone += text.slice(end, span.start) + before;
    end = span.end;
  }
  assert.equal(undone + text.slice(end), source);
  for (let i = 0; i < each; i += 1) {
    const [at, from, length] = alignment[random(alignment.length)];
    const start = at + random(length);
    const stop = start + random(at + length - start) + 1;
    tried += 1;
    if (repairs.some((/** @type {any} */ { span }) => span.start < stop && start < span.end)) {
      inRepairs += 1;
      continue;
    }
    assert.equal(text.slice(start, stop), source.slice(start - at + from, stop - at + from));
    assert.equal(whole(text, start), whole(source, start - at + from));
  }
}

for (const name of names) {
  const bytes = await readFile(join(folder, name));
  const native = await readFile(join(folder, name.replace("txt", "json")), "utf8");
  sameText(wasm.render(bytes, "json", { name, emitWords: true }), native);
  const source = bytes.toString("utf8");
  sameText(wasm.render(source, "json", { name, emitWords: true }), native);
  check(source, JSON.parse(native));
  let broken = source;
  for (let i = 0; i < 6; i += 1) {
    const at = random(broken.length);
    broken = broken.slice(0, at) + String.fromCharCode(0xd800 + random(0x800)) + broken.slice(at);
  }
  check(/** @type {any} */ (broken).toWellFormed(), wasm.analyze(broken, { name }));
}
console.log(`${names.length} texts as bytes and as strings: the JSON of the packed module is the native one, byte for byte. `
  + `${tried} random stretches of them and of ${names.length} with halves of surrogate pairs lead to the same stretch of the source `
  + `(${inRepairs} of them touch a repair, and there undoing the repairs gives the source).`);
