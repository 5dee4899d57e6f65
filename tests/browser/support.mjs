/**
 * What both test files need: where things are, and the golden documents.
 *
 * @module
 */

import { readFile, readdir } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

import { crc32 } from "../../www/unpack.js";

const ROOT = new URL("../../", import.meta.url);

/** A file of the repository as bytes. @param {string} path */
export const bytesOf = (path) => readFile(new URL(path, ROOT));

/** A file of the repository as a path of this machine. @param {string} path */
export const pathOf = (path) => fileURLToPath(new URL(path, ROOT));

/** The golden documents and the page's sample: the source as bytes, and the JSON that the core gives for it natively. */
export async function goldenDocuments() {
  const names = (await readdir(new URL("tests/golden/", ROOT))).filter((name) => name.endsWith(".txt"));
  const paths = [...names.map((name) => `tests/golden/${name}`), "www/sample.txt"].sort();
  return Promise.all(paths.map(async (path) => {
    const name = basename(path);
    return {
      name,
      source: await bytesOf(path),
      expected: (await bytesOf(`tests/golden/${name.replace(/txt$/, "json")}`)).toString("utf8"),
    };
  }));
}

/** Asserts that two texts are the same, and shows only the first line that is not. @param {string} actual @param {string} expected */
export function sameText(actual, expected) {
  if (actual === expected) return;
  const [ours, theirs] = [actual.split("\n"), expected.split("\n")];
  const at = ours.findIndex((line, i) => line !== theirs[i]);
  const cut = (/** @type {string | undefined} */ line) => line === undefined ? "(no line)" : line.slice(0, 500);
  const detail = at < 0 ? `${theirs.length} lines expected, ${ours.length} found` : `expected ${cut(theirs[at])}\nfound    ${cut(ours[at])}`;
  throw new Error(`differs from line ${at < 0 ? ours.length + 1 : at + 1} on:\n${detail}`);
}

/** The eight bytes that open every PNG, and a little more. */
export const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

/** The members of a ZIP archive as text, by name. @param {Buffer} zip @returns {Map<string, string>} */
export function unzipped(zip) {
  const end = zip.lastIndexOf("PK\x05\x06");
  const parts = new Map();
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    parts.set(zip.toString("utf8", at + 46, at + 46 + name), (zip.readUInt16LE(at + 10) ? inflateRawSync(packed) : packed).toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** A ZIP archive of these members, stored as they are. @param {Record<string, string>} members by name */
export function zipped(members) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(members)) {
    const [path, body] = [Buffer.from(name), Buffer.from(text)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(body), 10);
    facts.writeUInt32LE(body.length, 14);
    facts.writeUInt32LE(body.length, 18);
    facts.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    parts.push(Buffer.from("PK\x03\x04"), facts, path, body);
    directory.push(Buffer.from("PK\x01\x02\x14\0"), facts, place, path);
    at += 30 + path.length + body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(members).length, 8);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
