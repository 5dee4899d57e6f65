//! Opening a packed lexicon and looking words up in it.
//!
//! # The file
//!
//! All integers are little-endian. `magic` 4 bytes, `version` u32, `adler32` u32 (RFC 1950) of everything after it, seven u32 counts
//! (see [`Counts`]), then the streams, in this order and without gaps:
//!
//! | stream | bytes | what |
//! |---|---|---|
//! | alphabet | 3 planes × chars | the characters in use, the most frequent first; a character's place here is its *label* |
//! | labels | 2 planes × nodes | each node's label, less its left sibling's label and one |
//! | last | bits, nodes | the node is the last of its siblings |
//! | inner | bits, nodes | the node has children |
//! | ends | bits, inner nodes | a word ends at this inner node (at a leaf one always does) |
//! | tags | words | each word's tag, an index into the tag table |
//! | freqs | words | each word's frequency, 255 meaning "in the next stream" |
//! | wide | 4 planes × wide | the frequencies of 255 and more |
//! | tag table | — | each tag: a length byte and that many bytes of UTF-8 |
//!
//! A plane is one byte of every value, the highest first; bits fill bytes from the lowest and are padded to 8 bytes.
//! Nodes stand in level order, siblings by label, the root not counted; words stand in the order of their nodes.
//! So nothing points anywhere: the children of the k-th inner node are the (k+1)-th run of siblings, and a word's number
//! is the count of words before its node. Siblings are stored as differences because that is where the bytes are: it
//! takes 50 KB off the compressed file, for one pass over the labels on opening.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Range;

/// The first bytes of every packed lexicon.
pub(crate) const MAGIC: [u8; 4] = *b"WHLX";
/// The layout described above.
pub(crate) const VERSION: u32 = 2;
/// The checksum covers the file from here on.
pub(crate) const CHECKED_FROM: usize = 12;
/// The streams begin here.
pub(crate) const HEADER: usize = CHECKED_FROM + 7 * 4;
/// The most that the frequencies may add up to: thrice that fits a u32, so a reader may add before it subtracts.
pub(crate) const MAX_TOTAL: u64 = 1 << 30;
/// A frequency byte that sends the reader to the wide stream.
pub(crate) const WIDE: u8 = u8::MAX;

/// No such label, in the table from characters to labels.
const NO_LABEL: u16 = u16::MAX;
/// No such node, in the table from labels to the root's children.
const NO_NODE: u32 = u32::MAX;
/// Wide frequencies are counted once for this many words.
const WIDE_BLOCK: usize = 64;

/// What the lexicon says about a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// How often the word occurs, in the counts of the list that was packed; [`Lexicon::total`] is their sum.
    pub freq: u32,
    /// Its part of speech, in the list's own names (jieba's: `n`, `vn`, `ns`, …); may be empty.
    pub tag: &'a str,
}

/// Where a way down a lexicon has come to; the same for the same letters. One that may be none takes no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place(NonZeroU32);

impl Place {
    fn of(node: u32) -> Place {
        Place(NonZeroU32::MIN.saturating_add(node))
    }

    fn node(self) -> u32 {
        self.0.get() - 1
    }

    /// A number of its own, below [`Lexicon::places`].
    pub fn number(self) -> usize {
        self.node() as usize
    }
}

/// A packed word list, ready to be asked.
///
/// It owns or borrows the file's bytes, and beside them keeps about as much again: the labels, the place of each run of
/// siblings, a table of the Basic Multilingual Plane, and counts.
pub struct Lexicon {
    bytes: Cow<'static, [u8]>,
    counts: Counts,
    streams: Streams,
    /// Character to label, for the Basic Multilingual Plane.
    basic: Vec<u16>,
    /// Character to label for the rest, by character.
    astral: Vec<(char, u16)>,
    /// Label to character.
    alphabet: Vec<char>,
    /// Label to the root's child.
    roots: Vec<u32>,
    labels: Vec<u16>,
    /// Where each run of siblings starts, the root's first, and where the last one stops.
    runs: Vec<u32>,
    inner: Bits,
    ends: Bits,
    /// How many wide frequencies stand before each block of words.
    wide: Vec<u32>,
    tags: Vec<Box<str>>,
    total: u64,
}

