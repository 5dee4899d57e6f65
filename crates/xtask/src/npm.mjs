// Makes the folder of the npm package out of www/: npm.rs says where everything is. Nothing is minified, because those who
// bundle it do that; the worker is one file, which runs as a module and as a classic script.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";

/** @type {{ root: string, out: string, version: string, node: Record<string, string>, packed: Record<string, string> }} */
const { root, out, version, node, packed } = JSON.parse(process.argv[1] ?? "");
const www = join(root, "www");
/** @type {typeof import("esbuild")} */
const esbuild = createRequire(join(root, "tests/package.json"))("esbuild");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

/** The parts under names that stay, each in the words that bundlers look for. */
const places = `export const PACKED = {
  worker: () => new URL("./worker.js", import.meta.url),
  wasm: () => new URL("./wenheng.wasm", import.meta.url),
  lexicon: () => new URL("./lexicon.bin", import.meta.url),
  xlsx: () => new URL("./wenheng-xlsx.wasm", import.meta.url),
};`;

/** @param {string} name @param {"esm" | "iife"} format @param {string[]} [outside] modules that are files of their own */
async function bundle(name, format, outside = []) {
  const plugin = {
    name: "parts",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, kind }) => {
        if (kind !== "entry-point" && outside.includes(basename(path))) return { path: `./${basename(path)}`, external: true };
        if (basename(path) === "parts.js") return { path, namespace: "places" };
      });
      build.onLoad({ filter: /.*/, namespace: "places" }, () => ({ contents: places, resolveDir: www }));
    },
  };
  await esbuild.build({
    entryPoints: [join(www, name)], absWorkingDir: www, outfile: join(out, name), bundle: true, format, target: ["es2020", "chrome84", "firefox90", "safari15"], charset: "utf8",
    sourcemap: true, sourcesContent: true, plugins: [plugin], logLevel: "error", logOverride: { "empty-import-meta": "silent" },
  });
  const map = JSON.parse(await readFile(join(out, `${name}.map`), "utf8"));
  map.sources = map.sources.map((source) => `wenheng:///${source.replace(/^(places:\.|.*\/www)\//, "")}`); // as in the repository, wherever that is
  await writeFile(join(out, `${name}.map`), JSON.stringify(map));
}
await bundle("wenheng.js", "esm");
await bundle("element.js", "esm", ["wenheng.js"]);
await bundle("worker.js", "iife");
for (const [name, source] of Object.entries(node)) await writeFile(join(out, name), source);
for (const [name, file] of Object.entries(packed)) await copyFile(file, join(out, name));

// The types that the sources carry, as declarations.
const tsc = join(root, "tests/node_modules/.bin/tsc");
const types = join(out, ".types");
execFileSync(tsc, ["--ignoreConfig", "--allowJs", "--declaration", "--emitDeclarationOnly", "--skipLibCheck", "--target", "ES2022", "--module", "ES2022", "--moduleResolution", "bundler",
  "--lib", "ES2022,DOM,DOM.Iterable", "--types", "", "--rootDir", www, "--outDir", types, join(www, "wenheng.js"), join(www, "element.js")], { stdio: ["ignore", 2, 2] });
for (const name of ["wenheng.d.ts", "element.d.ts"]) {
  const text = await readFile(join(types, name), "utf8");
  const global = name === "element.d.ts" ? '\ndeclare global {\n    interface HTMLElementTagNameMap {\n        "wenheng-report": WenhengReport;\n    }\n}\n' : "";
  await writeFile(join(out, name), text.replace(/(["'])\.\/types\1/g, '"./types.js"') + (name === "wenheng.d.ts" ? '\nexport type * from "./types.js";\n' : global));
}
await rm(types, { recursive: true });
await copyFile(join(www, "types.d.ts"), join(out, "types.d.ts"));

const manifest = JSON.parse(await readFile(join(www, "custom-elements.json"), "utf8"));
await writeFile(join(out, "custom-elements.json"), `${JSON.stringify({ ...manifest, readme: "README.md" }, null, 2)}\n`);
await copyFile(join(www, "examples/README.md"), join(out, "EMBEDDING.md"));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"]) await copyFile(join(root, name), join(out, name));
await writeFile(join(out, "README.md"), `# wenheng

Reads Chinese government work reports in the browser and in Node 20 or newer: the outline, every indicator with its evidence,
and whether the figures agree with each other. Nothing is sent anywhere.

\`\`\`js
import { createAnalyzer } from "wenheng";
const wenheng = createAnalyzer();
const { indicators, checks } = await wenheng.analyze(file); // a File, a Blob, bytes or a string
\`\`\`

\`\`\`js
import "wenheng/element"; // <wenheng-report src="report.docx"></wenheng-report>
\`\`\`

- **Vite** finds the worker, the program and the lexicon by itself, in a build and while developing.
- **esbuild** leaves addresses as they are: put \`worker.js\`, \`wenheng.wasm\`, \`wenheng-xlsx.wasm\` and \`lexicon.bin\` of this
  package beside the bundle, or name them: \`createAnalyzer({ worker, wasm, lexicon, xlsx })\`.
- **Without a bundler** import \`wenheng.js\` or \`element.js\` by address, also from another host that allows it (CORS); then
  the page's policy must allow \`worker-src blob:\`. \`integrity.json\` has each file's hash.
- **Node** runs the same worker in a thread. \`createAnalyzer\` takes paths, \`file:\` addresses or bytes there; a process ends
  when it has nothing left to ask.

[EMBEDDING.md](EMBEDDING.md) has the rest. MIT or Apache-2.0; NOTICE names what was taken from others.
`);

await writeFile(join(out, "package.json"), `${JSON.stringify({
  name: "wenheng",
  version,
  description: "Reads Chinese government work reports: outline, indicators with their evidence, and checks between figures; in the browser and in Node",
  keywords: ["chinese", "government-report", "work-report", "indicators", "text-analysis", "webassembly", "web-component", "工作报告", "工作总结"],
  license: "MIT OR Apache-2.0",
  type: "module",
  main: "./wenheng.js",
  types: "./wenheng.d.ts",
  exports: {
    ".": { types: "./wenheng.d.ts", node: "./node.js", default: "./wenheng.js" },
    "./element": { types: "./element.d.ts", default: "./element.js" },
    "./worker": "./worker.js",
    "./wasm": "./wenheng.wasm",
    "./xlsx": "./wenheng-xlsx.wasm",
    "./lexicon": "./lexicon.bin",
    "./integrity.json": "./integrity.json",
    "./custom-elements.json": "./custom-elements.json",
    "./package.json": "./package.json",
  },
  customElements: "custom-elements.json",
  sideEffects: ["./element.js"],
  engines: { node: ">=20" },
}, null, 2)}\n`);

const hashes = {};
for (const name of (await readdir(out)).sort()) hashes[name] = `sha384-${createHash("sha384").update(await readFile(join(out, name))).digest("base64")}`;
await writeFile(join(out, "integrity.json"), `${JSON.stringify(hashes, null, 2)}\n`);
