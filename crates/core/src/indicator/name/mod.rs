//! The row header a person would write: what is measured, with the words that tell it from its neighbours.
//!
//! Chinese puts the thing counted before its number (安装报警器747个) or behind it (4010名入境人员). Which of the two it
//! is shows in the words around: nouns before it and nothing behind, or a noun right behind the measure word. Where the
//! words of the clause name nothing (已办结1729件), the thing is the one the sentence spoke of before.

mod around;
mod list;
mod own;
mod phrase;
mod rank;
mod topic;

use super::{Context, Figure};
use crate::analysis::{Kind, Reason, Rule, Word};
use crate::han;
use crate::text::Span;
use around::{Around, around, before_bracket, clause_before, follows, is_clause_mark};
use list::distributed;
use own::{
    are_twins, ends_in_amount, gives_what_follows, grows_itself, is_object, is_part, is_rate, is_rest, is_sanction,
    is_spending, is_stock, is_subject, is_task, last_two, led_to, names_its_own, relates, was_level,
};
use phrase::{
    ACT, AMOUNT, COPULA, EMPTY, GRADES, LIGHT, OPENER, RELATION, SCOPE, begins_with_noun, capped, clean_left,
    clean_right, does, has_noun, head, is_amount, is_change, is_noun, is_verb, join, level, noun_part, object, tail,
};
use rank::rank;
pub(super) use topic::Said;
use topic::{Thing, Topic, section, takes_stock};

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
/// So many where nothing else names them.
const LONG_EVENT_CHARS: usize = 12;
/// 老旧小区改造: a word of so many characters is a noun, even where the dictionary says that it is a verb too.
const LONG_WORD_CHARS: usize = 4;
/// So many grades share a noun: 国家级, 省级, 市级, 县级.
const MOST_GRADES: usize = 5;
/// A bracket of so many characters, itself counted, is part of a word.
const SHORT_BRACKET_CHARS: usize = 4;

/// The name of a figure, and why.
#[derive(Clone)]
pub(super) struct Named {
    pub(super) text: String,
    pub(super) reason: Reason,
}

impl Named {
    /// The same once more: 75户230人.
    fn again(&self) -> Named {
        Named { text: self.text.clone(), reason: Rule::NameRow.at(self.reason.words[0]) }
    }

    /// It is said of a `thing` by that `rule`; what the section is about has a rule of its own.
    #[inline(never)]
    fn of(&mut self, context: &Context<'_>, rule: Rule, thing: Option<&Thing>) {
        let Some(thing) = thing.filter(|thing| !thing.text.is_empty()) else { return };
        // 低保对象、特困人员663户，其中特困人员142户: one of the two.
        if rule == Rule::NamePart
            && thing.text.strip_suffix(&*self.text).is_some_and(|rest| rest.ends_with(['、', '和']))
        {
            return;
        }
        if let Some(text) = in_its_place(&self.text, &thing.text) {
            self.text = text;
            self.reason = self.reason.and(thing.words);
            self.reason.rule = rule;
            return;
        }
        // 生猪存栏32万头，出栏56万头: of the pigs.
        let both = is_stock(&self.text) && is_stock(last_two(&thing.text)) && *last_two(&thing.text) != *thing.text;
        let of = if both { thing.text.trim_end_matches(last_two(&thing.text)) } else { &*thing.text };
        // 新增企业706户，存量3470户: of all of them.
        let all = matches!(&*self.text, "存量" | "总量" | "总数");
        let of = of.split_once("新增").filter(|_| all).map_or(of, |(_, of)| of);
        self.text = join(of, &self.text);
        self.reason = self.reason.and(thing.words);
        self.reason.rule = if context.section.contains(thing.words.start) { Rule::NameSection } else { rule };
    }

    /// With what these words say behind it.
    #[inline(never)]
    fn with(&mut self, said: &str, words: Span) {
        if !said.is_empty() {
            self.text = join(&self.text, said);
            self.reason = self.reason.and(words);
        }
    }

    /// What it names.
    fn thing(&self) -> Thing {
        Thing { text: self.text.clone(), words: self.reason.words[0] }
    }
}

/// One name for each figure of the sentence. `said` is what the sentence before in its paragraph said, and then what this
/// one did.
#[inline(never)]
pub(super) fn names(context: &Context<'_>, figures: &[Figure], said: &mut Said) -> Vec<Named> {
    let Said { counted, named } = std::mem::take(said);
    let mut topic = Topic { earlier: counted, named, ..Topic::default() };
    let mut names: Vec<Named> = Vec::with_capacity(figures.len());
    while names.len() < figures.len() {
        let id = names.len();
        match distributed(context, figures, id, &names) {
            Some(each) => {
                if !is_change(&each[0].text) {
                    topic.last = each.last().map(Named::thing);
                    topic.named = topic.last.clone();
                }
                names.extend(each);
            }
            None => names.push(name(context, figures, id, &names, &mut topic)),
        }
    }
    if let Some(outer) = topic.outer.take() {
        topic = *outer;
    }
    // 产值同比下降1.8%。其中6月下降17.6%: of the same.
    // 收入完成5亿元，完成预算的51%。其中国税部门完成2亿元: of the amount.
    let level =
        topic.level.filter(|level| topic.named.as_ref().is_some_and(|named| named.text.starts_with(&level.text)));
    let named = level.or(topic.named).or_else(|| topic.last.clone());
    *said = Said { counted: topic.counted.or(topic.last), named };
    for name in &mut names {
        name.text = capped(&name.text);
        if name.text.is_empty() {
            name.reason = Rule::NameNone.bare();
        }
    }
    names
}

