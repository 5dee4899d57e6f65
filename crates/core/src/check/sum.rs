//! 其中: a stated whole and its parts.
//!
//! A list that 其中 opens has no end mark, so its end is where the parts make up the whole. Lists inside a list are
//! closed first, from the last 其中 to the first, and what belongs to an inner list is no part of the outer one. 7宗（…1宗）
//! and 14个村中有6个 open a list as well, 合计 closes one, and a list that says neither is told only where it holds.

use super::difference::what_changed;
use super::{CLAUSE_ENDS, Found, Group, Range, Scale, WORDS, is_exact, is_quantity, minus, opens_list, plus, step};
use crate::analysis::{CheckKind, Kind, Qualifier, Status, Verdict};
use crate::han::{among, is_han};
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    let mut taken = vec![false; group.figures.len()];
    for opener in (1..group.figures.len()).rev() {
        if opens_list(group.before(opener)) && tells_parts(group, opener) {
            listed(group, opener, &mut taken, out);
        } else if let Some(end) = bracketed(group, opener) {
            // 13951户68202人（城镇240户544人，农村13711户67658人）
            let two_measures = opener >= 2 && group.after(opener - 2).is_empty();
            for whole in (opener - if two_measures { 2 } else { 1 }..opener).rev() {
                let (parts, sum) = run(group, whole, opener..end);
                out.extend((!parts.is_empty()).then(|| weigh(group, whole, parts, sum)).flatten());
            }
        } else if includes(group, opener) {
            let (parts, sum) = run(group, opener - 1, opener..end_of_clauses(group, opener));
            let summed = group.clause_before(opener - 1);
            let summed = summed.contains(['共', '总']) || WORDS.summed.begin(summed);
            let check = weigh(group, opener - 1, parts.clone(), sum);
            // Not all need be told, and without a sum only what holds is.
            let told = |check: &Found| check.verdict == Verdict::Ok || summed && check.verdict != Verdict::Partial;
            if let Some(check) = check.filter(told) {
                parts.into_iter().for_each(|part| taken[part] = true);
                out.push(check);
            }
        } else if let Some(end) = told_apart(group, opener) {
            let (parts, sum) = run(group, opener - 1, opener..end);
            let check = weigh(group, opener - 1, parts.clone(), sum);
            if let Some(check) = check.filter(|check| check.verdict != Verdict::Partial) {
                parts.into_iter().for_each(|part| taken[part] = true);
                out.push(check);
            }
        } else if is_one_of(group, opener) {
            out.extend(weigh(group, opener - 1, vec![opener], group.figures[opener].value));
        } else if among_totals(group.clause_before(opener)) {
            out.extend(totalled(group, opener).or_else(|| totals_clauses(group, opener)));
        } else {
            out.extend(totals_clauses(group, opener));
        }
    }
    unannounced(group, &taken, out);
}

/// The lists that 其中 before figure `opener` opens: 项目157个，金额1356.6万元，其中…: each measure of the clause before is a
/// whole of its own. Of several that a measure has, the list takes apart the one that it makes up, else the nearest; and
/// then nothing is wrong, as it may be of another.
#[inline(never)]
fn listed(group: &Group<'_>, opener: usize, taken: &mut [bool], out: &mut Vec<Found>) {
    let mut classes: Vec<&str> = Vec::new();
    let mut parts_of_all = Vec::new();
    for whole in wholes(group, opener).take(3) {
        let class = measure(&group.figures[whole].unit);
        if classes.contains(&class) {
            continue;
        }
        // 案件960宗，受援1984人次，其中民事672宗…: a second measure of the parts stands beside their first.
        let beside = candidates(group, opener, class, taken).next().is_some_and(|id| id <= opener + 2);
        if !classes.is_empty() && !beside {
            continue;
        }
        classes.push(class);
        let others = || wholes(group, opener).filter(|&id| id != whole && measure(&group.figures[id].unit) == class);
        let made_up = |other: usize| {
            let large = group.figures[other].value >= Decimal::from(CHANCE);
            let check = split(group, other, opener, taken).filter(|check| large && check.verdict == Verdict::Ok)?;
            let last = check.members[check.members.len() - 1] - group.figures[0].id;
            let next = candidates(group, opener, class, taken).find(|&id| id > last);
            next.is_none_or(|next| matches!(end_between(group, opener, last, next), End::Sure)).then_some(check)
        };
        let nearest = split(group, whole, opener, taken);
        let is_whole = nearest.as_ref().is_some_and(|check| check.verdict == Verdict::Ok);
        let check = if is_whole {
            None
        } else {
            others().find_map(made_up).or_else(|| made_by_all(group, whole, opener, taken))
        };
        let check = check.or(nearest);
        let doubtful = |check: &Found| matches!(check.verdict, Verdict::Compare | Verdict::Mismatch);
        // 6675亩（其中：…）: of no other, wherever one stands.
        let sure = || whole + 1 == opener && group.before(opener).starts_with(['（', '(']);
        if let Some(check) = check.filter(|check| !doubtful(check) || sure() || others().next().is_none()) {
            let first = group.figures[0].id;
            parts_of_all.extend(check.members[1..].iter().map(|id| id - first));
            out.push(check);
        }
    }
    for part in parts_of_all {
        taken[part] = true;
    }
}

