/**
 * How long the packed module takes for large and hostile texts, and how much memory: each shape in a module of its own.
 *
 *     node tests/prove/page.mjs FOLDER SECONDS_PER_MB [MEMORY_FACTOR]
 *
 * reads every file of the folder, prints a row of Markdown for each, and fails where one takes longer, or more memory than
 * the bound where there is one.
 *
 * @module
 */

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { FILES } from "../../www/pkg/files.js";
import { bytesOf } from "../browser/support.mjs";

const [folder = "", seconds, factor = "Infinity"] = process.argv.slice(2);
const [code, lexicon] = await Promise.all(["wenheng_wasm_bg.wasm", "lexicon.bin"].map((name) => bytesOf(`www/pkg/${FILES[/** @type {keyof typeof FILES} */ (name)]}`)));
const failed = [];
console.log("| shape | bytes | read | seconds | module's memory | a byte |\n| --- | ---: | --- | ---: | ---: | ---: |");
for (const name of (await readdir(folder)).sort()) {
  const input = await readFile(join(folder, name));
  const wasm = await import(`../../www/pkg/wenheng_wasm.js?${encodeURIComponent(name)}`);
  const { memory } = wasm.initSync({ module: code });
  wasm.open(lexicon);
  // What the lexicon and a first small report take does not grow with the document.
  wasm.analyze("全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。");
  const before = memory.buffer.byteLength;
  const start = process.cpuUsage();
  let read = "yes";
  try {
    wasm.analyze(input, { name });
  } catch (/** @type {any} */ error) {
    // A text that is refused with its reason took its time and memory all the same.
    if (typeof error.code !== "string") throw error;
    read = error.code;
  }
  const { user, system } = process.cpuUsage(start);
  const [spent, taken] = [(user + system) / 1e6, memory.buffer.byteLength - before];
  // Below a megabyte the module's memory grows in steps that say nothing.
  const each = taken / input.length;
  console.log(`| ${name} | ${input.length} | ${read} | ${spent.toFixed(2)} | ${(taken / 1e6).toFixed(1)} MB | ${each.toFixed(1)} × |`);
  if (spent > Number(seconds) * input.length / 1e6 || each > Number(factor)) failed.push(name);
}
if (failed.length) {
  console.error(`too slow or too large: ${failed.join(", ")}`);
  process.exitCode = 1;
}
