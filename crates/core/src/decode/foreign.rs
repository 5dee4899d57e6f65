//! What is refused, why, and what to do instead.

use super::MAX_BYTES;
use std::fmt;

const LIMIT_MB: usize = MAX_BYTES / 1_000_000;

/// Why a document cannot be read. Nothing else ever fails.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputError {
    /// No bytes, or white space only.
    Empty,
    /// More than [`MAX_BYTES`] of input, or of text inside a package.
    TooLarge,
    /// The bytes are those of a known format that is not read.
    UnsupportedFormat {
        /// What it is.
        format: Foreign,
    },
    /// The bytes are text in no encoding that can be told.
    Undecodable {
        /// Where the first byte stands that is no UTF-8 text.
        at: usize,
    },
    /// The document asks for a password.
    Encrypted,
    /// A package is cut off or contradicts itself.
    Damaged {
        /// Its part that cannot be read.
        part: Part,
    },
}

/// A part of a package of several files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The directory of the ZIP archive.
    Directory,
    /// The document's text.
    Text,
    /// Its styles, its lists, or what tells where they are.
    Settings,
    /// Its footnotes or endnotes.
    Notes,
}

/// A format that is recognised and refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// Its name in Chinese and in English.
    name: [&'static str; 2],
    /// What to do, in Chinese and in English.
    advice: [&'static str; 2],
}

const SAVE_AS_DOCX: [&str; 2] = [
    "请用 Word 或 WPS 打开，另存为 .docx 后再试，或全选、复制后粘贴文字",
    "open it in Word or WPS and save it as .docx, or copy its text and paste it",
];
const COPY_TEXT: [&str; 2] = ["请在原程序中全选、复制后粘贴文字", "copy its text in its own program and paste it"];
const PDF: [&str; 2] = [
    "请用阅读器打开，全选、复制后粘贴文字；选不中文字的是扫描件，请先做文字识别",
    "open it in a reader, copy its text and paste it; if no text can be selected it is a scan: run text recognition first",
];
const RECOGNISE: [&str; 2] =
    ["请先做文字识别，再粘贴识别出的文字", "run text recognition first and paste the recognised text"];
const UNPACK: [&str; 2] = ["请先解压，再打开其中的文档", "unpack it and open the document inside"];
const WEB_PAGE: [&str; 2] = [
    "请用浏览器打开，另存为“网页，仅 HTML”，或复制正文后粘贴",
    "open it in a browser and save it as HTML only, or copy its text and paste it",
];
const CHOOSE: [&str; 2] = [
    "请自行选定编码，另存为 UTF-8 编码的纯文本，或直接粘贴文字",
    "choose its encoding yourself, save it as plain text in UTF-8, or paste the text",
];

/// First bytes of what people drop by mistake.
#[rustfmt::skip]
const MAGIC: &[(&[u8], Foreign)] = &[
    (b"\x89PNG\r\n\x1a\n", Foreign { name: ["PNG 图片", "a PNG image"], advice: RECOGNISE }),
    (b"\xff\xd8\xff", Foreign { name: ["JPEG 图片", "a JPEG image"], advice: RECOGNISE }),
    (b"GIF8", Foreign { name: ["GIF 图片", "a GIF image"], advice: RECOGNISE }),
    (b"II*\x00", Foreign { name: ["TIFF 图片", "a TIFF image"], advice: RECOGNISE }),
    (b"MM\x00*", Foreign { name: ["TIFF 图片", "a TIFF image"], advice: RECOGNISE }),
    (b"RIFF", Foreign { name: ["音视频或 WebP 图片", "a WebP image, audio or video"], advice: RECOGNISE }),
    (b"%PDF-", Foreign { name: ["PDF 文件", "a PDF file"], advice: PDF }),
    (b"{\\rtf", Foreign { name: ["RTF 文档", "an RTF document"], advice: SAVE_AS_DOCX }),
    (b"Rar!", Foreign { name: ["RAR 压缩包", "a RAR archive"], advice: UNPACK }),
    (b"7z\xbc\xaf\x27\x1c", Foreign { name: ["7z 压缩包", "a 7z archive"], advice: UNPACK }),
    (b"\x1f\x8b", Foreign { name: ["GZIP 压缩包", "a GZIP archive"], advice: UNPACK }),
    (b"\xfd7zXZ\x00", Foreign { name: ["XZ 压缩包", "an XZ archive"], advice: UNPACK }),
    (b"MIME-Version:", Foreign { name: ["网页归档（MHTML）", "a web archive (MHTML)"], advice: WEB_PAGE }),
    (b"From: <Saved by", Foreign { name: ["网页归档（MHTML）", "a web archive (MHTML)"], advice: WEB_PAGE }),
];

/// The compound files of Microsoft, by a name in their directory.
#[rustfmt::skip]
const COMPOUND: &[(&str, Foreign)] = &[
    ("WordDocument", Foreign { name: ["旧版 Word/WPS 文档", "an old Word or WPS document"], advice: SAVE_AS_DOCX }),
    ("Workbook", Foreign { name: ["旧版 Excel 表格", "an old Excel workbook"], advice: COPY_TEXT }),
    ("PowerPoint Document", Foreign { name: ["旧版演示文稿", "an old PowerPoint presentation"], advice: COPY_TEXT }),
];
const OTHER_COMPOUND: Foreign =
    Foreign { name: ["旧版 Office/WPS 文件", "an old Office or WPS file"], advice: SAVE_AS_DOCX };
const WORD_XML: Foreign = Foreign { name: ["Word 的 XML 文档", "a Word document in XML"], advice: SAVE_AS_DOCX };

/// ZIP archives that are documents, by the beginning of a member's name.
#[rustfmt::skip]
const PACKAGES: &[(&str, Foreign)] = &[
    ("xl/", Foreign { name: ["Excel 表格", "an Excel workbook"], advice: COPY_TEXT }),
    ("ppt/", Foreign { name: ["演示文稿", "a PowerPoint presentation"], advice: COPY_TEXT }),
    ("OFD.xml", Foreign {
        name: ["OFD 版式文件", "an OFD document"],
        advice: [
            "请用 OFD 阅读器打开，全选、复制后粘贴文字，或转换为 .docx",
            "open it in an OFD reader, copy its text and paste it, or convert it to .docx",
        ],
    }),
    ("META-INF/container.xml", Foreign { name: ["EPUB 电子书", "an EPUB book"], advice: COPY_TEXT }),
    ("META-INF/manifest.xml", Foreign { name: ["ODF 文档", "an OpenDocument file"], advice: SAVE_AS_DOCX }),
    ("Index/", Foreign { name: ["Pages 文稿", "an Apple Pages document"], advice: SAVE_AS_DOCX }),
    ("Index.zip", Foreign { name: ["Pages 文稿", "an Apple Pages document"], advice: SAVE_AS_DOCX }),
];
const ARCHIVE: Foreign = Foreign { name: ["ZIP 压缩包", "a ZIP archive"], advice: UNPACK };

/// The refusal that the first bytes of `bytes` call for. A ZIP archive is not among them.
pub(super) fn refusal(bytes: &[u8]) -> Option<InputError> {
    let format = if let Some(&(_, format)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        format
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        if has_name(bytes, "EncryptedPackage") {
            return Some(InputError::Encrypted);
        }
        COMPOUND.iter().find(|(name, _)| has_name(bytes, name)).map_or(OTHER_COMPOUND, |&(_, format)| format)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        Foreign { name: ["HEIC 图片或视频", "a HEIC image or a video"], advice: RECOGNISE }
    } else if is_bitmap(bytes) {
        Foreign { name: ["BMP 图片", "a BMP image"], advice: RECOGNISE }
    } else if bytes.starts_with(b"<?xml") && contains(&bytes[..bytes.len().min(512)], b"<?mso-application") {
        WORD_XML
    } else {
        return None;
    };
    Some(InputError::UnsupportedFormat { format })
}

/// The refusal of a ZIP archive that is no Word document, by the names of its members.
pub(super) fn package<'n>(names: impl Iterator<Item = &'n [u8]> + Clone) -> InputError {
    let has = |prefix: &str| names.clone().any(|name| name.starts_with(prefix.as_bytes()));
    let format = PACKAGES.iter().find(|(prefix, _)| has(prefix)).map_or(ARCHIVE, |&(_, format)| format);
    InputError::UnsupportedFormat { format }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether a compound file's directory has `name`, which stands there in UTF-16.
fn has_name(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    contains(bytes, &name)
}

/// `BM` alone could begin a text; the file's own length follows it.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM") && bytes.get(2..6).is_some_and(|size| size == (bytes.len() as u32).to_le_bytes())
}

