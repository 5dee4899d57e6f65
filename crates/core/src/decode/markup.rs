//! HTML to tags and text, as the tokenizer of the HTML standard (13.2.5) does for documents that can be read.

use crate::data;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A piece of a page. Comments, declarations and what stands in scripts and the like are none.
pub(super) enum Token<'h> {
    /// A start tag by its name, in lower case.
    Start(String, Attributes<'h>),
    /// An end tag by its name, in lower case.
    End(String),
    /// Text, its character references resolved.
    Text(Cow<'h, str>),
}

/// Elements whose content is no markup, and nothing that is read.
const RAW: &[&str] = &["script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes"];

/// How many tags may lack their end before every `<` counts as text; each costs a look at the rest of the page.
const OPEN_TAGS: usize = 16;

/// Hands the tokens of `html` to `visit`, in order. A tag that has no end is text.
pub(super) fn tokens(html: &str, mut visit: impl FnMut(Token<'_>)) {
    let mut rest = html;
    // What of `rest` is text for certain.
    let mut text = 0;
    let mut unclosed = 0;
    let mut comments_end = true;
    while let Some(open) = rest[text..].find('<').map(|at| at + text) {
        let tag = &rest[open + 1..];
        let mut behind = None;
        let mut token = None;
        if let Some(comment) = tag.strip_prefix("!--") {
            let closed = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
            let end = if closed.is_none() && comments_end { comment.find("-->") } else { None };
            behind = closed.or_else(|| end.map(|at| &comment[at + 3..]));
            comments_end &= behind.is_some();
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) && unclosed < OPEN_TAGS {
            let name = name_of(tag);
            let attributes = &tag[name.len()..];
            if let Some(end) = tag_end(attributes) {
                let name = name.to_ascii_lowercase();
                let after = &attributes[end + 1..];
                behind = Some(if RAW.contains(&name.as_str()) { raw_end(after, &name) } else { after });
                token = Some(Token::Start(name, Attributes(&attributes[..end])));
            } else {
                unclosed += 1;
            }
        } else if tag.starts_with(['!', '?', '/']) && unclosed < OPEN_TAGS {
            if let Some(end) = tag.find('>') {
                behind = Some(&tag[end + 1..]);
                let name = name_of(&tag[1..]).to_ascii_lowercase();
                let is_end = tag.starts_with('/') && name.starts_with(|c: char| c.is_ascii_alphabetic());
                token = is_end.then_some(Token::End(name));
            } else {
                unclosed += 1;
            }
        }
        let Some(behind) = behind else {
            text = open + 1;
            continue;
        };
        if open > 0 {
            visit(Token::Text(resolve(&rest[..open])));
        }
        if let Some(token) = token {
            visit(token);
        }
        (rest, text) = (behind, 0);
    }
    if !rest.is_empty() {
        visit(Token::Text(resolve(rest)));
    }
}

/// The name that a tag begins with.
fn name_of(tag: &str) -> &str {
    &tag[..tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(tag.len())]
}

/// Where the `>` stands that ends a tag: not in the quotes of a value.
fn tag_end(attributes: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, &byte) in attributes.as_bytes().iter().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => continue,
            // Quotes open a value behind the equals sign only.
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None if byte == b'>' => return Some(at),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// What stands behind the content of the raw element `name`: its end tag, or nothing.
fn raw_end<'h>(content: &'h str, name: &str) -> &'h str {
    let is_end = |at: usize| {
        let found = content.as_bytes().get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    content.match_indices("</").find(|&(at, _)| is_end(at)).map_or("", |(at, _)| &content[at..])
}

/// The attributes of a tag: names in lower case, and values.
pub(super) struct Attributes<'h>(&'h str);

