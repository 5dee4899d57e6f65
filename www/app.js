/**
 * The page: what is open, what is selected, and who is told of it. Each view keeps to its own part of the document.
 *
 * `html[data-state]` is `empty`, `working`, `ready` or `error`; `html[data-view]` says which of the three rooms is open,
 * the desk with a report on it, the shelf with a list of reports or the welcome with the editor; `html[data-pane]` which part of the desk a small screen shows.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Format} Format
 */

import { createChecks } from "./checks.js";
import { createDetail } from "./detail.js";
import { createDismissals } from "./dismissals.js";
import { $, around, copy, download, fill, forgetChoices, h, store } from "./dom.js";
import { LIVE, createDraft } from "./draft.js";
import { asPage } from "./export-html.js";
import { createFind } from "./find.js";
import { createIndicators } from "./indicators.js";
import { createKept, idOf } from "./kept.js";
import { createKeywords } from "./keywords.js";
import { createModel } from "./model.js";
import { createOutline } from "./outline.js";
import { createPictures } from "./pictures.js";
import { isProject, readProject, writeProject } from "./project.js";
import { createRepairs } from "./repairs.js";
import { createReport } from "./report.js";
import { sample } from "./sample.js";
import { createShelf } from "./shelf.js";
import { analyzer } from "./start.js";
import { digits, has, language, setLang, t } from "./strings.js";
import { LIMIT } from "./wenheng.js";
import { asMarkdown, asPaper, worksheet } from "./worksheet.js";

const root = document.documentElement;
/** @type {HTMLTextAreaElement} */
const editor = $("editor");
/** @type {HTMLInputElement} */
const file = $("file");
const menus = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details.drop")]);
/** @type {HTMLDialogElement} */
const help = $("help");
/** @type {HTMLInputElement} */
const single = $("single");

/** @type {Model | null} */
let model = null;
/**
 * What was read, and how: kept for the exports, and for another reading.
 *
 * @typedef {import("./project.js").Source} Source
 * @type {Source | null}
 */
let source = null;
let comparing = false;
let editing = false;
/** Whether the text was changed and is nowhere but here. */
let unsaved = false;
/** @type {import("./model.js").ByHand[]} what was done by hand to figures whose sentence one has changed since: it may come back */
let lost = [];
/** @type {number | null} */
let selected = null;
/** @type {AbortController | null} */
let running = null;

// ---- views ----------------------------------------------------------------------------------------------------------

const report = createReport({
  pick: (id) => select(id, "text"),
  hover: (id) => indicators.light(id),
  section: (node) => outline.follow(node),
});
const draft = createDraft({
  read: readDraft,
  caret(figure, node) {
    indicators.light(figure);
    outline.follow(node);
  },
  changed: sayDraft,
});
/** The report, or the field with its text. */
const sheet = () => editing ? draft : report;
const outline = createOutline({
  go: goTo,
});
/** @param {number} node */
function goTo(node) {
  showPane("text");
  root.removeAttribute("data-drawer");
  syncDrawer();
  sheet().revealNode(node);
}
/** @param {number | null} id */
const lightMark = (id) => sheet().light("lit", id === null ? [] : [id]);
const indicators = createIndicators({
  pick: (id) => select(id, "table"),
  hover: lightMark,
  copy: copyTable,
  rename(id, name) {
    if (!model) return;
    model.rename(id, name);
    remember();
    checks.show(model);
    pictures.show(model);
    detail(model, selected);
  },
  strike(ids, out) {
    if (!model) return;
    for (const id of ids) out ? model.struck.add(id) : model.struck.delete(id);
    remember();
    if (selected !== null && model.struck.has(selected)) select(null, "keys");
    sheet().judge();
    showTotals();
    pictures.show(model);
    toast(t(out ? "edit.struck" : "edit.restored", ids.length));
  },
});
const dismissals = createDismissals();
const checks = createChecks({
  hold,
  pick: (id) => select(id, "checks"),
  hover: (ids) => sheet().light("lit", ids),
  node: goTo,
  async link(fingerprint) {
    toast(t(await copy(`${location.href.split("#")[0]}#checks/${fingerprint}`) ? "link.copied" : "copyFailed"));
  },
  judged(fingerprint) {
    judge();
    const reason = dismissals.get(fingerprint);
    toast(t(reason ? "dismiss.done" : fingerprint ? "dismiss.undone" : "dismiss.forgotten"));
  },
}, dismissals);
/** @param {import("./types").Span[]} spans @param {number} first */
function reveal(spans, first) {
  showPane("text");
  sheet().clear();
  sheet().revealSpans(spans, first);
}
const find = createFind({ reveal, clear: () => sheet().clear(), from: () => sheet().reading(), close: closeFind });
const keywords = createKeywords({ find: reveal });
const pictures = createPictures({
  figure: (id) => select(id, "table"),
  node: goTo,
  check(index) {
    showTab("checks");
    checks.focus(index);
    hold(index);
  },
  word(index) {
    const { word, places } = model && model.analysis.keywords ? model.analysis.keywords[index] : { word: "", places: [] };
    if (places.length) reveal(places.map((start) => ({ start, end: start + word.length })), 0);
  },
  name: () => stem(),
});
const repairs = createRepairs({
  find: reveal,
  compare,
  async without(kinds) {
    const used = /** @type {HTMLElement | null} */ (document.activeElement);
    await readAgain({ withoutRepairs: kinds.length ? kinds : undefined });
    if (used && used.dataset.kind) repairs.focus(used.dataset.kind);
  },
});
const detail = createDetail({
  step,
  go: (id) => select(id, "detail"),
  hold(check) {
    showTab("checks");
    showPane("panel");
    checks.hold(check);
    checks.focus(check);
    sheet().light("held", model ? model.analysis.checks[check].members : []);
  },
  async why(id, signal) {
    if (!source) return null;
    try {
      return await analyzer.explain(source.data, id, { name: source.name, ...source.how, signal });
    } catch (reason) {
      if (/** @type {Error} */ (reason).name !== "AbortError") showError(reason);
      return null;
    }
  },
  close: () => select(null, "detail"),
});

