//! Bytes to source text, or a clear refusal.

use std::fmt;

/// The most text that is read: 20 MB of UTF-8.
pub const MAX_BYTES: usize = 20_000_000;
const LIMIT_MB: usize = MAX_BYTES / 1_000_000;

/// An encoding of text, by the WHATWG Encoding Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// GB18030, and with it GBK and GB2312.
    Gb18030,
    /// Big5.
    Big5,
}

/// Decodes bytes as the WHATWG Encoding Standard says; what is malformed becomes U+FFFD.
///
/// The core has no tables of its own: the browser brings its decoder, and natively there is the feature `encodings`.
pub type Decoder = fn(Encoding, &[u8]) -> String;

/// The decoder of `encoding_rs`.
#[cfg(feature = "encodings")]
pub(crate) fn default_decoder(encoding: Encoding, bytes: &[u8]) -> String {
    let encoding = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Gb18030 => encoding_rs::GB18030,
        Encoding::Big5 => encoding_rs::BIG5,
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Without the feature `encodings` no legacy encoding can be read: every byte above ASCII becomes U+FFFD.
#[cfg(not(feature = "encodings"))]
pub(crate) fn default_decoder(_: Encoding, bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '\u{fffd}' }).collect()
}

/// A document as characters, before any repair.
pub(crate) struct Decoded<'b> {
    pub(crate) text: &'b str,
    pub(crate) format: &'static str,
    pub(crate) encoding: &'static str,
}

/// Why a document cannot be read. Nothing else ever fails.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputError {
    /// No bytes, or white space only.
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// The bytes are those of a known format that is not text.
    UnsupportedFormat {
        /// What it is.
        format: Foreign,
    },
    /// The bytes are no UTF-8 text.
    Undecodable {
        /// Where the first bad byte stands.
        at: usize,
    },
}

/// A format that is recognised by its first bytes and refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    magic: &'static [u8],
    /// Its name in Chinese and in English.
    name: [&'static str; 2],
    /// What to do, in Chinese and in English.
    advice: [&'static str; 2],
}

const SAVE_AS_TEXT: [&str; 2] = [
    "请在原程序中全选、复制后粘贴，或另存为“纯文本（UTF-8）”",
    "copy its text and paste it, or save it as plain text (UTF-8)",
];
const RECOGNISE: [&str; 2] =
    ["请先做文字识别，再粘贴识别出的文字", "run text recognition first and paste the recognised text"];
const UNPACK: [&str; 2] = ["请先解压，再打开其中的文档", "unpack it and open the document inside"];
const AS_UTF8: [&str; 2] =
    ["请另存为 UTF-8 编码的纯文本，或直接粘贴文字", "save it as plain text in UTF-8, or paste the text"];

/// First bytes of what people drop by mistake.
const FOREIGN: &[Foreign] = &[
    Foreign { magic: b"\x89PNG\r\n\x1a\n", name: ["PNG 图片", "a PNG image"], advice: RECOGNISE },
    Foreign { magic: b"\xff\xd8\xff", name: ["JPEG 图片", "a JPEG image"], advice: RECOGNISE },
    Foreign { magic: b"GIF8", name: ["GIF 图片", "a GIF image"], advice: RECOGNISE },
    Foreign { magic: b"II*\x00", name: ["TIFF 图片", "a TIFF image"], advice: RECOGNISE },
    Foreign { magic: b"RIFF", name: ["音视频或 WebP 图片", "a WebP image, audio or video"], advice: RECOGNISE },
    Foreign { magic: b"%PDF-", name: ["PDF 文件", "a PDF file"], advice: SAVE_AS_TEXT },
    Foreign {
        magic: b"PK\x03\x04",
        name: ["Word、WPS 文档或 ZIP 压缩包", "a Word or WPS document or a ZIP archive"],
        advice: SAVE_AS_TEXT,
    },
    Foreign {
        magic: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        name: ["旧版 Word/WPS 文档", "an old Word or WPS document"],
        advice: SAVE_AS_TEXT,
    },
    Foreign { magic: b"{\\rtf", name: ["RTF 文档", "an RTF document"], advice: SAVE_AS_TEXT },
    Foreign { magic: b"Rar!", name: ["RAR 压缩包", "a RAR archive"], advice: UNPACK },
    Foreign { magic: b"7z\xbc\xaf\x27\x1c", name: ["7z 压缩包", "a 7z archive"], advice: UNPACK },
    Foreign { magic: b"\x1f\x8b", name: ["GZIP 压缩包", "a GZIP archive"], advice: UNPACK },
    Foreign { magic: b"\xff\xfe", name: ["UTF-16 文本", "UTF-16 text"], advice: AS_UTF8 },
    Foreign { magic: b"\xfe\xff", name: ["UTF-16 文本", "UTF-16 text"], advice: AS_UTF8 },
];

impl InputError {
    /// A short name for programs, stable: `empty`, `too_large`, `unsupported_format`, `undecodable`.
    pub fn code(&self) -> &'static str {
        match self {
            InputError::Empty => "empty",
            InputError::TooLarge => "too_large",
            InputError::UnsupportedFormat { .. } => "unsupported_format",
            InputError::Undecodable { .. } => "undecodable",
        }
    }

    /// What, where and what to do, in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            InputError::Empty => "文档是空的：没有读到任何文字。请粘贴报告全文，或选择另一个文件".to_owned(),
            InputError::TooLarge => {
                format!("文档太大：超过 {LIMIT_MB} MB 的上限。请分成几份，或删去附件后再试")
            }
            InputError::UnsupportedFormat { format } => {
                format!("这是{}，不是纯文本。{}", format.name[0], format.advice[0])
            }
            InputError::Undecodable { at } => {
                format!("不是 UTF-8 文本：第 {} 个字节起无法解读。{}", at + 1, AS_UTF8[0])
            }
        }
    }

    /// What, where and what to do, in English.
    pub fn message_en(&self) -> String {
        match self {
            InputError::Empty => {
                "the document is empty: no text was found; paste the report or choose another file".into()
            }
            InputError::TooLarge => {
                format!("the document is too large, the limit is {LIMIT_MB} MB; split it or leave its attachments out")
            }
            InputError::UnsupportedFormat { format } => {
                format!("this is {}, not plain text; {}", format.name[1], format.advice[1])
            }
            InputError::Undecodable { at } => {
                format!("this is no UTF-8 text: byte {} cannot be read; {}", at + 1, AS_UTF8[1])
            }
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message_en())
    }
}

