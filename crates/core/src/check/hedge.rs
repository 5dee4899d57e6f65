//! 概数: a number that is both exact and rounded (3346余人), or rounded twice over (约10万余次).
//!
//! A matter of wording: no two figures disagree, so this is never an alarm.

use super::{Found, Group, WORDS, step};
use crate::analysis::{CheckKind, Qualifier, Verdict};
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    out.extend((0..group.figures.len()).filter_map(|id| check(group, id)));
}

fn check(group: &Group<'_>, id: usize) -> Option<Found> {
    let figure = &group.figures[id];
    let surface = group.surface(id);
    if figure.qualifier != Qualifier::Over || !surface.contains(['余', '多']) {
        return None;
    }
    // 3346余: four digits, the last of them not round.
    let counted = figure.value >= Decimal::ONE_THOUSAND
        && step(group, id).is_zero()
        && figure.value.is_integer()
        && !(figure.value % Decimal::TEN).is_zero();
    let before = group.before(id);
    let twice = before.ends_with(['约', '近']) && !WORDS.joined_about.end(before);
    (counted || twice).then(|| {
        let about = if twice { before.chars().next_back() } else { None };
        let working = about.into_iter().chain(surface.chars()).collect();
        group.check(CheckKind::Hedge, Verdict::Rounding, &[id], [figure.value; 2], working)
    })
}
