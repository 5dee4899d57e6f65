//! Words of a clause: what they do for a name, and the phrases made of them.

use super::super::status::change_word;
use super::around::mark_len;
use super::{Context, LONG_WORD_CHARS, MOST_CHARS, SHORT_BRACKET_CHARS};
use crate::analysis::Word;
use crate::data;
use crate::han;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a word of `data/names.tsv` does, as bits: one may do several things.
pub(super) const OPENER: u16 = 1;
pub(super) const COPULA: u16 = 1 << 1;
pub(super) const EMPTY: u16 = 1 << 2;
pub(super) const MOVE: u16 = 1 << 3;
pub(super) const EVENT: u16 = 1 << 4;
pub(super) const DOES: u16 = 1 << 5;
pub(super) const SCOPE: u16 = 1 << 6;
pub(super) const RELATION: u16 = 1 << 7;
pub(super) const FILLER: u16 = 1 << 8;

static WORDS: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    const NAMES: [&str; 9] = ["opener", "copula", "empty", "move", "event", "does", "scope", "relation", "filler"];
    let mut words = FxHashMap::default();
    for row in data::rows(include_str!("../../../data/names.tsv")) {
        if let (Some(kind), Some(word)) = (NAMES.iter().position(|name| *name == row[0]), row.get(1)) {
            *words.entry(*word).or_default() |= 1 << kind;
        }
    }
    words
});

/// No word of the table is longer.
const MOST_BYTES: usize = 12;

/// Whether a word does one of `kinds`.
pub(super) fn does(word: &str, kinds: u16) -> bool {
    word.len() <= MOST_BYTES && WORDS.get(word).is_some_and(|has| has & kinds != 0)
}

/// Whether a word is such a verb and its 到 in one: 增至, 提高到.
fn reaches(word: &str) -> bool {
    word.strip_suffix(['到', '至']).is_some_and(|verb| does(verb, MOVE))
}

pub(super) fn is_mark(context: &Context<'_>, word: &Word) -> bool {
    word.span().of(context.text).chars().all(|c| !c.is_alphanumeric())
}

pub(super) fn is_verb(word: &Word) -> bool {
    matches!(word.tag().name(), "v" | "vd" | "vi" | "vq" | "vg")
}

/// Whether a word names something. jieba's `x` is a word it does not know: a name, a new term.
pub(super) fn is_noun(context: &Context<'_>, word: &Word) -> bool {
    let tag = word.tag().name();
    tag.starts_with('n')
        || matches!(tag, "vn" | "l" | "j" | "an" | "eng" | "s" | "i")
        || tag == "x" && !is_mark(context, word)
}

/// Words that only lead up to a thing: verbs, adverbs, prepositions, conjunctions, times.
pub(super) fn leads(word: &Word) -> bool {
    is_verb(word) || matches!(word.tag().name(), "d" | "p" | "c" | "t" | "ad" | "u" | "ul" | "uz")
}

