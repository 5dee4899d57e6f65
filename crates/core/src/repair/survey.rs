//! What a text looks like before it is repaired: one pass that tells which repairs there is cause to try.

use super::{forms, gloss, is_zero_width, lines, mojibake, script};
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
    /// Spaces behind a character above ASCII.
    spaces: usize,
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
    /// Passes over the text once; a character that `classes` has not met costs a look into a table or two.
    #[inline(never)]
    pub(super) fn of(text: &str, classes: &mut Classes, lexicon: &Lexicon) -> Self {
        /// Odd characters among the last so many are a cause for suspicion.
        const NEAR: u32 = 6;
        const ODD: u32 = 3;
        let mut survey = Survey::default();
        let mut counts = [0usize; Classes::ALL];
        // The last characters, a bit each: whether they are odd. And how many characters ago something may have been lost.
        let (mut recent, mut since_mark) = (0u32, NEAR);
        let mut last = '\0';
        for c in text.chars() {
            let before = std::mem::replace(&mut last, c);
            if c.is_ascii() {
                survey.spaces += usize::from(c == ' ' && !before.is_ascii());
                // Behind a space > leads on: 首页 > 政务公开.
                survey.marked_up |= matches!(c, '&' | '<') || c == '>' && before.is_ascii_alphanumeric();
                if c == '?' {
                    since_mark = 0;
                } else if !c.is_ascii_alphanumeric() {
                    recent = 0;
                    since_mark = NEAR;
                }
                continue;
            }
            let class = classes.of(c, lexicon);
            counts[usize::from(class)] += 1;
            let odd = class & Classes::ODD != 0;
            recent = (recent << 1 | u32::from(odd)) & ((1 << NEAR) - 1);
            survey.slips |= odd && (since_mark < ODD || recent.count_ones() >= ODD);
            since_mark =
                if matches!(c, '？' | char::REPLACEMENT_CHARACTER) { 0 } else { since_mark.saturating_add(1) };
        }
        let of = |all: u8| {
            let counts = counts.iter().enumerate().filter(move |(class, _)| *class as u8 & all == all);
            counts.map(|(_, count)| count).sum::<usize>()
        };
        survey.wide = of(0);
        survey.han = of(Classes::HAN);
        survey.odd = of(Classes::HAN | Classes::ODD);
        survey.traditional = of(Classes::TRADITIONAL);
        survey.latin = of(Classes::LATIN);
        survey.forms = of(Classes::FORM) > 0;
        survey.invisible = of(Classes::INVISIBLE) > 0;
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

    /// Whether there are characters enough that a converter glosses.
    pub(super) fn may_hold_glosses(&self) -> bool {
        self.traditional >= gloss::GLOSSES
    }

    /// Whether there is a line's worth of spaces behind single characters.
    pub(super) fn may_be_spaced(&self) -> bool {
        self.spaces >= lines::SPACES
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

/// What the characters above ASCII that were met are, a bit for each thing; 0 for one of the Basic Multilingual Plane that
/// was not met.
pub(super) struct Classes(Vec<u8>);

impl Default for Classes {
    fn default() -> Self {
        Classes(vec![0; 1 << 16])
    }
}

impl Classes {
    const HAN: u8 = 1;
    /// No usual character of a report.
    const ODD: u8 = 2;
    const TRADITIONAL: u8 = 4;
    const LATIN: u8 = 8;
    const FORM: u8 = 16;
    const INVISIBLE: u8 = 32;
    const MET: u8 = 64;
    /// How many combinations there are.
    const ALL: usize = 128;

    #[inline]
    fn of(&mut self, c: char, lexicon: &Lexicon) -> u8 {
        match self.0.get_mut(c as usize) {
            Some(class) => {
                if *class == 0 {
                    *class = Self::MET | Self::found(c, lexicon);
                }
                *class
            }
            None => Self::MET | Self::found(c, lexicon),
        }
    }

    #[inline(never)]
    fn found(c: char, lexicon: &Lexicon) -> u8 {
        let bit = |class: u8, is: bool| if is { class } else { 0 };
        let odd = bit(Self::ODD, !is_usual(c, lexicon));
        if han::is_han(c) {
            return Self::HAN | odd | bit(Self::TRADITIONAL, script::is_traditional(c));
        }
        odd | bit(Self::LATIN, mojibake::is_latin(c))
            | bit(Self::FORM, forms::is_form(c))
            | bit(Self::INVISIBLE, is_zero_width(c))
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