/**
 * Selects a figure everywhere; where the choice was not made in the text itself, its evidence comes into sight and flashes.
 *
 * @param {number | null} id
 * @param {"text" | "table" | "checks" | "detail" | "keys"} from
 */
function select(id, from) {
  selected = id;
  sheet().light("selected", id === null ? [] : [id]);
  detail(model, id);
  if (id === null) return indicators.select(null);
  if (from === "text") showTab("indicators");
  if (from !== "checks") {
    sheet().clear();
    checks.hold(null);
  }
  indicators.select(id);
  if (from === "text") return;
  if (from !== "keys") showPane("text");
  sheet().revealFigures([id]);
  if (from !== "keys") writeOn();
}

/** Lights every figure of a check. @param {number} index */
function hold(index) {
  if (!model) return;
  const { members } = model.analysis.checks[index];
  checks.hold(index);
  sheet().clear();
  sheet().light("held", members);
  showPane("text");
  sheet().revealFigures(members);
  tellAddress();
  writeOn();
}

/** What was chosen is selected in the field: one may write over it at once. */
function writeOn() {
  if (editing) draft.focus();
}

/** @param {number} by */
function step(by) {
  const id = indicators.beside(by);
  if (id === null) return;
  select(id, "keys");
  indicators.focusRow(id);
}

// ---- tabs, panes, drawer --------------------------------------------------------------------------------------------

const tabs = /** @type {HTMLElement[]} */ ([...$("tabs").children]);
const panes = /** @type {HTMLElement[]} */ ([...$("dock").children]);
/** @type {Record<string, number>} where each pane of a small screen was left */
const places = {};

/** @param {string} name */
function showTab(name) {
  for (const tab of tabs) {
    const on = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on) requestAnimationFrame(() => bringTab(tab)); // measured with the rest of the page
    $(`pane-${tab.id.slice(4)}`).hidden = !on;
  }
  openTab();
  tellAddress();
}

/** Where the tabs do not fit beside each other. @param {HTMLElement} tab */
function bringTab(tab) {
  const row = $("tabs");
  if (tab.offsetLeft + tab.offsetWidth > row.scrollLeft + row.clientWidth) row.scrollLeft = tab.offsetLeft;
  else if (tab.offsetLeft < row.scrollLeft) row.scrollLeft = 0;
}

/** The panel one looks at is drawn first. */
function openTab() {
  const tab = tabs.find(({ tabIndex }) => tabIndex === 0);
  if (!tab || tab.id === "tab-indicators") return;
  const name = tab.id.slice(4);
  if (stale.delete(name) && model) {
    if (name === "checks") checks.renew(model);
    else panels[name]();
  }
  openPanel(name);
}

/** Draws whatever is not there yet: one looks. @param {string} name */
function openPanel(name) {
  if (name === "checks") checks.open();
  else if (name === "pictures") pictures.open();
  else if (name === "keywords") keywords.open();
  else repairs.open();
}

/** Only a small screen shows one pane at a time. @param {string} name */
function showPane(name) {
  const before = root.dataset.pane || "text";
  if (before === name) return;
  places[before] = window.scrollY;
  root.dataset.pane = name;
  for (const button of panes) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  if (getComputedStyle($("dock")).display !== "none") window.scrollTo(0, places[name] || 0);
}

function openFind() {
  showPane("text");
  find.open();
}

/** @returns {boolean} whether it was open */
function closeFind() {
  if (!find.close()) return false;
  if (editing) draft.focus();
  else $("report").focus({ preventScroll: true });
  return true;
}

$("find-open").addEventListener("click", openFind);

function syncDrawer() {
  $("outline-open").setAttribute("aria-expanded", String(root.hasAttribute("data-drawer")));
}

$("tabs").addEventListener("click", (/** @type {Event} */ event) => {
  const tab = around(event, "[role=tab]");
  if (tab) showTab(tab.id.slice(4));
});
$("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const open = tabs.filter((tab) => !tab.hidden);
  const next = open[(open.findIndex((tab) => tab.tabIndex === 0) + by + open.length) % open.length];
  showTab(next.id.slice(4));
  next.focus();
});
$("dock").addEventListener("click", (/** @type {Event} */ event) => {
  const button = around(event, "[data-pane]");
  if (button) showPane(button.dataset.pane || "text");
});
$("outline-open").addEventListener("click", () => {
  root.toggleAttribute("data-drawer");
  syncDrawer();
  if (root.hasAttribute("data-drawer")) outline.focus();
});

// ---- the address ----------------------------------------------------------------------------------------------------

/** A panel, or a finding by its fingerprint: never a word of the text. */
const ADDRESS = /^#(indicators|checks|pictures|keywords|repairs)(?:\/([0-9a-f]{16}))?$/;

/** What the address asked for, until there is a report to look for it in. */
let sought = ADDRESS.exec(location.hash);

/** Says in the address where one is, to be sent to someone who has the report. */
function tellAddress() {
  const tab = tabs.find(({ tabIndex }) => tabIndex === 0);
  if (!model || !tab || sought) return;
  const held = model.analysis.checks[checks.held()];
  const finding = tab.id === "tab-checks" && held ? held.fingerprint : "";
  history.replaceState(null, "", `#${tab.id.slice(4)}${finding ? `/${finding}` : ""}`);
}

/** Goes where the address asked to go. */
function arrive() {
  if (!model || !sought) return tellAddress();
  const [, tab, finding] = sought;
  sought = null;
  $("sought").hidden = true;
  if (!$(`tab-${tab}`).hidden) showTab(tab);
  if (!finding) return;
  const at = model.analysis.checks.findIndex((check) => check.fingerprint === finding);
  if (at < 0) return toast(t("link.missing"));
  checks.focus(at);
  hold(at);
}

