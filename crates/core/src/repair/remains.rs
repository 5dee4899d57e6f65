//! What is left of HTML in text that is no HTML any more: `&nbsp;`, `&amp;ldquo;`, `</p>`, `<br/>`.

use super::draft::Edit;
use super::is_zero_width;
use crate::data;
use crate::decode::named_character;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The names of tags, and whether such a tag ends a line.
static TAGS: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    data::rows(include_str!("../../data/tags.tsv")).filter_map(|row| Some((*row.get(1)?, row[0] == "block"))).collect()
});

/// Entities become what they stand for, tags go; those that end a line in a page end it here.
pub(super) fn edits(text: &str) -> impl Iterator<Item = Edit> + '_ {
    let mut past = 0;
    text.match_indices(['&', '<', '/']).filter_map(move |(at, mark)| {
        if at < past {
            return None;
        }
        let edit = match mark {
            "&" => entity_at(text, at),
            "<" => tags_at(text, at),
            _ => half_tag_at(text, at),
        }?;
        past = edit.at.end;
        Some(edit)
    })
}

/// `&name;`, `&#8220;`, `&#x201c;`, and the same with its `&` written `&amp;`.
fn entity_at(text: &str, at: usize) -> Option<Edit> {
    let rest = &text[at + 1..];
    let doubled = rest.strip_prefix("amp;").and_then(|inner| Some((4, entity(inner)?)));
    let (lead, (len, with)) = doubled.or_else(|| Some((0, entity(rest)?)))?;
    Some(Edit::certain(at..at + 1 + lead + len, with))
}

/// The entity whose name `text` begins with: its length, and what it stands for.
fn entity(text: &str) -> Option<(usize, String)> {
    const LONGEST: usize = 10;
    let head = text.as_bytes().get(..LONGEST.min(text.len()))?;
    let Some(end) = head.iter().position(|&byte| byte == b';') else {
        // The one that people know writes itself without its semicolon, too.
        let bare = text.strip_prefix("nbsp")?;
        return (!bare.starts_with(|c: char| c.is_ascii_alphanumeric())).then(|| ("nbsp".len(), " ".to_owned()));
    };
    let name = &text[..end];
    let c = match name.strip_prefix('#') {
        None => named_character(name)?,
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    let with = match c {
        '\u{a0}' => " ".to_owned(),
        c if is_zero_width(c) => String::new(),
        c => c.to_string(),
    };
    Some((end + 1, with))
}

/// A row of whole tags.
fn tags_at(text: &str, at: usize) -> Option<Edit> {
    let (mut end, mut ends_line) = (at, false);
    while let Some((len, block)) = tag(&text[end..]) {
        end += len;
        ends_line |= block;
    }
    (end > at).then(|| removal(text, at..end, ends_line))
}

/// The whole tag that `text` begins with: its length, and whether it ends a line.
fn tag(text: &str) -> Option<(usize, bool)> {
    const LONGEST: usize = 400;
    let inner = text.strip_prefix('<')?;
    let (inner, closing) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let (name, rest) = tag_name(inner)?;
    let ends_line = *TAGS.get(name.as_str())?;
    let close = rest.char_indices().take(LONGEST).find(|(_, c)| matches!(c, '>' | '<' | '\n'))?;
    let attributes = &rest[..close.0];
    // `<p>`, `<br />`, `<span style="…">`; `<p 200人>` is none.
    let valid = attributes.trim_end_matches('/').trim().is_empty()
        || !closing && attributes.starts_with([' ', '\t']) && attributes.contains('=');
    let opens_line = !closing && name != "br" && name != "hr";
    (valid && close.1 == '>').then(|| (text.len() - rest.len() + close.0 + 1, ends_line && !opens_line))
}

/// The letters of a tag's name in lower case, and what follows.
fn tag_name(text: &str) -> Option<(String, &str)> {
    const LONGEST: usize = 10;
    let len = text.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    (len > 0).then(|| (text[..len].to_ascii_lowercase(), &text[len..]))
}

/// `/p>` at the end of a line: a lost byte took the `<` with it.
fn half_tag_at(text: &str, at: usize) -> Option<Edit> {
    let (name, rest) = tag_name(&text[at + 1..])?;
    let end = text.len() - rest.strip_prefix('>')?.len();
    let behind = text[end..].trim_start_matches([' ', '\t', '\r', '\u{3000}']);
    let whole = TAGS.contains_key(name.as_str()) && (behind.is_empty() || behind.starts_with('\n'));
    whole.then(|| removal(text, at..end, false))
}

/// Takes tags out, and ends the line there if it goes on.
fn removal(text: &str, at: Range<usize>, ends_line: bool) -> Edit {
    let goes_on = |side: &str, from_start: bool| {
        let side = if from_start {
            side.trim_start_matches([' ', '\t', '\r', '\u{3000}']).chars().next()
        } else {
            side.trim_end_matches([' ', '\t', '\r', '\u{3000}']).chars().next_back()
        };
        side.is_some_and(|c| c != '\n')
    };
    let breaks = ends_line && goes_on(&text[at.end..], true) && goes_on(&text[..at.start], false);
    Edit::certain(at, if breaks { "\n" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::super::draft::edited;
    use super::*;

    fn clean(text: &str) -> String {
        edited(text, edits(text))
    }

    #[test]
    fn entities_become_their_characters() {
        assert_eq!(clean("&nbsp;&nbsp;全年完成&ldquo;三减&rdquo;"), "  全年完成“三减”");
        assert_eq!(clean("&amp;nbsp;增长5&amp;#37;&#12290;&#x3002;"), " 增长5%。。");
        assert_eq!(clean("甲&amp;乙&nbsp，丙&lt;5%"), "甲&乙 ，丙<5%");
    }

    #[test]
    fn tags_go_and_end_lines() {
        assert_eq!(clean("<p>第一段。</p><p>第二段。</p>"), "第一段。\n第二段。");
        assert_eq!(clean("第一段。<br/>第二段。</P>\n<span style=\"x\">三</span>"), "第一段。\n第二段。\n三");
        assert_eq!(clean("有温度?/p>\n下一段/p>"), "有温度?\n下一段");
        assert_eq!(clean("表<td>1</td><td>2</td></tr>"), "表12");
    }

    #[test]
    fn ordinary_text_stays() {
        for text in [
            "（<200人）且>100人",
            "A&B、AT&T;、R&D",
            "参会<p 200人>",
            "1/2、元/人、km/h>5",
            "&foo;&#xD800;&#0;&;&",
            "<某某>和<<通知>>",
            "<",
            "&",
            "见/p>处和/p",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
