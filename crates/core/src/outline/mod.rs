//! Labels to levels, levels to a tree, titles to roles.
//!
//! No level is assumed: which family of labels stands inside which is learnt from the document. A family contains
//! another when labels of the other stand between two of its own that follow each other in number.

mod candidate;
mod label;
mod role;
mod title;
mod year;

pub(crate) use role::is_plan;
pub(crate) use year::years;

use crate::analysis::{Block, BlockKind, Flaw, Form, Node, Role, node_at};
use crate::room;
use crate::segment::Segments;
use crate::text::Span;
use candidate::Candidate;
use label::Family;
use title::Setting;

/// What the later stages read.
pub(crate) struct Outline {
    pub(crate) title: Option<String>,
    /// The year reported on.
    pub(crate) year: Option<i32>,
    pub(crate) nodes: Vec<Node>,
}

/// Rebuilds the outline of `text` and tells every block and sentence its node.
pub(crate) fn outline(text: &str, segments: &mut Segments) -> Outline {
    let title = segments.title.as_ref().map(|title| title.text.clone());
    let lines = segments.title.as_ref().map_or(0..0, |title| title.blocks.clone());
    let candidates = candidate::all(text, &segments.blocks, &lines);
    let ranks = ranks(&candidates);
    let mut nodes = Vec::new();
    if let (Some(first), Some(last)) = (lines.clone().next(), lines.clone().last()) {
        let span = Span::new(segments.blocks[first].span.start, segments.blocks[last].span.end);
        nodes.push(Node {
            id: 0,
            parent: None,
            depth: 0,
            form: Form::Title,
            label: Span::new(span.start, span.start),
            title: span,
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
    role::assign(text, is_plan, year, &mut nodes);
    place(text, segments, &candidates, &nodes, is_plan);
    Outline { title, year, nodes }
}

// ---- levels --------------------------------------------------------------------------------------------------------

/// For each family how many families stand outside it.
#[inline(never)]
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

#[inline(never)]
fn grow(text: &str, blocks: &[Block], candidates: &[Candidate], ranks: &[usize], nodes: &mut Vec<Node>) {
    let mut open: Vec<Open> = Vec::new();
    // The last label of the outermost level, from before a heading without a label.
    let mut outer: Option<(Family, u64)> = None;
    // What the paragraph above the next list says of it.
    let mut subject = None;
    for (index, candidate) in candidates.iter().enumerate() {
        let end = blocks[candidate.block].span.end;
        if candidate.subject.is_some() {
            close(&mut open, 1, candidate.at, nodes);
            subject = candidate.subject;
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
        let entry =
            || open.last().is_some_and(|open| role::of_title(nodes[open.node].title.of(text)) == Some(Role::Glossary));
        if let Some(colon) = title.of(text).find(['：', ':']).filter(|_| entry()) {
            title.end = title.start + colon;
        }
        let form = match (candidate.inline, alone && whole_line) {
            (true, _) => Form::Inline,
            (false, true) => Form::Heading,
            (false, false) => Form::RunIn,
        };
        // A list of the outermost level has the role of the paragraph above its first item.
        let before = || nodes.iter().rev().find(|node| node.depth == 1).and_then(|node| node.role);
        let subject = subject.take();
        let role = match (open.is_empty(), number) {
            (true, 1) => subject,
            (true, 2..) => before(),
            _ => None,
        };
        let id = nodes.len();
        room::reserve(nodes, 1, title.end, text.len());
        nodes.push(Node {
            id,
            parent: open.last().map(|open| open.node),
            depth: open.len() as u32 + 1,
            form,
            label: Span::new(candidate.at, label_end),
            title,
            span: Span::new(candidate.at, title.end),
            extent: Span::new(candidate.at, text.len()),
            role,
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
#[inline(never)]
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
    let free = next.is_none_or(|next| next.block > candidate.block + 1);
    (is_title && free && !candidate.inline && candidate.label.is_some()).then_some(below.span)
}

/// Closes what is open beyond the first `keep`.
fn close(open: &mut Vec<Open>, keep: usize, at: usize, nodes: &mut [Node]) {
    for closed in open.drain(keep.min(open.len())..) {
        nodes[closed.node].extent.end = at;
    }
}

// ---- places --------------------------------------------------------------------------------------------------------

#[inline(never)]
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
            // A plan without sections has nothing but its intro; before sections it may say what it aims at.
            let aims =
                || ["目标是", "目标为", "预期目标", "发展目标"].iter().any(|aim| block.span.of(text).contains(aim));
            Some(if is_plan && (first_section == text.len() || aims()) { Role::Plan } else { Role::Intro })
        } else {
            section
        };
    }
    for sentence in &mut segments.sentences {
        sentence.node = node_at(nodes, sentence.span.start);
    }
}