#[inline(never)]
fn name(context: &Context<'_>, figures: &[Figure], id: usize, names: &[Named], topic: &mut Topic) -> Named {
    let figure = &figures[id];
    let around = around(context, figures, id);
    let left = clean_left(context, around.left);
    let part = || Some((figure.unit.to_string(), left.of(context.text).chars().next_back()?));
    if around.opens_group {
        // 其中甲村31户；乙村62户: the list goes on. ；锚定目标，引进项目7个: something else.
        if topic.part.is_none() || topic.part != part() || turns(context, &around) {
            topic.whole = None;
        }
        topic.figure = None;
        topic.verb = None;
        topic.shared = None;
    }
    topic.takes_stock = takes_stock(context, around.left).unwrap_or(topic.takes_stock);
    // What a bracket adds is no topic of what follows it: 受理879件（含旧存343件），结案700件.
    if around.closes_bracket
        && let Some(outer) = topic.outer.take()
    {
        *topic = *outer;
    }
    if around.opens_bracket && topic.outer.is_none() {
        topic.outer = Some(Box::new(topic.clone()));
    }
    if around.opens_parts {
        let before = id.checked_sub(1).map(|before| &figures[before]);
        topic.open_parts(figure.kind, before);
        // 检查商户42家，隐患93处，其中线路老化20处: of what has their unit.
        let alike = before.is_some_and(|before| before.kind == Kind::Count && before.unit == figure.unit);
        if let (Some((whole, Kind::Count)), Some(named)) = (&mut topic.whole, names.last())
            && alike
            && !named.text.contains(&whole.text)
        {
            *whole = named.thing();
        }
        topic.part = part();
    }
    topic.kind = Some(figure.kind);
    let right = clean_right(context, around.right, around.reaches_next);
    if figure.kind == Kind::Rank {
        return rank(context, figures, id, left, right, names, topic);
    }
    // 75户230人, 3所和5所: the same thing again.
    if (figure.head != id || follows(figures, id)) && !names.is_empty() {
        let event = head(context, right, LONG_EVENT_CHARS);
        let mut named = names[id - 1].again();
        if !begins_with_noun(context, right) {
            named.with(&event, right);
        }
        // 生产总值增长5.2%、约4.4万亿元: the level of what grew.
        if figures[id - 1].kind == Kind::Percent && !matches!(figure.kind, Kind::Percent | Kind::Multiple) {
            named.text.truncate(level(&named.text).len());
        }
        return named;
    }
    // 抽检16641批次，较上年同期11183批次增长48.81%: what it was.
    if id > 0 && figure.kind != Kind::Multiple && was_level(around.left.of(context.text)) {
        return names[id - 1].again();
    }
    let own = tail(context, left, BEFORE_CHARS);
    let own_noun = has_noun(context, left);
    let measures =
        !matches!(figure.kind, Kind::Count | Kind::Mass | Kind::Volume | Kind::Length | Kind::Energy | Kind::Other);
    // 向困难群众发放50万元慰问金: what was given stands behind its amount.
    let gives = figure.kind == Kind::Money
        && gives_what_follows(context, left, right)
        && begins_with_noun(context, right)
        && !around.reaches_next;
    // 约73万平方米的公园休闲场所: 的 ties the amount to what stands behind it, whatever stands before. A share is of what
    // stands behind it, unless what stands before is a rate: 全村80%的农户.
    let before = own_noun
        && match figure.kind {
            Kind::Percent => is_change(&own) || is_rate(&own) || led_to(around.left.of(context.text)),
            // 完成加工厂建设和50亩育苗基地: not of the plant.
            _ => {
                // 完成园区内300亩绿地改造: 内 says where. 闲置的3000平方米厂房: 的 leads to what stands behind.
                let leads = around.left.of(context.text);
                let joined = begins_with_noun(context, right)
                    && (leads.ends_with(['和', '及', '与', '内']) || leads.ends_with('的') && !around.reaches_next);
                measures && !joined && !gives && !around.right.of(context.text).starts_with('的')
            }
        };
    let behind =
        begins_with_noun(context, right) || own_noun && !around.reaches_next && is_object(context, left, right);
    // 83%（受疫情影响）: what a bracket adds is no thing.
    let added = || right.of(context.text).starts_with(['(', '（']) && head(context, right, BEHIND_CHARS).is_empty();
    let behind = behind && !added();
    let does_not = || around.right.of(context.text).starts_with(['不', '未']);
    let of_those_counted = || {
        let counted = id > 0 && left.start == figures[id - 1].whole.end;
        counted && !around.reaches_next && context.words_in(right).first().is_some_and(is_verb)
    };
    let named = if let Some((thing, words)) = behind_next(context, figures, id, &around) {
        // 投资800万元的27所学校改造工程: what the next figure counts.
        Named { text: join(&own, &thing), reason: Rule::NameBehind.at(words).and(left) }
    } else if let Some(aim) = (figure.kind == Kind::Money && is_spending(&own) && !in_named_section(context))
        .then(|| spent_on(context, figures, id, &around))
        .flatten()
    {
        named_by_spending(context, figures, id, (&own, left), aim)
    } else if behind && !before {
        named_behind(context, figures, id, (left, own_noun, right), &around, topic)
    } else if own_noun && figure.kind == Kind::Count && (does_not() || of_those_counted()) {
        // 局机关共有11人不从事执法工作, 造成10个县市41万人受灾: what they do tells them apart.
        let mut named = Named { text: own.clone(), reason: Rule::NameBefore.at(left) };
        named.with(&head(context, right, BEHIND_CHARS), right);
        named
    } else if own_noun {
        named_before(context, figure, left, &own, &around, measures, topic)
    } else if own.is_empty() && id > 0 && (!around.opens_clause || right.start == right.end) {
        // 占任务120户的105.8%; 走访群众404户，906人: of what was just named. 年均增长9%，达到78亿元: of what grew.
        let mut named = names[id - 1].again();
        if tells_between(context, &figures[id - 1], figure) {
            let Thing { text, words } = topic.said_before(context, around.left);
            named = Named { text, reason: Rule::NameTopic.at(words) };
        } else if figure.kind != Kind::Percent {
            named.text.truncate(level(&named.text).len());
        }
        // 新增企业6家，累计达42家: of all of them.
        let adds = around.left.of(context.text).trim_start_matches(['，', ',']).trim_start().starts_with("累计");
        if adds && figures[id - 1].kind == figure.kind && !named.text.contains("累计") {
            let all = ["新增", "新建", "新"].iter().find_map(|new| named.text.strip_prefix(new)).unwrap_or(&named.text);
            named.text = format!("{all}累计");
        }
        named
    } else if own.is_empty() {
        // 1万余人次参加: of what was just named.
        let event = head(context, right, BEHIND_CHARS);
        let alone = around.opens_group && id > 0 && event.chars().count() > EVENT_CHARS / 2;
        // 调查失业率5.5%。4月份升至6.1%: of the rate in the sentence before.
        let rate = topic.named.as_ref().filter(|named| {
            figure.kind == Kind::Percent && led_to(around.left.of(context.text)) && is_rate(&named.text)
        });
        let thing = topic.last.as_ref().or(rate).cloned();
        let thing = thing.unwrap_or_else(|| topic.said_before(context, around.left));
        let mut named = Named { text: event, reason: Rule::NameBehind.at(right) };
        named.of(context, Rule::NameTopic, Some(&thing).filter(|_| !alone));
        named
    } else {
        named_by_verb(context, figure, left, right, &own, &around, topic)
    };
    let named = apart(named, figures, id, names, topic);
    if topic.last.is_none() {
        topic.saw(&named.text, named.reason.words[0], figure.kind);
    }
    topic.keep(&named, figure, &own, measures);
    topic.took(figure);
    if !named.text.is_empty() {
        return named;
    }
    let Thing { text, words } = section(context);
    Named { text, reason: Rule::NameSection.at(words) }
}