/// Why some bytes are not a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LexiconError {
    /// The bytes do not begin as a packed lexicon does.
    Foreign,
    /// The file was packed in a layout this version does not read.
    Version {
        /// The layout's number in the file.
        found: u32,
        /// The one that can be read.
        expected: u32,
    },
    /// The file stops before its end.
    Truncated {
        /// How many bytes there are.
        found: u64,
        /// How many its header promises, as far as it can be read.
        expected: u64,
    },
    /// The bytes are not those that were packed.
    Damaged,
}

impl LexiconError {
    /// A name for the error that programs can rely on: `foreign`, `version`, `truncated` or `damaged`.
    pub fn code(&self) -> &'static str {
        match self {
            LexiconError::Foreign => "foreign",
            LexiconError::Version { .. } => "version",
            LexiconError::Truncated { .. } => "truncated",
            LexiconError::Damaged => "damaged",
        }
    }
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LexiconError::Foreign => write!(f, "not a packed lexicon"),
            LexiconError::Version { found, expected } => {
                write!(f, "lexicon of layout {found}, but only layout {expected} can be read")
            }
            LexiconError::Truncated { found, expected } => {
                write!(f, "lexicon cut off after {found} of at least {expected} bytes")
            }
            LexiconError::Damaged => write!(f, "lexicon damaged: its contents do not match its checksum"),
        }
    }
}

impl std::error::Error for LexiconError {}

