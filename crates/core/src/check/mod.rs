//! Figures that belong together by what the text says, checked against each other.
//!
//! One file a kind. A kind says `mismatch` only where the sentence itself puts the figures together, and `compare` where
//! names, units and times agree.

mod derived;
mod difference;
mod duration;
mod enumeration;
mod fingerprint;
mod growth;
mod hedge;
mod mean;
mod numbering;
mod order;
mod rate_over_time;
mod ratio;
mod repeat;
mod sum;

use crate::analysis::{
    Check, CheckKind, Derived, Indicator, Kind, Node, Numbering, Qualifier, Sentence, Status, Verdict,
};
use crate::data::{self, Words};
use crate::room;
use crate::sort;
use crate::text::Span;
use rust_decimal::Decimal;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The figures of one sentence, with the text between them; where the next sentence opens a list, of both.
pub(super) struct Group<'a> {
    text: &'a str,
    span: Span,
    figures: &'a [Indicator],
    /// In how many brackets each figure stands.
    depths: Vec<u8>,
}

impl<'a> Group<'a> {
    fn new(text: &'a str, span: Span, figures: &'a [Indicator]) -> Self {
        let (mut depth, mut start) = (0_u8, span.start);
        let depth_at = |figure: &Indicator| {
            for c in text[start..figure.span.start].chars() {
                match c {
                    '（' | '(' => depth = depth.saturating_add(1),
                    '）' | ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            start = figure.span.start;
            depth
        };
        Group { text, span, figures, depths: figures.iter().map(depth_at).collect() }
    }

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

    /// [`told`] of figures by their places in the group.
    fn check(
        &self,
        kind: CheckKind,
        verdict: Verdict,
        members: &[usize],
        made: [Decimal; 2],
        working: String,
    ) -> Found {
        told(kind, verdict, members.iter().map(|&id| self.figures[id].id).collect(), made, working)
    }
}

/// A check as it is found, before it is kept ([`Findings::keep`]).
pub(super) struct Found {
    kind: CheckKind,
    verdict: Verdict,
    members: Vec<usize>,
    expected: Decimal,
    stated: Decimal,
    working: String,
}

/// What figures `members` say of each other, the whole or the rate first: the others make it `expected`, it is printed as
/// `stated`, and `working` is the arithmetic.
fn told(
    kind: CheckKind,
    verdict: Verdict,
    members: Vec<usize>,
    [expected, stated]: [Decimal; 2],
    working: String,
) -> Found {
    let [expected, stated] = [expected, stated].map(|value| value.normalize());
    Found { kind, verdict, members, expected, stated, working }
}

const CLAUSE_ENDS: [char; 5] = ['，', ',', '；', ';', '。'];

/// Whether a list opens in `words`: 其中, and 从收入分类来看，, and 资金来源：, and 12个项目中，6个….
fn opens_list(words: &str) -> bool {
    // Asked of every gap between figures: one character tells most of them.
    let viewed = |at: usize| {
        words[at + '看'.len_utf8()..].starts_with(['，', ',', '：', ':']) && words[..at].contains(['从', '分', '按'])
    };
    words.contains('其') && words.contains("其中")
        || words.strip_suffix(['，', ',']).is_some_and(|words| words.ends_with('中'))
        || words.contains('源') && (words.contains("来源：") || words.contains("来源:"))
        || words.rfind('看').is_some_and(viewed)
}

/// What the checks found.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) checks: Vec<Check>,
    pub(crate) members: Vec<usize>,
    pub(crate) workings: String,
    pub(crate) derived: Vec<Derived>,
    pub(crate) numbering: Vec<Numbering>,
}

impl Findings {
    /// Keeps what was `found` where `read` of the text's `all` bytes are read, in little room: members and arithmetic go to
    /// those of the others.
    #[inline(never)]
    fn keep(&mut self, found: &mut Vec<Found>, read: usize, all: usize) {
        room::reserve(&mut self.checks, found.len(), read, all);
        let members = found.iter().map(|check| check.members.len()).sum();
        room::reserve(&mut self.members, members, read, all);
        let workings = found.iter().map(|check| check.working.len() + 1).sum();
        room::reserve_text(&mut self.workings, workings, read, all);
        for Found { kind, verdict, members, expected, stated, working } in found.drain(..) {
            let (first, start) = (self.members.len(), self.workings.len());
            self.members.extend(members);
            self.workings.push_str(&working);
            self.workings.push('\n');
            // The fingerprint is taken when all checks are known.
            self.checks.push(Check {
                kind,
                verdict,
                members: first..self.members.len(),
                expected,
                stated,
                working: start,
                fingerprint: 0,
            });
        }
    }
}

/// Checks every sentence, what the document says twice, and the labels of its outline; in document order.
///
/// Costs time in proportion to the number of figures.
pub(crate) fn check(text: &str, sentences: &[Sentence], nodes: &[Node], indicators: &[Indicator]) -> Findings {
    let mut findings = Findings { numbering: numbering::faults(text, nodes), ..Findings::default() };
    let mut places = repeat::Places::default();
    let mut shares = ratio::Shares::default();
    let follows = |a: &Indicator, b: &Indicator| {
        let sentence = &sentences[b.sentence];
        a.sentence == b.sentence
            || a.sentence + 1 == b.sentence
                && (sentence.block == sentences[a.sentence].block
                    || sentence.block == sentences[a.sentence].block + 1 && sentence.span.of(text).starts_with("其中"))
                && opens_list(Span::new(sentence.span.start, b.span.start).of(text))
    };
    let mut found = Vec::new();
    for figures in indicators.chunk_by(follows) {
        let (Some(first), Some(last)) = (figures.first(), figures.last()) else { continue };
        let span = Span::new(sentences[first.sentence].span.start, sentences[last.sentence].span.end);
        let group = Group::new(text, span, figures);
        sum::checks(&group, &mut found);
        ratio::checks(&group, &mut found);
        difference::checks(&group, &mut found);
        growth::checks(&group, &mut found);
        order::checks(&group, &mut found);
        enumeration::checks(&group, &mut found);
        rate_over_time::checks(&group, &mut found);
        mean::checks(&group, &mut found);
        duration::checks(&group, &mut found);
        hedge::checks(&group, &mut found);
        let checked = wholes_and_rates(&found);
        derived::derive(&group, &checked, &mut findings.derived);
        places.note(&group);
        shares.note(&group, &checked);
        findings.keep(&mut found, span.end, text.len());
    }
    places.checks(&mut found);
    findings.keep(&mut found, text.len(), text.len());
    let document = Group { text, span: Span::new(0, text.len()), figures: indicators, depths: Vec::new() };
    shares.checks(&document, &mut found);
    // What they are shares of is stated.
    let stated = wholes_and_rates(&found);
    findings.derived.retain(|implied| !stated.contains(&implied.members[0]));
    findings.keep(&mut found, text.len(), text.len());
    let Findings { checks, members, .. } = &mut findings;
    sort::by(checks, |check| members[check.members.clone()].iter().copied().min().unwrap_or(0) as u64);
    fingerprint::take(text, sentences, indicators, members, checks);
    findings
}

/// The first member of each check.
fn wholes_and_rates(checks: &[Found]) -> FxHashSet<usize> {
    checks.iter().filter_map(|check| check.members.first().copied()).collect()
}

/// Declares the kinds of words in `data/checks.tsv`, whose head says what each is for.
macro_rules! lists {
    ($($kind:ident)+) => {
        pub(super) struct Lists {
            $($kind: Words,)+
            /// What makes up a whole in twos.
            opposite: Vec<[&'static str; 2]>,
        }

        static WORDS: LazyLock<Lists> = LazyLock::new(|| {
            let table = include_str!("../../data/checks.tsv");
            let pairs = data::rows(table).filter(|row| row[0] == "opposite");
            Lists {
                $($kind: data::words_of(table, stringify!($kind)),)+
                opposite: pairs.filter_map(|row| Some([*row.get(1)?, row.get(2).copied().unwrap_or("")])).collect(),
            }
        });

        #[cfg(test)]
        const KINDS: &[&str] = &[$(stringify!($kind),)+ "opposite"];
    };
}

lists! {
    attribute state done narrower span place yearly yearly_beside bounded task remainder total opening up down other_change share
    summed daily monthly lasting not_lasting counted joined_about adverb this_year not_comparable compared changed whole_place
    unlisted told_of_all
}

/// Decimal places that a figure is printed with.
fn places(surface: &str) -> u32 {
    let fraction = surface.split(['.', '．']).nth(1).unwrap_or("");
    fraction.chars().take_while(|&c| crate::han::digit(c).is_some()).count() as u32
}

fn is_exact(indicator: &Indicator) -> bool {
    indicator.qualifier == Qualifier::Exact && indicator.value_max().is_none()
}

/// Whether the figure is a quantity that adds up and has shares: no rate, rank, age, change or range.
fn is_quantity(figure: &Indicator) -> bool {
    !matches!(figure.kind, Kind::Percent | Kind::Rank | Kind::Multiple | Kind::Age)
        && figure.change.is_none()
        && figure.value_max().is_none()
}

/// Sums and differences that stop at the ends of what a decimal holds. One copy each: the library's own takes 2 KB of the
/// module that browsers download wherever it is compiled in.
#[inline(never)]
fn plus(one: Decimal, other: Decimal) -> Decimal {
    one.saturating_add(other)
}

#[inline(never)]
fn minus(one: Decimal, other: Decimal) -> Decimal {
    one.saturating_sub(other)
}

/// What a printed number may stand for: half a unit of the last digit to either side where it was rounded, and what its
/// qualifier allows. A whole number without 万 or 亿 was counted, and stands for itself.
#[derive(Clone, Copy)]
struct Range {
    low: Decimal,
    high: Decimal,
}

impl Range {
    const HUNDRED: Range = Range { low: Decimal::ONE_HUNDRED, high: Decimal::ONE_HUNDRED };

    fn of(group: &Group<'_>, id: usize) -> Self {
        let figure = &group.figures[id];
        // 任务2亿元 was set and not measured.
        let open = if figure.status == Status::Target { Decimal::ZERO } else { step(group, id) };
        let (half, value, slack) = (open / Decimal::TWO, figure.value, slack(figure.value));
        let (low, high) = match figure.qualifier {
            Qualifier::Exact => (minus(value, half), plus(value, half)),
            Qualifier::Approx => (minus(value, slack), plus(value, slack)),
            Qualifier::Over => (value, plus(value, slack)),
            Qualifier::Under => (minus(value, slack), value),
            Qualifier::Range => (value, figure.value_max().unwrap_or(value)),
        };
        Range { low, high }
    }

    fn plus(self, other: Range) -> Range {
        Range { low: plus(self.low, other.low), high: plus(self.high, other.high) }
    }

    fn minus(self, other: Range) -> Range {
        Range { low: minus(self.low, other.high), high: minus(self.high, other.low) }
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
    let off = minus(computed, stated).abs();
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

/// How the arithmetic of a check writes its numbers: as they are printed, where all are printed in 万 or in 亿, and rates
/// with as many places as they are printed with.
pub(super) struct Scale {
    factor: Decimal,
    mark: &'static str,
    places: Option<u32>,
}

impl Scale {
    /// The scale that all of `members` are printed in.
    fn of(group: &Group<'_>, members: impl Iterator<Item = usize> + Clone) -> Self {
        let printed = |mark: [char; 2]| members.clone().all(|id| group.surface(id).contains(mark));
        if printed(['亿', '億']) {
            Scale { factor: Decimal::from(100_000_000), mark: "亿", places: None }
        } else if printed(['万', '萬']) {
            Scale { factor: Decimal::from(10_000), mark: "万", places: None }
        } else {
            Scale::PLAIN
        }
    }

    const PLAIN: Scale = Scale { factor: Decimal::ONE, mark: "", places: None };

    /// That of rates with so many decimal places.
    fn percent(places: u32) -> Self {
        Scale { factor: Decimal::ONE, mark: "%", places: Some(places) }
    }

    fn show(&self, value: Decimal) -> String {
        let value = (value / self.factor).normalize();
        match self.places {
            Some(places) => format!("{value:.*}{}", places.max(value.scale()) as usize, self.mark),
            None => format!("{value}{}", self.mark),
        }
    }

    /// `left`, what it makes, and how that compares with what is printed.
    fn equation(&self, left: String, verdict: Verdict, [made, printed]: [Decimal; 2]) -> String {
        let [made, printed] = [made, printed].map(|value| self.show(value));
        match (verdict, left == made) {
            (Verdict::Ok, _) => format!("{left} = {printed}"),
            (_, true) => format!("{left} {} {printed}", sign(verdict)),
            (_, false) => format!("{left} = {made} {} {printed}", sign(verdict)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_of_a_known_kind() {
        let rows: Vec<_> = data::rows(include_str!("../../data/checks.tsv")).collect();
        for row in &rows {
            assert!(KINDS.contains(&row[0]) && (row.len() == 2 || row[0] == "opposite"), "{row:?}");
        }
        assert!(KINDS.iter().all(|kind| rows.iter().any(|row| row[0] == *kind)));
    }
}
