//! Where the title of an item ends.

use crate::han;
use crate::text::Span;

/// A title is no longer than this many characters.
pub(super) const TITLE_CHARS: usize = 45;
/// A heading over its own paragraphs is no longer than this.
const HEADING_CHARS: usize = 70;
/// A title up to its first comma is no longer than this.
const SHORT_TITLE_CHARS: usize = 30;
/// A sentence with more commas is no title.
const MOST_COMMAS: usize = 2;
/// A part of a title of three and more.
const SHORT_PART_CHARS: usize = 9;
/// What closes a title and is no part of it.
const TITLE_ENDS: [char; 11] = ['。', '；', ';', '：', ':', '，', ',', '、', '.', '！', '!'];

/// How an item is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// It stands in the middle of a paragraph.
    pub(super) inline: bool,
    /// It has its line to itself and heads the paragraphs below.
    pub(super) heads: bool,
}

/// The marks of an item that may end its title, in bytes of it, and what tells a title from a statement.
#[derive(Debug, Default)]
struct Marks {
    /// The first mark that ends a sentence or an item.
    stop: Option<usize>,
    colon: Option<usize>,
    /// The first comma behind which something stands that may be a title.
    comma: Option<usize>,
    commas: usize,
    /// A blank between two clauses, where a line end was lost.
    blank: Option<usize>,
    /// A number stands there.
    figures: bool,
}

impl Marks {
    #[inline(never)]
    fn of(item: &str, most: usize) -> Self {
        let mut marks = Marks::default();
        let mut depth = 0usize;
        let mut chars = item.char_indices().enumerate().peekable();
        let mut clause = 0;
        while let Some((count, (at, c))) = chars.next() {
            if count > most {
                break;
            }
            match c {
                '（' | '(' | '“' | '《' | '‘' => depth += 1,
                '）' | ')' | '”' | '》' | '’' => depth = depth.saturating_sub(1),
                '。' | '；' | ';' | '！' => {
                    marks.stop = Some(at);
                    break;
                }
                // 1.5：1 is a ratio.
                '：' | ':' if depth == 0 && !item[..at].ends_with(|c| han::digit(c).is_some()) => {
                    marks.colon = marks.colon.or(Some(at));
                }
                '，' | ',' if depth == 0 => {
                    marks.commas += 1;
                    if marks.comma.is_none() && count <= SHORT_TITLE_CHARS && !is_adverbial(&item[clause..at]) {
                        marks.comma = Some(at);
                    }
                    clause = at + c.len_utf8();
                }
                ' ' | '\u{3000}' if depth == 0 && marks.blank.is_none() => {
                    marks.blank = item[..at].ends_with(han::is_han).then_some(at);
                }
                // A year belongs to a title, another number to a statement.
                _ if depth == 0 && han::digit(c).is_some() => {
                    let next = chars.peek().map(|&(_, (_, c))| c);
                    marks.figures |= next.is_none_or(|c| han::digit(c).is_none() && c != '年' && c != '-');
                }
                _ => {}
            }
        }
        marks
    }
}

/// A clause that only says when, on what occasion or by what means: 一年来, 按照上级要求, 在专班推动下.
fn is_adverbial(clause: &str) -> bool {
    const ALWAYS: [&str; 6] = ["按照", "根据", "随着", "为了", "借助", "鉴于"];
    const TIMES: [&str; 3] = ["以来", "年来", "期间"];
    const CLOSED: [(&str, &[&str]); 2] = [
        ("在", &["下", "中", "上", "期间", "前", "后", "时", "同时"]),
        ("以", &["为抓手", "为契机", "为主线", "为目标", "为重点", "为载体", "为依托", "为突破口", "为基础"]),
    ];
    ALWAYS.iter().any(|word| clause.starts_with(word))
        || TIMES.iter().any(|word| clause.ends_with(word))
        || CLOSED
            .iter()
            .any(|(opening, ends)| clause.starts_with(opening) && ends.iter().any(|end| clause.ends_with(end)))
}

/// The title in the item at `span`, and whether nothing stands behind it.
///
/// A line that heads its own paragraphs is a title as a whole. Any other ends at the first 。 outside quotes and brackets
/// where a body follows, or where it is short and states no figure; else at a colon, else at the first comma.
#[inline(never)]
pub(super) fn of_item(text: &str, span: Span, setting: Setting) -> (Span, bool) {
    let item = span.of(text);
    let start = span.start + (item.len() - item.trim_start().len());
    let item = text[start..span.end].trim_end();
    let behind =
        |end: usize| item[end..].trim_matches(|c: char| c.is_whitespace() || TITLE_ENDS.contains(&c) || c == '”');
    let end = if setting.heads && is_heading(item, &behind) { item.len() } else { end(item, setting.inline, &behind) };
    let end = item[..end].trim_end().trim_end_matches(TITLE_ENDS).len();
    (Span::new(start, start + end), behind(end).is_empty())
}

/// Whether a line over its own paragraphs is all title: one sentence, with a number only where no 。 makes it a statement.
fn is_heading<'t>(item: &'t str, behind: &impl Fn(usize) -> &'t str) -> bool {
    let marks = Marks::of(item, HEADING_CHARS);
    let ends = marks.stop.map_or(item.chars().nth(HEADING_CHARS).is_none(), |stop| behind(stop).is_empty());
    ends && !(marks.figures && marks.stop.is_some())
        && marks.colon.is_none_or(|colon| behind(colon).is_empty() || !item[colon..].contains(['，', ',']))
}

#[inline(never)]
fn end<'t>(item: &'t str, inline: bool, behind: &impl Fn(usize) -> &'t str) -> usize {
    let Marks { stop, colon, comma, commas, blank, figures } = Marks::of(item, TITLE_CHARS);
    let all = stop.or_else(|| item.chars().nth(TITLE_CHARS).is_none().then_some(item.len()));
    // 综合实力逐渐增强 全县坚持…，…: a title and its body that lost the line end between them.
    if let Some(blank) = blank
        && all.is_none_or(|end| {
            blank < end && (item[blank..end].contains(['，', ',']) || inline && !behind(end).is_empty())
        })
    {
        return blank;
    }
    match all.map(|end| (end, behind(end).is_empty())) {
        // Nothing follows: the item is a title by itself, or a statement whose first clause names it.
        Some((end, true)) => {
            let parts = !inline && is_parts(item, end);
            let explained = colon.is_some_and(|colon| item[colon..end].contains(['，', ',']));
            let statement = figures || commas > 1 && !parts || (inline && commas > 0) || explained;
            if statement { colon.or(comma).unwrap_or(end) } else { end }
        }
        // 环境持续改善：空气更清新，全年没有发生污染事故。…: the colon ends it.
        Some((end, false)) if colon.is_some_and(|colon| colon < end && item[colon..end].contains(['，', ','])) => {
            colon.unwrap_or(end)
        }
        // A sentence of many clauses says more than a title.
        Some((end, false)) if !figures && (commas <= MOST_COMMAS || is_parts(item, end)) || comma.is_none() => end,
        _ => colon.or(comma).or(all).or_else(|| item.find(['，', ',', '。'])).unwrap_or(item.len()),
    }
}

/// A title of short parts: 立足于“防”，不放松“控”，疫情平稳可控.
fn is_parts(item: &str, end: usize) -> bool {
    item[..end].split(['，', ',']).all(|part| part.chars().count() <= SHORT_PART_CHARS)
}
