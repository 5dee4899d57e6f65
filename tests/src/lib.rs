//! What the tests of the whole share.

pub mod zip;

use std::cell::RefCell;
use wenheng_core::{Analysis, Analyzer, InputError, Options};

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
