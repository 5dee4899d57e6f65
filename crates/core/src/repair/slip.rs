//! The GBK byte slip: one byte of a double-byte character was lost, and what follows was read one byte out of step.
//!
//! ```text
//! true   A1A1 A3A8 D2BB A3A9 88D4 B3D6 FC68 | BDA8      　（一）堅持黨 | 建
//! read   ? A1A3 A8D2 BBA3 A988 D4B3 D6FC 68 | BDA8      ? 。 ㄒ 唬 ﹫ 猿 贮 h | 建
//! ```
//!
//! A run ends by itself: at a character whose second byte is ASCII (the `h` above), or at a first byte that is left alone
//! before ASCII or the end of the line. Pairs that GBK does not assign are kept as private-use characters, or deleted, or
//! cost one byte, after which the reader is in step again; that depends on who decoded.
//!
//! All ways in which the characters of a suspicious stretch may have come about are weighed by the probability of the text
//! they give (Viterbi's algorithm over stretches of bounded length, so that a character costs what any other does).

use super::draft::Edit;
use super::gbk::{self, Gbk};
use super::model::{Behind, FLOOR, Model};
use super::script;
use crate::han;
use crate::sort::{self, falling};
use std::ops::Range;

/// Neighbours less likely than this on average are no Chinese, behind a mark of loss and elsewhere.
const NONSENSE_MARKED: f32 = -9.5;
const NONSENSE: f32 = -11.5;
/// How many characters that average is taken over.
const WINDOW: usize = 4;

/// What is weighed at once: characters around a suspicious one, and at most.
const BEFORE: usize = 6;
const BEHIND: usize = 12;
const STRETCH: usize = 480;

/// What an event costs that the text does not ask for: a slip with a mark and without one, a byte that went without a
/// reason seen, a way of writing that is not the page's.
const SLIP_MARKED: f32 = -4.0;
const SLIP: f32 = -12.0;
const SKIPPED: f32 = -3.0;
const OTHER_SCRIPT: f32 = -4.0;

/// What a character that leaves no byte behind is worth: the model knows few neighbours of words, so that the longer of two
/// readings looks too unlikely.
const RESTORED: f32 = 1.5;

/// The likelihood of an indent where a line begins, and of a wide space where a byte was lost elsewhere.
const INDENT: f32 = -1.2;
const SPACE: f32 = -3.0;

/// Ways that are followed up at once.
const BEAM: usize = 32;
/// The likeliest ways, for which alone it is asked whether a byte was passed over without a trace.
const SKIPPERS: usize = 3;
/// First halves of a deleted pair that are followed up, and those after which a second one is looked for.
const HALVES: usize = 16;
const TWICE: usize = 3;
/// Characters that are tried where one was lost wholly at the end.
const WHOLLY: usize = 600;
/// Where neighbours are likelier than this, no slip begins without a mark.
const UNBROKEN: f32 = -8.0;

/// Characters of nonsense in a document that are weighed at all, and those for which it is weighed, too, whether something
/// was dropped without a trace, which takes half a millisecond each. A page that was damaged line by line has some hundreds;
/// what is behind these stays as it is, or is mended only where its bytes are still there.
const MOST: usize = 10_000;
const MOST_DROPPED: usize = 2_000;

/// What a repair must be: long enough, made of nonsense, and Chinese.
const FEWEST: usize = 3;
const FEWEST_KNOWN: usize = 2;
const NEW_MEAN: f32 = -9.6;
const NEW_MEAN_GUESSED: f32 = -8.8;
const NEW_MEAN_SHORT: f32 = -8.0;
/// … and where hardly a character is certain.
const NEW_MEAN_UNKNOWN: f32 = -6.5;
const OLD_MEAN: f32 = -9.0;
const GAIN_EACH: f32 = 3.5;
const GAIN_MARKED: f32 = 12.0;
const GAIN: f32 = 25.0;
/// Where something may have been dropped without a trace, a character that fits a neighbour no better than this is a guess.
const DOUBTFUL: f32 = -8.5;
/// … and so is one that fits neither as well as this.
const KNOWN: f32 = -5.0;

/// A character of the damaged text.
#[derive(Clone, Copy)]
struct Token {
    at: usize,
    c: char,
    /// Its two bytes in GBK, or zeros.
    bytes: [u8; 2],
}

