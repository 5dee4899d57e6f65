//! List labels: their families, and where one may stand.

use crate::han;

/// A family of labels. The order is the usual one from outside to inside; a document may have another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Family {
    /// 第一部分, 第二章
    Part,
    /// 一、
    Chinese,
    /// （一）
    ChineseBracketed,
    /// 1、
    ArabicComma,
    /// 1.
    ArabicDot,
    /// （1）
    ArabicBracketed,
    /// 1）
    ArabicHalfBracketed,
    /// ①
    Circled,
    /// A heading line without a label.
    Bare,
    /// 第一，其一，
    Ordinal,
    /// 一是
    Shi,
    /// 一要
    Yao,
}

impl Family {
    pub(crate) const ALL: [Family; 12] = [
        Family::Part,
        Family::Chinese,
        Family::ChineseBracketed,
        Family::ArabicComma,
        Family::ArabicDot,
        Family::ArabicBracketed,
        Family::ArabicHalfBracketed,
        Family::Circled,
        Family::Bare,
        Family::Ordinal,
        Family::Shi,
        Family::Yao,
    ];

    /// Whether such a label may open an item in the middle of a paragraph, behind `mark`. A blank is a lost line end, and
    /// 一、 needs the end of a sentence or such a blank: behind a comma it is one of a list (一、二、三产业).
    pub(crate) fn may_stand_behind(self, mark: char) -> bool {
        match self {
            // “三资”①: a note.
            Family::Circled | Family::ArabicBracketed if matches!(mark, '”' | '’') => false,
            Family::Part => false,
            Family::Chinese => !matches!(mark, '，' | ','),
            Family::ChineseBracketed | Family::ArabicComma => true,
            _ => mark != ' ',
        }
    }
}

/// A label as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) family: Family,
    pub(crate) number: u64,
    /// Its length in bytes, the white space behind it left out.
    pub(crate) len: usize,
    /// Whether a mark of its own closes it.
    pub(crate) closed: bool,
}

/// The largest number a label may have; 2021、 is a year.
const MOST: u64 = 99;

/// The label that `text` begins with.
pub(crate) fn label_at(text: &str) -> Option<Label> {
    let first = text.chars().next()?;
    match first {
        '第' | '其' => ordinal(text, first),
        '（' | '(' | '〔' | '【' | '﹙' | '[' | '［' => bracketed(text, first),
        '①'..='⑳' => Some(sign(Family::Circled, first, '①')),
        '❶'..='❿' => Some(sign(Family::Circled, first, '❶')),
        '⑴'..='⒇' => Some(sign(Family::ArabicBracketed, first, '⑴')),
        '⒈'..='⒛' => Some(sign(Family::ArabicDot, first, '⒈')),
        '㈠'..='㈩' => Some(sign(Family::ChineseBracketed, first, '㈠')),
        _ if han::digit(first).is_some() => arabic(text),
        _ if is_chinese_numeral(first) => chinese(text),
        _ => None,
    }
}

/// A label that is one character, the first of its kind being `one`.
fn sign(family: Family, label: char, one: char) -> Label {
    Label { family, number: u64::from(label as u32 - one as u32 + 1), len: label.len_utf8(), closed: true }
}

fn is_chinese_numeral(c: char) -> bool {
    han::chinese_digit(c).is_some() || c == '十'
}

/// The number that `text` begins with, Chinese or Arabic, and its length.
fn number(text: &str) -> Option<(u64, usize, bool)> {
    let arabic = text.chars().next().is_some_and(|c| han::digit(c).is_some());
    let len: usize = text
        .chars()
        .take_while(|&c| if arabic { han::digit(c).is_some() } else { is_chinese_numeral(c) })
        .map(char::len_utf8)
        .sum();
    let value = if arabic {
        let digits = text[..len].chars().filter_map(han::digit);
        digits.take(6).fold(0, |value, digit| value * 10 + u64::from(digit))
    } else {
        han::chinese_integer(&text[..len])?
    };
    (1..=MOST).contains(&value).then_some((value, len, arabic))
}

/// `text` behind the white space it begins with, and how much that was.
fn past_space(text: &str) -> (&str, usize) {
    let rest = text.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    (rest, text.len() - rest.len())
}

fn bracketed(text: &str, open: char) -> Option<Label> {
    let close = if open == '﹙' { '﹚' } else { han::closing(open)? };
    let start = open.len_utf8();
    let (inner, gap) = past_space(&text[start..]);
    let (number, len, arabic) = number(inner)?;
    let (rest, gap_after) = past_space(&inner[len..]);
    let found = rest.chars().next().filter(|&c| han::same_bracket(close, c))?;
    let mut end = start + gap + len + gap_after + found.len_utf8();
    // （一）、 is the same label with a stray mark.
    if let Some(mark) = text[end..].chars().next().filter(|c| matches!(c, '、' | '．')) {
        end += mark.len_utf8();
    }
    let family = if arabic { Family::ArabicBracketed } else { Family::ChineseBracketed };
    Some(Label { family, number, len: end, closed: true })
}

fn arabic(text: &str) -> Option<Label> {
    let (number, len, _) = number(text)?;
    let (rest, gap) = past_space(&text[len..]);
    let mark = rest.chars().next()?;
    let family = match mark {
        '、' => Family::ArabicComma,
        '.' | '．' => Family::ArabicDot,
        ')' | '）' if gap == 0 => Family::ArabicHalfBracketed,
        _ => return None,
    };
    let end = len + gap + mark.len_utf8();
    // 12.64万平方米 is a number, 1、2号楼 a list of numbers.
    let next = past_space(&text[end..]).0.chars().next()?;
    let is_number = text[end..].starts_with(|c| han::digit(c).is_some()) || matches!(next, '%' | '％');
    (!is_number).then_some(Label { family, number, len: end, closed: true })
}

