//! Numbers as officials write them: 1.5, 10余万, 3万4000, 十余, 上百, 数十, 两千, 三分之一, 百分之八.

use crate::analysis::Qualifier;
use crate::han;
use rust_decimal::Decimal;

/// A number, its measure word not yet read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numeral {
    pub(super) value: Decimal,
    /// Bytes from its first digit to its last, 余 and 多 included.
    pub(super) len: usize,
    /// What 余, 多, 数 or 上 inside the number say.
    pub(super) hedge: Option<Qualifier>,
    pub(super) chinese: bool,
    /// Whether 万 or 亿 stands in it.
    pub(super) scaled: bool,
    /// 百分之, 三分之: it is a share already.
    pub(super) share: bool,
    /// A bare 百, 千, 万 as in 百场党课 and 千万元楼宇: a way of speaking, unless a qualifier makes it a number.
    pub(super) bare_power: bool,
}

/// The number that `text` begins with.
#[inline(never)]
pub(super) fn numeral_at(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if han::digit(first).is_some() {
        arabic(text)
    } else if han::chinese_digit(first).is_some()
        || han::chinese_power(first).is_some()
        || han::among(first, "万亿数几上廿")
    {
        chinese(text)
    } else {
        None
    }
}

/// A cursor over characters.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|&c| wanted(c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Digits of either width, appended to `into` in ASCII.
    fn digits(&mut self, into: &mut String) -> usize {
        let before = into.len();
        while let Some(digit) = self.peek().and_then(han::digit).filter(|_| into.len() <= MOST_DIGITS) {
            self.eat(|_| true);
            into.extend(char::from_digit(digit, 10));
        }
        into.len() - before
    }
}

/// More digits than this are a number of a document or a telephone, and more than a decimal holds.
const MOST_DIGITS: usize = 15;

#[inline(never)]
fn arabic(text: &str) -> Option<Numeral> {
    let mut cursor = Cursor { text, at: 0 };
    let mut total = Decimal::ZERO;
    let mut limit = Decimal::MAX;
    let mut hedge = None;
    let mut scaled = false;
    // 3万4000, 1亿2000万: terms, each of a smaller scale than the one before.
    loop {
        let start = cursor.at;
        let mut term = plain(&mut cursor)?;
        let mut scale = Decimal::ONE;
        loop {
            if hedge.is_none()
                && let Some(found) = hedge_at(cursor.rest())
            {
                cursor.eat(|_| true);
                hedge = Some(found);
            } else if let Some(blank) = blank_before_scale(cursor.rest()) {
                cursor.at += blank;
            } else if let Some(factor) = scale_at(cursor.rest()).filter(|_| scale <= Decimal::from(100_000_000)) {
                cursor.eat(|_| true);
                scale = scale.checked_mul(factor)?;
            } else {
                break;
            }
        }
        term = term.checked_mul(scale)?;
        if term >= limit {
            cursor.at = start;
            break;
        }
        total = total.checked_add(term)?;
        limit = scale;
        scaled |= scale >= Decimal::from(10_000);
        if hedge.is_some() || scale < Decimal::from(10_000) || cursor.peek().and_then(han::digit).is_none() {
            break;
        }
    }
    Some(Numeral { value: total, len: cursor.at, hedge, chinese: false, scaled, share: false, bare_power: false })
}

/// 3800 万元, 200 余万元: the blank before 万, 亿 or 余.
fn blank_before_scale(rest: &str) -> Option<usize> {
    let scale = rest.strip_prefix(' ')?;
    (scale.starts_with(['万', '亿']) || hedge_at(scale) == Some(Qualifier::Over)).then(|| rest.len() - scale.len())
}

/// Digits with thousands groups and a fraction.
fn plain(cursor: &mut Cursor<'_>) -> Option<Decimal> {
    let mut digits = String::new();
    if cursor.digits(&mut digits) <= 3 {
        while let Some(mark) = thousands_mark(cursor.rest()) {
            cursor.at += mark;
            cursor.digits(&mut digits);
        }
    }
    if let Some(point) = cursor.peek().filter(|c| matches!(c, '.' | '．')) {
        let mut behind = Cursor { text: cursor.text, at: cursor.at + point.len_utf8() };
        digits.push('.');
        if behind.digits(&mut digits) > 0 {
            cursor.at = behind.at;
        } else {
            digits.pop();
        }
    }
    (digits.len() <= MOST_DIGITS).then(|| digits.parse().ok())?
}