/// The name of a thing with what a figure says in the place of what was said of another in the same way.
fn in_its_place(own: &str, thing: &str) -> Option<String> {
    // 获国家级奖项6项，省级32项: prizes of that grade.
    if GRADES.contains(&own) && !thing.contains(own) {
        let (at, grade) = GRADES.iter().find_map(|grade| Some((thing.find(grade)?, grade)))?;
        return Some(format!("{}{own}{}", &thing[..at], &thing[at + grade.len()..]));
    }
    // 第一针接种100人，第二针接种80人.
    let numeral = |c: char| han::chinese_digit(c).is_some() || c == '十' || han::digit(c).is_some();
    if let Some(counted) = own.strip_prefix('第') {
        let of = |text: &str| text.trim_start_matches(numeral).chars().next();
        let at = thing.match_indices('第').find(|&(at, first)| of(&thing[at + first.len()..]) == of(counted))?.0;
        return Some(format!("{}{own}", &thing[..at]));
    }
    // 注册资本千万元以上121家，亿元以上4家.
    let bare = |text: &'_ str| text.strip_suffix("以上").map(|amount| amount.trim_end_matches(in_amount).len());
    (bare(own)? == 0).then_some(())?;
    let of = &thing[..bare(thing)?];
    (!of.is_empty() && of.len() + "以上".len() < thing.len()).then(|| format!("{of}{own}"))
}

/// Whether an amount may be written with it: 5000万元.
fn in_amount(c: char) -> bool {
    han::chinese_digit(c).is_some() || han::digit(c).is_some() || "十百千万亿元.个平方米人亩吨".contains(c)
}

/// Money by what it was spent on.
#[inline(never)]
fn named_by_spending(
    context: &Context<'_>,
    figures: &[Figure],
    id: usize,
    (own, left): (&str, Span),
    aim: Span,
) -> Named {
    let mut named = Named { text: own.to_string(), reason: Rule::NameBefore.at(left) };
    named.with(&head(context, aim, BEHIND_CHARS), aim);
    // 投资107万元，完成南山9.3公里水泥路: what the next figure measures.
    let next = figures
        .get(id + 1)
        .filter(|next| next.whole.start == aim.end && matches!(next.kind, Kind::Length | Kind::Area));
    if let Some(next) = next.map(|_| self::around(context, figures, id + 1)) {
        let behind = clean_right(context, next.right, next.reaches_next);
        if begins_with_noun(context, behind) {
            let thing = head(context, behind, BEHIND_CHARS);
            named.text = format!("{}{thing}", named.text.trim_end_matches(['长', '宽']));
            named.reason = named.reason.and(behind);
        }
    }
    named
}

/// By what stands behind the number, with the verb before it.
#[inline(never)]
fn named_behind(
    context: &Context<'_>,
    figures: &[Figure],
    id: usize,
    (left, own_noun, right): (Span, bool, Span),
    around: &Around,
    topic: &mut Topic,
) -> Named {
    let figure = &figures[id];
    // 提供法律咨询案件, 入境人员的隔离任务: the verb, then what stands behind the number.
    let of_group = own_noun && around.left.of(context.text).contains('中');
    let joined = around.left.of(context.text).ends_with(['和', '及', '与']);
    // 为12家企业减免280万元租金: the verb alone, as the noun is that of the count before.
    let last = context.words_in(left).last().map(|word| Span::new(word.span().start, left.end));
    let verb = match last {
        Some(verb) if own_noun && !around.opens_clause && !joined && gives_what_follows(context, left, right) => verb,
        _ if own_noun && around.opens_clause || of_group => left,
        _ => clean_left(context, around.lead),
    };
    let mut thing = head(context, right, BEHIND_CHARS);
    if let Some(noun) = end_of_aim(context, figures, id, around) {
        thing = format!("{}{noun}", thing.trim_end_matches(['长', '宽']));
    }
    if let Some(noun) = shared_noun(context, figures, id, &thing) {
        thing.push_str(noun);
    }
    topic.saw(&thing, right, figure.kind);
    let thing = join(&thing, &shared_predicate(context, figures, id));
    let does = tail(context, verb, BEFORE_CHARS);
    // 慰问12名老党员、8名困难群众: what was done is said once.
    let listed = context.text[..figure.whole.start].ends_with('、');
    if !listed {
        let verb = verb_of_list(context, Span::new(verb.start, right.end)).filter(|_| verb.start < verb.end);
        topic.shared = verb.and_then(|(sure, verb)| sure.then_some(verb));
    }
    let shared = topic.shared.clone().filter(|_| listed && does.is_empty());
    let text = join(&does, &thing);
    let mut named = Named { text, reason: Rule::NameBehind.at(right).and(verb) };
    named.of(context, Rule::NameVerb, shared.as_ref());
    named.of(context, Rule::NamePart, topic.whole_of(figure.kind));
    named.of(context, Rule::NameRelated, topic.figure.as_ref().filter(|_| id > 0 && relates(context, left)));
    named
}

