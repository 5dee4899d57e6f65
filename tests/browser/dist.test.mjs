/**
 * What is handed out, used as it is meant: the page under a folder of a static host, the same without a network, its next
 * version, and the page that is one file, opened from disk in Chromium and in Firefox.
 *
 *     cargo xtask test dist
 *
 * @module
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { crc32, unlzma, unpack } from "../../www/unpack.js";
import { firefox } from "./firefox.mjs";
import { DIST, browser, host, scratch, setUp } from "./host.mjs";
import { goldenDocuments, pathOf, sameText } from "./support.mjs";

const FILE = pathToFileURL(join(DIST, "wenheng.html")).href;
const PATIENCE = 60_000;

setUp("dist");

/** @param {import("playwright-core").Page} page @param {string} state */
const reaches = (page, state) => page.locator(`html[data-state="${state}"]`).waitFor({ state: "attached", timeout: PATIENCE });

/** Until the service worker has everything, or says that it has not. @param {import("playwright-core").Page} page @param {string} state */
const offline = (page, state) => page.locator(`html[data-offline="${state}"]`).waitFor({ state: "attached", timeout: PATIENCE });

/** A page of its own and what it complained of. @param {string} url */
async function visit(url) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  context.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(url);
  return { page, complaints, requests, close: () => context.close() };
}

/** Reads the sample, as a person would. @param {import("playwright-core").Page} page */
async function sample(page) {
  await page.locator("#sample").click();
  await reaches(page, "ready");
  assert.ok(await page.locator("#indicators tr[data-indicator]").count() > 5);
}

