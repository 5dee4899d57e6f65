//! 增速: two levels and the rate of change between them.
//!
//! 由50个增加到80个，增长60%: (80 - 50) ÷ 50 = 60%.

use super::difference::{Levels, direction, levels};
use super::{Group, Range, Scale, agreement, is_exact, is_quantity, percent, places, sign};
use crate::analysis::{Check, CheckKind, Direction, Kind, Verdict};
use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    out.extend((2..group.figures.len()).filter_map(|rate| check(group, rate)));
}

fn check(group: &Group<'_>, rate: usize) -> Option<Check> {
    let stated = &group.figures[rate];
    if stated.kind != Kind::Percent || stated.unit != "%" {
        return None;
    }
    let Levels { before, after, contradiction } = levels(group, rate)?;
    let [earlier, later] = [before, after].map(|id| &group.figures[id]);
    if !is_quantity(earlier) || !is_quantity(later) || earlier.value <= Decimal::ZERO {
        return None;
    }
    let rise = percent(later.value.checked_sub(earlier.value)?, earlier.value)?;
    let shares = Range::of(group, after).percent_of(Range::of(group, before))?;
    let hundred = Range { low: Decimal::ONE_HUNDRED, high: Decimal::ONE_HUNDRED };
    let ((high, low), computed, range) = match direction(group, rate)? {
        Direction::Up => ((later, earlier), rise, shares.minus(hundred)),
        Direction::Down => ((earlier, later), -rise, hundred.minus(shares)),
    };
    let exact = [before, after, rate].iter().all(|&id| is_exact(&group.figures[id]));
    let verdict = agreement(group, rate, computed, range).or_else(|| exact.then_some(contradiction))?;
    let expected = computed
        .round_dp_with_strategy(places(group.surface(rate)), RoundingStrategy::MidpointAwayFromZero)
        .normalize();
    let scale = Scale::of(group, [before, after].into_iter());
    let printed = stated.value.normalize();
    let left = format!("({} - {}) ÷ {}", scale.show(high.value), scale.show(low.value), scale.show(earlier.value));
    let explain = match verdict {
        Verdict::Ok => format!("{left} = {printed}%"),
        _ => format!("{left} = {expected}% {} {printed}%", sign(verdict)),
    };
    Some(Check {
        kind: CheckKind::Growth,
        verdict,
        members: [stated, later, earlier].map(|figure| figure.id).to_vec(),
        expected,
        stated: printed,
        explain,
    })
}