/// The verb that the words of a list's first item begin with, and whether it can be nothing else.
fn verb_of_list(context: &Context<'_>, left: Span) -> Option<(bool, Thing)> {
    // 推动新建中小学6所、幼儿园8所: the second verb says what was done.
    let words = context.words_in(left);
    let text = |word: &Word| word.span().of(context.text);
    let is_act = |word: &Word| is_verb(word) || does(text(word), ACT);
    let light = words.windows(2).take_while(|two| does(text(&two[0]), LIGHT | EMPTY) && is_act(&two[1])).count();
    let mut words = words.iter().skip(light).skip_while(|word| word.tag().name() == "t");
    let first = words.next().filter(|_| words.next().is_some())?;
    let verb = first.span().of(context.text);
    let sure = is_verb(first) || does(verb, ACT);
    let may = sure || first.tag().name() == "vn" || is_stock(verb);
    let leads = does(verb, EMPTY | RELATION | OPENER) || !is_verb(first) && does(verb, AMOUNT);
    (may && !leads).then(|| (sure, Thing { text: verb.to_owned(), words: first.span() }))
}

/// Two figures of one unit that would be called the same are told apart by what was counted before the second:
/// 城市低保6195户，发放低保金3277万元，农村低保7840户，发放低保金1444万元.
#[inline(never)]
fn apart(mut named: Named, figures: &[Figure], id: usize, names: &[Named], topic: &Topic) -> Named {
    const NEAR: usize = 8;
    // 由78%提高到86%: of two that follow each other the second is the same a while later.
    let near = names.iter().take(id.saturating_sub(1)).enumerate().skip(id.saturating_sub(NEAR));
    let mut alike = near.filter(|(other, name)| figures[*other].unit == figures[id].unit && name.text == named.text);
    let counted = topic.figure.as_ref().or(topic.counted.as_ref()).filter(|thing| !thing.text.contains(&named.text));
    let verb = topic.verb.as_ref().is_some_and(|(_, verb)| named.text.starts_with(&verb.text));
    let counted = counted.filter(|_| !verb);
    if let Some(thing) =
        counted.filter(|_| figures[id].kind != Kind::Percent && figures[id].head == id && alike.next().is_some())
    {
        // 工矿事故, 工矿事故建筑领域事故: what both begin with once.
        let shared = thing.text.char_indices().zip(named.text.chars()).find(|((_, one), other)| one != other);
        let shared = shared.map_or(0, |((at, _), _)| at);
        named.text = join(&thing.text, &named.text[if shared > 2 * '一'.len_utf8() { shared } else { 0 }..]);
        named.reason = named.reason.and(thing.words);
    }
    named
}

/// Whether the title of the section names what its figures are about, and is not the sentence itself.
fn in_named_section(context: &Context<'_>) -> bool {
    context.section.start < context.sentence.start && !section(context).text.is_empty()
}

/// What money was spent on, where nothing before it says so: 投资104万元，改造老旧小区.
#[inline(never)]
fn spent_on(context: &Context<'_>, figures: &[Figure], id: usize, around: &Around) -> Option<Span> {
    let before = context.text[context.sentence.start..around.left.start].trim_end();
    let anew = before.is_empty()
        || before.ends_with(['；', ';'])
        || id == 0 && clause_before(context, around.left).text.is_empty();
    let end = figures.get(id + 1).map_or(context.sentence.end, |next| next.whole.start);
    let rest = context.text.get(figures[id].whole.end..end).filter(|_| anew)?;
    let clause = rest.strip_prefix(['，', ',']).unwrap_or(rest);
    let len = clause.find(is_clause_mark).unwrap_or(clause.len());
    let start = figures[id].whole.end + rest.len() - clause.len();
    let span = Span::new(start, start + len);
    // 全面启动道路工程, 即将建成停车场.
    let how = |word: &&Word| {
        let text = word.span().of(context.text);
        matches!(word.tag().name(), "d" | "ad") && text != "将" || text == "全面"
    };
    let first = context.words_in(span).iter().find(|word| !how(word))?;
    let word = first.span().of(context.text);
    // 新建 is a county to jieba.
    let acts = matches!(word, "对" | "将" | "在" | "为" | "新建")
        || first.tag().name().starts_with('v') && !does(word, OPENER | COPULA | RELATION | AMOUNT);
    // 建成占地15亩的街头公园: it stands behind a measure.
    let measured = figures.get(id + 1).is_some_and(|next| {
        next.kind == Kind::Area && next.whole.start == span.end && context.text[next.whole.end..].starts_with('的')
    });
    (acts && (measured || has_noun(context, span))).then_some(span)
}

/// 投资130万元铺设长4.8公里的水泥路: the thing that money was spent on, behind its measure.
#[inline(never)]
fn end_of_aim(context: &Context<'_>, figures: &[Figure], id: usize, around: &Around) -> Option<String> {
    let next = figures.get(id + 1).filter(|_| figures[id].kind == Kind::Money && around.reaches_next)?;
    let measure = matches!(next.kind, Kind::Length | Kind::Area) && next.head == id + 1;
    let next = if measure { self::around(context, figures, id + 1) } else { return None };
    let right = clean_right(context, next.right, next.reaches_next);
    let ties = next.right.of(context.text).starts_with('的') && begins_with_noun(context, right);
    ties.then(|| head(context, right, BEHIND_CHARS))
}

