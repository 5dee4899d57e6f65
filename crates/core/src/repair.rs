//! Source text to clean text, every change recorded and every span traceable to the source.

use crate::analysis::Repair;
use crate::text::{Alignment, Span};

/// What the later stages read, and how it came about.
pub(crate) struct Repaired {
    pub(crate) text: String,
    pub(crate) alignment: Alignment,
    pub(crate) repairs: Vec<Repair>,
}

/// Characters without width that web pages and converters leave behind: byte order mark, zero-width space, word joiner,
/// soft hyphen, directional marks. None of them means anything in Chinese text; the joiners that hold an emoji together
/// (U+200C, U+200D) do, and stay.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{00ad}' | '\u{202a}'..='\u{202e}')
}

/// Takes out characters without width. Text that has none comes out as it went in, byte for byte.
pub(crate) fn repair(source: &str) -> Repaired {
    let mut out =
        Repaired { text: String::with_capacity(source.len()), alignment: Alignment::default(), repairs: Vec::new() };
    let mut rest = source;
    while let Some(at) = rest.find(is_zero_width) {
        let (clean, damaged) = rest.split_at(at);
        let len = damaged.find(|c| !is_zero_width(c)).unwrap_or(damaged.len());
        let (removed, after) = damaged.split_at(len);
        out.keep(clean);
        out.remove("zero_width", removed);
        rest = after;
    }
    out.keep(rest);
    out
}

impl Repaired {
    fn keep(&mut self, text: &str) {
        self.text.push_str(text);
        self.alignment.keep(text);
    }

    fn remove(&mut self, kind: &'static str, removed: &str) {
        self.alignment.replace(removed, "");
        let at = Span::new(self.text.len(), self.text.len());
        self.repairs.push(Repair { kind, span: at, before: removed.to_owned(), after: String::new(), certain: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_untouched() {
        let out = repair("甲乙 丙\r\n丁");
        assert_eq!(out.text, "甲乙 丙\r\n丁");
        assert!(out.repairs.is_empty());
        assert_eq!(out.alignment.runs().collect::<Vec<_>>(), [[0, 0, 7]]);
    }

    #[test]
    fn zero_width_characters_go_and_are_recorded() {
        let out = repair("\u{feff}完成\u{200b}\u{200b}10个\u{00ad}");
        assert_eq!(out.text, "完成10个");
        assert_eq!(out.repairs.len(), 3);
        assert_eq!(out.alignment.runs().collect::<Vec<_>>(), [[0, 1, 2], [2, 5, 3]]);
        assert_eq!(out.alignment.source_len(), 9);
    }
}