/** The golden documents give, exported by hand, the native bytes. @param {import("playwright-core").Page} page */
async function givesNativeBytes(page) {
  for (const { name, source, expected } of await goldenDocuments()) {
    await page.locator("#file").setInputFiles({ name, mimeType: "text/plain", buffer: source });
    await reaches(page, "ready");
    await page.locator("#export > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('#export [data-format="json"]').click()]);
    sameText(await readFile(await file.path(), "utf8"), expected);
    await page.locator("#new").click();
    await reaches(page, "empty");
  }
}

/** @param {string} folder */
const filesOf = async (folder) => (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();

describe("the folder", () => {
  test("is the same when it is made again", async (context) => {
    const again = process.env.WENHENG_DIST_AGAIN;
    if (!again) return context.skip("cargo xtask test dist makes it twice");
    const names = await filesOf(DIST);
    assert.deepEqual(await filesOf(again), names);
    for (const name of names) assert.ok((await readFile(join(DIST, name))).equals(await readFile(join(again, name))), name);
  });

  test("names its assets by their content, and each compressed file is the file", async () => {
    for (const name of await filesOf(join(DIST, "assets"))) {
      const bytes = await readFile(join(DIST, "assets", name));
      assert.match(name, /-[0-9a-f]{12}\.[a-z]+(\.br|\.gz|\.map)?$/);
      if (/\.(br|gz)$/.test(name)) {
        const whole = await readFile(join(DIST, "assets", name.slice(0, -3)));
        assert.ok((name.endsWith(".br") ? brotliDecompressSync(bytes) : gunzipSync(bytes)).equals(whole), name);
      }
    }
  });

  test("says the same policy in its headers, for each host, and in the page", async () => {
    const page = await readFile(join(DIST, "index.html"), "utf8");
    const [, inPage] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) || [];
    assert.match(inPage, /^default-src 'none'; .*connect-src 'self'.*require-trusted-types-for 'script'/);
    assert.doesNotMatch(inPage, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:/);
    for (const name of ["_headers", ".htaccess", "nginx.conf"]) {
      const text = await readFile(join(DIST, name), "utf8");
      for (const rule of inPage.split("; ")) assert.ok(text.includes(rule), `${name}: ${rule}`);
      assert.ok(text.includes("immutable") && text.includes("no-cache") && text.includes("application/wasm") && text.includes("frame-ancestors"), name);
    }
  });

  test("says what it is built from, each part with its licence", async () => {
    const { bomFormat, components } = JSON.parse(await readFile(join(DIST, "sbom.json"), "utf8"));
    assert.equal(bomFormat, "CycloneDX");
    const names = components.map((/** @type {any} */ { name }) => name);
    for (const name of ["jieba-rs", "wasm-bindgen", "rust_xlsxwriter"]) assert.ok(names.includes(name), name);
    for (const { name, licenses } of components) assert.ok(licenses && licenses.length, name);
  });

  test("weighs what it may", async () => {
    assert.ok((await stat(join(DIST, "wenheng.html"))).size <= 2_600_000);
  });

  test("holds neither a path of the machine nor a comment with one", async () => {
    for (const name of await filesOf(DIST)) {
      if (/\.(br|gz|png|wasm|bin)$/.test(name)) continue;
      assert.ok(!(await readFile(join(DIST, name), "utf8")).includes(pathOf("").replace(/\/$/, "")), name);
    }
  });
});

describe("the page on a static host", () => {
  test("works under a folder, complains of nothing, and gives the native bytes", async () => {
    const site = await host(DIST, { prefix: "/office/tools/wenheng/" });
    const { page, complaints, requests, close } = await visit(site.url);
    await sample(page);
    await page.locator("#new").click();
    await givesNativeBytes(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((url) => !url.startsWith(site.url) && !/^(blob|data):/.test(url)), []);
    assert.deepEqual(site.asked.filter((url) => !url.startsWith("/office/tools/wenheng/")), []);
    await close();
    await site.close();
  });

  test("works on a host that knows nothing of its headers", async () => {
    const site = await host(DIST, { prefix: "/plain/", headers: false });
    const { page, complaints, close } = await visit(`${site.url}index.html`);
    await sample(page);
    await offline(page, "ready");
    assert.deepEqual(complaints, []);
    await close();
    await site.close();
  });

  test("can be installed: its manifest and icons are there and say what they are", async () => {
    const site = await host(DIST, { prefix: "/a/" });
    const { page, close } = await visit(site.url);
    const session = await page.context().newCDPSession(page);
    const { url, errors, data } = await session.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data || "");
    assert.equal(new URL(manifest.start_url, url).href, site.url);
    assert.equal(new URL(manifest.scope, url).href, site.url);
    for (const { src, type } of manifest.icons) {
      const response = await fetch(new URL(src, url));
      assert.equal(response.headers.get("content-type"), type);
      assert.ok((await response.arrayBuffer()).byteLength > 100);
    }
    await offline(page, "ready");
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
    await close();
    await site.close();
  });
});

/** The folder with another page in it, as the next version would be: one asset is new, and the page that calls it. @param {string} title */
async function nextVersion(title) {
  const folder = join(scratch, title);
  await cp(DIST, folder, { recursive: true });
  const integrity = (/** @type {Buffer | string} */ bytes) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
  const names = await filesOf(folder);
  const style = names.find((name) => /assets.style-[0-9a-f]+\.css$/.test(name)) || "";
  const renamed = "assets/style-000000000000.css";
  const oldStyle = await readFile(join(folder, style));
  const newStyle = `${oldStyle}\n:root { --version: ${title} }\n`;
  const oldPage = await readFile(join(folder, "index.html"), "utf8");
  const newPage = oldPage.replace("<body>", `<body data-version="${title}">`).replaceAll(style, renamed)
    .replace(integrity(oldStyle), integrity(newStyle));
  const service = (await readFile(join(folder, "service.js"), "utf8")).replace(integrity(oldPage), integrity(newPage))
    .replace(style, renamed).replace(integrity(oldStyle), integrity(newStyle)).replace(/version:"[0-9a-f]{12}"/, `version:"${title}"`);
  for (const name of names) if (name.startsWith(style) || /^(index\.html|service\.js)\./.test(name)) await rm(join(folder, name));
  await writeFile(join(folder, renamed), newStyle);
  await writeFile(join(folder, "index.html"), newPage);
  await writeFile(join(folder, "service.js"), service);
  assert.ok(service.includes(`version:"${title}"`) && service.includes(integrity(newPage)));
  return folder;
}

