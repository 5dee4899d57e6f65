/**
 * How the element looks: the page's colours and type, small enough for another page. It is a constructed stylesheet, which
 * a policy without inline styles lets pass. A host changes it by the custom properties that begin with `--wenheng` and by parts.
 *
 * @module
 */

const DARK = `
  color-scheme: dark;
  --paper: var(--wenheng-paper, #1c1e20); --raised: var(--wenheng-raised, #232629);
  --ink: var(--wenheng-ink, #d9d6ce); --ink-2: var(--wenheng-ink-2, #a9aba9); --line: var(--wenheng-line, #34383c);
  --accent: var(--wenheng-accent, #8fbfd8); --accent-soft: var(--wenheng-accent-soft, #223541); --rule: var(--wenheng-rule, #5d8aa3);
  --alarm: var(--wenheng-alarm, #f0998a); --alarm-soft: var(--wenheng-alarm-soft, #3a2320);
`;

export const STYLE = `
:host {
  color-scheme: light;
  --paper: var(--wenheng-paper, #fdfcfa); --raised: var(--wenheng-raised, #f5f4f0);
  --ink: var(--wenheng-ink, #23262a); --ink-2: var(--wenheng-ink-2, #575c62); --line: var(--wenheng-line, #dfdcd5);
  --accent: var(--wenheng-accent, #1d5675); --accent-soft: var(--wenheng-accent-soft, #e2ecf1); --rule: var(--wenheng-rule, #6f95ab);
  --alarm: var(--wenheng-alarm, #a6301f); --alarm-soft: var(--wenheng-alarm-soft, #f9e9e5);
  --ui: var(--wenheng-font, "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", system-ui, sans-serif);
  --song: var(--wenheng-report-font, "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", SimSun, serif);
  display: block; height: var(--wenheng-height, 40rem); contain: content; text-align: start;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }
:host([hidden]), [hidden] { display: none !important; }

*, *::before, *::after { box-sizing: border-box; }
p, ul, ol, h2, h3, h4, h5, h6 { margin: 0; padding: 0; font: inherit; }
ul, ol { list-style: none; }
em, i { font-style: normal; }
button, input { font: inherit; color: inherit; }
button { border: 0; padding: 0; background: none; cursor: pointer; text-align: start; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 3px; }
::selection { background: var(--accent-soft); }

.desk {
  display: flex; flex-direction: column; height: 100%; overflow: hidden; border: 1px solid var(--line); border-radius: var(--wenheng-radius, 8px);
  background: var(--paper); color: var(--ink); font: 14px/1.6 var(--ui); font-synthesis: none; font-variant-numeric: lining-nums tabular-nums;
  line-break: strict; overflow-wrap: anywhere; text-size-adjust: 100%; -webkit-text-size-adjust: 100%;
}
.head { display: flex; flex: none; align-items: baseline; flex-wrap: wrap; padding: 9px 18px 8px; border-bottom: 1px solid var(--line); }
.title { min-width: 0; margin-right: 14px; font: 600 16px/1.5 var(--song); }
.meta { margin-right: auto; color: var(--ink-2); font-size: 12px; }
.doubts { padding: 1px 9px; border: 1px solid; border-radius: 10px; color: var(--alarm); font-size: 12px; }
.doubts:hover { background: var(--alarm-soft); }
.calm { color: var(--ink-2); font-size: 12px; }

.groups { display: grid; flex: 1 1 auto; min-height: 0; grid-auto-rows: 100%; }
.group { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
.group + .group { border-left: 1px solid var(--line); }
.group.side, .group.outline { background: var(--raised); }
.tabs { display: flex; flex: none; padding: 0 10px; border-bottom: 1px solid var(--line); overflow-x: auto; }
.tab { padding: 8px 9px 6px; border-bottom: 2px solid transparent; color: var(--ink-2); white-space: nowrap; }
.tab[aria-selected="true"] { border-color: var(--accent); color: var(--ink); font-weight: 600; }
.tab i { margin-left: 5px; font-size: 12px; font-weight: 400; color: var(--ink-2); }
.pane { position: relative; flex: 1 1 auto; min-height: 0; overflow: auto; overscroll-behavior: contain; }
.none { padding: 14px 18px; color: var(--ink-2); }

/* the report */
.sheet { position: relative; max-width: 41em; margin: 0 auto; padding: 22px 32px 30px 14px; font: var(--wenheng-size, 16px)/1.9 var(--song); }
.sheet > * { position: relative; padding-left: 26px; }
.long > p, .long > .heading { content-visibility: auto; contain-intrinsic-size: auto 6em; }
.sheet > p { margin-bottom: 0.35em; text-indent: 2em; text-align: justify; }
.sheet > .metadata, .sheet > .chrome { color: var(--ink-2); font: 12px/1.7 var(--ui); text-indent: 0; }
.metadata + .paragraph { margin-top: 0.8em; }
.sheet > .glossary { font-size: 0.9em; color: var(--ink-2); }
.sheet > .heading { margin: 1em 0 0.4em; font-family: var(--ui); font-weight: 600; line-height: 1.6; text-indent: 0; }
.sheet > .heading:first-child { margin-top: 0; }
.sheet > .d0 { margin-bottom: 0.8em; font-family: var(--song); font-size: 1.3em; text-align: center; }
.sheet .label { font-weight: 600; }
.sheet > table { margin: 0.6em 0 0.6em 26px; padding: 0; border-collapse: collapse; font-size: 0.85em; }
.sheet td { padding: 3px 9px; border: 1px solid var(--line); }
mark {
  border-radius: 2px; background: none; color: inherit; cursor: pointer; text-indent: 0; white-space: nowrap; scroll-margin: 3em;
  text-decoration: underline; text-decoration-color: var(--rule); text-decoration-thickness: 1.5px; text-decoration-skip-ink: none; text-underline-offset: 0.3em;
}
.f-money { text-decoration-style: double; text-decoration-thickness: 1px; }
.f-percent { text-decoration-style: dotted; text-decoration-thickness: 2px; }
.f-rank { text-decoration-style: dashed; }
mark[data-doubt] { background: var(--alarm-soft); text-decoration-color: var(--alarm); }
mark[data-doubt]::before {
  content: attr(data-doubt); position: absolute; left: 0; width: 16px; height: 16px; margin-top: 0.5em; border: 1.5px solid; border-radius: 50%;
  background: var(--paper); color: var(--alarm); font: 700 11px/13px var(--ui); text-align: center;
}
mark.held, mark:hover { background: var(--accent-soft); }
mark.selected { background: var(--accent-soft); box-shadow: 0 0 0 1.5px var(--accent); }

/* the outline */
.tree { padding: 10px 8px 20px; font-size: 13px; }
.tree ul { padding-left: 1.1em; }
.tree button { display: flex; width: 100%; padding: 2px 8px; border-radius: 4px; line-height: 1.6; color: var(--ink-2); }
.tree > ul, .tree > ul > li > ul { padding-left: 0; }
.tree > ul > li > button { margin-top: 5px; color: var(--ink); font-weight: 600; }
.tree > ul > li > ul > li > button { padding-left: 17px; }
.tree button:hover, .row:hover, .member:hover { background: var(--accent-soft); color: var(--ink); }
.tree .words { flex: 1; min-width: 0; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
.tree .sum { flex: none; margin-left: 8px; font-size: 12px; font-weight: 400; color: var(--ink-2); }
.tree .sum em, .flaw { color: var(--alarm); font-weight: 600; }
.flaw { flex: none; margin-left: 6px; font-size: 12px; }
.eyebrow { display: block; margin: 12px 8px 0; color: var(--ink-2); font-size: 11px; letter-spacing: 0.1em; }
:lang(en).eyebrow { letter-spacing: 0.02em; }

/* the indicators */
.filter { position: sticky; top: 0; z-index: 1; display: flex; align-items: baseline; padding: 8px 14px; background: var(--paper); border-bottom: 1px solid var(--line); }
.side .filter { background: var(--raised); }
.filter input { flex: 1; min-width: 0; height: 28px; padding: 0 9px; border: 1px solid var(--line); border-radius: 4px; background: var(--paper); }
.filter input::placeholder { color: var(--ink-2); opacity: 1; }
.filter output { margin-left: 10px; color: var(--ink-2); font-size: 12px; }
.figures { width: 100%; border-collapse: collapse; }
.figures thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.row { cursor: pointer; }
.figures td, .figures th { padding: 6px 4px; border-bottom: 1px solid var(--line); font-weight: 400; text-align: start; vertical-align: top; }
.figures th { position: relative; width: 100%; padding-left: 22px; }
.figures th[data-doubt]::before { content: attr(data-doubt); position: absolute; left: 9px; color: var(--alarm); font-weight: 700; }
.figures th small { display: block; color: var(--ink-2); font-size: 12px; line-height: 1.4; }
.figures .value { text-align: end; white-space: nowrap; font-size: 15px; line-height: 1.5; }
.figures .value i { color: var(--ink-2); font-size: 12px; margin-right: 2px; }
.figures .unit { padding-right: 18px; white-space: nowrap; color: var(--ink-2); font-size: 13px; }
.more { display: block; width: 100%; padding: 10px; color: var(--accent); text-align: center; }
.row.selected { background: var(--accent-soft); box-shadow: inset 3px 0 var(--accent); }

/* the checks */
.cards > li { padding: 11px 16px 12px; border-bottom: 1px solid var(--line); }
.cards > li.held { box-shadow: inset 3px 0 var(--accent); background: var(--paper); }
.what { display: flex; align-items: baseline; color: var(--ink-2); font-size: 12px; }
.what em { margin-left: 8px; }
.alarms .what em { padding: 0 5px; border: 1px solid; border-radius: 3px; color: var(--alarm); line-height: 1.4; }
.alarms [data-verdict="mismatch"] .what em { border-color: var(--alarm); background: var(--alarm); color: var(--paper); }
.what span { margin-left: auto; padding-left: 10px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sum-line { display: block; width: 100%; margin: 3px 0; }
.alarms .sum-line { font-size: 16px; line-height: 1.5; }
.sum-line:hover { color: var(--accent); }
.note { color: var(--alarm); font-size: 13px; }
.todo { color: var(--ink-2); font-size: 13px; }
.members { display: flex; flex-wrap: wrap; margin: 4px 0 0 -6px; }
.member { padding: 0 6px; border-radius: 4px; color: var(--ink-2); font-size: 12px; }
.member b { margin-right: 5px; color: var(--ink); font-weight: 400; text-decoration: underline var(--rule); text-underline-offset: 3px; }
summary { padding: 10px 16px; border-bottom: 1px solid var(--line); color: var(--ink-2); cursor: pointer; }
.side h3 { padding: 12px 16px 0; color: var(--ink-2); font-size: 12px; }

/* what is selected; what goes on; what went wrong */
.said { display: flex; flex: none; align-items: center; min-height: 38px; padding: 4px 8px 4px 18px; border-top: 1px solid var(--line); background: var(--raised); font-size: 13px; }
.said p { flex: 1; min-width: 0; }
.said button { flex: none; width: 30px; height: 28px; border-radius: 4px; text-align: center; color: var(--ink-2); }
.said button:hover { background: var(--accent-soft); color: var(--ink); }
.mid { display: flex; flex: 1; flex-direction: column; align-items: center; justify-content: center; padding: 24px; text-align: center; color: var(--ink-2); }
.mid b { color: var(--ink); font-weight: 600; font-size: 15px; }
.mid p { max-width: 34em; margin-top: 4px; }
.mid .why { font-size: 12px; }
.mid progress { width: 12em; height: 3px; margin-bottom: 10px; border: 0; border-radius: 2px; overflow: hidden; appearance: none; -webkit-appearance: none; background: var(--line); color: var(--accent); }
.mid progress::-webkit-progress-bar { background: var(--line); }
.mid progress::-webkit-progress-value { background: var(--accent); transition: inline-size 0.2s; }
.mid progress::-moz-progress-bar { background: var(--accent); }
.mid button { margin-top: 12px; padding: 4px 15px; border: 1px solid var(--line); border-radius: 4px; color: var(--accent); }
.mid button:hover { border-color: var(--accent); }
.local { flex: none; margin-left: 14px; color: var(--ink-2); font-size: 12px; }

.narrow .sheet { padding: 16px 18px 24px 6px; }
.narrow .sheet > * { padding-left: 24px; }
.narrow mark[data-doubt]::before { left: 2px; }
.narrow .sheet > p { text-align: start; }
.narrow .head { padding: 8px 14px 7px; }
.narrow .said { padding-left: 14px; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) { mark.selected, mark.held, .row.selected, .held { outline: 2px solid Highlight; } }
@media print { :host { height: auto; } .pane { overflow: visible; } .side, .group.outline, .said, .tabs { display: none; } .groups { display: block; } }
`;
