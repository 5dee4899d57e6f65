//! 列举: things listed and their number.
//!
//! 东苑、西苑、南苑等3个小区 lists three of three. 等 may leave the rest out, so only a list that is longer than its number is
//! told. A number before a colon counts all that follows: 三项工程：甲、乙、丙。

use super::{Found, Group, Scale, WORDS, is_exact, is_quantity};
use crate::analysis::{CheckKind, Verdict};
use crate::han::{closing, is_han};
use rust_decimal::Decimal;

/// No list has more items than this, nor more bytes.
const MOST: i64 = 30;
const LONGEST: usize = 600;

/// A thing listed without 等 has no longer a name.
const NAME_CHARS: usize = 12;

#[inline(never)]
pub(super) fn checks(group: &Group<'_>, out: &mut Vec<Found>) {
    for (id, figure) in group.figures.iter().enumerate() {
        let counts = is_quantity(figure)
            && is_exact(figure)
            && WORDS.counted.are(&figure.unit)
            && (Decimal::TWO..=Decimal::from(MOST)).contains(&figure.value);
        if counts {
            out.extend(before(group, id).or_else(|| labelled(group, id)).or_else(|| behind(group, id)));
        }
    }
}

/// 甲、乙、丙等3个小区, 甲、乙、丙三大产业.
#[inline(never)]
fn before(group: &Group<'_>, id: usize) -> Option<Found> {
    let words = group.clause_before(id);
    let open = words.ends_with('等');
    let stated = group.figures[id].value;
    // 东苑、西苑、南苑3个小区: only where it holds.
    let closed = !open && group.figures[id].unit != "大";
    let may_close = || stated > Decimal::TWO && group.after(id).starts_with(is_han);
    if words.len() > LONGEST || closed && !may_close() {
        return None;
    }
    let words = words.rsplit(['：', ':']).next().unwrap_or("").trim_end_matches('等');
    let short = |item: &str| item.chars().count() <= NAME_CHARS;
    let listed = items(words).filter(|_| !closed || words.split('、').all(short))?;
    if listed.fewest <= stated && stated <= listed.most {
        Some(check(group, id, stated, Verdict::Ok))
    } else {
        (listed.fewest > stated && !closed).then(|| check(group, id, listed.fewest, Verdict::Compare))
    }
}

/// 三项工程：甲、乙、丙。 8个社区，分别是甲、乙、丙…。
#[inline(never)]
fn behind(group: &Group<'_>, id: usize) -> Option<Found> {
    let words = group.after(id);
    let named = || ["，分别是", ",分别是", "，分别为", ",分别为"].iter().find_map(|mark| words.split_once(mark));
    let (noun, list) = words.split_once(['：', ':']).or_else(named)?;
    let list = list.split(['。', '；', ';']).next().filter(|list| list.len() < LONGEST)?;
    let ended = list.len() + noun.len() + 3 < group.after(id).len();
    if noun.chars().count() > 8 || !ended || list.contains(['，', ',', '等', '：', ':']) {
        return None;
    }
    // 三个问题：1、…, 一是…: labels are no items, and long ones are sentences.
    let labelled = list.starts_with(['一', '首', '第', '（', '(']) || list.contains(|c: char| c.is_ascii_digit());
    if labelled || list.split('、').any(|item| item.chars().count() > 12) {
        return None;
    }
    let listed = items(list)?;
    let stated = group.figures[id].value;
    if listed.fewest <= stated && stated <= listed.most {
        Some(check(group, id, stated, Verdict::Ok))
    } else {
        let nearest = if stated < listed.fewest { listed.fewest } else { listed.most };
        Some(check(group, id, nearest, Verdict::Compare))
    }
}

/// 四项工作：一是…。二是…。三是…。四是…。 The labels of one paragraph, which need no sentence to end.
#[inline(never)]
fn labelled(group: &Group<'_>, id: usize) -> Option<Found> {
    let rest = &group.text[group.figures[id].span.end..];
    let near = &rest[..rest.floor_char_boundary(4 * NAME_CHARS)];
    let (noun, _) = near.split_once(['：', ':'])?;
    let list = rest[noun.len()..].trim_start_matches(['：', ':']);
    let mark =
        ['是', '要'].into_iter().find(|&mark| list.strip_prefix('一').is_some_and(|list| list.starts_with(mark)))?;
    if noun.chars().count() > NAME_CHARS || noun.contains(['，', ',', '。', '；', '、', '\n']) {
        return None;
    }
    // Up to the next list, and to the end of the paragraph.
    let first = '一'.len_utf8() + mark.len_utf8();
    let list = list[first..].find(&list[..first]).map_or(list, |next| &list[..first + next]);
    let list = list.split('\n').next()?;
    // A label stands behind a mark: 三要 of 第三要务 does not.
    let has = |numeral: char| {
        let mut places = list.match_indices(numeral).map(|(at, _)| (&list[..at], &list[at + numeral.len_utf8()..]));
        places.any(|(before, after)| {
            after.starts_with(mark) && (before.is_empty() || before.ends_with(['，', ',', '；', ';', '。', '、']))
        })
    };
    let labels = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let count = labels.iter().take_while(|&&numeral| has(numeral)).count();
    // One that is damaged leaves a gap.
    let whole = count >= 2 && !labels.iter().skip(count).any(|&numeral| has(numeral)) && count < labels.len();
    let listed = whole.then(|| Decimal::from(count))?;
    let verdict = if listed == group.figures[id].value { Verdict::Ok } else { Verdict::Compare };
    Some(check(group, id, listed, verdict))
}

struct Listed {
    /// Where each 和 joins words of one item.
    fewest: Decimal,
    /// Where each 和 in the last item joins two.
    most: Decimal,
}

/// How many items `list` has, parted by 、 outside of brackets and quotes; `None` where it is no list.
fn items(list: &str) -> Option<Listed> {
    if list.split('、').any(str::is_empty) {
        return None;
    }
    let (mut marks, mut joints, mut depth) = (0, 0, 0_u32);
    for c in list.chars() {
        match c {
            '、' if depth == 0 => (marks, joints) = (marks + 1, 0),
            '和' | '与' | '及' if depth == 0 => joints += 1,
            '）' | ')' | '”' | '’' | '》' | '」' => depth = depth.saturating_sub(1),
            _ if closing(c).is_some() => depth += 1,
            _ => {}
        }
    }
    let listed = Listed { fewest: Decimal::from(marks + 1), most: Decimal::from(marks + 1 + joints) };
    (marks > 0 && depth == 0).then_some(listed)
}

fn check(group: &Group<'_>, id: usize, listed: Decimal, verdict: Verdict) -> Found {
    let made = [listed, group.figures[id].value];
    let working = Scale::PLAIN.equation(listed.to_string(), verdict, made);
    group.check(CheckKind::Enumeration, verdict, &[id], made, working)
}
