//! Words of a clause: what they do for a name, and the phrases made of them.

use super::super::scan::ranks;
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
pub(super) const AMOUNT: u16 = 1 << 9;
pub(super) const ACT: u16 = 1 << 10;
/// 现有, 下辖: tells what there is.
pub(super) const STOCK: u16 = 1 << 11;
/// 推动, 加快: says of another verb how.
pub(super) const LIGHT: u16 = 1 << 12;

static WORDS: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    const NAMES: [&str; 13] = [
        "opener", "copula", "empty", "move", "event", "does", "scope", "relation", "filler", "amount", "act", "stock",
        "light",
    ];
    let mut words = FxHashMap::default();
    for row in data::rows(include_str!("../../../data/names.tsv")) {
        if let (Some(kind), Some(word)) = (NAMES.iter().position(|name| *name == row[0]), row.get(1)) {
            *words.entry(*word).or_default() |= 1 << kind;
        }
    }
    words
});

/// What names two things in one word, and the two: 城乡 is 城镇 and 农村.
pub(super) static PAIRS: LazyLock<Vec<[&str; 3]>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../data/names.tsv"));
    rows.filter_map(|row| match row[..] {
        ["pair", both, one, other] => Some([both, one, other]),
        _ => None,
    })
    .collect()
});

/// What things are graded by: 国家级, 省级.
pub(super) static GRADES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../data/names.tsv"));
    rows.filter_map(|row| if let ["grade", grade] = row[..] { Some(grade) } else { None }).collect()
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
        // 青年 and 老年 are people as well as times.
        || tag == "t" && word.span().of(context.text).starts_with(['青', '老'])
}

/// Words that only lead up to a thing: verbs, adverbs, prepositions, conjunctions, times.
pub(super) fn leads(word: &Word) -> bool {
    is_verb(word) || matches!(word.tag().name(), "d" | "p" | "c" | "t" | "ad" | "u" | "ul" | "uz")
}

