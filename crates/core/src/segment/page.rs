//! The page around the document: its title, `key: value` lines, and furniture that says nothing.

use crate::analysis::{Block, BlockKind, Metadata};
use crate::data;
use crate::han;
use crate::text::Span;
use std::sync::LazyLock;

/// What the page says of the document.
pub(crate) struct Page {
    pub(crate) metadata: Vec<Metadata>,
    /// Index of the title's block.
    pub(crate) title: Option<usize>,
}

struct Words {
    keys: Vec<&'static str>,
    drops: Vec<&'static str>,
    furniture: Vec<&'static str>,
    titles: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table = include_str!("../../data/page.tsv");
    Words {
        keys: data::words_of(table, "key"),
        drops: data::words_of(table, "drop"),
        furniture: data::words_of(table, "furniture"),
        titles: data::words_of(table, "title"),
    }
});

/// Lines this long are body text; a title is shorter.
const BODY_CHARS: usize = 80;
/// How many lines at the top and at the end may belong to the page around the document.
const HEAD_LINES: usize = 30;
const TAIL_LINES: usize = 8;

/// Marks metadata, furniture, the title and a lead paragraph that is repeated in brackets.
pub(crate) fn read(text: &str, blocks: &mut [Block]) -> Page {
    let mut page = Page { metadata: Vec::new(), title: None };
    let head = head_len(text, blocks);
    let tail = blocks.len().saturating_sub(TAIL_LINES).max(head);
    for id in (0..head).chain(tail..blocks.len()) {
        let line = blocks[id].span.of(text);
        if let Some(pairs) = pairs(line) {
            let says = pairs.iter().any(|pair| pair.kept);
            blocks[id].kind = if says { BlockKind::Metadata } else { BlockKind::Chrome };
            let at = blocks[id].span.start;
            for pair in pairs.into_iter().filter(|pair| pair.kept) {
                page.metadata.push(Metadata {
                    key: pair.key.to_owned(),
                    value: pair.value.of(line).to_owned(),
                    span: Span::new(pair.at, pair.value.end).shifted(at),
                });
            }
        } else if is_furniture(line) {
            blocks[id].kind = BlockKind::Chrome;
        }
    }
    page.title = (0..head).find(|&id| blocks[id].kind == BlockKind::Paragraph && is_title(blocks[id].span.of(text)));
    if let Some(title) = page.title {
        // What stands above the title and is neither is a breadcrumb or a site's name.
        for block in &mut blocks[..title] {
            if block.kind == BlockKind::Paragraph {
                block.kind = BlockKind::Chrome;
            }
        }
    }
    let near = blocks.len().min(HEAD_LINES);
    mark_repeated_lead(text, &mut blocks[..near]);
    page
}

/// The lines before the body begins: before the first long line or the first section label.
fn head_len(text: &str, blocks: &[Block]) -> usize {
    let body = blocks.iter().take(HEAD_LINES).position(|block| {
        let line = block.span.of(text);
        let opens_section = line.starts_with("一、") || line.starts_with("（一）") || line.starts_with("(一)");
        opens_section || line.chars().nth(BODY_CHARS).is_some() && pairs(line).is_none()
    });
    body.unwrap_or_else(|| blocks.len().min(HEAD_LINES))
}

struct Pair<'l> {
    key: &'l str,
    at: usize,
    value: Span,
    kept: bool,
}