/// The thing behind the next figure, where 的 alone leads to that one.
#[inline(never)]
fn behind_next(context: &Context<'_>, figures: &[Figure], id: usize, around: &Around) -> Option<(String, Span)> {
    let leads = around.right.of(context.text) == "的" && around.reaches_next;
    let next = figures.get(id + 1).filter(|next| leads && next.kind == Kind::Count)?;
    let next = self::around(context, figures, if next.head == id + 1 { id + 1 } else { return None });
    let right = clean_right(context, next.right, next.reaches_next);
    begins_with_noun(context, right).then(|| (head(context, right, BEHIND_CHARS), right))
}

/// Whether a whole clause without a figure stands between two figures: the second may be of what that one speaks of.
#[inline(never)]
fn tells_between(context: &Context<'_>, one: &Figure, next: &Figure) -> bool {
    let between = &context.text[one.whole.end..next.whole.start];
    // 按可比价格计算 says how.
    between.chars().filter(|&c| is_clause_mark(c)).nth(1).is_some()
        && !between.contains('按')
        && next.kind == Kind::Count
}

/// 6个市级、42个县级重点项目: the noun behind the last grade is that of all.
fn shared_noun<'t>(context: &Context<'t>, figures: &[Figure], id: usize, thing: &str) -> Option<&'t str> {
    if !thing.ends_with('级') {
        return None;
    }
    let joined = |id: &usize| {
        figures.get(id + 1).is_some_and(|next| {
            let between = &context.text[figures[*id].whole.end..next.whole.start];
            let grade = between.strip_suffix(['、', '和', '与', '及']);
            next.unit == figures[*id].unit && grade.is_some_and(|grade| grade.ends_with('级'))
        })
    };
    let last = (id..figures.len()).take(MOST_GRADES).find(|id| !joined(id)).filter(|&last| last > id)?;
    let right = around(context, figures, last).right;
    let words = context.words_in(right);
    let grade = words.iter().position(|word| word.span().of(context.text).ends_with('级'))?;
    let nouns = words[grade + 1..].iter().take_while(|word| is_noun(context, word) || word.tag().name() == "b");
    let end = nouns.last()?.span().end.min(right.end);
    Some(&context.text[words[grade].span().end..end])
}

/// 6个集体、21名个人受到表彰: what is said behind the next figure is said of this one too.
#[inline(never)]
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
    verb.map_or_else(String::new, |at| {
        head(context, Span::new(words[at].span().start, right.right.end), BEHIND_CHARS / 2)
    })
}

/// 诉讼案件收案2559件，结案1779件: the thing without what was done with it first.
#[inline(never)]
fn without_event(context: &Context<'_>, span: Span) -> Span {
    let words = context.words_in(span);
    let Some([.., thing, event]) = words.get(words.len().saturating_sub(2)..) else { return span };
    let taken = matches!(event.span().of(context.text), "收案" | "新收" | "立案" | "受理");
    if taken && thing.tag().name().starts_with('n') { Span::new(span.start, event.span().start) } else { span }
}

/// The name of a figure with a verb before it alone: 已办结1729件. The sentence named the thing before.
#[inline(never)]
fn named_by_verb(
    context: &Context<'_>,
    figure: &Figure,
    left: Span,
    right: Span,
    own: &str,
    around: &Around,
    topic: &mut Topic,
) -> Named {
    // 补助支出增长33%: what grew may be called by verbs alone. 全镇13951户: of nothing counted before.
    let says = is_change(own)
        && level(own) != own
        && level(own).chars().count() > SHORT_RATE_CHARS
        && !own.starts_with(['比', '较', '同']);
    let of_colon = (figure.kind == Kind::Money && context.text[..around.left.start].ends_with(['：', ':']))
        .then(|| clause_before(context, around.left))
        .filter(|clause| !clause.text.is_empty());
    let item = before_bracket(context, around.left);
    let (rule, known) = if says {
        (Rule::NameBefore, Some(Thing::default()))
    } else if topic.counted.as_ref().or(topic.last.as_ref()).is_some_and(|known| are_twins(&known.text, own)) {
        // 来访95件，来信19件次.
        (Rule::NameBefore, Some(Thing::default()))
    } else if figure.kind == Kind::Money && around.opens_group && around.sentence_goes_on && own.starts_with("完成") {
        // 完成税收1000万元；完成投资5亿元.
        (Rule::NameBefore, Some(Thing::default()))
    } else if is_rest(own) {
        // 其余8人仍在隔离.
        (Rule::NamePart, topic.parted.clone().or_else(|| topic.counted.clone()))
    } else if of_colon.is_some() {
        // 教育类支出：安排3165万元.
        (Rule::NameVerb, of_colon)
    } else if item.is_some() {
        (Rule::NameVerb, item)
    } else if is_change(own) || figure.kind == Kind::Percent || relates(context, left) {
        let rule = match figure.kind {
            _ if is_change(own) => Rule::NameChange,
            Kind::Percent => Rule::NameRate,
            _ => Rule::NameRelated,
        };
        // 结案率96.07%，保全率17.83%: a rate is not of a rate.
        let of = topic.grown(figure).or(topic.last.as_ref());
        let of_rate = rule == Rule::NameRate && own.ends_with('率') && of.is_some_and(|of| of.text.ends_with('率'));
        (rule, if of_rate { Some(Thing::default()) } else { of.cloned() })
    } else if context.words_in(left).iter().all(|word| does(word.span().of(context.text), SCOPE)) {
        (Rule::NameBefore, Some(Thing::default()))
    } else {
        // 基本满意237件、不满意1262件: beside each other.
        let beside = |known: &Thing| own.strip_prefix(['不', '未']).is_some_and(|of| known.text.ends_with(of));
        if topic.counted.as_ref().or(topic.last.as_ref()).is_some_and(beside) {
            (topic.counted, topic.last) = (None, None);
        }
        // 其中发生较大事故2起、死亡6人: in those.
        let in_part = *topic.unit != *figure.unit && context.text[..left.start].ends_with('、');
        let whole = topic.whole_of(figure.kind).filter(|_| !in_part);
        let known = topic.counted.as_ref().or(topic.last.as_ref());
        // 批捕13987人，提出抗诉57件: of something else. 提起公诉12070人 is of those.
        let anew = whole.is_none()
            && known.is_some()
            && figure.kind == Kind::Count
            && *topic.unit != *figure.unit
            && (is_sanction(own)
                || context.words_in(left).len() > 1
                    && own.chars().count() > SHORT_RATE_CHARS
                    && !context.words_in(left)[0].span().of(context.text).starts_with(['不', '未', '正']));
        (Rule::NameVerb, if anew { Some(Thing::default()) } else { whole.or(known).cloned() })
    };
    let thing = known.clone().unwrap_or_else(|| match own.chars().count() {
        0..=SHORT_RATE_CHARS => topic.said_before(context, around.left),
        _ => clause_before(context, around.left),
    });
    if thing.text.is_empty() && figure.kind == Kind::Count {
        // 涉众犯罪批捕785人，起诉536人: the thing, without what was done.
        let words = context.words_in(left);
        let noun = words.iter().rposition(|word| is_noun(context, word) && word.tag().name() != "vn");
        let thing = noun.map_or(left, |noun| Span::new(left.start, words[noun].span().end));
        topic.counted = Some(Thing { text: tail(context, thing, BEFORE_CHARS), words: thing });
    }
    // 造成8人死亡: what they did.
    let event = if figure.kind == Kind::Count { head(context, right, LONG_EVENT_CHARS) } else { String::new() };
    // 城市低保新增276户，退出374户: of those, and not of the new ones.
    let thing = Thing { text: thing.text.strip_suffix("新增").unwrap_or(&thing.text).to_owned(), ..thing };
    let mut named = Named { text: own.to_owned(), reason: Rule::NameBefore.at(left) };
    named.of(context, rule, Some(&thing));
    named.with(&event, right);
    named
}

