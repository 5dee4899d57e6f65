//! Names of figures that share their words: 一产、二产、三产分别增长3%、6%、8%.

use super::super::{Context, Figure};
use super::around::{Around, Depth, around, is_clause_mark, mark_len};
use super::own::is_rate;
use super::phrase::{
    COPULA, PAIRS, RELATION, SCOPE, clean_left, does, has_noun, is_change, join, level, noun_part, tail,
};
use super::{BEFORE_CHARS, GENERIC_CHARS, Named};
use crate::analysis::{Kind, Rule, Word};
use crate::text::Span;

/// What stands before figures in a list.
struct List {
    /// The things, each with a figure of its own, as far as there are as many.
    things: Vec<Span>,
    /// 分别 and what stands behind it, and that without 分别.
    shared: Span,
    predicate: String,
}

/// One name for each figure of the list that opens at `id`; none where no list does.
///
/// As many things as figures stand in front of them, each with its own; what only the last of the things says is said of
/// all (消防、燃气、用电隐患整改率). Where the clause names nothing, the figures before it are meant.
#[inline(never)]
pub(super) fn distributed(context: &Context<'_>, figures: &[Figure], id: usize, names: &[Named]) -> Option<Vec<Named>> {
    let count = 1 + figures[id + 1..].iter().take_while(|next| next.head == id).count();
    if count < 2 || figures[id].head != id || figures[id].kind == Kind::Rank {
        return None;
    }
    let around = around(context, figures, id);
    let words = context.words_in(around.left);
    let text = |index: usize| words[index].span().of(context.text);
    let shares = (0..words.len()).find(|&index| matches!(text(index), "分别" | "各" | "依次" | "分别为"));
    let compares = (0..words.len())
        .find(|&index| matches!(text(index), "同比" | "环比" | "比" | "较") && !(index > 0 && text(index - 1) == "占"));
    let cut = [shares, compares].into_iter().flatten().min();
    let at = |index: Option<usize>| index.map_or(around.left.end, |index| words[index].span().start);
    let subject = Span::new(around.left.start, at(cut));
    let shared = Span::new(at(cut), around.left.end);
    // 分别 itself is said of no single one.
    let predicate: String = (context.words_in(shared).iter())
        .map(|word| word.span().of(context.text))
        .filter(|word| !matches!(*word, "分别" | "各" | "依次" | "分别为") && !does(word, COPULA))
        .collect();
    // 增加值分别完成: they came to that much.
    let amount = subject.of(context.text).trim_end().ends_with(['值', '额', '入', '出', '资', '量']);
    let predicate = if amount && matches!(&*predicate, "完成" | "实现") { String::new() } else { predicate };
    let subject_words = clean_left(context, subject);
    let mut things = items(context, subject_words, true);
    if things.len() != count {
        // 直接责任、领导和管理责任: 和 may stand inside one of them.
        things = items(context, subject_words, false);
    }
    let list = List { things, shared, predicate };
    // 违建及圈舍340处、1.7万平方米: two measures of both.
    let alike = figures[id + 1..id + count].iter().all(|figure| figure.kind == figures[id].kind);
    if list.things.len() == count && (shares.is_some() || alike) {
        return Some(list.of_things(context));
    }
    // 存贷款余额达7亿元和4亿元: told apart without 分别, too.
    if shares.is_none()
        && let [thing] = list.things[..]
        && figures[id].unit == figures[id + 1].unit
        && let Some(two) = list.of_two(context, &tail(context, thing, BEFORE_CHARS), thing, count)
    {
        return Some(two);
    }
    if shares.is_some()
        && let [thing] = list.things[..]
    {
        let before = &figures[id.saturating_sub(count)..id];
        let alike = before.len() == count && before.iter().all(|one| one.unit == before[0].unit);
        let own = tail(context, thing, BEFORE_CHARS);
        let short = thing.of(context.text).chars().count() <= GENERIC_CHARS;
        let clause = || short.then(|| of_clause_before(context, &around, &own, thing, count)).flatten();
        // 民警286名、辅警412名，平均年龄分别为…: each of its own.
        let each = || {
            let said = format!("{own}{}", list.predicate);
            (short && alike).then(|| of_each(&names[id - count..], &said, thing))
        };
        let found = list.of_two(context, &own, thing, count).or_else(clause).or_else(each);
        if found.is_some() {
            return found;
        }
    }
    // 主要集中在甲、乙两个领域，分别占总量的35%、24%: the list stands in the clause before.
    if shares.is_some()
        && list.things.is_empty()
        && let Some(found) = of_clause_before(context, &around, &list.predicate, shared, count)
    {
        return Some(found);
    }
    let before = &names[id.checked_sub(count)?..];
    // 甲、乙分别增长7%、9%，达到3万元、1万元: the levels of what grew.
    let head = id - count;
    let listed = figures[head..id].iter().all(|figure| figure.head == head);
    let grew_each = before.iter().all(|name| level(&name.text) != name.text);
    if listed && grew_each && cut.is_none() && subject_words.is_empty() && around.opens_clause {
        let mut levels = of_each(before, "", around.left);
        for name in &mut levels {
            name.text.truncate(level(&name.text).len());
        }
        return Some(levels);
    }
    // 城镇居民收入32000元、农村居民收入15000元，增长4.3%、7.6%: without a word that compares, too.
    let bare = subject_words.of(context.text);
    let alike = || figures[head..id].iter().all(|one| one.kind != Kind::Percent && one.unit == figures[head].unit);
    let bare = cut.is_none() && around.opens_clause && is_change(bare) && level(bare) == bare && alike();
    let (said, words) = if bare { (subject_words.of(context.text), subject_words) } else { (&*list.predicate, shared) };
    let grew = || (cut.is_some() || bare) && is_change(said) && !before.iter().any(|name| is_change(&name.text));
    let refers = !has_noun(context, subject) && (shares.is_some() || grew());
    refers.then(|| of_each(before, said, words))
}

