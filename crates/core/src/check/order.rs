//! 大小: a single part above its whole, or a share above 100%.

use super::{Found, Group, Scale, WORDS, is_exact, is_quantity, sum};
use crate::analysis::{CheckKind, Kind, Verdict};
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    for id in 0..group.figures.len() {
        out.extend(part_above_whole(group, id).or_else(|| share_above_all(group, id)));
    }
}

/// 共有120家，其中企业135家。
fn part_above_whole(group: &Group<'_>, id: usize) -> Option<Found> {
    let part = &group.figures[id];
    let words = group.before(id);
    if !words.contains("其中") || !is_quantity(part) || !is_exact(part) || WORDS.attribute.stand_in(words) {
        return None;
    }
    let whole = sum::wholes(group, id).take(3).find(|&whole| group.figures[whole].unit == part.unit)?;
    // With more parts the sum says it.
    let alone = group.figures.get(id + 1).is_none_or(|next| next.unit != part.unit);
    let total = &group.figures[whole];
    (alone && is_exact(total) && part.value > total.value).then(|| {
        let scale = Scale::of(group, [whole, id].into_iter());
        let working = format!("{} > {}", scale.show(part.value), scale.show(total.value));
        group.check(CheckKind::Order, Verdict::Compare, &[whole, id], [total.value, part.value], working)
    })
}

/// 覆盖率达到120%。 A task may be exceeded, and a rate of several things together is not one of these.
fn share_above_all(group: &Group<'_>, id: usize) -> Option<Found> {
    let rate = &group.figures[id];
    let words = group.clause_before(id);
    let is_share =
        rate.kind == Kind::Percent && rate.unit == "%" && rate.change.is_none() && rate.value_max().is_none();
    let says_so = is_share
        && rate.value > Decimal::ONE_HUNDRED
        && WORDS.bounded.stand_in(words)
        && !WORDS.task.stand_in(words)
        && !["相当于", "毛"].iter().any(|word| words.contains(word));
    says_so.then(|| {
        let working = format!("{} > 100%", Scale::percent(0).show(rate.value));
        group.check(CheckKind::Order, Verdict::Compare, &[id], [Decimal::ONE_HUNDRED, rate.value], working)
    })
}