impl Lexicon {
    /// Makes packed bytes answer: checks magic, version, length and checksum, and that every number in the file points
    /// inside it, so that no later call can fail.
    ///
    /// Takes time in proportion to the file and allocates a dozen flat tables, none by word: about 3 ms for the
    /// 350,000 words of the built-in dictionary.
    ///
    /// # Errors
    ///
    /// [`LexiconError`] if the bytes are not exactly what [`pack`](fn@crate::pack) wrote.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Lexicon, LexiconError> {
        let bytes = bytes.into();
        let counts = Counts::read(&bytes)?;
        let streams = Streams::place(&counts);
        let (found, expected) = (bytes.len() as u64, streams.tag_table.end);
        if found < expected {
            return Err(LexiconError::Truncated { found, expected });
        }
        if found > expected || adler2::adler32_slice(&bytes[CHECKED_FROM..]) != u32_at(&bytes, 8) {
            return Err(LexiconError::Damaged);
        }
        // A file can be well summed and still be nonsense, so what follows trusts no number either.
        build(bytes, counts, streams).ok_or(LexiconError::Damaged)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.counts.words as usize
    }

    /// Whether there are no words at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sum of all frequencies, at most 2³⁰: the denominator of a word's probability.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// What the lexicon says about exactly this word; `None` if it is not in it.
    ///
    /// One binary search among siblings for each character after the first.
    pub fn get(&self, word: &str) -> Option<Entry<'_>> {
        let mut chars = word.chars();
        let mut node = self.root(chars.next()?)?;
        for ch in chars {
            node = self.child(node, ch)?;
        }
        self.entry(node)
    }

    /// The words of the lexicon that begin where `text` begins, shortest first: each one's length in bytes and its entry.
    ///
    /// Reads no further into `text` than the longest prefix of a word that is there.
    pub fn prefixes<'l, 't>(&'l self, text: &'t str) -> impl Iterator<Item = (usize, Entry<'l>)> + use<'l, 't> {
        self.walk(text).filter_map(|(length, place)| Some((length, self.at(place)?)))
    }

    /// The way down the lexicon along `text`: for each character the length in bytes up to its end, and the place
    /// reached, where a word may end ([`Lexicon::at`]) or only begin. It stops where no word goes on.
    pub fn walk<'l, 't>(&'l self, text: &'t str) -> impl Iterator<Item = (usize, Place)> + use<'l, 't> {
        let mut length = 0;
        let mut place = None;
        text.chars().map_while(move |ch| {
            place = self.step(place, ch);
            length += ch.len_utf8();
            Some((length, place?))
        })
    }

    /// One step of a [`walk`](Lexicon::walk): from a place, or from the beginning, to where `ch` leads.
    ///
    /// Costs a binary search among siblings, but from the beginning only a look into a table.
    #[inline]
    pub fn step(&self, from: Option<Place>, ch: char) -> Option<Place> {
        match from {
            None => self.root(ch),
            Some(place) => self.child(place.node(), ch),
        }
        .map(Place::of)
    }

    /// How many places there are; each one's [`Place::number`] is below.
    pub fn places(&self) -> usize {
        self.counts.nodes as usize
    }

    /// The place of that [`Place::number`], if there is one.
    pub fn place(&self, number: usize) -> Option<Place> {
        (number < self.places()).then(|| Place::of(number as u32))
    }

    /// The word that ends at a place of this lexicon, if one does.
    pub fn at(&self, place: Place) -> Option<Entry<'_>> {
        self.entry(place.node())
    }

    /// How many characters occur in more words than `ch` does; `None` if no word has it. One look into a table for the
    /// Basic Multilingual Plane.
    pub fn rank(&self, ch: char) -> Option<usize> {
        self.label(ch).map(usize::from)
    }

    /// Every word with its entry, a word before those it begins. Each word is a new `String`.
    pub fn iter(&self) -> impl Iterator<Item = (String, Entry<'_>)> {
        let mut word = String::new();
        // The runs of siblings on the way down, each with what is left of it.
        let mut path = vec![self.run(0)];
        std::iter::from_fn(move || {
            loop {
                let Some(node) = path.last_mut()?.next() else {
                    path.pop();
                    word.pop();
                    continue;
                };
                word.push(self.alphabet[usize::from(self.labels[node as usize])]);
                let entry = self.entry(node);
                let spelled = entry.map(|entry| (word.clone(), entry));
                match self.children(node) {
                    Some(run) => path.push(run),
                    None => drop(word.pop()),
                }
                if spelled.is_some() {
                    return spelled;
                }
            }
        })
    }

    fn stream(&self, place: &Range<u64>) -> &[u8] {
        &self.bytes[place.start as usize..place.end as usize]
    }

    fn label(&self, ch: char) -> Option<u16> {
        let label = match self.basic.get(ch as usize) {
            Some(&label) => label,
            None => self.astral[self.astral.binary_search_by_key(&ch, |&(ch, _)| ch).ok()?].1,
        };
        (label != NO_LABEL).then_some(label)
    }

    /// The nodes of a run of siblings, the root's being number 0.
    fn run(&self, number: usize) -> Range<u32> {
        match self.runs.get(number..number + 2) {
            Some(&[start, end]) => start..end,
            _ => 0..0,
        }
    }

    /// The nodes below an inner node. In level order they come after it, and that no way down goes round in a circle
    /// rests on this alone.
    fn children(&self, node: u32) -> Option<Range<u32>> {
        let (is_inner, before) = self.inner.get(node);
        let run = || self.run(before as usize + 1);
        is_inner.then(run).filter(|run| run.start > node)
    }

    fn root(&self, ch: char) -> Option<u32> {
        let node = self.roots[usize::from(self.label(ch)?)];
        (node != NO_NODE).then_some(node)
    }

    fn child(&self, node: u32, ch: char) -> Option<u32> {
        let run = self.children(node)?;
        let label = self.label(ch)?;
        let siblings = &self.labels[run.start as usize..run.end as usize];
        siblings.binary_search(&label).ok().map(|place| run.start + place as u32)
    }

    /// The word that ends at a node.
    fn entry(&self, node: u32) -> Option<Entry<'_>> {
        let (inner, inner_before) = self.inner.get(node);
        let (ends, ends_before) = self.ends.get(inner_before);
        if inner && !ends {
            return None;
        }
        let id = node - inner_before + ends_before;
        let tag = self.stream(&self.streams.tags)[id as usize];
        Some(Entry { freq: self.freq(id as usize), tag: &self.tags[usize::from(tag)] })
    }

    fn freq(&self, id: usize) -> u32 {
        let freqs = self.stream(&self.streams.freqs);
        let freq = freqs[id];
        if freq != WIDE {
            return u32::from(freq);
        }
        let block = id / WIDE_BLOCK;
        let within = freqs[block * WIDE_BLOCK..id].iter().filter(|&&freq| freq == WIDE).count();
        let place = self.wide[block] as usize + within;
        let count = self.counts.wide as usize;
        let planes = self.stream(&self.streams.wide);
        (0..4).fold(0, |value, plane| value << 8 | u32::from(planes[plane * count + place]))
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").field("len", &self.len()).field("total", &self.total).finish_non_exhaustive()
    }
}