/// The name of a figure whose thing stands before it.
#[inline(never)]
fn named_before(
    context: &Context<'_>,
    figure: &Figure,
    left: Span,
    own: &str,
    around: &Around,
    measures: bool,
    topic: &mut Topic,
) -> Named {
    let noun = noun_part(context, left);
    let thing = tail(context, noun, BEFORE_CHARS);
    let short = thing.chars().count() <= GENERIC_CHARS;
    let generic = short && !around.opens_group;
    let related = relates(context, left) || is_change(own) && own.starts_with(['比', '较']);
    let grown = topic.grown(figure).cloned();
    let named = || grown.clone().or_else(|| topic.last.clone());
    let (rule, of) = if is_change(own) {
        // 35.5亿元，同比增速8%: the change is that of the figure before, or of what the clause before turned to.
        let of = shifted(context, around).filter(|_| level(own) == own);
        let follows = (generic || related) && !grows_itself(context, figure, left, own, around);
        let of = of.or_else(|| named().filter(|_| follows));
        // 投资增长15%，排名全市第二: the sentence turned to that.
        if of.is_none() && level(own) != own && topic.last.is_some() {
            topic.last = Some(Thing { text: level(own).to_owned(), words: left });
        }
        (Rule::NameChange, of)
    } else if figure.kind == Kind::Percent && related || figure.kind == Kind::Multiple {
        // 占财政支出的82.7%, 是全市平均的2.3倍: the share is that of what was named last.
        (Rule::NameShare, Some(named().unwrap_or_else(|| topic.said_before(context, around.left))))
    } else if figure.kind == Kind::Percent {
        // 化解率98.06%: the rate is that of the thing counted.
        let whole = topic.whole_of(Kind::Count);
        // 完成年任务的78%: of the amount.
        let amount = topic.level.as_ref().filter(|_| is_task(own) || own.ends_with("完成率"));
        let of = [amount, whole, topic.counted.as_ref(), topic.last.as_ref(), topic.earlier.as_ref()];
        let of = of.into_iter().flatten().next();
        // 群众满意率 names its own.
        let words = context.words_in(left);
        let is_noun = |word: &Word| word.tag().name().starts_with('n');
        let own_subject = !is_task(own)
            && (words.len() > 1 && is_noun(&words[0]) && own.chars().count() > SHORT_RATE_CHARS
                || context.words_in(noun).first().is_some_and(is_noun)
                    && thing.chars().count() >= GENERIC_CHARS
                    && is_rate(own));
        let follows = generic && !own_subject
            || is_task(own) && own.contains("完成") && !(around.opens_group && own.contains('“'))
            || own.chars().count() <= SHORT_RATE_CHARS && around.opens_group;
        let mut of = of.filter(|of| follows && !of.text.ends_with('率')).cloned();
        if let Some(of) = &mut of
            && let Some(at) = of.text.rfind(['不', '未'])
            && own.starts_with(&of.text[at + '不'.len_utf8()..])
        {
            // 工单不满意1262件；满意度80%: of all of them.
            of.text.truncate(at);
        }
        (Rule::NameRate, of)
    } else if is_task(own) && own.starts_with("完成") && !around.opens_group {
        // 就业2540人，完成全年任务2300人的110%.
        (Rule::NameRelated, topic.level.clone().or_else(|| topic.last.clone()))
    } else if related {
        // 人均花费906元，较全省低174元: of the amount. 工资性收入8亿元，占任务7亿元的116%: of the income.
        let of_level = measures && own.starts_with(['比', '较']) || is_task(own);
        let level = if of_level { &topic.level } else { &None };
        let of = [level, &topic.figure, &topic.counted, &topic.last, &topic.earlier].into_iter().flatten().next();
        (Rule::NameRelated, of.cloned())
    } else if is_sanction(own)
        && !around.opens_group
        && !topic.last.as_ref().is_some_and(|last| last.text.contains('案') || last.text.contains("处罚"))
    {
        // 限期改正隐患1401项，罚款9.07万元: not of what was counted before, but where that was a case.
        (Rule::NameBefore, None)
    } else if measures {
        // 75个，金额343.18万元: the amount is that of the count before.
        // 盘活楼宇3万平方米 is work of its own.
        let verb = |word: &Word| is_verb(word) || does(word.span().of(context.text), ACT);
        let acts =
            figure.kind == Kind::Area && !own.ends_with("面积") && context.words_in(left).first().is_some_and(verb);
        let whole = topic.whole.as_ref().filter(|(_, of)| *of == figure.kind).map(|(whole, _)| whole);
        // 财政收入38.7亿元，其中地方级收入26.5亿元.
        let shares = |whole: &Thing| short && last_two(&whole.text) == last_two(own);
        let whole = whole.filter(|whole| !is_rate(own) && (!ends_in_amount(context, left) || shares(whole)));
        // 规模工业产值6亿元、增加值1.98亿元: of the same.
        let of_output = topic.level.as_ref().filter(|_| {
            topic.level_kind == Some(figure.kind)
                && !around.opens_group
                && matches!(own, "增加值" | "产值" | "总产值" | "余额")
        });
        let of_output = of_output.and_then(|of| {
            let text = match own {
                "余额" => of.text.strip_prefix("新增")?,
                _ => ["总产值", "产值", "增加值"].iter().find_map(|end| of.text.strip_suffix(end))?,
            };
            Some(Thing { text: text.to_owned(), words: of.words }).filter(|of| !of.text.is_empty())
        });
        let of = topic.figure.as_ref().filter(|_| generic && !acts && !names_its_own(context, left));
        let section = || (figure.kind == Kind::Money && thing.chars().count() <= 2).then(|| section(context));
        let item = if generic || around.opens_bracket { before_bracket(context, around.left) } else { None };
        let rule = if whole.is_some() && item.is_none() { Rule::NamePart } else { Rule::NameAmount };
        let mut of = item.or(of_output).or_else(|| whole.or(of).cloned()).or_else(section);
        // 养老保险参保人数2.3万人，征缴金额456万元: of the insurance.
        if let Some(of) = of.as_mut().filter(|_| figure.kind == Kind::Money) {
            // 粮食总产量27万吨，产值70亿元: of the grain.
            let ends: &[&str] =
                if own.ends_with("产值") { &["总产量", "产量", "总产"] } else { &["参保人数"] };
            let thing = ends.iter().find_map(|end| of.text.strip_suffix(end)).map_or(of.text.len(), str::len);
            of.text.truncate(thing);
        }
        (rule, of)
    } else if let Some((of, _)) = topic.last.as_ref().and_then(|last| last.text.split_once('总')).filter(|_| {
        // 肉牛总存栏量6000头，总出栏量9000头: of the same.
        generic && own.starts_with('总') && own.ends_with(['量', '数', '额'])
    }) {
        (Rule::NameAmount, topic.last.as_ref().map(|last| Thing { text: of.to_owned(), ..*last }))
    } else if figure.kind != Kind::Count && is_amount(context, left) {
        // 种植小麦6.3万亩，产量9347吨: of the wheat.
        let mut of = topic.last.clone().unwrap_or_else(|| topic.said_before(context, around.left));
        let thing = ["面积", "单产", "播种", "种植"].iter().fold(&*of.text, |thing, end| thing.trim_end_matches(end));
        of.text.truncate(if thing.is_empty() { of.text.len() } else { thing.len() });
        (Rule::NameAmount, Some(of))
    } else if topic.whole_of(figure.kind).is_some() {
        (Rule::NamePart, topic.whole_of(figure.kind).cloned())
    } else if is_rest(own) && topic.parted.is_some() {
        (Rule::NamePart, topic.parted.clone())
    } else if own.chars().count() < 3
        && !is_sibling(context, own, left, figure, topic)
        && !is_subject(context, left, around.left)
        || is_part(context, left)
            && topic.counted.as_ref().is_some_and(|of| !of.text.ends_with(own.trim_start_matches(['不', '未'])))
    {
        (Rule::NameVerb, Some(topic.counted.clone().unwrap_or_else(|| topic.said_before(context, around.left))))
    } else {
        (Rule::NameBefore, None)
    };
    let mut named = Named { text: own.to_owned(), reason: Rule::NameBefore.at(left) };
    named.of(context, rule, of.as_ref());
    let listed = is_listed(context, left, figure, topic);
    if !listed {
        topic.verb = if measures && figure.kind != Kind::Area { None } else { verb_of_list(context, left) };
    } else if of.is_none()
        && context.words_in(left).first().is_some_and(|word| word.tag().name().starts_with(['n', 'a', 'b', 'j']))
    {
        // 养老服务驿站5个、食堂2个: only a verb is surely one of both.
        let verb = topic.verb.as_ref().filter(|(sure, _)| *sure || own.chars().count() < 3);
        let verb = verb.filter(|(_, verb)| !own.starts_with(&verb.text));
        named.of(context, Rule::NameVerb, verb.map(|(_, verb)| verb));
    }
    if !is_change(own) && !related {
        // 总产 alone does not say of what; 应检, 实检 are of what was counted before them.
        let of_counted =
            || own == thing || topic.counted.as_ref().is_some_and(|counted| counted.text.ends_with(&thing));
        match thing.chars().count() {
            0..3 if topic.counted.is_none() => topic.saw(&named.text, left, figure.kind),
            0..3 if figure.kind == Kind::Count && of_counted() => {}
            _ if figure.kind != Kind::Count && is_amount(context, left) && topic.last.is_some() => {}
            _ if is_task(&thing) => {
                // 一般预算收入任务174万元，完成198万元: of the income.
                let of = ["目标任务", "任务", "目标", "计划"].iter().find_map(|task| thing.strip_suffix(task));
                if let Some(of) = of.filter(|of| of.chars().count() >= LONG_WORD_CHARS) {
                    topic.saw(of, noun, figure.kind);
                }
            }
            _ => {
                let object = without_event(context, object(context, noun));
                topic.saw(&tail(context, object, BEFORE_CHARS), object, figure.kind);
            }
        }
    }
    let purpose = context.words_in(around.right).first().is_some_and(|word| {
        word.tag().name().starts_with('v') || matches!(word.span().of(context.text), "将" | "把" | "对")
    }) && !around.reaches_next;
    let (start, chars) = if figure.kind == Kind::Count
        && own.starts_with('对')
        && around.right.of(context.text).starts_with("进行")
    {
        // 对全镇11万人进行了排摸: what was done.
        (
            "进行".len()
                + if around.right.of(context.text)["进行".len()..].starts_with('了') { '了'.len_utf8() } else { 0 },
            EVENT_CHARS,
        )
    } else if figure.kind == Kind::Percent && around.right.of(context.text).starts_with(['为', '是']) && !is_rate(own)
    {
        // 重点企业90%以上为外贸企业: a share of what is what.
        ('为'.len_utf8(), BEHIND_CHARS)
    } else if figure.kind == Kind::Money && thing.chars().count() <= GENERIC_CHARS && purpose {
        // 投资1.2亿元建设污水处理厂: what for.
        (0, BEHIND_CHARS)
    } else if figure.kind == Kind::Percent && purpose && !is_rate(own) && !is_change(own) {
        // 命案保持100%侦破: what was done with that share.
        (0, EVENT_CHARS)
    } else {
        return named;
    };
    let behind = Span::new(around.right.start + start, around.right.end);
    named.with(&head(context, behind, chars), behind);
    named
}

