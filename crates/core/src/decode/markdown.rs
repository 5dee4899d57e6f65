//! Markdown to the text without its marks.

/// How much must speak for Markdown before a text is taken for it.
const EVIDENCE: usize = 4;

/// The furthest that the end of a phrase is looked for, in bytes.
const REACH: usize = 1000;

/// Whether `text` is Markdown beyond doubt: several headings, bold phrases, links or tables. `#1楼`, `1.` and the masked
/// `*亿元` are none of these.
pub(super) fn is_markdown(text: &str) -> bool {
    /// The marks it is known by.
    const MARKS: [bool; 256] = {
        let mut marks = [false; 256];
        let (all, mut next) = (b"#*|`[", 0);
        while next < all.len() {
            marks[all[next] as usize] = true;
            next += 1;
        }
        marks
    };
    if !text.bytes().any(|byte| MARKS[usize::from(byte)]) {
        return false;
    }
    let mut evidence = 0;
    for line in text.lines().map(str::trim) {
        let strong = heading(line).is_some() || is_table_rule(line) || line.starts_with("```");
        let weight = if strong { 2 } else { usize::from(has_bold(line) || has_link(line)) };
        evidence += weight;
        if evidence >= EVIDENCE {
            return true;
        }
    }
    false
}

/// `text` without the marks of Markdown. Numbers and labels stay, rows of tables become `甲 | 乙`. One line stays one line.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim_end();
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let mut rest = &line[indent..];
        while let Some(quoted) = rest.strip_prefix('>') {
            rest = quoted.trim_start();
        }
        if is_table_rule(rest) || is_rule(rest) || rest.starts_with("```") {
            continue;
        }
        if let Some(title) = heading(rest) {
            rest = title;
        } else if let Some(item) = bullet(rest) {
            rest = item;
        }
        if let Some(row) = rest.strip_prefix('|').and_then(|row| row.trim_end().strip_suffix('|')) {
            for (i, cell) in row.split('|').map(str::trim).enumerate() {
                out.push_str(if i == 0 { "" } else { " |" });
                out.push_str(if i == 0 || cell.is_empty() { "" } else { " " });
                inline(cell, &mut out);
            }
        } else {
            inline(rest, &mut out);
        }
        out.push('\n');
    }
    out
}

/// The title of an ATX heading: `#` to `######` and a space before it.
fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let title = rest.strip_prefix(' ')?.trim();
    let title = title.trim_end_matches('#').trim_end();
    ((1..=6).contains(&level) && !title.is_empty()).then_some(title)
}

/// The text of an item of a list without numbers.
fn bullet(line: &str) -> Option<&str> {
    let item = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark))?.trim_start();
    Some(["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| item.strip_prefix(mark)).unwrap_or(item))
}

/// The line between the head and the rows of a table: `|---|:-:|`.
fn is_table_rule(line: &str) -> bool {
    line.contains("--") && line.contains('|') && line.bytes().all(|c| matches!(c, b'|' | b'-' | b':' | b' '))
}

/// A line across the page: three or more of one mark.
fn is_rule(line: &str) -> bool {
    ['-', '*', '_'].iter().any(|&mark| line.len() >= 3 && line.chars().all(|c| c == mark))
}

/// Whether a bold phrase begins the line or follows white space or a mark, as a masked figure does not.
fn has_bold(line: &str) -> bool {
    line.match_indices("**").any(|(at, _)| {
        let opens = line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '*');
        opens && emphasised(near(&line[at..]), "**").is_some()
    })
}

/// The part of `text` in which the end of a phrase is looked for.
fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(REACH)]
}

fn has_link(line: &str) -> bool {
    line.match_indices('[').any(|(at, _)| link(near(&line[at..])).is_some())
}

