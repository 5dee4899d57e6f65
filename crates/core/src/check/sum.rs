//! 其中: a stated whole and its parts.
//!
//! A list that 其中 opens has no end mark, so its end is where the parts make up the whole. Lists inside a list are
//! closed first, from the last 其中 to the first, and what belongs to an inner list is no part of the outer one. 7宗（…1宗）
//! and 14个村中有6个 open a list as well, 合计 closes one, and a list that says neither is told only where it holds.

use super::{CLAUSE_ENDS, Group, Range, Scale, WORDS, is_exact, is_quantity, sign};
use crate::analysis::{Check, CheckKind, Qualifier, Verdict};
use crate::han::among;
use crate::indicator::class_of;
use rust_decimal::Decimal;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Check>) {
    let mut taken = vec![false; group.figures.len()];
    for opener in (1..group.figures.len()).rev() {
        if group.before(opener).contains("其中") {
            listed(group, opener, &mut taken, out);
        } else if let Some(end) = bracketed(group, opener) {
            let (parts, sum) = run(group, opener - 1, opener..end);
            out.extend(weigh(group, opener - 1, parts, sum));
        } else if is_one_of(group, opener) {
            out.extend(weigh(group, opener - 1, vec![opener], group.figures[opener].value));
        } else if among_totals(group.clause_before(opener)) {
            out.extend(totalled(group, opener));
        }
    }
    unannounced(group, &taken, out);
}

/// The lists that 其中 before figure `opener` opens: 项目157个，金额1356.6万元，其中…: each measure of the clause before is a
/// whole of its own.
#[inline(never)]
fn listed(group: &Group<'_>, opener: usize, taken: &mut [bool], out: &mut Vec<Check>) {
    let mut classes: Vec<&str> = Vec::new();
    let mut parts_of_all = Vec::new();
    for whole in wholes(group, opener) {
        let class = measure(&group.figures[whole].unit);
        if classes.contains(&class) {
            continue;
        }
        classes.push(class);
        if let Some(check) = split(group, whole, opener, taken) {
            let first = group.figures[0].id;
            parts_of_all.extend(check.members[1..].iter().map(|id| id - first));
            out.push(check);
        }
    }
    for part in parts_of_all {
        taken[part] = true;
    }
}

/// What a unit measures: times that something was done are counted in 次 and in 场.
fn measure(unit: &str) -> &str {
    if matches!(unit, "场" | "场次" | "期") { "次" } else { class_of(unit) }
}

/// Figures before 其中 that it may take apart, the nearest first: those since the sentence's last ； or the list before.
pub(super) fn wholes<'g>(group: &'g Group<'_>, opener: usize) -> impl Iterator<Item = usize> + 'g {
    let mut open = true;
    let reachable = move |&id: &usize| {
        let reachable = open;
        // A ； closes the view to what stands before it.
        open &= !group.before(id).contains(['；', ';']) && !group.before(id).contains("其中");
        reachable
    };
    let near = (opener.saturating_sub(8)..opener).rev().filter(reachable);
    near.filter(|&id| is_quantity(&group.figures[id])).take(3)
}

/// No list has more parts than this.
const MOST_PARTS: usize = 30;

/// More figures than this are a passage that goes on, not the listed part of a whole.
const MOST_PARTIAL: usize = 10;

/// The parts of `whole` among the figures from `opener` on, and what they make.
#[inline(never)]
fn split(group: &Group<'_>, whole: usize, opener: usize, taken: &[bool]) -> Option<Check> {
    let total = &group.figures[whole];
    let class = measure(&total.unit);
    let candidates = (opener..group.figures.len()).filter(|&id| {
        let figure = &group.figures[id];
        !taken[id] && is_quantity(figure) && measure(&figure.unit) == class
    });
    let mut parts: Vec<usize> = Vec::new();
    let mut sum = Decimal::ZERO;
    // What was listed before each mark that may end the list, up to the first that does.
    let mut listed: Vec<(usize, Decimal)> = Vec::new();
    let mut ended = false;
    for id in candidates.take(MOST_PARTS) {
        if let Some(&last) = parts.last()
            && !ended
        {
            match end_between(group, last, id) {
                End::None => {}
                End::Perhaps => listed.push((parts.len(), sum)),
                End::Sure => {
                    listed.push((parts.len(), sum));
                    ended = true;
                }
            }
        }
        parts.push(id);
        sum = sum.checked_add(group.figures[id].value)?;
        // 幼儿园78所、小学42所、…: a list joined by 、 is not over while it goes on.
        if sum == total.value && !goes_on(group, id) {
            return (parts.len() >= 2).then(|| check(group, whole, &parts, Verdict::Ok));
        }
    }
    if !ended {
        listed.push((parts.len(), sum));
    }
    // Of the marks that only may end it, the one where the list nearly makes up the whole; else the first.
    let near = listed.iter().filter(|&&(count, sum)| nearly_all(group, total.value, &parts[..count], sum));
    let near = near.min_by_key(|&&(_, sum)| total.value.saturating_sub(sum).abs());
    let &(count, sum) = near.or(listed.first())?;
    parts.truncate(count);
    weigh(group, whole, parts, sum)
}