$("sought").hidden = !(sought && sought[2]);
window.addEventListener("hashchange", () => {
  sought = ADDRESS.exec(location.hash);
  if (root.dataset.view === "desk") arrive();
  else $("sought").hidden = !(sought && sought[2]);
});

// ---- reading --------------------------------------------------------------------------------------------------------

/** @param {"empty" | "working" | "ready" | "error"} state */
const setState = (state) => (root.dataset.state = state);

/** @param {"welcome" | "desk" | "shelf"} view */
function setView(view) {
  window.scrollTo(0, 0); // while what was there is still laid out
  root.dataset.view = view;
  $("welcome").hidden = view !== "welcome";
  $("desk").hidden = view !== "desk";
  $("shelf").hidden = view !== "shelf";
  $("shelf-open").hidden = view !== "desk" || !shelf.size();
}

/** @param {string} words */
function say(words) {
  $("status").textContent = words;
}

/**
 * Reads text or a file, and puts the result on the desk.
 *
 * @param {string | File | { kept: string }} input
 * @param {string} [name]
 */
function read(input, name) {
  /** @type {import("./project.js").Work | null} */
  let done = null;
  let written = false;
  return work(async () => {
    if (typeof input === "string") return { data: input, name, how: {} };
    if ("kept" in input) {
      const body = await kept.get(input.kept);
      if (!body) throw Object.assign(new Error(), { code: "gone" });
      done = { edits: new Map(body.edits), dismissed: [] };
      written = body.written;
      return body.source;
    }
    const project = await projectOf(input);
    done = project.work;
    return project.source;
  }, () => {
    if (editing) putDraftAway();
    if (done && model) {
      model.adopt(done.edits);
      const own = findings(model);
      dismissals.set(done.dismissed.filter(([fingerprint]) => own.has(fingerprint)));
      model.judge();
    }
    if (model) model.written = written;
    unsaved = false;
    unedited = typeof input !== "string";
    keptAs = typeof input !== "string" && "kept" in input ? input.kept : "";
    remember();
    shelf.at(input);
    comparing = false;
    root.dataset.pane = "text";
    root.removeAttribute("data-drawer");
    syncDrawer();
    for (const button of panes) button.setAttribute("aria-pressed", String(button.dataset.pane === "text"));
    for (const name in places) delete places[name];
    selected = null;
    setView("desk");
    showTab("indicators");
    show();
    arrive();
  });
}

/** Reads what is on the desk in another way; where one was reading and whatever one had open stays. @param {Source["how"]} change */
function readAgain(change) {
  const last = source;
  if (!last) return;
  return work(async () => ({ ...last, how: { ...last.how, ...change } }), (was) => {
    if (was && model) {
      model.adopt(was.edits());
      model.written = was.written;
    }
    unedited = typeof last.data !== "string";
    remember();
    selected = null;
    keepPlace(show);
  }, true);
}

/** A file as a report, with what was done by hand where it is a project. @param {File} file @returns {Promise<{ source: Source, work: import("./project.js").Work | null }>} */
async function projectOf(file) {
  const bytes = await bytesOf(file);
  if (!isProject(bytes)) return { source: { data: bytes, name: file.name, how: {} }, work: null };
  try {
    return readProject(bytes);
  } catch (cause) {
    throw Object.assign(new Error(String(cause)), { code: "project" });
  }
}

/** @param {File} file */
async function bytesOf(file) {
  if (file.size > (/\.json$/i.test(file.name) ? 2 : 1) * LIMIT) throw Object.assign(new Error(), { code: "too_large" });
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw Object.assign(new Error(String(cause)), { code: "unreadable" });
  }
}

/**
 * Gets a document, analyzes it, and shows it.
 *
 * @param {() => Promise<Source>} get
 * @param {(was: Model | null) => void} show
 * @param {boolean} [stay] whether the desk stays as it is when that fails
 */
async function work(get, show, stay = false) {
  if (running) running.abort();
  const mine = (running = new AbortController());
  const before = root.dataset.view === "desk" ? "ready" : "empty";
  const room = root.dataset.view === "shelf" ? "shelf" : "welcome";
  showProgress(null);
  const slow = window.setTimeout(() => ($("progress").hidden = false), 150);
  clearError();
  setState("working");
  say("");
  try {
    const next = await get();
    const analysis = await analyzer.analyze(next.data, { name: next.name, ...next.how, signal: mine.signal, onProgress: (now) => running === mine && showProgress(now) });
    if (running !== mine) return;
    if (analysis.indicators.length > MANY) showProgress({ stage: "show", done: 0.97 });
    // To be handed the analysis, to weigh it and to draw it are three pieces of work.
    await pause();
    const read = createModel(analysis, isAside);
    await pause();
    if (running !== mine) return;
    const was = model;
    source = next;
    model = read;
    show(was);
    setState("ready");
  } catch (reason) {
    if (running !== mine) return;
    const { name: kind } = /** @type {Error} */ (reason);
    if (editing) draft.giveBack();
    else if (stay) showPanels(); // with the choice that holds
    if (kind === "AbortError") {
      setState(before);
      say(t("cancelled"));
    } else {
      setState(stay ? "ready" : "error");
      if (!stay) setView(room);
      showError(reason);
    }
  } finally {
    window.clearTimeout(slow);
    if (running === mine) {
      running = null;
      $("progress").hidden = true;
      count();
    }
  }
}

/** Figures from which on a report is a book. */
const MANY = 5000;

/** Lets the page breathe between two pieces of work. */
const pause = () => new Promise((resolve) => window.setTimeout(resolve));

/** What is being done, and about how far it is; before the first word of it, only that something is. @param {{ stage: string, done: number } | null} now */
function showProgress(now) {
  const bar = /** @type {HTMLElement} */ ($("progress").firstElementChild);
  bar.classList.toggle("known", now !== null);
  bar.style.setProperty("--done", String(now ? now.done : 0));
  if (now) bar.setAttribute("aria-valuenow", String(Math.round(100 * now.done)));
  else bar.removeAttribute("aria-valuenow");
  fill($("stage"), t(now ? `stage.${now.stage}` : "working"));
}

