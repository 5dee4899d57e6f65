//! What the figures of a sentence are about, from one to the next.

use super::super::{Context, Figure};
use super::Named;
use super::around::clause_before;
use super::own::{is_rate, is_task};
use super::phrase::{EMPTY, STOCK, does, has_noun, is_change, is_verb, leads, level, noun_part, tail};
use crate::analysis::{Kind, Word};
use crate::text::Span;
use rust_decimal::Decimal;

/// The title of a section that is no longer says what its figures are about.
const SECTION_CHARS: usize = 10;

/// A thing that figures are about, and where it was named.
#[derive(Clone, Default)]
pub(super) struct Thing {
    pub(super) text: String,
    pub(super) words: Span,
}

/// What a sentence leaves to the next one in its paragraph: what it counted last, and what its last figure was called.
#[derive(Default)]
pub(in crate::indicator) struct Said {
    pub(super) counted: Option<Thing>,
    pub(super) named: Option<Thing>,
}

/// What the sentence speaks of, as far as it was read.
#[derive(Default, Clone)]
pub(super) struct Topic {
    /// The thing last counted in the sentence before.
    pub(super) earlier: Option<Thing>,
    /// The thing last named: 限额以上社会消费品零售总额.
    pub(super) last: Option<Thing>,
    /// The thing last counted: 各类矛盾纠纷.
    pub(super) counted: Option<Thing>,
    /// The whole name of the figure last counted: 已实施完成.
    pub(super) figure: Option<Thing>,
    /// The whole name of what was named last and is no change; and of what is no share either.
    pub(super) named: Option<Thing>,
    pub(super) level: Option<Thing>,
    pub(super) level_kind: Option<Kind>,
    /// The whole that 其中 took apart; its parts add it to their names. Of an amount, only amounts of that kind are parts.
    pub(super) whole: Option<(Thing, Kind)>,
    /// The unit of that whole and what its parts leave of it, where its figure is known: when nothing is left, the list ends.
    pub(super) left: Option<(String, Decimal)>,
    /// The unit of the list's first part, and what its words end in.
    pub(super) part: Option<(String, char)>,
    /// The whole last taken apart, of which 其他 is what is left.
    pub(super) parted: Option<Thing>,
    /// Whether it tells what there is: 现有, 下辖.
    pub(super) takes_stock: bool,
    /// What it was before a bracket opened, while that is open.
    pub(super) outer: Option<Box<Topic>>,
    /// The verb that opened the list of 、 that the sentence is in (投入警力1.2万人次、车辆3100台次), and whether it is surely
    /// one.
    pub(super) verb: Option<(bool, Thing)>,
    /// The verb of a list whose things stand behind their numbers: 慰问12名老党员、8名困难群众.
    pub(super) shared: Option<Thing>,
    /// The kind of the figure before in this sentence, and the unit of the one last counted.
    pub(super) kind: Option<Kind>,
    pub(super) unit: String,
}

impl Topic {
    /// A figure of that kind named its thing with these words.
    pub(super) fn saw(&mut self, thing: &str, words: Span, kind: Kind) {
        // What is left of a word: the 率 of 参合率.
        if thing.is_empty() || thing.chars().nth(1).is_none() && is_rate(thing) {
            return;
        }
        self.last = Some(Thing { text: thing.to_owned(), words });
        if kind == Kind::Count {
            self.counted = self.last.clone();
        }
    }

    /// What the clause before speaks of, else the section.
    pub(super) fn said_before(&self, context: &Context<'_>, left: Span) -> Thing {
        let clause = clause_before(context, left);
        if clause.text.is_empty() { section(context) } else { clause }
    }

    /// The whole that figures of that kind may be parts of.
    pub(super) fn whole_of(&self, kind: Kind) -> Option<&Thing> {
        self.whole.as_ref().filter(|(_, of)| *of == Kind::Count || *of == kind).map(|(whole, _)| whole)
    }

    /// What a change of that figure may be said of. 完成目标的37%，同比增长8%: the amount grew. 占比58%，提高3个百分点: the
    /// share.
    pub(super) fn grown(&self, figure: &Figure) -> Option<&Thing> {
        let share = self.named.as_ref().is_some_and(|Thing { text, .. }| {
            text.contains('占') || text.ends_with("预算数") || text.ends_with("完成率") || is_task(text)
        });
        if figure.unit == "%" && share { self.level.as_ref() } else { self.named.as_ref() }
    }

