//! Every figure that measures something: number, unit, qualifier, period, status, change and name.
//!
//! [`scan`] finds the figures of a sentence and refuses those that count nothing; the other files say what they mean.

mod measure;
mod name;
mod numeral;
mod period;
mod scan;
mod status;

pub(crate) use measure::class_of;

use crate::analysis::{Indicator, Kind, Node, Qualifier, Rare, Reason, Reasons, Role, Status, Word};
use crate::outline::Outline;
use crate::room;
use crate::segment::Segments;
use crate::text::Span;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A figure of a sentence, before it has a meaning.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// Number and unit.
    span: Span,
    /// With the qualifiers before and behind it.
    whole: Span,
    value: Decimal,
    value_max: Option<Decimal>,
    unit: Cow<'static, str>,
    kind: Kind,
    qualifier: Qualifier,
    /// A number of a list that waits for the unit of its neighbour.
    lacks_unit: bool,
    /// The first figure of the list that this one stands in, itself where it stands in none: what is said before a list
    /// holds for all of it (分别增长6%、5.2%和5.2%).
    head: usize,
    /// Why number and unit were read so.
    read: Reason,
    /// Why the qualifier is not exact.
    hedge: Option<Reason>,
}

/// A sentence with what is needed to understand it.
pub(super) struct Context<'a> {
    text: &'a str,
    sentence: Span,
    /// The words of the sentence.
    words: &'a [Word],
    /// The words of the title of the section.
    title: &'a [Word],
    role: Option<Role>,
    /// Where the title of the section stands that the sentence stands in.
    section: Span,
    /// Where the title of the outermost section stands.
    part: Span,
    /// What in the sentence may promise a figure.
    promising: OnceCell<status::Promising>,
}

impl Context<'_> {
    /// The words that begin in `span`, which lies in the sentence or in the title of its section.
    fn words_in(&self, span: Span) -> &[Word] {
        let words = if span.start < self.sentence.start { self.title } else { self.words };
        words_in(words, span)
    }

    /// Whether a word begins at `at`.
    fn word_begins(&self, at: usize) -> bool {
        self.words.binary_search_by_key(&at, |word| word.span().start).is_ok()
    }
}

/// A sentence without the label that it begins with: the 2. of 2.投资500万元 names nothing.
fn behind_label(text: &str, sentence: Span, labels: &[Span]) -> Span {
    let first = labels.partition_point(|label| label.start < sentence.start);
    let begins = |label: &&Span| label.end < sentence.end && text[sentence.start..label.start].trim().is_empty();
    let label = labels.get(first).filter(|label| label.start < sentence.end).filter(begins);
    label.map_or(sentence, |label| Span::new(label.end, sentence.end))
}

fn words_in(words: &[Word], span: Span) -> &[Word] {
    let start = words.partition_point(|word| word.span().start < span.start);
    let rest = &words[start..];
    let len = rest.iter().position(|word| word.span().start >= span.end); // it is a few words on
    &rest[..len.unwrap_or(rest.len())]
}

/// Reads all figures of `text`, in document order, with the reasons or without.
pub(crate) fn indicators(text: &str, segments: &Segments, outline: &Outline, with_reasons: bool) -> Vec<Indicator> {
    let mut indicators: Vec<Indicator> = Vec::new();
    // Label spans by their start: 一、 and 2. count nothing.
    let labels: Vec<Span> = outline.nodes.iter().map(|node| node.label).filter(|label| !label.is_empty()).collect();
    // What the sentence before counted, while the paragraph lasts.
    let mut said = name::Said::default();
    let mut paragraph = None;
    // The paragraph that turned to what is planned: 下一步，将重点抓好…。一是….
    let mut turned = None;
    let mut clock = period::Clock::new(text, outline, segments.spoken);
    for (id, sentence) in segments.sentences.iter().enumerate() {
        if segments.title.as_ref().is_some_and(|title| title.blocks.contains(&sentence.block)) {
            continue;
        }
        let node = sentence.node.map(|node| &outline.nodes[node]);
        let title = |node: &Node| Span::new(node.label.end, node.span.end);
        let section = node.filter(|node| node.depth > 1).map_or(Span::default(), title);
        let words = behind_label(text, sentence.span, &labels);
        let part = std::iter::successors(sentence.node, |&id| outline.nodes[id].parent).last();
        let role = segments.blocks[sentence.block].role.or(node.and_then(|node| node.role));
        let role = if turned == Some(sentence.block) { Some(Role::Plan) } else { role };
        if status::turns_to_plans(words.of(text)) {
            turned = Some(sentence.block);
        }
        let context = Context {
            text,
            sentence: words,
            words: words_in(&segments.words, words),
            title: words_in(&segments.words, section),
            role,
            section,
            part: part.map_or(Span::default(), |id| title(&outline.nodes[id])),
            promising: OnceCell::new(),
        };
        let figures = scan::figures(&context, &labels);
        clock.enter(&context, outline, part);
        if figures.is_empty() {
            continue;
        }
        if paragraph.replace(sentence.block) != Some(sentence.block) {
            said = name::Said::default();
        }
        let names = name::names(&context, &figures, &mut said);
        // Whether a promise made the target before this figure, why it is one, and whether it is a part which 其中 opened.
        let mut target: Option<(bool, Reason, bool)> = None;
        let meanings: Vec<_> = (figures.iter().enumerate())
            .map(|(id, figure)| {
                let head = &figures[figure.head];
                let (mut status, mut reason, mut promised) = status::status(&context, figure, head);
                let before = id.checked_sub(1).map(|before| &figures[before]);
                let mut is_part = false;
                if let (Some((promise, why, in_parts)), Some(before), Status::Actual) = (target, before, status)
                    && status::is_part_of_target(&context, before, figure, in_parts)
                {
                    (status, reason, promised, is_part) = (Status::Target, why, promise, true);
                }
                target = (status == Status::Target).then_some((promised, reason, is_part));
                let (period, status) = clock.period(figure, (status, reason), promised);
                (period, status, status::change(&context, figure, head))
            })
            .collect();
        for ((figure, name), (period, status, change)) in figures.into_iter().zip(names).zip(meanings) {
            let reasons = || Reasons {
                value: figure.read,
                qualifier: figure.hedge,
                name: name.reason,
                period: period.1,
                status: status.1,
            };
            let rare = Rare {
                value_max: figure.value_max.map(|value| value.normalize()),
                reasons: with_reasons.then(reasons),
                edited: None,
            };
            room::reserve(&mut indicators, 1, figure.span.end, text.len());
            indicators.push(Indicator {
                id: indicators.len(),
                span: figure.span,
                change,
                value: figure.value.normalize(),
                unit: figure.unit,
                kind: figure.kind,
                qualifier: figure.qualifier,
                name: name.text.into(),
                status: status.0,
                period: period.0,
                sentence: id,
                rare: (rare.value_max.is_some() || with_reasons).then(|| Box::new(rare)),
            });
        }
    }
    indicators.shrink_to_fit();
    indicators
}
