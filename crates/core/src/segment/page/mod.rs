//! The page around the document: its title, `key: value` lines, and furniture that says nothing.
//!
//! Only the first and the last lines may belong to the page, and a line that may be body text is left to the body: a
//! missed line of furniture is harmless, a lost sentence is not.

mod furniture;
mod metadata;
mod title;

pub(crate) use metadata::Day;

use crate::analysis::{Block, BlockKind, Metadata};
use crate::han;
use crate::text::Span;
use std::ops::Range;

/// What the page says of the document.
pub(crate) struct Page {
    pub(crate) metadata: Vec<Metadata>,
    pub(crate) title: Option<Title>,
    /// The day below the title, else the first day that the metadata gives.
    pub(crate) published: Option<Day>,
    /// The year of the meeting that the report was read out at.
    pub(crate) spoken: Option<i32>,
}

/// The title of a document.
pub(crate) struct Title {
    /// Its lines in one piece.
    pub(crate) text: String,
    /// Its blocks; none where only the metadata names the document.
    pub(crate) blocks: Range<usize>,
}

/// Lines this long are body text; a title is shorter.
const BODY_CHARS: usize = 80;
/// A key is no longer than this.
const UNKNOWN_KEY_CHARS: usize = 8;
/// How many lines at the top and at the end may belong to the page around the document.
const HEAD_LINES: usize = 40;
const TAIL_LINES: usize = 20;

/// Marks metadata, furniture, the title with what stands below it, and a lead paragraph that stands there twice.
pub(crate) fn read(text: &str, blocks: &mut [Block]) -> Page {
    let mut page = Page { metadata: Vec::new(), title: None, published: None, spoken: None };
    mark_contents(text, blocks);
    let head = head_len(text, blocks);
    let spans: Vec<Span> = blocks[..head].iter().map(|block| block.span).collect();
    let metadata::Pairs { pairs, lines } = metadata::read(text, &spans);
    let mut named = None;
    for pair in &pairs {
        page.published = page.published.or(pair.day(text));
        if named.is_none() && pair.names_document() && title::is_title(pair.value.of(text)) {
            named = Some(pair.value.of(text).to_owned());
        }
    }
    for (block, is_metadata) in blocks.iter_mut().zip(lines) {
        let within =
            |pair: &metadata::Pair| block.span.contains(pair.key.start) || block.span.contains(pair.value.start);
        if is_metadata {
            let says = pairs.iter().any(|pair| pair.is_kept() && within(pair));
            block.kind = if says { BlockKind::Metadata } else { BlockKind::Chrome };
        } else if furniture::is_line(block.span.of(text)) {
            block.kind = BlockKind::Chrome;
        }
    }
    page.metadata.extend(pairs.iter().filter(|pair| pair.is_kept()).map(|pair| stated(text, pair)));

    page.title = title::find(text, blocks, head).map(|(blocks, text)| Title { text, blocks });
    if let Some(title) = &page.title {
        // What stands above the title and is neither is a breadcrumb or a site's name.
        for block in &mut blocks[..title.blocks.start] {
            if block.kind == BlockKind::Paragraph {
                block.kind = BlockKind::Chrome;
            }
        }
        let (says, below) = (title.text.clone(), title.blocks.end..head);
        read_below(text, &mut blocks[below], &says, &mut page);
    }
    let one_line = || {
        let [first] = blocks else { return None };
        title::leading(first.span.of(text)).map(str::to_owned)
    };
    page.title = page.title.or_else(|| named.or_else(one_line).map(|text| Title { text, blocks: 0..0 }));
    let tail = tail_start(text, blocks).max(head);
    read_tail(text, &mut blocks[tail..], &mut page.metadata);
    let near = blocks.len().min(HEAD_LINES);
    mark_repeated_lead(text, &mut blocks[..near]);
    page
}

