//! Which year a report is about: not the year it was published in, and not the one it plans for.

use super::role::{self, is_plan};
use crate::analysis::{BlockKind, Node, Role};
use crate::han;
use crate::segment::Segments;

/// Years named in `text`, in order: 2022年, 2021-2022学年, 2023上半年, 二〇二二年.
pub(crate) fn years(text: &str) -> impl Iterator<Item = i32> + '_ {
    places(text).map(|(_, year)| year)
}

/// Whether `text` begins with a year.
pub(super) fn opens(text: &str) -> bool {
    text.starts_with(|c| value(c).is_some()) && places(text).next().is_some_and(|(at, _)| at == 0)
}

/// The year reported on: that of the title, corrected by the first sections where the title has the year of the meeting;
/// else that of the first sections; else of the meeting; else of the lead; else the year the text names most; else what the day of publication
/// and the text say together.
#[inline(never)]
pub(super) fn reported(text: &str, title: Option<&str>, segments: &Segments, nodes: &[Node]) -> Option<i32> {
    let paragraphs = || {
        let bodies = segments.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
        bodies.map(|block| block.span.of(text))
    };
    let lead = of_lead(paragraphs());
    let section = of_sections(nodes.iter().filter(|node| node.depth == 1).map(|node| node.title.of(text)), lead);
    if let Some((title, year)) = title.and_then(|title| Some((title, of_title(title)?))) {
        // A government reports to the congress of this year on the year before.
        let may_be_of_meeting = !title.contains("总结") && !is_plan(title);
        let first = || section.or_else(|| paragraphs().take(LEAD_PARAGRAPHS).flat_map(years).next());
        let before = match title.contains("政府工作报告") {
            true => first(),
            false => section.filter(|_| may_be_of_meeting),
        };
        return Some(before.filter(|&before| before == year - 1).unwrap_or(year));
    }
    section.or_else(|| of_meeting(segments)).or(lead).or_else(|| most_named(paragraphs())).or_else(|| {
        let day = segments.published?;
        let says = |words: &[&str]| paragraphs().any(|line| words.iter().any(|word| line.contains(word)));
        match day.month {
            1..=4 if says(&["全年", "一年来", "过去一年", "上年"]) => Some(day.year - 1),
            6..=9 if says(&["上半年"]) => Some(day.year),
            11 | 12 if says(&["全年", "一年来", "今年"]) => Some(day.year),
            _ => None,
        }
    })
}

/// The year that a meeting early or late in a year looks back on.
fn of_meeting(segments: &Segments) -> Option<i32> {
    let year = segments.spoken?;
    match segments.published.filter(|day| day.year == year)?.month {
        1..=4 => Some(year - 1),
        11 | 12 => Some(year),
        _ => None,
    }
}

/// How many paragraphs may lead to the first section.
const LEAD_PARAGRAPHS: usize = 3;

/// The year of a title. Of several it is the first: 2023年计划 stands beside 2022年总结; the last where they are a span:
/// 2019—2021年. The first term of a school year lies in the earlier one.
fn of_title(title: &str) -> Option<i32> {
    let found: Vec<(usize, i32)> = places(title).collect();
    let spans = found.windows(2).any(|pair| {
        let between = title[pair[0].0..pair[1].0].trim_start_matches(|c: char| han::digit(c).is_some());
        between.trim_start_matches('年').starts_with(['至', '到', '-', '—', '–', '~', '～'])
    });
    let years = found.iter().map(|(_, year)| *year);
    // 工作总结及2023年工作安排: the year of the plan only.
    if let [(at, year)] = found[..]
        && role::of_title(&title[at..]) == Some(Role::Plan)
        && !title[at..].contains("半年")
        && ["总结", "小结", "情况", "汇报"].iter().any(|word| title[..at].contains(word))
    {
        return Some(year - 1);
    }
    let year = if spans { years.max() } else { years.min() }?;
    let first_term = title.contains("学年") && (title.contains("第一学期") || title.contains("上学期"));
    Some(if first_term && title.contains(&(year - 1).to_string()) { year - 1 } else { year })
}