impl Token {
    /// Whether something may have been lost here.
    fn is_mark(self) -> bool {
        matches!(self.c, '?' | '？' | char::REPLACEMENT_CHARACTER)
    }

    /// Its byte, if it is of one.
    fn single(self) -> Option<u8> {
        match self.c {
            '\u{80}' | '€' => Some(0x80),
            c => u8::try_from(c).ok().filter(u8::is_ascii),
        }
    }

    /// Its bytes, if it is of two; an ASCII character may be the full-width one of before.
    fn pair(self) -> Option<[u8; 2]> {
        match self.c {
            ' ' => Some([0xA1, 0xA1]),
            '!'..='~' => Some([0xA3, self.c as u8 | 0x80]),
            _ if self.bytes[0] > 0 => Some(self.bytes),
            _ => None,
        }
    }
}

/// A character of the repaired text, for the tokens from `from` up to `to`.
#[derive(Clone, Copy)]
struct Emission {
    c: char,
    certain: bool,
    from: usize,
    to: usize,
}

/// One way to read the tokens up to some place.
#[derive(Clone, Copy)]
struct State {
    score: f32,
    /// The last two characters read.
    last: [char; 2],
    /// The first byte of the character that is being read, where the bytes are out of step.
    lead: Option<u8>,
    before: Option<usize>,
    emissions: [Option<Emission>; 3],
    /// The slip begins here, with or without a mark.
    enters: Option<bool>,
}

/// The repairs of all slips in `text`. `traditional` is the page's script.
///
/// Costs a few lookups a character where the text is Chinese, and some thousand a character where it is not.
#[inline(never)]
pub(super) fn edits(text: &str, gbk: &Gbk, model: &Model, traditional: bool) -> Vec<Edit> {
    let tokens_of = |line: &Range<usize>| -> Vec<Token> {
        let chars = text[line.clone()].char_indices();
        chars.map(|(at, c)| Token { at: line.start + at, c, bytes: gbk.bytes(c).unwrap_or_default() }).collect()
    };
    // Lines with suspicious stretches, and what lies between those.
    let mut damaged: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
    let mut whole = Vec::new();
    let (mut found, mut mended) = (0, 0);
    for line in pieces(text).filter(|line| !text[line.clone()].is_ascii()) {
        let tokens = tokens_of(&line);
        let stretches = suspicious(&tokens, model);
        for stretch in &stretches {
            whole.push(&text[mended..tokens[stretch.start].at]);
            mended = tokens.get(stretch.end).map_or(line.end, |token| token.at);
        }
        // No more are kept than will be weighed.
        if !stretches.is_empty() && found <= MOST {
            found += stretches.iter().map(|stretch| stretch.len()).sum::<usize>();
            damaged.push((line, stretches));
        }
    }
    if damaged.is_empty() {
        return Vec::new();
    }
    whole.push(&text[mended..]);
    let model = &model.with(whole.into_iter().flat_map(|part| part.chars().chain(['\n'])));
    // A reader that keeps pairs without a character, in private use, has not dropped any.
    const KEPT: usize = 3;
    let keeps = text.chars().filter(|&c| gbk::is_user_defined(c)).take(KEPT).count() == KEPT;
    let holes = if keeps { Vec::new() } else { holes() };
    let common = if keeps { Vec::new() } else { common(gbk, model, traditional) };
    let between = between(&holes, gbk, &common);
    let mut reader = Reader { gbk, model, traditional, drops: !keeps, holes, between, common };
    let mut edits = Vec::new();
    let mut weighed = 0;
    for (line, stretches) in damaged {
        let tokens = tokens_of(&line);
        for stretch in stretches {
            weighed += stretch.len();
            if weighed > MOST {
                return edits;
            }
            if weighed > MOST_DROPPED {
                reader.holes.clear();
                reader.between.clear();
                reader.common.clear();
            }
            reader.mend(&tokens, stretch, line.end, &mut edits);
        }
    }
    edits
}

/// Lines without their ends. One that goes on and on comes in pieces: what is known of its characters takes four times
/// their room. A slip at a seam may be missed.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const MOST_BYTES: usize = 64 << 10;
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let near = &rest[..rest.floor_char_boundary(MOST_BYTES)];
        let len = near.find('\n').map_or(near.len(), |end| end + 1);
        let piece = start..start + near[..len].trim_end_matches(['\n', '\r']).len();
        start += len;
        Some(piece)
    })
}

