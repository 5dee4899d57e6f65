//! 均: a stated mean, the total, and the number of those who share it.
//!
//! 为25户困难家庭发放慰问金5万元，户均2000元: 5万 ÷ 25 = 2000. 开展宣讲12场，每场50人，共600人: 600 ÷ 12 = 50.

use super::{CLAUSE_ENDS, Found, Group, Range, Scale, WORDS, agreement, is_exact, is_quantity, minus};
use crate::analysis::{CheckKind, Kind, Verdict};
use crate::indicator::class_of;
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    out.extend((1..group.figures.len()).filter_map(|mean| check(group, mean)));
}

fn check(group: &Group<'_>, mean: usize) -> Option<Found> {
    let stated = &group.figures[mean];
    let (each, rest) = shared_by(group.clause_before(mean))?;
    let usable = |id: &usize| {
        let figure = &group.figures[*id];
        is_quantity(figure) && is_exact(figure) && figure.value > Decimal::ZERO
    };
    usable(&mean).then_some(())?;
    let counts = |id: &usize| counts(each, &group.figures[*id].unit) && usable(id);
    let adds_up = |id: &usize| {
        let alike = class_of(&group.figures[*id].unit) == class_of(&stated.unit);
        alike && usable(id) && group.figures[*id].value > stated.value
    };
    // 每场50人，共600人: the total behind; else it and the number stand right before, in either order.
    let behind = mean + 1;
    let (total, count) = if behind < group.figures.len()
        && WORDS.summed.begin(group.clause_before(behind))
        && !group.before(behind).contains(['；', ';', '。'])
    {
        (behind, mean - 1)
    } else {
        let other = mean.checked_sub(2)?;
        if adds_up(&other) && counts(&(mean - 1)) { (other, mean - 1) } else { (mean - 1, other) }
    };
    let mut between = count.min(total) + 1..=mean.max(total);
    let apart = between.any(|id| group.before(id).contains(['；', ';', '。']));
    if apart || !adds_up(&total) || !counts(&count) {
        return None;
    }
    let raw = group.figures[total].value.checked_div(group.figures[count].value)?;
    let [high, low] = [Range::of(group, total), Range::of(group, count)];
    let range = Range { low: high.low.checked_div(low.high)?, high: high.high.checked_div(low.low)? };
    // 户均增收2000元 may be of other households, and other money.
    let same = rest.is_empty() && minus(raw, stated.value).abs() <= raw.checked_div(Decimal::TWO)?;
    let verdict = agreement(group, mean, raw, range).or_else(|| same.then_some(Verdict::Compare))?;
    let scale = Scale::PLAIN;
    let [sum, number] = [total, count].map(|id| scale.show(group.figures[id].value));
    let expected = raw.round_dp(if stated.kind == Kind::Count { 1 } else { 2 });
    let made = [expected, stated.value];
    let working = scale.equation(format!("{sum} ÷ {number}"), verdict, made);
    Some(group.check(CheckKind::Mean, verdict, &[mean, total, count], made, working))
}

/// By what a mean is shared, and what else its clause says: 户 of 户均, 场 of 每场; none of 年均 and 每月.
fn shared_by(words: &str) -> Option<(&str, &str)> {
    let words = words.trim_end_matches(['约', '近', '达', '为', '到', '有']);
    let words = words.strip_prefix("平均").unwrap_or(words);
    if let Some((before, rest)) = words.split_once('均') {
        // 月人均补助: only where it holds.
        let each = before.strip_prefix(['月', '年']).filter(|each| !each.is_empty()).unwrap_or(before);
        let rest = if each.len() < before.len() { before } else { rest };
        return (each.chars().count() == 1 && !is_time(each)).then_some((each, rest));
    }
    let each = words.strip_prefix('每')?;
    let len = each.chars().next()?.len_utf8();
    (!is_time(&each[..len]) && !each.contains(CLAUSE_ENDS)).then_some((&each[..len], ""))
}

fn is_time(each: &str) -> bool {
    matches!(each, "年" | "月" | "日" | "天" | "季" | "周" | "次" | "时")
}

/// Whether things of such a unit are what a mean is shared by: 人 of 35名.
fn counts(each: &str, unit: &str) -> bool {
    let counted = match unit {
        "名" | "位" => "人",
        _ => unit,
    };
    unit.starts_with(each) || counted == each
}
