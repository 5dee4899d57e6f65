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
const BEFORE_CHARS: usize = 26;
const BEHIND_CHARS: usize = 22;
/// A noun this short (金额, 面积, 办结率) does not say of what.
const GENERIC_CHARS: usize = 5;
/// A rate of so few characters is that of what the sentence before counted: 覆盖率.
const SHORT_RATE_CHARS: usize = 3;
/// What those counted did is told in so many characters.
const EVENT_CHARS: usize = 8;
/// The title of a section that is no longer says what its figures are about.
const SECTION_CHARS: usize = 10;
/// 老旧小区改造: a word of so many characters is a noun, even where the dictionary says that it is a verb too.
const LONG_WORD_CHARS: usize = 4;
/// A bracket of so many characters, itself counted, is part of a word.
const SHORT_BRACKET_CHARS: usize = 4;

/// One name for each figure of the sentence. `said` is what the sentence before in its paragraph counted last, and then
/// what this one did.
pub(super) fn names(context: &Context<'_>, figures: &[Figure], said: &mut Option<String>) -> Vec<String> {
    let mut topic = Topic { earlier: said.take(), ..Topic::default() };
    let mut names: Vec<String> = Vec::with_capacity(figures.len());
    while names.len() < figures.len() {
        let id = names.len();
        match distributed(context, figures, id, &names) {
            Some(each) => {
                if !is_change(&each[0]) {
                    topic.last = each.last().cloned();
                    topic.named = topic.last.clone();
                }
                names.extend(each);
            }
            None => names.push(name(context, figures, id, &names, &mut topic)),
        }
    }
    *said = topic.counted.or(topic.last);
    names.iter().map(|name| capped(name)).collect()
}

/// What the sentence speaks of, as far as it was read.
#[derive(Default)]
struct Topic {
    /// The thing last counted in the sentence before.
    earlier: Option<String>,
    /// The thing last named: 限额以上社会消费品零售总额.
    last: Option<String>,
    /// The thing last counted: 各类矛盾纠纷.
    counted: Option<String>,
    /// The whole name of the figure last counted: 已实施完成.
    figure: Option<String>,
    /// The whole name of what was named last and is no change.
    named: Option<String>,
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

    /// `name` of the figure counted before.
    fn of_last_count(&self, name: &str, names: &[String]) -> String {
        match self.figure.as_ref().filter(|_| !names.is_empty()) {
            Some(of) => join(of, name),
            None => name.to_owned(),
        }
    }

    /// What the clause before speaks of, else the section.
    fn said_before(&self, context: &Context<'_>, left: Span) -> String {
        let clause = clause_before(context, left);
        if clause.is_empty() { section(context) } else { clause }
    }

    /// The name of a part, with the thing of its whole.
    fn of_whole(&self, name: String) -> String {
        match &self.whole {
            Some(whole) => join(whole, &name),
            None => name,
        }
    }
}

