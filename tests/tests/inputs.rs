//! What people drop on the page: texts in eight encodings, whole, cut and damaged; web pages; Word documents.

use std::path::Path;
use wenheng_core::{Decoded, InputError, Options, decode};
use wenheng_tests::zip::{NAMESPACES, document, docx, relations};

fn read(bytes: &[u8]) -> Result<Decoded<'_>, InputError> {
    decode(bytes, &Options::default())
}

fn code(bytes: &[u8]) -> &'static str {
    read(bytes).map_or_else(|error| error.code(), |_| "read")
}

/// The texts in a folder of these tests.
fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).expect("the folder exists").map(|entry| entry.expect("a file").path());
    let texts = entries.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("a text"))
    };
    texts.map(read).collect()
}

fn utf16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// Each text in each encoding that it can be in, with the encoding's name.
fn encoded() -> Vec<(String, &'static str, String, Vec<u8>)> {
    let mut out = Vec::new();
    for (name, text) in texts("golden") {
        let mut add = |encoding, bytes| out.push((format!("{name} {encoding}"), encoding, text.clone(), bytes));
        add("UTF-8", text.clone().into_bytes());
        add("UTF-8", format!("\u{feff}{text}").into_bytes());
        for mark in [true, false] {
            add("UTF-16LE", utf16(&text, mark, u16::to_le_bytes));
            add("UTF-16BE", utf16(&text, mark, u16::to_be_bytes));
        }
        add("GB18030", encoding_rs::GB18030.encode(&text).0.into_owned());
    }
    for (name, text) in texts("traditional") {
        let (bytes, _, unmappable) = encoding_rs::BIG5.encode(&text);
        assert!(!unmappable, "{name} is in Big5");
        out.push((format!("{name} Big5"), "Big5", text.clone(), bytes.into_owned()));
    }
    out
}

#[derive(Default)]
struct Tally {
    all: usize,
    right: usize,
    refused: usize,
    silent: Vec<String>,
}

impl Tally {
    /// Counts a reading of bytes that are in `encoding`. One that is wrong, of more than a line of text, and shows nothing
    /// of it is silently wrong.
    fn count(&mut self, name: &str, encoding: &str, bytes: &[u8]) {
        self.all += 1;
        match read(bytes) {
            Ok(found) if found.encoding == encoding => self.right += 1,
            Ok(found) if found.text.chars().count() >= 40 && !found.text.contains('\u{fffd}') => {
                self.silent.push(format!("{name}: {}", found.encoding));
            }
            Ok(_) => {}
            Err(_) => self.refused += 1,
        }
    }
}

#[test]
fn encodings_are_told_by_content() {
    const PLACES: usize = 64;
    let (mut whole, mut cut, mut stray) = (Tally::default(), Tally::default(), Tally::default());
    for (name, encoding, text, bytes) in encoded() {
        whole.count(&name, encoding, &bytes);
        let found = read(&bytes).expect("a whole document is read");
        assert_eq!(found.text.trim_start_matches('\u{feff}'), text, "{name}");
        for place in 1..=PLACES {
            let at = bytes.len() * place / (PLACES + 1);
            cut.count(&format!("{name} cut at {at}"), encoding, &bytes[..at]);
            if let Some(found) = read(&bytes[..at]).ok().filter(|found| found.encoding == encoding) {
                let found = found.text.trim_start_matches('\u{feff}').trim_end_matches('\u{fffd}');
                // A lone first byte may stand for a character of its own.
                assert!(found.chars().zip(text.chars()).filter(|(a, b)| a != b).count() <= 1, "{name} cut at {at}");
            }
            for byte in [0x80, 0xff, 0xe5, b'a'] {
                let mut damaged = bytes.clone();
                damaged.insert(at, byte);
                stray.count(&format!("{name} with {byte:x} at {at}"), encoding, &damaged);
                let found = read(&damaged).ok().filter(|found| found.encoding == encoding);
                if let Some(found) = found.filter(|_| encoding.starts_with("UTF")) {
                    let lost = lost(&text, &found.text);
                    assert!(lost <= 8, "{name} with {byte:x} at {at}: {lost} characters lost");
                }
            }
        }
    }
    for (what, tally) in [("whole", whole), ("cut", cut), ("stray byte", stray)] {
        let Tally { all, right, refused, silent } = tally;
        println!("{what}: {right} of {all} right, {refused} refused, {} silently wrong", silent.len());
        assert!(silent.is_empty(), "{what}: {silent:?}");
        assert!(right * 1000 >= all * 995, "{what}: {right} of {all}");
    }
}

/// How many characters of `text` are neither in the beginning nor in the end that it has in common with `found`.
fn lost(text: &str, found: &str) -> usize {
    let found = found.trim_start_matches('\u{feff}');
    let same = text.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let end = text.chars().rev().zip(found.chars().rev()).take_while(|(a, b)| a == b).count();
    text.chars().count().saturating_sub(same + end)
}

