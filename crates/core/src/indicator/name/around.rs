//! The stretches of text around a figure that its name is made of.

use super::phrase::{clean_left, has_noun, noun_part, tail};
use super::{BEFORE_CHARS, Context, Figure, Thing};
use crate::analysis::Kind;
use crate::han;
use crate::text::Span;

pub(super) struct Around {
    /// From the clause's beginning, or the figure before, up to the figure.
    pub(super) left: Span,
    /// From the figure to the next one or the clause's end.
    pub(super) right: Span,
    /// What the clause said before its first figure, for those that share its verb.
    pub(super) lead: Span,
    /// Whether a clause mark stands between this figure and the one before.
    pub(super) opens_clause: bool,
    /// Whether 其中 or an opening bracket stands there.
    pub(super) opens_parts: bool,
    /// Whether one bracket opens there, or closes.
    pub(super) opens_bracket: bool,
    pub(super) closes_bracket: bool,
    /// Whether a ； or the sentence's beginning stands there.
    pub(super) opens_group: bool,
    /// Whether no clause ends between this figure and the next.
    pub(super) reaches_next: bool,
    /// Whether a figure of the sentence stands before it.
    pub(super) sentence_goes_on: bool,
}

/// Whether nothing stands between a figure and the one before it.
pub(super) fn follows(figures: &[Figure], id: usize) -> bool {
    id.checked_sub(1).is_some_and(|before| {
        figures[before].whole.end == figures[id].whole.start && figures[before].kind != Kind::Rank
    })
}

/// So many figures in a row are looked past.
const MOST_IN_ROW: usize = 8;

pub(super) fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | ',' | '；' | ';' | '：' | ':' | '。' | '！' | '？')
}

/// Costs the text up to the figures beside it, and to at most [`MOST_IN_ROW`] behind.
pub(super) fn around(context: &Context<'_>, figures: &[Figure], id: usize) -> Around {
    let text = context.text;
    let figure = &figures[id];
    let previous_end = id.checked_sub(1).map_or(context.sentence.start, |id| figures[id].whole.end);
    let next_start = figures.get(id + 1).map_or(context.sentence.end, |next| next.whole.start);
    let between = &text[previous_end..figure.whole.start];
    let left = Span::new(previous_end + clause_start(between, id > 0), figure.whole.start);
    // 612户1338名低保对象: what stands behind the last of figures in a row is counted by all.
    let in_row =
        |id: &usize| figures.get(id + 1).is_some_and(|next| follows(figures, id + 1) || next.head == figure.head);
    let last = (id..figures.len()).take(MOST_IN_ROW).find(|id| !in_row(id)).unwrap_or(id);
    let end = figures[last].whole.end;
    let next_start = if last > id {
        figures.get(last + 1).map_or(context.sentence.end, |next| next.whole.start)
    } else {
        next_start
    };
    let behind = &text[end..next_start.max(end)];
    let len = clause_end(behind);
    let opens_clause = id == 0 || between.contains(|c| is_clause_mark(c) || c == '、');
    Around {
        left,
        right: Span::new(end, end + len),
        lead: if opens_clause { left } else { Span::new(previous_end, previous_end) },
        opens_clause,
        // 其中，某社区作出表率；居家隔离2912人: it opened no list.
        opens_parts: between.rfind("其中").is_some_and(|at| !between[at..].contains(['；', ';']))
            || id > 0 && between.starts_with(['(', '（']),
        opens_bracket: id > 0 && between.rfind(['(', '（']).is_some_and(|open| !between[open..].contains([')', '）'])),
        closes_bracket: between.find([')', '）']).is_some_and(|close| !between[..close].contains(['(', '（'])),
        opens_group: id == 0 || between.contains(['；', ';']),
        reaches_next: last + 1 < figures.len() && len == behind.len(),
        sentence_goes_on: id > 0,
    }
}

/// Quotes and brackets of a short stretch: a mark inside them ends no clause.
#[derive(Default)]
pub(super) struct Depth {
    quotes: u32,
    brackets: u32,
}