/// Whether a quantity stands behind 其中 before the next ；. Not in 其中税收增长11%；完成固定资产投资30亿元.
fn tells_parts(group: &Group<'_>, opener: usize) -> bool {
    let near = opener..group.figures.len().min(opener + MOST_PARTS);
    let ends = |id: usize| id > opener && group.before(id).contains(['；', ';', '。']);
    near.take_while(|&id| !ends(id)).any(|id| is_quantity(&group.figures[id]))
}

/// What a unit measures: times that something was done are counted in 次 and in 场, letters of complaint in 件 and in 件次.
fn measure(unit: &str) -> &str {
    match unit {
        "场" | "场次" | "期" => "次",
        "件次" => class_of("件"),
        _ => class_of(unit),
    }
}

/// Figures before 其中 that it may take apart, the nearest first: those since the sentence's last ； or the list before.
pub(super) fn wholes<'g>(group: &'g Group<'_>, opener: usize) -> impl Iterator<Item = usize> + 'g {
    let depth = group.depths[opener];
    let mut open = true;
    let reachable = move |&id: &usize| {
        let reachable = open;
        // A ； closes the view to what stands before it.
        open &= !group.before(id).contains(['；', ';']) && !opens_list(group.before(id));
        reachable && group.depths[id] <= depth
    };
    let near = (opener.saturating_sub(12)..opener).rev().filter(reachable);
    near.filter(move |&id| is_quantity(&group.figures[id]) && !is_change(group, id) && !is_task(group, id))
}

/// 收入3亿元，增收1200万元，其中…: the change is not taken apart, and is no part.
fn is_change(group: &Group<'_>, id: usize) -> bool {
    let words = group.clause_before(id);
    (WORDS.up.end(words) || WORDS.down.end(words)) && what_changed(words).is_empty()
}

/// 完成1318万元，占全年任务2355万元的56%，其中…: what was wanted has no parts, and is none.
fn is_task(group: &Group<'_>, id: usize) -> bool {
    WORDS.task.end(group.clause_before(id))
}

/// Whether a figure is the first of two levels: 由65000万元调整为35000万元.
fn is_left_behind(group: &Group<'_>, id: usize) -> bool {
    group.figures[id].status == Status::Prior && group.clause_before(id).contains(['由', '从'])
}

/// A whole below this is made up of what stands near by chance.
const CHANCE: i64 = 30;

/// No list has more parts than this.
const MOST_PARTS: usize = 30;

/// More figures than this are a passage that goes on, not the listed part of a whole.
const MOST_PARTIAL: usize = 10;

/// The figures from `opener` on that may be parts of a whole of that class. What stands in brackets of its own is no part,
/// and a list in brackets ends with them.
fn candidates<'g>(
    group: &'g Group<'_>,
    opener: usize,
    class: &'g str,
    taken: &'g [bool],
) -> impl Iterator<Item = usize> + 'g {
    let depth = group.depths[opener];
    let near = opener..group.figures.len().min(opener + 3 * MOST_PARTS);
    let inside = near.take_while(move |&id| group.depths[id] >= depth);
    inside.filter(move |&id| {
        let figure = &group.figures[id];
        let is_part = !taken[id] && group.depths[id] == depth && is_quantity(figure) && measure(&figure.unit) == class;
        is_part && !is_mean(group, id) && !is_task(group, id) && !is_left_behind(group, id) && !is_change(group, id)
    })
}