/// Stretches of a line that hold nonsense, with their neighbourhood; in order, apart.
fn suspicious(tokens: &[Token], model: &Model) -> Vec<Range<usize>> {
    let mut before = '\n';
    let logs: Vec<f32> = tokens
        .iter()
        .map(|token| {
            let log = model.log(before, token.c);
            before = token.c;
            log
        })
        .collect();
    let mean = |at: Range<usize>| logs[at.clone()].iter().sum::<f32>() / at.len() as f32;
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for at in 0..tokens.len() {
        let wide = tokens[at..].iter().take(WINDOW).take_while(|token| token.bytes[0] > 0).count();
        let nonsense = if tokens[at].is_mark() {
            let wide = tokens[at + 1..].iter().take(WINDOW).take_while(|token| token.bytes[0] > 0).count();
            wide >= 2 && mean(at + 1..at + 1 + wide) < NONSENSE_MARKED
        } else {
            wide == WINDOW && mean(at..at + WINDOW) < NONSENSE
        };
        if !nonsense {
            continue;
        }
        let stretch = at.saturating_sub(BEFORE)..(at + WINDOW + BEHIND).min(tokens.len());
        let reached = stretches.last().map_or(0, |last| last.end);
        match stretches.last_mut() {
            Some(last) if stretch.start <= reached && stretch.end - last.start <= STRETCH => last.end = stretch.end,
            _ => stretches.push(stretch.start.max(reached)..stretch.end.max(reached)),
        }
    }
    stretches
}

/// Bytes that make a pair which GBK does not assign: each first byte with its second ones.
fn holes() -> Vec<(u8, Vec<u8>)> {
    let seconds = |first| (0x81..=0xFE).filter(|&second| gbk::is_unassigned(first, second)).collect::<Vec<_>>();
    (0x81..=0xFE).map(|first| (first, seconds(first))).filter(|(_, seconds)| !seconds.is_empty()).collect()
}

/// Marks that are often lost, and the commonest characters of a page.
fn common(gbk: &Gbk, model: &Model, traditional: bool) -> Vec<char> {
    const COMMON: usize = 2500;
    let foreign = if traditional { script::is_simplified } else { script::is_traditional };
    let mut han: Vec<char> = ('\u{4E00}'..='\u{9FA5}').filter(|&c| !foreign(c) && gbk.bytes(c).is_some()).collect();
    sort::by(&mut han, |&c| !u64::from(model.count_of(c)));
    han.truncate(COMMON);
    ['，', '。', '、', '；'].into_iter().chain(han).collect()
}

/// Those of which nothing is left where one of two deleted pairs took the first byte and the other the second, each with
/// its first byte and the place of the second in `holes`.
fn between(holes: &[(u8, Vec<u8>)], gbk: &Gbk, common: &[char]) -> Vec<(char, u8, usize)> {
    let place = |&c: &char| {
        let [first, second] = gbk.bytes(c)?;
        Some((c, first, holes.iter().position(|&(hole, _)| hole == second)?))
    };
    common.iter().filter_map(place).collect()
}

/// Characters read up to a deleted pair whose first byte was the second one of the last.
struct Half {
    score: f32,
    /// The state before them.
    from: usize,
    /// The character before them, and they.
    chars: [char; 3],
    len: usize,
    /// The pair, by its place among all.
    hole: usize,
}

struct Reader<'a> {
    gbk: &'a Gbk,
    model: &'a Model<'a>,
    traditional: bool,
    /// Whether pairs without a character may have been dropped.
    drops: bool,
    /// Those pairs, as long as they are looked for.
    holes: Vec<(u8, Vec<u8>)>,
    /// Characters of which nothing may be left, and between two such pairs.
    common: Vec<char>,
    between: Vec<(char, u8, usize)>,
}

