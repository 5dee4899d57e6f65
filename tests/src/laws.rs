//! What holds of every input, whatever it is: each law takes bytes and panics where it is broken.
//!
//! The tests give each law its regressions and pieces put together at random, the fuzzer gives it what leads to code not
//! seen yet (`tests/fuzz`), and `cargo xtask prove` counts both.

use crate::zip::{self, Member, document, docx_members, relations};
use crate::{analyze, pieces};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;
use wenheng_core::{
    Analysis, Analyzer, Edit, Encoding, Form, InputError, Options, RepairKind, Rule, Span, TAGS, Utf16Index, decode,
    export, utf16_len,
};
use wenheng_lexicon::{Lexicon, pack};

/// A law and what it is tried with.
#[derive(Debug, Clone, Copy)]
pub struct Law {
    /// Its name, which is that of its fuzz target and of its folder of regressions.
    pub name: &'static str,
    /// Panics where the law is broken.
    pub holds: fn(&[u8]),
    /// What its inputs are made of.
    pub pieces: &'static [&'static str],
    /// Whether it runs the whole analysis: that takes up to a hundred times as long as one stage.
    pub whole: bool,
}

/// Every law.
pub const LAWS: &[Law] = &[
    Law { name: "decode", holds: decoding, pieces: pieces::TEXT, whole: false },
    Law { name: "html", holds: html, pieces: pieces::HTML, whole: false },
    Law { name: "markdown", holds: markdown, pieces: pieces::MARKDOWN, whole: false },
    Law { name: "docx", holds: docx, pieces: pieces::WORD, whole: false },
    Law { name: "package", holds: package, pieces: pieces::PACKAGE, whole: false },
    Law { name: "lexicon", holds: lexicon, pieces: pieces::TEXT, whole: false },
    Law { name: "offsets", holds: offsets, pieces: pieces::TEXT, whole: false },
    Law { name: "segment", holds: segment, pieces: pieces::TEXT, whole: false },
    Law { name: "repair", holds: repair, pieces: pieces::DAMAGE, whole: true },
    Law { name: "numerals", holds: numerals, pieces: pieces::NUMERALS, whole: true },
    Law { name: "outline", holds: outline, pieces: pieces::OUTLINE, whole: true },
    Law { name: "indicators", holds: indicators, pieces: pieces::TEXT, whole: true },
    Law { name: "checks", holds: checks, pieces: pieces::CHECKS, whole: true },
    Law { name: "exports", holds: exports, pieces: pieces::EXPORTS, whole: true },
];

/// The law of this name.
///
/// # Panics
/// When there is none.
pub fn law(name: &str) -> &'static Law {
    LAWS.iter().find(|law| law.name == name).unwrap_or_else(|| panic!("no law {name}"))
}

/// The text in `data`. What is no UTF-8 is left out, as it would make every input a damaged one; and so is U+0000, which
/// makes it none.
fn text(data: &[u8]) -> String {
    data.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|&c| c != '\0').collect()
}

/// A refusal says why and what to do.
fn refused(error: &InputError) {
    assert!(!error.code().is_empty() && error.message_zh().contains('请') && error.message_en().is_ascii());
}

/// A number that depends on all of `data` (FNV-1a), for what need not be tried every time.
fn hash(data: &[u8]) -> u32 {
    data.iter().fold(0x811c_9dc5, |hash: u32, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) >> 8
}

/// One in so many inputs is read by an analyzer that has read nothing before: opening the lexicon takes some milliseconds.
const FRESH: u32 = 64;

/// One input in eight is repaired, whether its analyzer is fresh or not: mending nonsense takes most of the time, and has a
/// law of its own.
fn options(data: &[u8]) -> Options {
    let is_repaired = (hash(data) / FRESH).is_multiple_of(8);
    let without_repairs = if is_repaired { Vec::new() } else { RepairKind::ALL.to_vec() };
    Options { without_repairs, ..Options::default() }
}

