//! The row header a person would write: what is measured, with the words that tell it from its neighbours.
//!
//! Chinese puts the thing counted before its number (安装报警器747个) or behind it (4010名入境人员). Which of the two it
//! is shows in the words around: nouns before it and nothing behind, or a noun right behind the measure word. Where the
//! words of the clause name nothing (已办结1729件), the thing is the one the sentence spoke of before.

use super::{Context, Figure};
use crate::analysis::Kind;
use crate::han;
use crate::text::Span;

/// A name is no longer than this many characters.
const MOST_CHARS: usize = 40;

/// What the sentence speaks of.
#[derive(Default)]
struct Topic {
    /// The thing last named.
    thing: String,
    /// The whole that 其中 took apart; its parts add its thing to their names.
    whole: Option<String>,
}

/// The words around one figure.
struct Around {
    /// From the clause's beginning, or the figure before, up to the figure.
    left: Span,
    /// From the figure to the next one or the clause's end.
    right: Span,
    /// What the clause said before its first figure.
    lead: Span,
    /// Whether a clause mark stands between this figure and the one before.
    opens_clause: bool,
    /// The text between the figure before and this one holds 其中, or this one stands in brackets behind it.
    is_part: bool,
    /// A ； or a sentence's beginning stands between the figure before and this one.
    opens_group: bool,
}

/// One name for each figure of the sentence.
pub(super) fn names(context: &Context<'_>, figures: &[Figure]) -> Vec<String> {
    let mut topic = Topic::default();
    (0..figures.len()).map(|id| name(context, figures, id, &mut topic)).collect()
}

fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | ',' | '；' | ';' | '：' | ':' | '。' | '！' | '？')
}

fn around(context: &Context<'_>, figures: &[Figure], id: usize) -> Around {
    let text = context.text;
    let figure = &figures[id];
    let previous_end = id.checked_sub(1).map_or(context.sentence.start, |id| figures[id].whole.end);
    let next_start = figures.get(id + 1).map_or(context.sentence.end, |next| next.whole.start);
    let between = &text[previous_end..figure.whole.start];
    let cut = last_cut(between, id > 0);
    let left = Span::new(previous_end + cut, figure.whole.start);
    let behind = &text[figure.whole.end..next_start];
    let right = Span::new(figure.whole.end, figure.whole.end + first_cut(behind));
    let opens_clause = id == 0 || between.contains(|c| is_clause_mark(c) || c == '、');
    let lead = if opens_clause { left } else { Span::new(previous_end, previous_end) };
    Around {
        left,
        right,
        lead,
        opens_clause,
        is_part: between.contains("其中") || between.trim_start().starts_with(['(', '（']) && id > 0,
        opens_group: id == 0 || between.contains(['；', ';']),
    }
}

/// Where the clause of the figure begins in the text between the figure before and it.
fn last_cut(between: &str, after_figure: bool) -> usize {
    let mut cut = 0;
    let mut depth = 0i32;
    for (at, c) in between.char_indices() {
        match c {
            '“' | '《' => depth += 1,
            '”' | '》' => depth -= 1,
            _ if depth > 0 => {}
            '(' | '（' if bracket_closes(&between[at..]).is_none() => cut = at + c.len_utf8(),
            _ if is_clause_mark(c) && !in_bracket(between, at) => cut = at + c.len_utf8(),
            // 、 ends an item only right behind a figure and its noun.
            '、' if after_figure && cut == 0 && between[..at].chars().count() <= 14 => cut = at + c.len_utf8(),
            _ => {}
        }
    }
    cut
}

fn bracket_closes(text: &str) -> Option<usize> {
    text.find([')', '）'])
}

/// Whether `at` stands inside a pair of brackets of `text`.
fn in_bracket(text: &str, at: usize) -> bool {
    text[..at].rfind(['(', '（']).is_some_and(|open| !text[open..at].contains([')', '）']))
        && text[at..].contains([')', '）'])
}

/// Where the words behind a figure end.
fn first_cut(behind: &str) -> usize {
    let mut depth = 0i32;
    for (at, c) in behind.char_indices() {
        match c {
            '“' | '《' => depth += 1,
            '”' | '》' => depth -= 1,
            ')' | '）' if !behind[..at].contains(['(', '（']) => return at,
            _ if depth == 0 && is_clause_mark(c) && !in_bracket(behind, at) => return at,
            _ => {}
        }
    }
    behind.len()
}

