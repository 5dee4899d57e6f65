//! 其中: a stated whole and its parts.
//!
//! A list that 其中 opens has no end mark, so its end is where the parts make up the whole. Lists inside a list are
//! closed first, from the last 其中 to the first, and what belongs to an inner list is no part of the outer one.

use super::{Group, Scale, WORDS, is_exact};
use crate::analysis::{Check, CheckKind, Indicator, Kind, Verdict};
use crate::indicator::class_of;
use rust_decimal::Decimal;

pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    let mut taken = vec![false; group.figures.len()];
    for opener in (1..group.figures.len()).rev().filter(|&id| group.before(id).contains("其中")) {
        // 项目157个，金额1356.6万元，其中…: each measure of the clause before is a whole of its own.
        let mut classes: Vec<&str> = Vec::new();
        let mut parts_of_all = Vec::new();
        for whole in wholes(group, opener) {
            let class = class_of(&group.figures[whole].unit);
            if classes.contains(&class) {
                continue;
            }
            classes.push(class);
            if let Some((parts, verdict)) = split(group, whole, opener, &taken) {
                out.push(check(group, whole, &parts, verdict));
                parts_of_all.extend(parts);
            }
        }
        for part in parts_of_all {
            taken[part] = true;
        }
    }
}

/// Figures before 其中 that it may take apart, the nearest first: those since the sentence's last ； or the list before.
fn wholes<'g>(group: &'g Group<'_>, opener: usize) -> impl Iterator<Item = usize> + 'g {
    let mut open = true;
    (opener.saturating_sub(3)..opener).rev().filter(move |&id| {
        let reachable = open;
        // A ； closes the view to what stands before it.
        open &= !group.before(id).contains(['；', ';']) && !group.before(id).contains("其中");
        reachable && is_summable(&group.figures[id])
    })
}

fn is_summable(figure: &Indicator) -> bool {
    !matches!(figure.kind, Kind::Percent | Kind::Rank | Kind::Multiple | Kind::Age)
        && figure.change.is_none()
        && figure.value_max.is_none()
}

/// No list has more parts than this.
const MOST_PARTS: usize = 30;

/// More figures than this are a passage that goes on, not the listed part of a whole.
const MOST_PARTIAL: usize = 10;

/// The parts of `whole` among the figures from `opener` on, and what they make.
fn split(group: &Group<'_>, whole: usize, opener: usize, taken: &[bool]) -> Option<(Vec<usize>, Verdict)> {
    let total = &group.figures[whole];
    let class = class_of(&total.unit);
    let candidates = (opener..group.figures.len()).filter(|&id| {
        let figure = &group.figures[id];
        !taken[id] && is_summable(figure) && class_of(&figure.unit) == class
    });
    let mut parts = Vec::new();
    let mut sum = Decimal::ZERO;
    // What was listed before the first mark that may end the list.
    let mut listed = None;
    for id in candidates.take(MOST_PARTS) {
        let leaves = !parts.is_empty() && ends_list(group, &parts, id);
        if leaves && listed.is_none() {
            listed = Some((parts.clone(), sum));
        }
        parts.push(id);
        sum = sum.checked_add(group.figures[id].value)?;
        // 幼儿园78所、小学42所、…: a list joined by 、 is not over while it goes on.
        if sum == total.value && !goes_on(group, id) {
            return (parts.len() >= 2).then_some((parts, Verdict::Ok));
        }
    }
    let (parts, sum) = listed.unwrap_or((parts, sum));
    if parts.is_empty() {
        return None;
    }
    let exact = parts.iter().chain([&whole]).all(|&id| is_exact(&group.figures[id]));
    if sum < total.value {
        return (parts.len() <= MOST_PARTIAL).then_some((parts, Verdict::Partial));
    }
    if parts.iter().any(|&id| WORDS.attributes.stand_in(group.before(id))) {
        return None;
    }
    let states = parts.iter().filter(|&&id| WORDS.states.stand_in(group.before(id))).count();
    if 0 < states && states < parts.len() {
        return None;
    }
    // One part above its whole may count something else; two that say the same measure word do not.
    let same_unit = parts.iter().all(|&id| group.figures[id].unit == total.unit);
    (exact && same_unit && parts.len() >= 2).then_some((parts, Verdict::Mismatch))
}

/// Whether figure `id` is joined to the next by 、 alone, with a figure of the same unit behind it.
fn goes_on(group: &Group<'_>, id: usize) -> bool {
    group.after(id).starts_with('、')
        && !group.after(id).contains(['，', ',', '；', ';', '。'])
        && group.figures.get(id + 1).is_some_and(|next| next.unit == group.figures[id].unit)
}

/// Whether the list may have ended before figure `id`: a ； or a 。 stands between, or a verb that opens something else.
fn ends_list(group: &Group<'_>, parts: &[usize], id: usize) -> bool {
    let last = parts[parts.len() - 1];
    let between = &group.text[group.figures[last].span.end..group.figures[id].span.start];
    between.contains(['；', ';', '。'])
        || ["完成", "开展", "组织", "注销", "共", "累计", "新增", "全年"].iter().any(|word| between.contains(word))
}

fn check(group: &Group<'_>, whole: usize, parts: &[usize], verdict: Verdict) -> Check {
    let figure = |id: usize| &group.figures[id];
    let sum = parts.iter().map(|&id| figure(id).value).sum::<Decimal>();
    let scale = Scale::of(group, parts.iter().copied().chain([whole]));
    let terms: Vec<String> = parts.iter().map(|&id| scale.show(figure(id).value)).collect();
    let total = figure(whole).value;
    let left = if terms.len() > 1 { format!("{} = {}", terms.join(" + "), scale.show(sum)) } else { terms.concat() };
    let explain = match verdict {
        Verdict::Mismatch => format!("{left} ≠ {}", scale.show(total)),
        Verdict::Partial => format!("{left} ≤ {}", scale.show(total)),
        _ => left,
    };
    Check {
        kind: CheckKind::Sum,
        verdict,
        members: std::iter::once(whole).chain(parts.iter().copied()).map(|id| figure(id).id).collect(),
        expected: sum.normalize(),
        stated: total.normalize(),
        explain,
    }
}