impl Reader<'_> {
    /// Finds the likeliest reading of a stretch and adds what it repairs to `edits`. `end` is where the line ends.
    fn mend(&self, tokens: &[Token], stretch: Range<usize>, end: usize, edits: &mut Vec<Edit>) {
        let context = stretch.start.checked_sub(1).map_or('\n', |at| tokens[at].c);
        let mut states = vec![State {
            score: 0.0,
            last: ['\n', context],
            lead: None,
            before: None,
            emissions: [None; 3],
            enters: None,
        }];
        let mut frontiers: Vec<Vec<usize>> = vec![Vec::new(); stretch.len() + 3];
        frontiers[0].push(0);
        for at in stretch.clone() {
            let here = prune(std::mem::take(&mut frontiers[at - stretch.start]), &states);
            let found = self.step(tokens, at, stretch.end, &here, &states);
            for (next, state) in found {
                frontiers[next - stretch.start].push(states.len());
                states.push(state);
            }
        }
        let mut last = std::mem::take(&mut frontiers[stretch.len()]);
        if stretch.end == tokens.len() {
            // What is out of step at the end of the line lost its last byte to it.
            let open: Vec<usize> = last.iter().copied().filter(|&state| states[state].lead.is_some()).collect();
            for state in prune(open, &states) {
                for closed in self.lose_byte(&states, state, stretch.end, 0, 0.0, true, |_| true) {
                    last.push(states.len());
                    states.push(closed);
                }
            }
            last.retain(|&state| states[state].lead.is_none());
        }
        let Some(best) = last.into_iter().max_by(|&a, &b| states[a].score.total_cmp(&states[b].score)) else { return };
        let mut path: Vec<State> =
            std::iter::successors(Some(best), |&at| states[at].before).map(|at| states[at]).collect();
        path.reverse();
        self.collect(tokens, &path, end, edits);
    }

    /// Every way to go on from the states before token `at`, with the token that each comes to.
    fn step(&self, tokens: &[Token], at: usize, end: usize, here: &[usize], states: &[State]) -> Vec<(usize, State)> {
        let token = tokens[at];
        let pair = token.pair();
        let mut found = Vec::new();
        for (rank, &from) in here.iter().enumerate() {
            let state = states[from];
            let go = |score: f32, last: char, lead: Option<u8>, emissions: [Option<Emission>; 3]| State {
                score: state.score + score,
                last: [state.last[1], last],
                lead,
                before: Some(from),
                emissions,
                enters: None,
            };
            let Some(lead) = state.lead else {
                // In step: the character is what it seems to be …
                let log = self.log(tokens, at, state.last, token.c);
                found.push((at + 1, go(log, token.c, None, [None; 3])));
                // … or half of it is, and the byte before it was lost.
                let marked = token.is_mark() && at + 1 < end;
                let unmarked = !token.is_mark() && token.bytes[0] > 0 && log < UNBROKEN;
                if marked || unmarked {
                    let first = if marked { at + 1 } else { at };
                    if let Some([trail, lead]) = tokens[first].pair().filter(|&[_, lead]| lead > 0x80) {
                        let cost = if marked { SLIP_MARKED } else { SLIP };
                        for c in (0x81..=0xFE).filter_map(|x| self.gbk.char(x, trail)) {
                            let log = match c {
                                // What loses its first byte is a wide space, as a rule.
                                '\u{3000}' if !opens_line(tokens, at) => SPACE,
                                _ => self.log(tokens, at, state.last, c) + self.guess(c),
                            };
                            let certain = c == '\u{3000}' && opens_line(tokens, at);
                            let emission = Emission { c, certain, from: at, to: first };
                            let entered = go(log + cost, c, Some(lead), [Some(emission), None, None]);
                            if log > FLOOR {
                                found.push((first + 1, State { enters: Some(marked), ..entered }));
                            }
                        }
                        if marked {
                            // Or the first pair out of step was deleted.
                            self.enter_hole(state, from, at, [trail, lead], &mut found);
                        }
                    }
                }
                continue;
            };
            // Out of step: this character brings the second byte of one and the first byte of the next.
            if let Some([trail, next]) = pair
                && let Some(c) = self.gbk.char(lead, trail)
            {
                let emission = Emission { c, certain: true, from: at - 1, to: at };
                let log = self.log(tokens, at, state.last, c);
                if next > 0x80 {
                    found.push((at + 1, go(log, c, Some(next), [Some(emission), None, None])));
                } else {
                    let letter = char::from(next);
                    let second = Emission { c: letter, certain: true, from: at, to: at + 1 };
                    let log = log + self.model.log(c, letter);
                    let read = go(log, letter, None, [Some(emission), Some(second), None]);
                    found.push((at + 1, State { last: [c, letter], ..read }));
                }
            }
            // An ASCII character is that second byte, and the next character is in step.
            if let Some(c) = token.single().and_then(|trail| self.gbk.char(lead, trail)) {
                let emission = Emission { c, certain: true, from: at - 1, to: at + 1 };
                found.push((at + 1, go(self.behind(state.last, c), c, None, [Some(emission), None, None])));
            }
            // The second byte was lost, as it made no pair with what follows.
            if token.is_mark() {
                let next = tokens.get(at + 1).map_or(0, |token| token.bytes[0]);
                let fits = |x: u8| next == 0 || gbk::is_unassigned(x, next);
                let lost = self.lose_byte(states, from, at, 1, 0.0, rank < SKIPPERS, fits);
                found.extend(lost.into_iter().map(|state| (at + 1, state)));
            } else if token.c.is_ascii() && (token.c as u8) < 0x40 {
                let lost = self.lose_byte(states, from, at, 0, 0.0, rank < SKIPPERS, |_| true);
                found.extend(lost.into_iter().map(|state| (at, state)));
            } else if token.bytes[0] > 0 && rank < SKIPPERS {
                let skips = |x: u8| gbk::is_unassigned(x, token.bytes[0]);
                let skipped = self.lose_byte(states, from, at, 0, SKIPPED, false, skips);
                found.extend(skipped.into_iter().map(|state| (at, state)));
            }
        }
        // Who came back into step before this character reads it now.
        let (back, mut found): (Vec<_>, Vec<_>) = found.into_iter().partition(|(next, _)| *next == at);
        let mut back: Vec<_> = back.into_iter().map(|(_, state)| state).collect();
        sort::by(&mut back, |state| falling(state.score));
        for state in back.into_iter().take(HALVES) {
            // The state itself is not kept: its emission moves into the step over this character.
            let log = self.log(tokens, at, state.last, token.c);
            found.push((at + 1, State { score: state.score + log, last: [state.last[1], token.c], ..state }));
        }
        if !self.holes.is_empty() {
            self.fill_hole(tokens, at, end, here, states, &mut found);
        }
        found
    }

    /// Ways to end a slip before token `at`: the second byte of the last character was lost. `taken` tokens from `at` on
    /// stand for it. `wholly` asks, too, for a character that was lost behind it with both bytes.
    #[allow(clippy::too_many_arguments)]
    fn lose_byte(
        &self,
        states: &[State],
        from: usize,
        at: usize,
        taken: usize,
        cost: f32,
        wholly: bool,
        fits: impl Fn(u8) -> bool,
    ) -> Vec<State> {
        let state = states[from];
        let Some(lead) = state.lead else { return Vec::new() };
        let state_of = |log: f32, chars: [Option<char>; 2]| {
            let [first, second] =
                chars.map(|c| c.map(|c| Emission { c, certain: false, from: at - 1, to: at + taken }));
            // The second has no token of its own.
            let first = first.map(|first| if second.is_some() { Emission { to: at, ..first } } else { first });
            let second = second.map(|second| Emission { from: at, ..second });
            State {
                score: state.score + log + cost,
                last: match chars {
                    [Some(first), Some(second)] => [first, second],
                    [first, _] => [state.last[1], first.unwrap_or(state.last[1])],
                },
                lead: None,
                before: Some(from),
                emissions: [first, second, None],
                enters: None,
            }
        };
        let state_of = &state_of;
        let behind = self.model.behind(state.last[0], state.last[1]);
        let one = |x: u8| {
            let c = self.gbk.char(lead, x)?;
            let log = behind.log(c) + self.guess(c);
            (log > FLOOR).then_some((x, c, log))
        };
        let ones = (0x81..=0xFE).filter(|&x| fits(x)).filter_map(one);
        // Or a pair before it was dropped, too, and the byte was the second one of a character of which nothing is left.
        let wanted = if wholly { self.holes.len() } else { 0 };
        let mut firsts: Vec<_> = self.holes[..wanted].iter().filter_map(|&(x, _)| one(x)).collect();
        sort::by(&mut firsts, |first| falling(first.2));
        firsts.truncate(TWICE);
        let dropped = firsts.into_iter().flat_map(|(x, c, log)| {
            let behind = self.model.behind(state.last[1], c);
            let common = self.common.iter().take(WHOLLY);
            let fitting = common
                .filter(move |&&last| self.gbk.bytes(last).is_some_and(|[first, _]| gbk::is_unassigned(x, first)));
            fitting.map(move |&last| state_of(log + behind.log(last) + RESTORED, [Some(c), Some(last)]))
        });
        let guesses = ones.map(|(_, c, log)| state_of(log, [Some(c), None])).chain(dropped);
        best_of(guesses, HALVES)
    }

    /// Ways into a slip whose first pair was deleted: nothing is left of the character behind the mark at token `at`, and the
    /// next one's second byte is the first of `bytes`.
    fn enter_hole(
        &self,
        state: State,
        from: usize,
        at: usize,
        [trail, lead]: [u8; 2],
        found: &mut Vec<(usize, State)>,
    ) {
        let behind = self.model.behind(state.last[0], state.last[1]);
        let halves = self.between(&behind, |_| true).map(|(log, c, hole)| Half {
            score: state.score + log + SLIP_MARKED + RESTORED,
            from,
            chars: [state.last[1], c, c],
            len: 1,
            hole,
        });
        let mut halves: Vec<Half> = halves.collect();
        keep_best(&mut halves, HALVES);
        let mut ways = Vec::new();
        self.close_hole(&halves, trail, |half, c, score| {
            let emission = |c, from, to| Some(Emission { c, certain: false, from, to });
            ways.push(State {
                score,
                last: [half.chars[1], c],
                lead: Some(lead),
                before: Some(from),
                emissions: [emission(half.chars[1], at, at + 1), emission(c, at + 1, at + 1), None],
                enters: Some(true),
            });
        });
        found.extend(best_of(ways.into_iter(), HALVES).into_iter().map(|state| (at + 2, state)));
    }

    /// Ways on past a pair that GBK does not assign and that was deleted before token `at`, or before the one behind a mark:
    /// the second byte of one character and the first of the next are unknown.
    fn fill_hole(
        &self,
        tokens: &[Token],
        at: usize,
        end: usize,
        here: &[usize],
        states: &[State],
        found: &mut Vec<(usize, State)>,
    ) {
        let marked = tokens[at].is_mark() && at + 1 < end;
        let read = if marked { at + 1 } else { at };
        let Some([trail, next]) = tokens[read].pair().filter(|&[_, next]| next > 0x80) else { return };
        let open: Vec<usize> = here.iter().copied().filter(|&from| states[from].lead.is_some()).take(HALVES).collect();
        // The first halves, each by its likeliest way.
        let mut halves: Vec<Half> = Vec::new();
        let behind: Vec<_> =
            open.iter().map(|&from| (from, self.model.behind(states[from].last[0], states[from].last[1]))).collect();
        for (hole, (x, _)) in self.holes.iter().enumerate() {
            let ways = behind.iter().filter_map(|(from, behind)| {
                let state = states[*from];
                let c = self.gbk.char(state.lead?, *x)?;
                let score = state.score + behind.log(c) + self.guess(c) + RESTORED;
                Some(Half { score, from: *from, chars: [state.last[1], c, c], len: 1, hole })
            });
            halves.extend(ways.max_by(|one, other| one.score.total_cmp(&other.score)));
        }
        keep_best(&mut halves, HALVES);
        // Two such pairs in a row leave nothing of the character between them.
        let mut twice = Vec::new();
        for half in halves.iter().take(TWICE) {
            let behind = self.model.behind(half.chars[0], half.chars[1]);
            twice.extend(self.between(&behind, |y| gbk::is_unassigned(self.holes[half.hole].0, y)).map(
                |(log, c, hole)| Half {
                    score: half.score + log + RESTORED,
                    from: half.from,
                    chars: [half.chars[0], half.chars[1], c],
                    len: 2,
                    hole,
                },
            ));
        }
        keep_best(&mut twice, HALVES / 2);
        halves.extend(twice);
        let mut ways = Vec::new();
        self.close_hole(&halves, trail, |half, c, score| {
            let emission = |c, from, to| Some(Emission { c, certain: false, from, to });
            let first = emission(half.chars[1], at - 1, read);
            let (last, rest) = match half.len {
                1 => ([half.chars[1], c], [emission(c, read, read), None]),
                _ => ([half.chars[2], c], [emission(half.chars[2], read, read), emission(c, read, read)]),
            };
            ways.push(State {
                score,
                last,
                lead: Some(next),
                before: Some(half.from),
                emissions: [first, rest[0], rest[1]],
                enters: None,
            });
        });
        found.extend(best_of(ways.into_iter(), BEAM).into_iter().map(|state| (read + 1, state)));
    }

    /// Characters of which nothing is left between two deleted pairs, with what each costs.
    fn between<'b>(
        &'b self,
        behind: &'b Behind<'_>,
        fits: impl Fn(u8) -> bool + 'b,
    ) -> impl Iterator<Item = (f32, char, usize)> + 'b {
        let fitting = self.between.iter().filter(move |&&(_, first, _)| fits(first));
        fitting.map(|&(c, _, hole)| (behind.log(c), c, hole)).filter(|&(log, ..)| log > FLOOR)
    }

    /// Every way to go on from halves with a character whose second byte is `trail`.
    fn close_hole(&self, halves: &[Half], trail: u8, mut found: impl FnMut(&Half, char, f32)) {
        for half in halves {
            let behind = self.model.behind(half.chars[half.len - 1], half.chars[half.len]);
            for c in self.holes[half.hole].1.iter().filter_map(|&y| self.gbk.char(y, trail)) {
                let log = behind.log(c) + self.guess(c);
                if log > FLOOR {
                    found(half, c, half.score + log);
                }
            }
        }
    }

    /// The probability of `c` behind `last`, which an indent changes where the line begins.
    fn log(&self, tokens: &[Token], at: usize, last: [char; 2], c: char) -> f32 {
        if c == '\u{3000}' && opens_line(tokens, at) { INDENT } else { self.behind(last, c) }
    }

    fn behind(&self, [before, last]: [char; 2], c: char) -> f32 {
        self.model.log_behind(before, last, c)
    }

    /// What it costs to guess this character on this page.
    fn guess(&self, c: char) -> f32 {
        let other =
            han::is_han(c) && if self.traditional { script::is_simplified(c) } else { script::is_traditional(c) };
        if other { OTHER_SCRIPT } else { 0.0 }
    }

    /// Turns the slips of a path into edits, where they are worth it.
    fn collect(&self, tokens: &[Token], path: &[State], end: usize, edits: &mut Vec<Edit>) {
        let mut at = 0;
        while at < path.len() {
            let Some(marked) = path[at].enters else {
                at += 1;
                continue;
            };
            let behind =
                path[at..].iter().position(|state| state.lead.is_none()).map_or(path.len(), |len| at + len + 1);
            let emissions: Vec<Emission> =
                path[at..behind].iter().flat_map(|state| state.emissions.into_iter().flatten()).collect();
            if self.is_worth_it(tokens, &emissions, marked) {
                self.push(tokens, &emissions, end, edits);
            }
            at = behind;
        }
    }

    fn is_worth_it(&self, tokens: &[Token], emissions: &[Emission], marked: bool) -> bool {
        let (Some(first), Some(last)) = (emissions.first(), emissions.last()) else { return false };
        let before = first.from.checked_sub(1).map_or('\n', |at| tokens[at].c);
        let behind = tokens.get(last.to).map(|token| token.c);
        let sum = |chars: &mut dyn Iterator<Item = char>| {
            let mut last = before;
            let mut sum = 0.0;
            for c in chars {
                sum += self.model.log(last, c);
                last = c;
            }
            sum
        };
        let old = sum(&mut tokens[first.from..last.to].iter().map(|token| token.c).chain(behind));
        // A wide space says nothing for or against the reading.
        let read = emissions.iter().filter(|emission| emission.c != '\u{3000}');
        let new = sum(&mut read.clone().map(|emission| emission.c).chain(behind));
        let (old_count, new_count) = ((last.to - first.from).max(1) as f32, read.clone().count().max(1) as f32);
        let gain = new - old;
        let known = read.filter(|emission| emission.certain).count();
        // Where much is guessed, the guesses are chosen to look like Chinese.
        let guessed = (emissions.len() - known) * 4 > emissions.len();
        // Between two marks little else can have happened, but not what would be mostly made up.
        let enclosed = marked && tokens[last.to - 1].is_mark();
        let made_up = emissions.len() > last.to - first.from;
        emissions.len() >= FEWEST
            && (known >= FEWEST_KNOWN || enclosed && !made_up && emissions.len() > FEWEST)
            && new / new_count
                > if known < FEWEST_KNOWN {
                    NEW_MEAN_UNKNOWN
                } else if known < FEWEST {
                    NEW_MEAN_SHORT
                } else if guessed {
                    NEW_MEAN_GUESSED
                } else {
                    NEW_MEAN
                }
            && old / old_count < OLD_MEAN
            && gain > GAIN_EACH * new_count
            && gain > if marked { GAIN_MARKED } else { GAIN }
    }

    /// One edit for each row of emissions that are all certain or all guessed.
    fn push(&self, tokens: &[Token], emissions: &[Emission], end: usize, edits: &mut Vec<Edit>) {
        let place = |token: usize| tokens.get(token).map_or(end, |token| token.at);
        for (index, emission) in emissions.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| self.model.log(emissions[before].c, emission.c));
            let behind = emissions.get(index + 1).map(|behind| self.model.log(emission.c, behind.c));
            let worst = before.unwrap_or(0.0).min(behind.unwrap_or(0.0));
            let best = before.unwrap_or(FLOOR).max(behind.unwrap_or(FLOOR));
            let certain = emission.certain && (!self.drops || worst > DOUBTFUL && best > KNOWN);
            match edits.last_mut() {
                Some(edit) if index > 0 && edit.certain == certain && edit.at.end == place(emission.from) => {
                    edit.at.end = place(emission.to);
                    edit.with.push(emission.c);
                }
                _ => {
                    let at = place(emission.from)..place(emission.to);
                    edits.push(Edit { at, with: emission.c.to_string(), certain });
                }
            }
        }
    }
}