/// Whether a figure is so many for each: 每千人口2.4人, 户均1.2亩.
fn is_mean(group: &Group<'_>, id: usize) -> bool {
    // 分别为5.9人、8.1人: of the second what is said of the first.
    let first = if id > 0 && group.before(id) == "、" { id - 1 } else { id };
    group.clause_before(first).contains(['每', '均'])
}

/// A long list whose parts make up its whole exactly, though ； stands between them or figures of other units; 个 and 家
/// count the same things there. Nothing but that is told of it.
#[inline(never)]
fn made_by_all(group: &Group<'_>, whole: usize, opener: usize, taken: &[bool]) -> Option<Found> {
    let total = &group.figures[whole];
    let counts = |unit: &str| matches!(unit, "个" | "家" | "所" | "处");
    let told = |unit: &str| matches!(unit, "条" | "件" | "项");
    let made = |like: &dyn Fn(&str) -> bool| {
        let (mut parts, mut sum) = (Vec::new(), Decimal::ZERO);
        for (id, figure) in group.figures.iter().enumerate().skip(opener).take(MOST_PARTS) {
            let beside = taken[id] || group.depths[id] != group.depths[opener] || !is_quantity(figure);
            if beside || !like(&figure.unit) || is_mean(group, id) {
                continue;
            }
            parts.push(id);
            sum = sum.checked_add(figure.value)?;
            if sum >= total.value {
                // Of two, where each has parts of its own between them.
                let nested = parts.len() == 2 && (parts[0] + 1..id).all(|id| taken[id]) && id > parts[0] + 1;
                let closes = sum == total.value && (parts.len() > 2 || nested) && !goes_on(group, id);
                return closes.then_some(parts);
            }
        }
        None
    };
    let large = total.value >= Decimal::from(CHANCE);
    let parts = made(&|unit| unit == total.unit)
        .or_else(|| made(&|unit| counts(unit) && counts(&total.unit) || told(unit) && told(&total.unit)));
    Some(check(group, whole, &parts.filter(|_| large)?, Verdict::Ok))
}