/// What `parts` say about their whole, which they are known to be parts of.
#[inline(never)]
fn weigh(group: &Group<'_>, whole: usize, parts: Vec<usize>, sum: Decimal) -> Option<Check> {
    let total = &group.figures[whole];
    let told = |verdict| Some(check(group, whole, &parts, verdict));
    let exact = parts.iter().chain([&whole]).all(|&id| is_exact(&group.figures[id]));
    let reach = parts.iter().map(|&id| Range::of(group, id)).reduce(Range::plus)?;
    let allowed = Range::of(group, whole);
    let attributes = || parts.iter().any(|&id| WORDS.attributes.stand_in(group.before(id)));
    if parts.len() >= 2 && reach.meets(allowed) && !attributes() {
        return told(if sum == total.value { Verdict::Ok } else { Verdict::Rounding });
    }
    if sum <= total.value {
        let nearly = exact && !attributes() && nearly_all(group, total.value, &parts, sum);
        return match (nearly, parts.len()) {
            (true, _) => told(Verdict::Compare),
            (false, ..=MOST_PARTIAL) => told(Verdict::Partial),
            _ => None,
        };
    }
    let states = parts.iter().filter(|&&id| WORDS.states.stand_in(group.before(id))).count();
    if parts.len() < 2 || attributes() {
        return None;
    }
    if 0 < states && states < parts.len() {
        let nearly = exact && parts.len() > 2 && nearly_all(group, total.value, &parts, sum);
        return nearly.then(|| told(Verdict::Compare)).flatten();
    }
    // One part above its whole may count something else; two that say the same measure word do not.
    let same_unit = parts.iter().all(|&id| group.figures[id].unit == total.unit);
    let about = |&id: &usize| matches!(group.figures[id].qualifier, Qualifier::Exact | Qualifier::Approx);
    match (exact, same_unit) {
        (true, true) => told(Verdict::Mismatch),
        // Of 30万元以上 and 50万元以上 none is a part.
        (false, true) if parts.iter().chain([&whole]).all(about) => told(Verdict::Compare),
        (true, false) if parts.len() > 2 => told(Verdict::Compare),
        _ => None,
    }
}

/// Whether so little is left, or over, that the list looks like a whole one: a tenth. Of two parts, only where they are
/// each other's complement.
fn nearly_all(group: &Group<'_>, total: Decimal, parts: &[usize], sum: Decimal) -> bool {
    let off = total.saturating_sub(sum).abs();
    let like_a_whole = match *parts {
        [] | [_] => false,
        [one, other] => complement(words_of(group, one), words_of(group, other)),
        _ => true,
    };
    like_a_whole && off.checked_mul(Decimal::TEN).is_some_and(|off| off <= total)
}

/// The words of its clause before a figure; of 1120人 in 低保800户1120人, those before the first.
fn words_of<'a>(group: &Group<'a>, id: usize) -> &'a str {
    let id = if id > 0 && group.before(id).is_empty() { id - 1 } else { id };
    group.clause_before(id)
}

/// What makes up a whole in twos.
const OPPOSITES: [[&str; 2]; 15] = [
    ["企业", "个体"],
    ["城", "农"],
    ["集中", "分散"],
    ["新", "续"],
    ["新", "改"],
    ["进口", "出口"],
    ["男", "女"],
    ["线上", "线下"],
    ["地上", "地下"],
    ["地面", "地下"],
    ["公办", "民办"],
    ["非", ""],
    ["未", "已"],
    ["内", "外"],
    ["水田", "旱"],
];

