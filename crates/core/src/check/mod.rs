//! Figures that belong together by what the text says, checked against each other.
//!
//! One file a kind. A kind says `mismatch` only where the sentence itself puts the figures together, and `compare` where
//! names, units and times agree.

mod difference;
mod duration;
mod enumeration;
mod growth;
mod hedge;
mod order;
mod rate_over_time;
mod ratio;
mod repeat;
mod sum;

use crate::analysis::{Check, Indicator, Kind, Qualifier, Sentence, Verdict};
use crate::data;
use crate::sort;
use crate::text::Span;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// The figures of one sentence, with the text between them; where the next sentence opens with 其中, of both.
pub(super) struct Group<'a> {
    text: &'a str,
    span: Span,
    figures: &'a [Indicator],
}

impl<'a> Group<'a> {
    /// The text between figure `id` and the one before it, or the sentence's beginning.
    fn before(&self, id: usize) -> &'a str {
        let start = id.checked_sub(1).map_or(self.span.start, |id| self.figures[id].span.end);
        &self.text[start..self.figures[id].span.start]
    }

    /// The text from figure `id` to the next one, or the sentence's end.
    fn after(&self, id: usize) -> &'a str {
        let end = self.figures.get(id + 1).map_or(self.span.end, |next| next.span.start);
        &self.text[self.figures[id].span.end..end]
    }

    fn surface(&self, id: usize) -> &'a str {
        self.figures[id].span.of(self.text)
    }

    /// The words of its own clause before figure `id`.
    fn clause_before(&self, id: usize) -> &'a str {
        self.before(id).rsplit(CLAUSE_ENDS).next().unwrap_or("")
    }

    /// The words of its own clause after figure `id`.
    fn clause_after(&self, id: usize) -> &'a str {
        self.after(id).split(CLAUSE_ENDS).next().unwrap_or("")
    }
}

const CLAUSE_ENDS: [char; 5] = ['，', ',', '；', ';', '。'];

/// Checks every sentence, and what the document says twice; in order of the first member.
///
/// Costs time in proportion to the number of figures.
pub(crate) fn checks(text: &str, sentences: &[Sentence], indicators: &[Indicator]) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut places = repeat::Places::default();
    let follows = |a: &Indicator, b: &Indicator| {
        let sentence = &sentences[b.sentence];
        a.sentence == b.sentence
            || a.sentence + 1 == b.sentence
                && sentence.block == sentences[a.sentence].block
                && sentence.span.of(text).starts_with("其中")
    };
    for figures in indicators.chunk_by(follows) {
        let (Some(first), Some(last)) = (figures.first(), figures.last()) else { continue };
        let span = Span::new(sentences[first.sentence].span.start, sentences[last.sentence].span.end);
        let group = Group { text, span, figures };
        sum::checks(&group, &mut checks);
        ratio::checks(&group, &mut checks);
        difference::checks(&group, &mut checks);
        growth::checks(&group, &mut checks);
        order::checks(&group, &mut checks);
        enumeration::checks(&group, &mut checks);
        rate_over_time::checks(&group, &mut checks);
        duration::checks(&group, &mut checks);
        hedge::checks(&group, &mut checks);
        places.note(&group);
    }
    places.checks(&mut checks);
    sort::by(&mut checks, |check| check.members.iter().copied().min().unwrap_or(0) as u64);
    checks
}

/// Words of `data/checks.tsv`.
pub(super) struct Words(Vec<&'static str>);

impl Words {
    fn stand_in(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.contains(word))
    }

    /// The longest that `text` begins with.
    fn longest_prefix(&self, text: &str) -> Option<&'static str> {
        data::longest_prefix(&self.0, text)
    }

    /// Whether `text` ends in one of them.
    fn end(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.ends_with(word))
    }
}

/// What keeps figures apart that stand together.
pub(super) struct Apart {
    attributes: Words,
    states: Words,
    narrower: Words,
    places: Words,
    yearly: Words,
    bounded: Words,
}

static WORDS: LazyLock<Apart> = LazyLock::new(|| {
    let words = |kind| Words(data::words_of(include_str!("../../data/checks.tsv"), kind));
    Apart {
        attributes: words("attribute"),
        states: words("state"),
        narrower: words("narrower"),
        places: words("place"),
        yearly: words("yearly"),
        bounded: words("bounded"),
    }
});

