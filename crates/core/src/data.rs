//! The language's tables: plain text in `data/`, read once.

/// Rows of a table: fields between tabs; empty lines and lines that begin with `#` are skipped.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// The words of one kind in a table of `kind<TAB>word`. A table is read once for each of its kinds, so the lines of others
/// cost no more than their end.
pub(crate) fn words_of(table: &'static str, kind: &str) -> Words {
    let word = |line: &'static str| line.strip_prefix(kind)?.strip_prefix('\t')?.split('\t').next();
    Words::new(table.lines().filter_map(word).collect())
}

/// A list of words that is asked of many texts. A text's first or last character tells mostly that none of them is there.
pub(crate) struct Words {
    words: Vec<&'static str>,
    firsts: Characters,
    lasts: Characters,
}

impl Words {
    pub(crate) fn new(words: Vec<&'static str>) -> Self {
        let firsts = Characters::of(words.iter().filter_map(|word| word.chars().next()));
        let lasts = Characters::of(words.iter().filter_map(|word| word.chars().next_back()));
        Words { words, firsts, lasts }
    }

    /// Whether `text` is one of them.
    pub(crate) fn are(&self, text: &str) -> bool {
        self.words.contains(&text)
    }

    /// Whether one of them stands somewhere in `text`.
    pub(crate) fn stand_in(&self, text: &str) -> bool {
        let begins = |at: usize| self.words.iter().any(|word| text[at..].starts_with(word));
        text.char_indices().any(|(at, c)| self.firsts.may_hold(c) && begins(at))
    }

    /// The longest that `text` begins with.
    pub(crate) fn longest_prefix(&self, text: &str) -> Option<&'static str> {
        text.chars().next().filter(|&c| self.firsts.may_hold(c))?;
        self.words.iter().filter(|word| text.starts_with(**word)).max_by_key(|word| word.len()).copied()
    }

    /// The longest that `text` ends in.
    fn longest_suffix(&self, text: &str) -> Option<&'static str> {
        text.chars().next_back().filter(|&c| self.lasts.may_hold(c))?;
        self.words.iter().filter(|word| text.ends_with(**word)).max_by_key(|word| word.len()).copied()
    }

    /// Whether `text` begins with one of them.
    pub(crate) fn begin(&self, text: &str) -> bool {
        self.longest_prefix(text).is_some()
    }

    /// Whether `text` ends in one of them.
    pub(crate) fn end(&self, text: &str) -> bool {
        self.longest_suffix(text).is_some()
    }

    /// `text` without those that it begins with.
    pub(crate) fn stripped<'t>(&self, mut text: &'t str) -> &'t str {
        while let Some(word) = self.longest_prefix(text) {
            text = &text[word.len()..];
        }
        text
    }

    /// `text` without the longest that it ends in.
    pub(crate) fn stripped_end<'t>(&self, text: &'t str) -> &'t str {
        &text[..text.len() - self.longest_suffix(text).map_or(0, str::len)]
    }
}

/// A set of characters that never misses one of its own, and takes one in many others for it.
struct Characters([u64; 4]);

impl Characters {
    fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut bits = [0; 4];
        characters.for_each(|c| bits[c as usize / 64 % 4] |= 1 << (c as usize % 64));
        Characters(bits)
    }

    #[inline]
    fn may_hold(&self, c: char) -> bool {
        self.0[c as usize / 64 % 4] >> (c as usize % 64) & 1 == 1
    }
}
