/**
 * The packed module in Node: it gives, byte for byte, what the core gives natively, and refuses with a code.
 *
 *     cargo xtask test pack wasm
 *
 * @module
 */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { FILES } from "../../www/pkg/files.js";
import { PNG, bytesOf, goldenDocuments, sameText, unzipped } from "./support.mjs";

/** @type {typeof import("../../www/pkg/wenheng_wasm.js")} */
let wasm;
/** @type {Uint8Array} */
let lexicon;

/** A module of its own, with no lexicon open yet. @param {string} instance */
async function load(instance) {
  const module = await import(`../../www/pkg/wenheng_wasm.js?${instance}`);
  module.initSync({ module: await bytesOf(`www/pkg/${FILES["wenheng_wasm_bg.wasm"]}`) });
  return module;
}

before(async () => {
  wasm = await load("main");
  lexicon = await bytesOf(`www/pkg/${FILES["lexicon.bin"]}`);
  wasm.open(lexicon);
});

/** Asserts that `work` throws a real Error with this code and messages in both languages. @param {() => unknown} work @param {string} code */
function refused(work, code) {
  assert.throws(work, (/** @type {any} */ error) => {
    assert.equal(error instanceof Error, true, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, /\p{Script=Han}/u);
    assert.match(error.messageEn, /^[\x20-\x7e]+$/);
    return true;
  });
}

test("edits by hand are carried out and marked, and what is none is refused", () => {
  const text = "全年共调处矛盾纠纷1495宗，成功化解1466宗。";
  const [first, second] = wasm.analyze(text).indicators;
  const edits = [{ id: 0, name: "纠纷", struck: null }, { id: 1, struck: true }, { id: 9, name: "无" }];
  const mended = wasm.analyze(text, { edits });
  assert.deepEqual(mended.indicators, [{ ...first, name: "纠纷", edited: { name: first.name } }, { ...second, edited: { struck: true } }]);
  assert.deepEqual(JSON.parse(wasm.render(text, "json", { edits })), mended);
  const table = JSON.parse(wasm.render(text, "tables", { edits }))[0];
  assert.deepEqual(table.rows.map((/** @type {unknown[]} */ row) => row.slice(0, 5)), [[1, "纠纷", 1495, null, "宗"]]);
  for (const edits of [{}, "甲", [1], [{}], [{ id: -1 }], [{ id: 0, name: 1 }], [{ id: 0, struck: "甲" }]]) {
    refused(() => wasm.render(text, "csv", /** @type {any} */ ({ edits })), "bad_option");
  }
});

test("the second module writes tables as a workbook", async () => {
  const xlsx = await import("../../www/pkg/wenheng_xlsx.js");
  xlsx.initSync({ module: await bytesOf(`www/pkg/${FILES["wenheng_xlsx_bg.wasm"]}`) });
  const tables = wasm.render("一、纠纷\n调处矛盾纠纷1495宗。", "tables");
  const book = xlsx.workbook(tables);
  assert.deepEqual(xlsx.workbook(tables), book);
  assert.match(unzipped(Buffer.from(book)).get("xl/worksheets/sheet1.xml") || "", /<v>1495<\/v>/);
  assert.throws(() => xlsx.workbook("[1]"), /not tables/);
});

describe("the golden documents", async () => {
  const documents = await goldenDocuments();
  test("are there", () => assert.ok(documents.length > 0));
  for (const { name, source, expected } of documents) {
    test(`${name}: the JSON is the native one, byte for byte`, () => {
      sameText(wasm.render(source, "json", { name }), expected);
    });
    test(`${name}: the object is the JSON, read`, () => {
      assert.deepStrictEqual(wasm.analyze(source, { name }), JSON.parse(wasm.render(source, "json", { name })));
    });
    test(`${name}: the text as a string gives the same as its bytes`, () => {
      sameText(wasm.render(source.toString("utf8"), "json", { name }), wasm.render(source, "json", { name }));
    });
    test(`${name}: the second run gives what the first gave`, () => {
      for (const format of /** @type {const} */ (["csv", "md", "tables"])) {
        const first = wasm.render(source, format, { name });
        assert.ok(first.length > 0);
        sameText(wasm.render(source, format, { name }), first);
      }
    });
    test(`${name}: every span cuts out what it says`, () => {
      const { text, indicators, sentences, blocks } = wasm.analyze(source);
      for (const { span, surface } of indicators) assert.equal(text.slice(span.start, span.end), surface);
      for (const { span } of [...sentences, ...blocks]) assert.equal(text.slice(span.start, span.end).trim().length > 0, true);
    });
  }
});