/// The parts of `whole` among the figures from `opener` on, and what they make.
#[inline(never)]
fn split(group: &Group<'_>, whole: usize, opener: usize, taken: &[bool]) -> Option<Found> {
    let total = &group.figures[whole];
    let mut parts: Vec<usize> = Vec::new();
    let mut sum = Decimal::ZERO;
    // What was listed before each mark that may end the list, up to the first that does.
    let mut listed: Vec<(usize, Decimal)> = Vec::new();
    let mut ended = false;
    for id in candidates(group, opener, measure(&total.unit), taken).take(MOST_PARTS) {
        if let Some(&last) = parts.last()
            && !ended
        {
            match end_between(group, parts[0], last, id) {
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
        if sum == total.value && !goes_on(group, id) && !by_chance(group, whole, &parts) {
            return (parts.len() >= 2).then(|| check(group, whole, &parts, Verdict::Ok));
        }
    }
    if !ended {
        listed.push((parts.len(), sum));
    }
    // Of the marks that only may end it, the one where the list nearly makes up the whole; else the last that leaves room.
    let near = listed.iter().filter(|&&(count, sum)| nearly_all(group, whole, &parts[..count], sum));
    let near = near.min_by_key(|&&(_, sum)| minus(total.value, sum).abs());
    let within =
        listed.iter().rev().find(|&&(_, sum)| sum <= total.value || minus(sum, total.value) < step(group, whole));
    let &(count, sum) = near.or(within).or(listed.first())?;
    parts.truncate(count);
    // 19起，其中检查8次、噪音5件、工地13件: what stands first is counted otherwise, and may be a part for all that.
    let beside = |part: usize| part > opener && group.before(part).starts_with('、');
    let counts = |id: usize| group.figures[id].kind == Kind::Count;
    let first = !parts.first().is_some_and(|&part| beside(part) && counts(part) && counts(opener));
    weigh(group, whole, parts, sum).filter(|check| first || check.verdict != Verdict::Compare)
}

/// What `parts` say about their whole, which they are known to be parts of.
#[inline(never)]
fn weigh(group: &Group<'_>, whole: usize, parts: Vec<usize>, sum: Decimal) -> Option<Found> {
    let total = &group.figures[whole];
    let told = |verdict| Some(check(group, whole, &parts, verdict));
    let exact = parts.iter().chain([&whole]).all(|&id| is_exact(&group.figures[id]));
    let reach = parts.iter().map(|&id| Range::of(group, id)).reduce(Range::plus)?;
    let allowed = Range::of(group, whole);
    let attributes = attributes(group, &parts);
    if parts.len() >= 2 && sum == total.value && !by_chance(group, whole, &parts) {
        return told(Verdict::Ok);
    }
    // 373.9052万 + 503.8417万 are 877.74万 where the rest was cut off: less than one unit of the last printed digit.
    let cut_off = exact && minus(sum, total.value).abs() < step(group, whole);
    if parts.len() >= 2 && sum != total.value && (reach.meets(allowed) || cut_off) && !attributes {
        return told(Verdict::Rounding);
    }
    if sum <= total.value {
        let nearly = exact && !attributes && nearly_all(group, whole, &parts, sum);
        return match (nearly, parts.len()) {
            (true, _) => told(Verdict::Compare),
            (false, ..=MOST_PARTIAL) => told(Verdict::Partial),
            _ => None,
        };
    }
    // Parts that are half as much again as their whole overlap.
    let half = total.value.checked_div(Decimal::TWO)?;
    if minus(sum, total.value) > half {
        return None;
    }
    let states = parts.iter().filter(|&&id| WORDS.state.stand_in(group.before(id))).count();
    if parts.len() < 2 || attributes || parts.iter().any(|&id| !alike(group, whole, id)) {
        return None;
    }
    if 0 < states && states < parts.len() && !halves(group, &parts) {
        let nearly = exact && parts.len() > 2 && nearly_all(group, whole, &parts, sum);
        return nearly.then(|| told(Verdict::Compare)).flatten();
    }
    // One part above its whole may count something else; two that say the same measure word do not.
    let same_unit = parts.iter().all(|&id| same_unit(&group.figures[id].unit, &total.unit));
    let about = |&id: &usize| matches!(group.figures[id].qualifier, Qualifier::Exact | Qualifier::Approx);
    match (exact, same_unit) {
        (true, true) => told(Verdict::Mismatch),
        // Of 30万元以上 and 50万元以上 none is a part.
        (false, true) if parts.iter().chain([&whole]).all(about) => told(Verdict::Compare),
        (true, false) if parts.len() > 2 => told(Verdict::Compare),
        _ => None,
    }
}

/// Whether two units are one, or count people both.
fn same_unit(one: &str, other: &str) -> bool {
    let heads = |unit: &str| matches!(unit, "人" | "名" | "位");
    one == other || heads(one) && heads(other)
}

/// Whether some of `parts` are told by what people and things have beside each other, and are not its two halves: 女, 党员.
fn attributes(group: &Group<'_>, parts: &[usize]) -> bool {
    // 新建10个、改造14个、提升12个: what was done, and a thing is done one way.
    let own = |id: usize| words_of(group, id).trim_start_matches("其中").trim_start_matches(['、', '和']);
    let verbs = || parts.iter().all(|&id| own(id).chars().count() == 2);
    let made = |words: &str| ["新建", "新增"].iter().any(|verb| words.ends_with(verb)) && verbs();
    let says = |&id: &usize| WORDS.attribute.stand_in(group.before(id)) && !made(group.before(id));
    parts.iter().any(says) && !halves(group, parts)
}

fn halves(group: &Group<'_>, parts: &[usize]) -> bool {
    matches!(*parts, [one, other] if complement(words_of(group, one), words_of(group, other)))
}

/// Whether the parts of a small whole overlap, and only happen to make it up: 19名，其中女7名、大专以上12名.
fn by_chance(group: &Group<'_>, whole: usize, parts: &[usize]) -> bool {
    group.figures[whole].value < Decimal::from(CHANCE) && attributes(group, parts)
}

/// Whether the words behind two counts may name the same thing: 18个村 and 3个示范村, but not 36个小组.
fn alike(group: &Group<'_>, whole: usize, part: usize) -> bool {
    let noun = |id| {
        let words = group.clause_after(id).split('、').next().unwrap_or("");
        let words = words.split(['（', '(', '）', ')']).next().unwrap_or("");
        words.chars().next_back().filter(|&c| is_han(c))
    };
    noun(whole).zip(noun(part)).is_none_or(|(one, other)| one == other)
}

/// Whether so little is left, or over, that the list looks like a whole one: a tenth. Of two parts, only where 、 joins them
/// or they are each other's complement.
fn nearly_all(group: &Group<'_>, whole: usize, parts: &[usize], sum: Decimal) -> bool {
    let total = &group.figures[whole];
    let like_a_whole = match *parts {
        [] | [_] => false,
        [one, other] => joined(group, other) || complement(words_of(group, one), words_of(group, other)),
        _ => true,
    };
    like_a_whole && within_a_tenth(total.value, sum) && !WORDS.unlisted.stand_in(group.clause_before(whole))
}

fn within_a_tenth(total: Decimal, sum: Decimal) -> bool {
    minus(total, sum).abs().checked_mul(Decimal::TEN).is_some_and(|off| off <= total)
}

/// Whether figure `id` goes on a list of 、 from the one before.
fn joined(group: &Group<'_>, id: usize) -> bool {
    group.before(id).starts_with('、') && !group.before(id).contains(CLAUSE_ENDS)
}

/// The words of its clause before a figure; of 1120人 in 低保800户1120人, those before the first.
fn words_of<'a>(group: &Group<'a>, id: usize) -> &'a str {
    let id = if id > 0 && group.before(id).is_empty() { id - 1 } else { id };
    group.clause_before(id)
}

