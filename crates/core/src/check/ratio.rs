//! 率: a stated percentage and the two counts it is the quotient of.
//!
//! 共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%: 1466 ÷ 1495 = 98.06%.

use super::{Group, Scale, WORDS, is_exact, places};
use crate::analysis::{Check, CheckKind, Indicator, Kind, Verdict};
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;

/// How many figures before a rate may be its counts.
const REACH: usize = 6;

pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    for (rate, figure) in group.figures.iter().enumerate() {
        let is_rate = figure.kind == Kind::Percent && figure.unit == "%" && figure.change.is_none();
        if is_rate && is_exact(figure) {
            out.extend(holding(group, rate).or_else(|| contradicted(group, rate)));
        }
    }
}

fn is_count(figure: &Indicator) -> bool {
    !matches!(figure.kind, Kind::Percent | Kind::Rank | Kind::Multiple | Kind::Age)
        && figure.change.is_none()
        && figure.value_max.is_none()
        && figure.value > Decimal::ZERO
}

/// `part ÷ whole` in percent, rounded as the rate is printed.
fn quotient(part: &Indicator, whole: &Indicator, places: u32) -> Option<Decimal> {
    let percent = part.value.checked_div(whole.value)?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(percent.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
}

fn check(group: &Group<'_>, [rate, part, whole]: [usize; 3], verdict: Verdict, expected: Decimal) -> Check {
    let scale = Scale::of(group, [part, whole].into_iter());
    let [rate, part, whole] = [rate, part, whole].map(|id| &group.figures[id]);
    let printed = rate.span.of(group.text);
    let result = match verdict {
        Verdict::Mismatch => format!("{}% ≠ {printed}", expected.normalize()),
        Verdict::Rounding => format!("{}% ≈ {printed}", expected.normalize()),
        _ => printed.to_owned(),
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

/// The rate names the action of the count right before it or near (化解…1466宗, 化解率), a whole of the same kind
/// stands before that, and they do not agree.
fn contradicted(group: &Group<'_>, rate: usize) -> Option<Check> {
    let stated = &group.figures[rate];
    let places = places(group.surface(rate));
    if WORDS.narrower.stand_in(clause(group.before(rate))) {
        return None;
    }
    let whole_of = |part: usize| {
        let counted = &group.figures[part];
        (part.saturating_sub(2)..part).rev().find(|&id| {
            let figure = &group.figures[id];
            is_count(figure) && class_of(&figure.unit) == class_of(&counted.unit) && figure.value >= counted.value
        })
    };
    // Of several that share the action (已化解, 化解中) the largest that has a whole is the one that is done.
    let same_action = (rate.saturating_sub(REACH)..rate)
        .filter(|&id| is_count(&group.figures[id]) && names_same_action(group, rate, id));
    let pairs = same_action.filter_map(|part| Some((part, whole_of(part)?)));
    let (part, whole) = pairs.max_by_key(|&(part, _)| group.figures[part].value)?;
    let (counted, denominator) = (&group.figures[part], &group.figures[whole]);
    if !is_exact(counted) || !is_exact(denominator) {
        return None;
    }
    let expected = quotient(counted, denominator, places)?;
    let last_digit = Decimal::new(1, places);
    // One unit of the last printed digit off is how the rate was rounded, unless more digits were printed than were had.
    let padded = places > 0 && group.surface(rate).trim_end_matches(['%', '％']).ends_with('0');
    let verdict =
        if !padded && (expected - stated.value).abs() <= last_digit { Verdict::Rounding } else { Verdict::Mismatch };
    Some(check(group, [rate, part, whole], verdict, expected))
}

/// Whether the words before the rate and before a count share the action: 办结率 and 已办结, 调解成功率 and 调解. A bare
/// 成功率 says it of whatever became of things.
fn names_same_action(group: &Group<'_>, rate: usize, count: usize) -> bool {
    let rate_words = clause(group.before(rate));
    let Some(stem) = rate_words.find('率').map(|at| &rate_words[..at]) else { return false };
    let counted = clause(group.before(count)).to_owned() + clause_head(group.after(count));
    let of = stem.strip_suffix("成功").unwrap_or(stem);
    let action = of.char_indices().rev().nth(1).map(|(at, _)| &of[at..]);
    match action {
        Some(action) => counted.contains(action),
        None => of.is_empty() && stem != of && WORDS.states.stand_in(&counted),
    }
}

/// The words of the clause that `text` ends in.
fn clause(text: &str) -> &str {
    text.rsplit(['，', ',', '；', ';', '。']).next().unwrap_or("")
}

fn clause_head(text: &str) -> &str {
    text.split(['，', ',', '；', ';', '。', '、']).next().unwrap_or("")
}