/// The numbers in the header that give every stream its length.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) chars: u32,
    pub(crate) nodes: u32,
    pub(crate) inner: u32,
    pub(crate) words: u32,
    pub(crate) wide: u32,
    pub(crate) tags: u32,
    /// Length of the tag table in bytes.
    pub(crate) tag_bytes: u32,
}

impl Counts {
    /// In the header's order.
    pub(crate) fn to_array(self) -> [u32; 7] {
        [self.chars, self.nodes, self.inner, self.words, self.wide, self.tags, self.tag_bytes]
    }

    fn read(bytes: &[u8]) -> Result<Counts, LexiconError> {
        let truncated = LexiconError::Truncated { found: bytes.len() as u64, expected: HEADER as u64 };
        if !bytes.starts_with(&MAGIC) {
            let cut = !bytes.is_empty() && MAGIC.starts_with(bytes);
            return Err(if cut { truncated } else { LexiconError::Foreign });
        }
        if bytes.len() >= 8 && u32_at(bytes, 4) != VERSION {
            return Err(LexiconError::Version { found: u32_at(bytes, 4), expected: VERSION });
        }
        if bytes.len() < HEADER {
            return Err(truncated);
        }
        let [chars, nodes, inner, words, wide, tags, tag_bytes] =
            std::array::from_fn(|at| u32_at(bytes, CHECKED_FROM + 4 * at));
        Ok(Counts { chars, nodes, inner, words, wide, tags, tag_bytes })
    }
}

/// Where each stream stands in the file. In u64, as the counts of a damaged header add up to anything.
struct Streams {
    alphabet: Range<u64>,
    labels: Range<u64>,
    last: Range<u64>,
    inner: Range<u64>,
    ends: Range<u64>,
    tags: Range<u64>,
    freqs: Range<u64>,
    wide: Range<u64>,
    tag_table: Range<u64>,
}

impl Streams {
    fn place(counts: &Counts) -> Streams {
        let mut at = HEADER as u64;
        let mut next = |length: u64| {
            at += length;
            at - length..at
        };
        let bits = |count: u32| u64::from(count).div_ceil(64) * 8;
        Streams {
            alphabet: next(3 * u64::from(counts.chars)),
            labels: next(2 * u64::from(counts.nodes)),
            last: next(bits(counts.nodes)),
            inner: next(bits(counts.nodes)),
            ends: next(bits(counts.inner)),
            tags: next(u64::from(counts.words)),
            freqs: next(u64::from(counts.words)),
            wide: next(4 * u64::from(counts.wide)),
            tag_table: next(u64::from(counts.tag_bytes)),
        }
    }
}

