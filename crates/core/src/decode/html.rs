//! HTML to the text that a reader sees: a page, or what was copied out of one or out of a word processor.

use super::lines::Lines;
use super::markup::{Attributes, Token, tokens};
use super::numbering::Format;
use crate::han;

/// How much of a document's beginning tells whether it is HTML, in bytes.
const HEAD: usize = 4096;

/// How many tags near the beginning make a fragment of HTML; one fewer where the text begins with a tag.
const TAGS: usize = 3;

/// The deepest list in lists that is numbered by itself.
const DEEPEST_LIST: usize = 64;

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "tbody",
    "tfoot",
    "thead",
    "ul",
];

/// Elements whose content a reader of the text does not see. The readings of ruby are glosses.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "title", "svg", "select", "textarea", "object", "iframe", "audio",
    "video", "canvas", "datalist", "noembed", "noframes", "rp", "rt",
];

/// Elements without content, which hide nothing.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Whether `text` is HTML: it begins as a page does, or has several tags of blocks and tables near its beginning.
pub(super) fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut head = &start[..start.floor_char_boundary(HEAD)];
    if ["<!doctype html", "<html", "<head", "<meta", "<body", "<!--startfragment"].iter().any(|open| begins(head, open))
    {
        return true;
    }
    let xml = begins(head, "<?xml");
    let (mut tags, mut closed) = (0, false);
    while let Some(at) = head.find('<') {
        head = &head[at + 1..];
        if xml && begins(head, "html") {
            return true;
        }
        let end = head.starts_with('/');
        let name = head[usize::from(end)..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let after = head[usize::from(end) + name.len()..].chars().next();
        let name = name.to_ascii_lowercase();
        let is_tag =
            BLOCKS.contains(&name.as_str()) || matches!(name.as_str(), "br" | "table" | "tr" | "td" | "th" | "span");
        if is_tag && after.is_some_and(|c| c == '>' || c == '/' || c.is_ascii_whitespace()) {
            tags += 1;
            closed |= end;
        }
    }
    tags + usize::from(start.starts_with('<')) >= TAGS && closed
}

/// Whether `text` begins with `prefix`, which is lower case ASCII, in any case.
fn begins(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The text of `html`. Blocks and `<br>` end lines, a row of a table is a line, lists are numbered as browsers do, and
/// what is hidden is left out. One pass; a second one where a hidden element has no end.
pub(super) fn text(html: &str) -> String {
    let html = fragment(html);
    read(html, true).or_else(|| read(html, false)).unwrap_or_default()
}

/// What the clipboard marks as copied; all of it where it marks nothing.
fn fragment(html: &str) -> &str {
    let Some((_, rest)) = html.split_once("<!--StartFragment-->") else { return html };
    rest.rsplit_once("<!--EndFragment-->").map_or(rest, |(copied, _)| copied)
}

/// The text, or `None` where the end of something hidden is missing and everything behind it with it.
fn read(html: &str, hide: bool) -> Option<String> {
    let mut walk = Walk { hide, ..Walk::default() };
    tokens(html, |token| match token {
        Token::Start(name, attributes) => walk.start(&Tag::read(name, attributes)),
        Token::End(name) => walk.end(&name),
        Token::Text(text) if walk.skipped.is_none() => walk.characters(&text),
        Token::Text(_) => {}
    });
    (walk.skipped.is_none() || !hide).then(|| walk.lines.finish())
}

/// What is known at one place of the page.
#[derive(Default)]
struct Walk {
    lines: Lines,
    /// Whether hidden elements are left out.
    hide: bool,
    /// The element that is left out, and how many of its name are open.
    skipped: Option<(String, usize)>,
    lists: Vec<List>,
    /// How many elements are open that keep their white space.
    pre: usize,
    superscript: bool,
    /// The open elements of a list label that a word processor wrote, itself included.
    label: usize,
    /// White space that stands before the next character, if one follows on the line.
    space: Option<Space>,
    /// The last character that was written.
    last: Option<char>,
}

/// White space between two characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Blank,
    /// With a line feed, which means nothing between Chinese characters.
    Feed,
}

/// What a start tag says that changes what is read.
#[derive(Default)]
struct Tag {
    name: String,
    hidden: bool,
    /// The label of a word processor's list.
    label: bool,
    /// `type` or the style's `list-style-type`.
    format: Option<Format>,
    /// `start` of a list, `value` of an item.
    number: Option<i64>,
    reversed: bool,
}

/// A list whose items are being read.
struct List {
    format: Format,
    next: i64,
    step: i64,
}