fn chinese(text: &str) -> Option<Label> {
    let (number, len, _) = number(text)?;
    let (rest, gap) = past_space(&text[len..]);
    let mark = rest.chars().next()?;
    let family = match mark {
        '、' | '．' | '.' => Family::Chinese,
        '是' => Family::Shi,
        '要' => Family::Yao,
        ')' | '）' if gap == 0 => Family::ChineseBracketed,
        _ => return None,
    };
    let end = len + gap + mark.len_utf8();
    text[end..].chars().next()?;
    // 三、四季度 names two quarters, 一、二、三产业 three industries; 四、四季度工作安排 is a label.
    let is_list = family == Family::Chinese
        && self::number(&text[end..]).is_some_and(|(second, len, _)| {
            second == number + 1 && (followed_by_measure(&text[end..]) || text[end + len..].starts_with('、'))
        });
    if is_list {
        return None;
    }
    Some(Label { family, number, len: end, closed: true })
}

/// Whether a number with a mark of time or place follows: the 四季度 of 三、四季度.
fn followed_by_measure(text: &str) -> bool {
    let rest = text.trim_start_matches(is_chinese_numeral);
    ["季度", "月", "级", "楼", "期", "年", "类", "线", "产业", "产"].iter().any(|word| rest.starts_with(word))
}

/// 第一部分; 第一，; 其一，.
fn ordinal(text: &str, first: char) -> Option<Label> {
    let start = first.len_utf8();
    let (number, len, _) = number(&text[start..])?;
    let end = start + len;
    for word in ["部分", "章", "节", "篇"] {
        if first == '第' && text[end..].starts_with(word) {
            let end = end + word.len();
            let mark = text[end..].chars().next().filter(|c| matches!(c, '、' | '，' | ',' | '：' | ':'));
            return Some(Label {
                family: Family::Part,
                number,
                len: end + mark.map_or(0, char::len_utf8),
                closed: true,
            });
        }
    }
    let mark = text[end..].chars().next().filter(|c| matches!(c, '，' | ',' | '、' | '：' | ':'))?;
    Some(Label { family: Family::Ordinal, number, len: end + mark.len_utf8(), closed: true })
}

/// The number of a label whose 是 was lost: 三打造…. Only a neighbour on each side makes it one.
pub(crate) fn without_shi(text: &str) -> Option<Label> {
    let (number, len, arabic) = number(text)?;
    let rest = &text[len..];
    // 一是…。二是…。三、…: written for 三是.
    if let Some(after) = rest.strip_prefix('、').filter(|after| !arabic && after.starts_with(han::is_han)) {
        let is_list = self::number(after).is_some();
        let len = text.len() - after.len();
        return (!is_list).then_some(Label { family: Family::Shi, number, len, closed: true });
    }
    // 一产, 二产 are no items; 两核 counts.
    let next = rest.chars().next().filter(|&c| c != '产' && !text.starts_with('两'))?;
    let is_label = !arabic && han::is_han(next) && !is_chinese_numeral(next) && han::chinese_power(next).is_none();
    is_label.then_some(Label { family: Family::Shi, number, len, closed: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Family, u64, &str)> {
        label_at(text).map(|label| (label.family, label.number, &text[..label.len]))
    }

    #[test]
    fn families_and_widths() {
        for (text, family, number, label) in [
            ("一、总体情况", Family::Chinese, 1, "一、"),
            ("十二、 其他", Family::Chinese, 12, "十二、"),
            ("（一）甲", Family::ChineseBracketed, 1, "（一）"),
            ("(三) 甲", Family::ChineseBracketed, 3, "(三)"),
            ("（二)甲", Family::ChineseBracketed, 2, "（二)"),
            ("（十一）、甲", Family::ChineseBracketed, 11, "（十一）、"),
            ("1、甲", Family::ArabicComma, 1, "1、"),
            ("２．甲", Family::ArabicDot, 2, "２．"),
            ("3. 甲", Family::ArabicDot, 3, "3."),
            ("（4）甲", Family::ArabicBracketed, 4, "（4）"),
            ("5）甲", Family::ArabicHalfBracketed, 5, "5）"),
            ("⑥甲", Family::Circled, 6, "⑥"),
            ("㈡甲", Family::ChineseBracketed, 2, "㈡"),
            ("三）甲", Family::ChineseBracketed, 3, "三）"),
            ("⒊甲", Family::ArabicDot, 3, "⒊"),
            ("[4]甲", Family::ArabicBracketed, 4, "[4]"),
            ("❺甲", Family::Circled, 5, "❺"),
            ("其二，甲", Family::Ordinal, 2, "其二，"),
            ("一是甲", Family::Shi, 1, "一是"),
            ("十一是甲", Family::Shi, 11, "十一是"),
            ("二要甲", Family::Yao, 2, "二要"),
            ("第一，甲", Family::Ordinal, 1, "第一，"),
            ("第二部分 甲", Family::Part, 2, "第二部分"),
        ] {
            assert_eq!(read(text), Some((family, number, label)), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_label() {
        for text in [
            "12.64万平方米",
            "2021、2022年",
            "三、四季度",
            "一、二、三产业",
            "其二人",
            "统一是",
            "第一书记",
            "1.5倍",
            "一个",
            "十四五规划",
            "（2021年）",
            "3%",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