/// The year of the first two sections, else of the first that plans for one. What plans for its year stands behind a
/// review or a lead of the year before.
fn of_sections<'n>(titles: impl Iterator<Item = &'n str>, lead: Option<i32>) -> Option<i32> {
    let mut reviews = false;
    for (place, title) in titles.enumerate() {
        let plans = role::of_title(title) == Some(Role::Plan);
        let year = if plans { years(title).min() } else { of_title(title).filter(|_| place < 2) };
        if let Some(year) = year {
            return Some(if plans && (reviews || lead == Some(year - 1)) { year - 1 } else { year });
        }
        reviews |= !plans;
    }
    None
}

/// The year that the lead gives: at the start of a paragraph, or behind 现将 (现将2022年工作情况汇报如下).
fn of_lead<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Option<i32> {
    paragraphs.take(LEAD_PARAGRAPHS).find_map(|line| {
        let announced = line.find("现将").map(|at| &line[at..]);
        let announced = announced.map(|rest| &rest[..rest.find('。').unwrap_or(rest.len())]);
        let announced = announced.and_then(|rest| years(rest).next());
        announced.or_else(|| places(line).next().filter(|(at, _)| *at == 0).map(|(_, year)| year))
    })
}

/// The year named most; on a tie the one named first.
fn most_named<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Option<i32> {
    let mut counts: Vec<(i32, usize)> = Vec::new();
    for year in paragraphs.flat_map(years) {
        match counts.iter_mut().find(|(known, _)| *known == year) {
            Some((_, count)) => *count += 1,
            None => counts.push((year, 1)),
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map(|(year, _)| *year)
}

/// Years with the places of their first digits.
fn places(text: &str) -> impl Iterator<Item = (usize, i32)> + '_ {
    let mut skip_to = 0;
    text.char_indices().filter_map(move |(at, c)| {
        if at < skip_to || value(c).is_none() {
            return None;
        }
        let (mut year, mut count, mut end) = (0, 0, at);
        for (offset, digit) in text[at..].char_indices().map_while(|(offset, c)| Some((offset, (value(c)?, c)))) {
            year = if count < 4 { year * 10 + digit.0 } else { year };
            count += 1;
            end = at + offset + digit.1.len_utf8();
        }
        skip_to = end;
        let rest = text[end..].trim_start_matches(' ');
        let marked = ["年", "学年", "上半年", "下半年"].iter().any(|mark| rest.starts_with(mark));
        (count == 4 && marked && (1900..2100).contains(&year)).then_some((at, year))
    })
}

/// The value of a digit of a year, in either script: 二〇二二, 二○○九 and the slip 二O二二.
fn value(c: char) -> Option<i32> {
    let digit = han::digit(c).map(u64::from).or_else(|| han::chinese_digit(c));
    digit.or(matches!(c, 'O' | 'Ｏ').then_some(0)).map(|digit| digit as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_every_spelling() {
        for (text, want) in [
            ("2022年工作总结和2023 年工作计划", &[2022, 2023][..]),
            ("二○○九年工作总结和二〇一〇年思路", &[2009, 2010]),
            ("二O二二年", &[2022]),
            ("２０２３年", &[2023]),
            ("2023上半年", &[2023]),
            ("2021-2022学年", &[2022]),
            ("办结2022件，第12022年，20221年，“十四五”", &[]),
        ] {
            assert_eq!(years(text).collect::<Vec<_>>(), want, "{text}");
        }
    }

    #[test]
    fn the_year_of_a_title_is_the_one_looked_back_on() {
        for (title, year) in [
            ("某街道2022年工作总结和2023年工作计划", Some(2022)),
            ("某街道2023年工作计划暨2022年工作总结", Some(2022)),
            ("某局2019—2021年工作总结", Some(2021)),
            ("某局2019年至2021年工作总结", Some(2021)),
            ("某校2021-2022学年第一学期工作总结", Some(2021)),
            ("某校2021-2022学年第二学期工作总结", Some(2022)),
            ("某镇2023年上半年工作总结", Some(2023)),
            ("某县2023年第三季度工作小结", Some(2023)),
            ("某区工作总结及2023年工作安排", Some(2022)),
            ("某乡上半年工作总结及2023年下半年工作安排", Some(2023)),
            ("近五年来工作情况汇报", None),
            ("某县“十四五”规划实施情况", None),
        ] {
            assert_eq!(of_title(title), year, "{title}");
        }
    }
}
