//! Numbers that a program writes before the items of a list: how they look, and which comes next in a Word document.

use crate::han::{chinese_number, spoken};
use std::collections::{HashMap, HashSet};

/// How a list's numbers look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// 1, 2, 3
    Decimal,
    /// 01, 02, 03
    DecimalZero,
    /// １, ２, ３
    FullWidth,
    /// ①, ②, ③
    Circled,
    /// ⑴, ⑵, ⑶
    Bracketed,
    /// ⒈, ⒉, ⒊
    Dotted,
    /// 一, 二 … 十, 十一
    Counting,
    /// 一, 二 … 一〇, 一一
    Digits,
    /// 壹, 贰 … 壹拾
    Legal,
    /// ㈠, ㈡, ㈢
    CountingBracketed,
    /// 甲, 乙, 丙
    Stems,
    /// 子, 丑, 寅
    Branches,
    /// a, b … z, aa
    LowerLetter,
    /// A, B … Z, AA
    UpperLetter,
    /// i, ii, iii
    LowerRoman,
    /// I, II, III
    UpperRoman,
    /// A bullet, or nothing.
    None,
}

impl Format {
    /// By `ST_NumberFormat` of Office Open XML (ECMA-376, 17.18.59); what is not listed counts in decimals.
    pub(super) fn of_word(name: &str) -> Self {
        match name {
            "none" | "bullet" => Self::None,
            "decimalZero" => Self::DecimalZero,
            "decimalFullWidth" | "decimalFullWidth2" => Self::FullWidth,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Self::Circled,
            "decimalEnclosedParen" => Self::Bracketed,
            "decimalEnclosedFullstop" => Self::Dotted,
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "koreanDigital2" => Self::Counting,
            "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Self::Digits,
            "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => Self::Legal,
            "ideographEnclosedCircle" => Self::CountingBracketed,
            "ideographTraditional" => Self::Stems,
            "ideographZodiac" => Self::Branches,
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            _ => Self::Decimal,
        }
    }

    /// By the attribute `type` of `<ol>`.
    pub(super) fn of_html(name: &str) -> Option<Self> {
        Some(match name {
            "1" => Self::Decimal,
            "a" => Self::LowerLetter,
            "A" => Self::UpperLetter,
            "i" => Self::LowerRoman,
            "I" => Self::UpperRoman,
            "disc" | "circle" | "square" => Self::None,
            _ => return None,
        })
    }

    /// By the words of `list-style-type` (CSS Counter Styles 3), in lower case.
    pub(super) fn of_css(value: &str) -> Option<Self> {
        value.split_ascii_whitespace().find_map(|name| {
            Some(match name {
                "none" | "disc" | "circle" | "square" => Self::None,
                "decimal" => Self::Decimal,
                "decimal-leading-zero" => Self::DecimalZero,
                "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal" | "japanese-informal" => {
                    Self::Counting
                }
                "cjk-decimal" => Self::Digits,
                "simp-chinese-formal" | "trad-chinese-formal" => Self::Legal,
                "cjk-heavenly-stem" => Self::Stems,
                "cjk-earthly-branch" => Self::Branches,
                "lower-alpha" | "lower-latin" => Self::LowerLetter,
                "upper-alpha" | "upper-latin" => Self::UpperLetter,
                "lower-roman" => Self::LowerRoman,
                "upper-roman" => Self::UpperRoman,
                _ => return None,
            })
        })
    }

    /// Whether a 、 follows such a number, and not a full stop.
    pub(super) fn is_chinese(self) -> bool {
        matches!(self, Self::Counting | Self::Digits | Self::Legal | Self::Stems | Self::Branches)
    }

