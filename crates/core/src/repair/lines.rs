//! Lines that were not broken by their writer, and characters set apart by spaces.

use super::draft::Edit;
use crate::han;
use std::ops::Range;

/// A line without its line break and the white space at its ends.
#[derive(Clone)]
struct Line {
    span: Range<usize>,
    /// Whether white space stands before it: the first line of a paragraph.
    indented: bool,
}

impl Line {
    /// How wide it is set: two for a full-width character, one for any other; of a line wider than any page, something more.
    fn columns(&self, text: &str) -> usize {
        // A character has at most four bytes, and then two columns.
        let measure = || text[self.span.clone()].chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum();
        if self.span.len() > 2 * WIDEST { self.span.len() / 2 } else { measure() }
    }
}

/// Pages hold 28 to 85 full-width characters; columns and slides from 16.
const NARROWEST: usize = 32;
const NARROW: usize = 56;
const WIDEST: usize = 170;

/// One after the other, as a text may be nothing but lines.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let inner = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        let indented = at > start;
        start += line.len();
        Line { span: at..at + inner.len(), indented }
    })
}

/// Each line with the next.
fn pairs(text: &str) -> impl Iterator<Item = (Line, Line)> {
    let mut lines = lines(text);
    let mut last = lines.next();
    std::iter::from_fn(move || {
        let next = lines.next()?;
        Some((last.replace(next.clone())?, next))
    })
}

/// Joins lines that are broken because the page was full, and numbers that were parted from their unit.
///
/// A text is so broken when its lines that end in the middle of a sentence are of one width, and hardly any is longer.
pub(super) fn joins(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let full = full_width(text);
    let broken = pairs(text).filter(move |(line, next)| {
        let (before, after) = (&text[line.span.clone()], &text[next.span.clone()]);
        let is_full = || full.as_ref().is_some_and(|full| full.contains(&line.columns(text))) && !next.indented;
        !after.is_empty()
            && (!ends_sentence(before) || parts_decimal(before, after))
            && (is_full() && label_len(after).is_none() || parts_number(before, after) || parts_decimal(before, after))
            && !is_row(before)
            && !is_row(after)
    });
    broken.map(|(line, next)| join(text, &line, &next))
}

/// Whether a line ends at the point of a number that goes on in the next: 增长2., 7%.
fn parts_decimal(before: &str, after: &str) -> bool {
    let number = before.strip_suffix('.').unwrap_or("");
    let words = number.trim_end_matches(|c: char| c.is_ascii_digit());
    words.len() < number.len()
        && words.chars().nth(7).is_some()
        && after.starts_with(|c: char| c.is_ascii_digit())
        && label_len(after).is_none()
}

/// Whether a number stands at the end of a line and its unit at the beginning of the next, or what leads to a number and
/// the number: 实现产值23, 亿元; 财政收入达, 7352万元. A cell of a table has no sentence before it.
fn parts_number(before: &str, after: &str) -> bool {
    const UNITS: [&str; 6] = ["亿元", "万元", "万人", "万亩", "个百分点", "%"];
    let words = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = words.len() < before.len() && UNITS.iter().any(|unit| after.starts_with(unit));
    let leads =
        before.ends_with(['达', '约', '超']) || ["达到", "增长", "下降"].iter().any(|verb| before.ends_with(verb));
    let led = leads && after.starts_with(|c: char| c.is_ascii_digit()) && label_len(after).is_none();
    (number || led) && words.ends_with(han::is_han) && words.chars().nth(7).is_some()
}

/// The widths of lines that fill the page, if the page has a width.
fn full_width(text: &str) -> Option<std::ops::RangeInclusive<usize>> {
    const WIDTHS: std::ops::RangeInclusive<usize> = NARROWEST..=WIDEST;
    /// Marks that may not open a line, letters and numbers that may not be parted make a line shorter by so much.
    const SLACK: usize = 7;
    const FEWEST: usize = 3;
    /// Wider than any page.
    const WIDE: usize = 200;
    // How many lines there are of each width, how many of them end in the middle of a sentence, and in how many of those a
    // mark stands.
    let (mut all, mut open, mut marked) = ([0usize; WIDE + 1], [0usize; WIDE + 1], [0usize; WIDE + 1]);
    for line in lines(text) {
        let columns = line.columns(text).min(WIDE);
        let content = &text[line.span.clone()];
        all[columns] += 1;
        let is_open = WIDTHS.contains(&columns) && !ends_sentence(content) && !is_row(content);
        open[columns] += usize::from(is_open);
        marked[columns] += usize::from(is_open && content.contains(['，', ',', '。', '、', '；']));
    }
    let within = |of: &[usize], most: usize| of[most - SLACK..=most].iter().sum::<usize>();
    let window = |most: usize| within(&open, most);
    let most = WIDTHS.filter(|&most| open[most] > 0).max_by_key(|&most| (window(most), std::cmp::Reverse(most)))?;
    let full = most - SLACK..=most;
    let longer = all[most + 1..].iter().sum::<usize>();
    let ended = all[full.clone()].iter().sum::<usize>();
    // Lines of a writer end in 。 as often when they are long as when they are short.
    let regular = window(most) >= FEWEST && window(most) * 10 >= ended * 6 && longer * 20 <= all.iter().sum();
    let others: usize = open.iter().sum::<usize>() - window(most);
    // So narrow may be the items of a list, too: a narrow text is nearly all of one width, with marks in its lines.
    let prose = || {
        let lines = all[1..].iter().sum::<usize>();
        window(most) > FEWEST && ended * 2 >= lines && within(&marked, most) * 2 >= window(most)
    };
    let regular = regular && (most >= NARROW || prose());
    (regular && others * 4 <= window(most)).then_some(full)
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['”', '’', '"', '）', ')', '》', '】']);
    line.is_empty() || line.ends_with(['。', '！', '？', '；', '：', ':', ';', '!', '?', '…', '.'])
}

