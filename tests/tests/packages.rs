//! Word documents and ZIP archives that lie: each gives text or a clear error, and takes little memory.

use miniz_oxide::deflate::core::create_comp_flags_from_zip_params;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use wenheng_core::{Options, decode};
use wenheng_tests::memory::{Counter, measured};
use wenheng_tests::zip::{Member, NAMESPACES, archive, crc32, document, docx, docx_members, relations};

#[global_allocator]
static ALLOCATOR: Counter = Counter;

/// The most memory that a document may take beside its own bytes.
const MEMORY: usize = 64_000_000;

const TEXT: &str = "word/document.xml";

fn paragraphs(count: usize) -> String {
    (0..count).map(|i| format!("<w:p><w:r><w:t>受理{i}件，办结{i}件。</w:t></w:r></w:p>")).collect()
}

/// A document part of about `megabytes` that inflates from next to nothing: the same block of paragraphs again and again.
fn bomb(megabytes: usize, pad: usize) -> Member {
    let (head, tail) = (format!("<w:document {NAMESPACES}><w:body>"), "</w:body></w:document>");
    let mut state = 7_u32;
    let noise: String = (0..pad)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'A' + (state >> 24) as u8 % 26)
        })
        .collect();
    let mut block = if pad == 0 { paragraphs(1) } else { paragraphs(300) + &format!("<!--{noise}-->") };
    block = block.repeat(1_000_000 / block.len() + 1);
    let (block, mut packed) = (block.into_bytes(), Vec::new());
    let piece = |bytes: &[u8], flush| {
        let mut deflate = CompressorOxide::new(create_comp_flags_from_zip_params(6, 0, 0));
        let mut out = Vec::new();
        compress_to_output(&mut deflate, bytes, flush, |packed| {
            out.extend_from_slice(packed);
            true
        });
        out
    };
    packed.extend(piece(head.as_bytes(), TDEFLFlush::Full));
    let middle = piece(&block, TDEFLFlush::Full);
    let mut content = head.into_bytes();
    for _ in 0..megabytes {
        packed.extend(&middle);
        if megabytes < 60 {
            content.extend(&block);
        }
    }
    packed.extend(piece(tail.as_bytes(), TDEFLFlush::Finish));
    content.extend(tail.as_bytes());
    let size = content.len().max(megabytes * block.len());
    Member::packed(TEXT, packed, size, crc32(&content))
}

fn with(change: impl FnOnce(&mut Vec<Member>)) -> Vec<u8> {
    let mut members = docx_members(&[
        ("[Content_Types].xml", "<Types/>"),
        (TEXT, &document(&paragraphs(200))),
        ("word/_rels/document.xml.rels", &relations()),
        ("word/styles.xml", &format!("<w:styles {NAMESPACES}/>")),
    ]);
    change(&mut members);
    archive(&members)
}

fn text(xml: String) -> Vec<u8> {
    archive(&[Member::stored(TEXT, xml.as_bytes())])
}

