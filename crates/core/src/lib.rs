//! Reads a Chinese government work report: rebuilds its outline, extracts every indicator with its evidence, and checks
//! the figures against each other (数据勾稽).
//!
//! ```
//! use wenheng_core::{Options, analyze};
//!
//! let report = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。";
//! let analysis = analyze(report.as_bytes(), &wenheng_lexicon::builtin(), &Options::default())?;
//! let rate = &analysis.indicators[2];
//! assert_eq!(analysis.surface(rate), "98.06%");
//! assert_eq!(analysis.checks[0].explain, "1466 ÷ 1495 = 98.06%");
//! # Ok::<(), wenheng_core::InputError>(())
//! ```
//!
//! [`analyze`] takes bytes, a [`Lexicon`] and [`Options`] and gives an [`Analysis`]; [`export`] writes it as JSON, CSV and
//! Markdown. Nothing here reads files, clocks or the environment, and no document makes it fail but one that cannot be
//! read at all ([`InputError`]).
#![forbid(unsafe_code)]

mod analysis;
mod check;
mod data;
mod decode;
pub mod export;
mod han;
mod indicator;
mod keyword;
mod outline;
mod repair;
mod segment;
mod text;

pub use analysis::*;
pub use decode::{Decoder, Encoding, Foreign, InputError, MAX_BYTES};
pub use text::{Alignment, Span, Utf16Index, utf16_len};
pub use wenheng_lexicon::Lexicon;

/// What the caller may choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// The document's name, for the result.
    pub name: Option<String>,
    /// Whether the words are part of the result.
    pub emit_words: bool,
    /// The reader's own words, which are cut whole; those of one character are passed over.
    pub words: Vec<String>,
    /// Kinds of repair that are not made.
    pub without_repairs: Vec<RepairKind>,
    /// Reads the legacy encodings: `encoding_rs`, where the feature `encodings` is on.
    pub decoder: Decoder,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            name: None,
            emit_words: false,
            words: Vec::new(),
            without_repairs: Vec::new(),
            decoder: decode::default_decoder,
        }
    }
}

/// Cuts one document into words and does nothing else.
///
/// The words are jieba's with the whole lexicon and [`Options::words`]; a number with its 万 and %, and a date, is one word.
///
/// # Errors
/// As [`analyze`].
pub fn segment(bytes: &[u8], lexicon: &Lexicon, options: &Options) -> Result<Words, InputError> {
    let text = repair::repair(decode::decode(bytes)?.text, lexicon, options).text;
    let words = segment::words(&text, lexicon, &options.words);
    Ok(Words { text, words })
}

/// Reads one document.
///
/// Costs time and memory in proportion to its length: a report of 18 KB takes some ten milliseconds natively.
///
/// # Errors
/// When the bytes are not a text that can be read: [`InputError`] says why and what to do. A malformed report is no error.
pub fn analyze(bytes: &[u8], lexicon: &Lexicon, options: &Options) -> Result<Analysis, InputError> {
    let source = decode::decode(bytes)?;
    let repaired = repair::repair(source.text, lexicon, options);
    let text = repaired.text;
    let mut segments = segment::segment(&text, lexicon, &options.words);
    let outline = outline::outline(&text, &mut segments);
    let indicators = indicator::indicators(&text, &segments, &outline);
    let checks = check::checks(&text, &segments.sentences, &indicators);
    let keywords = keyword::keywords(&text, &segments, lexicon);
    Ok(Analysis {
        source: Source { name: options.name.clone(), format: source.format, encoding: source.encoding },
        title: outline.title,
        year: outline.year,
        metadata: segments.metadata,
        alignment: repaired.alignment,
        repairs: repaired.repairs,
        blocks: segments.blocks,
        sentences: segments.sentences,
        outline: outline.nodes,
        indicators,
        checks,
        keywords,
        words: options.emit_words.then_some(segments.words),
        text,
    })
}
