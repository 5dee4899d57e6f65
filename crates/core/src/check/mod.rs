//! Figures that belong together by what the text says, checked against each other.
//!
//! One file a kind. A kind says `mismatch` only where the sentence itself puts the figures together.

mod ratio;
mod sum;

use crate::analysis::{Check, Indicator, Qualifier, Sentence};
use crate::data;
use crate::text::Span;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// The figures of one sentence, with the text between them; where the next sentence opens with 其中, of both.
pub(super) struct Group<'a> {
    text: &'a str,
    span: Span,
    figures: &'a [Indicator],
}

impl Group<'_> {
    /// The text between figure `id` and the one before it, or the sentence's beginning.
    fn before(&self, id: usize) -> &str {
        let start = id.checked_sub(1).map_or(self.span.start, |id| self.figures[id].span.end);
        &self.text[start..self.figures[id].span.start]
    }

    /// The text from figure `id` to the next one, or the sentence's end.
    fn after(&self, id: usize) -> &str {
        let end = self.figures.get(id + 1).map_or(self.span.end, |next| next.span.start);
        &self.text[self.figures[id].span.end..end]
    }

    fn surface(&self, id: usize) -> &str {
        self.figures[id].span.of(self.text)
    }
}

/// Checks every sentence; in order of the first member.
pub(crate) fn checks(text: &str, sentences: &[Sentence], indicators: &[Indicator]) -> Vec<Check> {
    let mut checks = Vec::new();
    let follows = |a: &Indicator, b: &Indicator| {
        let sentence = &sentences[b.sentence];
        a.sentence == b.sentence
            || a.sentence + 1 == b.sentence
                && sentence.block == sentences[a.sentence].block
                && sentence.span.of(text).starts_with("其中")
    };
    for figures in indicators.chunk_by(follows) {
        let [first, .., last] = figures else { continue };
        let span = Span::new(sentences[first.sentence].span.start, sentences[last.sentence].span.end);
        let group = Group { text, span, figures };
        sum::checks(&group, &mut checks);
        ratio::checks(&group, &mut checks);
    }
    checks.sort_by_key(|check| check.members.iter().copied().min());
    checks
}

/// Words of `data/checks.tsv`.
pub(super) struct Words(Vec<&'static str>);

impl Words {
    fn stand_in(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.contains(word))
    }
}

/// What keeps figures apart that stand together.
pub(super) struct Apart {
    attributes: Words,
    states: Words,
    narrower: Words,
}

static WORDS: LazyLock<Apart> = LazyLock::new(|| {
    let words = |kind| Words(data::words_of(include_str!("../../data/checks.tsv"), kind));
    Apart { attributes: words("attribute"), states: words("state"), narrower: words("narrower") }
});

/// Decimal places that a figure is printed with.
fn places(surface: &str) -> u32 {
    let fraction = surface.split(['.', '．']).nth(1).unwrap_or("");
    fraction.chars().take_while(|&c| crate::han::digit(c).is_some()).count() as u32
}

fn is_exact(indicator: &Indicator) -> bool {
    indicator.qualifier == Qualifier::Exact && indicator.value_max.is_none()
}

/// How the explanation of a check writes its numbers: as they are printed, where all are printed in 万 or in 亿.
pub(super) struct Scale {
    factor: Decimal,
    mark: &'static str,
}

impl Scale {
    /// The scale that all of `members` are printed in.
    fn of(group: &Group<'_>, members: impl Iterator<Item = usize> + Clone) -> Self {
        let printed = |mark: [char; 2]| members.clone().all(|id| group.surface(id).contains(mark));
        if printed(['亿', '億']) {
            Scale { factor: Decimal::from(100_000_000), mark: "亿" }
        } else if printed(['万', '萬']) {
            Scale { factor: Decimal::from(10_000), mark: "万" }
        } else {
            Scale { factor: Decimal::ONE, mark: "" }
        }
    }

    fn show(&self, value: Decimal) -> String {
        format!("{}{}", (value / self.factor).normalize(), self.mark)
    }
}
