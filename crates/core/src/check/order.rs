//! 大小: a single part above its whole, or a share above 100%.

use super::{CLAUSE_ENDS, Found, Group, Scale, WORDS, is_exact, is_quantity, sum};
use crate::analysis::{CheckKind, Kind, Verdict};
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    for id in 0..group.figures.len() {
        out.extend(part_above_whole(group, id).or_else(|| share_above_all(group, id)));
    }
}

/// So many figures before a part may be what it is of.
const REACH: usize = 12;

/// 共有120家，其中企业135家。
fn part_above_whole(group: &Group<'_>, id: usize) -> Option<Found> {
    let part = &group.figures[id];
    let words = group.before(id);
    if !words.contains("其中") || !is_quantity(part) || !is_exact(part) || WORDS.attribute.stand_in(words) {
        return None;
    }
    let like = |id: &usize| group.figures[*id].unit == part.unit;
    let whole = sum::wholes(group, id).find(like)?;
    // 联合执法6次，受理线索19起，其中检查8次: of the 19. Or of one before that is large enough; or behind a 。 of several.
    let between = &group.text[group.figures[whole].span.end..part.span.start - words.len()];
    let larger = |id: usize| like(&id) && group.figures[id].value >= part.value;
    let of_several = words.contains('。') && (whole.saturating_sub(2)..whole).any(|id| like(&id));
    if between.contains(CLAUSE_ENDS) || of_several || (id.saturating_sub(REACH)..id).any(larger) {
        return None;
    }
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
