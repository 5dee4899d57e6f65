//! What the tests of the whole share.

pub mod laws;
pub mod pieces;
pub mod seeds;
pub mod shapes;
pub mod zip;

use std::cell::RefCell;
use wenheng_core::{Analysis, Analyzer, InputError, Options, Words};

thread_local! {
    static ANALYZER: RefCell<Analyzer> = RefCell::new(Analyzer::new(wenheng_lexicon::builtin()));
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
