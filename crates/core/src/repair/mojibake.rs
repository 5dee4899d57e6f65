//! Text read in an encoding that is not its own, as a whole: UTF-8 read as GBK (鍖哄煙缁忔祹), GBK or UTF-8 read as Latin-1
//! (ÇøÓò), Big5 read as GBK.
//!
//! Such a reading is undone by writing the text in the wrong encoding and reading the bytes in the right one. That it is the
//! right one shows: the bytes are valid from end to end, and common Chinese comes out.

use super::draft::Edit;
use super::gbk::Gbk;
use super::model::Model;
use super::survey::{Survey, is_usual};
use crate::decode::{Decoder, Encoding};
use wenheng_lexicon::Lexicon;

/// The share of characters outside ASCII that must be usual ones in what comes out.
const USUAL: f32 = 0.85;
/// The share of bytes that must be valid.
const VALID: f32 = 0.95;

/// A byte that was lost, among bytes.
const LOST: u16 = 256;

/// What undoing gave for one line.
struct Line {
    text: String,
    /// Bytes that were read, and bytes that could not be.
    good: usize,
    bad: usize,
}

/// One edit a line. `gbk` and `model` are asked for only where the survey gives cause.
#[inline(never)]
pub(super) fn edits<'t>(
    text: &str,
    survey: &Survey,
    lexicon: &Lexicon,
    decoder: Decoder,
    gbk: impl Fn() -> &'t Gbk,
    model: impl Fn() -> &'t Model<'static>,
) -> Vec<Edit> {
    if survey.reads_like_latin() {
        let narrow = |line: &str| line.chars().map(windows_1252).collect::<Option<Vec<u8>>>();
        let legacy = |encoding| move |line: &str| Some(read(decoder, encoding, &narrow(line)?));
        let utf8 =
            |line: &str| Some(read_utf8(narrow(line)?.into_iter().map(u16::from), |_, _| char::REPLACEMENT_CHARACTER));
        undo(text, lexicon, utf8)
            .or_else(|| undo(text, lexicon, legacy(Encoding::Gb18030)))
            .or_else(|| undo(text, lexicon, legacy(Encoding::Big5)))
            .unwrap_or_default()
    } else if survey.reads_like_wrong_gbk() {
        let gbk = gbk();
        let utf8 = |line: &str| {
            let guess = |before, candidates: &[char]| {
                let log = |&c: &char| model().log(before, c);
                let best = candidates.iter().copied().max_by(|one, other| log(one).total_cmp(&log(other)));
                best.unwrap_or(char::REPLACEMENT_CHARACTER)
            };
            Some(read_utf8(bytes(line, gbk)?.into_iter(), guess))
        };
        let big5 = |line: &str| {
            let bytes: Vec<u8> = bytes(line, gbk)?.into_iter().map(|byte| u8::try_from(byte).unwrap_or(b'?')).collect();
            Some(read(decoder, Encoding::Big5, &bytes))
        };
        undo(text, lexicon, utf8).or_else(|| undo(text, lexicon, big5)).unwrap_or_default()
    } else {
        Vec::new()
    }
}

/// The edits by which `read` makes Chinese of the text; none at all unless it does so for the whole.
fn undo(text: &str, lexicon: &Lexicon, read: impl Fn(&str) -> Option<Line>) -> Option<Vec<Edit>> {
    let (mut edits, mut good, mut bad, mut usual, mut all) = (Vec::new(), 0, 0, 0usize, 0usize);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if !content.is_ascii() {
            // What cannot be written in the wrong encoding was not read in it.
            let Some(line) = read(content) else {
                bad += content.len();
                start += line.len();
                continue;
            };
            good += line.good;
            bad += line.bad;
            for c in line.text.chars().filter(|c| !c.is_ascii()) {
                all += 1;
                usual += usize::from(is_usual(c, lexicon));
            }
            edits.push(Edit { at: start..start + content.len(), with: line.text, certain: line.bad == 0 });
        }
        start += line.len();
    }
    let valid = good as f32 >= (good + bad) as f32 * VALID;
    (valid && all > 0 && usual as f32 >= all as f32 * USUAL).then_some(edits)
}

/// The bytes of a line in GBK; `None` where it holds what GBK has not.
fn bytes(line: &str, gbk: &Gbk) -> Option<Vec<u16>> {
    let mut bytes = Vec::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '?' | char::REPLACEMENT_CHARACTER => bytes.push(LOST),
            '€' => bytes.push(0x80),
            _ if c.is_ascii() => bytes.push(c as u16),
            _ => bytes.extend(gbk.bytes(c)?.map(u16::from)),
        }
    }
    Some(bytes)
}

/// Bytes of a legacy encoding.
fn read(decoder: Decoder, encoding: Encoding, bytes: &[u8]) -> Line {
    let text = decoder(encoding, bytes);
    let bad = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    Line { good: bytes.len().saturating_sub(bad), bad, text }
}

/// UTF-8 in which single bytes may be lost; `guess` chooses a character by the one before it.
fn read_utf8(bytes: impl Iterator<Item = u16>, guess: impl Fn(char, &[char]) -> char) -> Line {
    let bytes: Vec<u16> = bytes.collect();
    let mut line = Line { text: String::new(), good: 0, bad: 0 };
    let mut at = 0;
    let mut before = '\n';
    while let Some(&first) = bytes.get(at) {
        let len = match first {
            0..=0x7F => 1,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            // A question mark that stands in no character's place is one.
            LOST => {
                line.text.push('?');
                before = '?';
                at += 1;
                continue;
            }
            _ => 0,
        };
        let rest: Vec<u16> = bytes[at..].iter().skip(1).take(usize::saturating_sub(len, 1)).copied().collect();
        let known = rest.iter().take_while(|byte| (0x80..=0xBF).contains(*byte)).count();
        let whole = |rest: &[u16]| {
            let bytes: Vec<u8> = std::iter::once(first).chain(rest.iter().copied()).map(|byte| byte as u8).collect();
            std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next())
        };
        let c = if len > 0 && known + 1 == len {
            at += len;
            line.good += len;
            whole(&rest)
        } else if len == 3 && known == 1 {
            // The last byte was lost to what follows the run: to a mark, or to the end of it.
            let marked = rest.get(1) == Some(&LOST);
            at += if marked { 3 } else { 2 };
            line.good += 2;
            line.bad += 1;
            let candidates: Vec<char> = (0x80..=0xBF).filter_map(|last| whole(&[rest[0], last])).collect();
            Some(guess(before, &candidates))
        } else {
            at += 1;
            None
        };
        if c.is_none() {
            line.bad += 1;
        }
        before = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        line.text.push(before);
    }
    line
}

/// The byte that Latin-1, or Windows-1252 where it has more, reads as this character.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let place = HIGH.iter().position(|&high| high == c);
    place.map(|place| 0x80 + place as u8).or_else(|| u8::try_from(u32::from(c)).ok())
}

/// Whether Latin-1 or Windows-1252 reads some byte above ASCII as this character.
pub(super) fn is_latin(c: char) -> bool {
    !c.is_ascii() && windows_1252(c).is_some()
}