/// Cells side by side.
fn is_row(line: &str) -> bool {
    line.contains(['|', '\t', '│']) || line.contains("  ")
}

/// Joins a label that stands alone on its line with its title on the next, and brackets parted from their number.
pub(super) fn labels(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let parted = pairs(text).filter(|(line, next)| {
        let (before, after) = (&text[line.span.clone()], &text[next.span.clone()]);
        if before.is_empty() || before.len() > 30 || after.is_empty() {
            return false;
        }
        let label = label_len(before);
        let title =
            || after.starts_with(|c: char| han::is_han(c) || matches!(c, '“' | '《')) && label_len(after).is_none();
        let parted = || {
            let whole = format!("{before}{after}");
            label_len(&whole)
                .is_some_and(|len| len > before.len() && whole[len..].trim_start().starts_with(han::is_han))
        };
        (label == Some(before.len()) && title() || label.is_none() && parted()) && !is_row(after)
    });
    parted.map(|(line, next)| join(text, &line, &next))
}

/// Takes out what stands between two lines, but for a space between two Latin words.
fn join(text: &str, line: &Line, next: &Line) -> Edit {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let parted = latin(text[line.span.clone()].chars().next_back()) && latin(text[next.span.clone()].chars().next());
    Edit::certain(line.span.end..next.span.start, if parted { " " } else { "" })
}

/// The length of the label that `text` begins with: 一、 （一） 1. （1） ① 第一章 一是.
fn label_len(text: &str) -> Option<usize> {
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let digits = |text: &str| text.len() - text.trim_start_matches(|c| han::digit(c).is_some()).len();
    let chinese = |text: &str| text.len() - text.trim_start_matches(numeral).len();
    let first = text.chars().next()?;
    match first {
        '①'..='⑳' | '⑴'..='⒇' => return Some(first.len_utf8()),
        '第' => {
            let rest = &text[first.len_utf8()..];
            let len = chinese(rest).max(digits(rest));
            let mark = ["部分", "章", "节", "篇"].into_iter().find(|mark| rest[len..].starts_with(mark))?;
            return (len > 0).then(|| first.len_utf8() + len + mark.len());
        }
        _ => {}
    }
    let bracket = matches!(first, '（' | '(' | '【' | '〔');
    let open = if bracket { first.len_utf8() } else { 0 };
    let (arabic, han) = (digits(&text[open..]), chinese(&text[open..]));
    let len = arabic.max(han);
    if len == 0 || len > 9 {
        return None;
    }
    let mark = text[open + len..].chars().next()?;
    let end = open + len + mark.len_utf8();
    let fits = match mark {
        '）' | ')' | '】' | '〕' => bracket || arabic > 0,
        '、' | '．' => !bracket,
        '.' => !bracket && !text[end..].starts_with(|c: char| c.is_ascii_digit()),
        '是' | '要' => !bracket && han > 0,
        _ => false,
    };
    fits.then_some(end)
}

/// A title may be set wide, 工 作 总 结; a line with so many spaces is none.
pub(super) const SPACES: usize = 8;

/// Takes out the spaces of lines in which almost every character stands apart: 全 年 共 排 查 1 4 9 5 宗.
pub(super) fn spaces(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').flat_map(move |line| {
        let at = start;
        start += line.len();
        let found = if is_spaced(line) { line } else { "" };
        let joins = neighbourhoods(found).filter(|(_, around)| is_between(around));
        joins.map(move |(place, _)| Edit::certain(at + place..at + place + 1, ""))
    })
}

/// Whether most of a line's Han stand apart.
fn is_spaced(line: &str) -> bool {
    /// The share of neighbouring Han that are parted, in percent.
    const PARTED: usize = 60;
    if line.bytes().filter(|&byte| byte == b' ').take(SPACES).count() < SPACES {
        return false;
    }
    let is_han = |c: Option<char>| c.is_some_and(han::is_han);
    let (mut parted, mut close) = (0, 0);
    for (_, [_, before, c, after, _]) in neighbourhoods(line) {
        parted += usize::from(is_han(before) && c == Some(' ') && is_han(after));
        close += usize::from(is_han(c) && is_han(after));
    }
    parted >= SPACES && parted * 100 > (parted + close) * PARTED
}

