/**
 * The npm package as others get it: the tarball installed into fresh projects, used from Vite, esbuild, a CDN's path and Node.
 *
 *     cargo xtask test pack package
 *
 * @module
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { build as bundle } from "esbuild";
import { chromium } from "playwright-core";
import { build, createServer } from "vite";

import { serve } from "./server.mjs";
import { goldenDocuments, pathOf } from "./support.mjs";

const TARBALL = process.env.WENHENG_NPM || pathOf("target/npm/wenheng-0.1.0.tgz");
const REPORT = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。\n";
const run = promisify(execFile);

/** @type {import("playwright-core").Browser} */
let browser;
/** A project that has the package and nothing else. @type {string} */
let project;
/** @type {string} */
let installed;

/** @param {string} name @param {string} text */
async function put(name, text) {
  await mkdir(dirname(join(project, name)), { recursive: true });
  await writeFile(join(project, name), text);
}

before(async () => {
  project = await mkdtemp(join(tmpdir(), "wenheng-package-"));
  installed = join(project, "node_modules/wenheng");
  await put("package.json", JSON.stringify({ name: "fresh", private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", TARBALL], { cwd: project });
  // What a project writes: the element for the page, the analyzer for the rest.
  await put("index.html", '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>t</title><link rel="icon" href="data:,"></head><body><output></output><script type="module" src="./main.js"></script></body></html>');
  await put("main.js", `import { createAnalyzer } from "wenheng";
import { WenhengReport } from "wenheng/element";
const report = new WenhengReport();
report.text = ${JSON.stringify(REPORT)};
document.body.append(report);
const wenheng = createAnalyzer();
const output = document.querySelector("output");
wenheng.render(report.text, "xlsx").then((book) => (output.textContent = String.fromCharCode(...book.slice(0, 2)) + " ")).then(() => wenheng.analyze(report.text))
  .then(({ checks }) => (output.textContent += checks[0].explain), (reason) => (output.textContent += reason.message));
`);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
});
after(async () => {
  if (browser) await browser.close();
  await rm(project, { recursive: true, force: true });
});

/** Opens the project's page, in which both must have read the report. @param {string} url */
async function opens(url) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(30_000);
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  try {
    await page.locator("wenheng-report mark").first().waitFor();
    await page.locator("output").filter({ hasText: "PK 1466 ÷ 1495 = 98.06%" }).waitFor();
  } catch (cause) {
    throw new Error(`${cause}\n${await page.locator("body").innerText()}`);
  }
  assert.deepEqual(complaints, []);
  await page.context().close();
}

test("what the package names is there, with its hash, and nothing of the machine that made it", async () => {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  const named = [manifest.main, manifest.types, manifest.customElements, ...manifest.sideEffects, ...Object.values(manifest.exports).flatMap((entry) => typeof entry === "string" ? entry : Object.values(entry))];
  const names = await readdir(installed);
  for (const name of named) assert.ok(names.includes(name.replace("./", "")), name);
  const hashes = JSON.parse(await readFile(join(installed, "integrity.json"), "utf8"));
  assert.deepEqual(Object.keys(hashes).sort(), names.filter((name) => name !== "integrity.json").sort());
  for (const [name, hash] of Object.entries(hashes)) {
    const bytes = await readFile(join(installed, name));
    assert.equal(`sha384-${createHash("sha384").update(bytes).digest("base64")}`, hash, name);
    assert.ok(!bytes.includes(pathOf("").replace(/\/$/, "")), name);
    if (!name.endsWith(".map")) continue;
    const { sources, sourcesContent } = JSON.parse(bytes.toString("utf8"));
    assert.ok(sources.length > 0 && sources.length === sourcesContent.length && sources.every((/** @type {string} */ source) => /^wenheng:\/\/\/[\w./-]+\.js$/.test(source)), name);
  }
});

test("its types fit what a TypeScript project writes", async () => {
  await put("types.ts", `import { createAnalyzer, slices, type Analysis, type Failure, type Indicator } from "wenheng";
import { WenhengReport } from "wenheng/element";
const wenheng = createAnalyzer({ wasm: new URL("a.wasm", "https://example.org"), lexicon: Promise.resolve(new Uint8Array(1)), worker: (options) => new Worker("w.js", options) });
const analysis: Analysis = await wenheng.analyze("…", { onProgress: ({ stage, done }) => console.log(stage === "segment", done.toFixed(1)) });
const figure: Indicator = analysis.indicators[0];
const book: Uint8Array = await wenheng.render("…", "xlsx");
const report = document.createElement("wenheng-report");
report.analysis = analysis;
WenhengReport.sources = { lexicon: "lexicon.bin" };
// @ts-expect-error there is no such option
createAnalyzer({ base: "pkg/" });
console.log(figure.name, book.length, slices(await wenheng.segment("…"))[0].tag, (null as unknown as Failure).file);
`);
  const tsc = pathOf("tests/node_modules/.bin/tsc");
  await run(tsc, ["--ignoreConfig", "--noEmit", "--strict", "--target", "ES2022", "--module", "ES2022", "--moduleResolution", "bundler", "--lib", "ES2022,DOM,DOM.Iterable", "--types", "", "types.ts"], { cwd: project })
    .catch(({ stdout }) => assert.fail(stdout));
});

test("Vite builds it", async () => {
  await build({ root: project, logLevel: "error", base: "./", build: { outDir: "built", emptyOutDir: true } });
  const site = await serve(join(project, "built"));
  try {
    await opens(`${site.url}/index.html`);
  } finally {
    await site.close();
  }
});

test("Vite serves it while one develops", async () => {
  const server = await createServer({ root: project, logLevel: "error", server: { port: 0, host: "127.0.0.1" } });
  await server.listen();
  try {
    await opens(`${(server.resolvedUrls || { local: [""] }).local[0]}index.html`);
  } finally {
    await server.close();
  }
});

test("esbuild bundles it, with the four parts beside the bundle or named", async () => {
  const beside = join(project, "beside");
  await bundle({ entryPoints: [join(project, "main.js")], bundle: true, format: "esm", outfile: join(beside, "main.js"), minify: true, logLevel: "error" });
  for (const name of ["worker.js", "wenheng.wasm", "wenheng-xlsx.wasm", "lexicon.bin"]) await copyFile(join(installed, name), join(beside, name));
  await copyFile(join(project, "index.html"), join(beside, "index.html"));

  // Or the bundler moves them, and the page says where they are.
  await put("named.js", `import wasm from "wenheng/wasm";
import lexicon from "wenheng/lexicon";
import xlsx from "wenheng/xlsx";
import { WenhengReport } from "wenheng/element";
import { createAnalyzer } from "wenheng";
const sources = { wasm, lexicon, xlsx, worker: "../beside/worker.js" };
WenhengReport.sources = sources;
const report = new WenhengReport();
report.text = ${JSON.stringify(REPORT)};
document.body.append(report);
const wenheng = createAnalyzer(sources);
wenheng.analyze(report.text).then(({ checks }) => (document.querySelector("output").textContent = "PK " + checks[0].explain));
`);
  const named = join(project, "named");
  await bundle({ entryPoints: { main: join(project, "named.js") }, bundle: true, format: "esm", outdir: named, minify: true, logLevel: "error", loader: { ".wasm": "file", ".bin": "file" } });
  await copyFile(join(project, "index.html"), join(named, "index.html"));
  assert.ok(!(await readdir(named)).some((name) => name === "wenheng.wasm"));

  const site = await serve(project);
  try {
    await opens(`${site.url}/beside/index.html`);
    await opens(`${site.url}/named/index.html`);
  } finally {
    await site.close();
  }
});

test("a page loads it from another host's path, with its hash", async () => {
  const cdn = await serve(project, () => ({ headers: { "access-control-allow-origin": "*" } }));
  const hashes = JSON.parse(await readFile(join(installed, "integrity.json"), "utf8"));
  const at = `${cdn.url}/node_modules/wenheng`;
  const main = (await readFile(join(project, "main.js"), "utf8")).replace('"wenheng"', `"${at}/wenheng.js"`).replace('"wenheng/element"', `"${at}/element.js"`);
  const html = (await readFile(join(project, "index.html"), "utf8")).replace("</head>", `<script type="module" src="${at}/element.js" integrity="${hashes["element.js"]}" crossorigin></script></head>`);
  const page = await serve(project, (path) => path === "/index.html" ? { body: html } : path === "/main.js" ? { body: main } : { status: 404, body: "" });
  try {
    await opens(`${page.url}/index.html`);
  } finally {
    await Promise.all([cdn.close(), page.close()]);
  }
});

test("Node reads reports with it, cancels, refuses with a code, and ends by itself", async () => {
  const [{ source, expected, name }] = await goldenDocuments();
  await put("report.txt", source.toString("utf8"));
  await put("node.mjs", `import { readFile } from "node:fs/promises";
import { createAnalyzer, slices } from "wenheng";
import "wenheng/element"; // as a server does that makes pages of components
const wenheng = createAnalyzer();
const bytes = await readFile("report.txt");
const said = { json: await wenheng.render(bytes, "json", { name: ${JSON.stringify(name)} }), stages: [], cancelled: "", empty: "", missing: "" };
await wenheng.analyze(bytes, { onProgress: ({ stage }) => said.stages.push(stage) });
const stop = new AbortController();
const long = wenheng.analyze(String(bytes).repeat(60), { signal: stop.signal, onProgress: () => stop.abort() });
said.cancelled = await long.catch(({ name }) => name);
said.empty = await wenheng.analyze("").catch(({ code }) => code);
said.missing = await createAnalyzer({ lexicon: "gone.bin" }).ready.catch(({ code }) => code);
said.own = (await createAnalyzer({ lexicon: new URL("node_modules/wenheng/lexicon.bin", import.meta.url), wasm: "node_modules/wenheng/wenheng.wasm" }).analyze("排查隐患9处。")).indicators[0].surface;
said.book = String.fromCharCode(...(await wenheng.render(bytes, "xlsx")).slice(0, 2));
said.word = slices(await wenheng.segment("矛盾纠纷"))[0].text;
console.log(JSON.stringify(said));
`);
  const { stdout } = await run("node", ["node.mjs"], { cwd: project, timeout: 60_000, maxBuffer: 1 << 26 });
  const { json, stages, ...said } = JSON.parse(stdout);
  assert.equal(json, expected);
  assert.equal(stages.join(" "), "decode repair segment outline indicator keyword check");
  assert.deepEqual(said, { cancelled: "AbortError", empty: "empty", missing: "lexicon_missing", own: "9处", book: "PK", word: "矛盾纠纷" });
});
