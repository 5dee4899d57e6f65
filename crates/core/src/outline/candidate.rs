//! Where labels may stand, and which of them a sequence confirms.

use super::label::{self, Family, Label};
use super::role;
use crate::analysis::{Block, BlockKind, Flaw, Role};
use crate::han;
use crate::room;
use std::ops::Range;

/// A place where a label may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) at: usize,
    pub(super) block: usize,
    /// None for a heading without a label.
    pub(super) label: Option<Label>,
    pub(super) inline: bool,
    pub(super) flaw: Option<Flaw>,
    /// The paragraph opens a new subject of that role: what comes hangs on the outermost section.
    pub(super) subject: Option<Role>,
}

impl Candidate {
    /// Whether a list in the running text does not reach beyond it.
    fn opens_section(&self) -> bool {
        !self.inline && self.label.is_none_or(|label| label.family < Family::Ordinal)
    }
}

/// Every label that its place or its neighbours make one, in document order.
#[inline(never)]
pub(super) fn all(text: &str, blocks: &[Block], title: &Range<usize>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let push = |found: &mut Vec<_>, candidate: Candidate| room::push(found, candidate, candidate.at, text.len());
    let mut bare = 0;
    for (id, block) in blocks.iter().enumerate() {
        if block.kind != BlockKind::Paragraph || title.contains(&id) {
            continue;
        }
        let line = block.span.of(text);
        let at = block.span.start;
        let candidate = |at, label, inline| Candidate { at, block: id, label, inline, flaw: None, subject: None };
        let mut inner_from = 0;
        if let Some(label) = label::label_at(line).filter(|label| label.family != Family::Ordinal) {
            push(&mut found, candidate(at, Some(label), false));
            inner_from = label.len;
        } else if role::is_bare_heading(line) {
            push(&mut found, candidate(at, None, false));
            continue;
        } else if let Some(label) = label::label_at(line).or_else(|| label::without_shi(line)) {
            // An ordinal or a lost 是 waits for its neighbours.
            let flaw = (label.family == Family::Shi).then_some(Flaw::MissingShi);
            push(&mut found, Candidate { flaw, ..candidate(at, Some(label), false) });
            inner_from = label.len;
        } else if let Some(role) = role::subject(line) {
            push(&mut found, Candidate { subject: Some(role), ..candidate(at, None, false) });
        } else if is_bare_line(text, blocks, id, found.last()) {
            bare += 1;
            let label = Label { family: Family::Bare, number: bare, len: 0, closed: true };
            push(&mut found, candidate(at, Some(label), false));
            continue;
        }
        inline_labels(line, inner_from, |offset, label, flaw| {
            push(&mut found, Candidate { flaw, ..candidate(at + offset, Some(label), true) });
        });
    }
    if bare == 1 {
        // One line by itself may be anything.
        found.retain(|candidate| candidate.label.is_none_or(|label| label.family != Family::Bare));
    }
    confirm(found)
}

/// Whether a line looks like a heading without a label (a bold line alone, before the page lost its type): short, no
/// sentence and no figure, between a paragraph that has ended or a heading, and a paragraph longer than itself.
#[inline(never)]
fn is_bare_line(text: &str, blocks: &[Block], id: usize, last: Option<&Candidate>) -> bool {
    const CHARS: std::ops::RangeInclusive<usize> = 4..=24;
    let line = blocks[id].span.of(text);
    let count = line.chars().take(CHARS.end() + 1).count();
    let plain = |c: char| han::is_han(c) || matches!(c, '，' | ',' | '、' | '“' | '”' | ' ' | '\u{3000}');
    if !CHARS.contains(&count)
        || !line.chars().all(plain)
        || ["各位", "同志", "谢谢"].iter().any(|word| line.starts_with(word))
    {
        return false;
    }
    let (Some(above), Some(below)) = (id.checked_sub(1).map(|above| &blocks[above]), blocks.get(id + 1)) else {
        return false;
    };
    let ended = above.kind != BlockKind::Paragraph
        || above.span.of(text).ends_with(['。', '！', '”', '）'])
        || last.is_some_and(|last| last.at == above.span.start);
    let body = below.span.of(text);
    ended
        && below.kind == BlockKind::Paragraph
        && body.ends_with(['。', '！', '”', '；', '：', '）'])
        && body.contains(['，', ','])
        && body.chars().nth(count + CHARS.end()).is_some()
}

