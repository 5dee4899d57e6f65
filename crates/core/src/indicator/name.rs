//! The row header a person would write: what is measured, with the words that tell it from its neighbours.
//!
//! Chinese puts the thing counted before its number (安装报警器747个) or behind it (4010名入境人员). Which of the two it
//! is shows in the words around: nouns before it and nothing behind, or a noun right behind the measure word. Where the
//! words of the clause name nothing (已办结1729件), the thing is the one the sentence spoke of before.

use super::{Context, Figure};
use crate::analysis::{Kind, Word};
use crate::data;
use crate::han;
use crate::text::Span;
use std::sync::LazyLock;

/// A name is no longer than this many characters; of the words before a number and behind it so many are taken.
const MOST_CHARS: usize = 40;
const BEFORE_CHARS: usize = 20;
const BEHIND_CHARS: usize = 22;
/// A noun this short (金额, 面积, 办结率) does not say of what.
const GENERIC_CHARS: usize = 5;

/// One name for each figure of the sentence.
pub(super) fn names(context: &Context<'_>, figures: &[Figure]) -> Vec<String> {
    let mut topic = Topic::default();
    (0..figures.len()).map(|id| capped(&name(context, figures, id, &mut topic))).collect()
}

/// What the sentence speaks of, as far as it was read.
#[derive(Default)]
struct Topic {
    /// The thing last named: 限额以上社会消费品零售总额.
    last: Option<String>,
    /// The thing last counted: 各类矛盾纠纷.
    counted: Option<String>,
    /// The whole name of the figure last counted: 已实施完成.
    figure: Option<String>,
    /// The whole that 其中 took apart; its parts add it to their names.
    whole: Option<String>,
}

impl Topic {
    /// A figure of that kind named its thing.
    fn saw(&mut self, thing: &str, kind: Kind) {
        if thing.is_empty() {
            return;
        }
        self.last = Some(thing.to_owned());
        if kind == Kind::Count {
            self.counted = self.last.clone();
        }
    }

    /// The name of a part, with the thing of its whole.
    fn of_whole(&self, name: String) -> String {
        match &self.whole {
            Some(whole) => join(whole, &name),
            None => name,
        }
    }
}

fn name(context: &Context<'_>, figures: &[Figure], id: usize, topic: &mut Topic) -> String {
    let figure = &figures[id];
    let around = around(context, figures, id);
    if around.opens_group {
        topic.whole = None;
    }
    if around.opens_parts {
        topic.whole = topic.counted.clone().or_else(|| topic.last.clone());
    }
    let left = clean_left(context, around.left);
    let right = clean_right(context, around.right, id + 1 < figures.len());
    if figure.kind == Kind::Rank {
        return rank(context, figure, left, right, topic);
    }
    let own = tail(context, left, BEFORE_CHARS);
    let own_noun = has_noun(context, left);
    let measures =
        !matches!(figure.kind, Kind::Count | Kind::Mass | Kind::Volume | Kind::Length | Kind::Energy | Kind::Other);
    // 约73万平方米的公园休闲场所: 的 ties the amount to what stands behind it, whatever stands before.
    let tied = figure.kind != Kind::Percent && around.right.of(context.text).starts_with('的');
    let name = if begins_with_noun(context, right) && (tied || !(measures && own_noun)) {
        // 提供法律咨询案件, 入境人员的隔离任务: the verb, then what stands behind the number.
        let verb = if own_noun && around.opens_clause { left } else { clean_left(context, around.lead) };
        let thing = head(context, right, BEHIND_CHARS);
        topic.saw(&thing, figure.kind);
        topic.of_whole(join(&tail(context, verb, BEFORE_CHARS), &thing))
    } else if own_noun {
        named_before(context, figure, left, &own, &around, measures, topic)
    } else if own.is_empty() {
        // 1万余人次参加: of what was just named.
        let thing = topic.last.clone().unwrap_or_else(|| clause_before(context, around.left));
        join(&thing, &head(context, right, BEHIND_CHARS))
    } else {
        // 已办结1729件: a verb; the sentence named the thing before.
        let known = if is_change(&own) {
            &topic.last
        } else {
            [&topic.whole, &topic.counted, &topic.last].into_iter().find(|known| known.is_some()).unwrap_or(&None)
        };
        let thing = known.clone().unwrap_or_else(|| clause_before(context, around.left));
        join(&thing, &own)
    };
    if topic.last.is_none() {
        topic.saw(&name, figure.kind);
    }
    if !measures {
        topic.figure = Some(name.clone());
    }
    if name.is_empty() { context.section.to_owned() } else { name }
}

