//! 率: a stated percentage and the two counts it is the quotient of.
//!
//! 共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%: 1466 ÷ 1495 = 98.06%.

use super::{
    Found, Group, Range, Scale, WORDS, agreement, is_exact, is_quantity, minus, opens_list, percent, places, sum,
};
use crate::analysis::{CheckKind, Indicator, Kind, Qualifier, Status, Verdict};
use crate::han::digit;
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rust_decimal::prelude::RoundingStrategy;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many figures before a rate may be its counts.
const REACH: usize = 6;

/// How many figures a list may have before its last.
const FAR: usize = 40;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
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

fn check(group: &Group<'_>, members: [usize; 3], verdict: Verdict, expected: Decimal) -> Found {
    let [rate, part, whole] = members;
    let scale = Scale::of(group, [part, whole].into_iter());
    let [part, whole] = [part, whole].map(|id| scale.show(group.figures[id].value));
    let made = [expected, group.figures[rate].value];
    let working = Scale::percent(places(group.surface(rate))).equation(format!("{part} ÷ {whole}"), verdict, made);
    group.check(CheckKind::Ratio, verdict, &members, made, working)
}

/// Two counts near before the rate whose quotient is the rate, to the last printed digit.
#[inline(never)]
fn holding(group: &Group<'_>, rate: usize) -> Option<Found> {
    let stated = &group.figures[rate];
    let places = places(group.surface(rate));
    if stated.value == Decimal::ONE_HUNDRED && !names_same_action(group, rate, rate.checked_sub(1)?) {
        // 排查率100%: any two equal counts would do.
        return None;
    }
    let counts = || (rate.saturating_sub(REACH)..rate).rev().filter(|&id| is_count(&group.figures[id]));
    let parts = counts().filter(|&id| is_exact(&group.figures[id]));
    // 完成任务40公里的95%: of what stands right before it.
    let of_last = group.clause_before(rate).starts_with('的');
    let wholes = |part| {
        let of = counts().filter(move |&whole| whole != part).chain(of_list(group, part, &['。']));
        of.filter(move |&whole| !of_last || whole + 1 == rate)
    };
    let mut pairs = parts.flat_map(|part| wholes(part).map(move |whole| (part, whole)));
    pairs.find_map(|(part, whole)| {
        let (p, w) = (&group.figures[part], &group.figures[whole]);
        let same = class_of(&p.unit) == class_of(&w.unit);
        // 排查2340处，整改2392处，整改率98%: not the other way round.
        let turned = names_same_action(group, rate, whole) && !names_same_action(group, rate, part);
        let fits = same && !turned && is_exact(w) && quotient(p, w, places)? == stated.value;
        fits.then(|| check(group, [rate, part, whole], Verdict::Ok, stated.value))
    })
}

/// 查摆问题43条，整改41条，整改率达95%以上: the quotient is above what is stated, by less than a point.
#[inline(never)]
fn at_least(group: &Group<'_>, rate: usize) -> Option<Found> {
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

/// The whole of `part` among the two figures before it, or what the list before it takes apart (96条，其中甲38条、乙58条，已办结
/// 89条). A part a little above its whole is still one, and wrong.
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
        .or_else(|| of_list(group, part, &['；', ';', '。']))
}

/// The whole that a list takes apart which figure `id` stands in or behind, with none of `marks` between.
#[inline(never)]
fn of_list(group: &Group<'_>, id: usize, marks: &[char]) -> Option<usize> {
    let counted = &group.figures[id];
    let least = counted.value / Decimal::new(12, 1);
    let stops = |&at: &usize| opens_list(group.before(at)) || group.before(at).contains(marks);
    let opener = (id.saturating_sub(FAR)..=id).rev().find(stops).filter(|&at| opens_list(group.before(at)))?;
    sum::wholes(group, opener).find(|&whole| {
        let figure = &group.figures[whole];
        is_count(figure) && class_of(&figure.unit) == class_of(&counted.unit) && figure.value >= least
    })
}

