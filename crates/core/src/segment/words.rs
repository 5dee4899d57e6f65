//! Lines to words: jieba's cut, with a dictionary that is never loaded.
//!
//! How jieba cuts a text depends on the dictionary's words that occur in it, on their frequencies, and on the sum of all
//! frequencies; on nothing else. So jieba is given just the words that the packed lexicon finds in the line, and one
//! filler, which no text contains, with the frequency of all the rest.

use crate::analysis::{Tag, Word};
use crate::room;
use crate::text::Span;
use jieba_rs::Jieba;
use wenheng_lexicon::{Lexicon, Place};

/// A word that jieba never looks up: it cuts before and after every control character.
const FILLER: &str = "\0\0";

/// A document begins with no more words learnt than this, some 8 MB of them.
const MOST_LEARNT: usize = 60_000;

/// Cuts lines into words; the more lines it has seen, the fewer words it has to look for.
///
/// What it has learnt changes its speed and never its words, so one serves any number of documents.
pub(crate) struct Segmenter {
    lexicon: Lexicon,
    /// The reader's words, which jieba has too.
    own: Vec<String>,
    jieba: Jieba,
    /// Which places of the lexicon were passed, a bit for each: what words end there `jieba` has.
    passed: Vec<u64>,
    learnt: usize,
    /// The frequencies of the words it does not have.
    unknown: u64,
    steps: Steps,
    /// The run of word characters that is being looked at, each with where it stands; kept for its room.
    run: Vec<(usize, char)>,
}