/// Marks what stands between the title and the body: the title again, the day, the meeting, who speaks.
#[inline(never)]
fn read_below(text: &str, blocks: &mut [Block], title: &str, page: &mut Page) {
    let free = |block: &Block| block.kind == BlockKind::Paragraph;
    let mut id = 0;
    let mut met = false;
    while id < blocks.len() {
        let line = blocks[id].span.of(text);
        let lines = blocks[id..].iter().take_while(|block| free(block)).map(|block| block.span.of(text));
        let again = title::repeats(title, lines.clone());
        // The name of the meeting may take two lines.
        let both = lines.take(2).collect::<String>();
        let (kind, count) = if !free(&blocks[id]) {
            (blocks[id].kind, 1)
        } else if again > 0 {
            (BlockKind::Chrome, again)
        } else if title::opens_occasion(line, &both) {
            (BlockKind::Metadata, 2)
        } else if title::is_byline(line) || met && title::is_name(line) {
            (BlockKind::Metadata, 1)
        } else {
            break;
        };
        if kind == BlockKind::Metadata && free(&blocks[id]) {
            let day = title::day(line);
            let occasion = count == 2 || title::is_occasion(line);
            met |= occasion;
            page.published = day.or(page.published);
            page.spoken = page.spoken.or(day.filter(|_| occasion).map(|day| day.year));
        }
        for block in &mut blocks[id..id + count] {
            block.kind = kind;
        }
        id += count;
    }
}

fn stated(text: &str, pair: &metadata::Pair) -> Metadata {
    Metadata {
        key: pair.key.of(text).to_owned(),
        kind: pair.kind(),
        value: pair.value.of(text).to_owned(),
        span: Span::new(pair.key.start, pair.value.end),
    }
}

/// So many lines below a sentence the title may still stand.
const MOST_ABOVE: usize = 4;

/// The lines before the body begins: before the first sentence, figure, salutation or section label.
fn head_len(text: &str, blocks: &[Block]) -> usize {
    let mut below_row = false;
    // 机构设置、政策文件及解读等信息。 above the title is the site's.
    let stands_above = |id: usize| {
        let mut next = blocks[id + 1..].iter().take(MOST_ABOVE).map(|block| block.span.of(text));
        next.any(|line| title::is_title(line) && line.contains("20"))
    };
    let body = blocks.iter().take(HEAD_LINES).enumerate().position(|(id, block)| {
        if block.kind == BlockKind::Chrome {
            return false;
        }
        let line = block.span.of(text);
        // Among rows a colon ends a key that the table does not know, elsewhere a salutation.
        let calls = line.ends_with(['：', ':']) && !(below_row && line.chars().count() <= UNKNOWN_KEY_CHARS);
        let is_value = below_row && line.chars().count() <= UNKNOWN_KEY_CHARS;
        let measures = states_figure(line) && !is_value && !title::is_title(line) && !title::is_byline(line);
        let speaks = measures || line.contains('。') || line.chars().nth(BODY_CHARS).is_some();
        let is_row = metadata::is_row(text, block.span, below_row);
        below_row = is_row || calls && below_row;
        opens_section(line)
            || (calls || speaks) && !is_row && !furniture::is_line(line) && (measures || calls || !stands_above(id))
    });
    body.unwrap_or_else(|| blocks.len().min(HEAD_LINES))
}

/// Marks page numbers, and the table of contents at the head: labelled lines below its name, the first of which comes
/// again.
#[inline(never)]
fn mark_contents(text: &str, blocks: &mut [Block]) {
    for block in blocks.iter_mut().filter(|block| furniture::is_page_number(block.span.of(text))) {
        block.kind = BlockKind::Chrome;
    }
    let line = |block: &Block| block.span.of(text);
    let names = |block: &Block| {
        line(block).len() < 40 && line(block).split_whitespace().flat_map(str::chars).eq("目录".chars())
    };
    let Some(start) = blocks.iter().take(HEAD_LINES).position(names) else { return };
    let entry = |block: &Block| title::has_label(line(block)) && !line(block).contains('。');
    let count = blocks[start + 1..].iter().take_while(|block| entry(block)).count();
    let end = start + 1 + count;
    let [_, first, ..] = &blocks[start..end] else { return };
    // 一、基本情况……3
    let first =
        line(first).trim_end_matches(|c: char| han::digit(c).is_some() || c.is_whitespace() || "….．·-".contains(c));
    if blocks[end..].iter().any(|block| line(block) == first) {
        for block in &mut blocks[start..end] {
            block.kind = BlockKind::Chrome;
        }
    }
}

