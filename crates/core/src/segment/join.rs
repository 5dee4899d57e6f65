//! One pass over jieba's words that joins what belongs together: 2021|年|11|月|25|日, 2207.6|万, 98.06|%.

use crate::analysis::{Tag, Word};
use crate::han;
use crate::text::Span;

/// Joins the words of each number (with its fraction, 万, 亿 and %) and of each date into one. Nothing else changes, and
/// nothing is joined that jieba's words do not fill exactly.
pub(crate) fn numbers_and_dates(text: &str, words: &mut Vec<Word>) {
    let mut kept = 0;
    let mut next = 0;
    while next < words.len() {
        let mut word = words[next];
        next += 1;
        // A long word, or one without a digit, opens neither.
        if matches!(text.as_bytes()[word.span().start], b'0'..=b'9' | 0xEF)
            && let Some((joined, end)) = join_from(text, words, next - 1)
        {
            (word, next) = (joined, end);
        }
        words[kept] = word;
        kept += 1;
    }
    words.truncate(kept);
}

/// The number or date that the words from `first` on make up, and the index behind its last.
#[inline(never)]
fn join_from(text: &str, words: &[Word], first: usize) -> Option<(Word, usize)> {
    let start = words[first].span().start;
    let rest = &text[start..];
    if !rest.starts_with(|c| han::digit(c).is_some()) {
        return None;
    }
    let date = date_len(rest).map(|len| (len, "t"));
    let (len, tag) = date.or_else(|| Some((number_len(rest)?, "m")))?;
    let end = start + len;
    let last = first + words[first..].iter().take(MOST_WORDS).position(|word| word.span().end >= end)?;
    let adjoin = words[first..=last].windows(2).all(|pair| pair[0].span().end == pair[1].span().start);
    let fills = words[last].span().end == end && last > first && adjoin;
    fills.then(|| (Word::new(Span::new(start, end), Tag::named(tag)), last + 1))
}

/// No number and no date falls into more words than this.
const MOST_WORDS: usize = 12;

/// How many bytes of `text` are digits, of ASCII or of full width, 16 at most.
fn digits(text: &str) -> usize {
    let ascii = text.bytes().take(16).take_while(u8::is_ascii_digit).count();
    // U+FF10 to U+FF19 begin with EF.
    if text.as_bytes().get(ascii) != Some(&0xEF) {
        return ascii;
    }
    text.chars().take(16).take_while(|&c| han::digit(c).is_some()).map(char::len_utf8).sum()
}

/// 2021年11月25日, 2021年11月, 2021年, 11月25日, 11月.
fn date_len(text: &str) -> Option<usize> {
    let mut len = 0;
    for mark in ['年', '月', '日'] {
        let count = digits(&text[len..]);
        let most = if mark == '年' { 4 } else { 2 };
        if (1..=most).contains(&text[len..len + count].chars().count()) && text[len + count..].starts_with(mark) {
            len += count + mark.len_utf8();
        } else if len > 0 {
            break;
        }
    }
    (len > 0).then_some(len)
}

/// Digits with thousands groups, a fraction, scales and a percent sign.
fn number_len(text: &str) -> Option<usize> {
    let mut len = digits(text);
    while text[len..].starts_with(',') && digits(&text[len + 1..]) == 3 {
        len += 4;
    }
    if text[len..].starts_with('.') && digits(&text[len + 1..]) > 0 {
        len += 1 + digits(&text[len + 1..]);
    }
    while let Some(scale) = text[len..].chars().next().filter(|c| matches!(c, '万' | '亿' | '萬' | '億')) {
        len += scale.len_utf8();
    }
    if let Some(percent) = text[len..].chars().next().filter(|c| matches!(c, '%' | '％' | '‰')) {
        len += percent.len_utf8();
    }
    (len > 0).then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Joins words that are cut at the bars.
    fn joined(cut: &str) -> String {
        let text = cut.replace('|', "");
        let mut at = 0;
        let mut words: Vec<_> = (cut.split('|'))
            .map(|word| {
                at += word.len();
                Word::new(Span::new(at - word.len(), at), Tag::named("x"))
            })
            .collect();
        numbers_and_dates(&text, &mut words);
        words.iter().map(|word| word.span().of(&text)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_belongs_together_is_joined() {
        assert_eq!(joined("2021|年|11|月|25|日|，|参加"), "2021年11月25日|，|参加");
        assert_eq!(joined("涉及|资金|2207.6|万|元"), "涉及|资金|2207.6万|元");
        assert_eq!(joined("2207|.|6|万|元"), "2207.6万|元");
        assert_eq!(joined("为|98.06|%|。"), "为|98.06%|。");
        assert_eq!(joined("1|,|100|万|人"), "1,100万|人");
        assert_eq!(joined("8|月|份"), "8月|份");
        assert_eq!(joined("共|12|万元|和|3|个"), "共|12|万元|和|3|个");
        assert_eq!(joined("甲|乙"), "甲|乙");
    }
}