/// Whether a clause stands between the last ； and the figure's own.
fn turns(context: &Context<'_>, around: &Around) -> bool {
    let before = &context.text[context.sentence.start..around.left.start];
    before.rfind(['；', ';']).is_some_and(|group| before[group..].chars().skip(1).any(is_clause_mark))
}

/// What the clause before turned to, behind the ； that closed what was counted: 零售总额增长21%；规上工业产值大幅提升，同比增长20%.
fn shifted(context: &Context<'_>, around: &Around) -> Option<Thing> {
    if !(around.opens_group && around.sentence_goes_on) {
        return None;
    }
    let turned = turns(context, around);
    let mut thing = turned.then(|| clause_before(context, around.left)).filter(|thing| !thing.text.is_empty())?;
    let said = level(&thing.text);
    let said = ["大幅", "稳步", "持续", "明显", "快速", "平稳", "显著", "稳定", "较快"]
        .iter()
        .find_map(|how| said.strip_suffix(how))
        .unwrap_or(said);
    thing.text = said.to_owned();
    Some(thing).filter(|thing| thing.text.chars().count() > 1)
}

/// Whether the figure goes on a list of 、; or of commas with a noun alone, behind a verb: 新增个体户709户，企业216家.
fn is_listed(context: &Context<'_>, left: Span, figure: &Figure, topic: &Topic) -> bool {
    let before = &context.text[..left.start];
    // 改厕 is no noun, whatever jieba takes it for; 新增学位 has its verb.
    let acts =
        || left.of(context.text).starts_with(['新', '改', '修', '补', '拆', '种', '清', '建', '查', '治', '救', '植']);
    let noun = || matches!(context.words_in(left), [word] if word.tag().name() == "n") && !acts();
    let verb = || topic.verb.as_ref().is_some_and(|(sure, _)| *sure) && *topic.unit != *figure.unit;
    before.ends_with('、') || figure.kind == Kind::Count && before.ends_with(['，', ',']) && verb() && noun()
}