/// `key: value` pairs of a line that begins with a known key.
fn pairs(line: &str) -> Option<Vec<Pair<'_>>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    let mut at_boundary = true;
    let mut skip_to = 0;
    for (at, c) in line.char_indices() {
        if at < skip_to {
            continue;
        }
        if at_boundary && let Some((key, value_start, kept)) = key_at(line, at) {
            if let Some(last) = pairs.last_mut() {
                last.value.end = last.value.start + line[last.value.start..at].trim_end().len();
            }
            let start = value_start + (line[value_start..].len() - line[value_start..].trim_start().len());
            pairs.push(Pair { key, at, value: Span::new(start, line.len()), kept });
            skip_to = value_start;
        } else if pairs.is_empty() {
            return None;
        }
        at_boundary = c.is_whitespace() || matches!(c, '[' | '【' | '|' | ']' | '】') || skip_to > at;
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// A known key with its colon at `at`: the key, where its value begins, and whether the value means anything.
fn key_at(line: &str, at: usize) -> Option<(&str, usize, bool)> {
    let rest = &line[at..];
    let words = &*WORDS;
    let kept = data::longest_prefix(&words.keys, rest);
    let key = kept.or_else(|| data::longest_prefix(&words.drops, rest))?;
    let after = &rest[key.len()..];
    let gap = after.len() - after.trim_start().len();
    let colon = after[gap..].chars().next().filter(|&c| c == ':' || c == '：')?;
    Some((&rest[..key.len()], at + key.len() + gap + colon.len_utf8(), kept.is_some()))
}

/// A short line without a sentence that is made of the page's own words.
fn is_furniture(line: &str) -> bool {
    let inner = line.trim_start_matches(['[', '【', '（', '(', '〖', '>', '·', ' ']);
    if line.chars().nth(60).is_some() || line.contains(['。', '；']) {
        return false;
    }
    let bracketed = inner.len() < line.len();
    let found = WORDS.furniture.iter().filter(|word| line.contains(**word)).count();
    found >= 2
        || WORDS.furniture.iter().any(|word| inner.trim_end_matches([']', '】', ' ']) == *word)
        || (found == 1 && bracketed && data::longest_prefix(&WORDS.furniture, inner).is_some())
}

/// A line that names a work report.
fn is_title(line: &str) -> bool {
    let chars = line.chars().count();
    if !(4..=60).contains(&chars) || line.contains(['。', '；', ';', '：', ':', '，', ',']) {
        return false;
    }
    // A remark in brackets may follow: （摘要）, （2023年1月5日…）.
    let bare = line.find(['（', '(']).filter(|&at| at > 0).map_or(line, |at| &line[..at]).trim_end();
    let ends_as_title = WORDS.titles.iter().any(|word| bare.ends_with(word));
    ends_as_title && !bare.starts_with(|c: char| han::chinese_digit(c).is_some() && bare.contains('、'))
}

/// A paragraph that stands once in brackets and once without counts once: the one in brackets is the page's abstract.
fn mark_repeated_lead(text: &str, blocks: &mut [Block]) {
    for id in 0..blocks.len() {
        let line = blocks[id].span.of(text);
        let Some(inner) = line.strip_prefix(['(', '（']).and_then(|line| line.strip_suffix([')', '）'])) else {
            continue;
        };
        let inner = inner.trim();
        if !inner.is_empty() && blocks.iter().any(|other| other.span.of(text) == inner) {
            blocks[id].kind = BlockKind::Metadata;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_page(text: &str) -> (Vec<Block>, Page) {
        let mut blocks = super::super::lines(text);
        let page = read(text, &mut blocks);
        (blocks, page)
    }

    #[test]
    fn several_pairs_share_a_line_and_values_may_be_empty() {
        let (_, page) =
            read_page("索引号: 1140H/2022-00033 分类:\n文号: 发布日期: 2022-09-08\n标题：某报告 主题词： 甲 乙");
        let pairs: Vec<_> = page.metadata.iter().map(|pair| (pair.key.as_str(), pair.value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("索引号", "1140H/2022-00033"),
                ("分类", ""),
                ("文号", ""),
                ("发布日期", "2022-09-08"),
                ("标题", "某报告"),
                ("主题词", "甲 乙")
            ]
        );
    }

    #[test]
    fn furniture_and_breadcrumbs_are_set_aside() {
        let lead = "街道坚持稳中求进".repeat(12);
        let text = format!(
            "首页 政府信息公开\n某区某街道\n【打印】 【字体:\n某街道2021年工作总结\n浏览次数:-\n({lead})\n{lead}\n一、甲"
        );
        let (blocks, page) = read_page(&text);
        let kinds: Vec<_> = blocks.iter().map(|block| block.kind.name()).collect();
        assert_eq!(page.title, Some(3));
        let want = ["chrome", "chrome", "chrome", "paragraph", "chrome", "metadata", "paragraph", "paragraph"];
        assert_eq!(kinds, want);
        assert!(page.metadata.is_empty());
    }
}
