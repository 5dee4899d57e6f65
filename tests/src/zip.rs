//! ZIP archives put together byte by byte, right or wrong as a test needs them.

use miniz_oxide::deflate::compress_to_vec;

/// One member, with everything that its headers say of it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name in the directory.
    pub name: String,
    /// Its name in front of the data.
    pub local_name: String,
    /// What stands in the archive.
    pub packed: Vec<u8>,
    /// 0: stored, 8: deflated.
    pub method: u16,
    /// General purpose flags; bit 0: encrypted.
    pub flags: u16,
    /// The size after inflating.
    pub size: u32,
    /// The size in the archive, where it is not that of `packed`.
    pub packed_size: Option<u32>,
    /// CRC-32 of the inflated bytes.
    pub crc: u32,
    /// Where the directory says that it begins, where that is not true.
    pub offset: Option<u32>,
}

impl Member {
    /// A deflated member whose headers are right.
    pub fn new(name: &str, content: &[u8]) -> Self {
        Self::packed(name, compress_to_vec(content, 6), content.len(), crc32(content))
    }

    /// A member that is deflated already.
    pub fn packed(name: &str, packed: Vec<u8>, size: usize, crc: u32) -> Self {
        let (name, size) = (name.to_owned(), size as u32);
        let local_name = name.clone();
        Self { name, local_name, packed, method: 8, flags: 0, size, packed_size: None, crc, offset: None }
    }

    /// A member that is not deflated.
    pub fn stored(name: &str, content: &[u8]) -> Self {
        Self { method: 0, ..Self::packed(name, content.to_vec(), content.len(), crc32(content)) }
    }
}

/// The archive of `members`.
pub fn archive(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let offset = member.offset.unwrap_or(out.len() as u32);
        let mut header = Vec::new();
        for field in [20, member.flags, member.method, 0, 0x21] {
            header.extend(field.to_le_bytes());
        }
        let packed_size = member.packed_size.unwrap_or(member.packed.len() as u32);
        for field in [member.crc, packed_size, member.size] {
            header.extend(field.to_le_bytes());
        }
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend((member.local_name.len() as u16).to_le_bytes());
        out.extend([0; 2]);
        out.extend(member.local_name.as_bytes());
        out.extend(&member.packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header);
        directory.extend((member.name.len() as u16).to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(offset.to_le_bytes());
        directory.extend(member.name.as_bytes());
    }
    let (offset, count) = (out.len() as u32, (members.len() as u16).to_le_bytes());
    let len = directory.len() as u32;
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(len.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// CRC-32 as ZIP has it.
pub fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256u32)
        .map(|byte| (0..8).fold(byte, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }))
        .collect();
    !bytes.iter().fold(!0, |crc, &byte| table[(crc as u8 ^ byte) as usize] ^ crc >> 8)
}

/// A Word document of parts: each a name and its XML.
pub fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    archive(&docx_members(parts))
}

/// The members of [`docx`].
pub fn docx_members(parts: &[(&str, &str)]) -> Vec<Member> {
    parts.iter().map(|(name, xml)| Member::new(name, xml.as_bytes())).collect()
}

/// The XML of a main document part around `body`.
pub fn document(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"#
    )
}

/// The namespaces of the parts that tests write.
pub const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#;

/// The relations of a main document part to its numbering, styles, footnotes and endnotes.
pub fn relations() -> String {
    let kinds = ["numbering", "styles", "footnotes", "endnotes"];
    let relation = |kind: &str| {
        format!(
            r#"<Relationship Id="{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>"#
        )
    };
    let all: String = kinds.into_iter().map(relation).collect();
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}</Relationships>"#
    )
}
