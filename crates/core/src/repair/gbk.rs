//! GBK as a table in both directions, derived from the decoder.

use crate::decode::{Decoder, Encoding};

const LEADS: std::ops::RangeInclusive<u8> = 0x81..=0xFE;
const TRAILS: std::ops::RangeInclusive<u8> = 0x40..=0xFE;

/// A pair that is no trail byte's place, or that the decoder does not know.
const NONE: char = '\0';

/// The double-byte characters of GB18030 and their bytes.
pub(super) struct Gbk {
    /// By lead and trail byte.
    chars: Vec<char>,
    /// By character of the Basic Multilingual Plane; 0 where it has none.
    pairs: Vec<u16>,
}

impl Gbk {
    /// Decodes all 24,000 pairs once.
    pub(super) fn new(decoder: Decoder) -> Self {
        // A line each, as a decoder that does not know a pair may give one character or two for it.
        let bytes: Vec<u8> = every_pair().flat_map(|pair| [(pair >> 8) as u8, pair as u8, b'\n']).collect();
        let decoded = decoder(Encoding::Gb18030, &bytes);
        let mut gbk = Gbk { chars: vec![NONE; LEADS.len() * TRAILS.len()], pairs: vec![0; 1 << 16] };
        for (pair, line) in every_pair().zip(decoded.split('\n')) {
            let mut chars = line.chars();
            let (Some(c), None) = (chars.next(), chars.next()) else { continue };
            let c = if c == char::REPLACEMENT_CHARACTER { private_use(pair).unwrap_or(NONE) } else { c };
            if c.is_ascii() {
                continue;
            }
            gbk.chars[index(pair)] = c;
            // Not every decoder has given up the private-use character of a pair that has got one of its own since.
            for c in [Some(c), private_use(pair)].into_iter().flatten() {
                if let Some(place) = gbk.pairs.get_mut(c as usize).filter(|place| **place == 0) {
                    *place = pair;
                }
            }
        }
        gbk
    }

    /// The character of two bytes.
    pub(super) fn char(&self, lead: u8, trail: u8) -> Option<char> {
        let valid = LEADS.contains(&lead) && TRAILS.contains(&trail);
        let pair = u16::from_be_bytes([lead, trail]);
        valid.then(|| self.chars[index(pair)]).filter(|&c| c != NONE)
    }

    /// The two bytes of a character.
    pub(super) fn bytes(&self, c: char) -> Option<[u8; 2]> {
        self.pairs.get(c as usize).copied().filter(|&pair| pair != 0).map(u16::to_be_bytes)
    }
}

fn every_pair() -> impl Iterator<Item = u16> {
    LEADS.flat_map(|lead| TRAILS.filter(|&trail| trail != 0x7F).map(move |trail| u16::from_be_bytes([lead, trail])))
}

fn index(pair: u16) -> usize {
    let [lead, trail] = pair.to_be_bytes();
    usize::from(lead - LEADS.start()) * TRAILS.len() + usize::from(trail - TRAILS.start())
}

/// Whether GBK itself assigns no character to the two bytes: 2,149 pairs that only GB18030 fills, most of them with
/// private-use characters. Decoders of GBK drop them, or keep them as such.
pub(super) fn is_unassigned(lead: u8, trail: u8) -> bool {
    matches!(
        (lead, trail),
        (0xAA..=0xAF | 0xF8..=0xFE, 0xA1..)
            | (0xA1..=0xA7, ..=0xA0)
            | (0xFE, 0x50..=0xA0)
            | (0xA2, 0xAB..=0xB0 | 0xE3 | 0xE4 | 0xEF | 0xF0 | 0xFD | 0xFE)
            | (0xA4, 0xF4..=0xFE)
            | (0xA5, 0xF7..=0xFE)
            | (0xA6, 0xB9..=0xC0 | 0xD9..=0xDF | 0xEC | 0xED | 0xF3 | 0xF6..=0xFE)
            | (0xA7, 0xC2..=0xD0 | 0xF2..=0xFE)
            | (0xA8, 0x96..=0xA0 | 0xBC | 0xBF | 0xC1..=0xC4 | 0xEA..=0xFE)
            | (0xA9, 0x58 | 0x5B | 0x5D..=0x5F | 0x89..=0x95 | 0x97..=0xA3 | 0xF0..=0xFE)
            | (0xD7, 0xFA..=0xFE)
    )
}

/// Whether a character is one of those with which GB18030 fills the pairs that GBK leaves open.
pub(super) fn is_user_defined(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e864}')
}

/// The private-use character that stands for a pair of GBK's user-defined areas.
fn private_use(pair: u16) -> Option<char> {
    let [lead, trail] = pair.to_be_bytes().map(u32::from);
    let code = match (lead, trail) {
        (0xAA..=0xAF, 0xA1..) => 0xE000 + (lead - 0xAA) * 94 + trail - 0xA1,
        (0xF8..=0xFE, 0xA1..) => 0xE234 + (lead - 0xF8) * 94 + trail - 0xA1,
        (0xA1..=0xA7, 0x40..=0xA0) => 0xE4C6 + (lead - 0xA1) * 96 + trail - 0x40 - u32::from(trail > 0x7F),
        _ => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_agree() {
        let gbk = Gbk::new(crate::decode::default_decoder);
        assert_eq!(gbk.char(0xD6, 0xD0), Some('中'));
        assert_eq!(gbk.bytes('黨'), Some([0xFC, 0x68]));
        assert_eq!(gbk.char(0xD6, 0x7F), None);
        assert_eq!(gbk.char(0x20, 0x40), None);
        assert_eq!(gbk.bytes('a'), None);
        assert_eq!(gbk.bytes('😀'), None);
        // A3A0 is a second ideographic space.
        assert_eq!(gbk.char(0xA3, 0xA0), Some('\u{3000}'));
        for pair in every_pair().filter(|&pair| pair != 0xA3A0) {
            let [lead, trail] = pair.to_be_bytes();
            let c = gbk.char(lead, trail).unwrap_or_else(|| panic!("{pair:X}"));
            assert_eq!(gbk.bytes(c), Some([lead, trail]), "{pair:X}");
            // What GBK leaves open is private use, but for what GB18030 filled later.
            let private = matches!(c, '\u{e000}'..='\u{f8ff}');
            assert!(!private || is_unassigned(lead, trail), "{pair:X}");
            assert!(private_use(pair).is_none_or(|user| user == c), "{pair:X}");
        }
        assert_eq!(every_pair().filter(|pair| is_unassigned((pair >> 8) as u8, *pair as u8)).count(), 2149);
    }
}