fn name(context: &Context<'_>, figures: &[Figure], id: usize, topic: &mut Topic) -> String {
    let figure = &figures[id];
    let around = around(context, figures, id);
    if around.opens_group {
        topic.whole = None;
    }
    if around.is_part {
        topic.whole = Some(topic.thing.clone()).filter(|thing| !thing.is_empty());
    }
    let left = clean_left(context, around.left);
    let right = clean_right(context, around.right, id + 1 < figures.len());
    let own_noun = has_noun(context, left);
    let behind_is_noun = begins_with_noun(context, right);
    let measures_itself = matches!(figure.kind, Kind::Percent | Kind::Multiple | Kind::Money | Kind::Duration | Kind::Age);

    if figure.kind == Kind::Rank {
        return rank_name(context, figure, left, right, topic);
    }
    let (head, thing) = if behind_is_noun && !(measures_itself && own_noun) {
        // 提供法律咨询案件, 入境人员的隔离任务: verb, then what stands behind the number.
        let verb = if own_noun && around.opens_clause { left } else { around.lead };
        let verb = clean_left(context, verb);
        let noun = text_of(context, right);
        (join(&text_of(context, verb), &noun), noun)
    } else if own_noun {
        let whole = text_of(context, left);
        let thing = text_of(context, noun_part(context, left));
        (whole, thing)
    } else {
        // 已办结1729件: the sentence named the thing before.
        let verb = text_of(context, left);
        let action = text_of(context, right);
        let own = if verb.is_empty() { action } else { verb };
        let thing = fallback(context, around.left, topic);
        (join(&thing, &own), thing)
    };
    let mut name = head;
    if let Some(whole) = topic.whole.as_ref().filter(|whole| !name.contains(whole.as_str())) {
        name = join(whole, &name);
    } else if measures_itself && !topic.thing.is_empty() && short(&name) && !name.contains(&topic.thing) && !around.opens_group {
        name = join(&topic.thing, &name);
    }
    if topic.whole.is_none() && !measures_itself && !thing.is_empty() {
        topic.thing = thing;
    } else if topic.thing.is_empty() {
        topic.thing = thing;
    }
    if name.is_empty() {
        name = context.section.to_owned();
    }
    capped(&name)
}

/// 全区首个社会组织党群服务中心; 民生微实事预算执行情况位列罗湖区.
fn rank_name(context: &Context<'_>, figure: &Figure, left: Span, right: Span, topic: &Topic) -> String {
    let before = text_of(context, left);
    let behind = text_of(context, right);
    let surface = figure.span.of(context.text);
    let name = if behind.is_empty() { before.clone() } else { format!("{before}{surface}{behind}") };
    if before.is_empty() && behind.is_empty() {
        return capped(&join(&topic.thing, surface));
    }
    capped(&name)
}

/// Words that open a clause and name nothing.
const OPENERS: [&str; 44] = [
    "其中", "并", "已", "共", "累计", "全年", "今年", "目前", "现有", "现", "同时", "合计", "总计", "共计", "还", "先后",
    "分别", "均", "再", "又", "也", "和", "及", "以及", "与", "、", "，", ",", "；", "：", "截至", "截至目前", "是", "一是",
    "二是", "三是", "四是", "五是", "且", "另", "另有", "而", "即", "对",
];

/// Words that lead to a number and name nothing.
const COPULAS: [&str; 26] = [
    "达到", "达", "为", "有", "是", "共", "共计", "共有", "计", "约", "至", "到", "了", "的", "数达", "合计", "总计", "累计",
    "分别为", "分别", "等", "完成", "实现", "各", "均", "：",
];

