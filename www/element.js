/**
 * `<wenheng-report>`: a report with its figures marked, its outline, its indicators and its checks, in any page.
 *
 *     <script type="module" src="wenheng/element.js"></script>
 *     <wenheng-report src="report.docx"></wenheng-report>
 *
 * All elements of a page share one worker and one lexicon, which are loaded when the first of them comes into sight.
 * Nothing is sent anywhere; `src` is fetched because the page asks so, under the page's own policy.
 *
 * @module
 * @typedef {import("./types").Analysis} Analysis
 * @typedef {import("./types").Indicator} Indicator
 */

import { STYLE } from "./element-style.js";
import { createViews } from "./element-views.js";
import { isAnalysis } from "./shape.js";
import { createAnalyzer } from "./wenheng.js";

/** How long the worker stays after the last element has left the page, in milliseconds. */
const STAY = 30_000;

/** @type {import("./types").Analyzer | null} */
let analyzer = null;
/** Elements in the page. */
let users = 0;
let leaving = 0;

const shared = () => analyzer = analyzer || createAnalyzer(WenhengReport.sources);

/** @param {1 | -1} by */
function use(by) {
  users += by;
  clearTimeout(leaving);
  if (users) return;
  leaving = window.setTimeout(() => {
    if (analyzer) analyzer.dispose();
    analyzer = null;
  }, STAY);
}

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @param {ShadowRoot} shadow */
function dress(shadow) {
  if ("adoptedStyleSheets" in shadow) {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } else { // an older browser, whose page must allow inline styles
    const style = document.createElement("style");
    style.textContent = STYLE;
    /** @type {ShadowRoot} */ (shadow).append(style);
  }
}

/** @param {string} code @param {string} message @param {string} messageEn @param {string} [detail] */
const failure = (code, message, messageEn, detail) => Object.assign(new Error(message), { code, messageEn, detail });

/** @param {string} src @param {AbortSignal} signal */
async function fetched(src, signal) {
  const url = new URL(src, document.baseURI).href;
  let said;
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return await response.blob();
    said = `HTTP ${response.status}`;
  } catch (cause) {
    if (signal.aborted) throw cause;
    said = String(cause);
  }
  throw failure("src_failed", `报告没有取到（${url}）：请核对地址，并看这个网页的安全策略（connect-src）许不许取它`,
    `The report could not be fetched (${url}): check the address, and that the page's policy (connect-src) allows it`, said);
}

/**
 * What one element does; its class only says how it is spoken to.
 *
 * @param {WenhengReport} host
 */