test("offsets are UTF-16 code units, also after characters outside the basic plane", () => {
  const report = "𠮷田街道2021年工作总结😀\n一、矛盾化解🎉\n𠀀社区全年共调处矛盾纠纷1495宗，😀成功化解1466宗，𪚥化解率为98.06%。\n";
  const { text, indicators } = wasm.analyze(report);
  assert.ok(indicators.length >= 3, JSON.stringify(indicators));
  for (const { span, surface } of indicators) assert.equal(text.slice(span.start, span.end), surface);
  const surfaces = indicators.map((/** @type {any} */ { surface }) => surface);
  for (const figure of ["1495宗", "1466宗", "98.06%"]) assert.ok(surfaces.includes(figure), `${figure} in ${surfaces}`);
});

test("a figure is explained by rules and words of the text", () => {
  const report = "😀某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。";
  const { text } = wasm.analyze(report);
  const decisions = wasm.explain(report, 2);
  assert.deepStrictEqual(decisions.map(({ what }) => what), ["value", "name", "period", "status"]);
  assert.deepStrictEqual(decisions.map(({ words }) => words.map(({ start, end }) => text.slice(start, end))),
    [["98.06%"], ["矛盾纠纷", "化解率"], ["全年"], []]);
  for (const { rule, zh, en } of decisions) {
    assert.match(rule, /^[a-z_]+$/);
    assert.match(zh, /\p{Script=Han}/u);
    assert.match(en, /[a-z]/);
  }
  for (const none of [3, -1, 0.5, NaN, null, "2"]) refused(() => wasm.explain(report, /** @type {any} */ (none)), "bad_option");
});

describe("words", () => {
  const report = "全年共调处矛盾纠纷1495宗。";

  test("come as typed arrays when asked for", () => {
    const { text, words } = wasm.analyze(report, { emitWords: true });
    assert.ok(words.starts instanceof Uint32Array && words.tags instanceof Uint8Array);
    assert.equal(words.starts.length, words.tags.length);
    assert.ok(words.starts.length > 3 && words.starts.length < text.length);
    assert.ok(words.starts.every((/** @type {number} */ start, /** @type {number} */ i) => i === 0 || start > words.starts[i - 1]));
    assert.ok(words.tags.every((/** @type {number} */ tag) => typeof words.tagNames[tag] === "string"));
    const at = words.starts.indexOf(text.indexOf("矛盾"));
    assert.equal(words.tagNames[words.tags[at]], "n");
  });

  test("can be had alone, and are the same", () => {
    const { text, ...alone } = wasm.segment(report);
    assert.equal(text, report);
    assert.deepStrictEqual(alone, wasm.analyze(report, { emitWords: true }).words);
    refused(() => wasm.segment(""), "empty");
  });

  test("of the reader's own are cut whole", () => {
    const phrase = "调处矛盾纠纷";
    const { text, starts } = wasm.segment(report, { words: [phrase] });
    const at = starts.indexOf(text.indexOf(phrase));
    assert.notEqual(at, -1);
    assert.equal(text.slice(starts[at], starts[at + 1]), phrase);
  });

  test("are left out otherwise", () => {
    assert.equal("words" in wasm.analyze(report), false);
    assert.equal("words" in wasm.analyze(report, { emitWords: false, name: undefined }), false);
  });
});

/** GBK, by what the platform decodes each pair of bytes to; other characters are left out. @param {string} text */
const gbk = (text) => Uint8Array.from([...text].flatMap((c) => c < "\u0080" ? [c.charCodeAt(0)] : PAIRS.get(c) || []));