    /// Takes apart what was named last, where figures of one kind follow each other, else what was counted.
    pub(super) fn open_parts(&mut self, kind: Kind, before: Option<&Figure>) {
        // 收入5亿元，增长8%，其中…: of the amount, whatever was said of it.
        let of_amount = kind != Kind::Count && self.kind == Some(Kind::Percent) && self.level_kind == Some(kind);
        let alike = self.kind == Some(kind) && kind != Kind::Percent || of_amount;
        let last = if of_amount { self.level.as_ref() } else { self.last.as_ref() };
        let last = last.filter(|_| alike || matches!(self.kind, None | Some(Kind::Count)));
        // 一般公共预算收入完成5.6亿元。其中：国税部门完成2.3亿元: of the amount in the sentence before.
        let of_amount_before = self.kind.is_none() && kind == Kind::Money && self.named.is_some();
        let known = if alike {
            [last, None, None]
        } else if of_amount_before {
            [self.named.as_ref(), None, None]
        } else {
            [self.counted.as_ref(), last, self.earlier.as_ref()]
        };
        let alike = alike || of_amount_before;
        let whole = known.into_iter().flatten().next().cloned();
        self.left = before.filter(|before| before.kind == kind).map(|before| (before.unit.to_string(), before.value));
        self.parted = whole.clone();
        self.whole = whole.map(|whole| (whole, if alike { kind } else { Kind::Count }));
    }

    /// A figure of the list that takes a whole apart was named: with the last part the list ends, and what follows speaks of
    /// the whole again.
    pub(super) fn took(&mut self, figure: &Figure) {
        let Some((unit, left)) = self.left.as_mut().filter(|(unit, _)| **unit == *figure.unit) else { return };
        *left = left.saturating_sub(figure.value);
        let over = *left <= Decimal::ZERO && !unit.is_empty();
        if over && self.whole.take().is_some() {
            self.figure = self.parted.clone();
            self.last = self.parted.clone();
            self.counted = self.counted.take().and(self.parted.clone());
            self.left = None;
        }
    }

    /// Keeps the name of a figure, which these words of its `own` gave, for the figures behind it.
    pub(super) fn keep(&mut self, named: &Named, figure: &Figure, own: &str, measures: bool) {
        if !measures && !is_task(own) {
            self.figure = Some(named.thing());
            self.unit.clear();
            self.unit.push_str(&figure.unit);
        }
        // 低于省控线0.84个百分点，低于市控线0.64个百分点: both of what was said before.
        if is_change(own) && named.text == own && level(own) != own {
            // 产值下降1.8%，低于去年9个百分点: of that, and not of what was named before.
            self.named = None;
        }
        if is_change(own) || ["高于", "低于", "快于", "慢于", "优于"].iter().any(|word| own.starts_with(word))
        {
            return;
        }
        // 完成固定资产投资14亿元，增长9%: the change is that of the investment.
        let name = &named.text;
        let verb = name.char_indices().nth(2).map_or(0, |(at, _)| at);
        let thing = if does(&name[..verb], EMPTY) { &name[verb..] } else { name };
        let words = named.reason.words[0];
        self.named = Some(Thing { text: thing.to_owned(), words }).filter(|thing| !thing.text.is_empty());
        if figure.kind != Kind::Percent && !is_task(own) {
            self.level = self.named.clone();
            self.level_kind = Some(figure.kind);
        }
    }
}

/// Whether the words before a number tell what there is, or what was done; nothing where they do neither.
pub(super) fn takes_stock(context: &Context<'_>, left: Span) -> Option<bool> {
    let words = context.words_in(left);
    let stock = |word: &Word| does(word.span().of(context.text), STOCK);
    if words.iter().any(stock) { Some(true) } else { words.iter().any(is_verb).then_some(false) }
}

/// The subject of the section, where its title is a short one: 法律援助, 低保工作.
#[inline(never)]
pub(super) fn section(context: &Context<'_>) -> Thing {
    let title = context.section.of(context.text).trim();
    if title.chars().nth(SECTION_CHARS).is_some() || title.contains(['，', ',', '、']) {
        return Thing::default();
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
        _ => {
            has_noun(context, span)
                && !words.iter().any(|word| leads(word) || matches!(word.tag().name(), "a" | "l" | "i"))
        }
    };
    let says = words.first().is_none_or(|word| matches!(word.tag().name(), "b" | "m" | "t" | "d"));
    if !names || says {
        return Thing::default();
    }
    Thing { text: tail(context, span, SECTION_CHARS), words: span }
}
