/** The analysis as every face of Wenheng returns it. Spans are UTF-16 offsets into `Analysis.text`, end exclusive. */
export interface Analysis {
  schema: number;
  source: { name: string | null; format: string; encoding: string; length: number };
  title: string | null;
  year: number | null;
  metadata: Metadata[];
  text: string;
  /** Runs `[text start, source start, length]`, one to one. */
  alignment: [number, number, number][];
  repairs: Repair[];
  blocks: Block[];
  sentences: { span: Span; block: number; node: number | null }[];
  outline: Node[];
  indicators: Indicator[];
  checks: Check[];
  derived: Derived[];
  numbering: Numbering[];
  keywords?: Keyword[];
  words?: Words;
}

export interface Span {
  start: number;
  end: number;
}

export interface Metadata {
  key: string;
  /** What the key takes; `body`: who issues the document. */
  kind: "index" | "number" | "date" | "body" | "person" | "title" | "text" | "count" | "other";
  value: string;
  span: Span;
}

export interface Repair {
  kind: string;
  span: Span;
  before: string;
  after: string;
  certain: boolean;
}

export type Role =
  | "intro" | "review" | "highlights" | "problems" | "plan" | "closing" | "glossary" | "metadata" | "chrome";

export interface Block {
  kind: "heading" | "paragraph" | "metadata" | "chrome" | "table";
  span: Span;
  node: number | null;
  role?: Role | null;
}

export interface Node {
  id: number;
  parent: number | null;
  depth: number;
  form: "title" | "heading" | "run_in" | "inline";
  label: string;
  title: string;
  span: Span;
  extent: Span;
  role: Role | null;
  flaw: "missing_shi" | "gap" | "repeat" | "damaged" | null;
}

export type Kind =
  | "count" | "money" | "area" | "length" | "mass" | "volume" | "energy" | "duration" | "age"
  | "percent" | "multiple" | "rank" | "other";

export interface Indicator {
  id: number;
  span: Span;
  surface: string;
  value: number;
  value_max: number | null;
  unit: string;
  kind: Kind;
  qualifier: "exact" | "approx" | "over" | "under" | "range";
  name: string;
  status: "actual" | "target" | "prior";
  period: { from: string | null; to: string | null } | null;
  change: { basis: "yoy" | "mom" | "since"; direction: "up" | "down" } | null;
  /** What a reader mended by hand, in an export: the name that was found, whether it is struck out. */
  edited?: { name?: string; struck?: true };
  node: number | null;
  sentence: number;
}

export type Verdict = "ok" | "rounding" | "partial" | "compare" | "mismatch";

export interface Check {
  kind: "sum" | "ratio" | "difference" | "growth" | "repeat" | "enumeration" | "order" | "rate_over_time" | "mean" | "hedge" | "duration";
  verdict: Verdict;
  /** Indicator ids, the whole or the rate first. */
  members: number[];
  expected: number;
  stated: number;
  explain: string;
  /** 16 hex digits, the same as long as the evidence of its members is. */
  fingerprint: string;
}

/** A figure that the text implies and does not state: 1148 that are 89.55 % make a whole of 1282. */
export interface Derived {
  /** The rate first. */
  members: number[];
  value: number;
  /** Between what it lies, where the printed precision leaves a range. */
  low: number | null;
  high: number | null;
  unit: string;
  name: string;
  explain: string;
}

/** A label of the outline that does not follow the one before it. */
export interface Numbering {
  node: number;
  flaw: string;
  /** The label that would follow. */
  expected: string;
  stated: string;
  /** The label before and this one: `一是 → 三是`. */
  explain: string;
  fingerprint: string;
}

export interface Keyword {
  word: string;
  count: number;
  weight: number;
  /** Where it stands. */
  places: number[];
}

/** Where each word begins, in code units, and the number of its part of speech in `tagNames`; each ends where the next begins. */
export interface Words {
  starts: Uint32Array;
  tags: Uint8Array;
  tagNames: readonly string[];
}

/** A text cut into words: what `segment` gives, and what an analysis with its `words` makes up. */
export interface Cut extends Words {
  text: string;
}

export interface Word {
  text: string;
  start: number;
  end: number;
  /** jieba's name of the part of speech: `n`, `v`, `m`, … */
  tag: string;
}

/** One thing said of a figure, and why. */
export interface Decision {
  /** `qualifier` only where the number is not exact. */
  what: "value" | "qualifier" | "name" | "period" | "status";
  rule: string;
  /** What the rule says, in either language. */
  zh: string;
  en: string;
  /** The words it rests on; none where it rests on nothing having been said. */
  words: Span[];
}

export type Input = string | ArrayBuffer | Uint8Array | Blob;
export type Format = "json" | "csv" | "md" | "xlsx";

/** What a reader mended of an indicator by hand: another name, or struck out. */
export interface Edit {
  id: number;
  name?: string | null;
  struck?: boolean;
}

/** What is done to a document, in this order: the stages that `Analysis` is made by. */
export type Stage = "decode" | "repair" | "segment" | "outline" | "indicator" | "check" | "keyword";

/** How far an analysis is. */
export interface Progress {
  /** What begins now. */
  stage: Stage;
  /** What share of the work is behind it, from 0 to below 1: by how long the stages take on usual reports. */
  done: number;
}