fn name(context: &Context<'_>, figures: &[Figure], id: usize, names: &[String], topic: &mut Topic) -> String {
    let figure = &figures[id];
    let around = around(context, figures, id);
    if around.opens_group {
        topic.whole = None;
    }
    if around.opens_parts {
        topic.whole = [&topic.counted, &topic.last, &topic.earlier].into_iter().flatten().next().cloned();
    }
    let left = clean_left(context, around.left);
    let right = clean_right(context, around.right, around.reaches_next);
    if figure.kind == Kind::Rank {
        return rank(context, figure, left, right, topic);
    }
    // 75户230人, 3所和5所: the same thing again.
    if (figure.head != id || follows(figures, id)) && !names.is_empty() {
        let event = head(context, right, EVENT_CHARS);
        return if begins_with_noun(context, right) { names[id - 1].clone() } else { join(&names[id - 1], &event) };
    }
    let own = tail(context, left, BEFORE_CHARS);
    let own_noun = has_noun(context, left);
    let measures =
        !matches!(figure.kind, Kind::Count | Kind::Mass | Kind::Volume | Kind::Length | Kind::Energy | Kind::Other);
    // 约73万平方米的公园休闲场所: 的 ties the amount to what stands behind it, whatever stands before. A share is of what
    // stands behind it, unless what stands before is a rate: 全村80%的农户.
    let before = own_noun
        && match figure.kind {
            Kind::Percent => is_change(&own) || is_rate(&own) || led_to(around.left.of(context.text)),
            _ => measures && !around.right.of(context.text).starts_with('的'),
        };
    let behind =
        begins_with_noun(context, right) || own_noun && !around.reaches_next && is_object(context, left, right);
    let name = if behind && !before {
        // 提供法律咨询案件, 入境人员的隔离任务: the verb, then what stands behind the number.
        let of_group = around.left.of(context.text).contains('中') && own_noun;
        let verb = if own_noun && around.opens_clause || of_group { left } else { clean_left(context, around.lead) };
        let thing = head(context, right, BEHIND_CHARS);
        topic.saw(&thing, figure.kind);
        let thing = join(&thing, &shared_predicate(context, figures, id));
        let name = topic.of_whole(join(&tail(context, verb, BEFORE_CHARS), &thing));
        if relates(context, left) { topic.of_last_count(&name, &names[..id]) } else { name }
    } else if own_noun {
        named_before(context, figure, left, &own, &around, measures, topic)
    } else if own.is_empty() && id > 0 && (!around.opens_clause || right.start == right.end) {
        // 占任务120户的105.8%; 走访群众404户，906人: of what was just named.
        names[id - 1].clone()
    } else if own.is_empty() {
        // 1万余人次参加: of what was just named.
        let thing = topic.last.clone().unwrap_or_else(|| topic.said_before(context, around.left));
        join(&thing, &head(context, right, BEHIND_CHARS))
    } else {
        // 已办结1729件: a verb; the sentence named the thing before.
        let known = if is_change(&own) || figure.kind == Kind::Percent || relates(context, left) {
            if topic.named.is_some() { &topic.named } else { &topic.last }
        } else {
            [&topic.whole, &topic.counted, &topic.last].into_iter().find(|known| known.is_some()).unwrap_or(&None)
        };
        let thing = known.clone().unwrap_or_else(|| match own.chars().count() {
            0..=SHORT_RATE_CHARS => topic.said_before(context, around.left),
            _ => clause_before(context, around.left),
        });
        // 造成8人死亡: what they did.
        let event = if figure.kind == Kind::Count { head(context, right, EVENT_CHARS) } else { String::new() };
        join(&join(&thing, &own), &event)
    };
    if topic.last.is_none() {
        topic.saw(&name, figure.kind);
    }
    if !measures {
        topic.figure = Some(name.clone());
    }
    if !is_change(&own) {
        // 完成固定资产投资14亿元，增长9%: the change is that of the investment.
        let thing = WORDS.empty.iter().find_map(|verb| name.strip_prefix(verb)).unwrap_or(&name);
        topic.named = Some(thing.to_owned()).filter(|thing| !thing.is_empty());
    }
    if name.is_empty() { section(context) } else { name }
}

/// 6个集体、21名个人受到表彰: what is said behind the next figure is said of this one too.
fn shared_predicate(context: &Context<'_>, figures: &[Figure], id: usize) -> String {
    let Some(next) = figures.get(id + 1).filter(|next| next.kind == Kind::Count) else { return String::new() };
    let between = &context.text[figures[id].whole.end..next.whole.start];
    let joins = between.ends_with(['、', '和']) && between.chars().count() <= EVENT_CHARS;
    if !joins || between.contains(is_clause_mark) {
        return String::new();
    }
    let right = around(context, figures, id + 1);
    let words = context.words_in(right.right);
    let verb = words.iter().position(is_verb).filter(|&at| at > 0 && !right.reaches_next);
    let verb = verb.filter(|&at| is_noun(context, &words[at - 1]));
    verb.map_or_else(String::new, |at| head(context, Span::new(words[at].span().start, right.right.end), BEHIND_CHARS / 2))
}

/// Whether nothing stands between a figure and the one before it.
fn follows(figures: &[Figure], id: usize) -> bool {
    id.checked_sub(1).is_some_and(|before| {
        figures[before].whole.end == figures[id].whole.start && figures[before].kind != Kind::Rank
    })
}

