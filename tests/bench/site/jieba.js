/** The least page that cuts a text with jieba-wasm and shows the words; the bench hands the text over beforehand. */

import init, { cut } from "./jieba/jieba_rs_wasm.js";

await init();
const words = cut(/** @type {any} */ (globalThis).report, true);
/** @type {HTMLElement} */ (document.getElementById("words")).textContent = words.join(" / ");
document.documentElement.dataset.state = "ready";