impl List {
    /// Each of the things, with what the last of them says of all.
    #[inline(never)]
    fn of_things(&self, context: &Context<'_>) -> Vec<Named> {
        // 全市 is said of all.
        let counts = |word: &&Word| !does(word.span().of(context.text), SCOPE);
        let size = |span: Span| context.words_in(noun_part(context, span)).iter().filter(counts).count();
        let (first, last) = (self.things[0], self.things[self.things.len() - 1]);
        let (first_text, last_text) = (first.of(context.text), last.of(context.text));
        let last_words = context.words_in(last);
        let by_words = last_words.get(size(first)).filter(|_| size(first) < last_words.len());
        // 婴儿和5岁以下儿童死亡率: the rate is all that both have.
        let by_words = if last_text.starts_with(|c: char| c.is_ascii_digit()) && last_text.ends_with('率') {
            last_words.last()
        } else {
            by_words
        };
        let by_words = by_words.map_or("", |word| &context.text[word.span().start..last.end]);
        // 一产、三产增加值: behind the character that both end in, else behind as many words. A quote is one.
        let ending = first_text.chars().next_back().and_then(|c| last_text.split_once(c));
        // 婴儿和5岁以下儿童死亡率: not inside a word.
        let ending = ending.filter(|(_, behind)| behind.is_empty() || context.word_begins(last.end - behind.len()));
        // 城镇、农村居民收入: two that are told apart in one word, too.
        let ending = ending.or_else(|| {
            let pair = PAIRS.iter().find(|pair| first_text == pair[1] && last_text.starts_with(pair[2]));
            pair.map(|pair| last_text.split_at(pair[2].len()))
        });
        let quoted = last_text.strip_prefix('“').and_then(|text| text.split_once('”'));
        let mut suffix = quoted.or(ending).map_or(by_words, |(_, behind)| behind);
        // 刑事、治安案件 may be two words.
        if suffix.is_empty()
            && last_words.len() == 1
            && first_text.chars().count() == 2
            && last_text.chars().count() == 4
        {
            suffix = &last_text[last_text.char_indices().nth(2).map_or(0, |(at, _)| at)..];
        }
        // 各项存、贷款余额; 预算收入和支出: the last word is what changes. Of 一产、三产 each is whole.
        let first_words = context.words_in(first);
        let stem = first_words.split_last().map_or(first.start, |(word, _)| word.span().start);
        let is_one = |span: Span| span.of(context.text).chars().count() == 1;
        let halves =
            ending.is_none() && is_one(Span::new(stem, first.end)) && (suffix.is_empty() || stem == first.start);
        if halves {
            suffix = &last_text[mark_len(last_text)..];
        }
        let stem = Span::new(first.start, stem);
        let named = |(index, thing): (usize, &Span)| {
            let own = tail(context, *thing, BEFORE_CHARS);
            let whole = index + 1 == self.things.len() || is_rate(&own);
            let bare = context.words_in(*thing).len() == 1 && (halves || own.chars().count() == 2) && !is_rate(&own);
            let stem = if index > 0 && bare && first_words.len() > 1 && ending.is_none() {
                tail(context, stem, BEFORE_CHARS)
            } else {
                String::new()
            };
            let suffix = if whole { "" } else { suffix };
            let said_last = Span::new(last.end - suffix.len(), last.end);
            let reason = Rule::NameListed.at(*thing).and(self.shared).and(said_last);
            Named { text: format!("{stem}{own}{suffix}{}", self.predicate), reason }
        };
        self.things.iter().enumerate().map(named).collect()
    }