/// Bytes are text or are refused, in each encoding; the same bytes give the same text, and UTF-8 comes out as it is.
pub fn decoding(data: &[u8]) {
    for encoding in [None].into_iter().chain(Encoding::ALL.map(Some)) {
        let options = Options { encoding, ..Options::default() };
        match decode(data, &options) {
            Ok(found) => {
                assert!(!found.text.trim().is_empty() && !found.text.contains('\0'));
                assert!(encoding.is_none_or(|chosen| found.format == "docx" || found.encoding == chosen.name()));
                assert_eq!(found.text, decode(data, &options).expect("it was read").text);
                match found.format {
                    "text" if found.encoding == "UTF-8" => {
                        assert_eq!(found.text, String::from_utf8_lossy(data));
                    }
                    "html" | "docx" => lines(&found.text),
                    "text" | "markdown" => {}
                    other => panic!("{other}"),
                }
            }
            Err(error) => refused(&error),
        }
    }
}

/// Every line ends and holds something.
fn lines(text: &str) {
    assert!(text.ends_with('\n') && !text.lines().any(|line| line.trim().is_empty()), "{text:?}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A page is lines that hold something; and text written as a page is read as it was, but for white space.
pub fn html(data: &[u8]) {
    let text = text(data);
    if let Ok(found) = decode(format!("<html>{text}").as_bytes(), &Options::default()) {
        assert_eq!(found.format, "html");
        lines(&found.text);
    }
    let shown = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let page: String = text.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    if let Ok(found) = decode(format!("<html>{page}").as_bytes(), &Options::default()) {
        lines(&found.text);
        assert_eq!(shown(&found.text), shown(&text));
    }
}

/// Markdown is read or refused, and its lines are no more than it has. What is in it may make a page of it, and a page is
/// lines that hold something.
pub fn markdown(data: &[u8]) {
    let source = format!("# 总结\n\n## 一、工作\n\n{}", text(data));
    match decode(source.as_bytes(), &Options::default()) {
        Ok(found) if found.format == "html" => lines(&found.text),
        Ok(found) => assert!(found.text.lines().count() <= source.lines().count(), "{:?}", found.text),
        Err(error) => refused(&error),
    }
}

/// A Word document is lines that hold something, or refused; and text written as one is read as it was.
///
/// The input is the body, and behind U+0001 the numbering, the styles and the footnotes.
pub fn docx(data: &[u8]) {
    let text = text(data);
    let mut parts = text.split('\u{1}');
    let body = document(parts.next().unwrap_or_default());
    let root = |name: &str, part: &str| format!("<w:{name} {}>{part}</w:{name}>", zip::NAMESPACES);
    let names = ["numbering", "styles", "footnotes"];
    let others: Vec<(String, String)> =
        names.iter().zip(parts).map(|(name, part)| (format!("word/{name}.xml"), root(name, part))).collect();
    let relations = relations();
    let mut all = vec![("word/document.xml", body.as_str()), ("word/_rels/document.xml.rels", relations.as_str())];
    all.extend(others.iter().map(|(name, part)| (name.as_str(), part.as_str())));
    // Stored: deflating costs most of the time otherwise.
    let stored = |parts: &[(&str, &str)]| -> Vec<u8> {
        zip::archive(&parts.iter().map(|(name, xml)| Member::stored(name, xml.as_bytes())).collect::<Vec<_>>())
    };
    match decode(&stored(&all), &Options::default()) {
        Ok(found) => {
            assert_eq!(found.format, "docx");
            lines(&found.text);
        }
        Err(error) => refused(&error),
    }
    let plain: String = text.chars().filter(|&c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    let paragraphs = plain.split('。').filter(|line| !line.trim().is_empty()).collect::<Vec<_>>();
    let xml: String = paragraphs
        .iter()
        .map(|line| format!(r#"<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#, escaped(line)))
        .collect();
    if let Ok(found) = decode(&stored(&[("word/document.xml", &document(&xml))]), &Options::default()) {
        assert!(found.text.split_terminator('\n').eq(paragraphs), "{:?}", found.text);
    }
}

/// An archive whose headers lie, and bytes that only begin as one, are read or refused.
///
/// For the first the input is, for each member, six bytes that say what lies about it, and its content.
pub fn package(data: &[u8]) {
    const NAMES: [&str; 6] = [
        "word/document.xml",
        "[Content_Types].xml",
        "word/numbering.xml",
        "word/styles.xml",
        "word/_rels/document.xml.rels",
        "content.xml",
    ];
    let mut members = Vec::new();
    for part in data.split(|&byte| byte == 0).take(8) {
        let Some((&[what, name, at, by, flags, method], content)) = part.split_first_chunk() else { continue };
        let content = if what & 64 == 0 { document(&text(content)).into_bytes() } else { content.to_vec() };
        let mut member = if what & 1 == 0 { Member::stored("", &content) } else { docx_members(&[("", "")]).remove(0) };
        if what & 1 == 1 {
            member = Member::new("", &content);
        }
        NAMES[usize::from(name) % NAMES.len()].clone_into(&mut member.name);
        member.local_name.clone_from(&member.name);
        match what >> 1 & 15 {
            1 => member.size = u32::from(by) << (at & 31),
            2 => member.packed_size = Some(u32::from(by) << (at & 31)),
            3 => member.crc ^= u32::from(by) << (at & 31),
            4 => member.offset = Some(u32::from(by) << (at & 31)),
            5 => member.flags = u16::from(flags),
            6 => member.method = u16::from(method),
            7 => member.local_name.push('x'),
            8 if !member.packed.is_empty() => {
                let at = usize::from(at) % member.packed.len();
                member.packed[at] ^= by;
            }
            _ => {}
        }
        members.push(member);
    }
    let mut archive = zip::archive(&members);
    if data.first().is_some_and(|byte| byte & 32 != 0) {
        archive.truncate(archive.len() * usize::from(data[0]) / 256);
    }
    for bytes in [archive, [b"PK\x03\x04", data].concat(), [b"PK\x05\x06", data].concat()] {
        match decode(&bytes, &Options::default()) {
            Ok(found) if found.format == "docx" => lines(&found.text),
            Ok(_) => {}
            Err(error) => refused(&error),
        }
    }
}

/// Bytes are a lexicon or refused, those that are well summed too, and what opens answers as it lists; and a list of the
/// words in the input is found again.
pub fn lexicon(data: &[u8]) {
    let answers = |lexicon: &Lexicon| {
        for (word, entry) in lexicon.iter() {
            assert_eq!(lexicon.get(&word), Some(entry), "{word:?}");
            assert_eq!(lexicon.prefixes(&word).last(), Some((word.len(), entry)), "{word:?}");
        }
        lexicon.prefixes("街道办事处𠀀𪛖👪é-aB9\0").count();
    };
    let mut bytes = data.to_vec();
    if let Ok(lexicon) = Lexicon::open(bytes.clone()) {
        answers(&lexicon);
    }
    if bytes.len() > 12 {
        bytes[..8].copy_from_slice(b"WHLX\x02\0\0\0");
        let sum = adler2::adler32_slice(&bytes[12..]);
        bytes[8..12].copy_from_slice(&sum.to_le_bytes());
        if let Ok(lexicon) = Lexicon::open(bytes) {
            answers(&lexicon);
        }
    }
    let text = text(data);
    let words: Vec<&str> = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    let freq = |word: &str| word.bytes().fold(7, |sum, byte| sum * 31 % 100_003 + u32::from(byte));
    let packed = pack(words.iter().map(|word| (*word, freq(word), "n"))).expect("few and short");
    let lexicon = Lexicon::open(packed).expect("it was packed");
    answers(&lexicon);
    for word in words {
        assert_eq!(lexicon.get(word).map(|entry| entry.freq), Some(freq(word)), "{word:?}");
    }
}

/// Positions in UTF-16 code units are those of the standard library, at every character.
pub fn offsets(data: &[u8]) {
    let text = text(data);
    let index = Utf16Index::new(&text);
    let mut units = 0;
    for (at, c) in text.char_indices() {
        assert_eq!(index.at(at), units, "byte {at}");
        units += c.len_utf16();
    }
    assert_eq!((index.at(text.len()), utf16_len(&text)), (units, units));
}

/// The words of a text cover its lines, are the same alone and in the whole analysis, and cross as arrays that fit.
pub fn segment(data: &[u8]) {
    let text = text(data);
    let own = text.lines().take(3).map(str::to_owned).collect();
    let options = Options { words: own, ..options(data) };
    let segment = |options: &Options| match hash(data) % FRESH {
        0 => Analyzer::new(crate::lexicon()).segment(text.as_bytes(), options),
        _ => crate::segment(text.as_bytes(), options),
    };
    let Ok(found) = segment(&options) else { return };
    words(&found.text, &found.words, found.arrays());
    let again = crate::segment(text.as_bytes(), &options).expect("it was read");
    assert!(found.words == again.words, "what was learnt changes no word");
}

fn words(text: &str, words: &[wenheng_core::Word], (starts, tags): (Vec<u32>, Vec<u8>)) {
    let mut end = 0;
    for word in words {
        let span = word.span();
        assert!(span.start >= end && span.start < span.end);
        assert!(text[end..span.start].trim().is_empty(), "a gap of more than white space");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        end = span.end;
    }
    assert!(text[end..].trim().is_empty());
    assert_eq!(starts.len(), tags.len());
    assert!(starts.first().is_none_or(|&start| start == 0) && starts.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(starts.last().is_none_or(|&start| (start as usize) < utf16_len(text)));
    assert!(tags.iter().all(|&tag| usize::from(tag) < TAGS.len()));
}

/// Repairs can be undone, those that are switched off are not made, and with all switched off the text is the source.
///
/// The source itself chooses what is switched off, every other time nothing.
pub fn repair(data: &[u8]) {
    let source = text(data);
    let bits = hash(data);
    let is_off = |at: usize| bits & 1 == 1 && bits >> (at + 1) & 1 == 1;
    let some = RepairKind::ALL.iter().enumerate().filter(|(at, _)| is_off(*at)).map(|(_, &kind)| kind).collect();
    for off in [some, RepairKind::ALL.to_vec()] {
        let options = Options { without_repairs: off.clone(), ..Options::default() };
        let Ok(analysis) = analyze(source.as_bytes(), &options) else { continue };
        let decoded = decode(source.as_bytes(), &options).expect("it was analysed").text;
        mended(&analysis, &decoded);
        assert!(analysis.repairs.iter().all(|repair| !off.contains(&repair.kind)));
        if off.len() == RepairKind::ALL.len() {
            assert_eq!(analysis.text, decoded);
        }
    }
}

/// The repairs of an analysis give the source back, and its alignment leads there.
///
/// # Panics
/// When they do not.
pub fn mended(analysis: &Analysis, source: &str) {
    let text = &analysis.text;
    let mut undone = String::new();
    let mut end = 0;
    for repair in &analysis.repairs {
        assert!(end <= repair.span.start, "repairs overlap or are out of order: {repair:?}");
        assert_ne!(analysis.before(repair), analysis.after(repair));
        undone.push_str(&text[end..repair.span.start]);
        undone.push_str(analysis.before(repair));
        end = repair.span.end;
    }
    undone.push_str(&text[end..]);
    assert_eq!(undone, source);

    // Runs are in order, apart, on character boundaries of both, and go one to one but where something was repaired.
    let index = Utf16Index::new(text);
    let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let (text, source) = (units(text), units(source));
    let mut changed = vec![false; text.len()];
    for repair in &analysis.repairs {
        changed[index.at(repair.span.start)..index.at(repair.span.end)].fill(true);
    }
    let low = |units: &[u16], at: usize| units.get(at).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
    let (mut text_end, mut source_end) = (0, 0);
    for [at, from, len] in analysis.alignment.runs() {
        assert!(len > 0 && text_end <= at && source_end <= from && (at, from) != (text_end, source_end) || at == 0);
        // Between two runs there is a repair: what stands there stands for each other.
        assert!(changed[text_end..at].iter().all(|changed| *changed), "text without a source at {text_end}");
        for offset in 0..len {
            assert!(text[at + offset] == source[from + offset] || changed[at + offset], "at {}", at + offset);
        }
        (text_end, source_end) = (at + len, from + len);
        assert!(!low(&text, at) && !low(&text, text_end) && !low(&source, from) && !low(&source, source_end));
    }
    assert!(text_end <= text.len() && source_end <= source.len());
    assert_eq!(analysis.alignment.source_len(), source.len());
    if analysis.repairs.is_empty() {
        assert_eq!(text, source);
        let whole = if source.is_empty() { vec![] } else { vec![[0, 0, source.len()]] };
        assert_eq!(analysis.alignment.runs().collect::<Vec<_>>(), whole);
    }
}

/// A number is read whole or not at all, and as what it says: digits, and whole numbers in characters.
///
/// The input is put before 项 as it is; and its first bytes are a number that is written in three ways.
pub fn numerals(data: &[u8]) {
    let text = text(data);
    let free = format!("全年完成{text}项。");
    if let Ok(analysis) = analyze(free.as_bytes(), &options(data)) {
        laws(&analysis, &free);
    }
    let mut seed = [0; 8];
    for (to, from) in seed.iter_mut().zip(data) {
        *to = *from;
    }
    // Numbers of every length, and most with zeros in them.
    let seed = u64::from_le_bytes(seed);
    let round = 10_u64.pow((seed >> 56) as u32 % 5);
    let number = seed % 10_u64.pow(1 + (seed >> 48) as u32 % 11) / round * round;
    for written in [number.to_string(), grouped(number), chinese(number)] {
        let sentence = format!("全年办结案件{written}件。");
        let analysis = analyze(sentence.as_bytes(), &Options::default()).expect("text");
        let place = "全年办结案件".len().."全年办结案件".len() + written.len();
        for figure in &analysis.indicators {
            let span = figure.span;
            assert!(span.start <= place.start && place.end <= span.end, "{sentence}: {}", analysis.surface(figure));
            assert_eq!(figure.value, number.into(), "{sentence}");
        }
    }
}

/// 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group)).collect();
    groups.join(",")
}

/// 一百二十三万四千五百六十七.
fn chinese(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    for (scale, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let four = number / scale % 10_000;
        let four = if scale == 100_000_000 { number / scale } else { four };
        if four > 9999 {
            out.push_str(&chinese(four));
        } else {
            for (power, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                match four / power % 10 {
                    0 if !out.is_empty() && !out.ends_with('零') && four % power > 0 => out.push('零'),
                    0 => {}
                    digit => {
                        out.extend("零一二三四五六七八九".chars().nth(digit as usize));
                        out.push_str(name);
                    }
                }
            }
        }
        if four > 0 {
            out.push_str(name);
        }
    }
    out
}

/// The whole analysis of text that is made of labels and headings.
pub fn outline(data: &[u8]) {
    analysed(&text(data));
}

/// The whole analysis of any text.
pub fn indicators(data: &[u8]) {
    analysed(&text(data));
}

/// The whole analysis of text that is made of figures and what relates them.
pub fn checks(data: &[u8]) {
    analysed(&text(data));
}

/// The whole analysis, whose laws hold; that of an analyzer that has read nothing before is the same.
fn analysed(source: &str) {
    let options = Options { emit_words: true, reasons: true, ..options(source.as_bytes()) };
    match analyze(source.as_bytes(), &options) {
        Ok(analysis) => {
            let decoded = decode(source.as_bytes(), &options).expect("it was analysed").text;
            laws(&analysis, &decoded);
            let again = match hash(source.as_bytes()) % FRESH {
                0 => Analyzer::new(crate::lexicon()).analyze(source.as_bytes(), &options),
                _ => analyze(source.as_bytes(), &options),
            };
            let again = again.expect("it was read");
            assert_eq!(export::json(&analysis), export::json(&again), "the same bytes twice");
        }
        Err(error) => refused(&error),
    }
}

/// Everything that holds of the analysis of a source.
///
/// # Panics
/// When something does not.
pub fn laws(analysis: &Analysis, source: &str) {
    let text = &analysis.text;
    let inside =
        |span: &Span| span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
    let within = |inner: &Span, outer: &Span| outer.start <= inner.start && inner.end <= outer.end;
    mended(analysis, source);
    assert!(analysis.metadata.iter().all(|entry| inside(&entry.span)));
    assert!(analysis.blocks.iter().all(|block| inside(&block.span)));
    assert!(analysis.blocks.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "blocks are apart");
    assert!(analysis.sentences.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "sentences are apart");
    for sentence in &analysis.sentences {
        assert!(inside(&sentence.span) && within(&sentence.span, &analysis.blocks[sentence.block].span));
    }
    for (id, node) in analysis.outline.iter().enumerate() {
        assert_eq!(node.id, id);
        assert!(inside(&node.span) && inside(&node.extent) && within(&node.span, &node.extent), "{node:?}");
        match node.parent {
            Some(parent) => {
                let parent = &analysis.outline[parent];
                assert!(parent.id < id && parent.depth + 1 == node.depth, "{node:?}");
                assert!(within(&node.extent, &parent.extent), "{node:?}");
            }
            None => assert_eq!(node.depth, u32::from(node.form != Form::Title), "{node:?}"),
        }
    }
    let mut end = 0;
    for (id, figure) in analysis.indicators.iter().enumerate() {
        assert_eq!(figure.id, id);
        assert!(inside(&figure.span) && !figure.span.is_empty() && end <= figure.span.start, "{figure:?}");
        end = figure.span.end;
        assert!(within(&figure.span, &analysis.sentences[figure.sentence].span), "{figure:?}");
        assert!(figure.name.chars().count() <= 40, "{figure:?}");
        assert!(figure.value_max().is_none_or(|max| max > figure.value), "{figure:?}");
        assert!(analysis.node_of(figure).is_none_or(|node| analysis.outline[node].extent.contains(figure.span.start)));
        if let Some(reasons) = figure.reasons() {
            assert!(!figure.name.is_empty() || reasons.name.rule == Rule::NameNone, "{figure:?}");
            let decisions = analysis.explain(figure.id).expect("its id");
            let mut words = decisions.iter().flat_map(|decision| decision.reason.words());
            assert!(
                words.all(|span| text.get(span.start..span.end).is_some_and(|words| !words.is_empty())),
                "{decisions:?}"
            );
        }
    }
    let known = |members: &[usize]| !members.is_empty() && members.iter().all(|&id| id < analysis.indicators.len());
    for check in &analysis.checks {
        assert!(known(analysis.members_of(check)) && !analysis.working(check).is_empty(), "{check:?}");
    }
    assert!(analysis.derived.iter().all(|derived| known(&derived.members)));
    assert!(analysis.numbering.iter().all(|fault| fault.node < analysis.outline.len()));
    for keyword in &analysis.keywords {
        assert!(
            keyword.places.iter().all(|&start| text.get(start..).is_some_and(|rest| rest.starts_with(&keyword.word))),
            "{keyword:?}"
        );
    }
    if let Some(found) = &analysis.words {
        words(text, found, analysis.word_arrays().expect("there are words"));
    }
    public(analysis);
}

/// The JSON reads back, its spans are code units of its text, and its surfaces and values those of the analysis.
fn public(analysis: &Analysis) {
    let json: serde_json::Value = serde_json::from_str(&export::json(analysis)).expect("JSON reads back");
    let text = json["text"].as_str().expect("a text");
    assert_eq!(text, analysis.text);
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut open = vec![&json];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Array(values) => open.extend(values),
            serde_json::Value::Object(fields) => {
                if let (Some(start), Some(end)) = (fields.get("start"), fields.get("end")) {
                    slice(&units, start, end);
                }
                open.extend(fields.values());
            }
            _ => {}
        }
    }
    let figures = json["indicators"].as_array().expect("a list");
    assert_eq!(figures.len(), analysis.indicators.len());
    for (public, figure) in figures.iter().zip(&analysis.indicators) {
        assert_eq!(public["surface"], slice(&units, &public["span"]["start"], &public["span"]["end"]));
        assert_eq!(public["surface"], analysis.surface(figure));
        // Every double holds 15 digits, and whole numbers are those that JavaScript reads from the digits themselves.
        let is_whole = figure.value.is_integer();
        let value = if is_whole { figure.value } else { figure.value.round_sf(15).expect("digits") };
        let value = value.normalize().to_string();
        assert_eq!(public["value"].as_f64(), value.parse().ok(), "{value}");
    }
    let runs: Vec<Vec<usize>> = serde_json::from_value(json["alignment"].clone()).expect("runs");
    assert!(analysis.alignment.runs().map(Vec::from).eq(runs));
}

/// The text between two positions in code units, which split no character.
fn slice(units: &[u16], start: &serde_json::Value, end: &serde_json::Value) -> String {
    let at = |value: &serde_json::Value| value.as_u64().and_then(|at| usize::try_from(at).ok()).expect("a position");
    String::from_utf16(&units[at(start)..at(end)]).expect("whole characters")
}

/// Every export reads back and runs nowhere, with names given by hand too.
pub fn exports(data: &[u8]) {
    let source = text(data);
    let Ok(mut analysis) = analyze(source.as_bytes(), &options(data)) else { return };
    let names: Vec<&str> = source.split('。').collect();
    let edit = |id: usize| Edit { id, name: Some(names[id % names.len()].to_owned()), struck: id % 3 == 2 };
    for edited in [false, true] {
        if edited {
            analysis.edit((0..analysis.indicators.len().min(50)).map(edit).collect());
        }
        serde_json::from_str::<serde_json::Value>(&export::json(&analysis)).expect("JSON reads back");
        export::markdown(&analysis);
        exported(&analysis);
    }
}

/// CSV and workbook have the rows of the tables, and no cell of theirs runs.
///
/// # Panics
/// When one does.
pub fn exported(analysis: &Analysis) {
    let csv = export::csv(analysis);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let records: Vec<_> = reader.records().map(|record| record.expect("CSV")).collect();
    let kept = analysis.indicators.iter().filter(|figure| !figure.is_struck()).count();
    assert_eq!(records.len(), kept + 1, "a header and the rows");
    for cell in records.iter().flatten() {
        let runs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
        // A number below zero is one.
        assert!(!cell.starts_with(runs) || cell.parse::<f64>().is_ok(), "{cell:?}");
    }
    let workbook = wenheng_xlsx::workbook(&export::tables_json(analysis)).expect("tables");
    let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    for table in export::tables(analysis) {
        let formulas = book.worksheet_formula(table.name).expect("the sheet");
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{}", table.name);
        let range = book.worksheet_range(table.name).expect("the sheet");
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                if let export::Cell::Text(text) = cell {
                    let read = range.get_value((row as u32 + 1, column as u32));
                    assert!(matches!(read, Some(Data::String(_))), "{text:?} became {read:?}");
                }
            }
        }
    }
}