/** What is in sight, in one paint; the rest follows. */
function show() {
  if (!model) return;
  if (!model.analysis.repairs.length) comparing = false;
  report.compare(comparing);
  report.show(model);
  find.show(model.analysis.text);
  showPanels();
  requestAnimationFrame(report.settle);
  say(t("done", model.analysis.indicators.length, model.alarms.length));
}

/** Draws the report anew, and comes back to where one was. @param {() => void} draw */
function keepPlace(draw) {
  const place = report.place();
  draw();
  report.comeBack(place);
}

/** The report beside its source, or alone. @param {boolean} on */
function compare(on) {
  comparing = on;
  keepPlace(() => {
    if (!model) return;
    report.compare(on);
    report.show(model);
    report.light("selected", selected === null ? [] : [selected]);
    showPane("text");
  });
  showPanels();
  repairs.focus();
}

/** What the panels show, each by its name. @type {Record<string, () => void>} */
const panels = {
  checks: () => model && checks.show(model),
  pictures: () => model && pictures.show(model),
  keywords: () => model && keywords.show(model),
  repairs: () => model && repairs.show(model, without(), comparing),
};
/** @type {Set<string>} those that have not been drawn since the text has changed: nobody looks at them */
const stale = new Set();

/** The kinds of repair that are switched off. */
const without = () => (source && source.how.withoutRepairs) || [];

/** The parts that are in the language of the interface. */
function showPanels() {
  if (!model) return;
  showHead();
  outline.show(model);
  indicators.show(model);
  for (const name in panels) panels[name]();
  stale.clear();
  detail(model, selected);
  if (selected !== null) indicators.select(selected);
  openTab();
}

/** What the report is, and how much is in each panel. */
function showHead() {
  if (!model) return;
  const { title, year, text, source: from, indicators: figures, keywords: words = [], repairs: mended } = model.analysis;
  const name = title || from.name || t("untitled");
  document.title = `${name} · ${t("name")}`;
  fill($("about-title"), name);
  $("about-title").title = name;
  fill($("about-meta"), [year === null ? "" : t("period.year", year), t("chars", digits(text.length))].filter(Boolean).join(t("dot")));
  showOrigin();
  showTotals();
  /** @type {Record<string, number>} */
  const sizes = { pictures: figures.length, keywords: words.length, repairs: mended.length };
  for (const tab of tabs) {
    const name = tab.id.slice(4);
    if (!(name in sizes)) continue;
    if (name !== "pictures") fill(/** @type {Element} */ (tab.querySelector("b")), sizes[name] ? String(sizes[name]) : "");
    tab.hidden = !sizes[name] && !(name === "repairs" && without().length);
  }
  if (tabs.some((tab) => tab.hidden && tab.tabIndex === 0)) showTab("indicators");
}

// ---- the text under its reader's hands ------------------------------------------------------------------------------

/** Puts the report's text in its place, to be changed. */
function openDraft() {
  if (!model || !source || editing) return;
  const place = report.place();
  const last = model;
  editing = true;
  lost = [];
  root.setAttribute("data-editing", "");
  $("draft-open").setAttribute("aria-pressed", "true");
  showPane("text");
  draft.open(last);
  draft.light("selected", selected === null ? [] : [selected]);
  sayDraft();
  draft.comeBack(place && { at: last.toText(place.at), top: place.top });
  window.setTimeout(draft.begin);
}

/** What the field holds, as it will be read. @param {string} text @returns {Source} */
const asSource = (text) => ({ data: text, name: source ? source.name : undefined, how: { withoutRepairs: source ? source.how.withoutRepairs : undefined } });

/** Reads what one has written, behind one's back. @param {string} text @returns {Promise<boolean>} whether it could be read */
async function readDraft(text) {
  const next = asSource(text);
  try {
    const analysis = await analyzer.analyze(text, { name: next.name, ...next.how });
    await leftAlone();
    const read = createModel(analysis, isAside);
    await pause();
    if (!editing || draft.dirty || running) return true; // one has written on, or gone on
    const was = model;
    source = next;
    model = read;
    renew(was);
    sayDraft();
    return true;
  } catch (reason) {
    if (editing) draft.say(t("draft.unread", t(`error.${codeOf(reason)}`)));
    return false;
  }
}

/** Settles when nobody writes into a field among the results, which would be lost. @returns {Promise<void>} */
const leftAlone = () => new Promise((resolve) => {
  const field = document.activeElement;
  if (field && field.matches("#indicators input.rename, #checks form input")) field.addEventListener("blur", () => window.setTimeout(resolve), { once: true });
  else resolve();
});

/** Shows another reading of nearly the same text: what one has selected, looks at and has done by hand stays. @param {Model | null} was */
function renew(was) {
  if (!model || !was) return;
  const now = model;
  if (!was.written) keptAs = `${Date.now()}`; // another report than the one that was read
  now.written = true;
  unsaved = true;
  remember();
  lost = now.follow([...was.byHand(), ...lost]);
  const same = selected === null ? undefined : now.found(was.placeOf(was.indicator(selected)));
  selected = same ? same.id : null;
  const held = was.analysis.checks[checks.held()];
  const scrolled = [...document.querySelectorAll("#outline-pane, [role=tabpanel]:not([hidden]) > .scroll")].filter(({ scrollTop }) => scrollTop).map((box) => ({ box, top: box.scrollTop }));
  draft.show(now);
  find.show(now.analysis.text);
  showHead();
  outline.renew(now);
  indicators.renew(now, selected);
  const check = held ? now.analysis.checks.findIndex(({ fingerprint }) => fingerprint === held.fingerprint) : -1;
  checks.hold(check < 0 ? null : check);
  for (const name in panels) stale.add(name);
  openTab();
  window.setTimeout(() => {
    if (model !== now || draft.dirty) return;
    draft.mark();
    draft.light("selected", selected === null ? [] : [selected]);
    draft.light("held", check < 0 ? [] : now.analysis.checks[check].members);
  });
  for (const { box, top } of scrolled) box.scrollTop = top;
  detail(now, selected);
  if (now.alarms.length !== was.alarms.length) say(now.alarms.length ? t("doubts", now.alarms.length) : t("noDoubts"));
}