/// Whether the words before two parts name the two halves of something: 城市低保, 农村低保.
fn complement(one: &str, other: &str) -> bool {
    let says = |a: &str, b: &str| OPPOSITES.iter().any(|[x, y]| a.contains(x) && b.contains(y));
    says(one, other) || says(other, one) || ending(one).is_some_and(|end| ending(other) == Some(end))
}

/// Whether figure `id` is joined to the next by 、 alone, with a figure of the same unit behind it.
fn goes_on(group: &Group<'_>, id: usize) -> bool {
    group.after(id).starts_with('、')
        && !group.after(id).contains(CLAUSE_ENDS)
        && group.figures.get(id + 1).is_some_and(|next| next.unit == group.figures[id].unit)
}

/// Whether a list is over.
enum End {
    None,
    Perhaps,
    Sure,
}

/// Whether the list is over between its `last` part and figure `id`. A 。 and a verb that opens something else end it, and so
/// does a ；, but where it may stand between items: before items alike, with the same two measures, or with lists of their
/// own.
fn end_between(group: &Group<'_>, last: usize, id: usize) -> End {
    let between = &group.text[group.figures[last].span.end..group.figures[id].span.start];
    let words = group.before(id);
    let opens =
        || ["完成", "开展", "组织", "注销", "共", "累计", "新增", "全年"].iter().any(|word| words.contains(word));
    let alike = || ending(group.clause_before(last)).is_some_and(|end| ending(group.clause_before(id)) == Some(end));
    let two_measures = || {
        let beside = |id: usize| group.figures.get(id + 1).map(|figure| &figure.unit);
        id == last + 2 && beside(last) == beside(id)
    };
    if between.contains('。') || opens() {
        End::Sure
    } else if !between.contains(['；', ';']) || between.contains("其中") {
        End::None
    } else if alike() || two_measures() {
        End::Perhaps
    } else {
        End::Sure
    }
}

/// The last two characters: what items that are alike have in common (第一产业增加值, 第二产业增加值).
fn ending(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(|c| among(c, "为达约共的有"));
    text.char_indices().rev().nth(1).map(|(at, _)| &text[at..])
}

/// Where figure `opener` stands in brackets right behind the figure before and is a part of it, the end of what stands in
/// them: 办结7宗（去年立案1宗）.
#[inline(never)]
fn bracketed(group: &Group<'_>, opener: usize) -> Option<usize> {
    let (whole, part) = (&group.figures[opener - 1], &group.figures[opener]);
    let inside = group.before(opener).strip_prefix(['（', '('])?;
    let related = is_quantity(whole) && is_quantity(part) && whole.unit == part.unit && part.value < whole.value;
    // 500元（人均50元）, 30个（上年28个）
    let other = inside.chars().any(|c| among(c, "每均折比较超原上去另）)"));
    if !related || other || ["计划", "目标", "任务"].iter().any(|word| inside.contains(word)) {
        return None;
    }
    (opener..group.figures.len().min(opener + MOST_PARTS))
        .find(|&id| group.after(id).contains(['）', ')']))
        .map(|last| last + 1)
}

/// 13个派出所中，有5个…: the figure is some of those that the one before counts.
#[inline(never)]
fn is_one_of(group: &Group<'_>, id: usize) -> bool {
    let (whole, part) = (&group.figures[id - 1], &group.figures[id]);
    let words = group.before(id);
    words.len() <= 60
        && words.strip_suffix("有").is_some_and(|words| {
            words.trim_end_matches(['仍', '还', '已', '就', '只', '尚', '，', ',']).ends_with('中')
        })
        && whole.unit == part.unit
        && is_quantity(whole)
        && is_quantity(part)
        && part.value < whole.value
}

/// The figures of `ids` that may be parts of `whole`, and their sum.
fn run(group: &Group<'_>, whole: usize, ids: std::ops::Range<usize>) -> (Vec<usize>, Decimal) {
    let unit = &group.figures[whole].unit;
    let parts: Vec<usize> =
        ids.filter(|&id| is_quantity(&group.figures[id]) && group.figures[id].unit == *unit).collect();
    let sum = parts.iter().fold(Decimal::ZERO, |sum, &id| sum.saturating_add(group.figures[id].value));
    (parts, sum)
}

/// Whether `words` say that the figure behind them adds up what stood before.
fn among_totals(words: &str) -> bool {
    ["合计", "共计", "总计", "两项合计", "三项合计"].contains(&words.trim_end_matches(['为', '达', '约']))
}

