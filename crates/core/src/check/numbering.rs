//! 编号: labels of the outline that do not follow each other (一是, 三是).
//!
//! The outline says what is wrong; here it is told with the label that would follow.

use super::fingerprint;
use crate::analysis::{Flaw, Node, Numbering};
use crate::han::{chinese_digit, chinese_integer, chinese_number, chinese_power, digit};
use crate::sort;
use rustc_hash::FxHashMap;

/// The faults of all labels, in document order.
#[inline(never)]
pub(super) fn faults(text: &str, nodes: &[Node]) -> Vec<Numbering> {
    // The last node under each parent.
    let mut last: FxHashMap<Option<usize>, &Node> = FxHashMap::default();
    let flawed = nodes.iter().filter_map(|node| {
        let before = last.insert(node.parent, node).map_or("", |before| before.label.of(text));
        let flaw = node.flaw?;
        Some((node, flaw, before, fingerprint::of([flaw.name(), node.title.of(text)].into_iter())))
    });
    let mut flawed: Vec<_> = flawed.collect();
    let known = sort::keyed(flawed.iter().map(|(.., fingerprint)| *fingerprint));
    fingerprint::tell_apart(&known, &mut |at, fingerprint| flawed[at].3 = fingerprint);
    let fault = |(node, flaw, before, fingerprint): (&Node, Flaw, &str, u64)| {
        let stated = node.label.of(text).to_owned();
        let expected = match flaw {
            Flaw::MissingShi => format!("{}是", stated.trim_end_matches('、')),
            Flaw::Gap | Flaw::Repeat => following(before, &stated)?,
        };
        let explain = if before.is_empty() { stated.clone() } else { format!("{before} → {stated}") };
        Some(Numbering { node: node.id, flaw, expected, stated, explain, fingerprint })
    };
    flawed.into_iter().filter_map(fault).collect()
}

/// The label that follows `before`, written as `label` is.
fn following(before: &str, label: &str) -> Option<String> {
    let (_, number) = numeral(before)?;
    let (place, _) = numeral(label)?;
    let number = number + 1;
    let written = match label[place.clone()].chars().next()? {
        first @ ('①'..='⑳' | '⑴'..='⒇') => {
            let one = if ('⑴'..='⒇').contains(&first) { '⑴' } else { '①' };
            char::from_u32(one as u32 + number.checked_sub(1)?).filter(|_| number <= 20)?.to_string()
        }
        first if digit(first).is_some() => number.to_string(),
        _ => chinese_number(number),
    };
    Some([&label[..place.start], &written, &label[place.end..]].concat())
}

/// Where the number of a label stands, and what it is.
fn numeral(label: &str) -> Option<(std::ops::Range<usize>, u32)> {
    let is_numeral = |c: char| {
        digit(c).is_some()
            || chinese_digit(c).is_some()
            || chinese_power(c).is_some()
            || matches!(c, '①'..='⑳' | '⑴'..='⒇')
    };
    let start = label.find(is_numeral)?;
    let end = label[start..].find(|c| !is_numeral(c)).map_or(label.len(), |len| start + len);
    let written = &label[start..end];
    let number = match written.chars().next()? {
        first @ '①'..='⑳' => first as u32 - '①' as u32 + 1,
        first @ '⑴'..='⒇' => first as u32 - '⑴' as u32 + 1,
        first if digit(first).is_some() => {
            written.chars().filter_map(digit).take(6).fold(0, |number, digit| number * 10 + digit)
        }
        _ => u32::try_from(chinese_integer(written)?).ok()?,
    };
    Some((start..end, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_on_in_their_writing() {
        for (before, label, next) in [
            ("一是", "三是", "二是"),
            ("九、", "十一、", "十、"),
            ("（十九）", "(二十一)", "(二十)"),
            ("二十", "二十二、", "二十一、"),
            ("3.", "5.", "4."),
            ("（1）", "（3）", "（2）"),
            ("①", "③", "②"),
            ("⑴", "⑶", "⑵"),
            ("第一，", "第三，", "第二，"),
            ("第二部分", "第二部分", "第三部分"),
            ("九十九、", "九十九、", "一百、"),
            ("一百、", "一百、", "一百零一、"),
        ] {
            assert_eq!(following(before, label).as_deref(), Some(next), "{before} {label}");
        }
        assert_eq!(following("⑳", "⑳"), None);
    }
}