/** @param {import("playwright-core").Page} page */
const versionOf = (page) => page.evaluate(() => [document.body.dataset.version || "first", getComputedStyle(document.documentElement).getPropertyValue("--version").trim() || "first"]);

describe("without a network", () => {
  test("the page opens, reads, and writes a workbook that it never wrote before", async () => {
    const site = await host(DIST, { prefix: "/w/" });
    const { page, complaints, close } = await visit(site.url);
    await offline(page, "ready");
    await site.close();
    await page.reload();
    await sample(page);
    await page.locator("#export > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('#export [data-format="xlsx"]').click()]);
    assert.ok((await readFile(await file.path())).subarray(0, 2).equals(Buffer.from("PK")));
    const other = await page.context().newPage();
    await other.goto(`${site.url}index.html`);
    await sample(other);
    assert.deepEqual(complaints, []);
    await close();
  });

  test("a new version waits, is told of, takes over whole when asked, and then needs no network either", async () => {
    const site = await host(DIST, { prefix: "/w/" });
    const { page, complaints, close } = await visit(site.url);
    await offline(page, "ready");
    const other = await page.context().newPage();
    await other.goto(site.url);
    await offline(other, "ready");

    site.deploy(await nextVersion("second"));
    site.asked.length = 0;
    await page.reload();
    assert.deepEqual(await versionOf(page), ["first", "first"]);
    await page.locator("#update button").waitFor({ timeout: PATIENCE });
    assert.match(await page.locator("#update").innerText(), /新版本已就绪/);
    await page.locator("#lang").click();
    assert.match(await page.locator("#update").innerText(), /new version is ready/i);
    assert.deepEqual(site.asked.filter((url) => /\.(wasm|bin)$/.test(url)), [], "what has not changed is not asked for again");
    await sample(page); // the first version works while the second waits

    await Promise.all([page.waitForEvent("load"), page.locator("#update button").click()]);
    assert.deepEqual(await versionOf(page), ["second", "second"]);
    assert.match(await other.locator("#update").innerText(), /已换成新版本/);
    assert.deepEqual(await page.evaluate(async () => (await caches.keys()).length), 1);

    await site.close();
    await page.reload();
    assert.deepEqual(await versionOf(page), ["second", "second"]);
    await sample(page);
    await other.reload();
    assert.deepEqual(await versionOf(other), ["second", "second"]);
    assert.deepEqual(complaints, []);
    await close();
  });

  test("a version of which one file is another's is not taken, and the one before stays whole", async () => {
    const site = await host(DIST, { prefix: "/w/" });
    const { page, close } = await visit(site.url);
    await offline(page, "ready");
    const mixed = await nextVersion("mixed");
    const [style] = (await filesOf(mixed)).filter((name) => name.endsWith(".css"));
    await writeFile(join(mixed, style), "body { display: none }");
    site.deploy(mixed);
    await page.reload();
    await page.waitForFunction(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration && !registration.installing && !registration.waiting;
    }, null, { polling: 100, timeout: PATIENCE });
    await page.reload();
    assert.deepEqual(await versionOf(page), ["first", "first"]);
    assert.equal(await page.locator("#update").count(), 0);
    await sample(page);
    await close();
    await site.close();
  });
});