/// Whether only white space and marks of loss stand before token `at` in its line.
fn opens_line(tokens: &[Token], at: usize) -> bool {
    const FARTHEST: usize = 6;
    at <= FARTHEST && tokens[..at].iter().all(|token| token.c.is_whitespace() || token.is_mark())
}

/// The likeliest states, one for each last character in step and out of it.
fn prune(mut found: Vec<usize>, states: &[State]) -> Vec<usize> {
    sort::by(&mut found, |&state| falling(states[state].score));
    let mut kept: Vec<usize> = Vec::with_capacity(BEAM);
    for state in found {
        if kept.len() == BEAM {
            break;
        }
        let same =
            |&other: &usize| (states[other].last, states[other].lead) == (states[state].last, states[state].lead);
        if !kept.iter().any(same) {
            kept.push(state);
        }
    }
    kept
}

fn keep_best(halves: &mut Vec<Half>, most: usize) {
    sort::by(halves, |half| falling(half.score));
    halves.truncate(most);
}

fn best_of(states: impl Iterator<Item = State>, most: usize) -> Vec<State> {
    let mut states: Vec<State> = states.collect();
    if states.len() > most {
        sort::by(&mut states, |state| falling(state.score));
        states.truncate(most);
    }
    states
}

#[cfg(test)]
mod tests {
    use super::super::draft::edited;
    use super::*;