impl<'h> Iterator for Attributes<'h> {
    type Item = (String, Cow<'h, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let first = rest.chars().next()?.len_utf8();
        let end = rest[first..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'));
        let (name, behind) = rest.split_at(end.map_or(rest.len(), |end| end + first));
        let name = name.to_ascii_lowercase();
        let Some(value) = behind.trim_ascii_start().strip_prefix('=') else {
            self.0 = behind;
            return Some((name, Cow::Borrowed("")));
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, behind) = match quote.and_then(|quote| value[1..].split_once(quote)) {
            Some(parts) => parts,
            None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        self.0 = behind;
        Some((name, resolve(value)))
    }
}

/// The characters that have names, and whether the name is read without its semicolon.
static NAMED: LazyLock<HashMap<&str, (char, bool)>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../data/entities.tsv"));
    let character = |code: &str| char::from_u32(u32::from_str_radix(code, 16).ok()?);
    rows.filter_map(|row| Some((row[0], (character(row.get(1)?)?, row.len() > 2)))).collect()
});

/// The character that `&name;` stands for.
pub(crate) fn named_character(name: &str) -> Option<char> {
    NAMED.get(name).map(|&(character, _)| character)
}

/// The longest name of a character reference, in bytes.
const NAME: usize = 8;

/// `text` with its character references resolved; what is none stays.
fn resolve(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        if let Some((character, behind)) = character(&reference[1..]) {
            out.push(character);
            rest = behind;
        } else {
            out.push('&');
            rest = &reference[1..];
        }
    }
    if out.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that a reference means, its `&` left out, and what stands behind it.
fn character(reference: &str) -> Option<(char, &str)> {
    if let Some(number) = reference.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
        let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let code = u32::from_str_radix(&digits[..end], radix).ok()?;
        let behind = digits[end..].strip_prefix(';').unwrap_or(&digits[end..]);
        return Some((numbered(code), behind));
    }
    let end = reference.bytes().take(NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    let (name, behind) = reference.split_at(end);
    let &(character, bare) = NAMED.get(name)?;
    match behind.strip_prefix(';') {
        Some(behind) => Some((character, behind)),
        None => bare.then_some((character, behind)),
    }
}

/// The character of a number. The numbers that mean controls are read as windows-1252, as the standard says.
fn numbered(code: u32) -> char {
    const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let windows = code.checked_sub(0x80).and_then(|at| WINDOWS.chars().nth(at as usize));
    windows.or_else(|| char::from_u32(code)).filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of `html`, written down.
    fn written(html: &str) -> String {
        let mut out = String::new();
        tokens(html, |token| match token {
            Token::Start(name, attributes) => {
                out.push_str(&format!("<{name}"));
                attributes.for_each(|(name, value)| out.push_str(&format!(" {name}={value}")));
                out.push('>');
            }
            Token::End(name) => out.push_str(&format!("</{name}>")),
            Token::Text(text) => out.push_str(&format!("[{text}]")),
        });
        out
    }

    #[test]
    fn tags_and_text() {
        assert_eq!(written("甲<P Class='a>b' id = x hidden>乙</p >"), "[甲]<p class=a>b id=x hidden=>[乙]</p>");
        assert_eq!(written("<br/><img src=a/b alt=\"\">"), "<br><img src=a/b alt=>");
        assert_eq!(written("<!doctype html><!-- <p> --><![if !x]>丙<?xml?>"), "[丙]");
        assert_eq!(written("<script>a<b && '</p>'</SCRIPT>丁"), "<script></script>[丁]");
        assert_eq!(written("<style>p{}"), "<style>");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(written("率<98%，a < b，<"), "[率<98%，a < b，<]");
        assert_eq!(written("甲<b 乙<i>丙"), "[甲]<b 乙<i=>[丙]");
        assert_eq!(written("甲<b title='乙"), "[甲<b title='乙]");
        assert_eq!(written("<!-- 甲<p>"), "[<!-- 甲]<p>");
    }

    #[test]
    fn references() {
        assert_eq!(written("&lt;&#19968;&#x4E8C;&nbsp;&ldquo;&#147;&amp;lt;"), "[<一二\u{a0}““&lt;]");
        assert_eq!(
            written("&nbsp甲&ldquo甲&没有;&unknown;&#0;&#x110000;&#;"),
            "[\u{a0}甲&ldquo甲&没有;&unknown;\u{fffd}\u{fffd}&#;]"
        );
    }

    #[test]
    fn ends_that_are_missing_cost_no_square() {
        for piece in ["<a b='", "<!--", "</a ", "<script", "&#", "<a"] {
            let html = piece.repeat(200_000);
            assert!(written(&html).len() > 200_000, "{piece}");
        }
    }
}