/// The words before a figure without what opens the clause and what leads to the number.
fn clean_left(context: &Context<'_>, span: Span) -> Span {
    let words = context.words_in(span);
    let mut from = 0;
    let mut to = words.len();
    let word = |index: usize| words[index].span.of(context.text);
    while from < to {
        let (text, tag) = (word(from), words[from].tag.name());
        let is_time = tag == "t" || tag == "m" || text.chars().all(|c| han::digit(c).is_some() || "年月日".contains(c));
        if !(OPENERS.contains(&text) || is_time || tag == "x" && !"“《(（".contains(text) || text.trim().is_empty()) {
            break;
        }
        from += 1;
    }
    while to > from {
        let text = word(to - 1);
        let is_closing_mark = words[to - 1].tag.name() == "x" && !"”》)）".contains(text);
        // 完成 names something where it is all there is.
        if !(is_closing_mark || COPULAS.contains(&text) && (to - 1 > from || !["完成", "实现"].contains(&text))) {
            break;
        }
        to -= 1;
    }
    match (words.get(from), to.checked_sub(1).and_then(|last| words.get(last))) {
        (Some(first), Some(last)) if from < to => Span::new(first.span.start, last.span.end.min(span.end)),
        _ => Span::new(span.start, span.start),
    }
}

/// The words behind a figure, up to a conjunction before the next one.
fn clean_right(context: &Context<'_>, span: Span, before_figure: bool) -> Span {
    let text = span.of(context.text);
    let trimmed = text.trim_start_matches(['的', ' ', '、', '“']);
    let mut start = span.start + (text.len() - trimmed.len());
    if text[..start - span.start].contains('“') {
        start -= '“'.len_utf8();
    }
    let mut end = span.end;
    let words = context.words_in(Span::new(start, end));
    if before_figure {
        // 入境人员的隔离任务和|近200名…: the conjunction and what follows it lead to the next figure.
        if let Some(cut) = words.iter().rev().take(4).find(|word| matches!(word.span.of(context.text), "和" | "、" | "及" | "与" | "以及")) {
            end = cut.span.start;
        }
    }
    Span::new(start.min(end), end)
}

fn text_of(context: &Context<'_>, span: Span) -> String {
    span.of(context.text).chars().filter(|c| !c.is_whitespace()).collect()
}

fn is_noun(tag: &str) -> bool {
    tag.starts_with('n') || matches!(tag, "vn" | "an" | "l" | "i" | "j" | "b" | "eng" | "s" | "f" | "a" | "z")
}

fn has_noun(context: &Context<'_>, span: Span) -> bool {
    context.words_in(span).iter().any(|word| {
        let tag = word.tag.name();
        tag.starts_with('n') || matches!(tag, "vn" | "l" | "j" | "an" | "eng" | "s")
    })
}

fn begins_with_noun(context: &Context<'_>, span: Span) -> bool {
    let words = context.words_in(span);
    let first = words.iter().find(|word| !matches!(word.span.of(context.text), "“" | "《" | "(" | "（"));
    first.is_some_and(|word| is_noun(word.tag.name()) && word.tag.name() != "f")
}

/// The words of a clause from its first noun on: the thing without the verb.
fn noun_part(context: &Context<'_>, span: Span) -> Span {
    let first = context.words_in(span).iter().find(|word| {
        let tag = word.tag.name();
        tag.starts_with('n') || matches!(tag, "r" | "l" | "j" | "b" | "vn" | "eng" | "a" | "s") || word.span.of(context.text) == "“"
    });
    first.map_or(span, |word| Span::new(word.span.start, span.end))
}

/// What a clause without a noun speaks of: the topic, else the clause before it.
fn fallback(context: &Context<'_>, left: Span, topic: &Topic) -> String {
    if let Some(whole) = &topic.whole {
        return whole.clone();
    }
    if !topic.thing.is_empty() {
        return topic.thing.clone();
    }
    let before = context.text[context.sentence.start..left.start].trim_end_matches(|c: char| is_clause_mark(c) || c.is_whitespace());
    let clause = before.rfind(is_clause_mark).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let start = context.sentence.start + clause;
    let span = clean_left(context, Span::new(start, context.sentence.start + before.len()));
    text_of(context, span)
}

fn short(name: &str) -> bool {
    name.chars().count() <= 12
}

/// Two parts of a name, without what stands at the end of one and the beginning of the other.
fn join(first: &str, second: &str) -> String {
    if second.contains(first) {
        second.to_owned()
    } else if first.ends_with(second) {
        first.to_owned()
    } else {
        format!("{first}{second}")
    }
}

/// At most [`MOST_CHARS`] characters: the end tells more than the beginning.
fn capped(name: &str) -> String {
    let count = name.chars().count();
    let trimmed: String = name.chars().skip(count.saturating_sub(MOST_CHARS)).collect();
    trimmed.trim_matches(['的', '，', ',', '、', '。', '；', ';', '：', ':']).to_owned()
}