impl Walk {
    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if let Some((skipped, open)) = &mut self.skipped {
            if skipped != name {
                return;
            }
            // The end tags of these may be left out.
            if !matches!(name, "p" | "rt" | "rp") {
                *open += 1;
                return;
            }
            self.skipped = None;
        }
        if SKIPPED.contains(&name) || self.hide && tag.hidden && !VOID.contains(&name) {
            self.skipped = Some((tag.name.clone(), 1));
            return;
        }
        if self.label > 0 && name == "span" {
            self.label += 1;
        }
        match name {
            "br" => self.end_line(),
            "table" => {
                self.end_line();
                self.lines.open_table();
            }
            "tr" => {
                self.end_line();
                self.lines.close_row();
            }
            "td" | "th" => {
                (self.space, self.last, self.label) = (None, None, 0);
                self.lines.open_cell();
            }
            "span" if tag.label && self.label == 0 => self.label = 1,
            "sup" => self.superscript = true,
            _ if BLOCKS.contains(&name) => {
                self.end_line();
                match name {
                    "pre" => self.pre += 1,
                    "ol" => {
                        let (next, step) = (tag.number.unwrap_or(1), if tag.reversed { -1 } else { 1 });
                        self.open_list(List { format: tag.format.unwrap_or(Format::Decimal), next, step });
                    }
                    "ul" | "menu" | "dir" => {
                        self.open_list(List { format: tag.format.unwrap_or(Format::None), next: 1, step: 1 });
                    }
                    "li" => self.item(tag),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn open_list(&mut self, list: List) {
        if self.lists.len() < DEEPEST_LIST {
            self.lists.push(list);
        }
    }

    /// Writes the label that a browser shows before a list item.
    fn item(&mut self, tag: &Tag) {
        let Some(list) = self.lists.last_mut() else { return };
        let number = tag.number.unwrap_or(list.next);
        list.next = number.saturating_add(list.step);
        let format = tag.format.unwrap_or(list.format);
        if let Some(label) = u32::try_from(number).ok().and_then(|number| format.write(number)) {
            let behind = if format.is_chinese() { "、" } else { ". " };
            self.lines.push(&(label + behind));
            self.last = None;
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, open)) = &mut self.skipped {
            if skipped == name {
                *open -= 1;
            }
            if *open == 0 || name == "ruby" && matches!(skipped.as_str(), "rt" | "rp") {
                self.skipped = None;
            }
            return;
        }
        match name {
            "table" => {
                self.end_line();
                self.lines.close_table();
            }
            "tr" => {
                self.end_line();
                self.lines.close_row();
            }
            "span" if self.label > 0 => {
                self.label -= 1;
                if self.label == 0 {
                    self.end_label();
                }
            }
            "sup" => self.superscript = false,
            _ if BLOCKS.contains(&name) => {
                self.end_line();
                match name {
                    "pre" => self.pre = self.pre.saturating_sub(1),
                    "ol" | "ul" | "menu" | "dir" => drop(self.lists.pop()),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn end_line(&mut self) {
        self.lines.end_line();
        (self.space, self.last, self.superscript, self.label) = (None, None, false, 0);
    }

    /// Takes the filling away that a word processor puts behind a list label, and a label that is only a bullet: one
    /// letter of a symbol font.
    fn end_label(&mut self) {
        let line = self.lines.line();
        let label = line.trim_end();
        let mut characters = label.chars();
        let is_bullet =
            characters.next().is_none_or(|c| !han::is_han(c) && han::digit(c).is_none() && !('①'..='⓿').contains(&c))
                && characters.next().is_none();
        let (len, spaced) = (if is_bullet { 0 } else { label.len() }, label.ends_with('.'));
        self.lines.truncate_line(len);
        self.space = spaced.then_some(Space::Blank);
    }

    /// Writes text with white space collapsed as browsers do; spaces that do not break stay.
    fn characters(&mut self, text: &str) {
        let mut buffer = String::with_capacity(text.len());
        for c in text.chars() {
            if self.pre > 0 && matches!(c, '\n' | '\r') {
                self.lines.push(&std::mem::take(&mut buffer));
                self.lines.end_line();
                self.last = None;
            } else if self.pre == 0 && c.is_ascii_whitespace() {
                if self.last.is_some() || self.label > 0 {
                    let feed = matches!(c, '\n' | '\r') || self.space == Some(Space::Feed);
                    self.space = Some(if feed { Space::Feed } else { Space::Blank });
                }
            } else {
                match self.space.take() {
                    Some(Space::Feed) if self.last.is_some_and(is_wide) && is_wide(c) => {}
                    Some(_) if self.last.is_some() || self.label > 0 => buffer.push(' '),
                    _ => {}
                }
                buffer.push(if self.superscript { superscript(c) } else { c });
                self.last = Some(c);
            }
        }
        self.lines.push(&buffer);
    }
}

impl Tag {
    fn read(name: String, attributes: Attributes<'_>) -> Self {
        let mut tag = Self { name, ..Self::default() };
        for (name, value) in attributes {
            match name.as_str() {
                "style" => tag.style(&value),
                "hidden" => tag.hidden |= !value.eq_ignore_ascii_case("until-found"),
                "type" => tag.format = Format::of_html(&value).or(tag.format),
                "start" | "value" => tag.number = value.trim().parse().ok(),
                "reversed" => tag.reversed = true,
                _ => {}
            }
        }
        tag
    }

    fn style(&mut self, style: &str) {
        for declaration in style.to_ascii_lowercase().split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            match (property.trim(), value.trim()) {
                ("display", "none") | ("visibility", "hidden") | ("mso-hide", "all") => self.hidden = true,
                ("mso-list", "ignore") => self.label = true,
                ("list-style-type" | "list-style", value) => self.format = Format::of_css(value).or(self.format),
                _ => {}
            }
        }
    }
}

/// Characters as wide as a Chinese one: a line feed between two of them is no space (CSS Text 3, 4.1.3).
fn is_wide(c: char) -> bool {
    han::is_han(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Raised digits, so that 10<sup>8</sup> is not 108.
pub(super) fn superscript(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32('⁰' as u32 + c as u32 - '0' as u32).unwrap_or(c),
        '-' | '−' => '⁻',
        _ => c,
    }
}