/** What one should know of the field. */
function sayDraft() {
  if (!model || !source) return;
  const { repairs: mended } = model.analysis;
  const origin = typeof source.data === "string" && !mended.length ? "" : t(mended.length ? "draft.mended" : "draft.file");
  const left = lost.length ? t("draft.lost", lost.length) : "";
  draft.say([draft.live ? t("draft.live") : t("draft.long", digits(LIVE)), origin, left].filter(Boolean).join(language() === "en" ? " " : ""));
  $("draft-run").hidden = draft.live || !draft.dirty;
}

/** Reads a long text when one says so. */
const runDraft = () => work(async () => asSource(draft.take()), (was) => {
  renew(was);
  sayDraft();
}, true);

/** Back to the report, as it is read now. */
async function closeDraft() {
  if (!editing) return;
  if (!draft.fresh) {
    await work(async () => asSource(draft.take()), renew, true);
    if (!draft.fresh) return;
  }
  const place = draft.place();
  const told = lost.length;
  putDraftAway();
  show();
  report.comeBack(place && model && { at: model.toSource(place.at), top: place.top });
  report.light("selected", selected === null ? [] : [selected]);
  $("report").focus({ preventScroll: true });
  if (told) toast(t("draft.lost", told));
}

/** Closes the field; what is in it stays to be read again. */
function putDraftAway() {
  editing = false;
  root.removeAttribute("data-editing");
  $("draft-open").setAttribute("aria-pressed", "false");
  unedited = true;
  draft.close();
}

$("draft-open").addEventListener("click", () => editing ? closeDraft() : openDraft());
$("draft-run").addEventListener("click", runDraft);
$("draft-done").addEventListener("click", closeDraft);

// ---- what is left to look at ----------------------------------------------------------------------------------------

/** How many figures there are, and how many findings are still to be looked at. */
function showTotals() {
  if (!model) return;
  const { indicators: all, checks: found } = model.analysis;
  const figures = all.length - model.struck.size;
  const doubts = model.alarms.length;
  fill($("totals"), h("button", { type: "button", "data-tab": "indicators", text: t("totals", figures) }),
    h("button", { type: "button", "data-tab": "checks", class: doubts ? "doubts" : "", text: doubts ? t("doubts", doubts) : t("noDoubts") }));
  $("dock-doubts").hidden = !doubts;
  fill($("dock-doubts"), String(doubts));
  fill($("tab-indicators").querySelector("b"), figures ? String(figures) : "");
  fill($("tab-checks").querySelector("b"), doubts ? String(doubts) : found.length ? String(found.length) : "");
  $("tab-checks").classList.toggle("doubts", doubts > 0);
  fill($("checks-sum"), [t(doubts ? "doubts" : "noDoubts", doubts), model.aside.length ? t("checks.aside", model.aside.length) : ""].filter(Boolean).join(t("dot")));
}

/** What the checks of a report have found, by fingerprint. @param {Model} model */
const findings = ({ analysis }) => new Set([...analysis.checks, ...analysis.numbering].map(({ fingerprint }) => fingerprint));

/** Whether the reader has put a finding aside. @param {string} fingerprint */
const isAside = (fingerprint) => dismissals.get(fingerprint) !== undefined;

/** After the reader has put a finding aside, or taken it back: alarms and marks say so, and nothing else changes. */
function judge() {
  if (!model) return;
  model.judge();
  shelf.at(shelf.open(), model.alarms.length);
  showTotals();
  sheet().judge();
  outline.judge(model);
  indicators.judge(model);
  checks.show(model);
  pictures.show(model);
}

/** In what form a file came, and in which encoding it was read, which may be changed: bytes do not say it themselves. */
function showOrigin() {
  if (!model || !source) return;
  const { format, encoding } = model.analysis.source;
  const line = /** @type {HTMLElement} */ ($("origin"));
  const select = /** @type {HTMLSelectElement} */ ($("encoding"));
  line.hidden = typeof source.data === "string";
  select.hidden = format === "docx";
  fill(/** @type {Element} */ (line.lastElementChild), (select.hidden ? "" : t("dot")) + (has(`format.${format}`) ? t(`format.${format}`) : format));
  const known = ENCODINGS.includes(encoding) ? ENCODINGS : [encoding, ...ENCODINGS];
  fill(select, ...known.map((name) => h("option", { value: name.toLowerCase(), text: name })));
  select.value = encoding.toLowerCase();
}

/** What Chinese reports are written in, by the names of the Encoding Standard. */
const ENCODINGS = ["UTF-8", "GB18030", "Big5", "UTF-16LE", "UTF-16BE"];

$("encoding").addEventListener("change", () => readAgain({ encoding: $("encoding").value }));

/** By what name an error is explained. @param {any} reason @returns {string} */
const codeOf = (reason) => has(`error.${reason.code}`) ? reason.code : "other";

/** Says what went wrong, why, and what to do; where the core explains itself, its words stand. @param {any} reason */
function showError(reason) {
  lastError = reason;
  const code = codeOf(reason);
  const said = (language() === "en" ? reason.messageEn : reason.message) || "";
  const advice = has(`error.${code}.todo`) ? t(`error.${code}.todo`) : said;
  const why = reason.detail !== undefined ? [reason.file, reason.detail].filter(Boolean).join(": ") : advice === said || code === "empty" || code === "too_large" ? "" : said;
  const box = $("error");
  box.dataset.code = code;
  box.hidden = false;
  fill(box, h("div", {}, h("b", { text: t(`error.${code}`) }), why && h("span", { class: "why", text: why }), h("p", { text: advice })),
    h("button", { type: "button", class: "tool icon", "aria-label": t("close"), text: "×" }));
}