#[test]
fn what_is_no_text_is_refused() {
    let mut state = 1_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let noise: Vec<u8> = (0..20_000).map(|_| random()).collect();
    assert_eq!(code(&noise), "undecodable");
    let noise: Vec<u8> = noise.into_iter().map(|byte| byte | 0x80).collect();
    assert_eq!(code(&noise), "undecodable");
    // Other languages in encodings of their own.
    let japanese = "市議会は本日、来年度の予算案を可決しました。市長は会見で説明を行いました。".repeat(20);
    let korean = "시의회는 오늘 내년도 예산안을 의결하였다. 시장은 기자회견에서 설명하였다.".repeat(20);
    let russian = "Городской совет утвердил бюджет на следующий год.".repeat(20);
    for (encoding, text) in
        [(encoding_rs::SHIFT_JIS, &japanese), (encoding_rs::EUC_KR, &korean), (encoding_rs::WINDOWS_1251, &russian)]
    {
        assert_eq!(code(&encoding.encode(text).0), "undecodable", "{}", encoding.name());
    }
}

const PAGE: &str = r#"<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>某区2023年工作总结_某区政府</title><style>p{margin:0}</style><script>if (a<b) document.write("<p>广告</p>")</script></head>
<body><div id="nav" style="display:none">首页 &gt; 公开</div>
<h1>某区2023年工作总结</h1>
<!-- 正文 -->
<p>　　一、总体情况</p><p>全年受理&nbsp;120&nbsp;件，
办结118件，办结率98.3%；绿地3km<sup>2</sup>。<br/>其中<b>消防</b>30件&mdash;&#26080;积压。</p>
<table border="1"><tr><th>指标</th><th>完成数</th><th>备注</th></tr>
<tr><td><p>受理</p></td><td>120<br>件</td><td>&nbsp;</td></tr></table>
<ol start="3"><li>第三项<li>第四项</ol>
<ol style="list-style-type: simp-chinese-informal"><li>强队伍</li><li>优服务</li></ol>
<ul><li>无号项</li></ul><pre>甲  乙
丙</pre>
<p hidden>隐藏</p><noscript>请启用脚本</noscript></body></html>"#;

const PAGE_TEXT: &str = "某区2023年工作总结\n　　一、总体情况\n全年受理\u{a0}120\u{a0}件，办结118件，办结率98.3%；绿地3km²。\n其中消防30件—无积压。\n\
指标 | 完成数 | 备注\n受理 | 120 件 |\n3. 第三项\n4. 第四项\n一、强队伍\n二、优服务\n无号项\n甲  乙\n丙\n";

#[test]
fn a_web_page_is_read_as_it_is_seen() {
    for (bytes, encoding) in [(PAGE.as_bytes().into(), "UTF-8"), (encoding_rs::GBK.encode(PAGE).0, "GB18030")] {
        let found = read(&bytes).expect("a page");
        assert_eq!(found.text, PAGE_TEXT);
        assert_eq!((found.format, found.encoding), ("html", encoding));
    }
    // A short page says too little by itself; what it names decides, unless the bytes contradict it.
    let short = |charset: &str| format!("<html><head><meta charset={charset}><body><p>通知：");
    assert_eq!(read(&encoding_rs::GBK.encode(&short("GBK")).0).expect("GBK").encoding, "GB18030");
    assert_eq!(code(&encoding_rs::GBK.encode(&short("utf-8")).0), "undecodable");
}

#[test]
fn what_is_copied_from_a_word_processor_keeps_its_labels() {
    let copied = r#"<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:"黑体"'><span
style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><span>总体情况<o:p></o:p></span></p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span>2023年受理120件。</p>
<p class=MsoListParagraph><span style='font-family:Wingdings;mso-list:Ignore'>l<span>&nbsp; </span></span>办结118件。</p>
<!--EndFragment--></body></html>"#;
    assert_eq!(read(copied.as_bytes()).expect("HTML").text, "一、总体情况\n1. 2023年受理120件。\n办结118件。\n");
}

#[test]
fn the_clipboard_of_a_browser_is_html() {
    for copied in ["<meta charset='utf-8'>办结<b>118</b>件", "<p>办结<b>118</b>件</p>"] {
        let found = read(copied.as_bytes()).expect("HTML");
        assert_eq!((found.text.as_ref(), found.format), ("办结118件\n", "html"));
    }
}

#[test]
fn a_lone_sign_makes_no_page() {
    for text in [
        "全年办结率<98%，较上年>1个百分点。\n受理120件。",
        "/p>　　一、总体情况</p>\n受理120件。",
        "见<附件1>、<附件2>、<附件3>。",
    ] {
        let found = read(text.as_bytes()).expect("text");
        assert_eq!((found.text.as_ref(), found.format), (text, "text"));
    }
}

#[test]
fn a_page_laid_out_in_a_table_stays_lines() {
    let body = format!("<p>一、总体情况</p><p>{}</p><p>二、下一步</p>", "全年平稳有序。".repeat(40));
    let page = format!("<html><body><table><tr><td>栏目</td><td>{body}</td></tr></table>");
    let found = read(page.as_bytes()).expect("HTML").text;
    assert_eq!(found.lines().count(), 4, "{found}");
    let unclosed = "<html><body><div hidden>菜单<p>一、总体情况</p>";
    assert_eq!(read(unclosed.as_bytes()).expect("HTML").text, "菜单\n一、总体情况\n");
}