/// Each character of a line with the two before it and the two behind it, and where it stands.
fn neighbourhoods(line: &str) -> impl Iterator<Item = (usize, [Option<char>; 5])> + '_ {
    let mut ahead = line.chars();
    let mut around = [None, None, None, ahead.next(), ahead.next()];
    line.char_indices().map(move |(at, _)| {
        around.rotate_left(1);
        around[4] = ahead.next();
        (at, around)
    })
}

/// Whether the space in the middle stands between two characters that belong together.
fn is_between(&[far_before, before, c, after, far_after]: &[Option<char>; 5]) -> bool {
    let (Some(before), Some(' '), Some(after)) = (before, c, after) else { return false };
    let wide = |c: char| han::is_han(c) || matches!(c, '\u{3001}'..='\u{301b}' | '\u{ff01}'..='\u{ff5e}' | '“' | '”');
    // A digit between spaces.
    let alone = |far: Option<char>| far.is_none_or(|c| c == ' ' || wide(c));
    let single = |c: char, far: Option<char>| matches!(c, '0'..='9' | '.' | '%') && alone(far);
    !before.is_whitespace()
        && !after.is_whitespace()
        && (wide(before) || wide(after) || single(before, far_before) && single(after, far_after))
}

#[cfg(test)]
mod tests {
    use super::super::draft::edited;
    use super::*;

    #[test]
    fn a_page_with_a_width_is_joined() {
        let page = "\
一、总体情况
　　今年以来，全镇上下围绕年度目标任务，统筹推进项目建设、乡村治理、民生保障
等各项工作，累计完成固定资产投资3.2亿元，同比增长6.1%，新增规模以上企业
4家，城镇新增就业860人。
（一）项目建设扎实推进，围绕主导产业抓好要素保障，建立重点项目领导包联和调
度机制，协调解决用地、用电、融资等问题
二、下一步打算
　　持续抓好重点工作，压实责任，强化督促检查，对照年初确定的目标任务逐项梳理
逐项落实，确保全年各项任务圆满完成。";
        let joined = edited(page, joins(page));
        assert_eq!(joined.lines().count(), 5, "{joined}");
        assert!(joined.contains("民生保障等各项工作"));
        assert!(joined.contains("规模以上企业4家"));
        assert!(joined.contains("领导包联和调度机制"));
        assert!(joined.contains("融资等问题\n二、"));
    }

    #[test]
    fn lines_of_a_writer_stay() {
        let verse = "东风吹过旧城墙\n西岸灯火照河长\n南来北往人如织\n北望群山夜未央";
        let list = "深入开展矛盾纠纷排查化解\n持续推进老旧小区改造提升\n加快推进重点项目建设\n不断完善公共服务设施";
        let prose = "今年以来，全镇上下围绕年度目标任务，统筹推进项目建设、乡村治理、民生保障等各项工作。\n累计完成投资3.2亿元。\n下一步，持续抓好重点工作，压实责任，强化督促检查，确保全年任务完成。";
        for text in [verse, list, prose, "", "\n\n", "一行"] {
            assert_eq!(edited(text, joins(text)), text);
        }
    }

    #[test]
    fn labels_find_their_titles() {
        for (text, joined) in [
            ("一、\n总体情况\n正文", "一、总体情况\n正文"),
            ("（一）\n  总体情况", "（一）总体情况"),
            ("（\n一）总体情况", "（一）总体情况"),
            ("（一\n）总体情况", "（一）总体情况"),
            ("一\n、总体情况", "一、总体情况"),
            ("1.\n“三减”工程", "1.“三减”工程"),
        ] {
            assert_eq!(edited(text, labels(text)), joined);
        }
        for text in
            ["一、\n二、\n三、", "一、总体情况\n正文", "1\n2\n3", "1、\n\n甲", "（\n甲）", "3.\n1495", "（一）甲\n乙"]
        {
            assert_eq!(edited(text, labels(text)), text);
        }
    }

    #[test]
    fn spaces_between_all_characters_go() {
        let text = "全 年 共 排 查 矛 盾 纠 纷 1 4 9 5 宗 ， 化 解 率 9 8 . 0 6 % 。";
        assert_eq!(edited(text, spaces(text)), "全年共排查矛盾纠纷1495宗，化解率98.06%。");
        for text in [
            "目  录",
            "工 作 总 结",
            "张三 李四 王五 赵六 钱七 孙八 周九 吴十 郑一 冯二",
            "a b c d e f g h i j k l 甲 乙",
        ] {
            assert_eq!(edited(text, spaces(text)), text);
        }
    }
}
