/**
 * A server for tests that need one of their own: a folder, and pages that only the test knows.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
  ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
});

/**
 * @typedef {{ body?: string | Buffer, headers?: Record<string, string>, status?: number }} Reply
 *
 * @param {string} folder
 * @param {(path: string) => Reply | undefined | Promise<Reply | undefined>} [own] what is said instead of, or about, a file: `body` or the file, `headers` besides
 */
export async function serve(folder, own = () => undefined) {
  const server = createServer(async ({ url = "/" }, response) => {
    const path = decodeURIComponent(new URL(url, "http://site").pathname);
    const reply = (await own(path)) || {};
    try {
      const body = reply.body !== undefined ? reply.body : await readFile(join(folder, normalize(path)));
      const type = TYPES[extname(path)] || "application/octet-stream";
      response.writeHead(reply.status || 200, { "content-type": type, "cache-control": "no-store", ...reply.headers });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve())));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => /** @type {Promise<void>} */ (new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    })),
  };
}
