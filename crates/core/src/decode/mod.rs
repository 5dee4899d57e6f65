//! Bytes to source text, or a clear refusal. What they are is decided by content and never by name.

mod docx;
mod encoding;
mod foreign;
mod html;
mod lines;
mod markdown;
mod markup;
mod numbering;
mod xml;
mod zip;

use std::borrow::Cow;

pub(crate) use encoding::default_decoder;
pub use encoding::{Decoder, Encoding};
pub use foreign::{Foreign, InputError, Part};
pub(crate) use markup::named_character;

/// The most that is read: 20 MB, of the document and of the text in it.
pub const MAX_BYTES: usize = 20_000_000;

/// A document as characters, before any repair.
#[derive(Debug, Clone)]
pub struct Decoded<'b> {
    /// What a reader of the document sees, line by line.
    pub text: Cow<'b, str>,
    /// `text`, `html`, `markdown` or `docx`.
    pub format: &'static str,
    /// The WHATWG name of the encoding it was read in.
    pub encoding: &'static str,
}

/// A document as it is given, to look at or to keep: the bytes of a file, or characters, which are in no encoding.
#[derive(Debug, Clone)]
pub enum Input<'d> {
    /// A file's.
    Bytes(Cow<'d, [u8]>),
    /// Of a clipboard, or of a program.
    Text(Cow<'d, str>),
}

impl<'d> From<&'d [u8]> for Input<'d> {
    fn from(bytes: &'d [u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<Vec<u8>> for Input<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl<'d> From<&'d str> for Input<'d> {
    fn from(text: &'d str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Input<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// Reads a document as the text that its reader sees. Plain UTF-8 comes out as it is, byte for byte, and what was given to
/// keep without a copy.
///
/// `chosen` is the encoding that the reader asks for; without it the content decides. One pass over text in UTF-8, some
/// more over other encodings; a DOCX costs what its parts hold.
pub(crate) fn decode(input: Input<'_>, chosen: Option<Encoding>, decoder: Decoder) -> Result<Decoded<'_>, InputError> {
    let bytes = match &input {
        Input::Bytes(bytes) => bytes,
        Input::Text(text) => text.as_bytes(),
    };
    if let Some(refusal) = foreign::refusal(bytes) {
        return Err(refusal);
    }
    if bytes.len() > MAX_BYTES {
        return Err(InputError::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let text = docx::text(bytes)?;
        return decoded(Cow::Owned(text), "docx", Encoding::Utf8);
    }
    let (text, encoding) = characters(input, chosen, decoder)?;
    if html::is_html(&text) {
        decoded(Cow::Owned(html::text(&text)), "html", encoding)
    } else if markdown::is_markdown(&text) {
        decoded(Cow::Owned(markdown::text(&text)), "markdown", encoding)
    } else {
        decoded(text, "text", encoding)
    }
}

/// A text that holds something.
fn decoded<'b>(mut text: Cow<'b, str>, format: &'static str, encoding: Encoding) -> Result<Decoded<'b>, InputError> {
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(InputError::Empty);
    }
    // It is kept to the end, and what grew at its end has up to twice its room.
    if let Cow::Owned(text) = &mut text {
        text.shrink_to_fit();
    }
    Ok(Decoded { text, format, encoding: encoding.name() })
}

/// The characters of a document, and in which encoding it was read.
fn characters(
    input: Input<'_>,
    chosen: Option<Encoding>,
    decoder: Decoder,
) -> Result<(Cow<'_, str>, Encoding), InputError> {
    // `contains` looks at a word at a time.
    let first_nul = |bytes: &[u8]| bytes.contains(&0).then(|| bytes.iter().position(|&byte| byte == 0)).flatten();
    let plain = |text, nul: Option<usize>| match nul {
        Some(at) => Err(InputError::Undecodable { at }),
        None => Ok((text, Encoding::Utf8)),
    };
    let bytes = match input {
        Input::Bytes(bytes) => bytes,
        Input::Text(text) => {
            let nul = first_nul(text.as_bytes());
            return plain(text, nul);
        }
    };
    let nul = first_nul(&bytes);
    let (bytes, bad) = match utf8(bytes) {
        Ok(text) if chosen == Some(Encoding::Utf8) || chosen.is_none() && nul.is_none() => {
            return plain(text, nul);
        }
        Ok(text) => {
            let len = text.len();
            let bytes = match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            };
            (bytes, len)
        }
        Err(found) => found,
    };
    let encoding = match chosen {
        Some(encoding) => encoding,
        None => {
            let at = nul.map_or(bad, |nul| nul.min(bad));
            let encoding = encoding::choose(&bytes, encoding::named_in_html(&bytes), decoder);
            encoding.ok_or(InputError::Undecodable { at })?
        }
    };
    let text: Cow<str> = Cow::Owned(encoding::text(encoding, &bytes, decoder));
    match nul {
        Some(at) if text.contains('\0') => Err(InputError::Undecodable { at }),
        _ => Ok((text, encoding)),
    }
}

/// The bytes as text without a copy, or the bytes again and where they stop to be UTF-8.
fn utf8(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, (Cow<'_, [u8]>, usize)> {
    match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err((Cow::Borrowed(bytes), error.valid_up_to())),
        },
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| {
            let bad = error.utf8_error().valid_up_to();
            (Cow::Owned(error.into_bytes()), bad)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Decoded<'_>, InputError> {
        decode(bytes.into(), None, default_decoder)
    }

    fn code(bytes: &[u8]) -> &'static str {
        read(bytes).map_or_else(|error| error.code(), |_| "read")
    }

    #[test]
    fn refuses_by_kind() {
        assert_eq!(code(b""), "empty");
        assert_eq!(code("\u{feff} \r\n\u{3000}".as_bytes()), "empty");
        assert_eq!(code(b"\x89PNG\r\n\x1a\nrest"), "unsupported_format");
        assert_eq!(code("甲\0乙".as_bytes()), "undecodable");
        assert_eq!(code(b"PK\x03\x04 and no more"), "damaged");
        assert_eq!(code("甲".as_bytes()), "read");
    }

    #[test]
    fn the_limit_is_exact() {
        assert_eq!(code(&vec![b'a'; MAX_BYTES]), "read");
        assert_eq!(code(&vec![b'a'; MAX_BYTES + 1]), "too_large");
    }

    #[test]
    fn utf8_is_not_touched() {
        let source = "\u{feff}一、总体情况\r\n完成120件 < 130件。";
        let found = read(source.as_bytes()).expect("it is text");
        assert!(matches!(found.text, Cow::Borrowed(text) if text == source));
        assert_eq!((found.format, found.encoding), ("text", "UTF-8"));
    }

    #[test]
    fn what_the_reader_chooses_is_done() {
        // Two characters say too little to choose by.
        assert_eq!(code(b"\xd6\xd0\xb9\xfa"), "undecodable");
        let found = decode(b"\xd6\xd0\xb9\xfa"[..].into(), Some(Encoding::Gb18030), default_decoder).expect("GBK");
        assert_eq!((found.text.as_ref(), found.encoding), ("中国", "GB18030"));
        let found =
            decode("甲".as_bytes().into(), Some(Encoding::Utf16Le), default_decoder).expect("nonsense, as asked for");
        assert_eq!((found.text.chars().count(), found.encoding), (2, "UTF-16LE"));
    }

    #[test]
    fn characters_are_in_no_encoding() {
        let found = decode("甲\u{fffd}".into(), Some(Encoding::Gb18030), default_decoder).expect("text");
        assert!(matches!(found.text, Cow::Borrowed("甲\u{fffd}")));
        let refusal = decode("甲\0".to_owned().into(), None, default_decoder);
        assert!(matches!(refusal, Err(InputError::Undecodable { at: 3 })));
    }

    #[test]
    fn html_and_markdown_are_known_by_content() {
        let html = "<p>一、总体情况</p>\n<p>完成<b>120</b>件。</p>";
        let found = read(html.as_bytes()).expect("HTML");
        assert_eq!((found.text.as_ref(), found.format), ("一、总体情况\n完成120件。\n", "html"));
        assert_eq!(code(b"<html><body><script>1</script></body></html>"), "empty");
        let found = read("# 总结\n## 一、工作\n完成**120**件。".as_bytes()).expect("Markdown");
        assert_eq!((found.text.as_ref(), found.format), ("总结\n一、工作\n完成120件。\n", "markdown"));
    }
}
