//! 历时: two dates and the days between them.
//!
//! 3月1日至3月20日，连续运行20天.

use super::{Found, Group, Scale, WORDS, is_exact};
use crate::analysis::{CheckKind, Date, Kind, Verdict};
use crate::han::{among, digit};
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    out.extend((0..group.figures.len()).filter_map(|id| check(group, id)));
}

fn check(group: &Group<'_>, id: usize) -> Option<Found> {
    let figure = &group.figures[id];
    if figure.kind != Kind::Duration || !matches!(&*figure.unit, "天" | "日") || !is_exact(figure) {
        return None;
    }
    let words = group.before(id);
    let (dates, rest) = words.split_at(words.rfind(['日', '号'])? + "日".len());
    let says_all = WORDS.lasting.stand_in(rest) && !WORDS.not_lasting.stand_in(rest) && rest.len() <= 40;
    if !says_all || rest.contains(['；', ';', '。']) {
        return None;
    }
    let (rest, to) = date_behind(dates)?;
    let (_, from) = date_behind(rest.strip_suffix(['至', '到', '—', '-', '–', '~', '～'])?)?;
    // 3月1日至20日, 2020年12月1日至2021年1月3日; without any year the 29th of February is left open.
    let month = to.month.or(from.month)?;
    let year = to.year.or(from.year);
    let first = Date::new(from.year.or(year).unwrap_or(2001), from.month?, from.day)?;
    let last = Date::new(year.unwrap_or(2001), month, to.day)?;
    let between = last.number().checked_sub(first.number()).filter(|&days| days >= 0)?;
    // First and last day may both count, or one of them.
    let slack = if year.is_none() && first.month <= 2 && last.month > 2 { 2 } else { 1 };
    let fits = (Decimal::from(between)..=Decimal::from(between + slack)).contains(&figure.value);
    let verdict = if fits { Verdict::Ok } else { Verdict::Compare };
    let made = [if fits { figure.value } else { Decimal::from(between + 1) }, figure.value];
    let show =
        |date: Date| if year.is_some() { date.to_string() } else { format!("{:02}-{:02}", date.month, date.day) };
    let working = Scale::PLAIN.equation(format!("{} → {}", show(first), show(last)), verdict, made);
    Some(group.check(CheckKind::Duration, verdict, &[id], made, working))
}

/// A date as printed; what it leaves out is that of the other.
struct Printed {
    year: Option<i16>,
    month: Option<u8>,
    day: u8,
}

/// The date that `text` ends in, and what stands before it.
fn date_behind(text: &str) -> Option<(&str, Printed)> {
    let (text, day) = number_behind(text.strip_suffix(['日', '号'])?)?;
    let (mut rest, mut date) = (text, Printed { year: None, month: None, day: u8::try_from(day).ok()? });
    if let Some((before, month)) = rest.strip_suffix('月').and_then(number_behind) {
        (rest, date.month) = (before, Some(u8::try_from(month).ok()?));
        if let Some((before, year)) = rest.strip_suffix('年').and_then(number_behind) {
            (rest, date.year) = (before, Some(i16::try_from(year).ok()?));
        }
    }
    Some((rest, date))
}

/// The number of at most four digits that `text` ends in, and what stands before it.
fn number_behind(text: &str) -> Option<(&str, u32)> {
    let start = text.char_indices().rev().take(4).take_while(|&(_, c)| digit(c).is_some()).last()?.0;
    let value = text[start..].chars().filter_map(digit).fold(0, |value, digit| value * 10 + digit);
    let before = &text[..start];
    (!before.chars().next_back().is_some_and(|c| digit(c).is_some() || among(c, ".．"))).then_some((before, value))
}
