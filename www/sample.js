/**
 * The sample report.
 *
 * @module
 */

/** Its text. The page that `cargo xtask dist` makes has it inside. @returns {Promise<string>} */
export async function sample() {
  const response = await fetch(new URL("./sample.txt", import.meta.url));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.text();
}
