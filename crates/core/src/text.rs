//! Positions: bytes inside, UTF-16 code units at the boundary, and nothing else converts between them.

/// A stretch of text, in bytes, end exclusive. Both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The stretch from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end}");
        Span { start, end }
    }

    /// Its text.
    ///
    /// # Panics
    /// When the span was made for another text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether `at` lies inside.
    pub fn contains(&self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    /// The same stretch, `by` bytes further on.
    pub(crate) fn shifted(&self, by: usize) -> Self {
        Span::new(self.start + by, self.end + by)
    }
}

/// Converts byte offsets of one text to UTF-16 code units.
///
/// Made once a text in one pass; a conversion looks at no more than [`STEP`] bytes.
#[derive(Debug, Clone)]
pub struct Utf16Index<'t> {
    text: &'t str,
    /// Code units of the characters that begin before each multiple of `STEP`.
    marks: Vec<u32>,
}

const STEP: usize = 128;

impl<'t> Utf16Index<'t> {
    /// Reads `text` once.
    pub fn new(text: &'t str) -> Self {
        let mut units = 0;
        let marks = text
            .as_bytes()
            .chunks(STEP)
            .map(|chunk| {
                let before = units;
                units += utf16_units(chunk);
                before
            })
            .chain([0])
            .collect::<Vec<_>>();
        let mut index = Utf16Index { text, marks };
        // The extra mark serves an offset at the very end of a text that fills its last step.
        *index.marks.last_mut().expect("one mark was chained on") = units;
        index
    }

    /// Code units before byte `at`, which must lie on a character boundary of the text.
    pub fn at(&self, at: usize) -> usize {
        let step = at / STEP;
        (self.marks[step] + utf16_units(&self.text.as_bytes()[step * STEP..at])) as usize
    }
}

/// Code units of the characters that begin in `bytes`: two where UTF-8 takes four bytes, else one.
fn utf16_units(bytes: &[u8]) -> u32 {
    let (eights, rest) = bytes.as_chunks();
    let of_one = |&byte: &u8| u32::from(byte & 0xC0 != 0x80) + u32::from(byte >= 0xF0);
    eights.iter().map(|eight| units_of(u64::from_le_bytes(*eight), 8)).sum::<u32>()
        + rest.iter().map(of_one).sum::<u32>()
}

/// Code units of the characters that begin in `len` bytes; those above them are zero.
fn units_of(bytes: u64, len: usize) -> u32 {
    const LOWEST: u64 = u64::MAX / 0xFF;
    // The highest bits of each: 10 goes on, 1111 begins four.
    let goes_on = bytes >> 7 & !(bytes >> 6) & LOWEST;
    let four = bytes >> 7 & bytes >> 6 & bytes >> 5 & bytes >> 4 & LOWEST;
    len as u32 - goes_on.count_ones() + four.count_ones()
}

/// Code units of a few characters: those of `text` from `start` to `end`.
#[inline]
pub(crate) fn utf16_units_of_few(text: &str, start: usize, end: usize) -> u32 {
    let bytes = text.as_bytes();
    match bytes[start..].first_chunk() {
        Some(eight) if end - start < 8 => {
            units_of(u64::from_le_bytes(*eight) & !(u64::MAX << (8 * (end - start))), end - start)
        }
        _ => utf16_units(&bytes[start..end]),
    }
}

/// The length of `text` in UTF-16 code units.
pub fn utf16_len(text: &str) -> usize {
    utf16_units(text.as_bytes()) as usize
}

/// Where the repaired text came from: runs that go one to one, in document order.
///
/// Between two runs the text there stands for the source there; one of the two may be empty. All of it is in UTF-16 code
/// units: it is for whoever shows the source, and nobody inside does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment {
    runs: Vec<[usize; 3]>,
    text: usize,
    source: usize,
}

impl Alignment {
    /// `text` was taken over, code unit for code unit.
    pub(crate) fn keep(&mut self, text: &str) {
        let len = utf16_len(text);
        if len == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some([text, source, run]) if *text + *run == self.text && *source + *run == self.source => *run += len,
            _ => self.runs.push([self.text, self.source, len]),
        }
        self.text += len;
        self.source += len;
    }

    /// `before` in the source became `after` in the text.
    pub(crate) fn replace(&mut self, before: &str, after: &str) {
        self.source += utf16_len(before);
        self.text += utf16_len(after);
    }

    /// The length of the source in UTF-16 code units.
    pub fn source_len(&self) -> usize {
        self.source
    }

    /// `[text start, source start, length]` of every run, in UTF-16 code units.
    pub fn runs(&self) -> impl Iterator<Item = [usize; 3]> + '_ {
        self.runs.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_agree_with_the_standard_library() {
        let text = "衡𠮷a😀é\u{301}。".repeat(60);
        let index = Utf16Index::new(&text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(index.at(at), text[..at].encode_utf16().count(), "byte {at}");
        }
        let full_step = "a".repeat(STEP);
        assert_eq!(Utf16Index::new(&full_step).at(STEP), STEP);
        assert_eq!(Utf16Index::new("").at(0), 0);
    }

    #[test]
    fn runs_join_and_split_at_repairs() {
        let mut alignment = Alignment::default();
        alignment.replace("\u{feff}", "");
        alignment.keep("甲");
        alignment.keep("😀");
        alignment.replace("\u{200b}", "");
        alignment.keep("乙");
        assert_eq!(alignment.runs().collect::<Vec<_>>(), [[0, 1, 3], [3, 5, 1]]);
        assert_eq!(alignment.source_len(), 6);
    }
}