/// The words before a figure without what opens the clause and what leads to the number.
pub(super) fn clean_left(context: &Context<'_>, span: Span) -> Span {
    let span = behind_circumstance(context, span);
    let words = context.words_in(span);
    let word = |index: usize| words[index].span().of(context.text);
    let opens = |index: usize| {
        let text = word(index);
        let dated = |text: &str| matches!(text, "年" | "月" | "日" | "年度" | "年底" | "月底" | "月份");
        let digits = text.chars().all(|c| han::digit(c).is_some());
        // 年底前, 五年来: what closes a time.
        let closes = index > 0
            && (text == "前" && word(index - 1).ends_with(['底', '末', '日', '月'])
                || text == "来" && word(index - 1).ends_with('年'));
        // 正在, 年末 tell figures apart.
        // 月人均补助140元: how much a month.
        let per = matches!(text, "年" | "月") && index + 1 < words.len() && word(index + 1).ends_with('均');
        let is_time = closes
            || !per && words[index].tag().name() == "t" && !matches!(text, "正在" | "年末" | "年初" | "夜间")
            || !per && dated(text)
            || digits && index + 1 < words.len() && dated(word(index + 1));
        // 二是推广有机肥: a label in the sentence.
        let numbers =
            |text: &str| !text.is_empty() && text.chars().all(|c| han::chinese_digit(c).is_some() || c == '十');
        let labels = text.strip_suffix('是').is_some_and(numbers)
            || numbers(text) && index + 1 < words.len() && word(index + 1) == "是";
        // 全县共有低保对象: where there are so many.
        let place = does(text, SCOPE) && index + 1 < words.len() && does(word(index + 1), OPENER);
        // 预计全年1.2亿元 is told apart by it alone.
        let bare = text == "预计" && !words[index + 1..].iter().any(|word| is_noun(context, word));
        // 在岗贫困户, 在校学生 are words that jieba does not always know.
        let joined = matches!(text, "在" | "到")
            && index + 1 < words.len()
            && (matches!(
                word(index + 1),
                "岗" | "校" | "建" | "职" | "册" | "编" | "谈" | "跟" | "库" | "管" | "孵" | "贷" | "京"
            ) || word(index + 1).starts_with("校学"));
        // 同比事故起数增加2起: what grew.
        let compares = text == "同比"
            && index + 1 < words.len()
            && is_noun(context, &words[index + 1])
            && !word(index + 1).starts_with(['增', '净', '降', '减', '涨', '升']);
        let opener = place || compares || does(text, OPENER) && !(bare || joined || text == "通过" && index > 0);
        opener || labels || is_time || is_mark(context, &words[index]) && !"“《(（".contains(text)
    };
    let (mut from, mut to) = (0, words.len());
    let mut start = None;
    while from < to {
        if let Some((next, at)) = behind_time(context, words, from) {
            (from, start) = (next, Some(at));
        } else if opens(from) {
            (from, start) = (from + 1, None);
        } else {
            break;
        }
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
        // 已完成30个 of those that were begun: 完成 tells it apart.
        let bare =
            does(text, EMPTY) && to - 1 > from && !matches!(word(to - 2), "已" | "已经" | "实际" | "未" | "尚未");
        // 降至目前的10起: a time after all.
        let dated = to - 1 > from && words[to - 1].tag().name() == "t" && word(to - 2).ends_with(['至', '到']);
        let copula = place || since || dated || does(text, COPULA) || bare || reaches(text);
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
    // 警情由以前的日均50起: the time it was so many.
    let time_only = |word: &Word| matches!(word.tag().name(), "t" | "f" | "u" | "uj" | "j" | "d" | "m");
    let since = (from + 1..to).find(|&index| matches!(word(index), "由" | "从"));
    if let Some(index) = since.filter(|&index| words[index + 1..to].iter().all(time_only)) {
        to = index;
    }
    let first = start.filter(|&at| at > words[from].span().start).unwrap_or(words[from].span().start);
    // 25个|省重点工业项目, where jieba takes 个省 for one word.
    let fragment = if from == 0 { fragment(context, span) } else { "" };
    let first = if fragment.is_empty() { first } else { first - fragment.len() };
    // 现在|校学生
    let joined = from > 0 && word(from - 1) == "现在" && word(from).starts_with(['校', '岗', '册']);
    let first = if joined { first - '在'.len_utf8() } else { first };
    let end = words[to - 1].span().end.min(span.end);
    // jieba takes 率为 and 数达 for words.
    let last = &context.text[words[to - 1].span().start..end];
    let joined = last.chars().count() == 2
        && (last.starts_with(['率', '数', '量', '额', '比', '长', '积']) || words[to - 1].tag().name() == "x")
        && last.ends_with(['为', '达', '是', '均']);
    let end = if joined { end - '为'.len_utf8() } else { end };
    Span::new(first, end.max(first))
}

/// What stands behind the circumstance that a clause opens with: 在资金紧张的情况下|追加投资.
fn behind_circumstance(context: &Context<'_>, span: Span) -> Span {
    let text = span.of(context.text);
    // 4月份受疫情影响走高至6.1%: why.
    if let Some((before, why)) = text.split_once('受')
        && let Some((_, then)) = why.split_once("影响")
        && (before.is_empty() || before.ends_with(['份', '月', '年', '度']))
        && !then.is_empty()
    {
        return Span::new(span.end - then.len(), span.end);
    }
    let mark = text.rfind(['下', '上', '时']).map(|at| at + '下'.len_utf8());
    let ends = |at: usize| ["的情况下", "的基础上", "的前提下", "的同时"].iter().any(|word| text[..at].ends_with(word));
    let behind = mark.filter(|&at| !text[at..].trim().is_empty() && ends(at));
    behind.map_or(span, |at| Span::new(span.start + at, span.end))
}

/// No time phrase has more words: 2021 年 1 - 10 月 份.
const TIME_WORDS: usize = 10;

/// The first word behind the time phrase of digits that begins at `from`, and where what follows begins, which may be
/// inside a word (2011|年市|农业局).
fn behind_time(context: &Context<'_>, words: &[Word], from: usize) -> Option<(usize, usize)> {
    let starts = words[from].span().of(context.text).chars().next().is_some_and(|c| han::digit(c).is_some());
    let mut found = None;
    for (index, word) in words.iter().enumerate().skip(from).take(if starts { TIME_WORDS } else { 0 }) {
        let text = word.span().of(context.text);
        let is_time = |c: char| han::digit(c).is_some() || han::among(c, "年月日号份度底末初至到-－—–~～、 ");
        let len = text.find(|c| !is_time(c)).unwrap_or(text.len());
        let dated = text[..len].contains(['年', '月', '日']);
        if dated {
            found = Some((if len < text.len() { index } else { index + 1 }, word.span().start + len));
        }
        if len < text.len() {
            break;
        }
    }
    found
}

/// The words behind the organisation that acts and its verb: 检察机关批捕|各类犯罪嫌疑人; 救助|各类困难群众.
pub(super) fn object(context: &Context<'_>, span: Span) -> Span {
    let words = context.words_in(span);
    let text = |index: usize| words[index].span().of(context.text);
    let mut start = span.start;
    let mut from = 0;
    // The last character of what an organisation is called.
    let acts = |index: usize| {
        is_verb(&words[index])
            && text(index - 1) != "城镇"
            && text(index - 1).ends_with(['关', '局', '院', '门', '统', '司', '镇', '乡', '道', '委', '区', '县', '市'])
    };
    if let Some(verb) = (1..words.len().min(6)).find(|&index| acts(index)) {
        from = verb + 1;
    }
    if from + 1 < words.len() && text(from + 1).starts_with('各') {
        from += 1;
    }
    if from < words.len() && from > 0 && words[from..].iter().any(|word| is_noun(context, word)) {
        start = words[from].span().start;
    }
    Span::new(start, span.end)
}

/// Whether the words name an amount and not of what: 总投资, 合同金额; a leading verb of no meaning does not count.
pub(super) fn is_amount(context: &Context<'_>, span: Span) -> bool {
    let words = context.words_in(span);
    let names = |word: &Word| does(word.span().of(context.text), AMOUNT | EMPTY | FILLER | COPULA | RELATION);
    words.iter().all(names)
}

/// The words behind a figure, up to a conjunction before the next one.
pub(super) fn clean_right(context: &Context<'_>, span: Span, before_figure: bool) -> Span {
    let text = span.of(context.text);
    // 投入120万元的基础上: only leads on.
    if text.starts_with('、') || text.starts_with("的基础上") {
        return Span::new(span.start, span.start);
    }
    let start = span.start + (text.len() - text.trim_start_matches(['的', ' ']).len());
    let words = context.words_in(Span::new(start, span.end));
    // 8.8亿元增至2011年的20.2亿元: leads to the next level.
    let word = |index: usize| words.get(index).map_or("", |word| word.span().of(context.text));
    if before_figure && (reaches(word(0)) || does(word(0), MOVE) && matches!(word(1), "到" | "至" | "为")) {
        return Span::new(span.start, span.start);
    }
    let mut end = span.end;
    if before_figure {
        // 入境人员的隔离任务和|近200名…: the conjunction and what follows it lead to the next figure.
        let conjunction = words
            .iter()
            .rev()
            .take(4)
            .find(|word| matches!(word.span().of(context.text), "和" | "、" | "及" | "与" | "以及"))
            // 30个县（市、区）第三位: not in a bracket.
            .filter(|word| !context.text[word.span().end..span.end].ends_with(['）', ')']));
        end = conjunction.map_or(end, |word| word.span().start);
    }
    // 10个社区党委|共开展集中学习600次: what those counted did is no part of their name, but of the next.
    let mut behind = words.iter().skip(1);
    let acts = behind.find(|word| before_figure && does(word.span().of(context.text), DOES));
    end = acts.map_or(end, |word| word.span().start.min(end));
    // 2个老旧小区改造|并推进…3个: what was done next. 66个新开工项目|已有28个开工: what is said of some.
    let mut behind = words.iter().skip(1);
    let next = behind.find(|word| {
        before_figure && matches!(word.span().of(context.text), "并" | "已" | "已有" | "现有" | "完成" | "中" | "平均")
    });
    end = next.map_or(end, |word| word.span().start.min(end));
    // 党史教育基地——福海街道党史教育基地 says it twice.
    end = context.text[start.min(end)..end].find("——").map_or(end, |at| start + at);
    // 27家企业|增幅在50%以上: what is said of them.
    let mut behind = words.iter().skip(1);
    let relates = behind.find(|word| before_figure && does(word.span().of(context.text), RELATION));
    end = relates.map_or(end, |word| word.span().start.min(end));
    // 42个参评单位中|位居第九: where they stand in order is of the next figure.
    let mut behind = words.iter().skip(1);
    let ranks = behind.find(|word| before_figure && ranks(word.span().of(context.text)));
    end = ranks.map_or(end, |word| word.span().start.min(end));
    // 17宗续建项目|总投资481.5亿元: the amount is of the next figure.
    let amount = |word: &&Word| {
        let text = word.span().of(context.text);
        does(text, AMOUNT) && !matches!(text, "项目" | "工程" | "合同" | "协议" | "贷款")
            || matches!(text, "年度" | "当年" | "年度计划")
    };
    let amounts = words.iter().rev().skip_while(|word| word.span().start >= end).take_while(amount).count();
    let inside = words.iter().filter(|word| word.span().start < end).count();
    if before_figure && amounts > 0 && amounts < inside {
        end = words[inside - amounts].span().start;
    }
    // 63家化工企业|隐患整改率100%: the rate is the next figure's.
    let inside = words.iter().take_while(|word| before_figure && word.span().start < end).count();
    let rate = (0..inside).rev().find(|&index| !does(word(index), COPULA)).filter(|&index| word(index).ends_with('率'));
    if let Some(rate) = rate {
        let rate = rate - usize::from(rate > 0 && word(rate) == "率");
        // 整改率 alone is not of the companies.
        let of = rate - usize::from(rate > 1 && word(rate).chars().count() <= 3);
        if of > 0 {
            end = words[of].span().start;
        }
    }
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
    if does(text, EVENT | FILLER)
        || matches!(text, "正在" | "仍")
        || matches!(word.tag().name(), "d" | "p" | "c" | "f" | "y" | "ul" | "uz" | "ud")
    {
        return false;
    }
    // 入境人员, 在职党员: a verb that stands before its noun describes it.
    !is_verb(word) || words.get(first + 1).is_some_and(|next| is_noun(context, next) && next.tag().name() != "vn")
}

/// The words of a clause without the verbs and adverbs that lead up to the thing.
pub(super) fn noun_part(context: &Context<'_>, span: Span) -> Span {
    if !fragment(context, span).is_empty() {
        return span;
    }
    let first = context.words_in(span).iter().find(|word| !leads(word));
    first.map_or(span, |word| Span::new(word.span().start, span.end.max(word.span().start)))
}

/// Whether words end in what makes a number a change; 新增 and 多 name as well.
pub(super) fn is_change(own: &str) -> bool {
    change_word(own).is_some_and(|(word, _)| !matches!(word, "新增" | "净增" | "净减" | "多" | "少" | "减"))
}

/// What grew, of the name of a change: 地区生产总值年均增长 is of 地区生产总值.
pub(super) fn level(name: &str) -> &str {
    let Some((word, _)) = change_word(name).filter(|_| is_change(name)) else { return name };
    let mut thing = &name[..name.len() - word.len()];
    while let Some(shorter) =
        ["同比", "环比", "年均", "预计", "累计", "可比", "可比价", "可比价格", "不变价", "分别", "平均", "当月"]
            .iter()
            .find_map(|word| thing.strip_suffix(word))
    {
        thing = shorter;
    }
    if thing.is_empty() { name } else { thing }
}

/// The last words of `span`, at most so many characters, without white space.
pub(super) fn tail(context: &Context<'_>, span: Span, chars: usize) -> String {
    let mut name = String::with_capacity(span.end - span.start);
    // Mostly there is nothing to cut, and what stands in brackets counts for nothing.
    let is_short = span.of(context.text).chars().nth(chars).is_none();
    let mut left: usize = if is_short { 0 } else { plain_words(context, span).map(|word| word.chars().count()).sum() };
    let fits = left <= chars;
    // What was done says more than the first things of a long list.
    let verb =
        context.words_in(span).first().filter(|word| !fits && is_verb(word) && fragment(context, span).is_empty());
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
    // 和 only joins it to what was cut off.
    if let Some(c) = name.chars().next().filter(|c| matches!(c, '、' | '和' | '及' | '与')) {
        name.replace_range(..c.len_utf8(), "");
    }
    if let Some(verb) = verb {
        name.insert_str(0, verb.span().of(context.text));
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
    // …建设也将于: what leads to the next word.
    for tail in ["于", "将", "也", "已", "在", "对", "向", "由"] {
        if name.len() > tail.len() && name.ends_with(tail) && count > chars {
            name.truncate(name.len() - tail.len());
        }
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
            // 楼(栋)长 says one thing in two words; a longer bracket adds something, and (下同) is about the text.
            if rest[..close].chars().count() > SHORT_BRACKET_CHARS || rest[..close].contains(['下', '含']) {
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
///
/// The cut is made behind a mark of a list, where one stands near.
pub(super) fn capped(name: &str) -> String {
    let name =
        name.trim_matches(['的', '，', ',', '、', '。', '；', ';', '：', ':', ' ']).trim_end_matches(['和', '与']);
    // “5+2”“: a quote that was cut open.
    let name = name.trim_end_matches(['“', '《', '（', '(']);
    // 建成并|投入使用, not 撤并.
    let name = if name.ends_with("成并") { name.trim_end_matches('并') } else { name };
    let excess = name.chars().count().saturating_sub(MOST_CHARS);
    let cut = name.char_indices().nth(excess).map_or(0, |(at, _)| at);
    let near = name[cut..].char_indices().take(MOST_CHARS / 3).find(|(_, c)| matches!(c, '、' | '的'));
    let behind = near.filter(|_| cut > 0).map_or(cut, |(at, c)| cut + at + c.len_utf8());
    name[behind..].to_owned()
}
