//! The title of a document, which may take three lines, and what stands below it: the date, the meeting, the speaker.

use super::metadata::{Day, day_at, is_number};
use crate::analysis::{Block, BlockKind};
use crate::data;
use crate::han;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

static ENDS: LazyLock<data::Words> = LazyLock::new(|| data::words_of(include_str!("../../../data/page.tsv"), "title"));

/// The title's lines among the first `head` blocks, and the title in one piece.
pub(super) fn find(text: &str, blocks: &[Block], head: usize) -> Option<(Range<usize>, String)> {
    let lines: Vec<Cow<str>> = blocks[..head].iter().map(|block| unspaced(undated(block.span.of(text)))).collect();
    let line = |id: usize| &*lines[id];
    let is_free = |id: usize| blocks[id].kind == BlockKind::Paragraph;
    let mut candidates = (0..head).filter(|&id| is_free(id) && is_title(line(id)));
    let mut last = candidates.next()?;
    // The name of the column (计划总结) stands above the title, or the title twice, the first time with a remark.
    for later in candidates {
        let is_column = line(last).chars().count() <= 5 && line(later).contains(|c: char| han::digit(c).is_some());
        let remarks = line(later).strip_prefix(line(last)).is_some_and(|rest| rest.starts_with(['（', '(']));
        if is_column || line(later).contains(without_remark(line(last))) && !remarks {
            last = later;
        }
    }
    let mut first = last;
    // 来源：… between a motto and its dash.
    let above = |id: usize| {
        let skips = if line(id).starts_with('—') { 3 } else { 1 };
        (id.saturating_sub(skips)..id).rev().find(|&above| is_free(above))
    };
    while let Some(next) = above(first).filter(|_| last - first < 2)
        && continues(line(next), line(first), last > first)
    {
        first = next;
    }
    if last + 1 < head && is_free(last + 1) && is_rest(line(last + 1)) {
        last += 1;
    }
    let mut title = line(first).to_owned();
    let mut before = first;
    for id in (first + 1..=last).filter(|&id| is_free(id)) {
        // The halves of a couplet stay apart.
        if is_couplet(line(before), line(id)) {
            title.push(' ');
        }
        title.push_str(line(id));
        before = id;
    }
    Some((first..last + 1, title))
}

/// Whether a line says what the title says, in fewer of the same characters: 镇半年工作总结 under 某镇2022年半年工作总结.
fn is_short_for(line: &str, title: &str) -> bool {
    let mut rest = title.chars();
    line.chars().all(|c| rest.any(|other| other == c))
}

/// The title of a page whose line ends were lost, at the start of its one line: it names a report, and a salutation, a
/// time or the title again follows.
pub(super) fn leading(line: &str) -> Option<&str> {
    const NEXT: [&str; 12] =
        ["各位", "同志", "今年", "去年", "近年", "过去", "一年来", "半年来", "现", "根据", "20", "一、"];
    let opening = &line[..line.char_indices().nth(4)?.0];
    line.char_indices().take(80).find_map(|(at, _)| {
        let (title, rest) = line.split_at(at);
        let next = rest.trim_start();
        let follows = NEXT.iter().any(|word| next.starts_with(word)) || next.starts_with(opening);
        (follows && is_title(title.trim_end())).then(|| title.trim_end())
    })
}

/// A title without the day behind it: 某镇2022年工作总结 2023-01-05.
fn undated(line: &str) -> &str {
    match line.rsplit_once(char::is_whitespace) {
        Some((title, day)) if day_at(day).is_some_and(|(_, len)| len == day.len()) && is_title(title.trim_end()) => {
            title.trim_end()
        }
        _ => line,
    }
}

/// A title whose characters are set apart, in one piece: 政 府 工 作 报 告.
fn unspaced(line: &str) -> Cow<'_, str> {
    let mut pieces = line.split_whitespace();
    let spaced = line.contains(char::is_whitespace)
        && pieces.clone().nth(3).is_some()
        && pieces.all(|piece| piece.chars().nth(1).is_none() && piece.starts_with(han::is_han));
    if spaced { Cow::Owned(line.split_whitespace().collect()) } else { Cow::Borrowed(line) }
}

/// A title without the remark in brackets before it: （受权发布）某院工作报告.
fn without_remark(line: &str) -> &str {
    let close = line.starts_with(['（', '(', '【', '[']).then(|| line.find(['）', ')', '】', ']'])).flatten();
    close.map_or(line, |at| line[at..].trim_start_matches(['）', ')', '】', ']', ' ']))
}

