//! Packing a word list; `open.rs` describes what comes out.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt;

use crate::open::{CHECKED_FROM, Counts, MAGIC, MAX_TOTAL, VERSION, WIDE};

/// The most characters a lexicon can use, and the most tags.
const MAX_CHARS: usize = u16::MAX as usize;
const MAX_TAGS: usize = 1 << u8::BITS;

/// Why a word list cannot be packed.
///
/// `index` is the place of the offending word in the list, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackError {
    /// A word without a character.
    EmptyWord {
        /// Its place in the list.
        index: usize,
    },
    /// The words use more than 65,535 different characters.
    TooManyChars {
        /// The first word with a character too many.
        word: String,
        /// Its place in the list.
        index: usize,
    },
    /// The words have more than 256 different tags.
    TooManyTags {
        /// The first word with a tag too many.
        word: String,
        /// Its place in the list.
        index: usize,
    },
    /// A tag of more than 255 bytes.
    LongTag {
        /// The word that has it.
        word: String,
        /// Its place in the list.
        index: usize,
    },
    /// The frequencies add up to more than 2³⁰, or the words take more than `u32::MAX` nodes.
    TooMuch,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PackError::EmptyWord { index } => write!(f, "word {index} is empty"),
            PackError::TooManyChars { word, index } => {
                write!(f, "word {index} (\"{word}\") brings the list to more than {MAX_CHARS} characters")
            }
            PackError::TooManyTags { word, index } => {
                write!(f, "word {index} (\"{word}\") brings the list to more than {MAX_TAGS} tags")
            }
            PackError::LongTag { word, index } => {
                write!(f, "word {index} (\"{word}\") has a tag of more than {} bytes", u8::MAX)
            }
            PackError::TooMuch => {
                write!(f, "the words are too many, or their frequencies add up to more than {MAX_TOTAL}")
            }
        }
    }
}

impl std::error::Error for PackError {}

/// Packs words, each with its frequency and its tag, into the bytes that [`Lexicon::open`](crate::Lexicon::open) reads.
///
/// A word that comes again replaces what was said of it before, frequency and tag (jieba's `add_word` keeps the first
/// tag). Otherwise the order of the list does not matter: the same words give the same bytes.
///
/// # Errors
///
/// [`PackError`] if a word is empty or the list outgrows the format.
pub fn pack<'a>(words: impl IntoIterator<Item = (&'a str, u32, &'a str)>) -> Result<Vec<u8>, PackError> {
    let list = gather(words)?;
    let alphabet = Alphabet::of(list.keys());
    let tags = tag_table(list.values().map(|&(_, tag)| tag));

    let mut words: Vec<Word> =
        list.iter().map(|(word, &(freq, tag))| Word { labels: alphabet.spell(word), freq, tag: tags[tag] }).collect();
    words.sort_unstable_by(|one, other| one.labels.cmp(&other.labels));

    let nodes = Nodes::grow(&words);
    let wide: Vec<u32> = nodes.words.iter().map(|word| word.freq).filter(|&freq| freq >= u32::from(WIDE)).collect();
    let mut tag_names: Vec<&str> = vec![""; tags.len()];
    for (name, &id) in &tags {
        tag_names[usize::from(id)] = name;
    }
    let tag_table: Vec<u8> =
        tag_names.iter().flat_map(|name| std::iter::once(name.len() as u8).chain(name.bytes())).collect();

    let count = |length: usize| u32::try_from(length).map_err(|_| PackError::TooMuch);
    let counts = Counts {
        chars: count(alphabet.chars.len())?,
        nodes: count(nodes.labels.len())?,
        inner: count(nodes.ends.len())?,
        words: count(nodes.words.len())?,
        wide: count(wide.len())?,
        tags: count(tag_names.len())?,
        tag_bytes: count(tag_table.len())?,
    };

    let mut out = Vec::new();
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend([0; 4]);
    out.extend(counts.to_array().into_iter().flat_map(u32::to_le_bytes));
    planes(&mut out, 3, alphabet.chars.iter().map(|&ch| u32::from(ch)));
    planes(&mut out, 2, nodes.labels.iter().map(|&label| u32::from(label)));
    bits(&mut out, &nodes.last);
    bits(&mut out, &nodes.inner);
    bits(&mut out, &nodes.ends);
    out.extend(nodes.words.iter().map(|word| word.tag));
    out.extend(nodes.words.iter().map(|word| u8::try_from(word.freq).unwrap_or(WIDE)));
    planes(&mut out, 4, wide.into_iter());
    out.extend(tag_table);
    let checksum = adler2::adler32_slice(&out[CHECKED_FROM..]);
    out[8..CHECKED_FROM].copy_from_slice(&checksum.to_le_bytes());
    Ok(out)
}