/// Whether words end in a rate or another measured quantity.
fn is_rate(own: &str) -> bool {
    own.ends_with(['率', '比', '例', '重', '度', '额', '量', '值', '数', '积', '速', '幅'])
}

/// Whether the words before a figure end in what leads to it.
fn led_to(left: &str) -> bool {
    left.ends_with(['达', '为', '到', '至', '是', '占', '于', '的'])
}

/// Whether a verb stands right before the figure and its object behind it, though that begins with a verb: 签约40台自助设备,
/// 建设两个集中安置点.
fn is_object(context: &Context<'_>, left: Span, right: Span) -> bool {
    let verb = context.words_in(left).last().is_some_and(|word| word.tag().name().starts_with('v'));
    let words = context.words_in(right);
    let event = words.first().is_none_or(|word| !is_verb(word) || WORDS.events.contains(&word.span().of(context.text)));
    verb && !event && words.last().is_some_and(|word| !is_verb(word))
}

/// Whether what the words say is said of what was counted before: 惠及…, 占…, 较….
fn relates(context: &Context<'_>, left: Span) -> bool {
    let words = context.words_in(left);
    left.of(context.text).starts_with(['占', '每'])
        || words.iter().take(2).any(|word| WORDS.relations.contains(&word.span().of(context.text)))
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
    let short = thing.chars().count() <= GENERIC_CHARS;
    let generic = short && !around.opens_group;
    let related = relates(context, left);
    let named = || topic.named.clone().or_else(|| topic.last.clone());
    let of = if is_change(own) {
        // 35.5亿元，同比增速8%: the change is that of the figure before.
        named().filter(|_| generic || related)
    } else if figure.kind == Kind::Percent && related || figure.kind == Kind::Multiple {
        // 占财政支出的82.7%, 是全市平均的2.3倍: the share is that of what was named last.
        Some(named().unwrap_or_else(|| topic.said_before(context, around.left)))
    } else if figure.kind == Kind::Percent {
        // 化解率98.06%: the rate is that of the thing counted.
        let of = [&topic.whole, &topic.counted, &topic.last, &topic.earlier].into_iter().flatten().next();
        // 群众满意率 names its own.
        let words = context.words_in(left);
        let own_subject = words.len() > 1 && words[0].tag().name().starts_with('n') && own.chars().count() >= GENERIC_CHARS;
        let follows = generic && !own_subject || own.chars().count() <= SHORT_RATE_CHARS && around.opens_group;
        of.filter(|of| follows && !of.ends_with('率')).cloned()
    } else if related {
        [&topic.figure, &topic.counted, &topic.last, &topic.earlier].into_iter().flatten().next().cloned()
    } else if measures {
        // 75个，金额343.18万元: the amount is that of the count before.
        // 盘活楼宇3万平方米 is work of its own.
        let acts = context.words_in(left).first().is_some_and(is_verb) && thing.chars().count() > 2 - usize::from(figure.kind == Kind::Area);
        let of = topic.figure.clone().filter(|_| generic && (!acts || related));
        of.or_else(|| (figure.kind == Kind::Money && thing.chars().count() <= 2).then(|| section(context)))
    } else if topic.whole.is_some() {
        topic.whole.clone()
    } else if own.chars().count() < 3 || is_part(context, left) && topic.counted.is_some() {
        Some(topic.counted.clone().unwrap_or_else(|| topic.said_before(context, around.left)))
    } else {
        None
    };
    let name = of.map_or_else(|| own.to_owned(), |of| join(&of, own));
    if !is_change(own) && !related {
        // 总产 alone does not say of what.
        topic.saw(if thing.chars().count() < 3 { &name } else { &thing }, figure.kind);
    }
    // 投资1.2亿元建设污水处理厂: what for.
    // 重点企业90%以上为外贸企业: a share of what is what.
    let right = around.right.of(context.text);
    if figure.kind == Kind::Percent && right.starts_with(['为', '是']) && !is_rate(own) {
        let start = around.right.start + '为'.len_utf8();
        return join(&name, &head(context, Span::new(start, around.right.end), BEHIND_CHARS));
    }
    let purpose = context.words_in(around.right).first().is_some_and(|word| word.tag().name().starts_with('v'))
        && !around.reaches_next;
    if figure.kind == Kind::Money && thing.chars().count() <= GENERIC_CHARS && purpose {
        return join(&name, &head(context, around.right, BEHIND_CHARS));
    }
    // 命案保持100%侦破: what was done with that share.
    if figure.kind == Kind::Percent && purpose && !is_rate(own) && !is_change(own) {
        return join(&name, &head(context, around.right, EVENT_CHARS));
    }
    name
}

