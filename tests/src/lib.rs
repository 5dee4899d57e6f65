//! What the tests of the whole share.

pub mod laws;
pub mod memory;
pub mod pieces;
pub mod seeds;
pub mod shapes;
pub mod zip;

use std::cell::RefCell;
use wenheng_core::{Analysis, Analyzer, InputError, Lexicon, Options, Words};

thread_local! {
    static ANALYZER: RefCell<Analyzer> = RefCell::new(Analyzer::new(lexicon()));
}

/// The lexicon that laws are tried with: the built-in one, or its commonest words where `WENHENG_COMMON_WORDS` is set. The
/// model of characters, which damage asks for, is made of it in a fiftieth of the time then.
pub fn lexicon() -> Lexicon {
    const COMMON: u32 = 3000;
    let whole = wenheng_lexicon::builtin();
    if std::env::var_os("WENHENG_COMMON_WORDS").is_none() {
        return whole;
    }
    let words: Vec<_> = whole.iter().filter(|(_, entry)| entry.freq >= COMMON).collect();
    let packed = wenheng_lexicon::pack(words.iter().map(|(word, entry)| (word.as_str(), entry.freq, entry.tag)));
    Lexicon::open(packed.expect("they were packed before")).expect("it was packed")
}

/// Reads a document with the thread's analyzer, which has read others before: that must make no difference.
///
/// # Errors
/// As [`Analyzer::analyze`].
pub fn analyze(bytes: &[u8], options: &Options) -> Result<Analysis, InputError> {
    ANALYZER.with_borrow_mut(|analyzer| analyzer.analyze(bytes, options))
}

/// Cuts a document into words with the thread's analyzer.
///
/// # Errors
/// As [`Analyzer::segment`].
pub fn segment(bytes: &[u8], options: &Options) -> Result<Words, InputError> {
    ANALYZER.with_borrow_mut(|analyzer| analyzer.segment(bytes, options))
}