/// Whether the words before two parts name the two halves of something: 城市低保, 农村低保.
fn complement(one: &str, other: &str) -> bool {
    let says = |a: &str, b: &str| WORDS.opposite.iter().any(|[x, y]| a.contains(x) && b.contains(y));
    says(one, other) || says(other, one)
}

/// Whether figure `id` is joined to the next by 、 alone, with a figure of the same unit behind it.
fn goes_on(group: &Group<'_>, id: usize) -> bool {
    group.after(id).starts_with('、')
        && !group.after(id).contains(CLAUSE_ENDS)
        && group.figures.get(id + 1).is_some_and(|next| next.unit == group.figures[id].unit)
}

/// So many characters say what became of all: 完成整改.
const MOST_TURNING: usize = 4;

/// Whether a list is over.
enum End {
    None,
    Perhaps,
    Sure,
}

/// Whether the list that begins with part `first` is over between its `last` and figure `id`.
///
/// A 。 and a verb that opens something else end it, and so does a ；, but where it may stand between items: before items
/// alike, with the same two measures, or with lists of their own.
fn end_between(group: &Group<'_>, first: usize, last: usize, id: usize) -> End {
    let between = &group.text[group.figures[last].span.end..group.figures[id].span.start];
    let words = group.before(id);
    // 含医师564人, 包括医师564人: parts of the part before. 其中水稻完成30万亩，豆类完成2万亩 are alike.
    let opens = || {
        let clause = group.clause_before(id);
        let anew = WORDS.opening.stand_in(words) && ending(clause) != ending(group.clause_before(first));
        anew || clause.starts_with('含') || clause.starts_with("包含") || clause.starts_with("包括")
    };
    // 其中失业人员再就业3000人；发放贷款2亿元，带动就业5000人: only the first behind the ； goes on with the list.
    let leads =
        || !between.rsplit(['；', ';']).next().is_some_and(|group| group.contains(|c: char| c.is_ascii_digit()));
    let alike =
        || leads() && ending(group.clause_before(last)).is_some_and(|end| ending(group.clause_before(id)) == Some(end));
    let two_measures = || {
        let beside = |id: usize| group.figures.get(id + 1).map(|figure| &figure.unit);
        id == last + 2 && beside(last) == beside(id)
    };
    // 重大隐患30处，已整改100处: what became of all of them is no part beside what they are. 采集员处置3491件 says whose.
    let turns = || {
        let (before, after) = (group.clause_before(last), group.clause_before(id));
        let whose = after.chars().count() > MOST_TURNING && !after.starts_with(|c| among(c, "已成共全均目现正"));
        words.contains(CLAUSE_ENDS) && WORDS.done.stand_in(after) && !WORDS.state.stand_in(before) && !whose
    };
    if between.contains('。') || opens() || turns() {
        End::Sure
    } else if !between.contains(['；', ';']) || opens_list(between) {
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

/// Where figure `opener` stands in brackets right behind a figure and is a part of it, the end of what stands in
/// them: 办结7宗（去年立案1宗）.
#[inline(never)]
fn bracketed(group: &Group<'_>, opener: usize) -> Option<usize> {
    let part = &group.figures[opener];
    let inside = group.before(opener).strip_prefix(['（', '('])?;
    let related = is_quantity(part)
        && (opener.saturating_sub(2)..opener).any(|id| {
            let whole = &group.figures[id];
            let beside = id + 1 == opener || group.after(id).is_empty();
            beside && is_quantity(whole) && whole.unit == part.unit && part.value < whole.value
        });
    // 500元（人均50元）, 30个（上年28个）
    let other = inside.chars().any(|c| among(c, "每均折比较超原去另）)"))
        || ["上年", "上期", "上月", "上季", "上半年", "上一", "上届"].iter().any(|before| inside.contains(before));
    if !related || other || WORDS.task.stand_in(inside) {
        return None;
    }
    // 另有4起 stands beside them.
    let last = |&id: &usize| group.after(id).contains(['）', ')', '另']);
    (opener..group.figures.len().min(opener + MOST_PARTS)).find(last).map(|last| last + 1)
}

/// 救助金共计376.5万元，包括低保金210.3万元、…: the figure is the first of those that make up the total before it.
#[inline(never)]
fn includes(group: &Group<'_>, id: usize) -> bool {
    let words = group.before(id).trim_start_matches(['，', ',']);
    let (whole, part) = (&group.figures[id - 1], &group.figures[id]);
    ["包括", "包含", "分别是", "分别用于", "用于"].iter().any(|verb| words.starts_with(verb))
        && !words.contains(CLAUSE_ENDS)
        && whole.unit == part.unit
        && is_quantity(whole)
        && is_quantity(part)
}

/// 在职人员126人：公务员32人，事业编制41人，聘用人员53人: one past the last of the figures that a colon takes the one before
/// apart into.
#[inline(never)]
fn told_apart(group: &Group<'_>, first: usize) -> Option<usize> {
    let unit = &group.figures[first - 1].unit;
    let like = |id: usize| is_quantity(&group.figures[id]) && group.figures[id].unit == *unit;
    // 服务企业100家：为80家办理贷款，帮助60家招工 tells what was done for some.
    let is_part = |id: usize| {
        let words = words_of(group, id).trim_start_matches(['：', ':', '、', '和']);
        like(id) && (1..=10).contains(&words.chars().count()) && !words.starts_with(|c| among(c, "为帮对给向与协支"))
    };
    (group.before(first).starts_with(['：', ':']) && is_part(first) && like(first - 1)).then_some(())?;
    let goes_on = |&id: &usize| is_part(id) && !group.before(id).contains(['；', ';', '。', '：', ':']);
    let last = (first + 1..group.figures.len().min(first + MOST_PARTS)).take_while(goes_on).last()?;
    Some(last + 1)
}

/// One past the last figure of the list of 、 that begins with figure `first`.
fn end_of_clauses(group: &Group<'_>, first: usize) -> usize {
    let goes_on = |&id: &usize| joined(group, id);
    (first + 1..group.figures.len().min(first + MOST_PARTS)).take_while(goes_on).last().unwrap_or(first) + 1
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
    let sum = parts.iter().fold(Decimal::ZERO, |sum, &id| plus(sum, group.figures[id].value));
    (parts, sum)
}

/// Whether `words` say that the figure behind them adds up what stood before.
fn among_totals(words: &str) -> bool {
    WORDS.total.are(words.trim_end_matches(['为', '达', '约']))
}

/// 分别完成3亿元、2亿元和1亿元，合计6亿元: the list that ends before figure `total`, joined by 、 and 和.
#[inline(never)]
fn totalled(group: &Group<'_>, total: usize) -> Option<Found> {
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

/// 争取资金200万元，自筹资金100万元，共投入资金300万元 and 上半年接待20万人次，下半年接待25万人次，全年接待45万人次: what figure `total`
/// adds up stands before it, each in its clause.
#[inline(never)]
fn totals_clauses(group: &Group<'_>, total: usize) -> Option<Found> {
    let told = group.clause_before(total);
    let bare = among_totals(told);
    let by_time = told.contains("全年");
    if !by_time && !WORDS.total.end(told) && !told.starts_with(|c| among(c, "共总合")) {
        return None;
    }
    let whole = &group.figures[total];
    let is_part = |&id: &usize| {
        let between = group.before(id + 1);
        is_quantity(&group.figures[id])
            && group.figures[id].unit == whole.unit
            && group.depths[id] == group.depths[total]
            && between.contains(['，', ','])
            && !between.contains(['；', ';', '。', '（', '('])
            && !among_totals(group.clause_before(id))
    };
    // 三项合计 says how many they are.
    let said = total.checked_sub(1).filter(|&id| group.figures[id].unit == "项" && group.before(total) == told && bare);
    let end = said.unwrap_or(total);
    let parts = (end.saturating_sub(MOST_PARTS)..end).rev().take_while(is_part);
    let first = match parts.clone().position(|id| opens_list(group.before(id))) {
        Some(opener) => end - 1 - opener,
        None => parts.last()?,
    };
    let first = match said.map(|id| group.figures[id].value.to_usize()) {
        Some(count) => end.checked_sub(count?).filter(|&begin| begin >= first)?,
        None if by_time => (first..end).find(|&id| are_spans_of(group, id..end, total))?,
        None => first,
    };
    let (parts, sum) = run(group, total, first..end);
    let same = || parts.iter().all(|&id| ending(group.clause_before(id)) == ending(told));
    let alike = bare || by_time || WORDS.total.end(told) || same();
    (parts.len() >= 2 && alike && is_quantity(whole)).then_some(())?;
    let exact = parts.iter().chain([&total]).all(|&id| is_exact(&group.figures[id]));
    let reach = parts.iter().map(|&id| Range::of(group, id)).reduce(Range::plus)?;
    let off = minus(whole.value, sum).abs();
    // Nothing of the kind stands before them: 发放4批，第一批12人，第二批15人，共27人.
    let is_all = first.checked_sub(1).is_none_or(|id| group.figures[id].unit != whole.unit);
    // 总人口 and 全镇公厕共计 may count more than was told.
    let adds = bare || told.starts_with(['共', '合']);
    let verdict = if sum == whole.value {
        Verdict::Ok
    } else if reach.meets(Range::of(group, total)) {
        Verdict::Rounding
    } else if !exact {
        return None;
    } else if said.is_some() || by_time {
        Verdict::Mismatch
    } else if off <= whole.value.checked_div(Decimal::from(if adds { 3 } else { 10 }))? && is_all {
        Verdict::Compare
    } else {
        return None;
    };
    let certain = said.is_some() || by_time || whole.value >= Decimal::from(CHANCE);
    certain.then(|| check(group, total, &parts, verdict))
}

/// Whether the figures `ids` tell of spans that follow each other what figure `total` tells of all of them.
fn are_spans_of(group: &Group<'_>, mut ids: std::ops::Range<usize>, total: usize) -> bool {
    let months = |id: usize| {
        let period = group.figures[id].period?;
        let [from, to] = [period.from?, period.to?].map(|date| i32::from(date.year) * 12 + i32::from(date.month));
        Some((from, to + 1))
    };
    // 第一季度完成投资10亿元，第二季度完成12亿元: the second need not say of what.
    let what = |id: usize| {
        let words = group.clause_before(id);
        let time =
            ["季度", "半年", "全年", "月份"].into_iter().filter_map(|time| Some(words.rfind(time)? + time.len()));
        time.max().map(|time| words[time..].trim_start_matches(['共', '总', '累', '计']))
    };
    let Some(((start, end), told)) = months(total).zip(what(total)) else { return false };
    let follow = ids.try_fold(start, |next, id| {
        let (from, to) = months(id)?;
        // 下半年计划完成25万: not yet what the year made.
        let alike = group.figures[id].status == group.figures[total].status;
        let same = |what: &str| told.starts_with(what) || what.starts_with(told);
        (alike && from == next && same(what(id)?)).then_some(to)
    });
    follow == Some(end)
}

/// 发现问题67个，现场整改52个，限期整改15个: a whole and its two parts, each in its clause, that nothing announces. Only where
/// they hold, and are too large to hold by chance; or where 还剩 says what must be left and it is not.
#[inline(never)]
fn unannounced(group: &Group<'_>, taken: &[bool], out: &mut Vec<Found>) {
    let is_exact_quantity = |id: usize| is_quantity(&group.figures[id]) && is_exact(&group.figures[id]);
    for whole in 0..group.figures.len() {
        let total = &group.figures[whole];
        if taken[whole] || !is_exact_quantity(whole) || total.value < Decimal::from(CHANCE) {
            continue;
        }
        // 486户1312人，脱贫213户602人，还剩273户710人: figures of other units stand between.
        let like = |&id: &usize| {
            same_unit(&group.figures[id].unit, &total.unit)
                && group.depths[id] == group.depths[whole]
                && !is_mean(group, id)
        };
        let mut near = (whole + 1..group.figures.len().min(whole + 6)).filter(like);
        let (Some(one), Some(other)) = (near.next(), near.next()) else { continue };
        let clauses = &group.text[total.span.end..group.figures[other].span.start];
        let closed = clauses.contains(['；', ';', '。']) || clauses.contains("其中") || WORDS.total.stand_in(clauses);
        if closed || taken[one] || taken[other] || !is_exact_quantity(one) || !is_exact_quantity(other) {
            continue;
        }
        let sum = plus(group.figures[one].value, group.figures[other].value);
        let left = || {
            // Of 213户602人 the second figure has no words of its own.
            let words = group.before(if group.before(other).is_empty() { other - 1 } else { other });
            WORDS.remainder.stand_in(words)
        };
        let halves = |sum| halves(group, &[one, other]) && within_a_tenth(total.value, sum);
        let attributes = attributes(group, &[one, other]);
        if sum == total.value && !attributes {
            out.push(check(group, whole, &[one, other], Verdict::Ok));
        } else if sum != total.value && group.figures[other].value < total.value && (left() || halves(sum)) {
            out.push(check(group, whole, &[one, other], Verdict::Compare));
        } else if sum < total.value {
            out.extend(made_up(group, whole, other + 1, vec![one, other], sum));
        }
    }
}

/// 在职人员81人，专业技术人员57人、管理人员1人，工勤人员23人: the same with more parts, which go on behind the first two of
/// them up to where they make up the whole.
fn made_up(group: &Group<'_>, whole: usize, next: usize, mut parts: Vec<usize>, mut sum: Decimal) -> Option<Found> {
    let total = &group.figures[whole];
    for id in next..group.figures.len().min(whole + MOST_PARTS) {
        let figure = &group.figures[id];
        let told = is_quantity(figure) && is_exact(figure) && figure.unit == total.unit && !is_change(group, id);
        if !told || id != parts[parts.len() - 1] + 1 || group.before(id).contains(['；', ';', '。']) {
            return None;
        }
        parts.push(id);
        sum = plus(sum, figure.value);
        if sum >= total.value {
            let all = sum == total.value && !goes_on(group, id) && !attributes(group, &parts);
            return all.then(|| check(group, whole, &parts, Verdict::Ok));
        }
    }
    None
}

fn check(group: &Group<'_>, whole: usize, parts: &[usize], verdict: Verdict) -> Found {
    let value = |id: usize| group.figures[id].value;
    let scale = Scale::of(group, parts.iter().copied().chain([whole]));
    let terms: Vec<String> = parts.iter().map(|&id| scale.show(value(id))).collect();
    let made = [parts.iter().fold(Decimal::ZERO, |sum, &id| plus(sum, value(id))), value(whole)];
    let working = scale.equation(terms.join(" + "), verdict, made);
    let members: Vec<usize> = std::iter::once(whole).chain(parts.iter().copied()).collect();
    group.check(CheckKind::Sum, verdict, &members, made, working)
}
