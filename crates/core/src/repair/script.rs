//! Traditional characters to simplified ones, as OpenCC's t2s has them, one for one; and the marks that were folded with
//! them to full width, as GB/T 15834 has them.

use super::draft::Edit;
use crate::data;
use crate::sort;
use std::collections::HashMap;
use std::sync::LazyLock;

struct Tables {
    /// By code point less [`FIRST`]: the simplified character, or 0.
    simplified: Vec<u16>,
    /// The characters that a traditional one becomes, a bit each by code point less [`FIRST`].
    targets: Vec<u64>,
    /// By first character: words whose characters do not each become what they mostly become, the longest first.
    phrases: HashMap<char, Vec<(&'static str, &'static str)>>,
}

/// The first and one past the last code point with an entry.
const FIRST: usize = 0x2E80;
const LAST: usize = 0xA000;

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut simplified = vec![0; LAST - FIRST];
    let mut targets = vec![0; (LAST - FIRST) / 64];
    for row in data::rows(include_str!("../../data/t2s.tsv")) {
        let [to, from] = row[..] else { continue };
        let to = to.chars().next().map_or(0, |c| c as u16);
        if let Some(at) = usize::from(to).checked_sub(FIRST).filter(|&at| at < LAST - FIRST) {
            targets[at / 64] |= 1 << (at % 64);
        }
        for c in from.chars() {
            if let Some(place) = (c as usize).checked_sub(FIRST).and_then(|at| simplified.get_mut(at)) {
                *place = to;
            }
        }
    }
    let mut phrases: HashMap<char, Vec<_>> = HashMap::new();
    for row in data::rows(include_str!("../../data/t2s_phrases.tsv")) {
        let (&[from, to], Some(first)) = (&row[..], row[0].chars().next()) else { continue };
        phrases.entry(first).or_default().push((from, to));
    }
    phrases.values_mut().for_each(|list| sort::by(list, |(from, _)| !(from.len() as u64)));
    Tables { simplified, targets, phrases }
});

/// The simplified form of a character; the character itself where it has no other.
pub(super) fn simplified(c: char) -> char {
    let place = (c as usize).checked_sub(FIRST).and_then(|at| TABLES.simplified.get(at));
    place.filter(|&&to| to != 0).and_then(|&to| char::from_u32(u32::from(to))).unwrap_or(c)
}

/// Whether a character is written only in traditional text.
pub(super) fn is_traditional(c: char) -> bool {
    simplified(c) != c
}

/// Whether a character is what others become: mostly one of simplified text.
pub(super) fn is_simplified(c: char) -> bool {
    let place = (c as usize).checked_sub(FIRST).filter(|&at| at < LAST - FIRST);
    place.is_some_and(|at| TABLES.targets[at / 64] >> (at % 64) & 1 == 1)
}

/// The full width of a mark that a converter folded: what stands behind Chinese text, or before it, and not between the
/// digits and letters of a number, a time or an address.
fn full_width(mark: char, before: Option<char>, after: Option<char>) -> Option<char> {
    let full = match mark {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        _ => return None,
    };
    let wide = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}' || matches!(c, '‘'..='”'));
    (wide(before) || wide(after)).then_some(full)
}

/// One edit for each character that changes.
pub(super) fn edits(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let mut before = None;
    // What is left of a phrase, character by character.
    let mut phrase = "".chars();
    text.char_indices().filter_map(move |(at, c)| {
        let last = before.replace(c);
        let to = if let Some(to) = phrase.next() {
            to
        } else if c.is_ascii_punctuation() {
            full_width(c, last, text[at + 1..].chars().next())?
        } else {
            let list = TABLES.phrases.get(&c);
            match list.and_then(|list| list.iter().find(|(from, _)| text[at..].starts_with(from))) {
                Some((_, to)) => {
                    phrase = to.chars();
                    phrase.next().unwrap_or(c)
                }
                None => simplified(c),
            }
        };
        (to != c).then(|| Edit::certain(at..at + c.len_utf8(), to))
    })
}

#[cfg(test)]
mod tests {
    use super::super::draft::edited;
    use super::*;

    fn convert(text: &str) -> String {
        edited(text, edits(text))
    }

    #[test]
    fn words_come_before_characters() {
        assert_eq!(convert("認真貫徹落實區委部署，發展經濟"), "认真贯彻落实区委部署，发展经济");
        assert_eq!(convert("乾坤朗朗，乾燥的後面，皇后之後"), "乾坤朗朗，干燥的后面，皇后之后");
        assert_eq!(convert("瞭解情況，一目瞭然，瞭望"), "了解情况，一目了然，瞭望");
        assert_eq!(convert("简体不变 ABC 123"), "简体不变 ABC 123");
    }

    #[test]
    fn marks_that_were_folded_get_their_width_back() {
        assert_eq!(convert("堅持發展,推動更新;完成80%,增長2%"), "坚持发展，推动更新；完成80%，增长2%");
        assert_eq!(convert("“兩個”,時間9:30,共1,495宗,見a.b?c=d"), "“两个”，时间9:30，共1,495宗，见a.b?c=d");
    }

    #[test]
    fn every_entry_is_one_character_for_one_of_the_same_length() {
        for row in data::rows(include_str!("../../data/t2s.tsv")) {
            assert!(row[0].chars().count() == 1 && row[0].len() == 3, "{row:?}");
            assert!(row[1].chars().all(|c| c.len_utf8() == 3 && (FIRST..LAST).contains(&(c as usize))), "{row:?}");
        }
        for row in data::rows(include_str!("../../data/t2s_phrases.tsv")) {
            assert_eq!(
                row[0].chars().map(char::len_utf8).collect::<Vec<_>>(),
                row[1].chars().map(char::len_utf8).collect::<Vec<_>>()
            );
        }
    }
}