/** @type {unknown} */
let lastError = null;

function clearError() {
  lastError = null;
  $("error").hidden = true;
  fill($("error"));
}

function count() {
  const length = editor.value.trim() ? editor.value.length : 0;
  fill($("count"), length ? t("chars", digits(length)) : "");
  $("back").hidden = !model;
}

/** Whether the editor has not got the text of the report that is on the desk, which came as a file. */
let unedited = false;

/** A file's text comes into the editor up to this length; a longer one would stall the page, and is on the desk still. */
const EDITABLE = 300_000;

/** Back to the editor; its text and the last result stay. */
function startOver() {
  if (running) running.abort();
  running = null;
  $("progress").hidden = true;
  const text = editing ? draft.text : unedited && model ? model.analysis.text : null;
  if (editing) {
    putDraftAway();
    show(); // what was read last
  }
  if (text !== null) editor.value = text.length > EDITABLE ? "" : text;
  unedited = false;
  clearError();
  setState("empty");
  setView("welcome");
  history.replaceState(null, "", location.pathname + location.search);
  document.title = `${t("name")} · ${t("tagline")}`;
  say("");
  count();
  editor.focus();
}

// ---- what is kept ---------------------------------------------------------------------------------------------------

/** @type {HTMLDialogElement} */
const asking = $("ask");

/** Asks once, with what it is about. @param {string} title @param {string[]} lines @param {string} yes @returns {Promise<boolean>} */
function ask(title, lines, yes) {
  if (!asking.showModal) return Promise.resolve(window.confirm([title, ...lines].join("\n")));
  fill($("ask-title"), title);
  fill($("ask-lines"), ...lines.map((text) => h("li", { text })));
  fill($("ask-yes"), yes);
  asking.returnValue = "";
  asking.showModal();
  return new Promise((resolve) => asking.addEventListener("close", () => resolve(asking.returnValue === "yes"), { once: true }));
}
$("ask-yes").addEventListener("click", () => asking.close("yes"));
$("ask-no").addEventListener("click", () => asking.close());

const kept = createKept({
  ask,
  open: (id) => void read({ kept: id }),
});

/** The report on the desk among those that are kept, and whether its text was changed here. */
let keptAs = "";
let keeping = 0;

/** Keeps what is on the desk, in a moment: more may be done at once. */
function remember() {
  if (!kept.on) return;
  window.clearTimeout(keeping);
  keeping = window.setTimeout(rememberNow, 600);
}

function rememberNow() {
  window.clearTimeout(keeping);
  keeping = 0;
  if (!model || !source) return;
  const { title, text } = model.analysis;
  const edits = [...model.edits()];
  keptAs = keptAs || idOf(source.data);
  kept.put({ id: keptAs, title: title || source.name || t("untitled"), chars: text.length, mended: edits.length > 0 }, { source, edits, written: model.written });
}
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keeping && rememberNow());

$("forget").addEventListener("click", async () => {
  const lines = [t("keep.count", kept.size), t("forget.dismissed", dismissals.size), t("forget.settings")];
  if (await ask(t("forget.sure"), lines.filter((_, i) => i === 2 || [kept.size, dismissals.size][i]), t("forget"))) {
    await kept.forget();
    dismissals.forget();
    forgetChoices();
    setLang(null);
    setTheme("");
    single.checked = true;
    indicators.forgetColumns();
    judge();
    translate();
    toast(t("forget.done"));
  }
  $("forget").focus();
});

/** Whether the text that one has changed may go; asks, where it is nowhere else. */
const mayGo = async () => !(root.dataset.view === "desk" && !kept.on && (unsaved || (editing && draft.dirty))) ||
  ask(t("draft.go"), [t("draft.go.how")], t("new"));

window.addEventListener("beforeunload", (event) => {
  if (kept.on || !(unsaved || (editing && draft.dirty))) return;
  event.preventDefault();
  event.returnValue = "";
});

/** @param {FileList | null | undefined} list */
async function openFiles(list) {
  const files = [...list || []];
  if (!files.length || !await mayGo()) return;
  if (files.length === 1) return void read(files[0], files[0].name);
  startOver();
  setView("shelf");
  shelf.add(files);
}

const shelf = createShelf({
  async analyze(file, signal) {
    const { data, name, how } = (await projectOf(file)).source;
    return analyzer.analyze(data, { name, ...how, signal });
  },
  alarms: (analysis) => createModel(analysis, isAside).alarms.length,
  open: (file) => read(file, file.name),
  refused: (reason) => t(`error.${codeOf(reason)}`),
  say: toast,
});

$("shelf-open").addEventListener("click", () => {
  clearError();
  setView("shelf");
  shelf.show();
  shelf.focus();
});
$("shelf-new").addEventListener("click", startOver);

/** What was pasted, where its text has lost tables or numbering that its page still has. @type {{ text: string, html: string } | null} */
let pasted = null;

/** The pasted page as long as its text is untouched. @param {string} text */
const fullest = (text) => pasted && pasted.text === text ? pasted.html : text;

$("analyze").addEventListener("click", () => read(fullest(editor.value)));
$("cancel").addEventListener("click", () => running && running.abort());
$("new").addEventListener("click", startOver);
$("back").addEventListener("click", () => {
  clearError();
  setState("ready");
  setView("desk");
  showPanels();
  report.measure();
});
$("sample").addEventListener("click", async () => {
  try {
    editor.value = await sample();
  } catch (cause) {
    setState("error");
    return showError(Object.assign(new Error(String(cause)), { code: "sample_missing" }));
  }
  await read(editor.value);
});
file.addEventListener("change", () => {
  openFiles(file.files);
  file.value = "";
});
editor.addEventListener("input", count);
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) read(fullest(editor.value));
});
$("error").addEventListener("click", (/** @type {Event} */ event) => {
  if (!around(event, "button")) return;
  clearError();
  if (root.dataset.state === "error") setState("empty");
});

