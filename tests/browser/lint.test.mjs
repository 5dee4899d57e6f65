/**
 * No script and no page that is shipped puts text back as markup or as code, or names another host.
 *
 *     cargo xtask test lint
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { faultsOfPage, faultsOfScript } from "./lint.mjs";
import { pathOf } from "./support.mjs";

/** Every file below a folder with one of these endings. @param {string} folder @param {RegExp} ending */
const filesOf = async (folder, ending) => (await readdir(pathOf(folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && ending.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).sort();

/** Pages of www/ that show how others would have it: these have frames. */
const WITH_FRAME = /examples.iframe\.html$/;

test("what may not be there is found, however it is written", () => {
  const bad = [
    "a.innerHTML = b", "a['innerHTML'] = b", "a[`inner${'HTML'}`] = b; a[\"inner\" + \"HTML\"] = b", "a.innerHTML += b", "Object.assign(a, { innerHTML: b })", "const { innerHTML } = a", "a.outerHTML = b", "a.insertAdjacentHTML('beforeend', b)",
    "document.write(a)", "document.writeln(a)", "frame.contentDocument.write(a)", "document['write'](a)", "eval(a)", "(0, eval)(a)", "globalThis.eval(a)", "window['eval'](a)", "new Function(a)", "Function(a)()", "a.constructor('x')()", "setTimeout('a()')", "setTimeout(`a()`, 1)", "window.setInterval('a' + b)",
    "a.setHTMLUnsafe(b)", "Document.parseHTMLUnsafe(b)", "a.srcdoc = b", "a.setAttribute('srcdoc', b)", "a.setAttribute('onclick', b)", "a.setAttribute('ONLOAD', b)", "h('b', { onclick: 'a()' })", "a.onclick = 'b()'", "new DOMParser()", "p.parseFromString(a, 'text/html')", "range.createContextualFragment(a)",
    "importScripts(a)", "import(a)", "a.href = 'javascript:b()'", "a.href = `JavaScript:${b}`", "a.src = 'data:text/html,x'", "fetch('https://example.org/a')", "fetch(`http://${a}.example.org`)", "new WebSocket('wss://example.org')", "const a = '<b onclick=x>'", "const a = `<img src=x onerror=${b}>`", "const a = '<script>'",
    "trustedTypes.createPolicy('x', { createHTML: (a) => a })",
  ];
  for (const code of bad) assert.notDeepEqual(faultsOfScript(code), [], code);
  const good = [
    "// a.innerHTML = b, eval(c), https://example.org", "/* <script> */", "const x = a.outerHTML", "setTimeout(a)", "setTimeout(() => a(), 1)", "a.onmessage = (event) => b(event)", "a.onerror = b", "a.setAttribute('lang', b)", "import('./a.js')", "const once = { once: true }", "createElementNS('http://www.w3.org/2000/svg', a)",
    "const evaluate = 1; a.evalMode = 2; a.textContent = b", "stream.write(a)", "type a".slice(5), "policy.createScriptURL(a)", "a.style.setProperty('--x', b)",
  ];
  for (const code of good) assert.deepEqual(faultsOfScript(code), [], code);

  for (const page of ["<b onclick='a()'>", "<b\nonclick=a()>", "<img src=//example.org/a>", "<link rel=stylesheet href='https://example.org/a.css'>", "<script>a()</script>", "<script src=\"http://example.org/a.js\"></script>", "<iframe src=a></iframe>", "<base href=x>", "<a href='javascript:a()'>x</a>", "<p style='color:red'>", "<form action=https://example.org>", "<div srcdoc=x>"]) {
    assert.notDeepEqual(faultsOfPage(page), [], page);
  }
  assert.notDeepEqual(faultsOfPage("<script>a.innerHTML = b</script>", { packed: true }), []);
  assert.deepEqual(faultsOfPage("<!-- <b onclick=a> --><p class='once' title='a onclick=b'>onclick=x</p><a href='https://example.org'>x</a><script type=module src=a.js></script>"), []);
});

test("the page's own scripts, the worker's, the module's and the examples'", async () => {
  const files = await filesOf("www", /\.m?js$/);
  assert.ok(files.length > 45 && files.some((file) => /wenheng_wasm\.js$/.test(file)), `${files.length} files: cargo xtask test pack lint`);
  for (const file of files) assert.deepEqual(faultsOfScript(await readFile(file, "utf8")), [], file);
});

test("what the packages add to them", async () => {
  const source = await filesOf("crates/xtask/src", /^npm-node.*\.js$/);
  assert.equal(source.length, 2);
  for (const file of source) assert.deepEqual(faultsOfScript(await readFile(file, "utf8")), [], file);
});

test("every page, and the page that is exported", async () => {
  const pages = await filesOf("www", /\.html$/);
  assert.ok(pages.length > 5);
  for (const file of pages) {
    const faults = faultsOfPage(await readFile(file, "utf8"));
    assert.deepEqual(faults.filter((fault) => !(WITH_FRAME.test(file) && /: <iframe /.test(fault))), [], file);
  }
  const { asPage } = await import("../../www/export-html.js");
  const { createModel } = await import("../../www/model.js");
  const empty = { title: null, source: { name: null }, text: "", alignment: [], blocks: [], outline: [], indicators: [], checks: [], numbering: [], derived: [] };
  assert.deepEqual(faultsOfPage(asPage(createModel(/** @type {any} */ (empty), () => false))), []);
});