impl InputError {
    /// A short name for programs, stable: `empty`, `too_large`, `unsupported_format`, `undecodable`, `encrypted`,
    /// `damaged`.
    pub fn code(&self) -> &'static str {
        match self {
            InputError::Empty => "empty",
            InputError::TooLarge => "too_large",
            InputError::UnsupportedFormat { .. } => "unsupported_format",
            InputError::Undecodable { .. } => "undecodable",
            InputError::Encrypted => "encrypted",
            InputError::Damaged { .. } => "damaged",
        }
    }

    /// What, where and what to do, in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            InputError::Empty => "文档是空的：没有读到任何文字。请粘贴报告全文，或选择另一个文件".to_owned(),
            InputError::TooLarge => {
                format!("文档太大：超过 {LIMIT_MB} MB 的上限。请分成几份，或删去附件和图片后再试")
            }
            InputError::UnsupportedFormat { format } => {
                format!("这是{}，不能直接读取。{}", format.name[0], format.advice[0])
            }
            InputError::Undecodable { at } => {
                format!("认不出文字编码：第 {} 个字节起无法解读。{}", at + 1, CHOOSE[0])
            }
            InputError::Encrypted => {
                "文档设了密码。请用 Word 或 WPS 打开，取消密码后另存，或全选、复制后粘贴文字".to_owned()
            }
            InputError::Damaged { part } => {
                format!("文件不完整或已损坏：{}读不出来。请重新下载或重新另存后再试，或复制后粘贴文字", part.names()[0])
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
                format!(
                    "the document is too large, the limit is {LIMIT_MB} MB; \
                     split it or leave its attachments and pictures out"
                )
            }
            InputError::UnsupportedFormat { format } => {
                format!("this is {}, which is not read; {}", format.name[1], format.advice[1])
            }
            InputError::Undecodable { at } => {
                format!("the text's encoding cannot be told: byte {} cannot be read; {}", at + 1, CHOOSE[1])
            }
            InputError::Encrypted => {
                "the document asks for a password; open it in Word or WPS and save it without one, \
                                      or copy its text and paste it"
                    .into()
            }
            InputError::Damaged { part } => {
                format!(
                    "the file is cut off or damaged: {} cannot be read; download or save it again, \
                     or copy its text and paste it",
                    part.names()[1]
                )
            }
        }
    }
}

