//! Which encoding bytes are in, decided by what they say in it.

use crate::data;

/// An encoding that documents come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// GB 18030, and with it GBK and GB 2312.
    Gb18030,
    /// Big5 with the Hong Kong supplement.
    Big5,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 5] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Gb18030, Self::Big5];

    /// Its name in the WHATWG Encoding Standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
        }
    }

    /// The encoding that a label of the WHATWG Encoding Standard means, in any case; GBK and GB 2312 are read as GB 18030.
    pub fn from_label(label: &str) -> Option<Self> {
        Some(match label.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "unicode-1-1-utf-8" | "unicode11utf8" | "unicode20utf8" | "x-unicode20utf8" => {
                Self::Utf8
            }
            "utf-16" | "utf-16le" | "unicode" | "ucs-2" | "iso-10646-ucs-2" | "csunicode" | "unicodefeff" => {
                Self::Utf16Le
            }
            "utf-16be" | "unicodefffe" => Self::Utf16Be,
            "gb18030" | "gbk" | "x-gbk" | "gb2312" | "gb_2312" | "gb_2312-80" | "csgb2312" | "csiso58gb231280"
            | "chinese" | "iso-ir-58" => Self::Gb18030,
            "big5" | "big5-hkscs" | "cn-big5" | "csbig5" | "x-x-big5" => Self::Big5,
            _ => return None,
        })
    }
}

/// Bytes of an encoding to text as the WHATWG Encoding Standard decodes them: what is malformed becomes U+FFFD.
/// It is asked for GB 18030 and Big5 only.
pub type Decoder = fn(Encoding, &[u8]) -> String;