/// 分别完成3亿元、2亿元和1亿元，合计6亿元: the list that ends before figure `total`, joined by 、 and 和.
#[inline(never)]
fn totalled(group: &Group<'_>, total: usize) -> Option<Check> {
    let unit = &group.figures[total].unit;
    let joined = |id: usize| {
        let words = group.before(id);
        words.len() <= 60 && !words.contains(CLAUSE_ENDS) && words.contains(['、', '和', '及'])
    };
    let like = |id: usize| is_quantity(&group.figures[id]) && group.figures[id].unit == *unit;
    let mut first = total.checked_sub(1)?;
    while first > 0 && total - first < MOST_PARTS && joined(first) && like(first - 1) {
        first -= 1;
    }
    let (parts, sum) = run(group, total, first..total);
    (parts.len() >= 2 && parts.len() == total - first && is_quantity(&group.figures[total])).then_some(())?;
    let reach = parts.iter().map(|&id| Range::of(group, id)).reduce(Range::plus)?;
    let exact = parts.iter().chain([&total]).all(|&id| is_exact(&group.figures[id]));
    let verdict = if sum == group.figures[total].value {
        Verdict::Ok
    } else if reach.meets(Range::of(group, total)) {
        Verdict::Rounding
    } else if exact {
        Verdict::Mismatch
    } else {
        return None;
    };
    Some(check(group, total, &parts, verdict))
}

/// 发现问题67个，现场整改52个，限期整改15个: a whole and its two parts, each in its clause, that nothing announces. Only where
/// they hold, and are too large to hold by chance; or where 还剩 says what must be left and it is not.
#[inline(never)]
fn unannounced(group: &Group<'_>, taken: &[bool], out: &mut Vec<Check>) {
    let is_exact_quantity = |id: usize| is_quantity(&group.figures[id]) && is_exact(&group.figures[id]);
    for whole in 0..group.figures.len() {
        let total = &group.figures[whole];
        if taken[whole] || !is_exact_quantity(whole) || total.value < Decimal::from(30) {
            continue;
        }
        // 486户1312人，脱贫213户602人，还剩273户710人: figures of other units stand between.
        let like = |&id: &usize| group.figures[id].unit == total.unit;
        let mut near = (whole + 1..group.figures.len().min(whole + 6)).filter(like);
        let (Some(one), Some(other)) = (near.next(), near.next()) else { continue };
        let clauses = &group.text[total.span.end..group.figures[other].span.start];
        let closed =
            clauses.contains(['；', ';', '。']) || ["其中", "合计", "共计"].iter().any(|word| clauses.contains(word));
        if closed || taken[one] || taken[other] || !is_exact_quantity(one) || !is_exact_quantity(other) {
            continue;
        }
        let sum = group.figures[one].value.saturating_add(group.figures[other].value);
        let left = || {
            // Of 213户602人 the second figure has no words of its own.
            let words = group.before(if group.before(other).is_empty() { other - 1 } else { other });
            ["还剩", "剩余", "尚余", "剩下", "尚剩"].iter().any(|word| words.contains(word))
        };
        let attributes = [one, other].iter().any(|&id| WORDS.attributes.stand_in(group.before(id)));
        if sum == total.value && !attributes {
            out.push(check(group, whole, &[one, other], Verdict::Ok));
        } else if sum != total.value && left() && group.figures[other].value < total.value {
            out.push(check(group, whole, &[one, other], Verdict::Compare));
        }
    }
}

fn check(group: &Group<'_>, whole: usize, parts: &[usize], verdict: Verdict) -> Check {
    let figure = |id: usize| &group.figures[id];
    let sum = parts.iter().fold(Decimal::ZERO, |sum, &id| sum.saturating_add(figure(id).value));
    let scale = Scale::of(group, parts.iter().copied().chain([whole]));
    let terms: Vec<String> = parts.iter().map(|&id| scale.show(figure(id).value)).collect();
    let total = figure(whole).value;
    let left = if terms.len() > 1 { format!("{} = {}", terms.join(" + "), scale.show(sum)) } else { terms.concat() };
    let explain = if verdict == Verdict::Ok { left } else { format!("{left} {} {}", sign(verdict), scale.show(total)) };
    Check {
        kind: CheckKind::Sum,
        verdict,
        members: std::iter::once(whole).chain(parts.iter().copied()).map(|id| figure(id).id).collect(),
        expected: sum.normalize(),
        stated: total.normalize(),
        explain,
    }
}
