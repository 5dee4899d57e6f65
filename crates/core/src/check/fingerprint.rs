//! What a finding is known by: the words that it rests on, and nothing of where they stand.
//!
//! A reader's "seen, fine" must survive an edit elsewhere in the document, so ids, offsets, section numbers and verdicts
//! are no part of it.

use crate::analysis::{Check, Indicator, Sentence};
use crate::sort::{self, Keyed};
use crate::text::Span;

/// FNV-1a of 64 bits: short, the same everywhere, and good enough for the hundreds of findings of a document.
struct Fnv(u64);

impl Fnv {
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// `words` without their white space, and an end mark.
    fn words(&mut self, words: &str) {
        let mut buffer = [0; 4];
        for c in words.chars().filter(|c| !c.is_whitespace()) {
            c.encode_utf8(&mut buffer).bytes().for_each(|byte| self.byte(byte));
        }
        self.byte(0);
    }
}

/// What a finding that rests on `evidence` is known by, as long as no other rests on the same words.
pub(super) fn of<'e>(evidence: impl Iterator<Item = &'e str>) -> u64 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    evidence.for_each(|words| hash.words(words));
    hash.0
}

/// Tells findings of the same words apart by their order: gives `put` the place of each but the first, and what it is known
/// by. `known` are their fingerprints, in order.
#[inline(never)]
pub(super) fn tell_apart(known: &[Keyed], put: &mut dyn FnMut(usize, u64)) {
    for twins in known.chunk_by(|one, other| one.key() == other.key()) {
        for (ordinal, twin) in (0_u64..).zip(twins).skip(1) {
            let mut hash = Fnv(twin.key());
            ordinal.to_le_bytes().iter().for_each(|&byte| hash.byte(byte));
            put(twin.at as usize, hash.0);
        }
    }
}

/// Gives each check its fingerprint: of its kind and, of each member, the number and the words of its own clause from the
/// figure before it to the next.
#[inline(never)]
pub(super) fn take(
    text: &str,
    sentences: &[Sentence],
    indicators: &[Indicator],
    members: &[usize],
    checks: &mut [Check],
) {
    for check in &mut *checks {
        let members = members[check.members.clone()].iter().flat_map(|&id| evidence(text, sentences, indicators, id));
        check.fingerprint = of(std::iter::once(check.kind.name()).chain(members));
    }
    let known = sort::keyed(checks.iter().map(|check| check.fingerprint));
    tell_apart(&known, &mut |at, fingerprint| checks[at].fingerprint = fingerprint);
}

/// The words of its clause before figure `id`, the number, and the words behind.
fn evidence<'t>(text: &'t str, sentences: &[Sentence], indicators: &[Indicator], id: usize) -> [&'t str; 3] {
    let figure = &indicators[id];
    let beside = |id: Option<usize>| {
        id.and_then(|id| indicators.get(id))
            .filter(|beside| beside.sentence == figure.sentence)
            .map(|beside| beside.span)
    };
    let sentence = sentences[figure.sentence].span;
    let start = beside(id.checked_sub(1)).map_or(sentence.start, |before| before.end);
    let end = beside(id.checked_add(1)).map_or(sentence.end, |next| next.start);
    let before = Span::new(start, figure.span.start).of(text).rsplit(super::CLAUSE_ENDS).next().unwrap_or("");
    let after = Span::new(figure.span.end, end).of(text).split(super::CLAUSE_ENDS).next().unwrap_or("");
    [before, figure.span.of(text), after]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        b"foobar".iter().for_each(|&byte| hash.byte(byte));
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }

    #[test]
    fn white_space_is_nothing_and_order_tells_twins_apart() {
        let [one, twin, other] = [["a", "b c"], ["a", "bc"], ["ab", "c"]].map(|words| of(words.into_iter()));
        assert!(one == twin && one != other);
        let mut apart = [one, other, twin, one];
        let known = sort::keyed(apart.into_iter());
        tell_apart(&known, &mut |at, hash| apart[at] = hash);
        assert_eq!(apart[..2], [one, other]);
        assert!(apart[2] != one && apart[3] != one && apart[2] != apart[3]);
    }
}
