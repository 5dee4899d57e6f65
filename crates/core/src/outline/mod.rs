//! Labels to levels, levels to a tree, titles to roles.
//!
//! No level is assumed: which family of labels stands inside which is learnt from the document. A family contains
//! another when labels of the other stand between two of its own that follow each other in number.

mod label;
mod role;
mod year;

pub(crate) use role::is_plan;
pub(crate) use year::years;

use crate::analysis::{Block, BlockKind, Flaw, Form, Node, Role};
use crate::han;
use crate::segment::Segments;
use crate::text::Span;
use label::{Family, Label};
use std::ops::Range;

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
    role::assign(title.as_deref(), year, &mut nodes);
    place(text, segments, &candidates, &nodes, title.as_deref().is_some_and(is_plan));
    Outline { title, year, nodes }
}

// ---- candidates ----------------------------------------------------------------------------------------------------

/// Every label that its place or its neighbours make one, in document order.
#[inline(never)]
fn candidates(text: &str, blocks: &[Block], title: &Range<usize>) -> Vec<Candidate> {
    let mut found = Vec::new();
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
        }
        for (offset, label, flaw) in inline_labels(line, inner_from) {
            found.push(Candidate { flaw, ..candidate(at + offset, Some(label), true) });
        }
    }
    confirm(found)
}

/// Labels in the middle of a paragraph: behind a mark that ends something; without their 是 behind one that ends an item.
#[inline(never)]
fn inline_labels(line: &str, from: usize) -> Vec<(usize, Label, Option<Flaw>)> {
    let mut found = Vec::new();
    // The last mark before the character, with nothing but white space between.
    let mut boundary = None;
    let mut skip_to = from;
    for (at, c) in line.char_indices() {
        if at >= skip_to
            && !c.is_whitespace()
            && let Some(mark) = boundary
        {
            let rest = &line[at..];
            let label = label::label_at(rest).filter(|label| label.family.may_be_inline()).map(|label| (label, None));
            let slip = || label::without_shi(rest).map(|label| (label, Some(Flaw::MissingShi)));
            if let Some((label, flaw)) = label.or_else(|| slip().filter(|_| matches!(mark, '。' | '；' | ';'))) {
                found.push((at, label, flaw));
                skip_to = at + label.len;
            }
        }
        if matches!(c, '。' | '；' | ';' | '：' | ':' | '，' | ',' | '！' | '”' | '’') {
            boundary = Some(c);
        } else if !c.is_whitespace() {
            boundary = None;
        }
    }
    found
}

/// How many candidates ahead the next of a sequence is looked for.
const LOOK_AHEAD: usize = 400;

/// Keeps what a sequence confirms. A label at the start of a line stands by itself; an inline label, an ordinal and a
/// label without its 是 need the number before or the number after it near by.
#[inline(never)]
fn confirm(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::with_capacity(found.len());
    // The last kept label of each family: its number and its block.
    let mut last: [Option<(u64, usize)>; Family::ALL.len()] = [None; Family::ALL.len()];
    for (index, candidate) in found.iter().enumerate() {
        let Some(label) = candidate.label else {
            kept.push(*candidate);
            continue;
        };
        let before = last[label.family as usize];
        let near = |block: usize| block.abs_diff(candidate.block) <= if candidate.inline { 0 } else { 40 };
        let follows =
            before.is_some_and(|(number, block)| number < label.number && label.number <= number + 2 && near(block));
        let has_next = || {
            (found[index + 1..].iter())
                .take(LOOK_AHEAD)
                .take_while(|next| near(next.block))
                .filter_map(|next| next.label.filter(|next| next.family == label.family))
                .take(4)
                .any(|next| next.number == label.number + 1)
        };
        let accepted = if candidate.flaw == Some(Flaw::MissingShi) {
            let closes = label.family == Family::Shi
                && label.closed
                && before.is_some_and(|(_, block)| block == candidate.block);
            before.is_some_and(|(number, block)| number + 1 == label.number && near(block)) && (closes || has_next())
        } else if candidate.inline || label.family == Family::Ordinal {
            follows || (label.number == 1 && has_next())
        } else {
            true
        };
        if accepted {
            last[label.family as usize] = Some((label.number, candidate.block));
            kept.push(*candidate);
        }
    }
    kept
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
}

#[inline(never)]
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
        let (mut title, alone) = item_title(text, Span::new(label_end, end), candidate.inline);
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
        let whole_line = end == blocks[candidate.block].span.end && !candidate.inline;
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
        open.push(Open { node: id, family: candidate.label.map(|label| label.family), number });
    }
    close(&mut open, 0, text.trim_end().len(), nodes);
    if let Some(title) = nodes.first_mut().filter(|node| node.form == Form::Title) {
        title.extent.end = text.trim_end().len();
    }
}

