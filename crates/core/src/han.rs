//! Facts about single characters and small Chinese numbers that several stages need.

/// Chinese characters proper: the unified ideographs with their extensions, and 〇.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Whether `c` is one of a few characters. (`str::contains` would prepare a search for every question.)
#[inline]
pub(crate) fn among(c: char, few: &str) -> bool {
    few.chars().any(|one| one == c)
}

/// The value of a digit, half or full width.
pub(crate) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// The value of a Chinese digit.
pub(crate) fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '兩' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The value of a Chinese power of ten below 万.
pub(crate) fn chinese_power(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// A whole number below ten thousand in Chinese characters, read to its end: 十二, 二十, 一百零五, 三千六, 二〇.
/// `None` where the characters are no number.
pub(crate) fn chinese_integer(text: &str) -> Option<u64> {
    let (mut total, mut pending, mut last_power) = (0, None, 10_000);
    for c in text.chars() {
        if let Some(power) = chinese_power(c) {
            if power >= last_power || pending.is_some_and(|digits| digits > 9) {
                return None;
            }
            total += pending.take().unwrap_or(1) * power;
            last_power = power;
        } else {
            let digit = chinese_digit(c)?;
            match pending {
                None | Some(0) => pending = Some(digit),
                // Digits in a row are read one by one: 二〇, 一五.
                Some(before) if last_power == 10_000 && before < 1000 => pending = Some(before * 10 + digit),
                Some(_) => return None,
            }
        }
    }
    match pending {
        // 三千六 is 3600: a last digit without its power stands one power below.
        Some(digit) if (100..10_000).contains(&last_power) && !text.contains(['零', '〇', '○']) => {
            Some(total + digit * last_power / 10)
        }
        Some(digit) => Some(total + digit),
        None if last_power < 10_000 => Some(total),
        None => None,
    }
}

/// A number below ten thousand as it is spoken: 十二, 二十, 一百零五. The counterpart of [`chinese_integer`].
pub(crate) fn chinese_number(n: u32) -> String {
    spoken(n, "零一二三四五六七八九", "十百千")
}

/// [`chinese_number`] in other signs for the digits from 零 on and for 十, 百, 千: 壹佰零伍.
pub(crate) fn spoken(n: u32, signs: &str, powers: &str) -> String {
    let sign = |digit: u32| signs.chars().nth(digit as usize);
    let mut out = String::new();
    let (mut zero, mut rest) = (false, n);
    for (power, name) in
        [(1000, powers.chars().nth(2)), (100, powers.chars().nth(1)), (10, powers.chars().next()), (1, None)]
    {
        let digit = rest / power;
        rest %= power;
        if digit == 0 {
            zero = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut zero) {
            out.extend(sign(0));
        }
        // 十二 and not 一十二, but 壹拾贰.
        if !(n < 20 && power == 10 && powers.starts_with('十')) {
            out.extend(sign(digit));
        }
        out.extend(name);
    }
    if out.is_empty() {
        out.extend(sign(0));
    }
    out
}

/// The closing bracket or quote that belongs to an opening one.
pub(crate) fn closing(open: char) -> Option<char> {
    Some(match open {
        '（' => '）',
        '(' => ')',
        '“' => '”',
        '‘' => '’',
        '《' => '》',
        '〈' => '〉',
        '【' => '】',
        '「' => '」',
        '『' => '』',
        '〔' => '〕',
        '[' => ']',
        '［' => '］',
        _ => return None,
    })
}

/// Whether brackets of either width are one pair: `（x)` occurs in real reports.
pub(crate) fn same_bracket(expected: char, found: char) -> bool {
    let narrow = |c| match c {
        '）' => ')',
        '］' => ']',
        _ => c,
    };
    narrow(expected) == narrow(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_chinese_numbers() {
        for (text, value) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("二十三", 23),
            ("一百零五", 105),
            ("三千六", 3600),
            ("两千", 2000),
            ("二〇", 20),
            ("百", 100),
        ] {
            assert_eq!(chinese_integer(text), Some(value), "{text}");
        }
        for text in ["", "十四五十", "十百", "甲", "一二十"] {
            assert_eq!(chinese_integer(text), None, "{text}");
        }
    }
}