/** A part as an address, which is read against the page's, as bytes, or as a promise of either. */
export type Source = string | URL | BufferSource | Promise<string | URL | BufferSource>;

/**
 * What an analyzer is made of; what is left out lies packed beside the module. Bytes are kept, because a worker that
 * replaces another needs them again.
 */
export interface Sources {
  /** The program. */
  wasm?: Source;
  /** The packed lexicon, of the same version. */
  lexicon?: Source;
  /** The program that writes workbooks; asked for with the first. */
  xlsx?: Source;
  /**
   * The worker's address (or a `TrustedScriptURL`), or what makes one. Given `options` it begins to load at once; without
   * them it loads when it is first spoken to. A classic worker does, if it runs the bundled script.
   */
  worker?: string | URL | ((options: { name: string; type: "module" }) => Worker);
}

export interface Options {
  /** The file's name, repeated in `source.name`. */
  name?: string;
  /** Cancels the request: the worker is ended and replaced. */
  signal?: AbortSignal;
  /** Told before each stage of `analyze`. What it is told of is work in the worker: a queue before it tells of nothing. */
  onProgress?: (progress: Progress) => void;
  /** Also return `words`. */
  emitWords?: boolean;
  /** The reader's own words, which are cut whole. */
  words?: string[];
  /** Kinds of repair that are not made. */
  withoutRepairs?: string[];
  /** The encoding to read bytes in: `utf-8`, `gb18030`, `big5`, `utf-16le`, `utf-16be`; by default the content decides. */
  encoding?: string;
  /** What the reader mended by hand in what the same document gave before; exports carry it and say so. */
  edits?: Edit[];
}

export interface Analyzer {
  /** Settles when the core and the lexicon are loaded. */
  readonly ready: Promise<void>;
  analyze(input: Input, options?: Options): Promise<Analysis>;
  /** Writes the result out: text, or the bytes of a workbook. */
  render(input: Input, format: "xlsx", options?: Options): Promise<Uint8Array<ArrayBuffer>>;
  render(input: Input, format: Exclude<Format, "xlsx">, options?: Options): Promise<string>;
  render(input: Input, format: Format, options?: Options): Promise<string | Uint8Array<ArrayBuffer>>;
  /** Reads the document again, in the same way, and says why the figure of that id was read as it was. */
  explain(input: Input, id: number, options?: Options): Promise<Decision[]>;
  /** Cuts into words and does nothing else. */
  segment(input: Input, options?: Options): Promise<Cut>;
  /** Ends the worker; every open request is rejected. */
  dispose(): void;
}

/**
 * What a request, or `ready`, may be rejected with, besides an `AbortError`. Before anything is read: `no_wasm`,
 * `no_worker`, `blocked` (by a security policy), `load_failed`, `lexicon_missing`, `lexicon_damaged`; of a document:
 * `too_large` and what the core refuses (`empty`, `undecodable`, `unsupported_format`, …); else `worker_crashed`,
 * `xlsx_missing`, `disposed`. The messages say what to do.
 */
export interface Failure extends Error {
  code: string;
  messageEn: string;
  /** What the machine said, where the message is not the core's own; in no particular language. */
  detail?: string;
  /** The address of the file that is missing, damaged or forbidden. */
  file?: string;
}

/** From the page to the worker. */
export type Request =
  | { id: number; task: "open"; parts: Omit<Parts, "xlsx"> }
  | { id: number; task: "analyze"; input: string | Uint8Array; options: Settings; watched: boolean }
  | { id: number; task: "explain"; input: string | Uint8Array; figure: number; options: Settings }
  | { id: number; task: "segment"; input: string | Uint8Array; options: Settings }
  | { id: number; task: "render"; input: string | Uint8Array; format: Format; options: Settings; xlsx?: Parts["xlsx"] };

export type Settings = Omit<Options, "signal" | "onProgress">;

/** What the worker loads: addresses, or bytes. */
export type Parts = Record<"wasm" | "lexicon" | "xlsx", string | BufferSource>;

/** From the worker to the page, after its first word, `{ life }`; `progress` answers nothing, and `list` is a part of the answer that follows. `fatal`: the worker cannot be used any more. */
export type Answer =
  | { id: number; value: unknown }
  | { id: number; progress: Progress }
  | { id: number; list: string; items: unknown[] }
  | { id: number; error: { code: string; message: string; messageEn: string; file?: string }; fatal: boolean };

/** The generated package. */
export interface Core {
  default(options: { module_or_path: Promise<Response | BufferSource> }): Promise<unknown>;
  open(lexicon: Uint8Array): void;
  analyze(input: string | Uint8Array, options: Settings, begins?: (stage: Stage) => void): Analysis;
  explain(input: string | Uint8Array, id: number, options: Settings): Decision[];
  segment(input: string | Uint8Array, options: Settings): Cut;
  render(input: string | Uint8Array, format: Exclude<Format, "xlsx"> | "tables", options: Settings): string;
}

/** The module that writes workbooks. */
export interface Workbooks {
  default(options: { module_or_path: Promise<Response | BufferSource> }): Promise<unknown>;
  workbook(tables: string): Uint8Array;
}