/// Who and what may stand right before the first item of a list.
const ACTORS: [&str; 7] = ["我们", "我局", "我县", "我镇", "我乡", "主要", "重点"];

/// Labels in the middle of a paragraph: behind a mark that ends something, or a blank where a line end was lost; without
/// their 是 behind one that ends an item. `found` is told where each stands.
#[inline(never)]
fn inline_labels(line: &str, from: usize, mut found: impl FnMut(usize, Label, Option<Flaw>)) {
    /// A title runs into the first label below it within this many bytes.
    const RUN_BYTES: usize = 100;
    // The last mark before the character, with nothing but white space between.
    let mut boundary = None;
    // Where the last label ends, as long as its title may go on.
    let mut title_from = (from > 0).then_some(from);
    let mut skip_to = from;
    for (at, c) in line.char_indices() {
        // Cheap first: before most characters no label can stand.
        let opens = boundary.is_some() || matches!(c, '（' | '(' | '1' | '一');
        if opens && at >= skip_to && !c.is_whitespace() {
            let rest = &line[at..];
            let labelled = |mark| label::label_at(rest).filter(|label| label.family.may_stand_behind(mark));
            let slip = || label::without_shi(rest).map(|label| (label, Some(Flaw::MissingShi)));
            let label = match boundary {
                Some(mark) => labelled(mark)
                    .map(|label| (label, None))
                    .or_else(|| slip().filter(|_| matches!(mark, '。' | '；' | ';'))),
                // 我们一是…。二是…: the list opens behind who acts.
                None if c == '一' && rest.starts_with("一是") && ACTORS.iter().any(|who| line[..at].ends_with(who)) => {
                    label::label_at(rest).map(|label| (label, None))
                }
                // 一、主要工作（一）…: the line ends were lost.
                None if title_from.is_some_and(|from| at > from && at - from <= RUN_BYTES) => {
                    let opens = |family| matches!(family, Family::ChineseBracketed | Family::ArabicComma);
                    let label = label::label_at(rest).filter(|label| label.number == 1 && opens(label.family));
                    label.map(|label| (label, None))
                }
                None => None,
            };
            if let Some((label, flaw)) = label {
                found(at, label, flaw);
                skip_to = at + label.len;
                title_from = Some(skip_to);
            }
        }
        boundary = match c {
            '。' | '；' | ';' | '：' | ':' | '，' | ',' | '！' | '”' | '’' => Some(c),
            _ if !han::is_han(c) && c.is_whitespace() => boundary.or(Some(' ')),
            _ => None,
        };
        title_from = title_from.filter(|_| !matches!(c, '。' | '；'));
    }
}

// ---- sequences -----------------------------------------------------------------------------------------------------

/// How many candidates ahead the next of a sequence is looked for.
const LOOK_AHEAD: usize = 400;
/// How many lines apart two items of a list may stand.
const LIST_LINES: usize = 40;
/// The same for two in the middle of paragraphs, where the lines are broken as on paper.
const BROKEN_LINES: usize = 12;

/// Keeps what a sequence confirms. A label at the start of a line stands by itself; an inline label, an ordinal and a
/// label without its 是 need the number before or the number after it near by.
#[inline(never)]
fn confirm(mut found: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept = 0;
    let mut known = Known { last: [None; Family::ALL.len()], section: 0, slips: None };
    for index in 0..found.len() {
        let mut candidate = found[index];
        if let Some(mut label) = candidate.label {
            // 一是…；二是…；三、…: written for 三是.
            let in_line = |family| known.precedes(family, label.number, candidate.block);
            if candidate.inline && label.family == Family::Chinese && in_line(Family::Shi) && !in_line(Family::Chinese)
            {
                label.family = Family::Shi;
                (candidate.label, candidate.flaw) = (Some(label), Some(Flaw::MissingShi));
            }
            if !known.confirms(&candidate, label, &found[index + 1..]) {
                continue;
            }
            known.last[label.family as usize] = Some((label.number, candidate.block));
            if candidate.flaw.is_some() && label.number == 1 {
                known.slips = Some(candidate.block);
            }
        }
        if candidate.opens_section() {
            known.section = candidate.block;
        }
        found[kept] = candidate;
        kept += 1;
    }
    found.truncate(kept);
    found
}

