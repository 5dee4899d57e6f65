// Makes the page that is put on a server, and the page that is one file, out of www/: dist.rs says where everything is.
// The same sources give the same bytes: names come from contents, lists are sorted, nothing holds a time or a path.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** @type {{ root: string, out: string, policy: string, packed: Record<"wasm" | "lexicon" | "xlsx", { file: string, lzma: string }> }} */
const { root, out, policy, packed } = JSON.parse(process.argv[1] ?? "");
const www = join(root, "www");
/** @type {typeof import("esbuild")} */
const esbuild = createRequire(join(root, "tests/package.json"))("esbuild");

/** The oldest engine that the scripts are written for; what else it must have is in ARCHITECTURE.md. */
const TARGET = ["chrome80", "firefox78", "safari15"];

const digest = (bytes, encoding, algorithm = "sha256") => createHash(algorithm).update(bytes).digest(encoding);
const read = (path) => readFile(join(www, path));

// ---- what is written ------------------------------------------------------------------------------------------------

/** @type {Map<string, Buffer>} */
const files = new Map();

/** @param {string} name @param {string | Buffer} content */
function put(name, content) {
  files.set(name, Buffer.from(content));
  return name;
}

/** Puts a file among the assets, named by its content as the packer does it. @param {string} name @param {string | Buffer} content */
function asset(name, content) {
  const dot = name.lastIndexOf(".");
  return put(`assets/${name.slice(0, dot)}-${digest(Buffer.from(content), "hex").slice(0, 12)}${name.slice(dot)}`, content);
}

// ---- bundling -------------------------------------------------------------------------------------------------------

/**
 * One script out of modules. `instead` gives modules of www/ another source, `outside` leaves them to another file.
 *
 * @param {string} entry the source
 * @param {{ format: "esm" | "iife", instead?: Record<string, string>, outside?: Record<string, string>, map?: boolean }} options
 * @returns {Promise<{ code: string, map?: string }>}
 */
async function bundle(entry, { format, instead = {}, outside = {}, map = false }) {
  const plugin = {
    name: "parts",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const name = join(resolveDir, path).slice(www.length + 1).split(sep).join("/");
        if (outside[name]) return { path: outside[name], external: true };
        if (instead[name] !== undefined) return { path: name, namespace: "instead" };
      });
      build.onLoad({ filter: /.*/, namespace: "instead" }, ({ path }) => ({ contents: instead[path], resolveDir: www }));
    },
  };
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entry, resolveDir: www, sourcefile: "entry.js" },
    absWorkingDir: root, outfile: "dist/assets/bundle.js", write: false,
    bundle: true, minify: true, format, target: TARGET, charset: "utf8", legalComments: "none",
    sourcemap: map ? "external" : false, plugins: [plugin], logLevel: "error",
    logOverride: { "empty-import-meta": "silent" }, // the glue's default path, which nobody takes
  });
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text;
  return { code: text(".js"), map: text(".map") };
}

/** A script among the assets, with its map beside it. @param {string} name @param {{ code: string, map?: string }} bundled */
function script(name, { code, map }) {
  const file = asset(name, code);
  const base = file.split("/").pop();
  put(file, `${code}//# sourceMappingURL=${base}.map\n`); // named before this line: the map changes no behaviour
  put(`${file}.map`, map ?? "");
  return base;
}

/** A text as a module that exports it. @param {string} path */
const textModule = async (path, name) => `const text = ${JSON.stringify(await readFile(join(www, path), "utf8"))};
export const ${name} = async () => text;`;

// ---- pages ----------------------------------------------------------------------------------------------------------

/** A page without what calls its modules and sheets, and what it called. @param {string} page */
function stripped(page) {
  /** @type {string[]} */
  const modules = [];
  const sheet = /^<link rel="stylesheet" href="style\.css">\n/m;
  const html = page
    .replace(/^<link rel="modulepreload".*\n/gm, "")
    .replace(sheet, "")
    .replace(/^<script type="module"[^>]* src="([^"]+)"[^>]*><\/script>\n/gm, (_, src) => {
      modules.push(`./${src}`);
      return "";
    });
  if (!modules.length) throw new Error("the page calls no module");
  return { html, modules, css: sheet.test(page) ? css : "" };
}

/** @param {string} html @param {string | RegExp} where @param {string} what */
function replaced(html, where, what) {
  const next = html.replace(where, () => what);
  if (next === html) throw new Error(`the page has no ${where}`);
  return next;
}

