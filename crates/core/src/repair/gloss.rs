//! Pinyin in brackets, which converters put behind single traditional characters: 區(qū), 會(hui) .

use super::draft::Edit;
use super::script;
use crate::data;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

static SYLLABLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| data::rows(include_str!("../../data/pinyin.tsv")).flatten().collect());

/// So many glosses, over so many characters, are a converter's and no writer's.
pub(super) const GLOSSES: usize = 3;
const CHARACTERS: usize = 2;

/// The share of a character's glosses that must agree, in percent.
const AGREEING: usize = 80;

/// A character with its gloss.
struct Gloss {
    han: char,
    /// The character and the brackets behind it.
    at: Range<usize>,
    syllable: String,
}

/// Each glossed character becomes itself. A gloss that a reader needs is left: of a simplified character, 蕞(zuì)尔, of a
/// whole word, 重庆(chóng qìng), or one that stands alone in its document.
#[inline(never)]
pub(super) fn edits(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let mut counts: HashMap<char, HashMap<String, usize>> = HashMap::new();
    for gloss in glosses(text) {
        *counts.entry(gloss.han).or_default().entry(gloss.syllable).or_default() += 1;
    }
    counts.retain(|_, syllables| {
        let (all, most) = (syllables.values().sum::<usize>(), syllables.values().max().copied().unwrap_or(0));
        most * 100 >= all * AGREEING
    });
    let agreed: usize = counts.values().flat_map(HashMap::values).sum();
    if agreed < GLOSSES || counts.len() < CHARACTERS {
        counts.clear();
    }
    let agreed = glosses(text).filter(move |gloss| counts.contains_key(&gloss.han));
    agreed.map(|gloss| Edit::certain(gloss.at, gloss.han))
}

/// Every gloss, in order.
fn glosses(text: &str) -> impl Iterator<Item = Gloss> + '_ {
    text.match_indices(['(', '（']).filter_map(|(open, _)| gloss_at(text, open))
}

/// The gloss whose bracket stands at `open`.
fn gloss_at(text: &str, open: usize) -> Option<Gloss> {
    /// `(zhuāng)` with marks that stand by themselves is no longer.
    const LONGEST: usize = 20;
    let inner = &text[open..].split_at_checked(if text[open..].starts_with('(') { 1 } else { '（'.len_utf8() })?.1;
    if !inner.starts_with(|c: char| c.is_ascii_lowercase() || !c.is_ascii() && base(c).is_some()) {
        return None;
    }
    let han = text[..open].chars().next_back().filter(|&c| script::is_traditional(c))?;
    let (close, bracket) = inner.char_indices().take(LONGEST).find(|(_, c)| matches!(c, ')' | '）'))?;
    let mut syllable = String::new();
    let mut toned = false;
    for c in inner[..close].chars() {
        let (letter, tone) = base(c)?;
        toned |= tone;
        syllable.extend(letter);
    }
    let known = SYLLABLES.contains(syllable.as_str()) || SYLLABLES.contains(syllable.replace('v', "ü").as_str());
    let mut end = text.len() - inner.len() + close + bracket.len_utf8();
    // The family without tones sets a space behind.
    if !toned && text[end..].starts_with(' ') {
        end += 1;
    }
    known.then(|| Gloss { han, at: open - han.len_utf8()..end, syllable })
}

/// A letter of pinyin without its tone, and whether it had one; a tone mark that stands by itself has no letter.
fn base(c: char) -> Option<(Option<char>, bool)> {
    Some(match c {
        'a'..='z' | 'ü' => (Some(c), false),
        'ā' | 'á' | 'ǎ' | 'à' => (Some('a'), true),
        'ē' | 'é' | 'ě' | 'è' => (Some('e'), true),
        'ī' | 'í' | 'ǐ' | 'ì' => (Some('i'), true),
        'ō' | 'ó' | 'ǒ' | 'ò' => (Some('o'), true),
        'ū' | 'ú' | 'ǔ' | 'ù' => (Some('u'), true),
        'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => (Some('ü'), true),
        'ń' | 'ň' | 'ǹ' => (Some('n'), true),
        'ɑ' => (Some('a'), false),
        'ɡ' => (Some('g'), false),
        '\u{300}' | '\u{301}' | '\u{304}' | '\u{30c}' => (None, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::draft::edited;
    use super::*;

    fn without(text: &str) -> String {
        edited(text, edits(text))
    }

    #[test]
    fn both_families_go() {
        assert_eq!(
            without("認真落實區(qū)委部署，歷史發(fā)展，灣區（qū）建設創(chuàng)新"),
            "認真落實區委部署，歷史發展，灣區建設創新"
        );
        assert_eq!(without("會(hui) 議通過（guo）、發(fa) 展和機(ji) 構"), "會議通過、發展和機構");
        assert_eq!(without("發（fā）展，區(qu\u{304})委，綠(lv) 色"), "發展，區委，綠色");
        assert_eq!(without("大學(xué)(山東省科學(xué)院)發(fā)展"), "大學(山東省科學院)發展");
    }

    #[test]
    fn what_a_reader_needs_stays() {
        for text in [
            "重庆(chóng qìng)、蕞(zuì)尔小国、亳(bó)州",
            "埇(yǒng)桥区、歙(shè)县、盱眙(xū yí)",
            "龜(qiū)茲古國",
            "發(fā)、發(fā)、發(fā)",
            "業(yes)務、區(ok)、發(abc)展、創(x)新",
            "業(GDP)務、區(GIS)、發(APP)展",
        ] {
            assert_eq!(without(text), text);
        }
    }

    #[test]
    fn one_character_is_glossed_one_way() {
        let text = "區(qū)發(fā)創(chuàng)行(xíng)，長(cháng)長(zhǎng)";
        assert_eq!(without(text), "區發創行(xíng)，長(cháng)長(zhǎng)");
    }
}