/// The title of a label that stands alone on its line: the next line, where that is short and no sentence.
fn line_below(text: &str, blocks: &[Block], candidate: &Candidate, next: Option<&Candidate>) -> Option<Span> {
    let below = blocks.get(candidate.block + 1).filter(|block| block.kind == BlockKind::Paragraph)?;
    let line = below.span.of(text);
    let is_title = line.chars().nth(TITLE_CHARS).is_none() && !line.contains(['。', '；', '：']);
    let free = next.is_none_or(|next| next.block != candidate.block + 1);
    (is_title && free && !candidate.inline && candidate.label.is_some()).then_some(below.span)
}

/// Closes what is open beyond the first `keep`.
fn close(open: &mut Vec<Open>, keep: usize, at: usize, nodes: &mut [Node]) {
    for closed in open.drain(keep.min(open.len())..) {
        nodes[closed.node].extent.end = at;
    }
}

/// A title is no longer than this many characters.
const TITLE_CHARS: usize = 45;
/// A title up to its first comma is no longer than this.
const SHORT_TITLE_CHARS: usize = 30;
/// A part of a title of three and more.
const SHORT_PART_CHARS: usize = 9;

/// The title in the item at `span`, and whether nothing stands behind it.
///
/// It ends at the first 。 outside quotes and brackets where a body follows, or where it is short and states no figure;
/// else at a colon, else at the first comma.
#[inline(never)]
fn item_title(text: &str, span: Span, inline: bool) -> (Span, bool) {
    let item = span.of(text);
    let start = span.start + (item.len() - item.trim_start().len());
    let item = text[start..span.end].trim_end();
    let (mut stop, mut colon, mut comma) = (None, None, None);
    let (mut depth, mut commas, mut figures) = (0usize, 0, false);
    let mut chars = item.char_indices().enumerate().peekable();
    while let Some((count, (at, c))) = chars.next() {
        if count > TITLE_CHARS {
            break;
        }
        match c {
            '（' | '(' | '“' | '《' | '‘' => depth += 1,
            '）' | ')' | '”' | '》' | '’' => depth = depth.saturating_sub(1),
            '。' | '；' | ';' | '！' => {
                stop = Some(at);
                break;
            }
            // 1.5：1 is a ratio.
            '：' | ':' if depth == 0 && colon.is_none() && !item[..at].ends_with(|c| han::digit(c).is_some()) => {
                colon = Some(at);
            }
            '，' | ',' if depth == 0 => {
                commas += 1;
                if comma.is_none() && count <= SHORT_TITLE_CHARS {
                    comma = Some(at);
                }
            }
            // A year belongs to a title, another number to a statement.
            _ if depth == 0 && han::digit(c).is_some() => {
                let next = chars.peek().map(|&(_, (_, c))| c);
                figures |= next.is_none_or(|c| han::digit(c).is_none() && c != '年' && c != '-');
            }
            _ => {}
        }
    }
    let trim = |end: usize| item[..end].trim_end().trim_end_matches(TITLE_ENDS).len();
    let behind =
        |end: usize| item[end..].trim_matches(|c: char| c.is_whitespace() || TITLE_ENDS.contains(&c) || c == '”');
    let all = stop.or_else(|| item.chars().nth(TITLE_CHARS).is_none().then_some(item.len()));
    let end = match all.map(|end| (end, behind(end).is_empty())) {
        // Nothing follows: the item is a title by itself, or a statement whose first clause names it.
        Some((end, true)) => {
            // 立足于“防”，不放松“控”，疫情平稳可控: a title of short parts.
            let short = |part: &str| part.chars().count() <= SHORT_PART_CHARS;
            let parts = !inline && item[..end].split(['，', ',']).all(short);
            let statement = figures || commas > 1 && !parts || (inline && commas > 0);
            if statement { colon.or(comma).unwrap_or(end) } else { end }
        }
        // 环境持续改善：空气更清新，全年没有发生污染事故。…: the colon ends it.
        Some((end, false)) if colon.is_some_and(|colon| colon < end && item[colon..end].contains(['，', ','])) => {
            colon.unwrap_or(end)
        }
        Some((end, false)) if !figures || comma.is_none() => end,
        _ => colon.or(comma).or(all).unwrap_or(item.len()),
    };
    let end = trim(end);
    (Span::new(start, start + end), behind(end).is_empty())
}

/// What closes a title and is no part of it.
const TITLE_ENDS: [char; 11] = ['。', '；', ';', '：', ':', '，', ',', '、', '.', '！', '!'];

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