impl Segmenter {
    pub(crate) fn new(lexicon: Lexicon) -> Self {
        let passed = vec![0; lexicon.places().div_ceil(64)];
        let unknown = lexicon.total();
        let (own, steps, run) = (Vec::new(), Steps::new(), Vec::new());
        let mut segmenter = Segmenter { lexicon, own, jieba: Jieba::empty(), passed, learnt: 0, unknown, steps, run };
        segmenter.fill();
        segmenter
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Makes ready for a document. `own` are the reader's words: each is cut whole in it, as by jieba's `add_word`
    /// without a frequency.
    pub(crate) fn begin(&mut self, own: &[String]) {
        if self.own == own && self.learnt <= MOST_LEARNT {
            return;
        }
        // jieba cannot unlearn.
        self.jieba = Jieba::empty();
        self.passed.fill(0);
        self.steps = Steps::new();
        self.learnt = 0;
        self.unknown = self.lexicon.total();
        self.fill();
        self.own = own.to_vec();
        for word in own.iter().map(|word| word.trim()).filter(|word| word.chars().nth(1).is_some()) {
            // How often it must occur to be kept whole depends on the words it would fall into.
            self.learn(word);
            self.jieba.add_word(word, None, Some("n"));
        }
    }

    /// Adds the words of the line at `line` in `text` to `out`.
    ///
    /// The words are those of jieba with the whole lexicon, and so are the tags of words in the lexicon. Costs one walk
    /// down the lexicon for each character and jieba's cut, which takes a table of some hundred bytes a character; long
    /// lines go to it in pieces.
    pub(crate) fn cut(&mut self, text: &str, line: Span, out: &mut Vec<Word>) {
        let mut start = line.start;
        while start < line.end {
            let end = start + piece_len(&text[start..line.end]);
            let piece = &text[start..end];
            self.learn(piece);
            let words = self.jieba.tag(piece, true);
            room::reserve(out, words.len(), end, text.len());
            out.extend(words.into_iter().map(|word| {
                Word::new(Span::new(start + word.byte_start, start + word.byte_end), Tag::named(word.tag))
            }));
            start = end;
        }
    }

    /// Gives jieba every word of the lexicon that jieba might look for in `text`.
    #[inline(never)]
    fn learn(&mut self, text: &str) {
        let unknown = self.unknown;
        let mut run = std::mem::take(&mut self.run);
        for (at, ch) in text.char_indices() {
            if is_word_char(ch) {
                run.push((at, ch));
                continue;
            }
            // No word reaches past the run of word characters that it begins in. Between runs every character is a word,
            // looked up for its tag alone.
            self.walk(text, &run);
            run.clear();
            self.walk(text, &[(at, ch)]);
        }
        self.walk(text, &run);
        run.clear();
        self.run = run;
        if self.unknown != unknown {
            self.fill();
        }
    }

    /// Gives jieba the words that begin at any character of `run`.
    #[inline(never)]
    fn walk(&mut self, text: &str, run: &[(usize, char)]) {
        for (nth, &(start, first)) in run.iter().enumerate() {
            let rest = &run[nth + 1..];
            if rest.is_empty() {
                self.pass(self.lexicon.step(None, first), &text[start..start + first.len_utf8()]);
            }
            let mut from = u32::from(first);
            for &(at, ch) in rest {
                from = match self.steps.kept(from, ch) {
                    Some(to) => to,
                    None => self.step(from, ch, &text[start..at + ch.len_utf8()]),
                };
                if from == Steps::NOWHERE {
                    break;
                }
            }
        }
    }

    /// Takes a step down the lexicon that is not kept, to where `word` ends.
    #[inline(never)]
    fn step(&mut self, from: u32, ch: char, word: &str) -> u32 {
        let place = match Steps::place(from) {
            Ok(number) => self.lexicon.place(number),
            Err(first) => {
                let place = self.lexicon.step(None, first);
                self.pass(place, &word[..first.len_utf8()]);
                place
            }
        };
        let to = place.and_then(|place| self.lexicon.step(Some(place), ch));
        self.pass(to, word);
        self.steps.keep(from, ch, to)
    }

    /// Gives jieba the word that ends at `place`, if one does and it was not passed before.
    fn pass(&mut self, place: Option<Place>, word: &str) {
        let Some(place) = place else { return };
        let (index, bit) = (place.number() / 64, 1 << (place.number() % 64));
        if self.passed[index] & bit == 0 {
            self.passed[index] |= bit;
            self.add(place, word);
        }
    }

    /// Gives jieba the word that ends at `place`, if one does.
    #[cold]
    fn add(&mut self, place: Place, word: &str) {
        if let Some(entry) = self.lexicon.at(place) {
            self.unknown -= u64::from(entry.freq);
            self.learnt += 1;
            self.jieba.add_word(word, Some(entry.freq as usize), Some(entry.tag));
        }
    }

    /// Brings jieba's total to the lexicon's, whose limit leaves jieba room to add before it subtracts.
    fn fill(&mut self) {
        self.jieba.add_word(FILLER, Some(self.unknown as usize), None);
    }
}

/// The latest steps down the lexicon, each found again by one look: a text takes the same ones over and over. Those kept
/// lead nowhere or to places that were passed, as were those that they come from.
///
/// A step is one number: where it comes from, its character, and where it leads. It comes from a word's first character,
/// which is a number below [`Steps::NOWHERE`], or from a place, which is a number above.
///
/// Two that would stand in the same place do, the later one first: one place each lost three times as many of them.
struct Steps(Vec<[u64; 2]>);

impl Steps {
    /// How many pairs there are, as a power of two: half a megabyte of them.
    const PAIRS: u32 = 15;
    /// Where no word goes on.
    const NOWHERE: u32 = char::MAX as u32 + 1;
    const CHAR_BITS: u32 = 21;
    /// What says where a step leads. A place with a larger number is not kept.
    const TO_BITS: u32 = 21;

    fn new() -> Self {
        // No character is all ones.
        Steps(vec![[u64::MAX; 2]; 1 << Self::PAIRS])
    }

    /// The number of a place, or a word's first character.
    fn place(from: u32) -> Result<usize, char> {
        char::from_u32(from).map_or_else(|| Ok((from - Self::NOWHERE) as usize - 1), Err)
    }

    /// In which pair the step is kept, and its number but for where it leads.
    #[inline]
    fn key(from: u32, ch: char) -> (usize, u64) {
        // Fibonacci hashing: the highest bits of a product with 2^32 divided by the golden ratio.
        let pair = (from ^ (ch as u32) << 16).wrapping_mul(0x9E37_79B9) >> (32 - Self::PAIRS);
        (pair as usize, (u64::from(from) << Self::CHAR_BITS | u64::from(ch)) << Self::TO_BITS)
    }

