//! A Chinese word list packed into one file and looked up in place.
//!
//! ```
//! use wenheng_lexicon::{Lexicon, pack};
//!
//! let bytes = pack([("城中村", 120, "n"), ("城", 4000, "n"), ("改造", 9000, "vn")])?;
//! let lexicon = Lexicon::open(bytes)?;
//! assert_eq!(lexicon.get("改造").map(|entry| (entry.freq, entry.tag)), Some((9000, "vn")));
//!
//! // Every word that begins where the text begins, shortest first: what a segmenter asks at each character.
//! let words: Vec<_> = lexicon.prefixes("城中村改造").map(|(length, entry)| (length, entry.freq)).collect();
//! assert_eq!(words, [(3, 4000), (9, 120)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`pack`] turns a word list into bytes, [`Lexicon::open`] makes those bytes answer, [`Entry`] is the answer.
//! The bytes are a level-order trie with one stream for each kind of value, so that a web server's compression finds
//! like beside like: jieba's 349,045 words take 0.93 MB under brotli, against 1.55 MB as the plain list.
//! `open.rs` describes the layout.

#![forbid(unsafe_code)]

mod open;
mod pack;

pub use open::{Entry, Lexicon, LexiconError, Place};
pub use pack::{PackError, pack};

/// The packed dictionary as the crate carries it: jieba's words and the field's own (see `NOTICE`).
#[cfg(feature = "builtin")]
static BUILTIN: &[u8] = include_bytes!("../data/jieba.lexicon");

/// The dictionary that comes with the crate, opened: jieba's words and those of government work reports.
///
/// The bytes are part of the program, so this only pays for [`Lexicon::open`]; keep the value rather than call twice.
///
/// # Panics
///
/// Never in a released crate: the file is a constant, and the tests open it.
#[cfg(feature = "builtin")]
pub fn builtin() -> Lexicon {
    Lexicon::open(BUILTIN).expect("the built-in dictionary is the one the tests opened")
}