/// Each with its name and the codes that it may end in; `read` is text.
fn hostile() -> Vec<(String, &'static [&'static str], Vec<u8>)> {
    let mut files: Vec<(String, &[&str], Vec<u8>)> = Vec::new();
    let mut add =
        |name: &str, codes: &'static [&'static str], bytes: Vec<u8>| files.push((name.to_owned(), codes, bytes));
    const DAMAGED: &[&str] = &["damaged"];
    const LARGE: &[&str] = &["too_large"];
    const READ: &[&str] = &["read"];

    let sound = with(|_| {});
    for part in 0..20 {
        add("cut", DAMAGED, sound[..sound.len() * part / 20 + 4].to_vec());
    }
    add("cut by one byte", DAMAGED, sound[..sound.len() - 1].to_vec());
    for at in [30, sound.len() / 3, sound.len() / 2] {
        let mut flipped = sound.clone();
        flipped[at..at + 8].iter_mut().for_each(|byte| *byte ^= 0x55);
        add("flipped", &["damaged", "unsupported_format"], flipped);
    }

    add("a bomb", LARGE, archive(&[bomb(120, 0)]));
    add("a bomb that says it is small", DAMAGED, archive(&[Member { size: 900_000, ..bomb(120, 0) }]));
    add(
        "a bomb that says it is 39 MB",
        &["damaged", "too_large"],
        archive(&[Member { size: 39_000_000, ..bomb(120, 100) }]),
    );
    add("a bomb under the limit", LARGE, archive(&[bomb(38, 0)]));
    add("as much XML as may be", READ, archive(&[bomb(38, 2000)]));
    add("a size of 4 GB", LARGE, with(|members| members[1].size = u32::MAX));
    add("many large parts", &["too_large"], {
        let large = bomb(38, 2000);
        let named = |name: &str| Member { name: name.into(), local_name: name.into(), ..large.clone() };
        archive(&[large.clone(), named("word/styles.xml"), named("word/_rels/document.xml.rels")])
    });

    add("a size too small", DAMAGED, with(|members| members[1].size -= 1));
    add("a size too large", DAMAGED, with(|members| members[1].size += 1));
    add("another checksum", DAMAGED, with(|members| members[1].crc ^= 1));
    add("a packed size beyond the end", DAMAGED, with(|members| members[1].packed_size = Some(1 << 30)));
    add(
        "a packed size over the next member",
        DAMAGED,
        with(|members| members[1].packed_size = Some(members[1].packed.len() as u32 + 100)),
    );
    add("a packed size too small", DAMAGED, with(|members| members[1].packed_size = Some(100)));
    add("an offset beyond the end", DAMAGED, with(|members| members[1].offset = Some(1 << 30)));
    add("two members on one place", DAMAGED, with(|members| members[1].offset = Some(0)));
    add(
        "one member twice",
        DAMAGED,
        with(|members| {
            let again = Member {
                packed: Vec::new(),
                packed_size: Some(members[0].packed.len() as u32),
                offset: Some(0),
                ..members[0].clone()
            };
            members.push(again);
        }),
    );
    add("another name in front", DAMAGED, with(|members| members[1].local_name = "word/document.xmk".into()));
    add("an unknown method", DAMAGED, with(|members| members[1].method = 14));
    add("stored, it says", DAMAGED, with(|members| members[1].method = 0));
    add("encrypted", &["encrypted"], with(|members| members[1].flags = 1));
    add("stored", READ, with(|members| members[1] = Member::stored(TEXT, document(&paragraphs(9)).as_bytes())));
    add("nothing in it", &["empty", "damaged", "unsupported_format"], archive(&[]));
    add("an empty part", DAMAGED, with(|members| members[1] = Member::new(TEXT, b"")));
    add("5000 members", &["unsupported_format"], archive(&vec![Member::new("a", b"a"); 5000]));
    add("nested archives", &["unsupported_format"], archive(&[Member::stored("a.zip", &sound)]));

    let deep = |element: &str, count: usize| {
        document(&format!("{}{}", format!("<{element}>").repeat(count), format!("</{element}>").repeat(count)))
    };
    add("deep XML", DAMAGED, text(deep("w:p", 100_000)));
    add("tables in tables", DAMAGED, text(deep("w:tbl", 1000)));
    add(
        "tables in tables, as deep as may be",
        READ,
        text({
            let open = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p>".repeat(80);
            document(&(open + &"</w:tc></w:tr></w:tbl>".repeat(80)))
        }),
    );
    add("XML that ends early", DAMAGED, text(document(&paragraphs(9)).replace("</w:body></w:document>", "")));
    add("wrong end tags", DAMAGED, text(document("<w:p></w:r>")));
    add("no XML", DAMAGED, text("受理120件".into()));
    add(
        "bytes that are no UTF-8",
        DAMAGED,
        archive(&[Member::new(TEXT, &[document("").as_bytes(), b"\xff\xfe\xd6\xd0"].concat())]),
    );
    add(
        "entities of entities",
        &["read", "damaged", "empty"],
        text({
            let lol: String = (1..30).map(|i| format!("<!ENTITY a{i} \"&a{};&a{};\">", i - 1, i - 1)).collect();
            format!(
                "<!DOCTYPE w:document [<!ENTITY a0 \"lol\">{lol}]>{}",
                document("<w:p><w:r><w:t>甲&a29;</w:t></w:r></w:p>")
            )
        }),
    );
    add("a tag of 2 MB", DAMAGED, text(document(&format!("<w:p a=\"{}\"/>", "x".repeat(2_000_000)))));
    add(
        "100,000 attributes",
        READ,
        text({
            let many: String = (0..100_000).map(|i| format!(" a{i}=\"\"")).collect();
            document(&format!("<w:p{many}/>{}", paragraphs(1)))
        }),
    );
    add(
        "superscripts",
        LARGE,
        text(document(&format!(
            "<w:p><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>{}</w:r></w:p>",
            "<w:t>4567890456789045678904567890456789045678904567890456789045678904567890</w:t>".repeat(110_000)
        ))),
    );
    add("paragraphs without end", LARGE, {
        let piece =
            |i| format!("<w:t>{}</w:t>", (0..100).map(|j| format!("受理{}件，", i * 100 + j)).collect::<String>());
        let xml = document(&format!("<w:p><w:r>{}</w:r></w:p>", (0..12_500).map(piece).collect::<String>()));
        docx(&[(TEXT, &xml)])
    });
    add(
        "joined paragraphs",
        READ,
        text(
            document(&"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>".repeat(100_000))
                .replace("</w:body>", "<w:p><w:r><w:t>乙</w:t></w:r></w:p></w:body>"),
        ),
    );
    let listed = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>".repeat(20_000);
    let list = |label: &str| {
        format!(
            "<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"4294967295\"/><w:numFmt w:val=\"lowerRoman\"/>\
         <w:lvlText w:val=\"{label}\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
        )
    };
    for (name, label) in [("a long label", "一".repeat(100_000)), ("a label of numbers", "%1%1%2%9%0%".repeat(20))] {
        let parts = [
            (TEXT, document(&listed)),
            ("word/_rels/document.xml.rels", relations()),
            ("word/numbering.xml", list(&label)),
        ];
        add(name, READ, archive(&parts.map(|(name, xml)| Member::stored(name, xml.as_bytes()))));
    }
    add("styles in a circle", READ, {
        let style = |id: &str, on: &str| {
            format!(
                "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"{id}\"><w:basedOn w:val=\"{on}\"/></w:style>"
            )
        };
        let styles = format!("<w:styles {NAMESPACES}>{}{}</w:styles>", style("a", "b"), style("b", "a"));
        docx(&[
            (TEXT, &document(&paragraphs(9))),
            ("word/_rels/document.xml.rels", &relations()),
            ("word/styles.xml", &styles),
        ])
    });
    add("a document that is its own styles", &["read", "damaged"], {
        let relations =
            relations().replace("styles.xml", "document.xml").replace("numbering.xml", "/word/document.xml");
        docx(&[(TEXT, &document(&paragraphs(9))), ("word/_rels/document.xml.rels", &relations)])
    });
    files
}

#[test]
fn hostile_packages_give_text_or_a_clear_error_in_little_memory() {
    let files = hostile();
    assert!(files.len() >= 60, "{} files", files.len());
    for (name, codes, bytes) in &files {
        let (found, memory) = measured(|| decode(bytes, &Options::default()));
        let code = found.as_ref().map_or_else(|error| error.code(), |_| "read");
        println!("{name}: {} bytes, {code}, {memory} bytes of memory", bytes.len());
        assert!(codes.contains(&code), "{name}: {code}");
        assert!(memory <= MEMORY, "{name}: {memory} bytes");
    }
}