    /// Where the step leads, if that is kept.
    #[inline]
    fn kept(&self, from: u32, ch: char) -> Option<u32> {
        let (pair, key) = Self::key(from, ch);
        let [first, second] = self.0[pair].map(|step| step ^ key);
        let to = first.min(second);
        (to >> Self::TO_BITS == 0).then(|| Self::NOWHERE + to as u32)
    }

    /// Keeps a step, and says where it leads.
    fn keep(&mut self, from: u32, ch: char, to: Option<Place>) -> u32 {
        let to = to.map_or(0, |place| place.number() as u32 + 1);
        if (from - from.min(Self::NOWHERE)).max(to) >> Self::TO_BITS == 0 {
            let (pair, key) = Self::key(from, ch);
            let [first, second] = &mut self.0[pair];
            *second = std::mem::replace(first, key | u64::from(to));
        }
        Self::NOWHERE + to
    }
}

/// How much of `text` jieba gets at once: jieba cuts every run of word characters by itself, so a piece that ends where no
/// run does loses nothing. Only a run that goes on for megabytes is cut somewhere, as its table would be larger than all
/// the rest.
fn piece_len(text: &str) -> usize {
    const PIECE: usize = 16 << 10;
    const MOST: usize = 2 << 20;
    const { assert!(MOST <= Word::MOST_BYTES) };
    if text.len() <= PIECE {
        return text.len();
    }
    let (from, most) = (text.floor_char_boundary(PIECE), text.floor_char_boundary(MOST));
    let end = text[from..most].char_indices().find(|&(_, ch)| !is_word_char(ch));
    end.map_or(most, |(at, ch)| from + at + ch.len_utf8())
}

/// What jieba takes for a character of words; dictionary words are looked for only in runs of them.
fn is_word_char(ch: char) -> bool {
    match ch {
        '\u{4E00}'..='\u{9FFF}' => true,
        '\0'..='\x7F' => ch.is_ascii_alphanumeric() || "+#&._%-".contains(ch),
        '\u{3400}'..='\u{4DBF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2A6DF}'
        | '\u{2A700}'..='\u{2EBEF}'
        | '\u{2F800}'..='\u{2FA1F}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::TAGS;

    /// jieba with the whole lexicon loaded, the way everybody uses it.
    fn whole(lexicon: &Lexicon) -> Jieba {
        let list: String =
            lexicon.iter().map(|(word, entry)| format!("{word} {} {}\n", entry.freq, entry.tag)).collect();
        Jieba::with_dict(&mut list.as_bytes()).expect("the lexicon's own words")
    }

    fn check(segmenter: &mut Segmenter, whole: &Jieba, text: &str) {
        segmenter.learn(text);
        let cut = |jieba: &Jieba| jieba.cut(text, false).iter().map(|word| word.byte_end).collect::<Vec<_>>();
        assert_eq!(cut(&segmenter.jieba), cut(whole), "without HMM: {text:?}");

        let mut words = Vec::new();
        let after = format!("甲乙 {text}");
        segmenter.cut(&after, Span::new(7, after.len()), &mut words);
        let expected: Vec<Word> = whole
            .tag(text, true)
            .iter()
            .map(|word| Word::new(Span::new(word.byte_start + 7, word.byte_end + 7), Tag::named(word.tag)))
            .collect();
        assert_eq!(words, expected, "{text:?}");
    }

    #[test]
    fn tags_are_found_by_name() {
        assert!(TAGS.is_sorted_by(|one, next| one < next));
        assert!(TAGS.iter().all(|name| Tag::named(name).name() == *name));
        assert_eq!(Tag::named("").name(), "x");
        assert_eq!(Tag::named("nothing").name(), "x");
        assert!(wenheng_lexicon::builtin().iter().all(|(_, entry)| TAGS.contains(&entry.tag)));
    }

    #[test]
    fn words_are_those_of_the_whole_dictionary() {
        let fresh = || Segmenter::new(wenheng_lexicon::builtin());
        let mut segmenter = fresh();
        let whole = whole(segmenter.lexicon());
        for text in [
            "",
            " ",
            "\r\n",
            "\0\0\0",
            "全年排查矛盾纠纷1495宗，化解1466宗，化解率98.06%。",
            "（一）党建引领，筑牢基层治理“主心骨”。",
            "新增城镇就业4,500人,城镇登记失业率控制在2.5%以内；GDP增长6.1%。",
            "γ射线·𠀀𪚥 café 王小明\u{3000}杭研大厦，了了了在在在的",
        ] {
            check(&mut segmenter, &whole, text);
            check(&mut fresh(), &whole, text);
        }

        for text in documents() {
            for line in text.lines() {
                check(&mut segmenter, &whole, line);
            }
        }

        // A megabyte of the lexicon's own words and stray characters, end to end: ambiguous at every seam.
        let words: Vec<String> = segmenter.lexicon().iter().map(|(word, _)| word).collect();
        let mut random = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random % below as u64) as usize
        };
        let strays =
            ["，", "3.5%", "a", "\u{2000B}", "的", "\t", "𠮷", "·", "-", "了", "😀", "e\u{301}", "\u{301}", "\u{200d}"];
        let mut cut = 0;
        while cut < 1_000_000 {
            let mut text = String::new();
            for _ in 0..30 {
                text.push_str(if next(6) == 0 { strays[next(strays.len())] } else { &words[next(words.len())] });
            }
            check(&mut segmenter, &whole, &text);
            cut += text.len();
        }
        // And a megabyte without a single mark.
        let mut text = String::new();
        while text.len() < 1_000_000 {
            text.extend(words[next(words.len())].chars().filter(|&ch| is_word_char(ch)));
        }
        check(&mut fresh(), &whole, &text);
    }

