/**
 * The texts that are measured: the project's own documents, and longer ones made of them with other numbers.
 *
 * @module
 */

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { bytesOf, pathOf } from "../browser/support.mjs";

/** Writes every text into a folder as `NAME.txt` and returns their lengths in bytes. @param {string} folder */
export async function writeTexts(folder) {
  const source = await documents();
  const texts = {
    report: cut(source, 18_000, "\n"),
    "10KB": long(source, 10_000),
    "100KB": long(source, 100_000),
    "1MB": long(source, 1_000_000),
    "10MB": long(source, 10_000_000),
    "10MB-one-line": long(source.replaceAll("\n", ""), 10_000_000),
  };
  await mkdir(folder, { recursive: true });
  /** @type {Record<string, number>} */
  const lengths = {};
  for (const [name, text] of Object.entries(texts)) {
    lengths[name] = Buffer.byteLength(text);
    await writeFile(join(folder, `${name}.txt`), text);
  }
  return lengths;
}

/** The page's sample and the golden documents, one after the other. */
async function documents() {
  const golden = (await readdir(pathOf("tests/golden"))).filter((name) => name.endsWith(".txt")).sort();
  const paths = ["www/sample.txt", ...golden.map((name) => `tests/golden/${name}`)];
  const texts = await Promise.all(paths.map(async (path) => (await bytesOf(path)).toString("utf8").trim()));
  return `${texts.join("\n")}\n`;
}

/** The text over and over, each time with other numbers, up to a length in bytes. @param {string} text @param {number} length */
function long(text, length) {
  const random = generator();
  const parts = [];
  for (let size = 0; size < length; size += Buffer.byteLength(parts[parts.length - 1])) parts.push(vary(text, random));
  return cut(parts.join(""), length, text.includes("\n") ? "\n" : "。");
}

/** Other digits in every number of two or more, dates excepted; the first digit stays. @param {string} text @param {() => number} random */
const vary = (text, random) =>
  text.replace(/(?<![\d.-])\d{2,}(?![\d年月日-])/g, (number) => number[0] + number.slice(1).replace(/\d/g, () => String(random() % 10)));

/** The same numbers on every machine. */
function generator() {
  let state = 20_250_101;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff) >>> 16;
}

/** The text up to a length in bytes, ended behind the last `mark`. @param {string} text @param {number} length @param {string} mark */
function cut(text, length, mark) {
  const head = Buffer.from(text).subarray(0, length).toString("utf8");
  return head.slice(0, head.lastIndexOf(mark) + 1);
}