/// The words before a figure without what opens the clause and what leads to the number.
pub(super) fn clean_left(context: &Context<'_>, span: Span) -> Span {
    let words = context.words_in(span);
    let word = |index: usize| words[index].span().of(context.text);
    let opens = |index: usize| {
        let text = word(index);
        let dated = |text: &str| matches!(text, "年" | "月" | "日" | "年度" | "年底" | "月底" | "月份");
        let digits = text.chars().all(|c| han::digit(c).is_some());
        // 正在, 年末 tell figures apart.
        let is_time = words[index].tag().name() == "t" && !matches!(text, "正在" | "年末" | "年初")
            || dated(text)
            || digits && index + 1 < words.len() && dated(word(index + 1));
        // 全县共有低保对象: where there are so many.
        let place = does(text, SCOPE) && index + 1 < words.len() && does(word(index + 1), OPENER);
        let opener = place || does(text, OPENER) && !(text == "通过" && index > 0);
        opener || is_time || is_mark(context, &words[index]) && !"“《(（".contains(text)
    };
    let (mut from, mut to) = (0, words.len());
    while from < to && opens(from) {
        from += 1;
    }
    while to > from {
        let text = word(to - 1);
        let mark = is_mark(context, &words[to - 1]) && !"”》)）".contains(text);
        // 村中, not 化解中.
        let place = matches!(text, "中" | "里")
            && to - 1 > from
            && is_noun(context, &words[to - 2])
            && words[to - 2].tag().name() != "vn";
        let since = to - 1 > from && words[to - 1].tag().name().starts_with('t') && matches!(word(to - 2), "由" | "从");
        let copula = place || since || does(text, COPULA) || does(text, EMPTY) && to - 1 > from || reaches(text);
        if !(mark || copula) {
            break;
        }
        to -= 1;
        // 由年初的62%: when it was no more than where.
        if matches!(text, "年初" | "年底" | "去年" | "上年" | "去年底" | "上年末" | "之前" | "此前")
            && to > from
            && matches!(word(to - 1), "由" | "从")
        {
            to -= 1;
        }
        // 增加|到23家 gives a level, and names it no more than 到 does.
        if matches!(text, "到" | "至" | "为") && to > from && does(word(to - 1), MOVE) {
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
pub(super) fn clean_right(context: &Context<'_>, span: Span, before_figure: bool) -> Span {
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
    // 10个社区党委|共开展集中学习600次: what those counted did is no part of their name, but of the next.
    let mut behind = words.iter().skip(1);
    let does = behind.find(|word| before_figure && does(word.span().of(context.text), DOES));
    end = does.map_or(end, |word| word.span().start.min(end));
    // 居民小区中, 项目内: where, and not what.
    let last = words.iter().rev().find(|word| word.span().start < end && word.span().start > start);
    end = last.filter(|word| word.tag().name() == "f").map_or(end, |word| word.span().start);
    Span::new(start.min(end), end)
}

/// Whether a noun stands in the words. 研究, 检查 and other words that are both noun and verb are verbs when alone.
pub(super) fn has_noun(context: &Context<'_>, span: Span) -> bool {
    // 全区 says where.
    let names = |word: &&Word| is_noun(context, word) && !does(word.span().of(context.text), SCOPE);
    let nouns = || context.words_in(span).iter().filter(names);
    let long = |word: &Word| word.span().of(context.text).chars().count() >= LONG_WORD_CHARS;
    nouns().any(|word| word.tag().name() != "vn" || long(word)) || nouns().count() > 1
}

/// Whether the words right behind a measure word are what it counts, and not what those counted did.
pub(super) fn begins_with_noun(context: &Context<'_>, span: Span) -> bool {
    if !fragment(context, span).is_empty() {
        return true;
    }
    let words = context.words_in(span);
    let Some(first) = words.iter().position(|word| !is_mark(context, word)) else { return false };
    if words[..first].iter().any(|word| word.span().of(context.text) == "“") {
        return true;
    }
    let word = &words[first];
    let text = word.span().of(context.text);
    if does(text, EVENT) || matches!(word.tag().name(), "d" | "p" | "c" | "f" | "y" | "ul" | "uz" | "ud") {
        return false;
    }
    // 入境人员, 在职党员: a verb that stands before its noun describes it.
    !is_verb(word) || words.get(first + 1).is_some_and(|next| is_noun(context, next) && next.tag().name() != "vn")
}

/// The words of a clause without the verbs and adverbs that lead up to the thing.
pub(super) fn noun_part(context: &Context<'_>, span: Span) -> Span {
    let first = context.words_in(span).iter().find(|word| !leads(word));
    first.map_or(span, |word| Span::new(word.span().start, span.end.max(word.span().start)))
}

/// Whether words end in what makes a number a change; 新增 and 多 name as well.
pub(super) fn is_change(own: &str) -> bool {
    change_word(own).is_some_and(|(word, _)| !matches!(word, "新增" | "多" | "少" | "减"))
}

/// The last words of `span`, at most so many characters, without white space.
pub(super) fn tail(context: &Context<'_>, span: Span, chars: usize) -> String {
    let mut name = String::with_capacity(span.end - span.start);
    // Mostly there is nothing to cut.
    let fits = span.of(context.text).chars().nth(chars).is_none();
    let mut left: usize = if fits { 0 } else { plain_words(context, span).map(|word| word.chars().count()).sum() };
    for word in plain_words(context, span) {
        if left <= chars {
            push(&mut name, word);
        } else {
            left -= word.chars().count();
        }
    }
    if fits {
        return name;
    }
    // A quote that was cut open is left out.
    match (name.find('”'), name.find('“')) {
        (Some(close), open) if open.is_none_or(|open| open > close) => name[close + '”'.len_utf8()..].to_owned(),
        _ => name,
    }
}

/// The first words of `span`, at most so many characters, without white space.
pub(super) fn head(context: &Context<'_>, span: Span, chars: usize) -> String {
    let mut name = String::new();
    let mut count = 0;
    for word in plain_words(context, span) {
        count += word.chars().count();
        if count > chars {
            break;
        }
        push(&mut name, word);
    }
    name
}

/// Appends a word without its white space.
fn push(name: &mut String, word: &str) {
    if word.contains(char::is_whitespace) {
        name.extend(word.chars().filter(|c| !c.is_whitespace()));
    } else {
        name.push_str(word);
    }
}

/// The words of `span` without what brackets add, and without those that only lead on: 共, 先后.
fn plain_words<'a>(context: &'a Context<'_>, span: Span) -> impl Iterator<Item = &'a str> {
    let mut skip_to = 0;
    let words = context.words_in(span).iter().filter_map(move |word| {
        let text = &context.text[word.span().start..word.span().end.min(span.end)];
        if text.starts_with(['(', '（']) {
            let rest = &context.text[word.span().start..span.end];
            let close = rest.find([')', '）']).map_or(rest.len(), |at| at + mark_len(&rest[at..]));
            // 楼(栋)长 says one thing in two words; a longer bracket adds something.
            if rest[..close].chars().count() > SHORT_BRACKET_CHARS {
                skip_to = word.span().start + close;
            }
        }
        (word.span().start >= skip_to && !does(text, FILLER)).then_some(text)
    });
    Some(fragment(context, span)).filter(|text| !text.is_empty()).into_iter().chain(words)
}

/// What stands in `span` of a word that begins before it: 个村 may be one, and 村 is what is counted.
pub(super) fn fragment<'a>(context: &'a Context<'_>, span: Span) -> &'a str {
    let first = context.words_in(span).first().map_or(span.end, |word| word.span().start);
    context.text[span.start..first.max(span.start)].trim_start_matches(|c: char| !han::is_han(c))
}

/// 立案处罚 + 罚款: one character in common is chance.
const MOST_CHANCE_BYTES: usize = 3;

/// Two parts of a name; what the second says already is not said twice.
pub(super) fn join(first: &str, second: &str) -> String {
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
        .find(|&len| len > MOST_CHANCE_BYTES && first.ends_with(&second[..len]))
        .unwrap_or(0);
    format!("{first}{}", &second[overlap..])
}

/// At most [`MOST_CHARS`] characters: the end tells more than the beginning.
pub(super) fn capped(name: &str) -> String {
    let name =
        name.trim_matches(['的', '，', ',', '、', '。', '；', ';', '：', ':', ' ']).trim_end_matches(['和', '与']);
    let count = name.chars().count();
    name.chars().skip(count.saturating_sub(MOST_CHARS)).collect()
}
