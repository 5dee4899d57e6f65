//! Labels to levels, levels to a tree, titles to roles.
//!
//! No level is assumed: which family of labels stands inside which is learnt from the document. A family contains
//! another when labels of the other stand between two of its own that follow each other in number.

mod label;
mod role;
mod title;
mod year;

pub(crate) use role::is_plan;
pub(crate) use year::years;

use crate::analysis::{Block, BlockKind, Flaw, Form, Node, Role};
use crate::han;
use crate::segment::Segments;
use crate::text::Span;
use label::{Family, Label};
use std::ops::Range;
use title::Setting;

/// What the later stages read.
pub(crate) struct Outline {
    pub(crate) title: Option<String>,
    /// The year reported on.
    pub(crate) year: Option<i32>,
    pub(crate) nodes: Vec<Node>,
}

/// A place where a label may stand.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    at: usize,
    block: usize,
    /// None for a heading without a label.
    label: Option<Label>,
    inline: bool,
    flaw: Option<Flaw>,
    /// The paragraph opens a new subject of that role: what comes hangs on the outermost section.
    subject: Option<Role>,
}

impl Candidate {
    /// Whether a list in the running text does not reach beyond it.
    fn opens_section(&self) -> bool {
        !self.inline && self.label.is_none_or(|label| label.family < Family::Ordinal)
    }
}

/// Rebuilds the outline of `text` and tells every block and sentence its node.
pub(crate) fn outline(text: &str, segments: &mut Segments) -> Outline {
    let title = segments.title.as_ref().map(|title| title.text.clone());
    let lines = segments.title.as_ref().map_or(0..0, |title| title.blocks.clone());
    let candidates = candidates(text, &segments.blocks, &lines);
    let ranks = ranks(&candidates);
    let mut nodes = Vec::new();
    if let (Some(title), Some(first), Some(last)) = (&title, lines.clone().next(), lines.clone().last()) {
        let span = Span::new(segments.blocks[first].span.start, segments.blocks[last].span.end);
        nodes.push(Node {
            id: 0,
            parent: None,
            depth: 0,
            form: Form::Title,
            label: String::new(),
            title: title.clone(),
            span,
            extent: Span::new(span.start, text.len()),
            role: None,
            flaw: None,
        });
    }
    grow(text, &segments.blocks, &candidates, &ranks, &mut nodes);
    let year = year::reported(text, title.as_deref(), segments, &nodes);
    // 2015年工作的总体思路是：…: a lead says so where there is no title.
    let leads_plan = || candidates.first().is_some_and(|first| first.subject == Some(Role::Plan));
    let is_plan = title.as_deref().map_or_else(leads_plan, is_plan);
    role::assign(is_plan, year, &mut nodes);
    place(text, segments, &candidates, &nodes, is_plan);
    Outline { title, year, nodes }
}

// ---- candidates ----------------------------------------------------------------------------------------------------

/// Every label that its place or its neighbours make one, in document order.
fn candidates(text: &str, blocks: &[Block], title: &Range<usize>) -> Vec<Candidate> {
    let mut found = Vec::new();
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
            found.push(candidate(at, Some(label), false));
            inner_from = label.len;
        } else if role::is_bare_heading(line) {
            found.push(candidate(at, None, false));
            continue;
        } else if let Some(label) = label::label_at(line).or_else(|| label::without_shi(line)) {
            // An ordinal or a lost 是 waits for its neighbours.
            let flaw = (label.family == Family::Shi).then_some(Flaw::MissingShi);
            found.push(Candidate { flaw, ..candidate(at, Some(label), false) });
            inner_from = label.len;
        } else if let Some(role) = role::subject(line) {
            found.push(Candidate { subject: Some(role), ..candidate(at, None, false) });
        } else if is_bare_line(text, blocks, id, found.last()) {
            bare += 1;
            let label = Label { family: Family::Bare, number: bare, len: 0, closed: true };
            found.push(candidate(at, Some(label), false));
            continue;
        }
        for (offset, label, flaw) in inline_labels(line, inner_from) {
            found.push(Candidate { flaw, ..candidate(at + offset, Some(label), true) });
        }
    }
    if bare == 1 {
        // One line by itself may be anything.
        found.retain(|candidate| candidate.label.is_none_or(|label| label.family != Family::Bare));
    }
    confirm(found)
}

