/**
 * The report as one file that any browser opens: text with its highlights, outline, indicators and checks. No script, nothing
 * from elsewhere; every word of the report is escaped.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Block} Block
 */

import { arithmetic, heading, misnumbering, summary, when } from "./model.js";
import { language, t } from "./strings.js";

const STYLE = `body{max-width:46em;margin:2em auto;padding:0 1em;font:1rem/1.8 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;color:#1d1c1a;background:#fff}
h1,h2,h3,h4,h5,h6{line-height:1.4;margin:1.4em 0 .4em}h1{font-size:1.6em}h2{font-size:1.3em}h3{font-size:1.1em}h4,h5,h6{font-size:1em}
main p{margin:.3em 0;text-indent:2em}main p.aside{color:#5f5b55;text-indent:0}
mark{color:inherit;background:#fdf0c4;border-bottom:2px solid #b98700}
mark.doubt{background:#fbdcd7;border-bottom-color:#b3261e}
a{color:inherit}nav ul{list-style:none;padding-left:1.2em}
table{border-collapse:collapse;width:100%;font-size:.9em;line-height:1.5}th,td{border:1px solid #c9c4bc;padding:.2em .5em;text-align:left;vertical-align:top}td.value{white-space:nowrap}
@media print{body{margin:0;max-width:none}}`;

const ENTITIES = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" });

/** Text in HTML, in an attribute, too: what HTML has no place for becomes U+FFFD. @param {string | number} text */
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => ENTITIES[c])
  .replace(/[^\t\n\r\x20-\x7e\xa0-\u{10ffff}]|[\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]/gu, "\ufffd");

/** @param {Model} model */
export function asPage(model) {
  const { title, source, text, blocks, outline, indicators, checks, numbering = [] } = model.analysis;
  const kept = indicators.filter(({ id }) => !model.struck.has(id));
  const sections = outline.filter(({ form }) => form !== "title");
  const name = escaped(title || source.name || t("untitled"));

  // What opens and closes in the text: a figure's mark, and the place that the outline leads to.
  const figures = [...kept].sort((a, b) => a.span.start - b.span.start);
  const anchors = [...sections].sort((a, b) => a.span.start - b.span.start);
  let figure = 0;
  let anchor = 0;

  /** A block's text, marked up. @param {Block} block */
  function inside({ span }) {
    let html = "";
    let at = span.start;
    const until = (/** @type {number} */ end) => {
      while (anchor < anchors.length && anchors[anchor].span.start <= end && anchors[anchor].span.start < span.end) {
        const { id, span: { start } } = anchors[anchor++];
        if (start > at) html += escaped(text.slice(at, start));
        at = Math.max(at, start);
        html += `<a id="n${id}"></a>`;
      }
      if (end > at) html += escaped(text.slice(at, end));
      at = Math.max(at, end);
    };
    while (figure < figures.length && figures[figure].span.start < span.end) {
      const one = figures[figure++];
      const end = Math.min(one.span.end, span.end);
      if (one.span.start < at || end <= one.span.start) continue;
      until(one.span.start);
      html += `<mark id="i${one.id}"${model.doubt.has(one.id) ? ' class="doubt"' : ""} title="${escaped(summary(one))}">${escaped(text.slice(at, end))}</mark>`;
      at = end;
    }
    until(span.end);
    return html;
  }

  /** @param {Block} block */
  function shown(block) {
    const html = inside(block);
    if (block.kind === "heading") {
      const node = block.node === null ? undefined : model.node(block.node);
      const level = Math.min(6, 1 + (node ? Math.max(1, node.depth) : 1));
      return node && node.form === "title" ? `<p class="title"><b>${html}</b></p>` : `<h${level}>${html}</h${level}>`;
    }
    return block.kind === "paragraph" ? `<p>${html}</p>` : `<p class="aside">${html}</p>`;
  }

  const body = blocks.map(shown).join("\n");
  /** @param {number} id */
  const link = (id) => model.struck.has(id) ? escaped(model.indicator(id).surface) : `<a href="#i${id}">${escaped(model.indicator(id).surface)}</a>`;
  const rows = kept.map((one) => {
    const was = model.renamed.get(one.id);
    const by = was === undefined ? "" : `<small>（${escaped(t("edit.was", was))}）</small>`;
    const cells = [when(one.period), t(`status.${one.status}`), model.path(one.node).map(heading).join(" › ")];
    return `<tr><td>${escaped(one.name)}${by}</td><td class="value">${link(one.id)}</td>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
  });
  const findings = [...model.alarms, ...model.aside, ...checks.flatMap(({ verdict }, at) => verdict === "mismatch" || verdict === "compare" ? [] : [at])].map((at) => {
    const { verdict, kind, explain, members } = checks[at];
    return `<li><b>${escaped(t(`verdict.${verdict}`))}</b> ${escaped(t(`check.${kind}`))}${escaped(t("colon"))}${escaped(arithmetic(explain))} <small>${members.map(link).join(escaped(t("listed")))}</small></li>`;
  });
  const labels = numbering.map((fault) => `<li><b>${escaped(t("check.numbering"))}</b> <a href="#n${fault.node}">${escaped(misnumbering(fault))}</a></li>`);
  /** @param {string} key @param {string} content */
  const part = (key, content) => `<section>\n<h2>${escaped(t(key))}</h2>\n${content}\n</section>\n`;
  return `<!DOCTYPE html>
<html lang="${language() === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${name}</h1>
${sections.length ? `<nav>\n<h2>${escaped(t("outline"))}</h2>\n${nested(sections)}\n</nav>` : ""}
<main lang="zh-CN">
${body}
</main>
${part("indicators", kept.length ? `<table>
<thead><tr>${["name", "value", "period", "status", "section"].map((key) => `<th scope="col">${escaped(t(`col.${key}`))}</th>`).join("")}</tr></thead>
<tbody>\n${rows.join("\n")}\n</tbody>\n</table>` : `<p>${escaped(t("figures.none"))}</p>`)}${part("checks", findings.length + labels.length ? `<ul>\n${[...findings, ...labels].join("\n")}\n</ul>` : `<p>${escaped(t("checks.none"))}</p>`)}</body>
</html>
`;
}

/** The outline as lists within lists, however its depths jump. @param {import("./types").Node[]} nodes */
function nested(nodes) {
  let html = "";
  /** @type {number[]} the depths of the lists that are open */
  const open = [];
  for (const node of nodes) {
    while (open.length > 1 && open[open.length - 1] > node.depth) {
      html += "</li>\n</ul>";
      open.pop();
    }
    if (!open.length || open[open.length - 1] < node.depth) {
      html += "<ul>\n";
      open.push(node.depth);
    } else {
      html += "</li>\n";
    }
    html += `<li><a href="#n${node.id}">${escaped(heading(node))}</a>`;
  }
  return html + "</li>\n</ul>".repeat(open.length);
}