/// The list without repetitions, and within the limits of the format.
fn gather<'a>(
    words: impl IntoIterator<Item = (&'a str, u32, &'a str)>,
) -> Result<BTreeMap<&'a str, (u32, &'a str)>, PackError> {
    let mut list = BTreeMap::new();
    let (mut chars, mut tags) = (HashSet::new(), HashSet::new());
    for (index, (word, freq, tag)) in words.into_iter().enumerate() {
        let named = || word.to_owned();
        if word.is_empty() {
            return Err(PackError::EmptyWord { index });
        }
        if tag.len() > usize::from(u8::MAX) {
            return Err(PackError::LongTag { word: named(), index });
        }
        chars.extend(word.chars());
        if chars.len() > MAX_CHARS {
            return Err(PackError::TooManyChars { word: named(), index });
        }
        tags.insert(tag);
        if tags.len() > MAX_TAGS {
            return Err(PackError::TooManyTags { word: named(), index });
        }
        list.insert(word, (freq, tag));
    }
    let total: u64 = list.values().map(|&(freq, _)| u64::from(freq)).sum();
    if total > MAX_TOTAL { Err(PackError::TooMuch) } else { Ok(list) }
}

struct Word {
    labels: Vec<u16>,
    freq: u32,
    tag: u8,
}

/// The characters of the words, those on most nodes first, so that labels are small numbers and lie close together.
struct Alphabet {
    chars: Vec<char>,
    labels: HashMap<char, u16>,
}

impl Alphabet {
    /// Of words in order.
    fn of<'a>(words: impl Iterator<Item = &'a &'a str>) -> Alphabet {
        let mut nodes: BTreeMap<char, u32> = BTreeMap::new();
        let mut previous = "";
        for word in words {
            let shared = word.chars().zip(previous.chars()).take_while(|(one, other)| one == other).count();
            for ch in word.chars().skip(shared) {
                *nodes.entry(ch).or_default() += 1;
            }
            previous = word;
        }
        let mut chars: Vec<char> = nodes.keys().copied().collect();
        chars.sort_by_key(|ch| std::cmp::Reverse(nodes[ch]));
        let labels = chars.iter().copied().zip(0..).collect();
        Alphabet { chars, labels }
    }

    fn spell(&self, word: &str) -> Vec<u16> {
        word.chars().map(|ch| self.labels[&ch]).collect()
    }
}

/// Numbers the tags, the most frequent first.
fn tag_table<'a>(tags: impl Iterator<Item = &'a str>) -> HashMap<&'a str, u8> {
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    for tag in tags {
        *uses.entry(tag).or_default() += 1;
    }
    let mut names: Vec<&str> = uses.keys().copied().collect();
    names.sort_by_key(|name| std::cmp::Reverse(uses[name]));
    names.into_iter().zip(0..=u8::MAX).collect()
}

/// The trie, stream by stream, in level order.
#[derive(Default)]
struct Nodes<'w> {
    labels: Vec<u16>,
    last: Vec<bool>,
    inner: Vec<bool>,
    ends: Vec<bool>,
    words: Vec<&'w Word>,
}

impl<'w> Nodes<'w> {
    /// From distinct words in the order of their labels.
    fn grow(words: &'w [Word]) -> Nodes<'w> {
        let mut nodes = Nodes::default();
        // Every node whose children are still to come: the longer words that begin with its prefix, and its depth.
        let mut parents = VecDeque::from([(words, 0)]);
        while let Some((below, depth)) = parents.pop_front() {
            let mut next_label = 0;
            for family in below.chunk_by(|one, other| one.labels[depth] == other.labels[depth]) {
                let label = family[0].labels[depth];
                let ends = family[0].labels.len() == depth + 1;
                let longer = &family[usize::from(ends)..];
                nodes.labels.push(label - next_label);
                nodes.last.push(false);
                nodes.inner.push(!longer.is_empty());
                if ends {
                    nodes.words.push(&family[0]);
                }
                if !longer.is_empty() {
                    nodes.ends.push(ends);
                    parents.push_back((longer, depth + 1));
                }
                next_label = label + 1;
            }
            if let Some(last) = nodes.last.last_mut() {
                *last = true;
            }
        }
        nodes
    }
}

/// Writes one byte of every value, then the next lower byte of every value, down to the lowest.
fn planes(out: &mut Vec<u8>, count: usize, values: impl Iterator<Item = u32> + Clone) {
    for plane in (0..count).rev() {
        out.extend(values.clone().map(|value| value.to_le_bytes()[plane]));
    }
}

fn bits(out: &mut Vec<u8>, bits: &[bool]) {
    for word in bits.chunks(64) {
        let word = word.iter().zip(0..).fold(0u64, |word, (&bit, at)| word | u64::from(bit) << at);
        out.extend(word.to_le_bytes());
    }
}
