//! Source text to clean text, every change recorded and every span traceable to the source.
//!
//! # The order
//!
//! Each pass reads what the one before it left, so the order is part of what the repairs mean:
//!
//! 1. **mojibake**: as long as the whole text is read in the wrong encoding, no other rule sees a character of it.
//! 2. **zero_width**: characters that cannot be seen would part what the other rules look for.
//! 3. **gloss**: the syllables in brackets stand between characters that belong together, and their Han must still be
//!    traditional to be known by.
//! 4. **entity**: entities and tags, whose letters the slip rule would take for second bytes.
//! 5. **slip**: needs the bytes as they were, so it comes before any rule that changes which character stands for what.
//! 6. **compat**: radicals become ideographs, which may be traditional.
//! 7. **traditional**: all Han are now what the page meant, so words can be matched whole.
//! 8. **spaced**: spaces between all characters, before a line's width is measured.
//! 9. **line_break**, 10. **label**: which lines belong together; last, as it looks at whole lines.
//!
//! What there is no cause to suspect costs one look ([`survey`]) or a search for the one character without which there is
//! nothing to do; tables and models are made only behind that.

mod draft;
mod forms;
mod gbk;
mod gloss;
mod lines;
mod model;
mod mojibake;
mod remains;
mod script;
mod slip;
mod survey;

use crate::Options;
use crate::analysis::{Repair, RepairKind};
use crate::text::Alignment;
use draft::{Draft, Edit};
use gbk::Gbk;
use model::Model;
use std::borrow::Cow;
use std::cell::OnceCell;
use survey::{Classes, Survey};
use wenheng_lexicon::Lexicon;

/// What the later stages read, and how it came about.
pub(crate) struct Repaired<'s> {
    pub(crate) text: Cow<'s, str>,
    pub(crate) alignment: Alignment,
    /// In document order, apart from each other: with each one's `before` in the place of its span, the text is the source.
    pub(crate) repairs: Vec<Repair>,
    /// What stood in the source where each was made, one after the other.
    pub(crate) replaced: String,
}

/// Repairs texts; what it keeps of one changes how fast the next is repaired, and never how.
#[derive(Default)]
pub(crate) struct Repairer {
    /// Made when the first text looks damaged.
    model: OnceCell<Model<'static>>,
    classes: Classes,
}

impl Repairer {
    /// Repairs `source`. Text that needs none comes out as it went in, byte for byte. All texts have one lexicon.
    pub(crate) fn repair<'s>(&mut self, source: &'s str, lexicon: &Lexicon, options: &Options) -> Repaired<'s> {
        let gbk_cell = OnceCell::new();
        let gbk = || gbk_cell.get_or_init(|| Gbk::new(options.decoder));
        let model = || self.model.get_or_init(|| Model::new(lexicon));
        let mut survey = Survey::of(source, &mut self.classes, lexicon);
        let mut draft = Draft::new(source);
        for &kind in RepairKind::ALL {
            if options.without_repairs.contains(&kind) {
                continue;
            }
            let is_traditional = survey.is_traditional();
            let changed = draft.apply(kind, |text| match kind {
                RepairKind::Mojibake => {
                    Box::new(mojibake::edits(text, &survey, lexicon, options.decoder, gbk, model).into_iter())
                }
                RepairKind::ZeroWidth if survey.holds_invisible() => Box::new(zero_width(text)),
                RepairKind::Gloss if survey.may_hold_glosses() => Box::new(gloss::edits(text)),
                RepairKind::Entity if survey.is_marked_up() && survey.is_chinese(text) => {
                    Box::new(remains::edits(text))
                }
                RepairKind::Slip if survey.may_hold_slips() => {
                    Box::new(slip::edits(text, gbk(), model(), is_traditional).into_iter())
                }
                RepairKind::Compat if survey.holds_forms() => Box::new(forms::edits(text, is_traditional)),
                RepairKind::Traditional if is_traditional => Box::new(script::edits(text)),
                // An entity may have become a space since.
                RepairKind::Spaced if survey.may_be_spaced() || survey.is_marked_up() => Box::new(lines::spaces(text)),
                RepairKind::LineBreak if survey.is_chinese(text) => Box::new(lines::joins(text)),
                RepairKind::Label => Box::new(lines::labels(text)),
                _ => Box::new(std::iter::empty()),
            });
            if kind == RepairKind::Mojibake && changed {
                survey = Survey::of(draft.text(), &mut self.classes, lexicon);
            }
        }
        draft.finish()
    }
}