/// A stream of bits that can be counted.
struct Bits {
    words: Vec<u64>,
    /// How many ones stand before each word, and at the end how many there are.
    before: Vec<u32>,
}

impl Bits {
    /// `bytes` in whole words, as the file has them; `None` if a bit is set that is only padding.
    #[inline(never)]
    fn new(bytes: &[u8], count: u32) -> Option<Bits> {
        let words: Vec<u64> = bytes.as_chunks().0.iter().map(|&word| u64::from_le_bytes(word)).collect();
        if !count.is_multiple_of(64) && words.last().is_some_and(|word| word >> (count % 64) != 0) {
            return None;
        }
        let mut before = Vec::with_capacity(words.len() + 1);
        let mut ones = 0;
        before.push(0);
        for word in &words {
            ones += word.count_ones();
            before.push(ones);
        }
        Some(Bits { words, before })
    }

    fn ones(&self) -> u32 {
        self.before[self.words.len()]
    }

    /// Whether the bit is set, and how many ones stand before it; past the end no bit is.
    #[inline]
    fn get(&self, at: u32) -> (bool, u32) {
        let place = at as usize / 64;
        let bit = 1u64 << (at % 64);
        match self.words.get(place) {
            Some(word) => (word & bit != 0, self.before[place] + (word & (bit - 1)).count_ones()),
            None => (false, self.ones()),
        }
    }
}

/// Reads the streams into tables; `None` if any of them says something that cannot be.
fn build(bytes: Cow<'static, [u8]>, counts: Counts, streams: Streams) -> Option<Lexicon> {
    let stream = |place: &Range<u64>| &bytes[place.start as usize..place.end as usize];
    let alphabet = read_alphabet(stream(&streams.alphabet))?;
    let last = Bits::new(stream(&streams.last), counts.nodes)?;
    let inner = Bits::new(stream(&streams.inner), counts.nodes)?;
    let ends = Bits::new(stream(&streams.ends), counts.inner)?;
    let labels = read_labels(stream(&streams.labels), &last, alphabet.len())?;
    let runs = read_runs(&last, counts.nodes)?;
    // A run for each inner node and one for the root; a word for each leaf and some of the inner nodes.
    let siblings = counts.inner as usize + usize::from(counts.nodes > 0);
    let leaves = counts.nodes.checked_sub(counts.inner)?;
    if inner.ones() != counts.inner
        || runs.len() - 1 != siblings
        || leaves.checked_add(ends.ones()) != Some(counts.words)
    {
        return None;
    }
    let tags = read_tags(stream(&streams.tag_table), counts.tags)?;
    if !are_below(stream(&streams.tags), tags.len()) {
        return None;
    }

    let (basic, astral) = index_chars(&alphabet)?;
    let mut roots = vec![NO_NODE; alphabet.len()];
    for node in 0..runs.get(1).copied().unwrap_or(0) {
        roots[usize::from(labels[node as usize])] = node;
    }
    let (wide, total) = read_freqs(stream(&streams.freqs), stream(&streams.wide), counts.wide)?;
    Some(Lexicon {
        counts,
        alphabet,
        basic,
        astral,
        roots,
        labels,
        runs,
        inner,
        ends,
        wide,
        tags,
        total,
        bytes,
        streams,
    })
}

/// At most as many characters as there are labels.
#[inline(never)]
fn read_alphabet(planes: &[u8]) -> Option<Vec<char>> {
    let count = planes.len() / 3;
    if count > usize::from(NO_LABEL) {
        return None;
    }
    let byte = |plane: usize, at: usize| u32::from(planes[plane * count + at]);
    (0..count).map(|at| char::from_u32(byte(0, at) << 16 | byte(1, at) << 8 | byte(2, at))).collect()
}

/// The label of each character of the Basic Multilingual Plane, and of those beyond it that have one.
type Labels = (Vec<u16>, Vec<(char, u16)>);