/// What is kept so far.
struct Known {
    /// The last label of each family: its number and its block.
    last: [Option<(u64, usize)>; Family::ALL.len()],
    /// The block of the last label that opened a section.
    section: usize,
    /// The block of the last list that lost every 是.
    slips: Option<usize>,
}

impl Known {
    /// Whether the last of `family` stands in `block` and has the number before `number`.
    fn precedes(&self, family: Family, number: u64, block: usize) -> bool {
        self.last[family as usize] == Some((number - 1, block))
    }

    /// Whether a list of the candidate's kind may reach from it to `block`, or from there to it.
    fn near(&self, candidate: &Candidate, family: Family, block: usize) -> bool {
        let far = block.abs_diff(candidate.block);
        match candidate.inline {
            false => far <= LIST_LINES,
            true if matches!(family, Family::Shi | Family::Yao) => far <= BROKEN_LINES && block >= self.section,
            true => far == 0,
        }
    }

    /// Whether the candidates before and after (`rest`) make this one a label.
    fn confirms(&self, candidate: &Candidate, label: Label, rest: &[Candidate]) -> bool {
        let near = |block| self.near(candidate, label.family, block);
        let before = self.last[label.family as usize].filter(|&(_, block)| near(block)).map(|(number, _)| number);
        if candidate.flaw == Some(Flaw::MissingShi) {
            let in_line = self.last[label.family as usize].is_some_and(|(_, block)| block == candidate.block);
            let closes = label.closed && in_line || self.slips == Some(candidate.block);
            let follows = before.is_some_and(|before| before + 1 == label.number);
            follows && (closes || self.has_next(candidate, label, rest)) || opens_slips(candidate, label, rest)
        } else if candidate.inline || label.family == Family::Ordinal {
            before.is_some_and(|before| before < label.number && label.number <= before + 2)
                || label.number == 1 && self.has_next(candidate, label, rest)
                || self.stands_between(candidate, label, rest)
        } else {
            true
        }
    }

    /// Whether the next number of the family stands near by, before the next section.
    #[inline(never)]
    fn has_next(&self, candidate: &Candidate, label: Label, rest: &[Candidate]) -> bool {
        (rest.iter())
            .take(LOOK_AHEAD)
            .take_while(|next| self.near(candidate, label.family, next.block))
            .take_while(|next| next.block == candidate.block || !next.opens_section())
            .filter_map(|next| next.label.filter(|next| next.family == label.family))
            .take(4)
            .any(|next| next.number == label.number + 1)
    }

    /// （二）… behind the last sentence of （一）, where a line end was lost: the next of the family opens a line.
    #[inline(never)]
    fn stands_between(&self, candidate: &Candidate, label: Label, rest: &[Candidate]) -> bool {
        if label.family != Family::ChineseBracketed {
            return false;
        }
        let close = |block: usize| block.abs_diff(candidate.block) <= LIST_LINES;
        let follows = |(number, block)| number + 1 == label.number && close(block);
        let next = rest.iter().take(LOOK_AHEAD).find(|next| next.label.is_some_and(|next| next.family == label.family));
        (label.number == 1 || self.last[label.family as usize].is_some_and(follows))
            && next.is_some_and(|next| {
                !next.inline && close(next.block) && next.label.is_some_and(|next| next.number == label.number + 1)
            })
    }
}

/// 一严格责任。…二扎实检查。…三开展演练。…: the whole list lost its 是.
fn opens_slips(candidate: &Candidate, label: Label, rest: &[Candidate]) -> bool {
    let mut slips = rest.iter().take_while(|next| next.block == candidate.block).filter(|next| next.flaw.is_some());
    let mut next = || Some(slips.next()?.label?.number);
    label.number == 1 && next() == Some(2) && next() == Some(3)
}
