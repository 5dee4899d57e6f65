/**
 * Measures inside a page, on its main thread; the driver (`bench.mjs`) calls what `bench` holds and prints.
 *
 * @module
 * @typedef {Record<string, () => unknown>} Contenders
 * @typedef {Record<string, number[]>} Samples milliseconds a run, by contender
 */

// It is made by packing.
const { FILES } = await import(/** @type {any} */ ("/wenheng/pkg/files.js"));
const LEXICON = `/wenheng/pkg/${FILES["lexicon.bin"]}`;

/** Each contender runs for so long before anything counts: the engine has compiled it by then. */
const WARM_UP = 600;

/** A sample repeats its work for at least so long, because the page's clock is coarse. */
const SAMPLE = 50;

/** Where results go, so that none is optimised away. @type {unknown} */
let sink;

let instances = 0;

/** Our program in a memory of its own, not yet open. */
async function loadOurs() {
  const core = await import(`/wenheng/pkg/wenheng_wasm.js?${++instances}`);
  const { memory } = await core.default();
  return { core, memory };
}

/** Our program, open. */
async function ours() {
  const { core, memory } = await loadOurs();
  core.open(new Uint8Array(await (await fetch(LEXICON)).arrayBuffer()));
  return { core, memory };
}

/** jieba-wasm in a memory of its own, its dictionary not yet parsed. */
async function jieba() {
  const core = await import(`/jieba/jieba_rs_wasm.js?${++instances}`);
  const { memory } = await core.default();
  return { core, memory };
}

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** The offsets of the words as the browser's own segmenter finds them. @param {string} text */
function browserWords(text) {
  const starts = [];
  for (const { index } of segmenter.segment(text)) starts.push(index);
  return starts;
}

/** @param {string} name */
const text = async (name) => (await fetch(`/texts/${name}.txt`)).text();

/** @param {string} name */
const bytes = async (name) => new Uint8Array(await (await fetch(`/texts/${name}.txt`)).arrayBuffer());

/** @param {() => unknown} work */
function time(work) {
  const start = performance.now();
  sink = work();
  return performance.now() - start;
}

/**
 * Times contenders against each other: all warmed up first, then in turns, every other round backwards.
 *
 * @param {number} runs
 * @param {Contenders} contenders
 * @returns {Samples}
 */
function compare(runs, contenders) {
  const entries = Object.entries(contenders).map(([name, work]) => {
    let last = 0;
    for (let spent = 0; spent < WARM_UP; spent += last) last = time(work);
    return { name, work, batch: Math.ceil(SAMPLE / Math.max(last, 0.1)) };
  });
  /** @type {Samples} */
  const samples = Object.fromEntries(entries.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const { name, work, batch } of run % 2 ? [...entries].reverse() : entries) {
      const all = time(() => {
        for (let i = 0; i < batch; i++) sink = work();
      });
      samples[name].push(all / batch);
    }
  }
  return samples;
}

const bench = {
  /** Cutting a text into words. @param {number} runs @param {string} name */
  async segmentation(runs, name) {
    const [input, { core }, other] = [await text(name), await ours(), await jieba()];
    return compare(runs, {
      ours: () => core.segment(input),
      jieba: () => other.core.cut(input, true),
      browser: () => browserWords(input),
    });
  },

  /** The whole analysis of a report, beside no more than cutting it. @param {number} runs @param {string} name */
  async analysis(runs, name) {
    const [input, { core }, other] = [await text(name), await ours(), await jieba()];
    return compare(runs, { ours: () => core.analyze(input), jieba: () => other.core.cut(input, true) });
  },

  /**
   * The whole analysis of a report, beside extracting its quantities and dates. The recognizers get a line at a time:
   * they find the same in the whole text, but take more than ten times as long for it.
   *
   * @param {number} runs
   * @param {string} name
   */
  async extraction(runs, name) {
    const [input, { core }] = [await text(name), await ours()];
    const recognizers = Object.values(await import("/recognizers.js"));
    const lines = input.split("\n").filter((line) => line.trim());
    return compare(runs, {
      ours: () => core.analyze(input),
      recognizers: () => lines.flatMap((line) => recognizers.flatMap((recognize) => recognize(line, "zh-cn"))),
    });
  },

  /** The whole analysis of texts of several lengths, in turns. @param {number} runs @param {string[]} names */
  async growth(runs, names) {
    const { core } = await ours();
    const inputs = await Promise.all(names.map(async (name) => [name, await bytes(name)]));
    return compare(runs, Object.fromEntries(inputs.map(([name, input]) => [name, () => core.analyze(input)])));
  },

  /**
   * One long analysis by a fresh instance of warm code, the memory that it takes, and the time for 100 KB just before:
   * whatever else the machine does then, it does to both.
   *
   * @param {string} name
   */
  async long(name) {
    const [short, { core }] = [await bytes("100KB"), await ours()];
    const { beside } = compare(5, { beside: () => core.analyze(short) });
    return { ...await bench.once(name), beside };
  },

  /** One analysis by a fresh instance, and the memory that it takes. @param {string} name */
  async once(name) {
    const [input, { core, memory }] = [await bytes(name), await ours()];
    return { milliseconds: time(() => core.analyze(input)), memory: memory.buffer.byteLength };
  },

  /** One cut by a fresh jieba-wasm, and the memory that it takes. @param {string} name */
  async jiebaOnce(name) {
    const [input, { core, memory }] = [await text(name), await jieba()];
    return { milliseconds: time(() => core.cut(input, true)), memory: memory.buffer.byteLength };
  },

  /** How long opening the lexicon takes a fresh page. */
  async opening() {
    const [{ core }, response] = [await loadOurs(), await fetch(LEXICON)];
    const lexicon = new Uint8Array(await response.arrayBuffer());
    return time(() => core.open(lexicon));
  },

  /** How long parsing the dictionary takes a fresh page: jieba-wasm does it before its first word. */
  async jiebaOpening() {
    const { core } = await jieba();
    return time(() => core.cut("一", true));
  },
};

Object.assign(globalThis, { bench });