/// Whether a line looks like a heading without a label (a bold line alone, before the page lost its type): short, no
/// sentence and no figure, between a paragraph that has ended or a heading, and a paragraph longer than itself.
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

/// Labels in the middle of a paragraph: behind a mark that ends something, or a blank where a line end was lost; without
/// their 是 behind one that ends an item.
fn inline_labels(line: &str, from: usize) -> Vec<(usize, Label, Option<Flaw>)> {
    /// A title runs into the first label below it within this many bytes.
    const RUN_BYTES: usize = 100;
    let mut found = Vec::new();
    // The last mark before the character, with nothing but white space between.
    let mut boundary = None;
    // Where the last label ends, as long as its title may go on.
    let mut title_from = (from > 0).then_some(from);
    let mut skip_to = from;
    for (at, c) in line.char_indices() {
        if at >= skip_to && !c.is_whitespace() {
            let rest = &line[at..];
            let labelled = |mark| label::label_at(rest).filter(|label| label.family.may_stand_behind(mark));
            let slip = || label::without_shi(rest).map(|label| (label, Some(Flaw::MissingShi)));
            let label = match boundary {
                Some(mark) => labelled(mark)
                    .map(|label| (label, None))
                    .or_else(|| slip().filter(|_| matches!(mark, '。' | '；' | ';'))),
                // 一、主要工作（一）…: the line ends were lost.
                None if title_from.is_some_and(|from| at > from && at - from <= RUN_BYTES)
                    && matches!(c, '（' | '(') =>
                {
                    let first = |label: &Label| label.family == Family::ChineseBracketed && label.number == 1;
                    label::label_at(rest).filter(first).map(|label| (label, None))
                }
                None => None,
            };
            if let Some((label, flaw)) = label {
                found.push((at, label, flaw));
                skip_to = at + label.len;
                title_from = Some(skip_to);
            }
        }
        boundary = match c {
            '。' | '；' | ';' | '：' | ':' | '，' | ',' | '！' | '”' | '’' => Some(c),
            _ if c.is_whitespace() => boundary.or(Some(' ')),
            _ => None,
        };
        title_from = title_from.filter(|_| !matches!(c, '。' | '；'));
    }
    found
}

/// How many candidates ahead the next of a sequence is looked for.
const LOOK_AHEAD: usize = 400;

/// How many lines apart two items of a list may stand.
const LIST_LINES: usize = 40;
/// The same for two of the middle of a paragraph, where the lines are broken as on paper.
const BROKEN_LINES: usize = 12;

