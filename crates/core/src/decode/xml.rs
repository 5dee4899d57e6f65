//! The elements of one part of an Office document.

use super::zip::Member;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// The deepest nesting that is followed.
const DEPTH: usize = 256;

/// The longest tag or piece of text, in bytes.
const TOKEN: usize = 1 << 20;

/// The longest value of an attribute that is looked at, in bytes; identifiers and labels are far shorter.
const VALUE: usize = 256;

/// The namespaces whose elements are named without a prefix: WordprocessingML, as transitional and as strict.
const WORD: &[&str] = &[
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// What a part consists of.
pub(super) enum Node<'n> {
    Open(Element<'n>),
    /// The end of an element, by its name.
    Close(&'n str),
    Text(Cow<'n, str>),
}

/// A start tag.
pub(super) struct Element<'n> {
    /// Its name; outside of WordprocessingML, with its prefix.
    pub(super) name: &'n str,
    tag: &'n BytesStart<'n>,
}

impl Element<'_> {
    /// The attribute `name`, whatever its prefix; `None` where it is longer than any that means something.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        // Looking for repeated ones would cost the square of their number.
        let found = attributes.with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == name);
        found
            .filter(|found| found.value.len() <= VALUE)
            .map(|found| unescape(&found.value).unwrap_or(Cow::Borrowed(&found.value)).into_owned())
    }

    /// Whether the element switches on what it names: `<w:vanish/>`, but not `<w:vanish w:val="0"/>`.
    pub(super) fn is_on(&self) -> bool {
        !self.get("val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }
}

/// Hands every node of `part` to `visit`, in order.
///
/// # Errors
/// When the part is no XML, is cut off, or is nested deeper than any document; and what `visit` fails with.
pub(super) fn walk<E>(part: Member<'_>, damaged: E, mut visit: impl FnMut(Node<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut prefix: Option<String> = None;
    let mut depth = 0;
    loop {
        buffer.clear();
        reader.get_mut().allowance = TOKEN;
        let Ok(event) = reader.read_event_into(&mut buffer) else { return Err(damaged) };
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let prefix = prefix.get_or_insert_with(|| word_prefix(tag));
                let name = tag.name();
                let name = name.as_ref().strip_prefix(prefix.as_str()).unwrap_or(name.as_ref());
                visit(Node::Open(Element { name, tag }))?;
                if matches!(event, Event::Empty(_)) {
                    visit(Node::Close(name))?;
                } else if depth == DEPTH {
                    return Err(damaged);
                } else {
                    depth += 1;
                }
            }
            Event::End(ref tag) => {
                let name = tag.name();
                let prefix = prefix.as_deref().unwrap_or_default();
                visit(Node::Close(name.as_ref().strip_prefix(prefix).unwrap_or(name.as_ref())))?;
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => visit(Node::Text(text.xml10_content()))?,
            Event::CData(text) => visit(Node::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let c = match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(c) = c {
                    visit(Node::Text(Cow::Borrowed(c.encode_utf8(&mut [0; 4]))))?;
                }
            }
            Event::Eof if depth == 0 && prefix.is_some() => return Ok(()),
            Event::Eof => return Err(damaged),
            _ => {}
        }
    }
}

/// The prefix that a part's first element gives WordprocessingML, with its colon.
fn word_prefix(root: &BytesStart<'_>) -> String {
    let mut attributes = root.attributes();
    let bound = attributes.with_checks(false).flatten().find(|found| WORD.contains(&found.value.as_ref()));
    let prefix = bound.and_then(|found| found.key.as_ref().strip_prefix("xmlns:").map(|prefix| format!("{prefix}:")));
    prefix.unwrap_or_default()
}