/// Decimal places that a figure is printed with.
fn places(surface: &str) -> u32 {
    let fraction = surface.split(['.', '．']).nth(1).unwrap_or("");
    fraction.chars().take_while(|&c| crate::han::digit(c).is_some()).count() as u32
}

fn is_exact(indicator: &Indicator) -> bool {
    indicator.qualifier == Qualifier::Exact && indicator.value_max.is_none()
}

/// Whether the figure is a quantity that adds up and has shares: no rate, rank, age, change or range.
fn is_quantity(figure: &Indicator) -> bool {
    !matches!(figure.kind, Kind::Percent | Kind::Rank | Kind::Multiple | Kind::Age)
        && figure.change.is_none()
        && figure.value_max.is_none()
}

/// What a printed number may stand for: half a unit of the last digit to either side where it was rounded, and what its
/// qualifier allows. A whole number without 万 or 亿 was counted, and stands for itself.
#[derive(Clone, Copy)]
struct Range {
    low: Decimal,
    high: Decimal,
}

impl Range {
    fn of(group: &Group<'_>, id: usize) -> Self {
        let figure = &group.figures[id];
        let half = step(group, id) / Decimal::TWO;
        let (value, slack) = (figure.value, slack(figure.value));
        let (low, high) = match figure.qualifier {
            Qualifier::Exact => (value.saturating_sub(half), value.saturating_add(half)),
            Qualifier::Approx => (value.saturating_sub(slack), value.saturating_add(slack)),
            Qualifier::Over => (value, value.saturating_add(slack)),
            Qualifier::Under => (value.saturating_sub(slack), value),
            Qualifier::Range => (value, figure.value_max.unwrap_or(value)),
        };
        Range { low, high }
    }

    fn plus(self, other: Range) -> Range {
        Range { low: self.low.saturating_add(other.low), high: self.high.saturating_add(other.high) }
    }

    fn minus(self, other: Range) -> Range {
        Range { low: self.low.saturating_sub(other.high), high: self.high.saturating_sub(other.low) }
    }

    /// Of positive ranges, in percent.
    fn percent_of(self, whole: Range) -> Option<Range> {
        Some(Range { low: percent(self.low, whole.high)?, high: percent(self.high, whole.low)? })
    }

    fn meets(self, other: Range) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// One unit of the last printed digit; none of a whole number, which was counted.
fn step(group: &Group<'_>, id: usize) -> Decimal {
    let surface = group.surface(id);
    let places = places(surface);
    let factor = match surface {
        _ if surface.contains(['亿', '億']) => 100_000_000,
        _ if surface.contains(['万', '萬']) => 10_000,
        _ if places > 0 || group.figures[id].kind == Kind::Percent => 1,
        _ => return Decimal::ZERO,
    };
    Decimal::from(factor) * Decimal::new(1, places.min(Decimal::MAX_SCALE))
}

/// What 约, 余, 近 and 超 allow: a tenth, and of a round number one more of its last digit that is not zero (1万余 is below
/// 2万).
fn slack(value: Decimal) -> Decimal {
    let mut grain = Decimal::ONE;
    while let Some(next) = grain.checked_mul(Decimal::TEN)
        && next <= value
        && (value % next).is_zero()
    {
        grain = next;
    }
    (value / Decimal::TEN).max(if grain > Decimal::ONE { grain } else { Decimal::ZERO })
}

/// `part ÷ whole` in percent.
fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED)
}

/// Whether what was computed is what figure `id` says: `Ok` to its last printed digit, `Rounding` less than one unit of that
/// digit away or inside `range`; `None` where they contradict each other.
fn agreement(group: &Group<'_>, id: usize, computed: Decimal, range: Range) -> Option<Verdict> {
    let (stated, step) = (group.figures[id].value, step(group, id));
    let off = computed.saturating_sub(stated).abs();
    if off <= step / Decimal::TWO && is_exact(&group.figures[id]) {
        Some(Verdict::Ok)
    } else {
        (off < step || range.meets(Range::of(group, id))).then_some(Verdict::Rounding)
    }
}

/// What stands between a computed and a printed number.
fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "=",
        Verdict::Rounding => "≈",
        Verdict::Partial => "≤",
        Verdict::Compare | Verdict::Mismatch => "≠",
    }
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