// Paste and drop work anywhere on the page.
document.addEventListener("paste", (event) => {
  const data = event.clipboardData;
  if (!data) return;
  if (data.files.length) {
    event.preventDefault();
    return openFiles(data.files);
  }
  const text = data.getData("text/plain");
  const html = data.getData("text/html");
  pasted = STRUCTURED.test(html) ? { text: text.replace(/\r\n?/g, "\n"), html } : null;
  if (event.target instanceof Element && event.target.closest("input, textarea")) return;
  if (!text.trim()) return;
  event.preventDefault();
  if (root.dataset.view === "desk") return void mayGo().then((may) => {
    if (!may) return;
    editor.value = text;
    read(fullest(text));
  });
  editor.value = text;
  count();
  editor.focus();
});
/** Tables, lists and Word's numbering, which plain text does not keep. */
const STRUCTURED = /<(?:table|li)\b|mso-list/i;

let depth = 0;
/** @param {DragEvent} event */
const carries = (event) => !!event.dataTransfer && [...event.dataTransfer.types].some((type) => type === "Files" || (type === "text/plain" && !around(event, "#draft")));
document.addEventListener("dragenter", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  depth += 1;
  root.setAttribute("data-drag", "");
});
document.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
document.addEventListener("dragleave", () => {
  depth = Math.max(0, depth - 1);
  if (!depth) root.removeAttribute("data-drag");
});
document.addEventListener("drop", (event) => {
  depth = 0;
  root.removeAttribute("data-drag");
  if (!carries(event) || !event.dataTransfer) return;
  event.preventDefault();
  if (event.dataTransfer.files.length) return openFiles(event.dataTransfer.files);
  const text = event.dataTransfer.getData("text/plain");
  if (!text.trim()) return;
  mayGo().then((may) => {
    if (!may) return;
    editor.value = text;
    read(text);
  });
});

// ---- exports --------------------------------------------------------------------------------------------------------

const TYPES = /** @type {Record<string, string>} */ ({
  csv: "text/csv", json: "application/json", md: "text/markdown", html: "text/html", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
});

/** What a file of this report is called, without its ending. */
const stem = () => (model && model.analysis.title || source && source.name || t("name")).replace(/\.[^.]{1,5}$/, "").replace(/[\\/:*?"<>|\s]+/g, "_").slice(0, 60);

/** @param {string} text @param {string} format @param {string} name */
const saveText = (text, format, name) => download(new Blob([text], { type: `${TYPES[format]};charset=utf-8` }), `${name}.${format}`);

/** @param {Format} format */
async function save(format) {
  if (!model || !source) return;
  try {
    const name = stem();
    const made = await analyzer.render(source.data, format, { name: source.name, ...source.how, edits: model.mended() });
    if (typeof made === "string") saveText(made, format, name);
    else download(new Blob([made], { type: TYPES[format] }), `${name}.${format}`);
  } catch (reason) {
    showError(reason);
  }
}

async function copyTable() {
  const { text, html, count: lines } = indicators.copied();
  toast(t(await copy(text, html) ? "copied" : "copyFailed", lines));
}

/** What goes to the printer: the report, or the worksheet of its checks. @param {"report" | "worksheet"} what */
function print(what) {
  root.dataset.print = what;
  window.print();
}
window.addEventListener("afterprint", () => {
  root.removeAttribute("data-print");
  fill($("worksheet"));
});

/** The report with what was done by hand, as a file that opens again. */
function saveProject() {
  if (!model || !source) return;
  const dismissed = /** @type {[string, import("./dismissals.js").Reason][]} */ ([...findings(model)].filter(isAside).map((key) => [key, dismissals.get(key)]));
  unsaved = false;
  saveText(writeProject(source, { edits: model.edits(), dismissed }), "json", `${stem()}.${t("project.file")}`);
}

/** @type {Record<string, () => void>} */
const outputs = {
  html: () => model && saveText(asPage(model), "html", stem()),
  project: saveProject,
  copy: copyTable,
  print: () => print("report"),
  async "sheet-copy"() {
    toast(t(model && await copy(asMarkdown(worksheet(model, dismissals.get))) ? "sheet.copied" : "copyFailed"));
  },
  "sheet-md": () => model && saveText(asMarkdown(worksheet(model, dismissals.get)), "md", `${t("sheet")}_${stem()}`),
  "sheet-print"() {
    if (!model) return;
    $("worksheet").lang = root.lang;
    fill($("worksheet"), ...asPaper(worksheet(model, dismissals.get)));
    print("worksheet");
  },
};

let toasting = 0;
/** A word of confirmation, seen and heard. @param {string} words */
function toast(words) {
  say(words);
  $("status").classList.add("seen");
  window.clearTimeout(toasting);
  toasting = window.setTimeout(() => $("status").classList.remove("seen"), 2600);
}

for (const menu of menus) {
  menu.addEventListener("click", (event) => {
    const button = around(event, "[data-format]");
    if (!button) return;
    menu.open = false;
    const format = button.dataset.format || "";
    if (outputs[format]) outputs[format]();
    else save(/** @type {Format} */ (format));
  });
}
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  if (root.hasAttribute("data-drawer") && !around(event, "#outline-pane, #outline-open")) {
    root.removeAttribute("data-drawer");
    syncDrawer();
  }
});
$("totals").addEventListener("click", (/** @type {Event} */ event) => {
  const button = around(event, "[data-tab]");
  if (!button) return;
  showTab(button.dataset.tab || "indicators");
  showPane("panel");
});

// ---- keyboard -------------------------------------------------------------------------------------------------------

function openHelp() {
  if (help.showModal) help.showModal();
  else help.setAttribute("open", "");
}