/// Keeps what a sequence confirms. A label at the start of a line stands by itself; an inline label, an ordinal and a
/// label without its 是 need the number before or the number after it near by.
fn confirm(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::with_capacity(found.len());
    // The last kept label of each family: its number and its block.
    let mut last: [Option<(u64, usize)>; Family::ALL.len()] = [None; Family::ALL.len()];
    // The block of the last label that opened a section.
    let mut section = 0;
    // The paragraph whose list lost every 是.
    let mut slips = None;
    for (index, candidate) in found.iter().enumerate() {
        let mut candidate = *candidate;
        let Some(mut label) = candidate.label else {
            kept.push(candidate);
            section = candidate.block;
            continue;
        };
        let in_line = |family: Family| {
            last[family as usize].is_some_and(|(number, block)| number + 1 == label.number && block == candidate.block)
        };
        // 一是…；二是…；三、…: written for 三是.
        if candidate.inline && label.family == Family::Chinese && in_line(Family::Shi) && !in_line(Family::Chinese) {
            label.family = Family::Shi;
            (candidate.label, candidate.flaw) = (Some(label), Some(Flaw::MissingShi));
        }
        let before = last[label.family as usize];
        let in_words = matches!(label.family, Family::Shi | Family::Yao);
        let near = |block: usize| match candidate.inline {
            false => block.abs_diff(candidate.block) <= LIST_LINES,
            true if in_words => block.abs_diff(candidate.block) <= BROKEN_LINES && block >= section,
            true => block == candidate.block,
        };
        let follows =
            before.is_some_and(|(number, block)| number < label.number && label.number <= number + 2 && near(block));
        let has_next = || {
            (found[index + 1..].iter())
                .take(LOOK_AHEAD)
                .take_while(|next| near(next.block) && (next.block == candidate.block || !next.opens_section()))
                .filter_map(|next| next.label.filter(|next| next.family == label.family))
                .take(4)
                .any(|next| next.number == label.number + 1)
        };
        // 一严格责任。…二扎实检查。…三开展演练。…: all of the list lost its 是.
        let opens_slips = || {
            let mut next = found[index + 1..].iter().take_while(|next| next.block == candidate.block);
            label.number == 1
                && (2..=3).all(|number| {
                    next.find(|next| next.flaw.is_some())
                        .and_then(|next| next.label)
                        .is_some_and(|next| next.number == number)
                })
        };
        // （二）… behind the last sentence of （一）, where a line end was lost.
        let between = || {
            let close = |block: usize| block.abs_diff(candidate.block) <= LIST_LINES;
            let next = found[index + 1..].iter().take(LOOK_AHEAD).filter(|next| !next.inline);
            label.family == Family::ChineseBracketed
                && before.is_some_and(|(number, block)| number + 1 == label.number && close(block))
                && next
                    .filter_map(|next| Some((next.label?, next.block)))
                    .find(|(next, _)| next.family == label.family)
                    .is_some_and(|(next, block)| next.number == label.number + 1 && close(block))
        };
        let accepted = if candidate.flaw == Some(Flaw::MissingShi) {
            let closes = label.family == Family::Shi
                && label.closed
                && before.is_some_and(|(_, block)| block == candidate.block);
            let follows = before.is_some_and(|(number, block)| number + 1 == label.number && near(block));
            follows && (closes || has_next() || slips == Some(candidate.block)) || opens_slips()
        } else if candidate.inline || label.family == Family::Ordinal {
            follows || label.number == 1 && has_next() || between()
        } else {
            true
        };
        if accepted {
            if candidate.flaw.is_some() && label.number == 1 {
                slips = Some(candidate.block);
            }
            last[label.family as usize] = Some((label.number, candidate.block));
            if candidate.opens_section() {
                section = candidate.block;
            }
            kept.push(candidate);
        }
    }
    kept
}

// ---- levels --------------------------------------------------------------------------------------------------------

/// For each family how many families stand outside it.
fn ranks(candidates: &[Candidate]) -> [usize; Family::ALL.len()] {
    const N: usize = Family::ALL.len();
    let mut contains = [[0i32; N]; N];
    // Families seen since the last label of each family.
    let mut since = [[false; N]; N];
    let mut last = [0; N];
    for candidate in candidates {
        let Some(label) = candidate.label else { continue };
        let family = label.family as usize;
        if label.number == last[family] + 1 && last[family] > 0 {
            for inner in (0..N).filter(|&inner| since[family][inner]) {
                contains[family][inner] += 1;
            }
        }
        last[family] = label.number;
        since[family] = [false; N];
        for outer in &mut since {
            outer[family] = true;
        }
    }
    std::array::from_fn(|family| {
        (0..N)
            .filter(|&other| {
                let (inside, outside) = (contains[other][family], contains[family][other]);
                other != family && (inside > outside || (inside == outside && other < family))
            })
            .count()
    })
}

// ---- tree ----------------------------------------------------------------------------------------------------------

/// What is open at a place: a node and its family, none for a heading without a label.
struct Open {
    node: usize,
    family: Option<Family>,
    number: u64,
    /// It heads paragraphs or a list of its own.
    heads: bool,
}