/// Whether the words tell a part by what it is not: 不合格, 未整改.
fn is_part(context: &Context<'_>, left: Span) -> bool {
    context.words_in(left).iter().any(|word| word.span().of(context.text).starts_with(['不', '未']))
}

/// The subject of the section, where its title is a short one: 法律援助, 低保工作.
fn section(context: &Context<'_>) -> String {
    let title = context.section.of(context.text).trim();
    if title.chars().nth(SECTION_CHARS).is_some() || title.contains(['，', ',', '、']) {
        return String::new();
    }
    let task = title.strip_suffix("工作").or_else(|| title.strip_suffix("情况"));
    let start = context.section.end - context.section.of(context.text).trim_start().len();
    let whole = Span::new(start, start + task.unwrap_or(title).len());
    // 整修背街小巷: the thing behind the verb.
    let span = if task.is_some() { whole } else { noun_part(context, whole) };
    let words = context.words_in(span);
    let names = match words {
        // 人民调解, 低保工作: whatever the words are, they name a task.
        [word] => task.is_some() || word.tag().name() != "v",
        // 社会事业协调发展 says what became of it.
        _ => has_noun(context, span) && !words.iter().any(|word| leads(word) || matches!(word.tag().name(), "a" | "l" | "i")),
    };
    let says = words.first().is_none_or(|word| matches!(word.tag().name(), "b" | "m" | "t" | "d"));
    if names && !says { tail(context, span, SECTION_CHARS) } else { String::new() }
}

/// Names of figures that share their words: 一产、二产、三产分别增长3%、6%、8%. None where no such list opens at `id`.
///
/// As many things as figures stand in front of them, each with its own; what only the last of the things says is said of
/// all (消防、燃气、用电隐患整改率). Where the clause names nothing, the figures before it are meant.
fn distributed(context: &Context<'_>, figures: &[Figure], id: usize, names: &[String]) -> Option<Vec<String>> {
    let count = 1 + figures[id + 1..].iter().take_while(|next| next.head == id).count();
    if count < 2 || figures[id].head != id || figures[id].kind == Kind::Rank {
        return None;
    }
    let around = around(context, figures, id);
    let words = context.words_in(around.left);
    let text = |index: usize| words[index].span().of(context.text);
    let shares = (0..words.len()).find(|&index| matches!(text(index), "分别" | "各" | "依次" | "分别为"));
    let compares = (0..words.len()).find(|&index| {
        matches!(text(index), "同比" | "环比" | "比" | "较") && !(index > 0 && text(index - 1) == "占")
    });
    let cut = [shares, compares].into_iter().flatten().min();
    let at = |index: Option<usize>| index.map_or(around.left.end, |index| words[index].span().start);
    let subject = Span::new(around.left.start, at(cut));
    let predicate = Span::new(at(cut), around.left.end);
    // 分别 itself is said of no single one.
    let predicate: String = (context.words_in(predicate).iter())
        .map(|word| word.span().of(context.text))
        .filter(|word| !matches!(*word, "分别" | "各" | "依次" | "分别为") && !WORDS.copulas.contains(word))
        .collect();
    let things = items(context, clean_left(context, subject));
    if things.len() == count {
        let size = |span: Span| context.words_in(noun_part(context, span)).len();
        let (first, last) = (things[0], things[count - 1]);
        let last_words = context.words_in(last);
        let suffix = last_words.get(size(first)).filter(|_| size(first) < last_words.len());
        let suffix = suffix.map_or("", |word| &context.text[word.span().start..last.end]);
        let named = |(index, thing): (usize, &Span)| {
            let own = tail(context, *thing, BEFORE_CHARS);
            let whole = index + 1 == count || is_rate(&own);
            squeezed(&format!("{own}{}{predicate}", if whole { "" } else { suffix }))
        };
        return Some(things.iter().enumerate().map(named).collect());
    }
    let refers = shares.is_some() && !has_noun(context, subject) && id >= count;
    refers.then(|| names[id - count..].iter().map(|name| join(name, &predicate)).collect())
}