impl std::error::Error for InputError {}

/// Reads `bytes` as UTF-8 text, by content and never by name.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, InputError> {
    if let Some(&format) = FOREIGN.iter().find(|format| bytes.starts_with(format.magic)) {
        return Err(InputError::UnsupportedFormat { format });
    }
    if bytes.len() > MAX_BYTES {
        return Err(InputError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| InputError::Undecodable { at: error.valid_up_to() })?;
    if let Some(at) = text.find('\0') {
        return Err(InputError::Undecodable { at });
    }
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(InputError::Empty);
    }
    Ok(Decoded { text, format: "text", encoding: "UTF-8" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        decode(bytes).map_or_else(|error| error.code(), |_| "read")
    }

    #[test]
    fn refuses_by_kind() {
        assert_eq!(code(b""), "empty");
        assert_eq!(code("\u{feff} \r\n\u{3000}".as_bytes()), "empty");
        assert_eq!(code(b"\x89PNG\r\n\x1a\nrest"), "unsupported_format");
        assert_eq!(code(b"\xd6\xd0\xb9\xfa"), "undecodable");
        assert_eq!(code("甲\0乙".as_bytes()), "undecodable");
        assert_eq!(code("甲".as_bytes()), "read");
    }

    #[test]
    fn the_limit_is_exact() {
        assert_eq!(code(&vec![b'a'; MAX_BYTES]), "read");
        assert_eq!(code(&vec![b'a'; MAX_BYTES + 1]), "too_large");
    }

    #[test]
    fn every_refusal_says_what_to_do_in_both_languages() {
        for error in [
            InputError::Empty,
            InputError::TooLarge,
            InputError::UnsupportedFormat { format: FOREIGN[0] },
            InputError::Undecodable { at: 0 },
        ] {
            assert!(error.message_zh().contains('请'), "{error:?}");
            assert!(error.message_en().is_ascii(), "{error:?}");
        }
    }
}