fn grow(text: &str, blocks: &[Block], candidates: &[Candidate], ranks: &[usize], nodes: &mut Vec<Node>) {
    let mut open: Vec<Open> = Vec::new();
    // The last label of the outermost level, from before a heading without a label.
    let mut outer: Option<(Family, u64)> = None;
    for (index, candidate) in candidates.iter().enumerate() {
        let end = blocks[candidate.block].span.end;
        if candidate.subject.is_some() {
            close(&mut open, 1, candidate.at, nodes);
            continue;
        }
        let mut flaw = candidate.flaw;
        // Items of a list are set alike.
        let mut sibling_heads = None;
        let number = candidate.label.map_or(0, |label| label.number);
        match candidate.label.map(|label| label.family) {
            None => {
                outer = open.first().and_then(|open| Some((open.family?, open.number))).or(outer);
                close(&mut open, 0, candidate.at, nodes);
            }
            Some(family) => {
                // 三、 goes on where 二、 stood before a heading without a label: it does not stand under that heading.
                if open.len() == 1 && open[0].family.is_none() && outer == Some((family, number.wrapping_sub(1))) {
                    close(&mut open, 0, candidate.at, nodes);
                }
                let rank = ranks[family as usize];
                let keep = open.iter().position(|open| match open.family {
                    Some(other) => ranks[other as usize] >= rank,
                    None => false,
                });
                let keep = keep.unwrap_or(open.len());
                if let Some(sibling) = open.get(keep).filter(|sibling| sibling.family == Some(family)) {
                    sibling_heads = Some(sibling.heads);
                    if number == sibling.number {
                        flaw = flaw.or(Some(Flaw::Repeat));
                    } else if number > sibling.number + 1 {
                        flaw = flaw.or(Some(Flaw::Gap));
                    }
                }
                close(&mut open, keep, candidate.at, nodes);
            }
        }
        let label_end = candidate.at + candidate.label.map_or(0, |label| label.len);
        // The item ends where the next label of this paragraph begins.
        let end = match candidates.get(index + 1) {
            Some(next) if next.block == candidate.block => next.at,
            _ => end,
        };
        let whole_line = end == blocks[candidate.block].span.end && !candidate.inline;
        let heads = sibling_heads.unwrap_or_else(|| heads_body(text, blocks, &candidates[index..], ranks));
        let setting = Setting { inline: candidate.inline, heads };
        let (mut title, alone) = title::of_item(text, Span::new(label_end, end), setting);
        if title.start == title.end
            && let Some(below) = line_below(text, blocks, candidate, candidates.get(index + 1))
        {
            title = below;
        }
        // An entry of a glossary is named by the word it explains.
        let entry = || open.last().is_some_and(|open| role::of_title(&nodes[open.node].title) == Some(Role::Glossary));
        if let Some(colon) = title.of(text).find(['：', ':']).filter(|_| entry()) {
            title.end = title.start + colon;
        }
        let form = match (candidate.inline, alone && whole_line) {
            (true, _) => Form::Inline,
            (false, true) => Form::Heading,
            (false, false) => Form::RunIn,
        };
        let id = nodes.len();
        nodes.push(Node {
            id,
            parent: open.last().map(|open| open.node),
            depth: open.len() as u32 + 1,
            form,
            label: text[candidate.at..label_end].to_owned(),
            title: title.of(text).to_owned(),
            span: Span::new(candidate.at, title.end),
            extent: Span::new(candidate.at, text.len()),
            role: None,
            flaw,
        });
        open.push(Open { node: id, family: candidate.label.map(|label| label.family), number, heads });
    }
    close(&mut open, 0, text.trim_end().len(), nodes);
    if let Some(title) = nodes.first_mut().filter(|node| node.form == Form::Title) {
        title.extent.end = text.trim_end().len();
    }
}

