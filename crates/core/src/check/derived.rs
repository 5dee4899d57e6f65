//! 推算: what two figures imply and the text does not state. It is offered and never a fault.
//!
//! 核查1148套，占89.55%: of all wholes only 1282 has that share. 收入8.6亿元，同比增长12.5%: 7.6亿 the year before. A count is
//! told only where what is printed leaves one whole number; what is measured, about as precisely as it is printed.

use super::{Group, Range, Scale, WORDS, is_exact, is_quantity, percent, places, ratio, step};
use crate::analysis::{Basis, Derived, Direction, Kind, Period, Status};
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;
use rustc_hash::FxHashSet;

/// What the rates of `group` imply of the figures before them, but for rates that are checked: what they imply is stated.
#[inline(never)]
pub(super) fn derive(group: &Group<'_>, checked: &FxHashSet<usize>, out: &mut Vec<Derived>) {
    for rate in 1..group.figures.len() {
        let figure = &group.figures[rate];
        let is_rate = figure.kind == Kind::Percent && figure.unit == "%" && is_exact(figure);
        if is_rate && figure.status == Status::Actual && figure.value > Decimal::ZERO && !checked.contains(&figure.id) {
            out.extend(whole(group, rate).or_else(|| level_before(group, rate)));
        }
    }
}

/// The count or quantity right before the rate.
fn beside(group: &Group<'_>, rate: usize) -> Option<usize> {
    let figure = &group.figures[rate - 1];
    let words = group.before(rate);
    let near = figure.sentence == group.figures[rate].sentence && words.len() <= 60 && !words.contains(['；', ';']);
    let measures = is_quantity(figure) && !matches!(figure.kind, Kind::Duration | Kind::Other);
    let stated = is_exact(figure) && figure.status == Status::Actual && figure.value > Decimal::ZERO;
    (near && measures && stated).then_some(rate - 1)
}

/// The whole that a part and its share imply.
fn whole(group: &Group<'_>, rate: usize) -> Option<Derived> {
    let part = beside(group, rate)?;
    let (share, counted) = (&group.figures[rate], &group.figures[part]);
    let words = group.clause_before(rate);
    if share.change.is_some() || share.value == Decimal::ONE_HUNDRED || WORDS.narrower.stand_in(words) {
        return None;
    }
    let name = match ratio::named_whole(words) {
        Some(noun) if WORDS.whole_place.are(noun) => format!("{noun}{}", counted.name),
        Some(noun) => noun.to_owned(),
        None if share.value > Decimal::ONE_HUNDRED => return None,
        None => {
            let is_share = WORDS.share.are(words.trim_end_matches(['为', '达', '到']));
            (is_share || ratio::names_same_action(group, rate, part)).then(|| format!("{}的基数", share.name))?
        }
    };
    // A figure near that may be the whole states it.
    let near = group.figures[part.saturating_sub(6)..].iter().take(9).filter(|figure| figure.id != counted.id);
    let mut alike = near.filter(|figure| is_quantity(figure) && class_of(&figure.unit) == class_of(&counted.unit));
    if alike.any(|figure| figure.value >= counted.value) {
        return None;
    }
    let range = Range::of(group, part).percent_of(Range::of(group, rate))?;
    let value = percent(counted.value, share.value)?;
    told(group, [rate, part], value, range, name, &|part, share| format!("{part} ÷ {share}"))
}

/// The level of the year before that a level and its growth imply.
fn level_before(group: &Group<'_>, rate: usize) -> Option<Derived> {
    let level = beside(group, rate)?;
    let (grown, now) = (&group.figures[rate], &group.figures[level]);
    let change = grown.change.filter(|change| change.basis == Basis::Yoy)?;
    let words = group.before(rate).trim_start_matches(['，', ',', '、', '（', '(']).trim_end_matches('了');
    let compared = WORDS.compared.longest_prefix(words).map_or(words, |word| &words[word.len()..]);
    let listed = group.before(level).starts_with(['、', '和']) || group.after(rate).starts_with(['、', '和']);
    let near = group.figures[level.saturating_sub(6)..].iter().take(9);
    let mut alike = near.filter(|figure| class_of(&figure.unit) == class_of(&now.unit));
    let stated = alike.any(|figure| figure.status == Status::Prior || figure.period != now.period);
    // 比上年减支9240万元，下降7.9%: a change is no level.
    let is_change = group.clause_before(level).contains(['比', '较', '增', '减']);
    if !WORDS.changed.are(compared)
        || is_change
        || listed
        || stated
        || now.period != grown.period
        || WORDS.not_comparable.stand_in(&now.name)
    {
        return None;
    }
    let (sign, of) = match change.direction {
        Direction::Up => ('+', Range::of(group, rate).plus(Range::HUNDRED)),
        Direction::Down => ('-', Range::HUNDRED.minus(Range::of(group, rate))),
    };
    let share = match change.direction {
        Direction::Up => Decimal::ONE_HUNDRED.checked_add(grown.value)?,
        Direction::Down => Decimal::ONE_HUNDRED.checked_sub(grown.value)?,
    };
    let range = Range::of(group, level).percent_of(of)?;
    let value = percent(now.value, share)?;
    let of_year = now.period.is_some_and(is_whole_year);
    let name = format!("{}{}", if of_year { "上年" } else { "上年同期" }, now.name);
    told(group, [rate, level], value, range, name, &|now, rate| format!("{now} ÷ (1 {sign} {rate})"))
}

fn is_whole_year(Period { from, to }: Period) -> bool {
    from.zip(to)
        .is_some_and(|(from, to)| from.year == to.year && (from.month, from.day, to.month, to.day) == (1, 1, 12, 31))
}

/// A value that lies in `range`: of a count the only whole number there, of what is measured the nearest as it is printed,
/// where the range is narrow.
#[inline(never)]
fn told(
    group: &Group<'_>,
    members: [usize; 2],
    value: Decimal,
    range: Range,
    name: String,
    left: &dyn Fn(String, String) -> String,
) -> Option<Derived> {
    let [rate, id] = members;
    let figure = &group.figures[id];
    let step = step(group, id);
    let (value, range) = if figure.kind == Kind::Count && step.is_zero() {
        let (first, last) = (range.low.ceil(), range.high.floor());
        (first == last).then_some((first, None))?
    } else {
        let narrow = range.high.checked_sub(range.low)?.checked_mul(Decimal::from(20))? <= value;
        let grain = if step.is_zero() { Decimal::ONE } else { step };
        let to = |value: Decimal, grain: Decimal, way| {
            Some(value.checked_div(grain)?.round_dp_with_strategy(0, way).checked_mul(grain)?.normalize())
        };
        let fine = grain / Decimal::TEN;
        let low = to(range.low, fine, RoundingStrategy::ToZero)?;
        let high = to(range.high, fine, RoundingStrategy::AwayFromZero)?;
        narrow.then_some((to(value, grain, RoundingStrategy::MidpointAwayFromZero)?, Some((low, high))))?
    };
    let scale = Scale::of(group, std::iter::once(id));
    let rate = Scale::percent(places(group.surface(rate))).show(group.figures[rate].value);
    Some(Derived {
        members: members.map(|id| group.figures[id].id).to_vec(),
        value: value.normalize(),
        range,
        unit: figure.unit.clone(),
        name: name.chars().take(40).collect(),
        explain: format!("{} ≈ {}", left(scale.show(figure.value), rate), scale.show(value)),
    })
}