/// The rate is that of two counts, and they do not agree: a contradiction where the rate names their action, to be looked at
/// where it is only likely theirs.
#[inline(never)]
fn contradicted(group: &Group<'_>, rate: usize) -> Option<Found> {
    let stated = &group.figures[rate];
    let named = same_action(group, rate);
    // 按时办结率 is not that of all that was done, but of 按时办结5610件; 节约率 is of the budget, and not of the price.
    let words = group.clause_before(rate);
    let stem = words.split_once('率').map_or("", |(stem, _)| stem);
    let said = named.is_some_and(|(part, _)| stem.chars().nth(2).is_some() && group.clause_before(part).contains(stem));
    // 上半年办结率96%: of less than was counted; 其中重大隐患整改率100%: of some.
    let of_less = WORDS.span.stand_in(words) || opens_list(group.before(rate));
    if WORDS.narrower.stand_in(words) && !said || of_less {
        return None;
    }
    let ((part, whole), slack) = named.map(|pair| (pair, 0)).or_else(|| likely(group, rate))?;
    let (counted, denominator) = (&group.figures[part], &group.figures[whole]);
    let expected = quotient(counted, denominator, places(group.surface(rate)))?;
    let raw = percent(counted.value, denominator.value)?;
    let off = minus(raw, stated.value).abs();
    let shares = Range::of(group, part).percent_of(Range::of(group, whole))?;
    if !is_exact(counted) || !is_exact(denominator) {
        return (named.is_some() && shares.meets(Range::of(group, rate)))
            .then(|| check(group, [rate, part, whole], Verdict::Rounding, expected));
    }
    // 397件483人: the rate may be one of either measure.
    let two_measures = [part.checked_sub(1), Some(part)].iter().flatten().any(|&id| group.after(id).is_empty());
    let within = |percent| off <= stated.value * Decimal::new(percent, 2);
    // Less than one unit of the last printed digit off, or what the rounding of the counts leaves open, is how the rate was
    // rounded; more than a fifth, and it is a rate of something else.
    // 抽检600批次，不合格21批次，不合格率2%: of the two right before it, in the same words.
    let beside = part + 1 == rate && whole + 1 == part && said;
    let verdict = if agreement(group, rate, raw, shares).is_some() {
        if expected == stated.value { Verdict::Ok } else { Verdict::Rounding }
    } else if named.is_some() && !two_measures && within(if beside { 50 } else { 20 })
        || is_stated_of(group, rate, whole) && !two_measures && within(50)
    {
        Verdict::Mismatch
    } else if within(if named.is_some() && two_measures { 10 } else { slack }) {
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
    // 完成2350人，占年度任务2000人的117.5%: the whole stands between. 完成2350人，同比增长8%，占…: so may a change.
    let is_change = |id: usize| group.figures[id].kind == Kind::Percent && group.figures[id].change.is_some();
    let part = beside.checked_sub(1).map(|part| if is_change(part) { part.saturating_sub(1) } else { part });
    if let Some(part) = part
        && words.starts_with('的')
        && group.before(beside).contains(['占', '完'])
    {
        let [p, w] = [part, beside].map(|id| &group.figures[id]);
        let alike = is_count(p) && is_count(w) && class_of(&p.unit) == class_of(&w.unit);
        return alike.then_some(((part, beside), 20));
    }
    if !is_count(&group.figures[beside]) {
        return None;
    }
    // 财政总收入25亿元，其中税收18亿元，占财政总收入的72%: the whole is called by its name.
    if let Some(noun) = named_whole(words) {
        let of = |&id: &usize| {
            let alike = class_of(&group.figures[id].unit) == class_of(&group.figures[beside].unit);
            alike && is_count(&group.figures[id]) && group.clause_before(id).ends_with(noun)
        };
        if let Some(whole) = (beside.saturating_sub(REACH)..beside).rev().find(of) {
            return Some(((beside, whole), 20));
        }
    }
    let counted = group.clause_before(beside);
    // 年度计划投资50亿元，完成投资45亿元，完成年度计划的90%: of what was planned.
    if WORDS.task.end(words.trim_end_matches(['的', '为', '达']))
        && counted.contains("完成")
        && let Some(planned) = beside.checked_sub(1)
        && group.figures[planned].status == Status::Target
        && class_of(&group.figures[planned].unit) == class_of(&group.figures[beside].unit)
        && is_count(&group.figures[planned])
    {
        return Some(((beside, planned), 20));
    }
    // 其中税收收入13.29亿元，税占比84%
    let share_words = words.trim_end_matches(['为', '达', '到']);
    let of = WORDS.share.stripped_end(share_words);
    if of.len() < share_words.len() && counted.contains(of) {
        let whole = of_list(group, beside, &['。']).or_else(|| whole_of(group, beside))?;
        // 86个小区中，已有34个成立业委会，占50%: of nothing else.
        let plain = of.is_empty() && share_words == "占" && whole + 1 == beside;
        return Some(((beside, whole), if plain { 40 } else { 20 }));
    }
    let whole = whole_of(group, beside)?;
    let pair = (beside, whole);
    let stem = words.find('率').map_or("", |at| &words[..at]);
    // 已解决398个，办结率: what became of them, in other words.
    if WORDS.state.end(stem) && WORDS.state.stand_in(counted) {
        return Some((pair, 10));
    }
    // 应检331家，实检318家，年检率
    let action = stem.chars().last();
    if action.is_some_and(|c| counted.ends_with(c) && counted.contains('实'))
        && group.clause_before(whole).contains('应')
    {
        return Some((pair, 20));
    }
    if group.figures[beside].value == group.figures[whole].value {
        return None;
    }
    // 120家企业中已建立党组织108家，覆盖率95%
    if stem.ends_with("覆盖") && whole + 1 == beside && group.before(beside).contains('中') {
        return Some((pair, 20));
    }
    let starts = stem.char_indices().map(|(at, _)| at);
    let ends = starts.clone().skip(2).chain([stem.len()]);
    let shared = stem.len() <= 60
        && starts.zip(ends).any(|(start, end)| end - start >= 6 && counted.contains(&stem[start..end]));
    shared.then_some((pair, 10))
}

/// 新增低保户30户，占总户数100户的35%: the text itself says of what and of how much, where nothing else is counted beside it.
/// 财政总收入25亿元，其中税收18亿元，占财政总收入的72%: it calls the whole by its name.
fn is_stated_of(group: &Group<'_>, rate: usize, whole: usize) -> bool {
    if named_whole(group.clause_before(rate)).is_some_and(|noun| group.clause_before(whole).ends_with(noun)) {
        return true;
    }
    let Some(part) = rate.checked_sub(2) else { return false };
    let is_change = group.figures[part].kind == Kind::Percent && group.figures[part].change.is_some();
    let part = part - usize::from(is_change && part > 0);
    let unit = class_of(&group.figures[part].unit);
    let beside = (part.saturating_sub(3)..part).any(|id| class_of(&group.figures[id].unit) == unit);
    group.clause_before(rate).starts_with('的')
        && !beside
        && (part + 1..rate).all(|id| !group.before(id).contains(['；', ';', '。']))
}

/// Whether the words before the rate and before a count share the action: 办结率 and 已办结, 调解成功率 and 调解. A bare
/// 成功率 says it of whatever became of things.
pub(super) fn names_same_action(group: &Group<'_>, rate: usize, count: usize) -> bool {
    let rate_words = group.clause_before(rate);
    let Some(stem) = rate_words.find('率').map(|at| &rate_words[..at]) else { return false };
    let counted = [group.clause_before(count), group.clause_after(count).split('、').next().unwrap_or("")];
    let says = |action: &str| counted.iter().any(|words| words.contains(action));
    let of = stem.strip_suffix("成功").unwrap_or(stem);
    match of.char_indices().rev().nth(1) {
        // 成功调处341件，调解成功率.
        Some((at, _)) => says(&of[at..]) || stem != of && says("成功"),
        None => of.is_empty() && stem != of && counted.iter().any(|words| WORDS.state.stand_in(words)),
    }
}

/// The noun of 占…的, 占…比重 and 完成…的.
pub(super) fn named_whole(words: &str) -> Option<&str> {
    let words = WORDS.share.stripped_end(words);
    let words = words.strip_suffix('的').unwrap_or(words);
    let noun = ["占", "完成", "达到", "为"].iter().find_map(|verb| words.strip_prefix(verb))?;
    let noun = noun.strip_prefix('了').unwrap_or(noun);
    let short = (2..=15).contains(&noun.chars().count());
    (short && !noun.contains(|c| digit(c).is_some()) && !noun.contains(['、', '和'])).then_some(noun)
}

/// Shares of what another sentence counts: 占GDP的1.46%, where the report says what its GDP is.
#[derive(Default)]
pub(super) struct Shares<'a> {
    /// Counts by the end of their names.
    wholes: FxHashMap<&'a str, Vec<usize>>,
    /// Rates that no count near them explains, and the noun of their whole.
    open: Vec<(usize, &'a str)>,
}

/// How many characters at the end of a name tell what is counted, and how many counts of one ending are looked at.
const END: usize = 4;
const MOST_WHOLES: usize = 6;

impl<'a> Shares<'a> {
    /// Keeps the counts of `group`, and its rates that are not checked yet.
    #[inline(never)]
    pub(super) fn note(&mut self, group: &Group<'a>, checked: &FxHashSet<usize>) {
        for (id, figure) in group.figures.iter().enumerate() {
            if is_count(figure) && is_exact(figure) && figure.status == Status::Actual {
                let wholes = self.wholes.entry(ending(&figure.name)).or_default();
                if wholes.len() < MOST_WHOLES {
                    wholes.push(figure.id);
                }
            } else if figure.kind == Kind::Percent
                && places(group.surface(id)) > 0
                && group.clause_before(id).starts_with('占')
                && let Some(noun) = named_whole(group.clause_before(id))
                && !checked.contains(&figure.id)
            {
                self.open.push((figure.id, noun));
            }
        }
    }

    /// What the rates say of the wholes that they name.
    #[inline(never)]
    pub(super) fn checks(&self, document: &Group<'_>, out: &mut Vec<Found>) {
        for &(rate, noun) in &self.open {
            let noun = if noun == "GDP" { "生产总值" } else { noun.trim_start_matches("全部") };
            let wholes = self.wholes.get(ending(noun)).into_iter().flatten().copied();
            let named: Vec<usize> = wholes.filter(|&id| document.figures[id].name.ends_with(noun)).collect();
            let checks = named.iter().filter_map(|&whole| of_named(document, rate, whole));
            // One of several wholes, or of another time, may be of another place, and only what holds is told.
            let sure = |check: &Found| {
                let period = |id: usize| document.figures[check.members[id]].period;
                check.verdict == Verdict::Ok || named.len() == 1 && period(1) == period(2)
            };
            out.extend(checks.filter(sure).min_by_key(|check| check.verdict != Verdict::Ok));
        }
    }
}

/// A rate and `whole`, of which a figure shortly before the rate in its sentence is that part, nearly at least.
fn of_named(document: &Group<'_>, rate: usize, whole: usize) -> Option<Found> {
    let [stated, of] = [rate, whole].map(|id| &document.figures[id]);
    let is_part = |&id: &usize| {
        let part = &document.figures[id];
        let near = part.sentence == stated.sentence && id != whole && part.value < of.value;
        near && is_count(part) && is_exact(part) && class_of(&part.unit) == class_of(&of.unit)
    };
    let part = (rate.saturating_sub(3)..rate).rev().find(is_part)?;
    let counted = &document.figures[part];
    let expected = quotient(counted, of, places(document.surface(rate)))?;
    let shares = Range::of(document, part).percent_of(Range::of(document, whole))?;
    let near = minus(expected, stated.value).abs() <= stated.value / Decimal::TEN;
    let verdict = agreement(document, rate, percent(counted.value, of.value)?, shares);
    let verdict = verdict.or_else(|| near.then_some(Verdict::Compare))?;
    Some(check(document, [rate, part, whole], verdict, expected))
}

fn ending(name: &str) -> &str {
    name.char_indices().rev().nth(END - 1).map_or(name, |(at, _)| &name[at..])
}