/// The phrase that `text` sets between two `mark`s, and what stands behind. A unit behind the opening mark makes it a
/// masked figure: `**亿元`.
fn emphasised<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let inner = text.strip_prefix(mark)?;
    let (phrase, behind) = inner.split_once(mark)?;
    let first = phrase.chars().next()?;
    let is_phrase = !first.is_whitespace() && !phrase.ends_with(char::is_whitespace) && !phrase.starts_with('*');
    let is_masked =
        matches!(first, '亿' | '万' | '千' | '百' | '元' | '个' | '%' | '％' | '余' | '多' | '年' | '月' | '日' | '人');
    (is_phrase && !is_masked).then_some((phrase, behind))
}

/// The text of the link that `text` begins with, and what stands behind it. Looks no further than the next bracket, so
/// that brackets without end cost no square.
fn link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (label, rest) = inner.split_at(inner.find(['[', ']'])?);
    let rest = rest.strip_prefix("](")?;
    let end = rest.find(|c: char| matches!(c, ')' | '[') || c.is_whitespace())?;
    let behind = rest[end..].strip_prefix(')')?;
    Some((label, behind))
}

/// The marks of phrases, the longer ones first.
const MARKS: &[&str] = &["***", "**", "__", "~~", "`"];

/// Writes `line` without the marks of phrases, links and pictures.
fn inline(mut line: &str, out: &mut String) {
    while let Some(at) = line.find(['*', '_', '`', '~', '[', '!', '\\']) {
        out.push_str(&line[..at]);
        line = &line[at..];
        let near = near(line);
        if let Some((phrase, behind)) = MARKS.iter().find_map(|mark| emphasised(near, mark)) {
            // One level of a mark inside a mark, as **[名称](address)** has, is enough.
            if let Some((label, "")) = link(phrase) {
                out.push_str(label);
            } else {
                out.push_str(phrase);
            }
            line = &line[near.len() - behind.len()..];
        } else if let Some((_, behind)) = near.strip_prefix('!').and_then(link) {
            line = &line[near.len() - behind.len()..];
        } else if let Some((label, behind)) = link(near) {
            out.push_str(label);
            line = &line[near.len() - behind.len()..];
        } else {
            let escaped = line.strip_prefix('\\').filter(|rest| rest.starts_with(|c: char| c.is_ascii_punctuation()));
            line = escaped.unwrap_or(line);
            let first = line.chars().next().map_or(0, char::len_utf8);
            out.push_str(&line[..first]);
            line = &line[first..];
        }
    }
    out.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_reports_are_no_markdown() {
        for plain in [
            "一、总体情况\n完成投资*亿元，同比增长*%。\n二、问题\n收入**亿元，支出**亿元。\n结余**万元，缺口**万元。\n",
            "#1楼 120户\n#2楼 90户\n#3楼 60户\n#4楼 30户\n",
            "1. 受理120件。\n2. 办结118件。\n- 其中消防3件\n* 注：数据截至11月\n",
            "索引号 | 发布机构 | 某街道 | |\n----------\n正文",
            "【打印】[1][2](3)\n[4] (5)\n见附件[6]\n",
        ] {
            assert!(!is_markdown(plain), "{plain}");
        }
    }

    #[test]
    fn marks_go_and_text_stays() {
        let source = "# 某街道2023年工作总结\n\n## 一、主要工作\n\n1. **矛盾化解**：调处[纠纷](https://example.org/a)1495宗。\n- 其中__重大__3宗\n> 引文 `代码`\n\n| 指标 | 数 | 备注 |\n|---|:-:|---|\n| 受理 | **120**件 | |\n---\n税收*亿元，**亿元不变** \\*注\n";
        assert!(is_markdown(source));
        assert_eq!(
            text(source),
            "某街道2023年工作总结\n\n一、主要工作\n\n1. 矛盾化解：调处纠纷1495宗。\n其中重大3宗\n引文 代码\n\n指标 | 数 | 备注\n受理 | 120件 |\n税收*亿元，**亿元不变** *注\n"
        );
    }

    #[test]
    fn marks_without_end_cost_no_square() {
        for piece in ["**甲[乙](", "](", "[", "[](", "_"] {
            let line = piece.repeat(200_000);
            let mut out = String::new();
            inline(&line, &mut out);
            assert!(!out.is_empty() && !has_link(&line), "{piece}");
        }
    }
}
