//! The names of ranks: in what, and among whom.

use super::super::scan::{SCOPES, ranks};
use super::super::{Context, Figure};
use super::around::{around, clause_before, is_clause_mark};
use super::phrase::{SCOPE, clean_left, does, head, is_change, is_noun, is_verb, join, level, tail};
use super::topic::{Thing, Topic};
use super::{BEFORE_CHARS, BEHIND_CHARS, LONG_EVENT_CHARS, Named};
use crate::analysis::{Kind, Rule, Word};
use crate::text::Span;

/// 全区首个社会组织党群服务中心; 民生微实事预算执行情况位列罗湖区第一.
#[inline(never)]
pub(super) fn rank(
    context: &Context<'_>,
    figures: &[Figure],
    id: usize,
    left: Span,
    right: Span,
    names: &[Named],
    topic: &mut Topic,
) -> Named {
    let figure = &figures[id];
    // 税收居全省30个县第三位: what they are among stands between.
    let among = |id: &usize| {
        let between = &context.text[figures[*id].whole.end..figure.whole.start];
        let marks = between.contains(is_clause_mark);
        figures[*id].kind == Kind::Count && between.chars().count() <= LONG_EVENT_CHARS && !marks
    };
    let left = match id.checked_sub(1).filter(among).map(|id| clean_left(context, around(context, figures, id).left)) {
        Some(leads) if context.words_in(leads).iter().any(|word| ranks(word.span().of(context.text))) => leads,
        _ => left,
    };
    let before = tail(context, left, BEFORE_CHARS);
    let behind = head(context, right, BEHIND_CHARS);
    let surface = figure.span.of(context.text);
    if !behind.is_empty() && !surface.ends_with('位') {
        let text = format!("{before}{surface}{behind}");
        return Named { text, reason: Rule::NameBehind.at(right).and(left) };
    }
    let subject = noun_before_verb(context, left);
    let is_place =
        |word: &Word| matches!(word.tag().name(), "s" | "ns" | "f") || does(word.span().of(context.text), SCOPE);
    let names_thing = |word: &Word| is_noun(context, word) && !is_place(word);
    // 投资潜力居全国第3、绿色发展第5: among the same.
    let listed = id > 0 && context.text[figures[id - 1].whole.end..figure.span.start].starts_with('、');
    let scope = names
        .last()
        .filter(|_| listed && !context.words_in(left).iter().any(is_place))
        .and_then(|last| SCOPES.into_iter().find(|scope| last.text.contains(scope)));
    // 在检查评比中，我街道名列第二: in what, the clause before says.
    let order = ["位次", "排名", "排位"].iter().any(|word| subject.of(context.text).ends_with(word))
        || ["均列", "均居"].iter().any(|word| subject.of(context.text).starts_with(word));
    // 市场主体4.6万户，总量位居全区第四: of those.
    let bare =
        context.words_in(left).iter().take_while(|word| !is_place(word) && !ranks(word.span().of(context.text))).last();
    let bare = Span::new(left.start, bare.map_or(left.start, |word| word.span().end)).of(context.text);
    let amount = matches!(
        bare.trim_end_matches('均'),
        "总量" | "增速" | "完成率" | "增幅" | "总额" | "规模" | "数量" | "增量" | "存量"
    );
    let of = if order || amount || !context.words_in(subject).iter().any(names_thing) {
        // 总值220亿元，居第3位，增速3.1%，居第12位: the second is that of the growth; 完成率149%，居第2位: of the rate.
        let grew = names.last().filter(|name| {
            let rate = name.text.ends_with(['速', '幅', '率']);
            let ranked = id > 1 && figures[id - 2].kind == Kind::Rank && is_change(&name.text);
            !amount
                && (rate || ranked)
                && !context.text[figures[id - 1].whole.end..left.start].contains(['；', ';', '。'])
        });
        let mut of = grew
            .map(Named::thing)
            .or_else(|| topic.last.clone())
            .unwrap_or_else(|| topic.said_before(context, around(context, figures, id).left));
        if amount {
            of.text.truncate(level(&of.text).len());
        }
        of
    } else if before.starts_with(['我', '本', '该']) {
        clause_before(context, left)
    } else {
        // GDP总量全区第六: not 全区.
        let last = context.words_in(subject).iter().rev().find(|word| !is_place(word));
        let subject = Span::new(subject.start, last.map_or(subject.end, |word| word.span().end));
        topic.saw(&tail(context, subject, BEFORE_CHARS), subject, figure.kind);
        Thing::default()
    };
    let text = format!("{}{}{surface}", scope.unwrap_or(""), join(&of.text, &before));
    Named { text, reason: Rule::NameRank.at(left).and(of.words) }
}

/// The words of a clause before its first verb.
fn noun_before_verb(context: &Context<'_>, span: Span) -> Span {
    let verb = context.words_in(span).iter().find(|word| is_verb(word));
    Span::new(span.start, verb.map_or(span.end, |verb| verb.span().start))
}
