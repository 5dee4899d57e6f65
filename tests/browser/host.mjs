/**
 * A static host for the tests: a folder under a path, with the headers that its own `_headers` asks for and what lies
 * compressed beside each file. Files may be left out or answered otherwise, and it may go away and come back.
 *
 * @module
 */

import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { after, before } from "node:test";

import { chromium } from "playwright-core";

import { pathOf } from "./support.mjs";

/** What `cargo xtask dist` made. */
export const DIST = process.env.WENHENG_DIST || pathOf("dist");

/** A Chromium. @param {string[]} [more] */
export const launch = (more = []) => chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", ...more],
});

/** The browser of a file's tests, from `setUp` on. @type {import("playwright-core").Browser} */
export let browser;
/** A folder for what they make. @type {string} */
export let scratch;

/** Opens a browser and a folder before a file's tests, and clears both away behind them. @param {string} name */
export function setUp(name) {
  before(async () => {
    browser = await launch();
    scratch = await mkdtemp(join(tmpdir(), `wenheng-${name}-`));
  });
  after(async () => {
    await browser.close();
    await rm(scratch, { recursive: true, force: true });
  });
}

/** @typedef {(url: string, response: http.ServerResponse) => boolean | void} Fault answers by itself, or returns false */

const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
  ".txt": "text/plain; charset=utf-8", ".json": "application/json", ".map": "application/json", ".wasm": "application/wasm",
});

/** The rules of a `_headers` file: each a path, in which `*` stands for anything, and its headers. @param {string} text */
export function rulesOf(text) {
  /** @type {{ path: RegExp, headers: [string, string][] }[]} */
  const rules = [];
  for (const line of text.split("\n")) {
    if (!line.trim() || line.startsWith("#")) continue;
    const header = /^\s+([\w-]+):\s*(.*)$/.exec(line);
    if (header) rules[rules.length - 1].headers.push([header[1], header[2]]);
    else rules.push({ path: new RegExp(`^${line.trim().replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`), headers: [] });
  }
  return rules;
}

/**
 * @param {string} folder
 * @param {{ prefix?: string, headers?: boolean }} [options] `headers`: whether the host does what `_headers` says
 */
export async function host(folder, { prefix = "/", headers = true } = {}) {
  let root = folder;
  let port = 0;
  /** @type {Fault | null} */
  let fault = null;
  /** @type {string[]} */
  const asked = [];

  const server = () => http.createServer(async (request, response) => {
    const url = decodeURIComponent((request.url || "").split("?")[0]);
    asked.push(url);
    if (!url.startsWith(prefix)) return response.writeHead(404).end();
    const path = `/${url.slice(prefix.length)}`;
    if (fault && fault(path, response) !== false) return;
    let file = join(root, normalize(path));
    if (path.endsWith("/")) file += "index.html";
    const rules = headers ? rulesOf(await readFile(join(root, "_headers"), "utf8").catch(() => "")) : [];
    /** @type {Record<string, string>} */
    const said = { "Content-Type": TYPES[extname(file)] || "application/octet-stream" };
    for (const rule of rules) if (rule.path.test(path)) for (const [name, value] of rule.headers) said[name] = value;
    const accepted = String(request.headers["accept-encoding"] || "");
    for (const [ending, encoding] of [[".br", "br"], [".gz", "gzip"]]) {
      if (!accepted.includes(encoding) || !await stat(file + ending).catch(() => null)) continue;
      file += ending;
      said["Content-Encoding"] = encoding;
      break;
    }
    const body = await readFile(file).catch(() => null);
    if (!body) return response.writeHead(404, { "Content-Type": "text/html; charset=utf-8" }).end("<!doctype html><p>404</p>");
    response.writeHead(200, said).end(body);
  });
  /** @type {http.Server} */
  let running;
  const open = async () => {
    running = server().unref(); // a test that fails does not keep the others waiting
    await new Promise((resolve) => running.listen(port, "127.0.0.1", () => resolve(undefined)));
    port = /** @type {import("node:net").AddressInfo} */ (running.address()).port;
  };
  const close = () => new Promise((resolve) => {
    running.close(() => resolve(undefined));
    running.closeAllConnections();
  });
  await open();
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    asked,
    open,
    close,
    /** @param {Fault | null} next */
    break(next) {
      fault = next;
    },
    /** Puts another folder in the place of the first, as a deployment does. @param {string} next */
    deploy(next) {
      root = next;
    },
  };
}
