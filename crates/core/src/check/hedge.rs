//! 概数: a number that is both exact and rounded (3346余人), or rounded twice over (约10万余次).
//!
//! A matter of wording: no two figures disagree, so this is never an alarm.

use super::{Group, step};
use crate::analysis::{Check, CheckKind, Qualifier, Verdict};
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    out.extend((0..group.figures.len()).filter_map(|id| check(group, id)));
}

fn check(group: &Group<'_>, id: usize) -> Option<Check> {
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
    let twice = before.ends_with(['约', '近'])
        && !["签约", "附近", "邻近", "最近", "预约", "节约", "合约", "违约", "靠近", "临近"]
            .iter()
            .any(|word| before.ends_with(word));
    (counted || twice).then(|| Check {
        kind: CheckKind::Hedge,
        verdict: Verdict::Rounding,
        members: vec![figure.id],
        expected: figure.value.normalize(),
        stated: figure.value.normalize(),
        explain: if twice {
            format!("{}{surface}", before.chars().last().unwrap_or_default())
        } else {
            surface.to_owned()
        },
    })
}
