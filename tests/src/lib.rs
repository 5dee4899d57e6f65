//! What the tests of the whole share.

pub mod laws;
pub mod memory;
pub mod pieces;
pub mod seeds;
pub mod shapes;
pub mod zip;

use std::cell::RefCell;
use std::sync::LazyLock;
use wenheng_core::{Analysis, Analyzer, InputError, Lexicon, Options, Words};

thread_local! {
    static ANALYZER: RefCell<Analyzer> = RefCell::new(Analyzer::new(lexicon()));
}

/// The lexicon that laws are tried with: the built-in one, or its commonest words where `WENHENG_COMMON_WORDS` is set. The
/// model of characters, which damage asks for, is made of it in a fiftieth of the time then.
pub fn lexicon() -> Lexicon {
    const COMMON: u32 = 3000;
    static PACKED: LazyLock<Option<Vec<u8>>> = LazyLock::new(|| {
        std::env::var_os("WENHENG_COMMON_WORDS")?;
        let whole = wenheng_lexicon::builtin();
        let words: Vec<_> = whole.iter().filter(|(_, entry)| entry.freq >= COMMON).collect();
        let words = words.iter().map(|(word, entry)| (word.as_str(), entry.freq, entry.tag));
        Some(wenheng_lexicon::pack(words).expect("they were packed before"))
    });
    match &*PACKED {
        Some(packed) => Lexicon::open(packed.as_slice()).expect("it was packed"),
        None => wenheng_lexicon::builtin(),
    }
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