/// The length of what parts thousands, which three digits follow and no fourth: a comma, or the blank of GB/T 15835 where
/// nothing but such groups comes before the unit (10 678名).
fn thousands_mark(rest: &str) -> Option<usize> {
    let group = |rest: &str, mark: char| {
        let digits = rest.strip_prefix(mark)?;
        (digits.bytes().take(4).take_while(u8::is_ascii_digit).count() == 3).then_some(mark.len_utf8())
    };
    let mark = rest.chars().next().filter(|c| matches!(c, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'))?;
    let len = group(rest, mark)?;
    let mut behind = &rest[len + 3..];
    for _ in 0..MOST_DIGITS / 3 {
        behind = group(behind, mark).map_or(behind, |len| &behind[len + 3..]);
    }
    (mark == ',' || behind.starts_with(|c| han::is_han(c) || c == '.')).then_some(len)
}

/// 余 or 多 (over), 几 (about) behind digits.
fn hedge_at(rest: &str) -> Option<Qualifier> {
    let mut chars = rest.chars();
    let found = match chars.next()? {
        '余' | '餘' | '多' => Qualifier::Over,
        '几' => Qualifier::Approx,
        _ => return None,
    };
    // 10多种, 5余次 need something to count; 3多元化 is none.
    let next = chars.next();
    (next != Some('元') || chars.next().is_none_or(|c| !matches!(c, '化' | '共' | '参' | '一'))).then_some(found)
}

/// 万, 亿, and 百 or 千 where they are no part of a unit or a share.
fn scale_at(rest: &str) -> Option<Decimal> {
    let mut chars = rest.chars();
    let c = chars.next()?;
    let next = chars.next();
    Some(Decimal::from(match c {
        '万' | '萬' => 10_000u64,
        '亿' | '億' => 100_000_000,
        '千' if !next.is_some_and(|c| han::among(c, "克瓦米伏卡赫斤")) => 1000,
        '百' if next != Some('分') => 100,
        _ => return None,
    }))
}

/// The longest Chinese number that is read, in bytes: four powers before each of 万亿, 亿 and 万 and behind them.
const MOST_CHINESE: usize = 96;

/// 一五一十 and 千千万万 are words: as many bytes of a run that makes no number may hold one.
const MOST_OF_A_WORD: usize = 12;

/// How long the run of numerals is that `text` begins with, in bytes, where it is too long for a word. If it makes no number, a
/// part of it would be another one.
pub(super) fn long_run(text: &str) -> Option<usize> {
    let len = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    (len > MOST_OF_A_WORD).then_some(len)
}

/// Whether whole Chinese numbers are written with `c`.
fn is_numeral(c: char) -> bool {
    han::chinese_digit(c).is_some() || han::chinese_power(c).is_some() || matches!(c, '万' | '亿' | '萬' | '億' | '廿')
}

#[inline(never)]
fn chinese(text: &str) -> Option<Numeral> {
    let mut cursor = Cursor { text, at: 0 };
    let prefix = cursor.eat(|c| han::among(c, "数几上"));
    let start = cursor.at;
    while cursor.at - start <= MOST_CHINESE && cursor.eat(is_numeral).is_some() {}
    if cursor.at - start > MOST_CHINESE {
        return None;
    }
    // 一千瓦 would be a thousand watts: the 千 belongs to its unit there.
    if cursor.rest().starts_with(['瓦', '克', '米']) && text[start..cursor.at].ends_with('千') {
        cursor.at -= '千'.len_utf8();
    }
    let run = &text[start..cursor.at];
    if run.is_empty() {
        return None;
    }
    if prefix.is_some() && !run.starts_with(['十', '百', '千', '万', '亿', '萬', '億']) {
        return None;
    }
    // 近万人次, 突破万亿元; 万一 is a word.
    if run.starts_with(['万', '亿']) && run.chars().nth(1).is_some() && run != "万亿" {
        return None;
    }
    let mut hedge = match prefix {
        Some('上') => Some(Qualifier::Over),
        Some(_) => Some(Qualifier::Approx),
        None => None,
    };
    if let Some(share) = share(run, cursor.rest()) {
        let (value, behind) = share?;
        let len = cursor.at + behind;
        return Some(Numeral { value, len, hedge: None, chinese: true, scaled: false, share: true, bare_power: false });
    }
    let bare_power = hedge.is_none()
        && matches!(run, "百" | "千" | "万" | "亿" | "萬" | "億" | "万亿" | "百万" | "千万" | "百亿" | "千亿");
    if hedge.is_none()
        && let Some(found) = hedge_at(cursor.rest())
    {
        cursor.eat(|_| true);
        hedge = Some(found);
        // 十余万: the scale stands behind the hedge.
        let scales = cursor.at;
        while cursor.eat(|c| matches!(c, '万' | '亿' | '萬' | '億')).is_some() {}
        let scale = large(&text[scales..cursor.at])?;
        let value = whole(run)?.checked_mul(scale)?;
        let scaled = scale > Decimal::ONE || run.contains(['万', '亿']);
        return Some(Numeral { value, len: cursor.at, hedge, chinese: true, scaled, share: false, bare_power: false });
    }
    let value = whole(run)?;
    let scaled = run.contains(['万', '亿', '萬', '億']);
    Some(Numeral { value, len: cursor.at, hedge, chinese: true, scaled, share: false, bare_power })
}

/// Decimal places of 三分之二 and its like.
pub(super) const SHARE_PLACES: u32 = 12;

/// 三分之二 and 百分之八十: the value as written, a percentage for 百分之. The outer `None`: there is no share here.
fn share(whole_part: &str, rest: &str) -> Option<Option<(Decimal, usize)>> {
    let after = rest.strip_prefix("分之")?;
    let len: usize = (after.chars())
        .take_while(|&c| {
            han::chinese_digit(c).is_some()
                || han::chinese_power(c).is_some()
                || han::digit(c).is_some()
                || c == '.'
                || c == '点'
        })
        .map(char::len_utf8)
        .sum();
    let part = &after[..len];
    let numerator = match part.split_once('点') {
        Some((before, behind)) => chinese_decimal(before, behind),
        None => part.parse().ok().or_else(|| whole(part)),
    };
    Some((|| {
        let numerator = numerator.filter(|numerator| !numerator.is_zero())?;
        let value = match whole_part {
            "百" => numerator,
            "千" => numerator.checked_div(Decimal::TEN)?,
            _ => numerator.checked_div(whole(whole_part)?)?.round_dp(SHARE_PLACES),
        };
        Some((value, "分之".len() + len))
    })())
}

fn chinese_decimal(before: &str, behind: &str) -> Option<Decimal> {
    let digits: String =
        behind.chars().map(|c| han::chinese_digit(c).map(|digit| digit.to_string())).collect::<Option<_>>()?;
    format!("{}.{}", han::chinese_integer(before)?, digits).parse().ok()
}

/// A whole Chinese number of any size.
fn whole(run: &str) -> Option<Decimal> {
    for (mark, scale) in [(['亿', '億'], 100_000_000u64), (['万', '萬'], 10_000)] {
        if let Some(at) = run.rfind(mark) {
            let (before, behind) = (&run[..at], &run[at + '亿'.len_utf8()..]);
            let before = if before.is_empty() { Decimal::ONE } else { whole(before)? };
            let behind = if behind.is_empty() { Decimal::ZERO } else { whole(behind)? };
            return before.checked_mul(Decimal::from(scale))?.checked_add(behind);
        }
    }
    // 廿 is 二十.
    if let Some(ones) = run.strip_prefix('廿') {
        let ones = if ones.is_empty() { Some(0) } else { han::chinese_integer(ones).filter(|&ones| ones < 10) };
        return ones.map(|ones| Decimal::from(20 + ones));
    }
    han::chinese_integer(run).map(Decimal::from)
}

/// The product of scales that follow each other: 万亿.
fn large(scales: &str) -> Option<Decimal> {
    scales.chars().try_fold(Decimal::ONE, |scale, c| {
        scale.checked_mul(Decimal::from(if matches!(c, '万' | '萬') { 10_000u64 } else { 100_000_000 }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, &str, Option<Qualifier>)> {
        numeral_at(text).map(|numeral| (numeral.value.normalize().to_string(), &text[..numeral.len], numeral.hedge))
    }

    #[test]
    fn numbers_as_written() {
        use Qualifier::{Approx, Over};
        for (text, value, surface, hedge) in [
            ("1495宗", "1495", "1495", None),
            ("98.06%", "98.06", "98.06", None),
            ("2207.6万元", "22076000", "2207.6万", None),
            ("1,100万人", "11000000", "1,100万", None),
            ("10 678名", "10678", "10 678", None),
            ("1 234 567.8平方米", "1234567.8", "1 234 567.8", None),
            ("12 345 678", "12", "12", None),
            ("3 4000人", "3", "3", None),
            ("3万4000人", "34000", "3万4000", None),
            ("1亿2000万元", "120000000", "1亿2000万", None),
            ("10余万人次", "100000", "10余万", Some(Over)),
            ("6.2万余人次", "62000", "6.2万余", Some(Over)),
            ("50多名", "50", "50多", Some(Over)),
            ("１２个", "12", "１２", None),
            ("5千克", "5", "5", None),
            ("35万千瓦时", "350000", "35万", None),
            ("十余项", "10", "十余", Some(Over)),
            ("百余件", "100", "百余", Some(Over)),
            ("上百名", "100", "上百", Some(Over)),
            ("数十次", "10", "数十", Some(Approx)),
            ("两千亩", "2000", "两千", None),
            ("两百余人", "200", "两百余", Some(Over)),
            ("一万三千人", "13000", "一万三千", None),
            ("十余万人", "100000", "十余万", Some(Over)),
            (
                "五百八十四亿二千三百九十七万八千二百二十四件",
                "58423978224",
                "五百八十四亿二千三百九十七万八千二百二十四",
                None,
            ),
            ("三分之二的", "0.666666666667", "三分之二", None),
            ("百分之八十五", "85", "百分之八十五", None),
            ("1.5万亿元", "1500000000000", "1.5万亿", None),
            ("86场,近2000人", "86", "86", None),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), surface, hedge)), "{text}");
        }
        for text in ["几个", "上午", "数据", "440303007546460123个"] {
            assert_eq!(read(text), None, "{text}");
        }
        let long = "一二三四五六七八".repeat(9);
        assert_eq!((read(&long), long_run(&long), long_run("一百个")), (None, Some(long.len()), None));
    }
}