impl Part {
    /// In Chinese and in English.
    fn names(self) -> [&'static str; 2] {
        match self {
            Part::Directory => ["压缩目录", "its directory"],
            Part::Text => ["正文", "its text"],
            Part::Settings => ["样式或编号", "its styles or lists"],
            Part::Notes => ["脚注", "its footnotes"],
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message_en())
    }
}

impl std::error::Error for InputError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `bytes` are refused as, in English.
    fn name(bytes: &[u8]) -> &'static str {
        match refusal(bytes) {
            Some(InputError::UnsupportedFormat { format }) => format.name[1],
            Some(error) => error.code(),
            None => "read",
        }
    }

    fn compound(stream: &str) -> Vec<u8> {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn formats_are_known_by_content() {
        assert_eq!(name(b"\x89PNG\r\n\x1a\nrest"), "a PNG image");
        assert_eq!(name(b"%PDF-1.7"), "a PDF file");
        assert_eq!(name(&compound("WordDocument")), "an old Word or WPS document");
        assert_eq!(name(&compound("Workbook")), "an old Excel workbook");
        assert_eq!(name(&compound("EncryptedPackage")), "encrypted");
        assert_eq!(name(b"\0\0\0\x18ftypheic"), "a HEIC image or a video");
        assert_eq!(name("BM仓库全年出库".as_bytes()), "read");
        assert_eq!(name(b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>"), WORD_XML.name[1]);
    }

    #[test]
    fn packages_are_known_by_their_members() {
        let refused = |names: &[&'static str]| match package(names.iter().map(|name| name.as_bytes())) {
            InputError::UnsupportedFormat { format } => format.name[1],
            error => error.code(),
        };
        assert_eq!(refused(&["[Content_Types].xml", "xl/workbook.xml"]), "an Excel workbook");
        assert_eq!(refused(&["mimetype", "content.xml", "META-INF/manifest.xml"]), "an OpenDocument file");
        assert_eq!(refused(&["OFD.xml", "Doc_0/Document.xml"]), "an OFD document");
        assert_eq!(refused(&["report.txt"]), "a ZIP archive");
        assert_eq!(refused(&[]), "a ZIP archive");
    }

    #[test]
    fn every_refusal_says_what_to_do_in_both_languages() {
        let mut errors = vec![InputError::Empty, InputError::TooLarge, InputError::Undecodable { at: 0 }];
        errors.push(InputError::Encrypted);
        errors.extend(
            [Part::Directory, Part::Text, Part::Settings, Part::Notes].map(|part| InputError::Damaged { part }),
        );
        let formats = MAGIC.iter().map(|&(_, format)| format).chain(COMPOUND.iter().map(|&(_, format)| format));
        let formats =
            formats.chain(PACKAGES.iter().map(|&(_, format)| format)).chain([ARCHIVE, WORD_XML, OTHER_COMPOUND]);
        errors.extend(formats.map(|format| InputError::UnsupportedFormat { format }));
        for error in errors {
            assert!(error.message_zh().contains('请'), "{error:?}");
            assert!(error.message_en().is_ascii(), "{error:?}");
        }
    }
}