    /// 城乡居民收入分别达到3万元和1万元: two in one word.
    #[inline(never)]
    fn of_two(&self, context: &Context<'_>, own: &str, thing: Span, count: usize) -> Option<Vec<Named>> {
        let pair = PAIRS.iter().find(|pair| count == 2 && thing.of(context.text).contains(pair[0]))?;
        let reason = Rule::NameListed.at(thing).and(self.shared);
        let named = |one: &str| Named { text: format!("{own}{}（{one}）", self.predicate), reason };
        Some(vec![named(pair[1]), named(pair[2])])
    }
}

/// 盗窃、诈骗警情同比下降，降幅分别为25.9%、44.98%: the list stands in the clause before.
#[inline(never)]
fn of_clause_before(
    context: &Context<'_>,
    around: &Around,
    own: &str,
    thing: Span,
    count: usize,
) -> Option<Vec<Named>> {
    let before = context.text[context.sentence.start..around.left.start].trim_end_matches(is_clause_mark);
    let clause = before.rfind(is_clause_mark).map_or(0, |at| at + mark_len(&before[at..]));
    let clause = Span::new(context.sentence.start + clause, context.sentence.start + before.len());
    let start = ["集中在", "体现在", "包括", "涉及"]
        .iter()
        .find_map(|verb| Some(clause.start + clause.of(context.text).find(verb)? + verb.len()));
    let clause = Span::new(start.unwrap_or(clause.start), clause.end);
    // 劳动和社会保障 may be one.
    let mut things = items(context, clause, true);
    if things.len() != count {
        things = items(context, clause, false);
    }
    let says = |word: &&Word| {
        let text = word.span().of(context.text);
        !matches!(word.tag().name(), "m" | "d" | "v") && text != "等" && !does(text, RELATION)
    };
    let named = |item: &Span| {
        let words = context.words_in(*item).iter().take_while(says);
        let end = words.last().map_or(item.end, |word| word.span().end.min(item.end));
        let item = Span::new(item.start, end);
        let reason = Rule::NameListed.at(item).and(thing);
        Named { text: format!("{}{own}", tail(context, item, BEFORE_CHARS)), reason }
    };
    // 由60%、75%分别提高到85%、92% lists no things.
    let lists = things.len() == count && !clause.of(context.text).contains(|c: char| c.is_ascii_digit());
    lists.then(|| things.iter().map(named).collect())
}

/// What is said of each of those named before.
fn of_each(names: &[Named], said: &str, words: Span) -> Vec<Named> {
    let each = |name: &Named| Named {
        text: join(&name.text, said),
        reason: Rule::NameEach.at(name.reason.words[0]).and(words),
    };
    names.iter().map(each).collect()
}

/// The things of a list, cut at 、 and, where `words` join too, at 和, outside quotes and brackets.
fn items(context: &Context<'_>, span: Span, words: bool) -> Vec<Span> {
    let (mut found, mut start) = (Vec::new(), span.start);
    let mut depth = Depth::default();
    for word in context.words_in(span) {
        let text = word.span().of(context.text);
        text.chars().for_each(|c| depth.pass(c));
        if !depth.is_open() && (text == "、" || words && matches!(text, "和" | "及" | "与" | "以及")) {
            found.push(Span::new(start, word.span().start));
            start = word.span().end;
        }
    }
    found.push(Span::new(start, span.end));
    found.retain(|item| item.start < item.end);
    found
}
