//! How likely one character is behind another in Chinese, from the words of the lexicon.

use super::script;
use crate::data;
use crate::han;
use wenheng_lexicon::Lexicon;

/// The logarithm of the smallest probability given: one in ten million.
pub(super) const FLOOR: f32 = -16.2;
/// That probability.
const LEAST: f32 = 9.2e-8;

/// How much a row of `data/phrases.tsv` counts, on the lexicon's scale, where 的 stands for 318,825.
const PHRASE: u32 = 4000;

/// How much a clause of the document itself counts, and how many characters of it are heard.
const HEARD: u32 = 4000;
const MOST_HEARD: usize = 100_000;

/// How often a mark stands anywhere, on the same scale; words hold next to none.
const MARKS: f32 = 20_000.0;

/// Stands behind a word, in place of a character.
const END: u16 = 0;

/// How much the last two characters count for less where they are seldom together.
const BACK_OFF: f32 = 2000.0;

/// Probabilities of pairs of characters, as words of these frequencies would give them in random order.
///
/// Traditional characters count as their simplified ones.
pub(crate) struct Model<'a> {
    pairs: Counts<'a>,
    /// How often three characters follow each other in a word, and two end one.
    triples: Counts<'a>,
    /// How often a character occurs, by code point.
    all: Vec<u32>,
    /// How often it begins a word.
    first: Vec<u32>,
    /// How often it ends one.
    last: Vec<u32>,
    /// How many words and characters were counted.
    words: f64,
    chars: f64,
}

impl Model<'_> {
    /// Reads the lexicon once: some 150 ms, and 14 MB while the model lives, so it is made only where damage is suspected.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let zeros = || vec![0u32; 1 << 16];
        let mut model = Model {
            pairs: Counts::new(lexicon.len()),
            triples: Counts::new(2 * lexicon.len()),
            all: zeros(),
            first: zeros(),
            last: zeros(),
            words: 1.0,
            chars: 1.0,
        };
        for (word, entry) in lexicon.iter() {
            model.count(&word, entry.freq);
        }
        for row in data::rows(include_str!("../../data/phrases.tsv")) {
            model.count(row[0], PHRASE);
        }
        model
    }

    /// The same, after it has heard the clauses of `text`, whose words are likelier from then on.
    pub(super) fn with(&self, text: impl Iterator<Item = char>) -> Model<'_> {
        let mut model = Model {
            pairs: Counts::above(&self.pairs),
            triples: Counts::above(&self.triples),
            all: self.all.clone(),
            first: self.first.clone(),
            last: self.last.clone(),
            ..*self
        };
        let mut clause = String::new();
        for c in text.take(MOST_HEARD).chain(['\n']) {
            if han::is_han(c) {
                clause.push(c);
            } else if !clause.is_empty() {
                model.count(&clause, HEARD);
                clause.clear();
            }
        }
        model
    }

    fn count(&mut self, word: &str, times: u32) {
        let (mut before, mut pair) = (None, None);
        for c in word.chars().filter_map(id) {
            self.all[usize::from(c)] += times;
            self.chars += f64::from(times);
            match before {
                None => {
                    self.first[usize::from(c)] += times;
                    self.words += f64::from(times);
                }
                Some(before) => {
                    self.pairs.add(key(before, c), times);
                    if let Some(pair) = pair.replace(key(before, c)) {
                        self.triples.add(triple(pair, c), times);
                    }
                }
            }
            before = Some(c);
        }
        if let Some(c) = before {
            self.last[usize::from(c)] += times;
        }
        if let Some(pair) = pair {
            self.triples.add(triple(pair, END), times);
        }
    }

    /// The natural logarithm of the probability that `next` stands behind `c`, at least [`FLOOR`].
    pub(super) fn log(&self, c: char, next: char) -> f32 {
        self.behind('\n', c).log(next)
    }

    /// The same, where the character before `c` is known, too.
    pub(super) fn log_behind(&self, before: char, c: char, next: char) -> f32 {
        self.behind(before, c).log(next)
    }

    /// What stands behind two characters, for asking about many.
    pub(super) fn behind(&self, before: char, c: char) -> Behind<'_> {
        let id_of_c = id(c);
        let (all, last) = match id_of_c.map(usize::from) {
            Some(place) if han::is_han(c) => (self.all[place] as f32 + 20.0, self.last[place] as f32 + 10.0),
            // A mark is behind a word far more often than within one.
            Some(place) => (self.all[place] as f32 + MARKS, MARKS),
            None => (1.0, 1.0),
        };
        let pair = id(before).zip(id_of_c).map(|(before, c)| key(before, c));
        let pair = pair.map(|pair| (pair, self.pairs.get(pair) as f32)).filter(|&(_, all)| all > 0.0);
        let pair = pair.map(|(pair, all)| (pair, all, self.triples.get(triple(pair, END)) as f32));
        Behind { model: self, c: id_of_c, all, outside: last / all, pair }
    }

    /// How often a character occurs.
    pub(super) fn count_of(&self, c: char) -> u32 {
        id(c).map_or(0, |c| self.all[usize::from(c)])
    }
}

