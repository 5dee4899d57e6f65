//! 日均: a total and its daily or monthly mean.
//!
//! 全年接待36500人次，日均100人次: 36500 ÷ 100 = 365.

use super::{Found, Group, WORDS, is_quantity};
use crate::analysis::{CheckKind, Indicator, Verdict};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    out.extend((1..group.figures.len()).filter_map(|mean| check(group, mean)));
}

/// No running total is older than this, in years: offices count what they do since the reforms of 1978.
const LONGEST: i64 = 50;

fn check(group: &Group<'_>, mean: usize) -> Option<Found> {
    let words = group.clause_before(mean);
    // Days of rest may be left out, so the mean of a year may be taken over two thirds of its days.
    let a_year = match words {
        _ if WORDS.daily.stand_in(words) => 365,
        _ if WORDS.monthly.stand_in(words) => 12,
        _ => return None,
    };
    let rate = &group.figures[mean];
    let total = &group.figures[mean - 1];
    let own = WORDS.daily.stripped(WORDS.monthly.stripped(words));
    let alike = is_quantity(rate)
        && is_quantity(total)
        && rate.unit == total.unit
        && group.clause_before(mean - 1).contains(own.trim_end_matches(['约', '近', '达', '为']));
    let summed = WORDS.summed.stand_in(group.clause_before(mean - 1));
    if !alike || !summed && !group.before(mean - 1).contains("至今") || rate.value <= Decimal::ZERO {
        return None;
    }
    let times = total.value.checked_div(rate.value)?.round();
    let at_most = match days(total) {
        Some(days) => Decimal::from((days * a_year + 364) / 365),
        None if WORDS.this_year.stand_in(group.before(mean - 1)) => Decimal::from(a_year),
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
    let working = format!("{counted} ÷ {stated} = {times}");
    Some(group.check(CheckKind::RateOverTime, verdict, &[mean - 1, mean], [at_most, times], working))
}

/// The days that the figure is for, both ends of which are known.
fn days(figure: &Indicator) -> Option<i64> {
    let period = figure.period?;
    let (from, to) = (period.from?, period.to?);
    Some(to.number() - from.number() + 1).filter(|&days| days > 0)
}