    fn mended(text: &str) -> String {
        let lexicon = wenheng_lexicon::builtin();
        let (gbk, model) = (Gbk::new(crate::decode::default_decoder), Model::new(&lexicon));
        edited(text, edits(text, &gbk, &model, false))
    }

    #[test]
    fn a_line_that_goes_on_and_on_is_looked_at_to_its_end() {
        let long = "各项工作平稳有序，".repeat(3000);
        for text in ["", "\r\n甲\n\n乙", &long, &format!("甲\n{long}\r\n")] {
            let lines: Vec<_> = pieces(text).collect();
            let mut end = 0;
            for line in &lines {
                assert!(text[end..line.start].trim_matches(['\r', '\n']).is_empty() && line.len() <= 64 << 10);
                end = line.end;
            }
            assert!(text[end..].trim_matches(['\r', '\n']).is_empty());
        }
        let mended = mended(&format!("{long}?〖涌毂Ｕ闲宰》拷ㄉ?"));
        assert!(mended.ends_with("加快保障性住房建设"), "{:?}", mended.chars().rev().take(20).collect::<String>());
    }

    #[test]
    fn slips_end_by_themselves() {
        for (damaged, whole) in [
            // At a second byte that is ASCII, here the L of the line itself.
            ("?∷饕\u{e423}牛篖T008-0301", "　索引号：LT008-0301"),
            // At the end of the line.
            ("?〖涌毂Ｕ闲宰》拷ㄉ?", "　加快保障性住房建设"),
        ] {
            assert_eq!(mended(damaged), whole);
        }
    }

    #[test]
    fn what_is_no_slip_stays() {
        for text in
            ["完成了吗？埇桥区、歙县、盱眙县。", "α、β、γ射线?δ", "?", "？？？", "饕餮纹、魑魅魍魉、龘靐齉爩", ""]
        {
            assert_eq!(mended(text), text);
        }
    }
}