    /// The golden documents, and the reports that stand beside the repository where they do.
    fn documents() -> Vec<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let files = ["tests/golden", "../shared/eval/docs"]
            .into_iter()
            .filter_map(|folder| std::fs::read_dir(root.join(folder)).ok());
        let texts = files.flatten().map(|file| file.expect("a folder that can be read").path());
        let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
        texts.map(|path| std::fs::read_to_string(path).expect("UTF-8")).collect()
    }

    #[test]
    fn the_readers_words_are_cut_whole() {
        let mut segmenter = Segmenter::new(wenheng_lexicon::builtin());
        let text = "在青筠里设立云汀议事亭";
        let mut cut = |own: &[&str]| {
            let own: Vec<String> = own.iter().map(|&word| word.to_owned()).collect();
            let mut words = Vec::new();
            segmenter.begin(&own);
            segmenter.cut(text, Span::new(0, text.len()), &mut words);
            words.iter().map(|word| word.span().of(text)).collect::<Vec<_>>().join("|")
        };
        assert!(!cut(&[]).ends_with("|云汀议事亭"));
        assert!(cut(&["青筠里", " 云汀议事亭 ", "", "里"]).contains("|青筠里|"));
        assert!(cut(&["云汀议事亭"]).ends_with("|云汀议事亭"));
        assert!(!cut(&[]).ends_with("|云汀议事亭"), "the words of one document are not those of the next");
    }

    #[test]
    fn a_run_of_megabytes_is_cut_in_pieces() {
        let text = "社区a".repeat(1 << 20);
        let mut rest = &text[..];
        while !rest.is_empty() {
            let len = piece_len(rest);
            assert!((1..=2 << 20).contains(&len));
            rest = &rest[len..];
        }
        assert_eq!(piece_len("社区。"), "社区。".len());
    }

    #[test]
    fn an_empty_lexicon_leaves_it_to_the_model() {
        let lexicon = Lexicon::open(wenheng_lexicon::pack([]).expect("no words")).expect("no words");
        let mut words = Vec::new();
        let text = "街道abc12。";
        Segmenter::new(lexicon).cut(text, Span::new(0, text.len()), &mut words);
        let tags: Vec<_> = words.iter().map(|word| word.tag().name()).collect();
        assert_eq!(tags, ["x", "eng", "x"]);
    }
}
