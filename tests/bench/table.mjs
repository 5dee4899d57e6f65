/**
 * What was measured, as a table.
 *
 * @module
 *
 * @typedef {object} Row One measure of ours and the same of theirs
 * @property {string} name
 * @property {string} against
 * @property {string} unit
 * @property {number[]} ours samples
 * @property {number[]} theirs samples
 * @property {number} [ratioAtMost] the aim for ours ÷ theirs, where less is better
 * @property {number} [ratioAtLeast] the aim for ours ÷ theirs, where more is better
 * @property {number} [oursAtMost] the aim for ours alone
 *
 * @typedef {{ browser: string, processors: number, load: { before: number, after: number } }} Circumstances
 */

/** @param {number[]} samples */
function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three digits that matter. @param {number} value */
const short = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** @param {Row} row */
function aim({ ours, theirs, unit, ratioAtMost, ratioAtLeast, oursAtMost }) {
  const ratio = median(ours) / median(theirs);
  if (ratioAtMost !== undefined) return [`≤ ${ratioAtMost} ×`, ratio <= ratioAtMost ? "reached" : "MISSED"];
  if (ratioAtLeast !== undefined) return [`≥ ${ratioAtLeast} ×`, ratio >= ratioAtLeast ? "reached" : "MISSED"];
  if (oursAtMost !== undefined) return [`≤ ${oursAtMost} ${unit}`, median(ours) <= oursAtMost ? "reached" : "MISSED"];
  return ["", ""];
}

/** Prints the medians and their ratio. @param {Row[]} rows @param {Circumstances} circumstances */
export function print(rows, { browser, processors, load }) {
  const cells = rows.map((row) => {
    const [ours, theirs] = [median(row.ours), median(row.theirs)];
    const runs = row.ours.length === row.theirs.length ? `${row.ours.length}` : `${row.ours.length}/${row.theirs.length}`;
    return [row.name, row.against, `${short(ours)} ${row.unit}`, `${short(theirs)} ${row.unit}`, `${short(ours / theirs)} ×`, ...aim(row), runs];
  });
  const table = [["", "against", "ours", "theirs", "ratio", "aim", "", "runs"], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  const isNumber = (/** @type {number} */ column) => column > 1 && column !== 6;
  console.log();
  for (const line of table) {
    console.log(line.map((cell, i) => (isNumber(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ").trimEnd());
  }
  console.log(`\nMedians of so many runs (ours/theirs where they differ), in turns, after discarded ones, in ${browser} on ${processors} processors;`);
  console.log(`the load was ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after; a busy machine blurs times more than ratios.`);
}