/// Whether a short noun stands beside another that was counted: 大修111公里、中修25公里; 毛巾400条、脸盆20只.
fn is_sibling(context: &Context<'_>, own: &str, left: Span, figure: &Figure, topic: &Topic) -> bool {
    let counted = topic.counted.as_ref().map_or("", |Thing { text, .. }| text);
    let same_unit = *topic.unit == *figure.unit;
    let alike = counted.chars().last() == own.chars().last();
    // A noun of a list, in a unit of its own or of the same kind: 救生衣100件、雨衣200件.
    let is_noun = figure.kind != Kind::Length && matches!(context.words_in(left), [word] if word.tag().name() == "n");
    let listed = is_noun && !topic.unit.is_empty() && is_listed(context, left, figure, topic);
    // 电话30件，网络20件: both nouns.
    let as_long = counted.chars().count() == own.chars().count();
    let both = as_long && same_unit && is_noun && own.chars().count() == 2 && !is_stock(own);
    // 物料4.5万吨，固危废6.7万吨: what is weighed is no part of the other.
    let weighed = is_noun && matches!(figure.kind, Kind::Mass | Kind::Volume);
    // 现有幼儿园8所，医院2家，党员56人: of a stock-taking each is its own. 职工120人，党员56人: some of them; 床位 are theirs.
    let people = same_unit && matches!(&*figure.unit, "人" | "名");
    let one_noun =
        matches!(context.words_in(left), [word] if self::is_noun(context, word) && word.tag().name() != "vn");
    let theirs = own.starts_with(['男', '女']) || own.ends_with(['级', '位']) && own != "单位";
    let own_kind = topic.takes_stock && one_noun && !people && !theirs;
    both || weighed
        || own_kind
        || are_twins(counted, own)
        || if same_unit { alike && (listed || as_long) } else { listed }
}
