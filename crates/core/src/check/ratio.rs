//! 率: a stated percentage and the two counts it is the quotient of.
//!
//! 共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%: 1466 ÷ 1495 = 98.06%.

use super::{Group, Range, Scale, WORDS, is_exact, is_quantity, percent, places, sign, step};
use crate::analysis::{Check, CheckKind, Indicator, Kind, Qualifier, Verdict};
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;

/// How many figures before a rate may be its counts.
const REACH: usize = 6;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    for (rate, figure) in group.figures.iter().enumerate() {
        let is_rate = figure.kind == Kind::Percent && figure.unit == "%" && figure.change.is_none();
        if is_rate && is_exact(figure) {
            out.extend(holding(group, rate).or_else(|| contradicted(group, rate)));
        } else if is_rate && figure.qualifier == Qualifier::Over {
            out.extend(at_least(group, rate));
        }
    }
}

fn is_count(figure: &Indicator) -> bool {
    is_quantity(figure) && figure.value > Decimal::ZERO
}

/// `part ÷ whole` in percent, rounded as the rate is printed.
fn quotient(part: &Indicator, whole: &Indicator, places: u32) -> Option<Decimal> {
    let percent = percent(part.value, whole.value)?;
    Some(percent.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
}

fn check(group: &Group<'_>, [rate, part, whole]: [usize; 3], verdict: Verdict, expected: Decimal) -> Check {
    let scale = Scale::of(group, [part, whole].into_iter());
    let [rate, part, whole] = [rate, part, whole].map(|id| &group.figures[id]);
    let printed = rate.span.of(group.text);
    let result = match verdict {
        Verdict::Ok => printed.to_owned(),
        _ => format!("{}% {} {printed}", expected.normalize(), sign(verdict)),
    };
    Check {
        kind: CheckKind::Ratio,
        verdict,
        members: vec![rate.id, part.id, whole.id],
        expected,
        stated: rate.value,
        explain: format!("{} ÷ {} = {result}", scale.show(part.value), scale.show(whole.value)),
    }
}

/// Two counts near before the rate whose quotient is the rate, to the last printed digit.
#[inline(never)]
fn holding(group: &Group<'_>, rate: usize) -> Option<Check> {
    let stated = &group.figures[rate];
    let places = places(group.surface(rate));
    if stated.value == Decimal::ONE_HUNDRED && !names_same_action(group, rate, rate.checked_sub(1)?) {
        // 排查率100%: any two equal counts would do.
        return None;
    }
    let counts = || (rate.saturating_sub(REACH)..rate).rev().filter(|&id| is_count(&group.figures[id]));
    let parts = counts().filter(|&id| is_exact(&group.figures[id]));
    let mut pairs = parts.flat_map(|part| counts().filter(move |&whole| whole != part).map(move |whole| (part, whole)));
    pairs.find_map(|(part, whole)| {
        let (p, w) = (&group.figures[part], &group.figures[whole]);
        let same = class_of(&p.unit) == class_of(&w.unit);
        let fits = same && is_exact(w) && quotient(p, w, places)? == stated.value;
        fits.then(|| check(group, [rate, part, whole], Verdict::Ok, stated.value))
    })
}

/// 查摆问题43条，整改41条，整改率达95%以上: the quotient is above what is stated, by less than a point.
#[inline(never)]
fn at_least(group: &Group<'_>, rate: usize) -> Option<Check> {
    let stated = &group.figures[rate];
    let (part, whole) = same_action(group, rate)?;
    let quotient = quotient(&group.figures[part], &group.figures[whole], places(group.surface(rate)) + 1)?;
    let above = quotient.checked_sub(stated.value)?;
    (Decimal::ZERO <= above && above < Decimal::ONE && stated.value < Decimal::ONE_HUNDRED)
        .then(|| check(group, [rate, part, whole], Verdict::Ok, quotient))
}

/// The count right before the rate or near whose action the rate names (化解…1466宗, 化解率), and the whole of the same kind
/// that stands before it. Of several that share the action (已化解, 化解中) the largest that has a whole is the one that is
/// done.
fn same_action(group: &Group<'_>, rate: usize) -> Option<(usize, usize)> {
    let parts = (rate.saturating_sub(REACH)..rate)
        .filter(|&id| is_count(&group.figures[id]) && names_same_action(group, rate, id));
    let pairs = parts.filter_map(|part| Some((part, whole_of(group, part)?)));
    pairs.max_by_key(|&(part, _)| group.figures[part].value)
}

/// The whole of `part` among the two figures before it. A part a little above its whole is still one, and wrong.
fn whole_of(group: &Group<'_>, part: usize) -> Option<usize> {
    let counted = &group.figures[part];
    let of_kind = |id: &usize| {
        let figure = &group.figures[*id];
        is_count(figure) && class_of(&figure.unit) == class_of(&counted.unit)
    };
    let near = || (part.saturating_sub(2)..part).rev().filter(of_kind);
    let least = counted.value / Decimal::new(12, 1);
    near()
        .find(|&id| group.figures[id].value >= counted.value)
        .or_else(|| near().find(|&id| group.figures[id].value >= least))
}

/// The rate is that of two counts, and they do not agree: a contradiction where the rate names their action, to be looked at
/// where it is only likely theirs.
#[inline(never)]
fn contradicted(group: &Group<'_>, rate: usize) -> Option<Check> {
    let stated = &group.figures[rate];
    if WORDS.narrower.stand_in(group.clause_before(rate)) {
        return None;
    }
    let named = same_action(group, rate);
    let ((part, whole), slack) = named.map(|pair| (pair, 0)).or_else(|| likely(group, rate))?;
    let (counted, denominator) = (&group.figures[part], &group.figures[whole]);
    let expected = quotient(counted, denominator, places(group.surface(rate)))?;
    let raw = percent(counted.value, denominator.value)?;
    let off = raw.saturating_sub(stated.value).abs();
    if !is_exact(counted) || !is_exact(denominator) {
        let shares = Range::of(group, part).percent_of(Range::of(group, whole))?;
        return (named.is_some() && shares.meets(Range::of(group, rate)))
            .then(|| check(group, [rate, part, whole], Verdict::Rounding, expected));
    }
    // Less than one unit of the last printed digit off is how the rate was rounded.
    let verdict = if off < step(group, rate) {
        Verdict::Rounding
    } else if named.is_some() {
        Verdict::Mismatch
    } else if off <= stated.value * Decimal::new(slack, 2) {
        Verdict::Compare
    } else {
        return None;
    };
    Some(check(group, [rate, part, whole], verdict, expected))
}

/// The two counts right before a rate that calls itself their share (其中女性120人，占比40%), or whose name has a word of the
/// counted thing's (政策内出生301人，政策生育率); and by how much of itself, in percent, it may miss and still be theirs.
#[inline(never)]
fn likely(group: &Group<'_>, rate: usize) -> Option<((usize, usize), i64)> {
    let words = group.clause_before(rate);
    let beside = rate.checked_sub(1)?;
    // 完成2350人，占年度任务2000人的117.5%: the whole stands between.
    if let Some(part) = beside.checked_sub(1)
        && words.starts_with('的')
        && group.before(beside).contains(['占', '完'])
    {
        let [p, w] = [part, beside].map(|id| &group.figures[id]);
        let alike = is_count(p) && is_count(w) && class_of(&p.unit) == class_of(&w.unit);
        return alike.then_some(((part, beside), 20));
    }
    let whole = whole_of(group, beside).filter(|_| is_count(&group.figures[beside]))?;
    let pair = (beside, whole);
    if ["占比", "占", "比例", "占总数的", "占总量的"].contains(&words.trim_end_matches(['为', '达', '到']))
    {
        return Some((pair, 20));
    }
    let stem = words.find('率').map_or("", |at| &words[..at]);
    let counted = group.clause_before(beside);
    // 应检331家，实检318家，年检率
    let action = stem.chars().last();
    if action.is_some_and(|c| counted.ends_with(c) && counted.contains('实'))
        && group.clause_before(whole).contains('应')
    {
        return Some((pair, 20));
    }
    let starts = stem.char_indices().map(|(at, _)| at);
    let ends = starts.clone().skip(2).chain([stem.len()]);
    let shared = stem.len() <= 60
        && starts.zip(ends).any(|(start, end)| end - start >= 6 && counted.contains(&stem[start..end]));
    shared.then_some((pair, 10))
}

/// Whether the words before the rate and before a count share the action: 办结率 and 已办结, 调解成功率 and 调解. A bare
/// 成功率 says it of whatever became of things.
fn names_same_action(group: &Group<'_>, rate: usize, count: usize) -> bool {
    let rate_words = group.clause_before(rate);
    let Some(stem) = rate_words.find('率').map(|at| &rate_words[..at]) else { return false };
    let head = group.clause_after(count).split('、').next().unwrap_or("");
    let counted = group.clause_before(count).to_owned() + head;
    let of = stem.strip_suffix("成功").unwrap_or(stem);
    let action = of.char_indices().rev().nth(1).map(|(at, _)| &of[at..]);
    match action {
        Some(action) => counted.contains(action),
        None => of.is_empty() && stem != of && WORDS.states.stand_in(&counted),
    }
}
