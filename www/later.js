/**
 * What is not in sight is drawn a little at a time, while the page has nothing else to do.
 *
 * A view draws what is seen at once and hands in the rest as a generator that yields after every small step. It may take
 * steps itself when a reader asks for something that is not there yet: both take them from the same generator.
 * `html[data-rest]` is `pending` until all of it is done, then `done`. A step that leaves much to lay out yields `true`:
 * that is enough for a slice.
 *
 * @module
 * @typedef {Iterator<true | undefined, void>} Work
 */

/** How long a slice takes steps, in milliseconds: the layout that follows fits into what a reader does not feel, too. */
const SLICE = 4;

const root = document.documentElement;

/** @type {Work[]} */
let queue = [];

/** Asks for a moment; where the browser cannot tell an idle one, any after the next paint will do. @param {() => void} work */
const ask = (work) => window.requestIdleCallback ? window.requestIdleCallback(work, { timeout: 50 }) : window.setTimeout(work, 20);

function slice() {
  const end = performance.now() + SLICE;
  while (queue.length && performance.now() < end) {
    const { done, value } = queue[0].next();
    if (done) queue.shift();
    if (value) break;
  }
  if (queue.length) ask(slice);
  else root.dataset.rest = "done";
}

/** Does work when there is time for it, in the order it was handed in. @param {Work} work */
export function later(work) {
  if (!queue.length) ask(slice);
  queue.push(work);
  root.dataset.rest = "pending";
}

/** Does work at once, as far as `until` wants it. @param {Work} work @param {() => boolean} [until] */
export function now(work, until = () => false) {
  while (!until() && !work.next().done);
}

// A sheet of paper has no later.
window.addEventListener("beforeprint", () => {
  for (const work of queue) now(work);
});