/// One or two characters, and what may stand behind them.
pub(super) struct Behind<'a> {
    model: &'a Model<'a>,
    c: Option<u16>,
    /// How often the last one occurs, and in what share of them a word ends with it.
    all: f32,
    outside: f32,
    /// Both together where that is known: their key, how often they occur and how often they end a word.
    pair: Option<(u32, f32, f32)>,
}

impl Behind<'_> {
    /// The natural logarithm of the probability that `next` stands here, at least [`FLOOR`].
    ///
    /// Behind what ends a word, a word begins or a mark stands; within a word stands what its words say.
    pub(super) fn log(&self, next: char) -> f32 {
        let model = self.model;
        let id_of_next = id(next);
        let place = id_of_next.map(usize::from).filter(|_| han::is_han(next));
        // Where a word has ended.
        let start = place.map_or_else(|| mark_share(next), |place| model.first[place] as f32 / model.words as f32);
        let inside = match (self.c, id_of_next) {
            (Some(c), Some(next)) => model.pairs.get(key(c, next)) as f32 / self.all,
            _ => 0.0,
        };
        let short = match place {
            Some(place) => 0.85 * (inside + self.outside * start) + 0.05 * model.all[place] as f32 / model.chars as f32,
            None => inside + self.outside * start,
        };
        let short = short.max(LEAST);
        let p = match self.pair {
            Some((pair, all, outside)) => {
                // Three follow each other only where the last two do.
                let known = id_of_next.filter(|_| inside > 0.0);
                let inside = known.map_or(0, |next| model.triples.get(triple(pair, next))) as f32;
                (inside + outside * start + BACK_OFF * short) / (all + BACK_OFF)
            }
            None => short,
        };
        p.ln().max(FLOOR)
    }
}

/// How often a mark or a letter stands where a word has ended.
fn mark_share(c: char) -> f32 {
    match c {
        '，' | ',' => 0.12,
        '。' | '、' => 0.04,
        '；' | '：' | ';' | ':' | '“' | '”' | '（' | '）' | '(' | ')' | '《' | '》' => 0.008,
        '\n' | '0'..='9' => 0.01,
        ' ' | '\u{3000}' | '.' | '%' | '—' | '！' | '？' | '-' => 0.002,
        'a'..='z' | 'A'..='Z' => 0.0003,
        '０'..='９' | '％' | '·' | '‘' | '’' | '…' | '【' | '】' => 0.0003,
        _ => 0.0,
    }
}

/// The number of a character that words are made of, or of a mark: Han by their simplified form, marks by their wide one.
fn id(c: char) -> Option<u16> {
    let c = match c {
        _ if han::is_han(c) => script::simplified(c),
        '(' => '（',
        ')' => '）',
        ',' => '，',
        '（' | '）' | '，' | '、' => c,
        _ => return None,
    };
    u16::try_from(u32::from(c)).ok()
}

/// The key of a triple, which another may share: one in ten thousand does.
fn triple(pair: u32, next: u16) -> u32 {
    (pair ^ pair >> 15).wrapping_mul(0x2C1B_3C6D) ^ u32::from(next).wrapping_mul(0x9E37_79B1)
}

fn key(c: u16, next: u16) -> u32 {
    u32::from(c) << 16 | u32::from(next)
}

/// Counts by key: a table with open addressing, as the map of the standard library takes three times as long to fill.
struct Counts<'a> {
    /// Key and count; a count of 0 is a free place.
    slots: Vec<(u32, u32)>,
    used: usize,
    /// Counts that are added to these.
    below: Option<&'a Counts<'a>>,
}

impl<'a> Counts<'a> {
    /// With room for about so many keys.
    fn new(keys: usize) -> Self {
        Counts { slots: vec![(0, 0); keys.next_power_of_two().max(1 << 12)], used: 0, below: None }
    }

    /// What is counted from now on, above what was counted.
    fn above(below: &'a Counts<'a>) -> Self {
        Counts { below: Some(below), ..Counts::new(0) }
    }

    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(0x9E37_79B1) >> 7) as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn get(&self, key: u32) -> u32 {
        self.slots[self.slot(key)].1.saturating_add(self.below.map_or(0, |below| below.get(key)))
    }

    fn add(&mut self, key: u32, times: u32) {
        if times == 0 {
            return;
        }
        let at = self.slot(key);
        self.used += usize::from(self.slots[at].1 == 0);
        self.slots[at] = (key, self.slots[at].1.saturating_add(times));
        if self.used * 4 > self.slots.len() * 3 {
            let twice = vec![(0, 0); self.slots.len() * 2];
            for (key, count) in std::mem::replace(&mut self.slots, twice).into_iter().filter(|&(_, count)| count > 0) {
                let at = self.slot(key);
                self.slots[at] = (key, count);
            }
        }
    }
}