/// The name of a figure whose thing stands before it.
fn named_before(
    context: &Context<'_>,
    figure: &Figure,
    left: Span,
    own: &str,
    around: &Around,
    measures: bool,
    topic: &mut Topic,
) -> String {
    let thing = tail(context, noun_part(context, left), BEFORE_CHARS);
    let generic = thing.chars().count() <= GENERIC_CHARS && !around.opens_group;
    let of = if is_change(own) {
        // 35.5亿元，同比增速8%: the change is that of the figure before.
        topic.last.clone().filter(|_| generic)
    } else if figure.kind == Kind::Percent {
        // 化解率98.06%: the rate is that of the thing counted.
        let of = [&topic.whole, &topic.counted, &topic.last].into_iter().flatten().next();
        of.filter(|of| generic && !of.ends_with('率')).cloned()
    } else if measures {
        // 75个，金额343.18万元: the amount is that of the count before.
        topic.figure.clone().filter(|_| generic)
    } else if topic.whole.is_some() {
        topic.whole.clone()
    } else if own.chars().count() < 3 {
        Some(topic.counted.clone().unwrap_or_else(|| clause_before(context, around.left)))
    } else {
        None
    };
    if !is_change(own) {
        topic.saw(&thing, figure.kind);
    }
    of.map_or_else(|| own.to_owned(), |of| join(&of, own))
}

/// 全区首个社会组织党群服务中心; 民生微实事预算执行情况位列罗湖区第一.
fn rank(context: &Context<'_>, figure: &Figure, left: Span, right: Span, topic: &Topic) -> String {
    let before = tail(context, left, BEFORE_CHARS);
    let behind = head(context, right, BEHIND_CHARS);
    let surface = figure.span.of(context.text);
    if !behind.is_empty() {
        return format!("{before}{surface}{behind}");
    }
    let subject = if has_noun(context, noun_before_verb(context, left)) {
        String::new()
    } else {
        topic.last.clone().unwrap_or_else(|| clause_before(context, left))
    };
    format!("{}{surface}", join(&subject, &before))
}

/// The words of a clause before its first verb.
fn noun_before_verb(context: &Context<'_>, span: Span) -> Span {
    let verb = context.words_in(span).iter().find(|word| is_verb(word));
    Span::new(span.start, verb.map_or(span.end, |verb| verb.span().start))
}

// ---- the words around a figure -------------------------------------------------------------------------------------

struct Around {
    /// From the clause's beginning, or the figure before, up to the figure.
    left: Span,
    /// From the figure to the next one or the clause's end.
    right: Span,
    /// What the clause said before its first figure, for those that share its verb.
    lead: Span,
    /// Whether a clause mark stands between this figure and the one before.
    opens_clause: bool,
    /// Whether 其中 or an opening bracket stands there.
    opens_parts: bool,
    /// Whether a ； or the sentence's beginning stands there.
    opens_group: bool,
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
    let left = Span::new(previous_end + clause_start(between, id > 0), figure.whole.start);
    let behind = &text[figure.whole.end..next_start.max(figure.whole.end)];
    let opens_clause = id == 0 || between.contains(|c| is_clause_mark(c) || c == '、');
    Around {
        left,
        right: Span::new(figure.whole.end, figure.whole.end + clause_end(behind)),
        lead: if opens_clause { left } else { Span::new(previous_end, previous_end) },
        opens_clause,
        opens_parts: between.contains("其中") || id > 0 && between.starts_with(['(', '（']),
        opens_group: id == 0 || between.contains(['；', ';']),
    }
}

/// Quotes and brackets of a short stretch: a mark inside them ends no clause.
#[derive(Default)]
struct Depth {
    quotes: u32,
    brackets: u32,
}

impl Depth {
    fn pass(&mut self, c: char) {
        match c {
            '“' | '《' => self.quotes += 1,
            '”' | '》' => self.quotes = self.quotes.saturating_sub(1),
            '(' | '（' => self.brackets += 1,
            ')' | '）' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
    }

    fn is_open(&self) -> bool {
        self.quotes + self.brackets > 0
    }
}

/// Where the clause of a figure begins in the text between the figure before and it.
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
            '、' if after_figure && cut == 0 && count <= ITEM_CHARS && !depth.is_open() => cut = behind,
            _ => {}
        }
    }
    // A bracket that is still open at the figure begins its clause; marks inside it do so behind it.
    match open_bracket {
        Some(start) => {
            start + between[start..].rfind(is_clause_mark).map_or(0, |at| at + mark_len(&between[start + at..]))
        }
        None => cut,
    }
}

/// Where the words behind a figure end.
fn clause_end(behind: &str) -> usize {
    let mut depth = Depth::default();
    for (at, c) in behind.char_indices() {
        if matches!(c, ')' | '）') && depth.brackets == 0 || is_clause_mark(c) && !depth.is_open() {
            return at;
        }
        depth.pass(c);
    }
    behind.len()
}