/// Whether a number with a measure word stands on the line.
fn states_figure(line: &str) -> bool {
    const MEASURES: &str = "万亿%％个人家户项件宗亩吨元名场处所条座台起公平米";
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() && chars.peek().is_some_and(|&next| MEASURES.contains(next)) {
            return true;
        }
    }
    false
}

fn opens_section(line: &str) -> bool {
    ["一、", "（一）", "(一)", "第一部分", "一是", "1、", "1．"].iter().any(|label| line.starts_with(label))
        || line.strip_prefix("1.").is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Where the body has ended: behind its last sentence, or so far before the end as the page may reach.
fn tail_start(text: &str, blocks: &[Block]) -> usize {
    let first = blocks.len().saturating_sub(TAIL_LINES);
    let is_body = |block: &Block| {
        let line = block.span.of(text);
        let speaks = line.contains('。') || line.chars().nth(BODY_CHARS).is_some();
        speaks && !furniture::is_footer(line) && !furniture::is_line(line)
    };
    blocks[first..].iter().rposition(is_body).map_or(first, |last| first + last + 1)
}

fn read_tail(text: &str, blocks: &mut [Block], metadata: &mut Vec<Metadata>) {
    let (mut in_links, mut attached) = (false, false);
    for block in blocks {
        let line = block.span.of(text);
        in_links |= furniture::opens_links(line);
        attached = furniture::is_attachment(line) || attached && furniture::is_attached(line);
        if let Some(pairs) = metadata::plain(text, block.span) {
            let kept = pairs.iter().filter(|pair| pair.is_kept());
            metadata.extend(kept.map(|pair| stated(text, pair)));
            block.kind = match pairs.iter().any(metadata::Pair::is_kept) {
                true => BlockKind::Metadata,
                false => BlockKind::Chrome,
            };
        } else if in_links || furniture::is_line(line) || furniture::is_footer(line) || attached {
            block.kind = BlockKind::Chrome;
        }
    }
}

/// How many lines below its copy the lead paragraph stands.
const LEAD_LINES: usize = 6;

/// A lead paragraph that stands there twice counts once: the first, in brackets or cut short, is the page's abstract.
/// What a section says twice it says twice.
fn mark_repeated_lead(text: &str, blocks: &mut [Block]) {
    const LEAST_BYTES: usize = 90;
    for id in 0..blocks.len() {
        let line = blocks[id].span.of(text);
        if opens_section(line) {
            break;
        }
        let unbracketed = line.strip_prefix(['(', '（']).and_then(|line| line.strip_suffix([')', '）']));
        let inner = unbracketed.unwrap_or(line).trim();
        let inner = inner.trim_end_matches(['.', '…']);
        if unbracketed.is_none() && inner.len() < LEAST_BYTES || inner.is_empty() {
            continue;
        }
        let cut = inner.len() < unbracketed.unwrap_or(line).trim().len();
        let repeats = |other: &Block| {
            let other = other.span.of(text);
            if cut { other.starts_with(inner) } else { other.trim_end_matches('。') == inner.trim_end_matches('。') }
        };
        let end = blocks.len().min(id + 1 + LEAD_LINES);
        if blocks[id].kind == BlockKind::Paragraph && blocks[id + 1..end].iter().any(repeats) {
            blocks[id].kind = BlockKind::Metadata;
        }
    }
}

#[cfg(test)]
mod tests;
