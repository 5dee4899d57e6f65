//! What a document speaks of: its words by how often they stand in it and how rare they are elsewhere.
//!
//! The lexicon knows how often a word occurs in Chinese at large, so a word of the field (党群服务中心) outweighs one that
//! every text has (工作). Logarithms are in whole numbers, so that every machine gives the same bytes.

use crate::analysis::{Keyword, TAGS, Word};
use crate::data;
use crate::han;
use crate::segment::Segments;
use crate::sort;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;
use wenheng_lexicon::Lexicon;

/// How many keywords are given.
const MOST: usize = 40;
/// A word that stands this often is spoken of.
const LEAST_COUNT: usize = 2;
/// Words of the field have this frequency in the lexicon or less; rarer ones weigh no more.
const RAREST: u64 = 20;

/// A word that is one in two to this power of all words (in 256ths) is common and weighs nothing.
const COMMON: u64 = 10 * 256;

/// The keywords of `text`, the weightiest first; of equal ones the first in the text. Costs one pass over the words.
pub(crate) fn keywords(text: &str, segments: &Segments, lexicon: &Lexicon) -> Vec<Keyword> {
    let mut found: Vec<_> = (told(text, segments).into_iter())
        .filter(|(word, told)| told.count >= LEAST_COUNT && speaks(word))
        .map(|(word, told)| (weight(word, told.count, lexicon), word, told))
        .collect();
    sort::by(&mut found, |(.., told)| told.first as u64);
    sort::by(&mut found, |(weight, ..)| !weight);
    found.truncate(MOST);
    let all: u64 = found.iter().map(|(weight, ..)| weight).sum();
    let numbers: FxHashMap<&str, usize> =
        found.iter().enumerate().map(|(number, (_, word, _))| (*word, number)).collect();
    let mut keywords: Vec<_> = (found.into_iter())
        .map(|(weight, word, told)| Keyword {
            word: word.to_owned(),
            places: Vec::with_capacity(told.count),
            weight: (Decimal::from(weight) / Decimal::from(all.max(1))).round_dp(4).normalize(),
        })
        .collect();
    // The places of the few, now that they are known: those of all would take as much room as the text.
    for word in naming(segments) {
        if let Some(&number) = numbers.get(word.span().of(text)) {
            keywords[number].places.push(word.span().start);
        }
    }
    keywords
}

/// How often a word stands in the text, and where first.
struct Told {
    count: usize,
    first: usize,
}

#[inline(never)]
fn told<'t>(text: &'t str, segments: &Segments) -> FxHashMap<&'t str, Told> {
    let mut told: FxHashMap<&str, Told> = FxHashMap::default();
    for word in naming(segments) {
        let first = word.span().start;
        told.entry(word.span().of(text)).or_insert(Told { count: 0, first }).count += 1;
    }
    told
}

/// The words that name something by their tag: nouns and terms, in order. The page around the document says nothing of what
/// it speaks of: only those of sentences count.
fn naming(segments: &Segments) -> impl Iterator<Item = Word> {
    let names = |tag: &str| tag.starts_with('n') && tag != "nr" || matches!(tag, "vn" | "l" | "j" | "x");
    let names: Vec<bool> = TAGS.iter().map(|tag| names(tag)).collect();
    let mut sentences = segments.sentences.iter().map(|sentence| sentence.span).peekable();
    segments.words.iter().copied().filter(move |word| {
        let at = word.span().start;
        while sentences.next_if(|sentence| sentence.end <= at).is_some() {}
        names[usize::from(word.tag().number())] && sentences.peek().is_some_and(|sentence| sentence.start <= at)
    })
}

static GENERIC: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| data::rows(include_str!("../data/generic.tsv")).map(|row| row[0]).collect());

/// Whether a word has two or more characters, no digits and marks among them, and is none that every report has; 一是 is a
/// label.
fn speaks(word: &str) -> bool {
    let label = word.ends_with(['是', '要']) && word.starts_with(|c| han::chinese_digit(c).is_some() || c == '十');
    word.chars().nth(1).is_some() && word.chars().all(han::is_han) && !label && !GENERIC.contains(word)
}

/// How often it stands, times how rare it is, times how much it says: a longer word says more.
fn weight(word: &str, count: usize, lexicon: &Lexicon) -> u64 {
    let frequency = lexicon.get(word).map_or(RAREST, |entry| u64::from(entry.freq)).max(RAREST);
    let rarity = log2(lexicon.total().max(RAREST)).saturating_sub(log2(frequency) + COMMON);
    count as u64 * rarity * (2 + word.chars().count() as u64)
}

/// The binary logarithm of `n` in 256ths, rounded down.
fn log2(n: u64) -> u64 {
    let whole = n.ilog2();
    let mut fraction = 0;
    // The mantissa in 32 bits, squared eight times: each time it reaches 2 the next bit is set.
    let mut mantissa = (u128::from(n) << 32) >> whole;
    for bit in (0..8).rev() {
        mantissa = (mantissa * mantissa) >> 32;
        if mantissa >= 2 << 32 {
            mantissa >>= 1;
            fraction |= 1 << bit;
        }
    }
    u64::from(whole) * 256 + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_in_whole_numbers() {
        for n in [1u64, 2, 3, 10, 1000, 60_101_967] {
            let exact = (n as f64).log2() * 256.0;
            assert!((exact - log2(n) as f64).abs() < 1.5, "{n}");
        }
    }
}