fn mark_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The clause before the one that begins at `left`, cleaned.
fn clause_before(context: &Context<'_>, left: Span) -> String {
    let before = context.text[context.sentence.start..left.start]
        .trim_end_matches(|c: char| is_clause_mark(c) || c.is_whitespace());
    let clause = before.rfind(is_clause_mark).map_or(0, |at| at + mark_len(&before[at..]));
    let start = context.sentence.start + clause;
    let words = context.text[start..context.sentence.start + before.len()].find(|c| han::digit(c).is_some());
    let span = Span::new(start, words.map_or(context.sentence.start + before.len(), |len| start + len));
    tail(context, clean_left(context, span), BEFORE_CHARS)
}

// ---- words ---------------------------------------------------------------------------------------------------------

/// The words of `data/names.tsv`.
struct Words {
    openers: Vec<&'static str>,
    copulas: Vec<&'static str>,
    empty: Vec<&'static str>,
    moves: Vec<&'static str>,
    events: Vec<&'static str>,
    does: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let of = |kind| data::words_of(include_str!("../../data/names.tsv"), kind);
    Words {
        openers: of("opener"),
        copulas: of("copula"),
        empty: of("empty"),
        moves: of("move"),
        events: of("event"),
        does: of("does"),
    }
});

/// Whether a word is such a verb and its 到 in one: 增至, 提高到.
fn reaches(word: &str) -> bool {
    word.strip_suffix(['到', '至']).is_some_and(|verb| WORDS.moves.contains(&verb))
}

fn is_mark(context: &Context<'_>, word: &Word) -> bool {
    word.span().of(context.text).chars().all(|c| !c.is_alphanumeric())
}

fn is_verb(word: &Word) -> bool {
    matches!(word.tag().name(), "v" | "vd" | "vi" | "vq" | "vg")
}

/// Whether a word names something. jieba's `x` is a word it does not know: a name, a new term.
fn is_noun(context: &Context<'_>, word: &Word) -> bool {
    let tag = word.tag().name();
    tag.starts_with('n')
        || matches!(tag, "vn" | "l" | "j" | "an" | "eng" | "s" | "i")
        || tag == "x" && !is_mark(context, word)
}

/// Words that only lead up to a thing: verbs, adverbs, prepositions, conjunctions, times.
fn leads(word: &Word) -> bool {
    is_verb(word) || matches!(word.tag().name(), "d" | "p" | "c" | "t" | "ad" | "u" | "ul" | "uz")
}

/// The words before a figure without what opens the clause and what leads to the number.
fn clean_left(context: &Context<'_>, span: Span) -> Span {
    let words = context.words_in(span);
    let word = |index: usize| words[index].span().of(context.text);
    let opens = |index: usize| {
        let text = word(index);
        let dated = |text: &str| text.starts_with(['年', '月', '日']);
        let digits = text.chars().all(|c| han::digit(c).is_some());
        let is_time = words[index].tag().name() == "t"
            || dated(text)
            || digits && index + 1 < words.len() && dated(word(index + 1));
        WORDS.openers.contains(&text) || is_time || is_mark(context, &words[index]) && !"“《(（".contains(text)
    };
    let (mut from, mut to) = (0, words.len());
    while from < to && opens(from) {
        from += 1;
    }
    while to > from {
        let text = word(to - 1);
        let mark = is_mark(context, &words[to - 1]) && !"”》)）".contains(text);
        let copula = WORDS.copulas.contains(&text) || WORDS.empty.contains(&text) && to - 1 > from || reaches(text);
        if !(mark || copula) {
            break;
        }
        to -= 1;
        // 增加|到23家 gives a level, and names it no more than 到 does.
        if matches!(text, "到" | "至" | "为") && to > from && WORDS.moves.contains(&word(to - 1)) {
            to -= 1;
        }
    }
    if from == to {
        return Span::new(span.start, span.start);
    }
    let end = words[to - 1].span().end.min(span.end);
    // jieba takes 率为 and 数达 for words.
    let last = &context.text[words[to - 1].span().start..end];
    let joined = last.chars().count() == 2
        && last.starts_with(['率', '数', '量', '额', '比', '长', '积'])
        && last.ends_with(['为', '达', '是']);
    let end = if joined { end - '为'.len_utf8() } else { end };
    Span::new(words[from].span().start, end.max(words[from].span().start))
}

