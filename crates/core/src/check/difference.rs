//! 增减: two levels and the change between them.
//!
//! 由50个增加到80个，增加30个: 80 - 50 = 30. 由11.8%下降到6.4%，下降5.4个百分点: 5.4.

use super::{CLAUSE_ENDS, Found, Group, Range, Scale, WORDS, agreement, is_exact, minus, step};
use crate::analysis::{CheckKind, Direction, Kind, Status, Verdict};
use crate::indicator::class_of;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    out.extend((1..group.figures.len()).filter_map(|change| check(group, change)));
}

/// Two levels of one thing, and how sure it is that the change behind them lies between them.
pub(super) struct Levels {
    pub(super) before: usize,
    pub(super) after: usize,
    /// What a contradiction is.
    pub(super) contradiction: Verdict,
}

/// The levels that the change `change` lies between.
pub(super) fn levels(group: &Group<'_>, change: usize) -> Option<Levels> {
    let levels = before_last(group, change).or_else(|| between(group, change))?;
    let [before, after] = [levels.before, levels.after].map(|id| &group.figures[id]);
    let alike = before.kind == after.kind && class_of(&before.unit) == class_of(&after.unit);
    (alike && before.change.is_none() && after.change.is_none()).then_some(levels)
}

/// 投诉1500宗，同比上升25%（去年同期1200宗）: the level of before stands behind the change.
fn before_last(group: &Group<'_>, change: usize) -> Option<Levels> {
    let (after, before) = (change.checked_sub(1)?, change + 1);
    let words = group.before(change);
    let told = group.figures.get(before).map(|_| group.before(before))?.trim_start_matches(['（', '(', '，', ',']);
    let bare = what_changed(group.clause_before(change)).is_empty() && !words.contains(['；', ';', '。', '、']);
    let earlier = ["上年同期", "去年同期", "同期", "上年", "去年"].iter().find_map(|time| told.strip_prefix(time))?;
    let says = matches!(earlier, "" | "为" | "是" | "仅" | "仅为" | "只有");
    (bare && says).then_some(Levels { before, after, contradiction: Verdict::Compare })
}

/// The levels before a change, in the order in which the text tells them.
fn between(group: &Group<'_>, change: usize) -> Option<Levels> {
    let of = change.checked_sub(2)?;
    let words = group.before(change);
    if words.contains(['；', ';', '。']) || WORDS.other_change.stand_in(words) {
        return None;
    }
    let between = group.before(change - 1);
    let clause = group.clause_before(of);
    // 游客由52万增加到61万，旅游收入增长30%: a change of something else.
    let own = what_changed(group.clause_before(change));
    if !clause.contains(own) {
        return None;
    }
    if clause.contains(['由', '从'])
        && !between.trim_start_matches(['，', ',']).contains(CLAUSE_ENDS)
        && !between.contains('、')
        && between.contains(['到', '至'])
    {
        // 由50个增加到80个，增加30个
        Some(Levels { before: of, after: change - 1, contradiction: Verdict::Mismatch })
    } else if (group.figures[change - 1].status == Status::Prior
        || between.ends_with('的') && between.contains(['比', '较']))
        && (["上年", "去年"].iter().any(|word| between.contains(word)) || between.contains(['比', '较']))
        && !between.contains(['、', '；', ';', '。'])
    {
        // 办件80件，比上年的50件增加30件: it says itself between which, where nothing stands between.
        let basis = between.rsplit(CLAUSE_ENDS).next().unwrap_or("");
        let what = basis.find(['比', '较']).map_or("", |at| &basis[..at]);
        // 补贴216户，低保户较上年的248户减少42户: of something else.
        if !clause.contains(what.trim_start_matches('同')) {
            return None;
        }
        let told = own.is_empty() && what.is_empty() && !words.contains(['，', ',', '、']);
        let contradiction = if told { Verdict::Mismatch } else { Verdict::Compare };
        Some(Levels { before: change - 1, after: of, contradiction })
    } else if own.is_empty() && in_years(group, of, change) {
        Some(Levels { before: of, after: change - 1, contradiction: Verdict::Mismatch })
    } else if group.clause_before(change).trim_end_matches(['了', '约']) == "超额完成"
        && group.figures[of].status == Status::Target
        && between.contains("完成")
    {
        // 任务20家，实际完成23家，超额完成3家
        Some(Levels { before: of, after: change - 1, contradiction: Verdict::Mismatch })
    } else {
        None
    }
}

