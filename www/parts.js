/**
 * Where the parts lie that a page does not bring itself: packed beside this module. Asked for one by one, because a page
 * that is one file has no such place.
 *
 * @module
 */

import { FILES } from "./pkg/files.js";

/** @type {Record<"worker" | "wasm" | "lexicon" | "xlsx", () => URL>} */
export const PACKED = {
  worker: () => new URL("./worker.js", import.meta.url),
  wasm: () => new URL(`./pkg/${FILES["wenheng_wasm_bg.wasm"]}`, import.meta.url),
  lexicon: () => new URL(`./pkg/${FILES["lexicon.bin"]}`, import.meta.url),
  xlsx: () => new URL(`./pkg/${FILES["wenheng_xlsx_bg.wasm"]}`, import.meta.url),
};