/// Whether the first of `candidates` heads what follows: the paragraphs below its line, or the first item of an inner list.
fn heads_body(text: &str, blocks: &[Block], candidates: &[Candidate], ranks: &[usize]) -> bool {
    let [candidate, rest @ ..] = candidates else { return false };
    let Some(label) = candidate.label else { return false };
    let opens_list = |next: &Candidate| {
        (next.label).is_some_and(|next| next.number == 1 && ranks[next.family as usize] > ranks[label.family as usize])
    };
    let below = blocks.get(candidate.block + 1).filter(|below| below.kind == BlockKind::Paragraph && !candidate.inline);
    match (rest.first(), below) {
        (Some(next), _) if next.block == candidate.block => opens_list(next),
        (Some(next), Some(below)) if next.at == below.span.start => opens_list(next),
        (_, below) => below.is_some_and(|below| below.span.of(text).contains(['。', '，', ',', '：', ':'])),
    }
}

/// The title of a label that stands alone on its line: the next line, where that is short and no sentence.
fn line_below(text: &str, blocks: &[Block], candidate: &Candidate, next: Option<&Candidate>) -> Option<Span> {
    let below = blocks.get(candidate.block + 1).filter(|block| block.kind == BlockKind::Paragraph)?;
    let line = below.span.of(text);
    let is_title = line.chars().nth(title::TITLE_CHARS).is_none() && !line.contains(['。', '；', '：']);
    let free = next.is_none_or(|next| next.block != candidate.block + 1);
    (is_title && free && !candidate.inline && candidate.label.is_some()).then_some(below.span)
}

/// Closes what is open beyond the first `keep`.
fn close(open: &mut Vec<Open>, keep: usize, at: usize, nodes: &mut [Node]) {
    for closed in open.drain(keep.min(open.len())..) {
        nodes[closed.node].extent.end = at;
    }
}

// ---- places --------------------------------------------------------------------------------------------------------

/// The innermost node at `at`: the last that begins at or before it and has not ended.
pub(crate) fn node_at(nodes: &[Node], at: usize) -> Option<usize> {
    let after = nodes.partition_point(|node| node.span.start <= at);
    let mut id = after.checked_sub(1)?;
    loop {
        if nodes[id].extent.contains(at) {
            return Some(id);
        }
        // Whatever ended before `at` ended inside its parent, or in front of everything else.
        id = match nodes[id].parent {
            Some(parent) => parent,
            None => return nodes.first().filter(|node| node.form == Form::Title).map(|node| node.id),
        };
    }
}

fn place(text: &str, segments: &mut Segments, candidates: &[Candidate], nodes: &[Node], is_plan: bool) {
    let headings = nodes.iter().filter(|node| matches!(node.form, Form::Heading | Form::Title));
    let heading_starts: Vec<usize> = headings.map(|node| node.span.start).collect();
    let subjects: Vec<(usize, Role)> =
        candidates.iter().filter_map(|candidate| Some((candidate.at, candidate.subject?))).collect();
    let first_section = nodes.iter().find(|node| node.form != Form::Title).map_or(text.len(), |node| node.span.start);
    let title = segments.title.as_ref().map_or(0..0, |title| title.blocks.clone());
    for (id, block) in segments.blocks.iter_mut().enumerate() {
        if !matches!(block.kind, BlockKind::Paragraph) {
            continue;
        }
        block.node = node_at(nodes, block.span.start);
        if title.contains(&id) || heading_starts.binary_search(&block.span.start).is_ok() {
            block.kind = BlockKind::Heading;
        }
        let section = block.node.and_then(|id| nodes[id].role);
        let subject = subjects.binary_search_by_key(&block.span.start, |&(at, _)| at).map(|found| subjects[found].1);
        block.role = if let Ok(role) = subject {
            Some(role)
        } else if block.span.start < first_section && section.is_none() {
            // A plan without sections has nothing but its intro.
            Some(if is_plan && first_section == text.len() { Role::Plan } else { Role::Intro })
        } else {
            section
        };
    }
    for sentence in &mut segments.sentences {
        sentence.node = node_at(nodes, sentence.span.start);
    }
}
