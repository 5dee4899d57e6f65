//! What a text looks like before it is repaired: one pass that tells which repairs there is cause to try.

use super::{forms, is_zero_width, mojibake, script};
use crate::han;
use wenheng_lexicon::Lexicon;

/// So many characters of the lexicon are usual ones in a report; it has some 12,000.
const USUAL: usize = 4500;

/// A page is traditional when more of its Han than this are written so only in traditional text, in percent.
const TRADITIONAL: usize = 8;

/// Counts of one text.
#[derive(Default)]
pub(super) struct Survey {
    han: usize,
    /// Han that are no usual ones.
    odd: usize,
    traditional: usize,
    /// Characters that Latin-1 has above ASCII.
    latin: usize,
    /// All characters above ASCII.
    wide: usize,
    /// Whether there is a place that may be a slip.
    slips: bool,
    /// Whether there are radicals or compatibility forms.
    forms: bool,
    /// Whether there are characters that cannot be seen.
    invisible: bool,
    /// Whether there is what a tag or an entity is known by.
    marked_up: bool,
}

impl Survey {
    /// Passes over the text once, with a look into a table or two a character.
    pub(super) fn of(text: &str, lexicon: &Lexicon) -> Self {
        /// Odd characters among the last so many are a cause for suspicion.
        const NEAR: u32 = 6;
        const ODD: u32 = 3;
        let mut survey = Survey::default();
        // The last characters, a bit each: whether they are odd. And how many characters ago something may have been lost.
        let (mut recent, mut since_mark) = (0u32, NEAR);
        for c in text.chars() {
            if c.is_ascii() {
                survey.marked_up |= matches!(c, '&' | '<' | '>');
                if c == '?' {
                    since_mark = 0;
                } else if !c.is_ascii_alphanumeric() {
                    recent = 0;
                    since_mark = NEAR;
                }
                continue;
            }
            survey.wide += 1;
            let usual = is_usual(c, lexicon);
            if han::is_han(c) {
                survey.han += 1;
                survey.odd += usize::from(!usual);
                survey.traditional += usize::from(script::is_traditional(c));
            } else {
                survey.latin += usize::from(mojibake::is_latin(c));
                survey.forms |= forms::is_form(c);
                survey.invisible |= is_zero_width(c);
            }
            recent = (recent << 1 | u32::from(!usual)) & ((1 << NEAR) - 1);
            survey.slips |= recent.count_ones() >= ODD || !usual && since_mark < ODD;
            since_mark =
                if matches!(c, '？' | char::REPLACEMENT_CHARACTER) { 0 } else { since_mark.saturating_add(1) };
        }
        survey
    }

    /// Whether the page is written in traditional characters.
    pub(super) fn is_traditional(&self) -> bool {
        self.traditional * 100 > self.han * TRADITIONAL
    }

    /// Whether Chinese can have been read as Latin-1: hardly anything else stands there.
    pub(super) fn reads_like_latin(&self) -> bool {
        self.latin >= 12 && self.latin * 10 > self.wide * 9
    }

    /// Whether something else can have been read as GBK: many characters that no report has.
    pub(super) fn reads_like_wrong_gbk(&self) -> bool {
        self.odd >= 6 && self.odd * 4 > self.han
    }

    /// Whether there is a place that may be a slip.
    pub(super) fn may_hold_slips(&self) -> bool {
        self.slips
    }

    /// Whether there are radicals or compatibility forms.
    pub(super) fn holds_forms(&self) -> bool {
        self.forms
    }

    /// Whether there are characters that cannot be seen.
    pub(super) fn holds_invisible(&self) -> bool {
        self.invisible
    }

    /// Whether something may be left of HTML.
    pub(super) fn is_marked_up(&self) -> bool {
        self.marked_up
    }

    /// Whether the text is Chinese at all.
    pub(super) fn is_chinese(&self, text: &str) -> bool {
        self.han * 3 * 5 > text.len()
    }
}

/// Whether a character above ASCII is one that reports have.
pub(super) fn is_usual(c: char, lexicon: &Lexicon) -> bool {
    if han::is_han(c) {
        let known = |c| lexicon.rank(c).is_some_and(|rank| rank < USUAL);
        return known(c) || known(script::simplified(c));
    }
    matches!(
        c,
        '\u{3000}'..='\u{3017}'
            | '\u{ff01}'..='\u{ff5e}'
            | '\u{2010}'..='\u{201d}'
            | '…' | '·' | '‰' | '℃' | '×' | '÷' | '±' | '°' | '→' | '■' | '□' | '●' | '○' | '◆' | '◎' | '★' | '☆' | '▲' | '△' | '※'
            | '①'..='⑳' | '⑴'..='⒇' | 'Ⅰ'..='Ⅻ' | '㎡' | '㎞' | '㎏' | '￥' | '¥' | '•' | '\u{a0}' | '\u{feff}'
    )
}