describe("the page that is one file", () => {
  test("opens from disk in Chromium and gives the native bytes", async () => {
    const { page, complaints, requests, close } = await visit(FILE);
    await sample(page);
    await page.locator("#new").click();
    await givesNativeBytes(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((url) => !/^(blob|data):/.test(url) && url !== FILE), []);
    await close();
  });

  test("says that nothing can be sent, and why, in both languages", async () => {
    const { page, close } = await visit(FILE);
    assert.match(await page.locator("main#welcome").innerText(), /connect-src 'none'/);
    assert.match(await page.locator("main#welcome").innerText(), /禁止一切请求/);
    await page.locator("#lang").click();
    assert.match(await page.locator("main#welcome").innerText(), /forbids every request/);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(await readFile(join(DIST, "wenheng.html"), "utf8")) || [];
    assert.match(policy, /^default-src 'none'.*connect-src 'none'.*require-trusted-types-for 'script'/);
    assert.doesNotMatch(policy, /'self'|https?:|unsafe-inline|[^-]unsafe-eval/);
    await close();
  });

  test("writes a workbook", async () => {
    const { page, close } = await visit(FILE);
    await sample(page);
    await page.locator("#export > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('#export [data-format="xlsx"]').click()]);
    assert.ok((await readFile(await file.path())).subarray(0, 2).equals(Buffer.from("PK")));
    await close();
  });

  test("opens from disk in Firefox and gives the native bytes", { skip: !process.env.FIREFOX && "FIREFOX names none" }, async () => {
    const downloads = join(scratch, "firefox");
    const fox = await firefox(process.env.FIREFOX || "", { downloads });
    try {
      await fox.goto(FILE);
      for (const { name, expected } of await goldenDocuments()) {
        await fox.choose("#file", pathOf(name === "sample.txt" ? `www/${name}` : `tests/golden/${name}`));
        const state = await fox.run(async () => {
          const { dataset } = document.documentElement;
          while (dataset.state !== "ready" && dataset.state !== "error") await new Promise((resolve) => setTimeout(resolve, 20));
          return dataset.state + /** @type {Element} */ (document.getElementById("error")).textContent;
        });
        assert.equal(state, "ready");
        await fox.run(() => /** @type {HTMLElement} */ (document.querySelector('#export [data-format="json"]')).click());
        sameText(await downloaded(downloads), expected);
        await fox.run(async () => {
          /** @type {HTMLElement} */ (document.getElementById("new")).click();
        });
      }
    } finally {
      await fox.close();
    }
  });
});

/** The one file of a folder once it is whole; it is taken away. @param {string} folder */
async function downloaded(folder) {
  for (let left = 600; left; left -= 1) {
    const names = await readdir(folder).catch(() => []);
    const name = names.find((name) => name.endsWith(".json") && !/^[\w+-]{8}\.json$/.test(name)); // Firefox writes under such a name first
    if (name && names.length === 1) {
      const taken = join(scratch, "taken.json");
      await rename(join(folder, name), taken);
      return readFile(taken, "utf8");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("nothing was downloaded");
}

test("what is packed into the one file comes out as it went in, or not at all", async () => {
  const page = await readFile(join(DIST, "wenheng.html"), "utf8");
  const names = await filesOf(join(DIST, "assets"));
  for (const [part, ending] of [["wasm", /^wenheng_wasm.*\.wasm$/], ["lexicon", /\.bin$/], ["xlsx", /^wenheng_xlsx.*\.wasm$/]]) {
    const [, checksum, text] = new RegExp(`data-part="${part}" data-crc32="(\\d+)">([^<]+)<`).exec(page) || [];
    const whole = await readFile(join(DIST, "assets", names.find((name) => /** @type {RegExp} */ (ending).test(name)) || ""));
    assert.ok(whole.equals(unpack(text, Number(checksum))), String(part));
    assert.equal(crc32(whole), Number(checksum));

    const packed = new Uint8Array(Buffer.from(text, "base64"));
    for (const length of [0, 12, 13, 20, packed.length >> 1, packed.length - 8]) assert.throws(() => unlzma(packed.slice(0, length)), Error, `${part}, ${length} bytes`);
    for (const at of [0, 5, 9, 12, 40, packed.length >> 1]) {
      const wrong = packed.slice();
      wrong[at] ^= 0x55;
      assert.throws(() => unpack(Buffer.from(wrong).toString("base64"), Number(checksum)), Error, `${part}, byte ${at}`);
    }
  }
});
