//! Reads a Chinese government work report: rebuilds its outline, extracts every indicator with its evidence, and checks
//! the figures against each other (数据勾稽).
//!
//! ```
//! use wenheng_core::{Analyzer, Options};
//!
//! let report = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。";
//! let mut analyzer = Analyzer::new(wenheng_lexicon::builtin());
//! let analysis = analyzer.analyze(report, &Options::default())?;
//! let rate = &analysis.indicators[2];
//! assert_eq!(analysis.surface(rate), "98.06%");
//! assert_eq!(analysis.working(&analysis.checks[0]), "1466 ÷ 1495 = 98.06%");
//! # Ok::<(), wenheng_core::InputError>(())
//! ```
//!
//! An [`Analyzer`] holds a [`Lexicon`], takes bytes and [`Options`] and gives an [`Analysis`]; [`export`] writes it as
//! JSON, CSV, tables for a workbook and Markdown. Nothing here reads files, clocks or the environment, and no document
//! makes it fail but one that cannot be read at all ([`InputError`]).
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
mod room;
mod segment;
mod sort;
mod text;

use std::borrow::Cow;

pub use analysis::*;
pub use decode::{Decoded, Decoder, Encoding, Foreign, Input, InputError, MAX_BYTES, Part};
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
    /// Whether it is kept why each figure was read so, for [`Analysis::explain`]; 150 bytes a figure.
    pub reasons: bool,
    /// Kinds of repair that are not made.
    pub without_repairs: Vec<RepairKind>,
    /// The encoding that the reader chose; by default the content decides.
    pub encoding: Option<Encoding>,
    /// What decodes GB 18030 and Big5. By default `encoding_rs`; without the feature `encodings` nothing, and every byte
    /// of them becomes U+FFFD.
    pub decoder: Decoder,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            name: None,
            emit_words: false,
            words: Vec::new(),
            reasons: false,
            without_repairs: Vec::new(),
            encoding: None,
            decoder: decode::default_decoder,
        }
    }
}

/// Reads the text of one document and does nothing else: what [`Analysis::alignment`] leads back to.
///
/// Plain UTF-8 comes out as it is. Costs time in proportion to the document's length.
///
/// # Errors
/// As [`Analyzer::analyze`].
pub fn decode<'b>(bytes: &'b [u8], options: &Options) -> Result<Decoded<'b>, InputError> {
    decode::decode(bytes.into(), options.encoding, options.decoder)
}

/// What is done to a document, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Bytes to source text.
    Decode,
    /// Source text to clean text.
    Repair,
    /// Lines, sentences and words.
    Segment,
    /// Title, year and sections.
    Outline,
    /// Figures and what they mean.
    Indicators,
    /// What the document speaks of.
    Keywords,
    /// Figures against each other.
    Checks,
}

impl Stage {
    /// The stage's name for programs: `decode`, `repair`, `segment`, `outline`, `indicator`, `check` or `keyword`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Repair => "repair",
            Self::Segment => "segment",
            Self::Outline => "outline",
            Self::Indicators => "indicator",
            Self::Keywords => "keyword",
            Self::Checks => "check",
        }
    }
}

/// Reads documents with one lexicon.
///
/// What it keeps from one document to the next are the lexicon's words that it has met, up to some 10 MB of them, and from
/// the first damaged one on how often characters follow each other, some 18 MB: a later document is read faster, and never
/// otherwise than by an analyzer of its own.
pub struct Analyzer {
    segmenter: segment::Segmenter,
    repairer: repair::Repairer,
}

impl Analyzer {
    /// Makes an analyzer that has met no word yet.
    pub fn new(lexicon: Lexicon) -> Self {
        Analyzer { segmenter: segment::Segmenter::new(lexicon), repairer: repair::Repairer::default() }
    }