/// A line that names a work report.
pub(super) fn is_title(line: &str) -> bool {
    let count = line.chars().take(81).count();
    // 凝心聚力，奋勇前行——某镇2022年工作总结: what stands before the dash is free.
    let name = line.rfind('—').map_or(line, |at| line[at..].trim_start_matches('—'));
    if !(4..=80).contains(&count) || line.contains(['。', '；', ';', '：', ':']) || name.contains(['，', ',']) {
        return false;
    }
    let name = name.trim_matches(['《', '》', '“', '”', ' ']);
    // A remark in brackets may follow: （摘要）, （2023年1月5日…）.
    let bare = name.find(['（', '(']).filter(|&at| at > 0).map_or(name, |at| &name[..at]).trim_end();
    let short = bare.chars().count() <= 60;
    // 关于印发…工作要点的通知.
    let names = |text: &str| {
        let text = text.strip_suffix("的通知").unwrap_or(text);
        ENDS.end(text)
    };
    // 预算（草案）的报告（摘要）: the last bracket.
    let last = name.rfind(['（', '(']).map_or(name, |at| &name[..at]);
    short && (names(bare) || names(name) || names(last)) && !has_label(line)
}

/// 一、某某 and 1.某某 are headings; 二〇二二年… and 2022.1 are none.
pub(super) fn has_label(line: &str) -> bool {
    let rest = line.trim_start_matches(['（', '(']);
    let digits = rest.find(|c: char| han::digit(c).is_none() && han::chinese_digit(c).is_none() && c != '十');
    digits.is_some_and(|at| {
        let after = rest[at..].trim_start();
        (1..=3).contains(&rest[..at].chars().count()) && after.starts_with(['、', '．', '.', '）', ')', '是'])
    })
}

/// Whether `line` is the part of a title before `next`, which has no beginning of its own.
fn continues(line: &str, next: &str, further: bool) -> bool {
    let count = line.chars().count();
    if !(2..=40).contains(&count) || line.ends_with(['：', ':', '。', '，', '；', '？']) || has_label(line) {
        return false;
    }
    if is_couplet(line, next) {
        return true;
    }
    if further || is_byline(line) && !is_body(line) {
        return false;
    }
    let dated =
        next.starts_with(|c: char| han::digit(c).is_some()) || next.starts_with("二〇") || next.starts_with("二○");
    let linked = next.starts_with(['与', '和', '及', '暨', '的', '年']) || next.starts_with("以及");
    // A motto above its dash.
    let motto = next.starts_with('—') && !line.contains(|c: char| c.is_ascii_digit());
    // 中国人民政治协商会议 above 第七届某县委员会….
    let sitting = next.starts_with('第') && line.chars().all(han::is_han) && !is_title(line);
    motto
        || sitting
        || linked && !is_title(line)
        || line.contains("关于") && !is_title(line)
        || is_body(line) && (dated || next.starts_with("年度") || next.starts_with("关于") || next.starts_with("工作"))
}

/// The rest of a title below its first line: 及2023年工作计划, ——某街道办事处.
fn is_rest(line: &str) -> bool {
    let linked = line.starts_with(['与', '和', '及', '暨']) || line.starts_with("以及");
    linked && is_title(line) || line.starts_with('—') && !is_occasion(line) && (is_title(line) || is_body(line))
}

/// Two lines of the same length, Han throughout.
fn is_couplet(line: &str, next: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 5..=16;
    let han = |text: &str| text.chars().all(|c| han::is_han(c) || c.is_whitespace());
    let count = line.chars().count();
    LENGTHS.contains(&count)
        && count == next.chars().count()
        && han(line)
        && han(next)
        && !is_title(next)
        && !is_body(line)
}

/// What stands between the title and the body and is neither: the day, the number, the meeting, who speaks.
pub(super) fn is_byline(line: &str) -> bool {
    const MOST_CHARS: usize = 60;
    if line.chars().nth(MOST_CHARS).is_some()
        || line.contains(['。', '，', ',', '；', '：', ':', '！']) && !is_day(line)
    {
        return false;
    }
    let bare = bare(line);
    is_day(line)
        || bare.ends_with('号') && is_number(bare)
        || is_occasion(line)
        || is_body(line)
        || is_speaker(line)
        || is_state(line)
}