fn paragraph(properties: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

fn listed(instance: &str, level: usize, text: &str) -> String {
    let properties = format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{instance}"/></w:numPr>"#);
    paragraph(&properties, text)
}

/// A list of Word's: for each level its format and its label.
fn numbering() -> String {
    let level = |(at, (format, text)): (usize, &(&str, &str))| {
        format!(
            r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let levels: String = [
        ("chineseCountingThousand", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimalEnclosedCircle", "%4"),
        ("bullet", ""),
    ]
    .iter()
    .enumerate()
    .map(level)
    .collect();
    format!(
        r#"<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="第%1章"/><w:pStyle w:val="Chapter"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#
    )
}

fn word(body: &str) -> Vec<u8> {
    let styles = format!(
        r#"<w:styles {NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Chapter"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="Chapter"/></w:style>
<w:style w:type="paragraph" w:styleId="10"><w:name w:val="toc 1"/><w:basedOn w:val="10"/></w:style></w:styles>"#
    );
    let notes = format!(
        r#"<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>含下放事项。</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    docx(&[
        ("word/document.xml", &document(body)),
        ("word/_rels/document.xml.rels", &relations()),
        ("word/numbering.xml", &numbering()),
        ("word/styles.xml", &styles),
        ("word/footnotes.xml", &notes),
    ])
}

fn word_text(body: &str) -> String {
    let bytes = word(body);
    let found = read(&bytes).expect("a Word document");
    assert_eq!((found.format, found.encoding), ("docx", "UTF-8"));
    found.text.strip_suffix("¹ 含下放事项。\n").expect("its footnote stands behind the text").to_owned()
}

#[test]
fn the_numbers_that_word_writes_are_not_lost() {
    let body = [
        listed("1", 0, "总体情况"),
        listed("1", 1, "矛盾化解"),
        listed("1", 2, "2023年受理120件"),
        listed("1", 3, "消防"),
        listed("1", 4, "无号"),
        listed("1", 1, "安全生产"),
        listed("1", 2, "排查"),
        listed("1", 0, "存在问题"),
        listed("2", 0, "另起"),
        listed("2", 0, "再来"),
        paragraph(r#"<w:pStyle w:val="Chapter"/>"#, "总则"),
        paragraph(r#"<w:pStyle w:val="Sub"/>"#, "附则"),
        paragraph(r#"<w:pStyle w:val="Sub"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "不编号"),
        paragraph(r#"<w:pStyle w:val="10"/>"#, "一、总体情况\t3"),
    ];
    assert_eq!(
        word_text(&body.concat()),
        "一、总体情况\n（一）矛盾化解\n1. 2023年受理120件\n① 消防\n无号\n（二）安全生产\n1. 排查\n二、存在问题\n一、另起\n二、再来\n\
         第一章 总则\n第二章 附则\n不编号\n"
    );
}

#[test]
fn a_word_document_is_read_as_it_is_seen() {
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph("", text));
    let text_box = format!(
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
        paragraph("", "框内")
    );
    let body = [
        format!("<w:p>{}<w:del>{}</w:del><w:ins>{}</w:ins></w:p>", run("", "受理"), run("", "119件"), run("", "120件")),
        format!("<w:p>{}{}{}</w:p>", run("", "甲"), run("<w:vanish/>", "隐"), run(r#"<w:vanish w:val="0"/>"#, "乙")),
        "<w:p><w:r><w:t>办结118</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r><w:r><w:t>件 &lt;A&amp;B&gt;</w:t></w:r></w:p>".into(),
        format!("<w:p>{}{}</w:p>", run("", "面积3km"), run(r#"<w:vertAlign w:val="superscript"/>"#, "2")),
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>左</w:t><w:tab/><w:t>右</w:t><w:br/><w:t>下</w:t></w:r></w:p>".into(),
        format!("<w:p>{}{text_box}</w:p>", run("", "框外")),
        format!("<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>", cell("指标"), cell("数"), cell("备注"), cell("受理"), cell("120"), cell("")),
        "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>".into(),
        paragraph("", "后半。"),
    ];
    assert_eq!(
        word_text(&body.concat()),
        "受理120件\n甲乙\n办结118件 <A&B>\n面积3km²\n左\t右\n下\n框内\n框外\n指标 | 数 | 备注\n受理 | 120 |\n前半，后半。\n"
    );
}

#[test]
fn other_packages_are_refused_by_kind() {
    let message = |parts: &[(&str, &str)]| match read(&docx(parts)) {
        Err(error) => error.message_en(),
        Ok(_) => "read".to_owned(),
    };
    assert!(message(&[("xl/workbook.xml", "<workbook/>")]).contains("Excel"));
    assert!(message(&[("OFD.xml", "<OFD/>")]).contains("OFD"));
    assert!(message(&[("报告.txt", "甲")]).contains("unpack"));
    assert!(message(&[("word/document.xml", "<html/>")]).contains("ZIP"));
}