const META = '<meta name="color-scheme"';
/** The policy as a meta tag; what only a header can say is left out. @param {string} policy */
const metaOf = (policy) => `<meta http-equiv="Content-Security-Policy" content="${policy.split("; ").filter((rule) => !rule.startsWith("frame-ancestors")).join("; ")}">\n`;
/** @param {string} code */
const hashOf = (code) => `'sha256-${digest(code, "base64")}'`;

const first = (await esbuild.transform(await read("first.js"), { minify: true, target: "es5", charset: "utf8" })).code.trim();
const css = (await esbuild.transform(await read("style.css"), { loader: "css", minify: true, target: TARGET, charset: "utf8" })).code;
const sample = await textModule("sample.txt", "sample");

/** A worker's script. @param {string} entry */
const classic = async (entry) => (await bundle(`import ${JSON.stringify(entry)};`, { format: "iife" })).code.trim();
const workerScript = classic("./worker.js");

/** @returns {Promise<string>} the policy of the page */
async function site() {
  const at = (name) => `() => new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`;
  const parts = {};
  for (const name of ["wasm", "lexicon", "xlsx"]) {
    parts[name] = packed[name].file;
    put(`assets/${packed[name].file}`, await read(`pkg/${packed[name].file}`));
  }
  // The worker goes along with what starts it.
  const places = `import { ownWorker } from "./own-worker.js";
    const text = ${JSON.stringify(await workerScript)};
    export const PACKED = { worker: () => ({ name }) => ownWorker(text, name), ${Object.keys(parts).sort().map((name) => `${name}: ${at(parts[name])}`).join(", ")} };`;
  const start = script("start.js", await bundle('export * from "./start.js"; export * from "./wenheng.js";', { format: "esm", instead: { "parts.js": places }, map: true }));
  const outside = { "start.js": `./${start}`, "wenheng.js": `./${start}` };
  const app = script("app.js", await bundle('import "./app.js"; import "./offline.js";', { format: "esm", instead: { "sample.js": sample }, outside, map: true }));
  const sheet = asset("style.css", css);
  const icon = asset("icon.svg", await read("icon.svg"));
  const pictures = [];
  for (const size of [192, 512]) pictures.push({ src: asset(`icon-${size}.png`, await read(`icon-${size}.png`)), sizes: `${size}x${size}`, type: "image/png" });
  const manifest = asset("app.webmanifest", `${JSON.stringify({
    // From this file's own place, which is one folder down.
    id: "../", start_url: "../", scope: "../", name: "文衡 · 读工作报告，核对每一个数", short_name: "文衡", lang: "zh-Hans", dir: "ltr",
    description: "在浏览器里读政府工作报告：理出提纲，找出指标和出处，核对数据勾稽。全在本机处理，不上传。",
    display: "standalone", background_color: "#f2f1ed", theme_color: "#1d5675", categories: ["productivity"],
    icons: [{ src: icon, sizes: "any", type: "image/svg+xml" }, ...pictures].map(({ src, ...rest }) => ({ src: src.replace("assets/", ""), ...rest, purpose: "any" })),
  }, null, 1)}\n`);

  let here = policy;
  for (const [rule, more] of [["script-src 'self'", hashOf(first)], ["worker-src 'self'", "blob:"], ["trusted-types wenheng", "wenheng-worker wenheng-offline"]]) here = replaced(here, rule, `${rule} ${more}`);
  let { html } = stripped(await readFile(join(www, "index.html"), "utf8"));
  html = replaced(html, META, `${metaOf(here)}${META}`);
  // A file that is not the packed one is told of by name, not run.
  const from = (name) => `"${name}" integrity="sha256-${digest(files.get(name), "base64")}"`;
  html = replaced(html, /<link rel="icon"[^>]*>\n/, [
    `<script>${first}</script>`,
    `<link rel="icon" href="${icon}" type="image/svg+xml">`,
    `<script type="module" src=${from(`assets/${start}`)} async blocking="render"></script>`,
    `<link rel="stylesheet" href=${from(sheet)}>`,
    `<link rel="manifest" href="${manifest}">`,
    `<link rel="apple-touch-icon" href="${pictures[0].src}">`,
    `<script type="module" src=${from(`assets/${app}`)}></script>`,
    "",
  ].join("\n"));
  put("index.html", html);

  // What the page is made of, each with its checksum: the service worker takes all of it or nothing.
  const listed = ["index.html", ...[...files.keys()].filter((name) => name.startsWith("assets/") && !name.endsWith(".map"))].sort();
  const list = listed.map((name) => [name === "index.html" ? "./" : name, `sha256-${digest(files.get(name), "base64")}`]);
  const service = await esbuild.transform(await read("service.js"), {
    minify: true, target: TARGET, charset: "utf8", format: "iife",
    define: { "self.LIST": JSON.stringify({ version: digest(JSON.stringify(list), "hex").slice(0, 12), files: list }) },
  });
  put("service.js", service.code);
  return here;
}

