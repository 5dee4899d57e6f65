//! What the words of a figure itself say: a rate, a task, money spent, a part, what was done with a thing named before.

use super::super::{Context, Figure};
use super::around::Around;
use super::phrase::{AMOUNT, COPULA, EMPTY, EVENT, RELATION, SCOPE, does, is_noun, is_verb, leads, level, noun_part};
use super::{LONG_WORD_CHARS, SHORT_RATE_CHARS};
use crate::analysis::{Kind, Word};
use crate::text::Span;

/// Whether words name what was to be done: 完成年度目标任务, 为年初预算.
pub(super) fn is_task(own: &str) -> bool {
    let own = own.strip_suffix('数').unwrap_or(own);
    own.ends_with(['务', '标', '划', '度']) && ["任务", "目标", "计划", "进度"].iter().any(|word| own.ends_with(word))
        || own.ends_with("预算") && ["完成", "为", "占"].iter().any(|verb| own.starts_with(verb))
}

/// Whether words end in a rate or another measured quantity.
pub(super) fn is_rate(own: &str) -> bool {
    own.ends_with(['率', '比', '例', '重', '度', '额', '量', '值', '数', '积', '速', '幅'])
}

/// Whether words name what the parts before leave of their whole: 其他, 其它.
pub(super) fn is_rest(own: &str) -> bool {
    own.starts_with('其') && matches!(own, "其他" | "其它" | "其余" | "其他项目" | "其它项目")
}

/// Whether words say that money was spent, and not on what: 投资, 投入资金.
pub(super) fn is_spending(own: &str) -> bool {
    let bare = own.strip_prefix('总').unwrap_or(own);
    let bare = bare.strip_suffix("资金").filter(|bare| !bare.is_empty()).unwrap_or(bare);
    matches!(bare, "投资" | "投入" | "出资" | "筹资" | "筹集" | "耗资" | "斥资" | "争取" | "安排" | "落实" | "整合")
}

/// Whether words name what was done to somebody: 罚款, 拘留. It is not done to the documents and places counted before.
pub(super) fn is_sanction(own: &str) -> bool {
    matches!(
        own,
        "罚款"
            | "罚没"
            | "处罚"
            | "拘留"
            | "行政拘留"
            | "刑事拘留"
            | "刑拘"
            | "逮捕"
            | "查封"
            | "取缔"
            | "“三停”"
            | "三停"
    )
}

/// 存栏 and its like are nouns to jieba.
pub(super) fn is_stock(word: &str) -> bool {
    matches!(word, "存栏" | "出栏" | "出笼")
}

/// Whether words give a level only to compare with it: 较上年同期, 比2021年的.
pub(super) fn was_level(left: &str) -> bool {
    let year = left.strip_prefix(['比', '较']).map(|time| time.trim_end_matches('的').trim_end_matches("同期"));
    year.is_some_and(|year| year.ends_with('年') && year.chars().count() <= 5)
}

/// Whether the words before a figure end in what leads to it.
pub(super) fn led_to(left: &str) -> bool {
    left.ends_with(['达', '为', '到', '至', '是', '占', '于', '的'])
}

/// Whether a verb stands right before the figure and its object behind it, though that begins with a verb: 签约40台自助设备,
/// 建设两个集中安置点.
#[inline(never)]
pub(super) fn is_object(context: &Context<'_>, left: Span, right: Span) -> bool {
    let verb = context.words_in(left).last().is_some_and(|word| word.tag().name().starts_with('v'));
    let words = context.words_in(right);
    let event = words.first().is_none_or(|word| !is_verb(word) || does(word.span().of(context.text), EVENT));
    verb && !event && words.last().is_some_and(|word| !is_verb(word))
}

/// Whether words end in a verb whose object follows the figure: 发放50万元慰问金. 投资 and 支出 may be what was measured,
/// and 跨越百亿元台阶 says no more than that it was.
pub(super) fn gives_what_follows(context: &Context<'_>, left: Span, right: Span) -> bool {
    let steps = ["台阶", "大关", "关口", "门槛"].iter().any(|step| right.of(context.text).starts_with(step));
    !steps
        && context.words_in(left).last().is_some_and(|word| {
            is_verb(word) && !does(word.span().of(context.text), AMOUNT | EMPTY | RELATION | COPULA)
        })
}