/** The alarm behind the one that is lit, in the order of the text. */
function nextDoubt() {
  if (!model || !model.alarms.length) return;
  const { alarms, analysis, indicator } = model;
  const start = (/** @type {number} */ check) => Math.min(...analysis.checks[check].members.map((id) => indicator(id).span.start));
  const order = alarms.slice().sort((a, b) => start(a) - start(b));
  const next = order[(order.indexOf(checks.held()) + 1) % order.length];
  showTab("checks");
  checks.focus(next);
  hold(next);
}

/** @type {Record<string, () => void>} */
const keys = {
  f: openFind,
  g: () => {
    showTab("pictures");
    showPane("panel");
    $("tab-pictures").focus();
  },
  d: nextDoubt,
  j: () => step(1),
  k: () => step(-1),
  "/": () => {
    showTab("indicators");
    showPane("panel");
    indicators.focusFilter();
  },
  o: () => {
    if (getComputedStyle($("outline-open")).display !== "none") root.setAttribute("data-drawer", "");
    syncDrawer();
    showPane("outline");
    outline.focus();
  },
  c: () => {
    showTab("checks");
    showPane("panel");
    checks.focus();
  },
  i: openDraft,
  e: () => {
    $("export").open = true;
    $("export").querySelector("[data-format]").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.matches("input:not([type=checkbox]), textarea, select");
  if (asking.open) return;
  if (event.key === "Escape") return escape(target);
  if (help.open) return;
  const menu = menus.find((menu) => menu.open && menu.contains(target));
  if (menu && /^Arrow(Up|Down)$/.test(event.key)) {
    event.preventDefault();
    const all = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[data-format]")]);
    const next = all[(all.indexOf(target) + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length];
    return next.focus();
  }
  if (typing) return;
  const row = target.closest("tr[data-indicator], mark[data-indicator]");
  if (row && /^Arrow(Up|Down)$/.test(event.key) && root.dataset.view === "desk") {
    event.preventDefault();
    if (selected === null && row.matches("tr")) select(Number(/** @type {HTMLElement} */ (row).dataset.indicator), "keys");
    return step(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Enter" && root.dataset.view === "desk" && !target.closest("button, a, summary, label")) {
    const id = row ? Number(/** @type {HTMLElement} */ (row).dataset.indicator) : selected;
    if (id === null) return;
    event.preventDefault();
    select(id, "table");
    return sheet().focusFigure(id);
  }
  if (!single.checked) return;
  if (event.key === "?") return openHelp();
  const key = keys[event.key];
  if (!key || root.dataset.view !== "desk") return;
  event.preventDefault();
  key();
});

/** Closes one thing at a time, the nearest first. @param {HTMLElement} target */
function escape(target) {
  if (help.open) help.close ? help.close() : help.removeAttribute("open");
  else if (menus.some(({ open }) => open)) {
    for (const menu of menus.filter(({ open }) => open)) {
      menu.open = false;
      /** @type {HTMLElement} */ (menu.firstElementChild).focus();
    }
  } else if (running) running.abort();
  else if (closeFind()) return;
  else if (root.hasAttribute("data-drawer")) {
    root.removeAttribute("data-drawer");
    syncDrawer();
    $("outline-open").focus();
  } else if (!$("error").hidden) {
    clearError();
    if (root.dataset.state === "error") setState("empty");
  } else if (target === $("filter") && !$("filter").value) target.blur();
  else if (target.id === "draft-text") closeDraft();
  else if (root.dataset.view === "desk" && target !== $("filter")) {
    sheet().clear();
    checks.hold(null);
    select(null, "keys");
  }
}

$("help-open").addEventListener("click", openHelp);
$("help-close").addEventListener("click", () => help.close());
help.addEventListener("click", (event) => event.target === help && help.close());
single.checked = store.get("keys") !== "off";
single.addEventListener("change", () => store.set("keys", single.checked ? "on" : "off"));

// ---- language and theme ---------------------------------------------------------------------------------------------

function translate() {
  root.lang = language() === "en" ? "en" : "zh-Hans";
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-t]"))) {
    const words = t(element.dataset.t || "");
    if (element.textContent !== words) element.textContent = words; // what says it already need not be laid out again
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-t-label]"))) element.setAttribute("aria-label", t(element.dataset.tLabel || ""));
  for (const element of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-t-placeholder]"))) element.placeholder = t(element.dataset.tPlaceholder || "");
  fill($("lang"), t("lang"));
  $("lang").lang = language() === "en" ? "zh-Hans" : "en";
  $("help-open").title = `${t("help")}（?）`;
  if (!model || root.dataset.view !== "desk") document.title = `${t("name")} · ${t("tagline")}`;
  labelTheme();
  count();
  if (!$("error").hidden) showError(lastError);
  if (shelf.size()) shelf.show();
  kept.show();
  showPanels();
  if (editing) sayDraft();
}

const system = window.matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now, by choice or after the system. */
const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";

function labelTheme() {
  const label = t(isDark() ? "theme.light" : "theme.dark");
  $("theme").setAttribute("aria-label", label);
  $("theme").title = label;
  report.measure();
}

/** An empty choice follows the system. @param {string} theme */
function setTheme(theme) {
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  else root.removeAttribute("data-theme");
  labelTheme();
}

$("lang").addEventListener("click", () => {
  setLang(language() === "en" ? "zh" : "en");
  store.set("lang", language());
  translate();
});
$("theme").addEventListener("click", () => {
  const next = isDark() ? "light" : "dark";
  const theme = next === (system.matches ? "dark" : "light") ? "" : next;
  store.set("theme", theme);
  setTheme(theme);
});
if (system.addEventListener) system.addEventListener("change", labelTheme);

setLang(store.get("lang"));
showTab("indicators");
setTheme(store.get("theme") || "");
translate();
analyzer.ready.catch((reason) => {
  // Said at once rather than after someone has pasted a report; a later request tries again.
  if (root.dataset.state !== "empty") return;
  setState("error");
  showError(reason);
});