/// `None` if two labels are of the same character.
#[inline(never)]
fn index_chars(alphabet: &[char]) -> Option<Labels> {
    let mut basic = vec![NO_LABEL; 0x1_0000];
    let mut astral = Vec::new();
    for (label, &ch) in (0..NO_LABEL).zip(alphabet) {
        match basic.get_mut(ch as usize) {
            Some(place) if *place == NO_LABEL => *place = label,
            Some(_) => return None,
            None => astral.push((ch, label)),
        }
    }
    astral.sort_unstable();
    astral.is_sorted_by(|one, next| one.0 < next.0).then_some((basic, astral))
}

/// The label of each node, all below `chars`.
///
/// The bits are as good as random, so the loop takes no branch on them and judges only at the end.
#[inline(never)]
fn read_labels(planes: &[u8], last: &Bits, chars: usize) -> Option<Vec<u16>> {
    let (high, low) = planes.split_at(planes.len() / 2);
    let mut labels = vec![0; low.len()];
    let (mut least, mut highest) = (0u32, 0);
    let chunks = labels.chunks_mut(64).zip(high.chunks(64).zip(low.chunks(64)));
    for ((labels, (high, low)), &last) in chunks.zip(&last.words) {
        let mut last = last;
        for (place, (&high, &low)) in labels.iter_mut().zip(high.iter().zip(low)) {
            let label = least.saturating_add(u32::from(high) << 8 | u32::from(low));
            highest = highest.max(label);
            *place = label as u16;
            least = if last & 1 == 1 { 0 } else { label.saturating_add(1) };
            last >>= 1;
        }
    }
    (labels.is_empty() || (highest as usize) < chars).then_some(labels)
}

/// Where each run of siblings starts and the last one stops; `None` unless it stops with the last of the nodes.
#[inline(never)]
fn read_runs(last: &Bits, nodes: u32) -> Option<Vec<u32>> {
    let mut runs = Vec::with_capacity(last.ones() as usize + 1);
    runs.push(0);
    for (&word, first) in last.words.iter().zip((0..).step_by(64)) {
        let mut rest = word;
        while rest != 0 {
            runs.push(first + rest.trailing_zeros() + 1);
            rest &= rest - 1;
        }
    }
    (runs.last() == Some(&nodes)).then_some(runs)
}

/// How many wide frequencies stand before each block of words, and the sum of all frequencies.
#[inline(never)]
fn read_freqs(freqs: &[u8], planes: &[u8], count: u32) -> Option<(Vec<u32>, u64)> {
    let mut wide = Vec::with_capacity(freqs.len().div_ceil(WIDE_BLOCK));
    let (mut total, mut before) = (0u64, 0);
    for block in freqs.chunks(WIDE_BLOCK) {
        wide.push(before);
        for &freq in block {
            before += u32::from(freq == WIDE);
            total += u64::from(if freq == WIDE { 0 } else { freq });
        }
    }
    for (plane, shift) in planes.chunks(count.max(1) as usize).zip([24, 16, 8, 0]) {
        total += plane.iter().map(|&byte| u64::from(byte)).sum::<u64>() << shift;
    }
    (before == count && total <= MAX_TOTAL).then_some((wide, total))
}

#[inline(never)]
fn are_below(numbers: &[u8], limit: usize) -> bool {
    numbers.iter().all(|&number| usize::from(number) < limit)
}

/// The tags of the table, in its order.
#[inline(never)]
fn read_tags(mut table: &[u8], count: u32) -> Option<Vec<Box<str>>> {
    let mut tags = Vec::new();
    while let Some((&length, rest)) = table.split_first() {
        let (tag, rest) = rest.split_at_checked(usize::from(length))?;
        tags.push(std::str::from_utf8(tag).ok()?.into());
        table = rest;
    }
    (tags.len() == count as usize).then_some(tags)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]))
}
