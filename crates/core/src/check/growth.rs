//! 增速: two levels and the rate of change between them.
//!
//! 由50个增加到80个，增长60%: (80 - 50) ÷ 50 = 60%. Of a level, a change and its rate, each implies the third: 收入7946元，比上年
//! 增加1012元，增长14.6%.

use super::difference::{Levels, direction, levels, what_changed};
use super::{Found, Group, Range, Scale, WORDS, agreement, is_exact, is_quantity, percent, places};
use crate::analysis::{CheckKind, Direction, Kind, Verdict};
use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    out.extend((1..group.figures.len()).filter_map(|rate| check(group, rate)));
    for rate in 1..group.figures.len() {
        let behind = level_before(group, rate - 1).and_then(|level| by_amount(group, [rate, level, rate - 1]));
        out.extend(behind.or_else(|| by_amount(group, [rate, rate - 1, rate + 1])));
    }
}

/// The level before a change: 收入24627万元，完成预算60999万元的40.4%，比上年减收1070万元: how much of a task it is stands between.
fn level_before(group: &Group<'_>, change: usize) -> Option<usize> {
    let mut level = change.checked_sub(1)?;
    let share = &group.figures[level];
    if share.kind == Kind::Percent && share.change.is_none() {
        level = level.checked_sub(if group.before(level).starts_with('的') { 2 } else { 1 })?;
    }
    (level + 1..=change).all(|id| !group.before(id).contains(['；', ';', '。'])).then_some(level)
}

/// A level, the change that led to it, and its rate, in clauses beside each other that say nothing else.
#[inline(never)]
fn by_amount(group: &Group<'_>, members: [usize; 3]) -> Option<Found> {
    let [rate, level, change] = members;
    let [stated, now, amount] = [group.figures.get(rate)?, group.figures.get(level)?, group.figures.get(change)?];
    let is_rate = stated.kind == Kind::Percent && stated.unit == "%" && stated.change.is_some();
    let alike = is_quantity(now) && now.unit == amount.unit && amount.kind == now.kind;
    if !is_rate || !alike || !members.iter().all(|&id| is_exact(&group.figures[id])) {
        return None;
    }
    let bare = |id: usize| {
        let words = group.before(id);
        let clause = group.clause_before(id);
        // 较上年增长11.37亿元，增速63.4%.
        let says = matches!(clause, "增速" | "增幅" | "增速为" | "增幅为" | "增速达" | "增幅达")
            || what_changed(clause).is_empty();
        words.len() <= clause.len() + "，".len() && says && !clause.is_empty()
    };
    let is_level = !group.clause_before(level).contains(['比', '较', '增', '减']);
    let one_way = direction(group, rate) == direction(group, change);
    let same_basis = [level, rate, change].iter().all(|&id| !group.clause_before(id).contains("口径"));
    let comparable = same_basis && !WORDS.not_comparable.stand_in(&now.name);
    if !(is_level && comparable && one_way && bare(rate) && bare(change)) {
        return None;
    }
    let way = direction(group, rate)?;
    let (earlier, range) = match way {
        // What grew by all of itself and more was nothing.
        Direction::Up if amount.value >= now.value => return None,
        Direction::Up => (now.value - amount.value, Range::of(group, level).minus(Range::of(group, change))),
        Direction::Down => (now.value + amount.value, Range::of(group, level).plus(Range::of(group, change))),
    };
    let computed = percent(amount.value, earlier)?;
    let shares = Range::of(group, change).percent_of(range)?;
    let places = places(group.surface(rate));
    let expected = computed.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    // Amounts of money may have grown in other prices, or in those of another basis.
    let (contradiction, far) = if now.kind == Kind::Count { (Verdict::Mismatch, 15) } else { (Verdict::Compare, 5) };
    let near = (computed - stated.value).abs() <= stated.value * Decimal::new(far, 1);
    let verdict = agreement(group, rate, computed, shares).or_else(|| near.then_some(contradiction))?;
    let scale = Scale::of(group, [level, change].into_iter());
    let sign = if way == Direction::Up { '-' } else { '+' };
    let [now, amount] = [now, amount].map(|figure| scale.show(figure.value));
    let made = [expected, stated.value];
    let working = Scale::percent(places).equation(format!("{amount} ÷ ({now} {sign} {amount})"), verdict, made);
    Some(group.check(CheckKind::Growth, verdict, &members, made, working))
}

fn check(group: &Group<'_>, rate: usize) -> Option<Found> {
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
    let ((high, low), computed, range) = match direction(group, rate)? {
        Direction::Up => ((later, earlier), rise, shares.minus(Range::HUNDRED)),
        Direction::Down => ((earlier, later), -rise, Range::HUNDRED.minus(shares)),
    };
    let exact = [before, after, rate].iter().all(|&id| is_exact(&group.figures[id]));
    let verdict = agreement(group, rate, computed, range).or_else(|| exact.then_some(contradiction))?;
    let places = places(group.surface(rate));
    let expected = computed.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let scale = Scale::of(group, [before, after].into_iter());
    let left = format!("({} - {}) ÷ {}", scale.show(high.value), scale.show(low.value), scale.show(earlier.value));
    let made = [expected, stated.value];
    let working = Scale::percent(places).equation(left, verdict, made);
    Some(group.check(CheckKind::Growth, verdict, &[rate, after, before], made, working))
}