    /// The number `n`; `None` for a list without numbers. What a format has no sign for is written in decimals.
    pub(super) fn write(self, n: u32) -> Option<String> {
        let nth = |first: char, offset: u32| char::from_u32(first as u32 + n - offset).map(String::from);
        let of = |signs: &str| n.checked_sub(1).and_then(|i| signs.chars().nth(i as usize)).map(String::from);
        let signs = match (self, n) {
            (Self::None, _) => return None,
            (Self::DecimalZero, _) => Some(format!("{n:02}")),
            (Self::FullWidth, _) => Some(digits(n, "０１２３４５６７８９")),
            (Self::Circled, 1..=20) => nth('①', 1),
            (Self::Circled, 21..=35) => nth('㉑', 21),
            (Self::Circled, 36..=50) => nth('㊱', 36),
            (Self::Bracketed, 1..=20) => nth('⑴', 1),
            (Self::Dotted, 1..=20) => nth('⒈', 1),
            (Self::CountingBracketed, 1..=10) => nth('㈠', 1),
            (Self::Counting, 0..=9999) => Some(chinese_number(n)),
            (Self::Legal, 0..=9999) => Some(spoken(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")),
            (Self::Digits, _) => Some(digits(n, "〇一二三四五六七八九")),
            (Self::Stems, _) => of("甲乙丙丁戊己庚辛壬癸"),
            (Self::Branches, _) => of("子丑寅卯辰巳午未申酉戌亥"),
            (Self::LowerLetter, 1..=9999) => Some(letters(n).to_ascii_lowercase()),
            (Self::UpperLetter, 1..=9999) => Some(letters(n)),
            (Self::LowerRoman, 1..=3999) => Some(roman(n).to_ascii_lowercase()),
            (Self::UpperRoman, 1..=3999) => Some(roman(n)),
            _ => None,
        };
        Some(signs.unwrap_or_else(|| n.to_string()))
    }
}

/// `n` in the ten signs of `signs`.
fn digits(n: u32, signs: &str) -> String {
    n.to_string().bytes().filter_map(|digit| signs.chars().nth(usize::from(digit - b'0'))).collect()
}

/// A … Z, AA, AB …
fn letters(mut n: u32) -> String {
    let mut out = Vec::new();
    while n > 0 {
        out.push(char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    out.into_iter().rev().collect()
}

fn roman(mut n: u32) -> String {
    let mut out = String::new();
    for (value, signs) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while n >= value {
            out.push_str(signs);
            n -= value;
        }
    }
    out
}

/// Levels of a Word list.
pub(super) const LEVELS: usize = 9;

/// One level of a Word list: `w:lvl` (ECMA-376, 17.9.6).
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) start: u32,
    pub(super) format: Format,
    /// The label, with `%1` for the number of the first level.
    pub(super) text: String,
    /// Nothing stands between label and text.
    pub(super) tight: bool,
    /// The numbers in the label are decimals, whatever their levels say.
    pub(super) legal: bool,
    /// The level (from 1) after which it starts again; by default every higher one; 0: none.
    pub(super) restart: Option<usize>,
    /// The paragraph style that stands for this level.
    pub(super) style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        let format = Format::Decimal;
        Self { start: 0, format, text: String::new(), tight: false, legal: false, restart: None, style: None }
    }
}

/// A `w:num`: the list it counts in, and what it changes of its levels.
#[derive(Debug, Default)]
pub(super) struct Instance {
    pub(super) list: String,
    pub(super) starts: HashMap<usize, u32>,
    pub(super) levels: HashMap<usize, Level>,
}

/// The lists of a Word document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The levels of each `w:abstractNum`.
    pub(super) lists: HashMap<String, Vec<Level>>,
    pub(super) instances: HashMap<String, Instance>,
    /// The last number of each level of a list; instances of one list count together.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// The levels of instances whose own start was used.
    started: HashSet<(String, usize)>,
}