/// 2021年税收3.2亿元，2022年税收3.68亿元，同比增长15%: the same of two years that follow each other, and the change that
/// led from one to the other.
fn in_years(group: &Group<'_>, of: usize, change: usize) -> bool {
    let year = |id: usize| {
        let period = group.figures[id].period?;
        let (from, to) = (period.from?, period.to?);
        (from.year == to.year && from.month == 1 && to.month == 12).then_some(from.year)
    };
    let [earlier, later] = [of, change - 1];
    let follow = year(earlier).zip(year(later)).is_some_and(|(one, next)| one + 1 == next);
    let tells = group.before(later).contains('年') && group.clause_before(change).starts_with("同比");
    follow && tells && group.figures[earlier].name == group.figures[later].name
}

/// What the words before a change say that changed; nothing, where they say only that it did.
pub(super) fn what_changed(words: &str) -> &str {
    let words = words.trim_end_matches(['了', '约', '为', '达', '近']);
    let words = WORDS.up.stripped_end(WORDS.down.stripped_end(words)).trim_end_matches(['净', '共', '再', '又']);
    WORDS.compared.stripped(words)
}

/// Which way figure `change` says that things went: the words decide where the number itself is taken for a count (增加30名).
pub(super) fn direction(group: &Group<'_>, change: usize) -> Option<Direction> {
    if let Some(change) = group.figures[change].change {
        return Some(change.direction);
    }
    let words = group.clause_before(change).trim_end_matches(['了', '约']);
    if WORDS.up.end(words) { Some(Direction::Up) } else { WORDS.down.end(words).then_some(Direction::Down) }
}

fn check(group: &Group<'_>, change: usize) -> Option<Found> {
    let Levels { before, after, contradiction } = levels(group, change)?;
    let [earlier, later, stated] = [before, after, change].map(|id| &group.figures[id]);
    let points = stated.kind == Kind::Percent && stated.unit != "%";
    let same_measure = match earlier.kind {
        Kind::Percent => points,
        Kind::Rank | Kind::Multiple => false,
        _ => class_of(&stated.unit) == class_of(&earlier.unit),
    };
    if !same_measure {
        return None;
    }
    let ((high, low), between) = match direction(group, change)? {
        Direction::Up => ((later, earlier), Range::of(group, after).minus(Range::of(group, before))),
        Direction::Down => ((earlier, later), Range::of(group, before).minus(Range::of(group, after))),
    };
    let expected = high.value.checked_sub(low.value)?;
    let exact = [before, after, change].iter().all(|&id| is_exact(&group.figures[id]));
    // 38万亩，比36万亩增加3万亩: written out to the same digit, they leave nothing open.
    let off = minus(expected, stated.value).abs();
    let one_step = step(group, before) == step(group, after) && step(group, after) == step(group, change);
    let contradicts = exact && one_step && !step(group, change).is_zero() && off >= step(group, change);
    let verdict = agreement(group, change, expected, between).filter(|_| !contradicts);
    let verdict = verdict.or_else(|| exact.then_some(contradiction))?;
    let scale = Scale::of(group, [before, after, change].into_iter());
    let left = format!("{} - {}", scale.show(high.value), scale.show(low.value));
    let made = [expected, stated.value];
    let working = scale.equation(left, verdict, made);
    Some(group.check(CheckKind::Difference, verdict, &[change, after, before], made, working))
}
