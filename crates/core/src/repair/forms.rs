//! Code points that only look like another character: Kangxi radicals, which fonts in PDF files bring, and compatibility
//! ideographs.

use super::draft::Edit;
use super::script;
use crate::data;
use std::sync::LazyLock;

/// Blocks: the first code point, and what its characters stand for in order, or `·`.
static BLOCKS: LazyLock<Vec<(u32, Vec<char>)>> = LazyLock::new(|| {
    data::rows(include_str!("../../data/forms.tsv"))
        .filter_map(|row| Some((u32::from_str_radix(row[0], 16).ok()?, row.get(1)?.chars().collect())))
        .collect()
});

/// Whether `c` may be such a character.
pub(super) fn is_form(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fd5}' | '\u{f900}'..='\u{fad9}')
}

/// Each becomes the unified ideograph that Unicode gives for it. Fonts draw the simplified 户 with the radical of 戶: on a
/// simplified page the ideograph becomes the simplified one.
pub(super) fn edits(text: &str, traditional: bool) -> impl Iterator<Item = Edit> + '_ {
    let forms = text.char_indices().filter(|&(_, c)| is_form(c));
    forms.filter_map(move |(at, c)| {
        let unified = unified(c)?;
        let with = if traditional { unified } else { script::simplified(unified) };
        Some(Edit::certain(at..at + c.len_utf8(), with))
    })
}

fn unified(c: char) -> Option<char> {
    let code = u32::from(c);
    let place = |(first, forms): &(u32, Vec<char>)| forms.get(code.checked_sub(*first)? as usize).copied();
    BLOCKS.iter().rev().find_map(place).filter(|&unified| unified != '·')
}

#[cfg(test)]
mod tests {
    use super::super::draft::edited;
    use super::*;

    fn unify(text: &str, traditional: bool) -> String {
        edited(text, edits(text, traditional))
    }

    #[test]
    fn radicals_and_compatibility_forms_become_ideographs() {
        assert_eq!(unify("⼯作⽅案⼈⼤", false), "工作方案人大");
        assert_eq!(unify("⾨⼾", false), "门户");
        assert_eq!(unify("⾨⼾", true), "門戶");
        assert_eq!(unify("⻅⻓⻋⻔", false), "见长车门");
        assert_eq!(unify("\u{f9b5}\u{fa0a}", true), "例見");
    }

    #[test]
    fn all_else_stays() {
        // FA0E is an ideograph of its own; ㎡ and private use have no other form here.
        for text in ["工作方案", "\u{fa0e}", "㎡、℃", "\u{e000}", "ＡＢ，１２"] {
            assert_eq!(unify(text, false), text);
        }
    }
}