    /// Cuts one document into words and does nothing else.
    ///
    /// The words are jieba's with the whole lexicon and [`Options::words`]; a number with its 万 and %, and a date, is one
    /// word.
    ///
    /// # Errors
    /// As [`Analyzer::analyze`].
    pub fn segment<'d>(&mut self, document: impl Into<Input<'d>>, options: &Options) -> Result<Words, InputError> {
        let Clean { text, is_source, .. } = self.clean(document.into(), options, &mut |_| {})?;
        let words = segment::words(&text, &mut self.segmenter, &options.words);
        Ok(Words { text, words, is_source })
    }

    /// Reads one document.
    ///
    /// Costs time and memory in proportion to its length: a report of 18 KB takes some milliseconds natively.
    ///
    /// # Errors
    /// When the bytes are no document that can be read: [`InputError`] says why and what to do. A malformed report is no
    /// error.
    pub fn analyze<'d>(&mut self, document: impl Into<Input<'d>>, options: &Options) -> Result<Analysis, InputError> {
        self.analyze_staged(document, options, |_| {})
    }

    /// As [`Analyzer::analyze`]; calls `begins` before each stage, for whoever shows how far it is or takes the time.
    ///
    /// # Errors
    /// As [`Analyzer::analyze`].
    pub fn analyze_staged<'d>(
        &mut self,
        document: impl Into<Input<'d>>,
        options: &Options,
        mut begins: impl FnMut(Stage),
    ) -> Result<Analysis, InputError> {
        let Clean { text, source, alignment, repairs, replaced, .. } =
            self.clean(document.into(), options, &mut begins)?;
        begins(Stage::Segment);
        let mut segments = segment::segment(&text, &mut self.segmenter, &options.words);
        begins(Stage::Outline);
        let outline = outline::outline(&text, &mut segments);
        begins(Stage::Indicators);
        let indicators = indicator::indicators(&text, &segments, &outline, options.reasons);
        begins(Stage::Keywords);
        let keywords = keyword::keywords(&text, &segments, self.segmenter.lexicon());
        // Checks need no words, and may need their room.
        let words = options.emit_words.then_some(segments.words);
        begins(Stage::Checks);
        let findings = check::check(&text, &segments.sentences, &outline.nodes, &indicators);
        Ok(Analysis {
            source,
            title: outline.title,
            year: outline.year,
            metadata: segments.metadata,
            alignment,
            repairs,
            replaced,
            blocks: segments.blocks,
            sentences: segments.sentences,
            outline: outline.nodes,
            indicators,
            checks: findings.checks,
            members: findings.members,
            workings: findings.workings,
            derived: findings.derived,
            numbering: findings.numbering,
            keywords,
            words,
            text,
        })
    }
}

/// A document as the later stages read it, and how it came about.
struct Clean {
    text: String,
    source: Source,
    alignment: Alignment,
    repairs: Vec<Repair>,
    replaced: String,
    /// Whether the text is the document itself, where that was valid UTF-8.
    is_source: bool,
}

impl Analyzer {
    /// Decodes and repairs. Bytes that are clean text and the caller's to give become the text, without a copy.
    fn clean(
        &mut self,
        document: Input<'_>,
        options: &Options,
        begins: &mut impl FnMut(Stage),
    ) -> Result<Clean, InputError> {
        begins(Stage::Decode);
        let decoded = decode::decode(document, options.encoding, options.decoder)?;
        let source = Source { name: options.name.clone(), format: decoded.format, encoding: decoded.encoding };
        begins(Stage::Repair);
        let repair::Repaired { text, alignment, repairs, replaced } =
            self.repairer.repair(&decoded.text, self.segmenter.lexicon(), options);
        let is_source = matches!(text, Cow::Borrowed(_)) && source.format == "text" && source.encoding == "UTF-8";
        let text = match text {
            Cow::Owned(text) => text,
            Cow::Borrowed(_) => decoded.text.into_owned(),
        };
        Ok(Clean { text, source, alignment, repairs, replaced, is_source })
    }
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer").field("lexicon", self.segmenter.lexicon()).finish_non_exhaustive()
    }
}