// ---- one file -------------------------------------------------------------------------------------------------------

/**
 * A page of www/ with everything inside: nothing can be asked for, and nothing is.
 *
 * @param {string} source the page in www/
 * @param {string} name the file
 * @param {(html: string) => string} [change]
 * @returns {Promise<string>} its policy
 */
async function oneFile(source, name, change = (html) => html) {
  const { html: page, modules, css } = stripped(await readFile(join(www, source), "utf8"));
  const instead = { "parts.js": await readFile(join(www, "onefile.js"), "utf8"), "sample.js": sample };
  const { code } = await bundle(modules.map((path) => `import ${JSON.stringify(path)};`).join("\n"), { format: "iife", instead });
  const texts = { unpack: await classic("./unpack.js"), worker: await workerScript };
  const main = code.trim();
  const early = [first, main, ...Object.values(texts)].some((text) => /<\/script|<!--/i.test(text)) || /<\/style/i.test(css);
  if (early) throw new Error(`${name}: a script would end early`);

  const here = [
    "default-src 'none'", `script-src ${hashOf(first)} ${hashOf(main)} 'wasm-unsafe-eval'`, `style-src ${css ? hashOf(css) : "'none'"}`, "img-src data: blob:", "worker-src blob:",
    "connect-src 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types wenheng-worker",
  ].join("; ");
  let html = change(page);
  html = replaced(html, META, `${metaOf(here)}${META}`);
  const icon = `data:image/svg+xml,${encodeURIComponent(await readFile(join(www, "icon.svg"), "utf8"))}`;
  html = replaced(html, /<link rel="icon"[^>]*>\n/, `<script>${first}</script>\n<link rel="icon" href="${icon}">\n${css && `<style>${css}</style>\n`}`);
  const parts = [];
  for (const part of ["wasm", "lexicon", "xlsx"]) {
    const { file, lzma } = packed[part];
    parts.push(`<script type="text/plain" data-part="${part}" data-crc32="${crc32(await read(`pkg/${file}`))}">${(await readFile(lzma)).toString("base64")}</script>\n`);
  }
  const scripts = Object.keys(texts).sort().map((part) => `<script type="text/plain" data-part="${part}">${texts[part]}</script>\n`);
  html = replaced(html, "</body>", `${scripts.join("")}<script>${main}</script>\n${parts.join("")}</body>`);
  put(name, html);
  return here;
}

/** As in www/unpack.js; Node has it only since 22. @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// ---- hosts ----------------------------------------------------------------------------------------------------------

const SAFE = { "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff" };
const FOREVER = "public, max-age=31536000, immutable";

/** What hosts must say, by path. @param {string} site @param {Record<string, string>} single @returns {[string, Record<string, string>][]} */
const headers = (site, single) => [
  ["/", { "Content-Security-Policy": site, "Cache-Control": "no-cache", ...SAFE }],
  ["/index.html", { "Content-Security-Policy": site, "Cache-Control": "no-cache", ...SAFE }],
  ["/service.js", { "Content-Security-Policy": site, "Cache-Control": "no-cache", ...SAFE }],
  ["/assets/*", { "Content-Security-Policy": site, "Cache-Control": FOREVER, ...SAFE }],
  ["/assets/*.wasm", { "Content-Type": "application/wasm" }],
  ["/assets/*.webmanifest", { "Content-Type": "application/manifest+json" }],
  ...Object.entries(single).map(([name, policy]) => /** @type {[string, Record<string, string>]} */ ([`/${name}`, { "Content-Security-Policy": policy, "Cache-Control": "no-cache", ...SAFE }])),
];