/// The things of a list, cut at 、 and 和 outside quotes and brackets.
fn items(context: &Context<'_>, span: Span) -> Vec<Span> {
    let (mut found, mut start) = (Vec::new(), span.start);
    let mut depth = Depth::default();
    for word in context.words_in(span) {
        let text = word.span().of(context.text);
        text.chars().for_each(|c| depth.pass(c));
        if !depth.is_open() && matches!(text, "、" | "和" | "及" | "与" | "以及") {
            found.push(Span::new(start, word.span().start));
            start = word.span().end;
        }
    }
    found.push(Span::new(start, span.end));
    found.retain(|item| item.start < item.end);
    found
}

/// 全区首个社会组织党群服务中心; 民生微实事预算执行情况位列罗湖区第一.
fn rank(context: &Context<'_>, figure: &Figure, left: Span, right: Span, topic: &mut Topic) -> String {
    let before = tail(context, left, BEFORE_CHARS);
    let behind = head(context, right, BEHIND_CHARS);
    let surface = figure.span.of(context.text);
    if !behind.is_empty() && !surface.ends_with('位') {
        return format!("{before}{surface}{behind}");
    }
    let subject = noun_before_verb(context, left);
    // 在检查评比中，我街道名列第二: in what, the clause before says.
    let of = if !has_noun(context, subject) {
        topic.last.clone().unwrap_or_else(|| topic.said_before(context, left))
    } else if before.starts_with(['我', '本', '该']) {
        clause_before(context, left)
    } else {
        topic.saw(&tail(context, subject, BEFORE_CHARS), figure.kind);
        String::new()
    };
    format!("{}{surface}", join(&of, &before))
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
    /// Whether no clause ends between this figure and the next.
    reaches_next: bool,
}

/// So many figures in a row are looked past.
const MOST_IN_ROW: usize = 8;

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
    // 612户1338名低保对象: what stands behind the last of figures in a row is counted by all.
    let in_row = |id: &usize| figures.get(id + 1).is_some_and(|next| follows(figures, id + 1) || next.head == figure.head);
    let last = (id..figures.len()).take(MOST_IN_ROW).find(|id| !in_row(id)).unwrap_or(id);
    let end = figures[last].whole.end;
    let next_start = if last > id { figures.get(last + 1).map_or(context.sentence.end, |next| next.whole.start) } else { next_start };
    let behind = &text[end..next_start.max(end)];
    let len = clause_end(behind);
    let opens_clause = id == 0 || between.contains(|c| is_clause_mark(c) || c == '、');
    Around {
        left,
        right: Span::new(end, end + len),
        lead: if opens_clause { left } else { Span::new(previous_end, previous_end) },
        opens_clause,
        opens_parts: between.contains("其中") || id > 0 && between.starts_with(['(', '（']),
        opens_group: id == 0 || between.contains(['；', ';']),
        reaches_next: last + 1 < figures.len() && len == behind.len(),
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
    tail(context, noun_part(context, clean_left(context, span)), BEFORE_CHARS)
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
    scopes: Vec<&'static str>,
    relations: Vec<&'static str>,
    fillers: Vec<&'static str>,
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
        scopes: of("scope"),
        relations: of("relation"),
        fillers: of("filler"),
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
        let dated = |text: &str| matches!(text, "年" | "月" | "日" | "年度" | "年底" | "月底" | "月份");
        let digits = text.chars().all(|c| han::digit(c).is_some());
        // 正在, 年末 tell figures apart.
        let is_time = words[index].tag().name() == "t" && !matches!(text, "正在" | "年末" | "年初")
            || dated(text)
            || digits && index + 1 < words.len() && dated(word(index + 1));
        let opener = WORDS.openers.contains(&text) && !(text == "通过" && index > 0);
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
        let place = matches!(text, "中" | "里") && to - 1 > from && is_noun(context, &words[to - 2]) && words[to - 2].tag().name() != "vn";
        let since = to - 1 > from && words[to - 1].tag().name().starts_with('t') && matches!(word(to - 2), "由" | "从");
        let copula = place || since || WORDS.copulas.contains(&text) || WORDS.empty.contains(&text) && to - 1 > from || reaches(text);
        if !(mark || copula) {
            break;
        }
        to -= 1;
        // 由年初的62%: when it was no more than where.
        if matches!(text, "年初" | "年底" | "去年" | "上年" | "去年底" | "上年末" | "之前" | "此前") && to > from && matches!(word(to - 1), "由" | "从") {
            to -= 1;
        }
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
    // 10个社区党委|共开展集中学习600次: what those counted did is no part of their name, but of the next.
    let mut behind = words.iter().skip(1);
    let does = behind.find(|word| before_figure && WORDS.does.contains(&word.span().of(context.text)));
    end = does.map_or(end, |word| word.span().start.min(end));
    // 居民小区中, 项目内: where, and not what.
    let last = words.iter().rev().find(|word| word.span().start < end && word.span().start > start);
    end = last.filter(|word| word.tag().name() == "f").map_or(end, |word| word.span().start);
    Span::new(start.min(end), end)
}