/// What state the text is in: （征求意见稿）.
fn is_state(line: &str) -> bool {
    bare(line).len() < line.len() && ["稿", "草案", "摘要", "全文"].iter().any(|end| bare(line).ends_with(end))
}

/// How many of the `lines` below `title` only say it again, in whole or in part, in one line or broken over some.
pub(super) fn repeats<'t>(title: &str, lines: impl Iterator<Item = &'t str>) -> usize {
    const MOST_LINES: usize = 4;
    let mut said = String::new();
    for (count, line) in lines.take(MOST_LINES).enumerate() {
        said.push_str(&unspaced(line));
        if is_title(&said) && (is_short_for(&said, title) || said.contains(title)) {
            return count + 1;
        }
        if !title.contains(&said) {
            break;
        }
    }
    0
}

/// The name of who speaks, alone on its line.
pub(super) fn is_name(line: &str) -> bool {
    (2..=4).contains(&line.chars().count()) && line.chars().all(han::is_han) && !line.ends_with(['言', '录', '语'])
}

/// A day by itself, in brackets or with the name of who published it.
fn is_day(line: &str) -> bool {
    let bare = bare(line);
    let alone = |text: &str| day_at(text).is_some_and(|(_, len)| len == text.len());
    // 2023年 月 日: still to be set.
    let open = || bare.split_whitespace().skip(1).eq(["月", "日"]) && bare.contains("年 ");
    alone(bare)
        || open()
        || bare.split_once(char::is_whitespace).is_some_and(|(before, behind)| {
            let (before, behind) = (before, behind.trim());
            let name = |text: &str| text.chars().count() <= 20 && text.chars().all(han::is_han);
            alone(behind) && before.chars().count() <= 20 || alone(before) && name(behind)
        })
}

/// The day of a line below the title.
pub(super) fn day(line: &str) -> Option<Day> {
    let bare = bare(line);
    let behind = || bare.split_once(char::is_whitespace).and_then(|(_, day)| day_at(day.trim()));
    day_at(bare).or_else(behind).map(|(day, _)| day)
}

/// （2023年1月5日在某镇第十九届人民代表大会第三次会议上）.
pub(super) fn is_occasion(line: &str) -> bool {
    let bare = bare(line);
    bare.ends_with('上') && bare.contains('会') && bare.contains('在')
}

/// Whether a line begins the name of a meeting that only `both`, with the next line, makes whole.
pub(super) fn opens_occasion(line: &str, both: &str) -> bool {
    const MOST_CHARS: usize = 60;
    day(line).is_some()
        && line.contains('在')
        && !is_occasion(line)
        && is_occasion(both)
        && both.chars().count() <= MOST_CHARS
}

/// 某镇人民政府镇长 某某, or the name alone.
fn is_speaker(line: &str) -> bool {
    const POSTS: [&str; 17] = [
        "镇长",
        "乡长",
        "区长",
        "县长",
        "市长",
        "主任",
        "书记",
        "局长",
        "主席",
        "院长",
        "检察长",
        "站长",
        "所长",
        "校长",
        "队长",
        "科长",
        "处长",
    ];
    let named = |name: &str| {
        let letters = name.chars().filter(|c| !c.is_whitespace()).count();
        (2..=4).contains(&letters) && name.chars().all(|c| han::is_han(c) || c.is_whitespace())
    };
    let Some((post, name)) = bare(line).split_once(char::is_whitespace) else { return false };
    // 李　文: set apart, and no 前　言.
    let alone = post.chars().nth(1).is_none() && named(bare(line)) && !name.ends_with(['言', '录', '语']);
    alone || named(name) && POSTS.iter().any(|word| post.ends_with(word))
}

/// The name of a body of government, alone on its line.
fn is_body(line: &str) -> bool {
    const ENDS: [&str; 16] = [
        "办事处",
        "人民政府",
        "委员会",
        "党工委",
        "党委",
        "管委会",
        "街道",
        "局",
        "人民法院",
        "人民检察院",
        "公室",
        "镇",
        "乡",
        "中心",
        "总工会",
        "联合会",
    ];
    let bare = bare(line);
    (3..=30).contains(&bare.chars().count())
        && bare.chars().all(|c| han::is_han(c) || c.is_whitespace())
        && ENDS.iter().any(|end| bare.ends_with(end))
}

/// A line without the dash or the brackets around it.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '—' | '―' | '─' | '━' | '－' | '-' | '（' | '）' | '(' | ')')
    })
}