/** @param {ReturnType<typeof headers>} rules */
function hosts(rules) {
  const [, index] = rules[0];
  const lines = (values, pattern) => Object.entries(values).map(([key, value]) => pattern(key, value)).join("\n");
  put("_headers", `# Netlify, Cloudflare Pages and others read this file. Under a folder, put the folder's name before each path.
${rules.map(([path, values]) => `${path}\n${lines(values, (key, value) => `  ${key}: ${value}`)}`).join("\n")}
`);
  const single = rules.filter(([path]) => /^\/(?!index)[a-z]+\.html$/.test(path));
  put(".htaccess", `# Apache: mod_headers; mod_rewrite for what lies compressed beside each file.
AddType application/wasm .wasm
AddType application/manifest+json .webmanifest
AddType text/javascript .js
DirectoryIndex index.html
<IfModule mod_rewrite.c>
  RewriteEngine On
  RewriteCond %{HTTP:Accept-Encoding} \\bbr\\b
  RewriteCond %{REQUEST_FILENAME}.br -f
  RewriteRule ^(.+)\\.(js|css|svg|html|wasm|bin|webmanifest)$ $1.$2.br [L]
  RewriteCond %{HTTP:Accept-Encoding} \\bgzip\\b
  RewriteCond %{REQUEST_FILENAME}.gz -f
  RewriteRule ^(.+)\\.(js|css|svg|html|wasm|bin|webmanifest)$ $1.$2.gz [L]
</IfModule>
<IfModule mod_mime.c>
  RemoveLanguage .br
  AddEncoding br .br
  AddEncoding gzip .gz
</IfModule>
<IfModule mod_headers.c>
${lines({ ...index, Vary: "Accept-Encoding" }, (key, value) => `  Header always set ${key} "${value}"`)}
  <FilesMatch "-[0-9a-f]{12}\\.[a-z]+(\\.br|\\.gz)?$">
    Header always set Cache-Control "${FOREVER}"
  </FilesMatch>
${single.map(([path, values]) => `  <FilesMatch "^${path.slice(1).replace(".", "\\.")}(\\.br|\\.gz)?$">
    Header always set Content-Security-Policy "${values["Content-Security-Policy"]}"
  </FilesMatch>`).join("\n")}
</IfModule>
# What is compressed already keeps its kind and is not compressed again.
${Object.entries({ js: "text/javascript", css: "text/css", svg: "image/svg+xml", html: "text/html", wasm: "application/wasm", bin: "application/octet-stream", webmanifest: "application/manifest+json" }).map(([ending, type]) =>
    `<FilesMatch "\\.${ending}\\.(br|gz)$">\n  ForceType ${type}\n  SetEnv no-gzip 1\n  SetEnv no-brotli 1\n</FilesMatch>`).join("\n")}
`);
  const add = (values, indent) => lines(values, (key, value) => `${indent}add_header ${key} "${value}" always;`);
  put("nginx.conf", `# nginx: include this in a server block and set the folder. Under a path, write it before each location.
root /srv/wenheng;
index index.html;
gzip_static on;
# brotli_static on;  # with the module ngx_brotli
location / {
${add(index, "  ")}
}
location /assets/ {
  types {
    application/wasm wasm;
    application/manifest+json webmanifest;
    text/javascript js;
    text/css css;
    image/svg+xml svg;
    image/png png;
    application/json map;
  }
${add({ ...index, "Cache-Control": FOREVER }, "  ")}
}
${single.map(([path, values]) => `location = ${path} {\n${add(values, "  ")}\n}`).join("\n")}
`);
}

// ---- all of it ------------------------------------------------------------------------------------------------------

const sitePolicy = await site();
const alone = { "wenheng.html": await oneFile("index.html", "wenheng.html", (html) => {
  html = html.replace(/(class="[^"]*\bsealed-only"[^>]*) hidden/g, "$1");
  return replaced(html, 'class="unsealed-only"', 'class="unsealed-only" hidden');
}) };
if ((await readdir(www)).includes("embed.html")) alone["embed.html"] = await oneFile("embed.html", "embed.html");
hosts(headers(sitePolicy, alone));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"]) put(`${name}.txt`, await readFile(join(root, name)));

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "assets"), { recursive: true });
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const sizes = {};
await Promise.all([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(async ([name, bytes]) => {
  await writeFile(join(out, name), bytes);
  sizes[name] = { raw: bytes.length };
  if (!/\.(js|css|svg|wasm|bin|webmanifest)$|^index\.html$/.test(name)) return;
  const packed = {
    br: await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    gz: await zip(bytes, { level: 9 }),
  };
  for (const [ending, smaller] of Object.entries(packed)) {
    sizes[name][ending] = smaller.length;
    await writeFile(join(out, `${name}.${ending}`), smaller);
  }
}));
console.log(JSON.stringify(sizes));