/// Whether a noun stands in the words. 研究, 检查 and other words that are both noun and verb are verbs when alone.
fn has_noun(context: &Context<'_>, span: Span) -> bool {
    // 全区 says where.
    let names = |word: &&Word| is_noun(context, word) && !WORDS.scopes.contains(&word.span().of(context.text));
    let nouns = || context.words_in(span).iter().filter(names);
    let long = |word: &Word| word.span().of(context.text).chars().count() >= LONG_WORD_CHARS;
    nouns().any(|word| word.tag().name() != "vn" || long(word)) || nouns().count() > 1
}

/// Whether the words right behind a measure word are what it counts, and not what those counted did.
fn begins_with_noun(context: &Context<'_>, span: Span) -> bool {
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
    let words: Vec<&str> = plain_words(context, span).collect();
    let mut count = 0;
    let fits = |word: &&&str| {
        count += word.chars().count();
        count <= chars
    };
    let taken = words.iter().rev().take_while(fits).count();
    let name = squeezed(&words[words.len() - taken..].concat());
    // A quote that was cut open is left out.
    match (name.find('”'), name.find('“')) {
        (Some(close), open) if open.is_none_or(|open| open > close) => name[close + '”'.len_utf8()..].to_owned(),
        _ => name,
    }
}

/// The first words of `span`, at most so many characters, without white space.
fn head(context: &Context<'_>, span: Span, chars: usize) -> String {
    let mut name = String::new();
    let mut count = 0;
    for word in plain_words(context, span) {
        count += word.chars().count();
        if count > chars {
            break;
        }
        name.push_str(word);
    }
    squeezed(&name)
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
        (word.span().start >= skip_to && !WORDS.fillers.contains(&text)).then_some(text)
    });
    Some(fragment(context, span)).filter(|text| !text.is_empty()).into_iter().chain(words)
}

/// What stands in `span` of a word that begins before it: 个村 may be one, and 村 is what is counted.
fn fragment<'a>(context: &'a Context<'_>, span: Span) -> &'a str {
    let first = context.words_in(span).first().map_or(span.end, |word| word.span().start);
    context.text[span.start..first.max(span.start)].trim_start_matches(|c: char| !han::is_han(c))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// 立案处罚 + 罚款: one character in common is chance.
const MOST_CHANCE_BYTES: usize = 3;

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
        .find(|&len| len > MOST_CHANCE_BYTES && first.ends_with(&second[..len]))
        .unwrap_or(0);
    format!("{first}{}", &second[overlap..])
}

/// At most [`MOST_CHARS`] characters: the end tells more than the beginning.
fn capped(name: &str) -> String {
    let name = name
        .trim_matches(['的', '，', ',', '、', '。', '；', ';', '：', ':', ' '])
        .trim_end_matches(['和', '与']);
    let count = name.chars().count();
    name.chars().skip(count.saturating_sub(MOST_CHARS)).collect()
}