/// The decoder of [`crate::Options`] by default: `encoding_rs`, whose tables the feature `encodings` brings.
#[cfg(feature = "encodings")]
pub(crate) fn default_decoder(encoding: Encoding, bytes: &[u8]) -> String {
    let encoding = match encoding {
        Encoding::Gb18030 => encoding_rs::GB18030,
        Encoding::Big5 => encoding_rs::BIG5,
        unicode => return unicode_text(unicode, bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The decoder of [`crate::Options`] by default: without the feature `encodings` there are no tables, and every legacy
/// byte becomes U+FFFD.
#[cfg(not(feature = "encodings"))]
pub(crate) fn default_decoder(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Gb18030 | Encoding::Big5 => bytes
            .iter()
            .map(|&byte| if byte.is_ascii() { char::from(byte) } else { char::REPLACEMENT_CHARACTER })
            .collect(),
        unicode => unicode_text(unicode, bytes),
    }
}

/// The text of `bytes`, which are in `encoding`. A byte order mark of UTF-16 is no part of it.
pub(super) fn text(encoding: Encoding, bytes: &[u8], decoder: Decoder) -> String {
    match encoding {
        Encoding::Gb18030 | Encoding::Big5 => decoder(encoding, bytes),
        unicode => unicode_text(unicode, bytes),
    }
}

fn unicode_text(encoding: Encoding, bytes: &[u8]) -> String {
    let Some(unit) = unit_of(encoding) else { return String::from_utf8_lossy(bytes).into_owned() };
    let mark = bytes.get(..2).is_some_and(|first| unit([first[0], first[1]]) == 0xfeff);
    let bytes = &bytes[2 * usize::from(mark)..];
    let common = Common::new();
    let decode = |bytes: &[u8]| -> String { characters(bytes, unit).collect() };
    if bytes.len().is_multiple_of(2) {
        return decode(bytes);
    }
    let stray = stray_byte(bytes, unit, &common);
    decode(&bytes[..stray]) + "\u{fffd}" + &decode(&bytes[stray + 1..])
}

type Unit = fn([u8; 2]) -> u16;

/// How two bytes make a code unit; `None` for encodings of single bytes.
fn unit_of(encoding: Encoding) -> Option<Unit> {
    match encoding {
        Encoding::Utf16Le => Some(u16::from_le_bytes),
        Encoding::Utf16Be => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn units(bytes: &[u8], unit: Unit) -> impl Iterator<Item = u16> {
    bytes.as_chunks::<2>().0.iter().map(move |&pair| unit(pair))
}

fn characters(bytes: &[u8], unit: Unit) -> impl Iterator<Item = char> {
    char::decode_utf16(units(bytes, unit)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// By how many expected characters the text must gain before a byte in it counts as the one too many.
const GAIN: usize = 4;

/// Which byte of an odd number of them is the one too many: the last one where the text is merely cut, or the one without
/// which clearly more of it makes sense.
fn stray_byte(bytes: &[u8], unit: Unit, common: &Common) -> usize {
    let good = |at: usize| {
        let unit = unit([bytes[at], bytes[at + 1]]);
        char::from_u32(u32::from(unit)).is_some_and(|c| common.expects(c)) as usize
    };
    let last = bytes.len() - 1;
    let mut score: usize = (1..last).step_by(2).map(good).sum();
    let mut best = (score, 0);
    for at in (0..last).step_by(2) {
        // The unit in front of the stray byte now begins here, and the one behind it no longer does.
        score = score + good(at) - good(at + 1);
        best = best.max((score, at + 2));
    }
    if best.0 >= score + GAIN { best.1 } else { last }
}

/// What Chinese text is expected to hold.
struct Common {
    /// A bit for each common character of the basic plane.
    bits: Vec<u64>,
}

impl Common {
    fn new() -> Self {
        let mut bits = vec![0; 0x1_0000 / 64];
        for row in data::rows(include_str!("../../data/common.tsv")) {
            for c in row.get(1).into_iter().flat_map(|characters| characters.chars()) {
                bits[c as usize / 64 % (0x1_0000 / 64)] |= 1 << (c as usize % 64);
            }
        }
        Self { bits }
    }

    /// Common characters, punctuation of Chinese text, and ASCII.
    fn expects(&self, c: char) -> bool {
        match c {
            ' '..='~' | '\t' | '\n' | '\r' => true,
            '、'..='】' | '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '！'..='～' | '\u{3000}' => true,
            _ => self.bits.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1),
        }
    }
}

/// How much a reading of bytes looks like Chinese text.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    /// Characters that are expected.
    good: usize,
    /// Characters that no text holds: U+FFFD, private use, controls.
    bad: usize,
    total: usize,
}

/// The least number of expected characters that say anything.
const EVIDENCE: usize = 4;

/// The least share of expected characters; reports have 0.55 and more, wrong readings less than 0.1.
const SHARE: f64 = 0.25;

/// How far the share of the chosen reading must lie over every other.
const MARGIN: f64 = 0.1;

impl Score {
    fn of(characters: impl Iterator<Item = char>, common: &Common) -> Self {
        let mut score = Self::default();
        for c in characters {
            score.total += 1;
            if common.expects(c) {
                score.good += 1;
            } else if c == char::REPLACEMENT_CHARACTER || c.is_control() || matches!(c, '\u{e000}'..='\u{f8ff}') {
                score.bad += 1;
            }
        }
        score
    }

    /// The share of expected characters, less three for each that no text holds.
    fn share(self) -> f64 {
        (self.good as f64 - 3.0 * self.bad as f64) / self.total.max(1) as f64
    }

    fn is_enough(self) -> bool {
        self.good >= EVIDENCE && self.share() >= SHARE
    }
}

/// As much of a long document as its legacy encoding is told by, in bytes.
const SAMPLE: usize = 1 << 16;

/// The encoding of `bytes`, which are no valid UTF-8 or hold a NUL; `None` where nothing speaks clearly for one.
///
/// A byte order mark decides. Otherwise text is UTF-8 where 99% of its characters are; else the encoding in which it
/// holds the most common characters, if it stands out. `hint`, what the document says of itself, decides only between
/// readings that are possible.
pub(super) fn choose(bytes: &[u8], hint: Option<Encoding>, decoder: Decoder) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        [0x84, 0x31, 0x95, 0x33, ..] => return Some(Encoding::Gb18030),
        _ => {}
    }
    let common = Common::new();
    let mut readings: Vec<(Encoding, Score)> = Vec::new();
    let mut hinted = None;
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        if let Some(unit) = unit_of(encoding) {
            let stray = if bytes.len().is_multiple_of(2) { bytes.len() } else { stray_byte(bytes, unit, &common) };
            let rest = bytes.get(stray + 1..).unwrap_or_default();
            let score = Score::of(characters(&bytes[..stray], unit).chain(characters(rest, unit)), &common);
            readings.push((encoding, score));
        }
    }
    // Only UTF-16 has NULs.
    if !bytes.contains(&0) {
        if is_mostly_utf8(bytes) {
            return Some(Encoding::Utf8);
        }
        // Everything before the first byte that is not ASCII is the same in both.
        let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
        let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
        for encoding in [Encoding::Gb18030, Encoding::Big5] {
            let text = decoder(encoding, sample);
            let score = Score::of(text.chars().filter(|c| !c.is_ascii()), &common);
            if score.bad <= score.total / 100 {
                hinted = hinted.or(hint.filter(|&hint| hint == encoding));
            }
            readings.push((encoding, score));
        }
    }
    let (encoding, best) = readings.iter().copied().max_by(|(_, a), (_, b)| a.share().total_cmp(&b.share()))?;
    let stands_out = readings.iter().all(|&(other, score)| other == encoding || best.share() - score.share() >= MARGIN);
    if best.is_enough() && stands_out { Some(encoding) } else { hinted }
}

/// Whether all but 1% of the characters outside ASCII are valid UTF-8: a few stray bytes, or a cut at the end.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    // One stray byte inside a character leaves three pieces.
    invalid <= 3 + valid / 100 && valid >= 4 * invalid
}

/// The encoding that an HTML page names in its first kilobyte, which is where the standard has it looked for.
pub(super) fn named_in_html(bytes: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let meta = &head[head.find("<meta")?..];
    let value = meta[meta.find("charset")? + "charset".len()..].trim_start().strip_prefix('=')?;
    let label = value.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(label.len());
    Encoding::from_label(&label[..end])
}
