//! 日均: a total and its daily or monthly mean.
//!
//! 全年接待36500人次，日均100人次: 36500 ÷ 100 = 365.

use super::{Group, is_quantity};
use crate::analysis::{Check, CheckKind, Date, Indicator, Verdict};
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    out.extend((1..group.figures.len()).filter_map(|mean| check(group, mean)));
}

/// No work is counted since longer than this, in years.
const LONGEST: i64 = 15;

fn check(group: &Group<'_>, mean: usize) -> Option<Check> {
    let words = group.clause_before(mean);
    // Days of rest may be left out, so the mean of a year may be taken over two thirds of its days.
    let a_year = match words {
        _ if words.contains("日均") || words.contains("平均每天") => 365,
        _ if words.contains("月均") || words.contains("平均每月") => 12,
        _ => return None,
    };
    let rate = &group.figures[mean];
    let total = &group.figures[mean - 1];
    let alike = is_quantity(rate) && is_quantity(total) && class_of(&rate.unit) == class_of(&total.unit);
    let summed = ["累计", "共", "全年", "总"].iter().any(|word| group.clause_before(mean - 1).contains(word));
    if !alike || !summed && !group.before(mean - 1).contains("至今") || rate.value <= Decimal::ZERO {
        return None;
    }
    let times = total.value.checked_div(rate.value)?.round();
    let at_most = match days(total) {
        Some(days) => Decimal::from((days * a_year + 364) / 365),
        None => Decimal::from(LONGEST * a_year),
    };
    let known = days(total).is_some();
    let verdict = if times > at_most.checked_mul(Decimal::new(15, 1))? || known && times < at_most / Decimal::TWO {
        Verdict::Compare
    } else if known && times.to_i64().is_some() {
        Verdict::Rounding
    } else {
        return None;
    };
    let [stated, counted] = [rate.value, total.value].map(|value| value.normalize());
    Some(Check {
        kind: CheckKind::RateOverTime,
        verdict,
        members: vec![total.id, rate.id],
        expected: at_most.normalize(),
        stated: times.normalize(),
        explain: format!("{counted} ÷ {stated} = {times}"),
    })
}

/// The days that the figure is for, both ends of which are known.
fn days(figure: &Indicator) -> Option<i64> {
    let period = figure.period?;
    let (from, to) = (period.from?, period.to?);
    Some(day_number(to)? - day_number(from)? + 1).filter(|&days| days > 0)
}

/// Days since a day long past, by the Gregorian calendar; `None` for a day that there is not.
pub(super) fn day_number(date: Date) -> Option<i64> {
    let Date { year, month, day } = date;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before = *[0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334].get(usize::from(month).checked_sub(1)?)?;
    let past = i64::from(year) - 1;
    let leaps = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    (1..=31).contains(&day).then(|| past * 365 + leaps + before + i64::from(leap && month > 2) + i64::from(day))
}