/// Whether what the words say is said of what was counted before: 惠及…, 占…, 较….
#[inline(never)]
pub(super) fn relates(context: &Context<'_>, left: Span) -> bool {
    let words = context.words_in(left);
    let own = left.of(context.text);
    let each = own.strip_prefix('每').is_some_and(|each| !each.starts_with(['季', '月', '年', '周', '天', '日', '半']));
    // 服务业占GDP比重 says of what it is the share; 千人均 says it of those before.
    let says = words.first().is_some_and(|word| is_noun(context, word))
        && own.ends_with(['重', '例', '额'])
        && words.get(1).is_some_and(|word| word.span().of(context.text) == "占");
    // 每千人口床位数 is of nothing else.
    let each = each && !(is_rate(own) && ["每千", "每万", "每十万", "每百"].iter().any(|per| own.starts_with(per)));
    let per = own.ends_with('均') && matches!(own, "人均" | "千人均" | "户均" | "亩均" | "村均" | "校均");
    each || per
        || own.starts_with('占')
        || !says && words.iter().take(2).any(|word| does(word.span().of(context.text), RELATION))
}

/// Whether a change says itself of what: 围墙提升2415米, 规上服务业增长19%. 增加值增长8% does not.
pub(super) fn grows_itself(context: &Context<'_>, figure: &Figure, left: Span, own: &str, around: &Around) -> bool {
    let words = context.words_in(left);
    let is = |word: &Word, kinds| does(word.span().of(context.text), kinds);
    let mut things = words.iter().filter(|word| is_noun(context, word) && word.tag().name() != "vn");
    let measured = matches!(figure.kind, Kind::Percent | Kind::Multiple | Kind::Money);
    let least = if measured && around.sentence_goes_on { SHORT_RATE_CHARS } else { 2 };
    let of = level(own);
    of != own
        && of.chars().count() >= least
        && things.any(|word| !is(word, AMOUNT | SCOPE | RELATION))
        && !words.first().is_some_and(|word| is(word, RELATION))
}

/// Whether an amount says itself of what it is: 粮食面积, 发放慰问金. 总投资, 合同金额 and 返还资金 do not.
pub(super) fn names_its_own(context: &Context<'_>, left: Span) -> bool {
    let words = context.words_in(left);
    let is = |word: &Word, kinds| does(word.span().of(context.text), kinds);
    if context.words_in(left).last().is_some_and(|word| word.span().of(context.text).ends_with("年龄")) {
        return false;
    }
    let things = noun_part(context, left);
    if let [word] = context.words_in(things) {
        // 国土面积 and 外贸出口 may be one word.
        let text = word.span().of(context.text);
        let says = ends_in_amount(context, things) || word.tag().name() == "n";
        if text.chars().count() >= LONG_WORD_CHARS && !is(word, AMOUNT) && says {
            return true;
        }
    }
    let ([first, .., last], things) = (words, context.words_in(things)) else { return false };
    let acts = is_verb(first) && !is(first, EMPTY | RELATION | AMOUNT) && !is(last, AMOUNT) && is_noun(context, last);
    let of = things.len() > 1 && things[0].tag().name().starts_with('n') && !is(&things[0], AMOUNT | SCOPE);
    acts || of
}

/// Whether the last word is an amount: 水利投资.
pub(super) fn ends_in_amount(context: &Context<'_>, left: Span) -> bool {
    context.words_in(left).last().is_some_and(|word| {
        // 纯收入 is one word.
        does(last_two(word.span().of(context.text)), AMOUNT)
    })
}

/// Whether the words before a number are a subject with its 为 or 达: 养蜂为1000箱.
pub(super) fn is_subject(context: &Context<'_>, left: Span, raw: Span) -> bool {
    let noun = context.words_in(left).first().is_some_and(|word| word.tag().name().starts_with('n'));
    noun && raw.of(context.text).ends_with(['为', '达'])
        && !is_rate(left.of(context.text).trim_end_matches(['为', '达']))
}

/// Whether the words tell a part by what it is not: 不合格, 未整改.
pub(super) fn is_part(context: &Context<'_>, left: Span) -> bool {
    let says_not = |word: &str| word.starts_with(['不', '未']) && !word.starts_with("未成年");
    // 检出不合格103批次, and not 民商事未结案件 or 处置不合格党员, which name their own.
    let mut words = context
        .words_in(left)
        .iter()
        .skip_while(|word| (leads(word) || word.tag().name() == "vn") && !says_not(word.span().of(context.text)));
    let not = words.next().map_or("", |word| word.span().of(context.text));
    let behind = usize::from(not.chars().count() == 1);
    says_not(not) && !words.skip(behind).any(|word| word.tag().name().starts_with('n'))
}

/// Whether two words of two characters begin alike: 来访, 来信; or are 出口 and 进口.
pub(super) fn are_twins(one: &str, other: &str) -> bool {
    if matches!((one, other), ("出口", "进口") | ("进口", "出口")) {
        return true;
    }
    let first = |word: &str| word.chars().next().filter(|_| word.chars().count() == 2);
    one != other && first(one).is_some() && first(one) == first(other) && !other.starts_with(['不', '未', '已'])
}

/// The last two characters.
pub(super) fn last_two(text: &str) -> &str {
    text.char_indices().rev().nth(1).map_or(text, |(at, _)| &text[at..])
}