impl Depth {
    pub(super) fn pass(&mut self, c: char) {
        match c {
            '“' | '《' => self.quotes += 1,
            '”' | '》' => self.quotes = self.quotes.saturating_sub(1),
            '(' | '（' => self.brackets += 1,
            ')' | '）' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.quotes + self.brackets > 0
    }
}

/// Where the clause of a figure begins in the text between the figure before and it.
#[inline(never)]
fn clause_start(between: &str, after_figure: bool) -> usize {
    /// 、 ends an item only near behind a figure: 11个、各类源头交安站11个.
    const ITEM_CHARS: usize = 14;
    let (mut cut, mut open_bracket) = (0, None);
    let mut depth = Depth::default();
    for (count, (at, c)) in between.char_indices().enumerate() {
        depth.pass(c);
        let behind = at + c.len_utf8();
        match c {
            '(' | '（' => open_bracket = Some(behind),
            ')' | '）' => open_bracket = None,
            _ if is_clause_mark(c) && !depth.is_open() => cut = behind,
            // 35个部门和寿春镇、八公山乡共派遣案件7720件: a list of things.
            '、' if after_figure
                && cut == 0
                && count <= ITEM_CHARS
                && !depth.is_open()
                && (!between[..at].contains('和') || behind == between.len()) =>
            {
                cut = behind;
            }
            _ => {}
        }
    }
    // A bracket that is still open at the figure begins its clause; marks inside it do so behind it.
    match open_bracket {
        // 完成年任务(40.2亿元)的32.5%: what stands before it names the figure.
        Some(start) if between[start..].trim().is_empty() => cut,
        Some(start) => {
            start + between[start..].rfind(is_clause_mark).map_or(0, |at| at + mark_len(&between[start + at..]))
        }
        None => cut,
    }
}

/// Where the words behind a figure end: at a mark, the end of its bracket, or a bracket in which the next figure stands.
#[inline(never)]
fn clause_end(behind: &str) -> usize {
    let mut depth = Depth::default();
    let mut opened = behind.len();
    for (at, c) in behind.char_indices() {
        if matches!(c, ')' | '）') && depth.brackets == 0 || is_clause_mark(c) && !depth.is_open() {
            return at;
        }
        if matches!(c, '(' | '（') && depth.brackets == 0 {
            opened = at;
        }
        depth.pass(c);
    }
    if depth.brackets > 0 { opened } else { behind.len() }
}

pub(super) fn mark_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The thing whose bracket the clause at `left` opens: 水泥厂（投资3亿元）、沥青厂（投资1.2亿元）.
pub(super) fn before_bracket(context: &Context<'_>, left: Span) -> Option<Thing> {
    let before = context.text[context.sentence.start..left.start].strip_suffix(['(', '（'])?;
    let ends = |c| is_clause_mark(c) || matches!(c, '、' | '(' | '（' | ')' | '）');
    let start = before.rfind(ends).map_or(0, |at| at + mark_len(&before[at..]));
    let item = Span::new(context.sentence.start + start, context.sentence.start + before.len());
    let counted = item.of(context.text).contains(|c| han::digit(c).is_some());
    let words = noun_part(context, clean_left(context, item));
    (!counted && has_noun(context, words)).then(|| Thing { text: tail(context, words, BEFORE_CHARS), words })
}

/// The clause before the one that begins at `left`, cleaned.
pub(super) fn clause_before(context: &Context<'_>, left: Span) -> Thing {
    let before = context.text[context.sentence.start..left.start]
        .trim_end_matches(|c: char| is_clause_mark(c) || c.is_whitespace());
    let clause = before.rfind(is_clause_mark).map_or(0, |at| at + mark_len(&before[at..]));
    let start = context.sentence.start + clause;
    let words = context.text[start..context.sentence.start + before.len()].find(|c| han::digit(c).is_some());
    let span = Span::new(start, words.map_or(context.sentence.start + before.len(), |len| start + len));
    // 从信访形式看，来访95件: how it is looked at, and no thing.
    let said = span.of(context.text);
    // 受资金短缺影响，完成投资3亿元: nor is why.
    if said.ends_with('看') && said.starts_with(['从', '按', '分']) || said.starts_with('受') && said.ends_with("影响")
    {
        return Thing::default();
    }
    let words = noun_part(context, clean_left(context, span));
    Thing { text: tail(context, words, BEFORE_CHARS), words }
}