/** @type {Map<string, number[]>} */
const PAIRS = new Map();
for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    PAIRS.set(new TextDecoder("gb18030").decode(Uint8Array.of(lead, trail)), [lead, trail]);
  }
}

describe("encodings", async () => {
  const [{ source }] = await goldenDocuments();
  const text = [...source.toString("utf8")].filter((c) => gbk(c).length > 0).join("");

  test("of the platform are told by content", () => {
    const read = wasm.analyze(gbk(text));
    assert.equal(read.source.encoding, "GB18030");
    assert.deepStrictEqual(read.indicators, wasm.analyze(text).indicators);
  });
  test("are what the reader chooses", () => {
    const bytes = new Uint8Array([0xd6, 0xd0, 0xb9, 0xfa]);
    assert.equal(wasm.analyze(bytes, { encoding: "gbk" }).text, "中国");
    assert.equal(wasm.analyze(bytes, { encoding: "big5" }).source.encoding, "Big5");
    refused(() => wasm.analyze(bytes, { encoding: "latin-9" }), "bad_option");
    refused(() => wasm.analyze(bytes, { encoding: /** @type {any} */ (1) }), "bad_option");
  });
});

describe("what cannot be read is refused with a code", () => {
  test("nothing, or white space", () => {
    refused(() => wasm.analyze(new Uint8Array()), "empty");
    refused(() => wasm.analyze(""), "empty");
    refused(() => wasm.analyze(" \n\u3000\n"), "empty");
  });
  test("an image", () => refused(() => wasm.analyze(PNG, { name: "report.txt" }), "unsupported_format"));
  test("bytes that are no text", () => refused(() => wasm.analyze(new Uint8Array([0xd6, 0xd0, 0xb9, 0xfa])), "undecodable"));
  test("21 MB of text, and the next document is read", () => {
    refused(() => wasm.analyze("好".repeat(7_000_000)), "too_large");
    refused(() => wasm.analyze(new Uint8Array(21_000_000).fill(0x61)), "too_large");
    assert.equal(wasm.analyze("全年化解1466宗。").schema, 1);
  });
  test("the same for every format", () => {
    for (const format of /** @type {const} */ (["json", "csv", "md"])) refused(() => wasm.render("", format), "empty");
  });
});

describe("what the caller got wrong is refused with a code", () => {
  /** @type {any} */
  const report = "全年化解1466宗。";

  test("options", () => {
    for (const options of [1, "name", true, { name: 1 }, { emitWords: "yes" }, { emitWord: true }, { words: "词" }, { words: [1] }]) {
      refused(() => wasm.analyze(report, /** @type {any} */ (options)), "bad_option");
    }
    for (const options of [undefined, null, {}, { name: null, emitWords: undefined }]) {
      assert.equal(wasm.analyze(report, options).source.name, null);
    }
  });
  test("formats", () => {
    for (const format of ["xml", "", undefined, 1]) refused(() => wasm.render(report, /** @type {any} */ (format)), "bad_option");
  });
  test("inputs", () => {
    for (const input of [undefined, null, 1, {}, [1, 2], new ArrayBuffer(4)]) {
      refused(() => wasm.analyze(/** @type {any} */ (input)), "bad_input");
    }
  });
});

describe("a lexicon", () => {
  test("must be open first", async () => {
    const fresh = await load("fresh");
    refused(() => fresh.analyze("全年化解1466宗。"), "no_lexicon");
    refused(() => fresh.open("lexicon.bin"), "bad_lexicon");
  });
  test("that is damaged is refused, and the open one stays", () => {
    const flipped = lexicon.slice();
    flipped[flipped.length >> 1] ^= 1;
    refused(() => wasm.open(flipped), "bad_lexicon");
    refused(() => wasm.open(lexicon.slice(0, -1)), "bad_lexicon");
    refused(() => wasm.open(new Uint8Array()), "bad_lexicon");
    assert.equal(wasm.analyze("全年化解1466宗。").schema, 1);
  });
});