/// Characters without width that web pages and converters leave behind: byte order mark, zero-width space, word joiner,
/// soft hyphen, directional marks. None of them means anything in Chinese text; the joiners that hold an emoji together
/// (U+200C, U+200D) do, and stay.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{00ad}' | '\u{202a}'..='\u{202e}')
}

/// Takes out characters without width, a row at a time.
fn zero_width(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let mut found = text.match_indices(is_zero_width).map(|(at, found)| at..at + found.len()).peekable();
    std::iter::from_fn(move || {
        let mut row = found.next()?;
        while let Some(next) = found.next_if(|next| next.start == row.end) {
            row.end = next.end;
        }
        Some(Edit::certain(row, ""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(source: &str) -> Repaired<'_> {
        Repairer::default().repair(source, &wenheng_lexicon::builtin(), &Options::default())
    }

    #[test]
    fn clean_text_is_untouched() {
        let out = repaired("甲乙 丙\r\n丁");
        assert_eq!(out.text, "甲乙 丙\r\n丁");
        assert!(out.repairs.is_empty());
        assert_eq!(out.alignment.runs().collect::<Vec<_>>(), [[0, 0, 7]]);
    }

    #[test]
    fn zero_width_characters_go_and_are_recorded() {
        let out = repaired("\u{feff}完成\u{200b}\u{200b}10个\u{00ad}");
        assert_eq!(out.text, "完成10个");
        assert_eq!(out.repairs.len(), 3);
        assert_eq!(out.alignment.runs().collect::<Vec<_>>(), [[0, 1, 2], [2, 5, 3]]);
        assert_eq!(out.alignment.source_len(), 9);
    }
}

#[cfg(test)]
mod whole_files {
    use super::*;
    use crate::decode::{Encoding, default_decoder};

    const TEXT: &str =
        "某街道工作总结\n全年共排查矛盾纠纷1495宗，化解1466宗。\n群众满意率达98%以上，各项工作取得新的进展。";

    fn repaired(source: &str) -> Repaired<'_> {
        Repairer::default().repair(source, &wenheng_lexicon::builtin(), &Options::default())
    }

    #[test]
    fn utf8_read_as_gbk() {
        // A line of an odd number of bytes loses its last one, and with it is a guess.
        let wrong = default_decoder(Encoding::Gb18030, TEXT.as_bytes());
        let out = repaired(&wrong);
        let same = out.text.chars().zip(TEXT.chars()).filter(|(one, other)| one == other).count();
        assert!(same + 3 >= TEXT.chars().count(), "{}", out.text);
        assert!(out.repairs.iter().all(|repair| repair.kind == RepairKind::Mojibake));
    }

    #[test]
    fn gbk_and_utf8_read_as_latin() {
        let gbk = Gbk::new(default_decoder);
        let narrow = |c: char| gbk.bytes(c).map_or(vec![c as u8], Vec::from);
        let wrong: String = TEXT.chars().flat_map(narrow).map(char::from).collect();
        assert_eq!(repaired(&wrong).text, TEXT);
        let wrong: String = TEXT.bytes().map(char::from).collect();
        assert_eq!(repaired(&wrong).text, TEXT);
        assert!(repaired(&wrong).repairs.iter().all(|repair| repair.certain));
    }

    #[test]
    fn half_a_tag_alone_is_found() {
        let text = TEXT.replace("1466宗。", "1466宗/p>");
        assert_eq!(repaired(&text).text, TEXT.replace("1466宗。", "1466宗"));
        let path = format!("首页 > 政务公开\n{TEXT}");
        assert_eq!(repaired(&path).text, path);
    }

    #[test]
    fn what_cannot_be_undone_stays() {
        for text in
            ["锟斤拷锟斤拷锟斤拷，锟斤拷烫烫烫屯屯屯", "Ça va? Où êtes-vous déjà allé à l'été, señor Muñoz, çà et là?"]
        {
            assert_eq!(repaired(text).text, text);
        }
    }
}