impl Lists {
    /// The level of an instance's list that a paragraph style stands for.
    pub(super) fn level_of_style(&self, instance: &str, style: &str) -> Option<usize> {
        let levels = self.lists.get(&self.instances.get(instance)?.list)?;
        levels.iter().position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts one paragraph and gives its label, with what stands between it and the text; `None` for a bullet, or a
    /// list that is not there.
    pub(super) fn next(&mut self, id: &str, level: usize) -> Option<String> {
        let instance = self.instances.get(id)?;
        let list = self.lists.get(&instance.list)?;
        let level_at = |at: usize| instance.levels.get(&at).or_else(|| list.get(at));
        let current = level_at(level)?;
        let counters = self.counters.entry(instance.list.clone()).or_default();
        if let Some(&start) = instance.starts.get(&level)
            && self.started.insert((id.to_owned(), level))
        {
            counters[level] = Some(start);
        } else {
            counters[level] = Some(counters[level].map_or(current.start, |number| number.saturating_add(1)));
        }
        for (lower, counter) in counters.iter_mut().enumerate().skip(level + 1) {
            if level_at(lower).is_none_or(|lower| lower.restart.is_none_or(|after| level < after)) {
                *counter = None;
            }
        }
        let counters = *counters;
        if current.format == Format::None && !current.text.contains('%') {
            return None;
        }
        let mut label = String::new();
        let mut rest = current.text.as_str();
        while let Some((before, behind)) = rest.split_once('%') {
            label.push_str(before);
            let named =
                behind.chars().next().and_then(|c| c.to_digit(10)).filter(|at| (1..=LEVELS as u32).contains(at));
            let Some(at) = named.map(|at| at as usize - 1) else {
                label.push('%');
                rest = behind;
                continue;
            };
            rest = &behind[1..];
            if let Some(named) = level_at(at) {
                let format = if current.legal { Format::Decimal } else { named.format };
                label.push_str(&format.write(counters[at].unwrap_or(named.start)).unwrap_or_default());
            }
        }
        label.push_str(rest);
        // Word puts a tab there. 、 and brackets need nothing; a full stop before a number would look like a decimal.
        let closed =
            label.ends_with(|c: char| matches!(c, '、' | '，' | '：' | '）' | ')' | '．') || c.is_whitespace());
        if !(label.is_empty() || current.tight || closed) {
            label.push(' ');
        }
        Some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_format() {
        let written = |format: Format, numbers: &[u32]| -> Vec<String> {
            numbers.iter().map(|&n| format.write(n).unwrap_or_default()).collect()
        };
        assert_eq!(
            written(Format::Counting, &[1, 10, 12, 20, 21, 100, 105, 110, 1005]),
            ["一", "十", "十二", "二十", "二十一", "一百", "一百零五", "一百一十", "一千零五"]
        );
        assert_eq!(written(Format::Digits, &[1, 10, 12]), ["一", "一〇", "一二"]);
        assert_eq!(written(Format::Legal, &[1, 10]), ["壹", "壹拾"]);
        assert_eq!(written(Format::Circled, &[1, 20, 21, 36, 50, 51]), ["①", "⑳", "㉑", "㊱", "㊿", "51"]);
        assert_eq!(written(Format::Stems, &[1, 10, 11]), ["甲", "癸", "11"]);
        assert_eq!(written(Format::LowerLetter, &[1, 26, 27]), ["a", "z", "aa"]);
        assert_eq!(written(Format::UpperRoman, &[4, 9, 14, 2024]), ["IV", "IX", "XIV", "MMXXIV"]);
        assert_eq!(written(Format::FullWidth, &[12]), ["１２"]);
        assert_eq!(Format::None.write(1), None);
        for format in [Format::Counting, Format::Circled, Format::LowerLetter, Format::UpperRoman, Format::Stems] {
            assert!(format.write(0).is_some() && format.write(u32::MAX).is_some(), "{format:?}");
        }
    }

    fn level(format: Format, text: &str) -> Level {
        Level { start: 1, format, text: text.to_owned(), ..Level::default() }
    }

    fn lists() -> Lists {
        let mut lists = Lists::default();
        let levels = vec![
            level(Format::Counting, "%1、"),
            level(Format::Counting, "（%2）"),
            level(Format::Decimal, "%3."),
            Level { legal: true, ..level(Format::Decimal, "%1.%2.%4") },
            level(Format::None, "●"),
        ];
        lists.lists.insert("0".into(), levels);
        for id in ["1", "2"] {
            lists.instances.insert(id.into(), Instance { list: "0".into(), ..Instance::default() });
        }
        lists.instances.get_mut("2").expect("it was put there").starts.insert(0, 5);
        lists
    }

    #[test]
    fn lower_levels_start_again_and_a_new_instance_may() {
        let mut lists = lists();
        let mut next = |id: &str, level: usize| lists.next(id, level).unwrap_or_default();
        assert_eq!(next("1", 0), "一、");
        assert_eq!([next("1", 1), next("1", 1), next("1", 2)], ["（一）", "（二）", "1. "]);
        assert_eq!(next("1", 3), "1.2.1 ");
        assert_eq!(next("1", 4), "");
        assert_eq!([next("1", 0), next("1", 1)], ["二、", "（一）"]);
        assert_eq!([next("2", 0), next("2", 0), next("1", 0)], ["五、", "六、", "七、"]);
        assert_eq!(next("9", 0), "");
    }
}
