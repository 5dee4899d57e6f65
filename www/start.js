/**
 * The page's analyzer, started before the rest of the page has loaded: the core and the lexicon are the longest way.
 *
 * @module
 */

import { createAnalyzer } from "./wenheng.js";

export const analyzer = createAnalyzer();
