/**
 * What the reader has mended by hand, written into what core has exported: a new name stands for the old one and says so, a
 * row that was struck out is left out. JSON keeps such a row, because checks speak of it by its number, and marks it.
 *
 * @module
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./types").Format} Format
 */

import { t } from "./strings.js";

/** A field of CSV, with what ends it. */
const FIELD = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g;

/** @param {string} text */
const quoted = (text) => `"${(/^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;

/** @param {string} text */
const escaped = (text) => text.replace(/[|\\*_`<[\]#]/g, "\\$&");

/** @type {Record<Format, (text: string, model: Model) => string>} */
const WRITE = {
  csv(text, { indicator, renamed, struck }) {
    const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
    /** @type {string[][]} */
    const records = [[]];
    FIELD.lastIndex = mark.length;
    for (let field = FIELD.exec(text); field && field.index < text.length; field = FIELD.exec(text)) {
      records[records.length - 1].push(field[1]);
      if (field[2] !== ",") records.push([]);
    }
    const lines = records.filter((record) => record.length > 1).map((record, i) => {
      if (!i) return [...record, quoted(t("edit.column"))];
      const id = Number(record[0]) - 1;
      const was = renamed.get(id);
      if (struck.has(id)) return null;
      return was === undefined ? [...record, ""] : [record[0], quoted(indicator(id).name), ...record.slice(2), quoted(t("edit.was", was))];
    });
    return mark + lines.filter(Boolean).map((record) => `${/** @type {string[]} */ (record).join(",")}\r\n`).join("");
  },
  json(text, { indicator, renamed, struck }) {
    const [before, list, after] = parted(text, '"indicators":[\n', "\n]");
    return before + list.split("\n").map((line) => {
      const id = Number((/^\{"id":(\d+),/.exec(line) || [])[1]);
      const was = renamed.get(id);
      if (was === undefined && !struck.has(id)) return line;
      const edited = JSON.stringify({ name: was, struck: struck.has(id) || undefined });
      return line.replace(/"name":"(?:[^"\\]|\\.)*"/, () => `"name":${JSON.stringify(indicator(id).name)},"edited":${edited}`);
    }).join("\n") + after;
  },
  md(text, { analysis, indicator, renamed, struck }) {
    // Where the figures of an alarm are listed, a new name stands for the old one, too.
    const named = [...renamed].reduce((all, [id, was]) => {
      const line = (/** @type {string} */ name) => `  - ${escaped(indicator(id).surface)} ${escaped(name)}`;
      return all.split(line(was)).join(line(indicator(id).name));
    }, text);
    const [before, list, after] = parted(named, "\n| --- | --- | ---: | --- | --- | --- |\n", "\n\n");
    const rows = list.replace(/\n$/, "").split("\n");
    const whole = rows.length === analysis.indicators.length;
    const table = rows.map((row, i) => {
      const { id } = whole ? analysis.indicators[i] : { id: -1 };
      if (struck.has(id)) return null;
      const was = renamed.get(id);
      return was === undefined ? row : row.replace(/^\| (?:[^|\\]|\\.)* \|/, () => `| ${escaped(indicator(id).name)}（${escaped(t("edit.was", was))}） |`);
    });
    const notes = [
      ...[...renamed].map(([id, was]) => `- ${escaped(indicator(id).name)} ${escaped(indicator(id).surface)}${t("listed")}${escaped(t("edit.was", was))}`),
      ...[...struck].map((id) => `- ~~${escaped(indicator(id).name)} ${escaped(indicator(id).surface)}~~`),
    ];
    return `${before}${table.filter((row) => row !== null).join("\n")}\n${after.trim() ? after : ""}\n## ${t("edit.column")}\n\n${notes.join("\n")}\n`;
  },
};

/** A text around what stands between two marks; the last of the three is empty where there is no such place. @param {string} text @param {string} from @param {string} to */
function parted(text, from, to) {
  const start = text.indexOf(from);
  if (start < 0) return [text, "", ""];
  const end = text.indexOf(to, start + from.length);
  return [text.slice(0, start + from.length), text.slice(start + from.length, end < 0 ? text.length : end), end < 0 ? "" : text.slice(end)];
}

/** An export with what was mended. @param {string} text @param {Format} format @param {Model} model */
export const edited = (text, format, model) => model.renamed.size || model.struck.size ? WRITE[format](text, model) : text;
