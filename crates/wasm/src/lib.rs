//! The boundary: [`wenheng_core`] as five JavaScript functions, and nothing else.
//!
//! ```js
//! import init, { open, analyze, render } from "./pkg/wenheng_wasm.js";
//! import { FILES } from "./pkg/files.js"; // what the files are called that are named by their content
//! const base = new URL("./pkg/", import.meta.url);
//! await init();
//! open(new Uint8Array(await (await fetch(new URL(FILES["lexicon.bin"], base))).arrayBuffer()));
//! const { text, indicators } = analyze(await file.arrayBuffer().then((b) => new Uint8Array(b)), { name: file.name });
//! text.slice(indicators[0].span.start, indicators[0].span.end) === indicators[0].surface; // true
//! ```
//!
//! Plain objects go out and nothing of this side is kept by the other: there is no handle to free. What is refused is
//! thrown as an `Error` with a `code`, a Chinese `message` and an English `messageEn`.

use std::cell::RefCell;

use js_sys::{Array, Error, Function, JsString, Object, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wenheng_core::{
    Analysis, Analyzer, Decision, Edit, Encoding, Input, InputError, Lexicon, Options, RepairKind, Stage, TAGS,
    Utf16Index, export,
};
use wenheng_lexicon::LexiconError;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/**
 * What may be asked for: the name is repeated in the result, `emitWords` adds `words`, the reader's `words` are cut whole,
 * bytes are read in `encoding` (a WHATWG label: "utf-8", "utf-16le", "utf-16be", "gbk", "gb18030", "big5") and not in the
 * one that their content tells, repairs of the kinds in `withoutRepairs` are not made, and `analyze` and `render` carry out
 * the `edits` that a reader made by hand to what the same document gave before.
 */
export interface Options {
  name?: string | null; emitWords?: boolean | null; words?: string[] | null; encoding?: string | null;
  withoutRepairs?: string[] | null; edits?: Edit[] | null;
}

/** Another name for the indicator of that id, or its striking out. */
export interface Edit { id: number; name?: string | null; struck?: boolean | null }

/** Where each word begins, in UTF-16 code units, and the number of its tag in `tagNames`. */
export interface Words { starts: Uint32Array; tags: Uint8Array; tagNames: readonly string[] }

/** What every refusal is thrown as: `message` is Chinese, `code` is for programs. */
export interface Refusal extends Error { code: string; messageEn: string }

/** Opens the packed lexicon; the analyses after it use it. */
export function open(lexicon: Uint8Array): void;
/** What is done to a document, in this order. */
export type Stage = "decode" | "repair" | "segment" | "outline" | "indicator" | "keyword" | "check";

/**
 * Analyses a document, given as bytes or as text; the result is the project's public JSON as an object. `begins` is called
 * before each stage.
 */
export function analyze(input: Uint8Array | string, options?: Options | null, begins?: ((stage: Stage) => void) | null): any;
/** Cuts a document into words and does nothing else; `text` is what the offsets count in. */
export function segment(input: Uint8Array | string, options?: Options | null): Words & { text: string };
/** One thing said of a figure, the rule behind it in both languages, and the words it rests on, as spans of `text`. */
export interface Decision {
  what: "value" | "qualifier" | "name" | "period" | "status";
  rule: string; zh: string; en: string; words: { start: number; end: number }[];
}

/** Analyses a document and says why the figure of that id was read as it was. */
export function explain(input: Uint8Array | string, id: number, options?: Options | null): Decision[];
/** Analyses a document and writes the result out; `tables` is JSON for `workbook` of the module `wenheng_xlsx`. */
export function render(input: Uint8Array | string, format: "json" | "csv" | "md" | "tables", options?: Options | null): string;
"#;

thread_local! {
    static ANALYZER: RefCell<Option<Analyzer>> = const { RefCell::new(None) };
    /// The names of all tags, which every result shares; frozen.
    static TAG_NAMES: Array = {
        let names: Array = TAGS.iter().map(|&name| JsValue::from(name)).collect();
        Object::freeze(&names);
        names
    };
}

/// Reports a panic, which is a bug here, on the console before it ends the instance.
#[wasm_bindgen(start, skip_typescript)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Opens the packed lexicon; the analyses after it use it.
#[wasm_bindgen(skip_typescript)]
pub fn open(lexicon: &JsValue) -> Result<(), JsValue> {
    let bytes = lexicon.dyn_ref::<Uint8Array>().ok_or(Refusal::LexiconType)?.to_vec();
    let lexicon = Lexicon::open(bytes).map_err(Refusal::Lexicon)?;
    ANALYZER.set(Some(Analyzer::new(lexicon)));
    Ok(())
}

/// Analyses a document: its bytes, or its text. Tells `begins`, where it is a function, the name of each stage before it.
#[wasm_bindgen(skip_typescript)]
pub fn analyze(input: &JsValue, options: &JsValue, begins: &JsValue) -> Result<JsValue, JsValue> {
    let analysis = analysis(input, options, begins)?;
    let object = analysis.serialize(&Serializer::json_compatible())?;
    if let Some(arrays) = analysis.word_arrays() {
        set(&object, "words", &words_object(arrays));
    }
    Ok(object)
}

/// Analyses a document and says why one of its figures was read as it was.
#[wasm_bindgen(skip_typescript)]
pub fn explain(input: &JsValue, id: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = Options { reasons: true, ..read_options(options)? };
    let analysis = read(input, &options, &JsValue::UNDEFINED)?;
    let id = id.as_f64().filter(|id| id.fract() == 0.0 && *id >= 0.0);
    let decisions = id.and_then(|id| analysis.explain(id as usize));
    let decisions = decisions.ok_or_else(|| Refusal::option("id", "一项指标的序号", "the id of an indicator"))?;
    let index = Utf16Index::new(&analysis.text);
    let list = Array::new();
    for decision in decisions {
        let words = Array::new();
        for span in decision.reason.words() {
            let word = Object::new();
            set(&word, "start", &index.at(span.start).into());
            set(&word, "end", &index.at(span.end).into());
            words.push(&word);
        }
        let object = Object::new();
        let Decision { what, zh, en, reason } = decision;
        for (key, text) in [("what", what), ("rule", reason.rule.name()), ("zh", zh), ("en", en)] {
            set(&object, key, &text.into());
        }
        set(&object, "words", &words);
        list.push(&object);
    }
    Ok(list.into())
}

/// Cuts a document into words and does nothing else.
#[wasm_bindgen(skip_typescript)]
pub fn segment(input: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let words = run(Analyzer::segment, input, &read_options(options)?)?;
    let object = words_object(words.arrays());
    // The string that was given need not cross again. One with half a character became another (U+FFFD).
    let given = words.is_source && input.is_string() && !words.text.contains('\u{fffd}');
    set(&object, "text", &if given { input.clone() } else { words.text.into() });
    Ok(object)
}

/// Words as typed arrays, which cross without a copy a word.
fn words_object((starts, tags): (Vec<u32>, Vec<u8>)) -> JsValue {
    let words = Object::new();
    set(&words, "starts", &Uint32Array::from(&starts[..]));
    set(&words, "tags", &Uint8Array::from(&tags[..]));
    TAG_NAMES.with(|names| set(&words, "tagNames", names));
    words.into()
}

/// Analyses a document and writes the result as `json`, `csv` or `md`, or as the `tables` that a workbook is made of.
#[wasm_bindgen(skip_typescript)]
pub fn render(input: &JsValue, format: &JsValue, options: &JsValue) -> Result<String, JsValue> {
    let write = match format.as_string().as_deref() {
        Some("json") => export::json,
        Some("csv") => export::csv,
        Some("md") => export::markdown,
        Some("tables") => export::tables_json,
        _ => {
            let known = "\"json\", \"csv\", \"md\" or \"tables\"";
            return Err(Refusal::option("format", "json、csv、md 或 tables", known).into());
        }
    };
    Ok(write(&analysis(input, options, &JsValue::UNDEFINED)?))
}

/// Analyses a document and carries out what its reader mended.
fn analysis(input: &JsValue, options: &JsValue, begins: &JsValue) -> Result<Analysis, Refusal> {
    let mut analysis = read(input, &read_options(options)?, begins)?;
    let edits = if options.is_object() { Reflect::get(options, &"edits".into()).ok() } else { None };
    if let Some(edits) = edits.filter(|edits| !edits.is_undefined() && !edits.is_null()) {
        let known = "[{ id, name?, struck? }]";
        let refusal = || Refusal::option("edits", known, known);
        let edits = edits.dyn_ref::<Array>().ok_or_else(refusal)?;
        analysis.edit(edits.iter().map(|edit| read_edit(&edit)).collect::<Option<_>>().ok_or_else(refusal)?);
    }
    Ok(analysis)
}

/// Reads an `Edit` of the types above.
fn read_edit(edit: &JsValue) -> Option<Edit> {
    let get = |key: &str| Reflect::get(edit, &key.into()).ok();
    let id = get("id")?.as_f64().filter(|id| id.fract() == 0.0 && *id >= 0.0)?;
    let (name, struck) = (get("name")?, get("struck")?);
    let absent = |value: &JsValue| value.is_undefined() || value.is_null();
    Some(Edit {
        id: id as usize,
        name: if absent(&name) { None } else { Some(name.as_string()?) },
        struck: if absent(&struck) { false } else { struck.as_bool()? },
    })
}

/// Analyses a document; what `begins` throws is its own affair.
fn read(input: &JsValue, options: &Options, begins: &JsValue) -> Result<Analysis, Refusal> {
    let begins: Option<&Function> = begins.dyn_ref();
    let tell = |stage: Stage| {
        if let Some(begins) = begins {
            let _ = begins.call1(&JsValue::UNDEFINED, &stage.name().into());
        }
    };
    run(|analyzer, document, options| analyzer.analyze_staged(document, options, tell), input, options)
}

/// Does `work` on the bytes or the text of `input` with the open lexicon.
fn run<T>(
    work: impl Fn(&mut Analyzer, Input<'static>, &Options) -> Result<T, InputError>,
    input: &JsValue,
    options: &Options,
) -> Result<T, Refusal> {
    let document = if let Some(text) = input.as_string() {
        Input::from(text)
    } else {
        Input::from(input.dyn_ref::<Uint8Array>().ok_or(Refusal::InputType)?.to_vec())
    };
    ANALYZER.with_borrow_mut(|analyzer| {
        let analyzer = analyzer.as_mut().ok_or(Refusal::NoLexicon)?;
        work(analyzer, document, options).map_err(Refusal::Input)
    })
}

#[wasm_bindgen]
extern "C" {
    /// The platform's decoder, which follows the WHATWG Encoding Standard.
    type TextDecoder;
    #[wasm_bindgen(constructor, catch)]
    fn new(label: &str) -> Result<TextDecoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> Result<String, JsValue>;
}

/// Decodes with the platform's tables, so that none are downloaded. A platform without them reads nothing: what is empty
/// is no evidence for an encoding.
fn decoder(encoding: Encoding, bytes: &[u8]) -> String {
    TextDecoder::new(encoding.name()).and_then(|decoder| decoder.decode(bytes)).unwrap_or_default()
}

/// Reads the `Options` of the types above; what is undefined or null counts as left out.
fn read_options(object: &JsValue) -> Result<Options, Refusal> {
    let mut options = Options { decoder, ..Options::default() };
    if object.is_undefined() || object.is_null() {
        return Ok(options);
    }
    let object: &Object = object.dyn_ref().ok_or_else(|| Refusal::option("options", "对象", "an object"))?;
    for entry in Object::entries(object) {
        let entry: Array = entry.unchecked_into();
        let (key, value) = (String::from(entry.get(0).unchecked_into::<JsString>()), entry.get(1));
        if value.is_undefined() || value.is_null() {
            continue;
        }
        match key.as_str() {
            "name" => {
                options.name = Some(value.as_string().ok_or_else(|| Refusal::option(&key, "字符串", "a string"))?);
            }
            "emitWords" => {
                options.emit_words = value.as_bool().ok_or_else(|| Refusal::option(&key, "布尔值", "a boolean"))?;
            }
            "words" => {
                options.words =
                    strings(&value).ok_or_else(|| Refusal::option(&key, "字符串数组", "an array of strings"))?;
            }
            "withoutRepairs" => {
                let kinds =
                    strings(&value).and_then(|names| names.iter().map(|name| RepairKind::from_name(name)).collect());
                options.without_repairs = kinds.ok_or_else(|| {
                    let names = RepairKind::ALL.iter().map(|kind| kind.name());
                    let names = names.collect::<Vec<_>>().join(", ");
                    Refusal::option(&key, format!("数组，元素取自 {names}"), format!("an array of {names}"))
                })?;
            }
            "encoding" => {
                let label = value.as_string();
                options.encoding = Some(label.and_then(|label| Encoding::from_label(&label)).ok_or_else(|| {
                    Refusal::option(&key, "utf-8、utf-16le、utf-16be、gbk、gb18030 或 big5", ENCODINGS)
                })?);
            }
            "edits" => {} // what is done with an analysis, not how it is made: `analysis` reads them
            _ => {
                let known = "name, emitWords, words, encoding, withoutRepairs, edits";
                return Err(Refusal::option(&key, format!("{known} 之一"), format!("one of {known}")));
            }
        }
    }
    Ok(options)
}

/// The strings of an array; `None` if it is no array of strings.
fn strings(value: &JsValue) -> Option<Vec<String>> {
    value.dyn_ref::<Array>()?.iter().map(|item| item.as_string()).collect()
}

const ENCODINGS: &str = "\"utf-8\", \"utf-16le\", \"utf-16be\", \"gbk\", \"gb18030\" or \"big5\"";

/// Everything that is refused here.
enum Refusal {
    Input(InputError),
    Lexicon(LexiconError),
    LexiconType,
    NoLexicon,
    InputType,
    Option { name: String, zh: String, en: String },
}

impl Refusal {
    fn option(name: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Option { name: name.to_owned(), zh: zh.into(), en: en.into() }
    }

    /// The error's `code`, its message in Chinese and its message in English.
    fn parts(&self) -> (&'static str, String, String) {
        match self {
            Self::Input(error) => (error.code(), error.message_zh(), error.message_en()),
            Self::Lexicon(error) => (
                "bad_lexicon",
                "词典文件不完整或版本不符：请刷新页面重新下载，或运行 cargo xtask pack 重新打包".into(),
                format!("the lexicon cannot be opened: {error}; reload the page or run cargo xtask pack"),
            ),
            Self::LexiconType => (
                "bad_lexicon",
                "open 需要 Uint8Array：请传入词典文件的字节".into(),
                "open takes the bytes of the lexicon file as a Uint8Array".into(),
            ),
            Self::NoLexicon => (
                "no_lexicon",
                "尚未打开词典：请先以词典文件的字节调用 open".into(),
                "no lexicon is open: call open with the lexicon's bytes first".into(),
            ),
            Self::InputType => (
                "bad_input",
                "文档须是 Uint8Array 或字符串".into(),
                "the document must be a Uint8Array or a string".into(),
            ),
            Self::Option { name, zh, en } => {
                ("bad_option", format!("选项 {name} 有误：应为{zh}"), format!("option {name}: expected {en}"))
            }
        }
    }
}

impl From<Refusal> for JsValue {
    /// The one error mapper.
    fn from(refusal: Refusal) -> Self {
        let (code, zh, en) = refusal.parts();
        let error = Error::new(&zh);
        set(&error, "code", &code.into());
        set(&error, "messageEn", &en.into());
        error.into()
    }
}

#[inline(never)]
fn set(object: &JsValue, key: &str, value: &JsValue) {
    Reflect::set(object, &key.into(), value).expect("plain objects take properties");
}