/// The words behind a figure, up to a conjunction before the next one.
fn clean_right(context: &Context<'_>, span: Span, before_figure: bool) -> Span {
    let text = span.of(context.text);
    if text.starts_with('、') {
        return Span::new(span.start, span.start);
    }
    let start = span.start + (text.len() - text.trim_start_matches(['的', ' ']).len());
    let words = context.words_in(Span::new(start, span.end));
    let mut end = span.end;
    if before_figure {
        // 入境人员的隔离任务和|近200名…: the conjunction and what follows it lead to the next figure.
        let conjunction = words
            .iter()
            .rev()
            .take(4)
            .find(|word| matches!(word.span().of(context.text), "和" | "、" | "及" | "与" | "以及"));
        end = conjunction.map_or(end, |word| word.span().start);
    }
    // 社区党委|共开展集中学习: what those counted did is no part of their name.
    let mut behind = words.iter().skip(1);
    let does = behind.find(|word| WORDS.does.contains(&word.span().of(context.text)));
    end = does.map_or(end, |word| word.span().start.min(end));
    // 居民小区中, 项目内: where, and not what.
    let last = words.iter().rev().find(|word| word.span().start < end && word.span().start > start);
    end = last.filter(|word| word.tag().name() == "f").map_or(end, |word| word.span().start);
    Span::new(start.min(end), end)
}

/// Whether a noun stands in the words. 研究, 检查 and other words that are both noun and verb are verbs when alone.
fn has_noun(context: &Context<'_>, span: Span) -> bool {
    let nouns = || context.words_in(span).iter().filter(|word| is_noun(context, word));
    nouns().any(|word| word.tag().name() != "vn") || nouns().count() > 1
}

/// Whether the words right behind a measure word are what it counts, and not what those counted did.
fn begins_with_noun(context: &Context<'_>, span: Span) -> bool {
    let words = context.words_in(span);
    let Some(first) = words.iter().position(|word| !is_mark(context, word)) else { return false };
    if words[..first].iter().any(|word| word.span().of(context.text) == "“") {
        return true;
    }
    let word = &words[first];
    let text = word.span().of(context.text);
    if WORDS.events.contains(&text) || matches!(word.tag().name(), "d" | "p" | "c" | "f" | "y" | "ul" | "uz" | "ud") {
        return false;
    }
    // 入境人员, 在职党员: a verb that stands before its noun describes it.
    !is_verb(word) || words.get(first + 1).is_some_and(|next| is_noun(context, next) && next.tag().name() != "vn")
}

/// The words of a clause without the verbs and adverbs that lead up to the thing.
fn noun_part(context: &Context<'_>, span: Span) -> Span {
    let first = context.words_in(span).iter().find(|word| !leads(word));
    first.map_or(span, |word| Span::new(word.span().start, span.end.max(word.span().start)))
}

/// Whether words end in what makes a number a change.
fn is_change(own: &str) -> bool {
    [
        "增长", "增加", "增速", "增幅", "提高", "提升", "上升", "下降", "降低", "减少", "回落", "收窄", "缩短", "增产",
        "增收",
    ]
    .iter()
    .any(|word| own.ends_with(word))
}

// ---- the name ------------------------------------------------------------------------------------------------------

/// The last words of `span`, at most so many characters, without white space.
fn tail(context: &Context<'_>, span: Span, chars: usize) -> String {
    let words = context.words_in(span);
    let long = |from: &Word| context.text[from.span().start..span.end].chars().count() > chars;
    let start = words.iter().find(|word| !long(word)).map_or(span.end, |word| word.span().start);
    squeezed(&context.text[start.min(span.end)..span.end])
}

/// The first words of `span`, at most so many characters, without white space.
fn head(context: &Context<'_>, span: Span, chars: usize) -> String {
    let words = context.words_in(span);
    let long = |to: &Word| context.text[span.start..to.span().end.min(span.end)].chars().count() > chars;
    let end =
        words.iter().take_while(|word| !long(word)).last().map_or(span.start, |word| word.span().end.min(span.end));
    squeezed(&context.text[span.start..end])
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Two parts of a name; what the second says already is not said twice.
fn join(first: &str, second: &str) -> String {
    if second.contains(first) {
        return second.to_owned();
    }
    if first.ends_with(second) {
        return first.to_owned();
    }
    // 社区党委 + 党委换届: the overlap once.
    let overlap = second
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .rev()
        .find(|&len| first.ends_with(&second[..len]))
        .unwrap_or(0);
    format!("{first}{}", &second[overlap..])
}

/// At most [`MOST_CHARS`] characters: the end tells more than the beginning.
fn capped(name: &str) -> String {
    let name = name
        .trim_matches(['的', '，', ',', '、', '。', '；', ';', '：', ':', ' '])
        .trim_end_matches(['和', '及', '与']);
    let count = name.chars().count();
    name.chars().skip(count.saturating_sub(MOST_CHARS)).collect()
}
