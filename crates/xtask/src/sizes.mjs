// Prints what the files given as arguments weigh when a server compresses them: {"brotli": bytes, "gzip": bytes}.
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } };
const packed = await Promise.all(process.argv.slice(1).map(async (path) => {
  const bytes = await readFile(path);
  return Promise.all([promisify(brotliCompress)(bytes, brotliOptions), promisify(gzip)(bytes, { level: 9 })]);
}));
const sum = (which) => packed.reduce((total, pair) => total + pair[which].length, 0);
console.log(JSON.stringify({ brotli: sum(0), gzip: sum(1) }));