function createDesk(host) {
  const shadow = host.attachShadow({ mode: "open" });
  dress(shadow);
  const views = createViews(shadow, {
    select: (figure) => host.dispatchEvent(new CustomEvent("select", { detail: figure, bubbles: true })),
    retry: () => {
      seen = true;
      refresh();
    },
  });
  /** @type {string | Blob | null} what a script has given; it goes before what is written in the page */
  let given = null;
  /** @type {Analysis | null} */
  let analysis = null;
  /** @type {AbortController | null} */
  let running = null;
  let seen = false;
  /** Whether there is something to read, which waits to be seen. */
  let due = false;
  let queued = false;
  /** @type {{ resolve: (analysis: Analysis) => void, reject: (reason: unknown) => void }[]} */
  let asked = [];

  const sight = typeof IntersectionObserver === "function" ? new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen = true;
    if (sight) sight.disconnect();
    if (due) begin();
  }, { rootMargin: "200px" }) : null;

  /** There is something else to show, once all that the page says at a time has been said. */
  function refresh() {
    cancel();
    analysis = null;
    due = true;
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (due) begin();
    });
  }

  function cancel() {
    if (running) running.abort();
    running = null;
  }

  /** Reads what there is to read, if somebody looks. */
  async function begin() {
    if (!host.isConnected && !asked.length) return;
    const src = host.getAttribute("src");
    const text = host.getAttribute("text");
    const input = given !== null ? given : text;
    if (input === null && !src) {
      due = false;
      views.wait("element.none");
      return settle((one) => one.reject(failure("no_input", "没有给报告：请设 src、text 或 file", "There is no report: set src, text or file")));
    }
    if (!seen && sight && !asked.length) return sight.observe(host);
    due = false;
    const mine = running = new AbortController();
    const slow = setTimeout(() => running === mine && views.work(null), 120);
    try {
      const { signal } = mine;
      const data = input !== null ? input : await fetched(/** @type {string} */ (src), signal);
      const name = data instanceof File ? data.name : input === null ? decodeURIComponent(new URL(/** @type {string} */ (src), document.baseURI).pathname.replace(/.*\//, "")) : undefined;
      const late = performance.now() + 120;
      const result = await shared().analyze(data, { name, signal, onProgress: (progress) => performance.now() > late && running === mine && views.work(progress) });
      if (running !== mine) return;
      take(result);
      settle((one) => one.resolve(result));
    } catch (reason) {
      if (running !== mine) return;
      running = null;
      fail(reason);
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {any} reason */
  function fail(reason) {
    views.fail(reason);
    const { code = "other", message, messageEn = message } = reason;
    host.dispatchEvent(new CustomEvent("error", { detail: { code, message, messageEn } }));
    settle((one) => one.reject(reason));
  }

  /** @param {(one: typeof asked[0]) => void} say */
  function settle(say) {
    asked.splice(0).forEach(say);
  }

  /** @param {Analysis} result */
  function take(result) {
    running = null;
    analysis = result;
    views.show(result);
    host.dispatchEvent(new CustomEvent("analysis", { detail: result, bubbles: true }));
  }

  function speak() {
    const around = host.closest("[lang]");
    const lang = host.getAttribute("lang") || (around && around.getAttribute("lang")) || document.documentElement.lang;
    views.speakIn(/^en\b/i.test(lang) ? "en" : "zh");
  }

  return {
    connect() {
      use(1);
      speak();
      if (!analysis) refresh();
    },
    disconnect() {
      use(-1);
      if (sight) sight.disconnect();
      queueMicrotask(() => !host.isConnected && !asked.length && running && refresh()); // it may only have moved
    },
    /** @param {string} name */
    changed(name) {
      if (name === "views") views.choose(host.getAttribute("views"));
      else if (name === "lang") speak();
      else if (given === null && host.isConnected) refresh();
    },
    given: () => given,
    /** @param {string | Blob | null} value */
    give(value) {
      given = value;
      refresh();
    },
    analysis: () => analysis,
    /** @param {Analysis | null} value */
    put(value) {
      refresh();
      if (!value) return;
      due = false;
      if (isAnalysis(value)) take(value);
      else fail(failure("bad_analysis", "给的不是一份完整的分析结果：请原样给 analyze() 的结果，或 JSON 导出", "This is no whole analysis: give what analyze() returned, or a JSON export, as it is"));
    },
    /** @returns {Promise<Analysis>} */
    analyze: () => analysis ? Promise.resolve(analysis) : new Promise((resolve, reject) => {
      asked.push({ resolve, reject });
      if (!running) refresh(); // nobody needs to see it now
    }),
    views,
  };
}

/** Where pages are made on a server there are no elements; there this module does nothing. @type {typeof HTMLElement} */
const Base = globalThis.HTMLElement || /** @type {any} */ (Object);

export class WenhengReport extends Base {
  /**
   * What the worker that all elements share is made of, as for `createAnalyzer`; set before the first report is read.
   *
   * @type {import("./types").Sources}
   */
  static sources = {};

  static observedAttributes = ["src", "text", "views", "lang"];

  #desk = createDesk(this);

  connectedCallback() {
    for (const name of /** @type {const} */ (["src", "text", "file", "views", "theme", "analysis"])) {
      if (!Object.prototype.hasOwnProperty.call(this, name)) continue; // set before the element was known
      const value = /** @type {any} */ (this)[name];
      delete /** @type {any} */ (this)[name];
      /** @type {any} */ (this)[name] = value;
    }
    this.#desk.connect();
  }

  disconnectedCallback() {
    this.#desk.disconnect();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before !== now) this.#desk.changed(name);
  }

  /** The address of a report, which the element fetches. */
  get src() {
    return this.getAttribute("src") || "";
  }

  set src(value) {
    set(this, "src", value);
  }

  /** The report itself. Set by a script it is not written into the attribute. @returns {string | null} */
  get text() {
    const given = this.#desk.given();
    return typeof given === "string" ? given : given === null ? this.getAttribute("text") : null;
  }

  set text(value) {
    this.#desk.give(value === null || value === undefined ? null : String(value));
  }

  /** The report as a file. @returns {Blob | null} */
  get file() {
    const given = this.#desk.given();
    return given instanceof Blob ? given : null;
  }

  set file(value) {
    this.#desk.give(value || null);
  }

  /** Which of `report`, `outline`, `indicators` and `checks` are shown, in this order, with spaces between; all by default. */
  get views() {
    return this.getAttribute("views") || "";
  }

  set views(value) {
    set(this, "views", value);
  }

  /** `light`, `dark`, or `auto` as the reader's system says. @returns {string} */
  get theme() {
    return this.getAttribute("theme") || "auto";
  }

  set theme(value) {
    set(this, "theme", value);
  }

  /** What was found, or null as long as there is nothing. One that is set is shown as it is, without any worker; what is none is refused (`bad_analysis`). @returns {Analysis | null} */
  get analysis() {
    return this.#desk.analysis();
  }

  set analysis(value) {
    this.#desk.put(value);
  }

  /** The id of the selected figure; setting it shows its evidence and tells nobody. @returns {number | null} */
  get selected() {
    return this.#desk.views.selected();
  }

  set selected(value) {
    this.#desk.views.select(value);
  }

  /** How tall the element would be if nothing in it had to be scrolled, in pixels. */
  get contentHeight() {
    return this.#desk.views.height();
  }

  /** Reads the report now, whether or not anybody sees the element. @returns {Promise<Analysis>} */
  analyze() {
    return this.#desk.analyze();
  }
}

/** @param {Element} element @param {string} name @param {string | null} value */
function set(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

if (globalThis.customElements && !customElements.get("wenheng-report")) customElements.define("wenheng-report", WenhengReport);
