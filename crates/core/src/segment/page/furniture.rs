//! Lines that a site sets around every document: print, font size, share, where one is, related links, the footer.

use crate::data::{self, Words};
use crate::han;
use std::sync::LazyLock;

struct Lists {
    furniture: Words,
    openers: Words,
    footer: Words,
    related: Words,
}

static WORDS: LazyLock<Lists> = LazyLock::new(|| {
    let table = include_str!("../../../data/page.tsv");
    Lists {
        furniture: data::words_of(table, "furniture"),
        openers: data::words_of(table, "opener"),
        footer: data::words_of(table, "footer"),
        related: data::words_of(table, "related"),
    }
});

/// A line of furniture is no longer than this many bytes.
const LINE_BYTES: usize = 360;

/// A short line that is made of the page's own words, says where one is, or names a file.
pub(super) fn is_line(line: &str) -> bool {
    if line.is_empty() || line.len() > LINE_BYTES || line.contains(['。', '；']) {
        return false;
    }
    let inner = line.trim_start_matches(['[', '【', '（', '(', '〖', '>', '·', '•', ' ']);
    WORDS.openers.begin(inner) || is_trail(line) || is_made_of_words(line)
}

/// A line at the end of the page that only the end has: its footer, a file to download.
pub(super) fn is_footer(line: &str) -> bool {
    line.len() <= LINE_BYTES && !line.trim_end_matches('。').contains('。') && WORDS.footer.stand_in(line)
}

/// - 3 -, 第3页 共9页.
pub(super) fn is_page_number(line: &str) -> bool {
    const DASHES: [char; 4] = ['-', '—', '－', '–'];
    if line.len() > 40 || !line.starts_with(DASHES) && !line.starts_with('第') {
        return false;
    }
    let inner = line.trim_matches(|c: char| DASHES.contains(&c) || c.is_whitespace());
    let dashed = line.ends_with(DASHES) && !inner.is_empty() && inner.chars().all(|c| han::digit(c).is_some());
    let said = line.chars().all(|c| han::digit(c).is_some() || c.is_whitespace() || "第页共，,/".contains(c));
    dashed || said && line.contains('页')
}

/// A heading over links to other documents.
pub(super) fn opens_links(line: &str) -> bool {
    let bare = line.trim_matches(['[', ']', '【', '】', '：', ':', ' ', '>', '·', '•', '■', '|']);
    WORDS.related.are(bare)
}

/// The line that names attachments, or a file among them.
pub(super) fn is_attachment(line: &str) -> bool {
    const MOST_BYTES: usize = 240;
    const ENDS: [&str; 12] =
        [".doc", ".docx", ".pdf", ".xls", ".xlsx", ".wps", ".zip", ".rar", ".ofd", ".et", ".ppt", ".jpg"];
    if line.len() > MOST_BYTES || line.contains(['。', '，', '；']) {
        return false;
    }
    let lower = line.trim_end_matches([']', '】', ' ', '）', ')']).to_ascii_lowercase();
    let named = line.strip_prefix("附件").or_else(|| line.strip_prefix("相关附件")).is_some_and(|rest| {
        rest.trim_start_matches(|c: char| {
            han::digit(c).is_some() || han::chinese_digit(c).is_some() || "下载列表".contains(c)
        })
        .trim_start()
        .starts_with(['：', ':'])
    });
    named || ENDS.iter().any(|end| lower.ends_with(end))
}

/// A further name below the line of attachments: 2.某某表.
pub(super) fn is_attached(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits)
        && line[digits..].starts_with(['.', '．', '、'])
        && line.chars().nth(45).is_none()
        && !line.contains(['。', '，', ',', '；', '：'])
}

/// 首页 > 信息公开 > 工作总结.
fn is_trail(line: &str) -> bool {
    const MARKS: [char; 6] = ['>', '＞', '»', '›', '→', '/'];
    let parts = line.split(MARKS).filter(|part| !part.trim().is_empty()).count();
    let home = line.trim_start().starts_with("首页") || line.trim_start().starts_with("网站首页");
    let arrows = line.contains(['>', '＞', '»', '›', '→']);
    !line.contains('，') && (home && parts >= 2 || arrows && parts >= 3 && !line.contains(|c: char| c.is_ascii_digit()))
}

/// Whether nothing but the page's own words, counts, dates and marks stands on the line.
fn is_made_of_words(line: &str) -> bool {
    let (mut covered, mut other) = (0, 0);
    let mut skip_to = 0;
    for (at, c) in line.char_indices() {
        if at < skip_to {
            continue;
        }
        if let Some(word) = WORDS.furniture.longest_prefix(&line[at..]) {
            covered += word.chars().count();
            skip_to = at + word.len();
        } else if c.is_alphabetic() && !matches!(c, '次' | '万' | '年' | '月' | '日' | '我' | '到' | '的') {
            other += 1;
        }
    }
    covered > 0 && other * 4 <= covered
}
