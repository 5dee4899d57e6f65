//! Whatever the text, the analysis ends and keeps its laws.

use proptest::prelude::*;
use wenheng_core::{Analysis, Options, Utf16Index, decode, export};
use wenheng_tests::analyze;
use wenheng_tests::zip::{document, docx};

/// What reports are made of, in pieces that meet in ways no report has.
const PIECES: &[&str] = &[
    "一、",
    "（一）",
    "(二)",
    "1、",
    "2.",
    "（3）",
    "①",
    "一是",
    "二是",
    "三",
    "第一，",
    "第二部分",
    "一要",
    "名词解释",
    "。",
    "，",
    ",",
    "；",
    "：",
    ":",
    "、",
    "！",
    "？",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "(",
    ")",
    "\n",
    "\r\n",
    "\u{3000}",
    " ",
    "1495宗",
    "1466宗",
    "98.06%",
    "化解率为",
    "其中",
    "10余万人次",
    "3万4000",
    "十余项",
    "十余",
    "数百",
    "上百名",
    "数十次",
    "百",
    "三分之一",
    "百分之八十",
    "九成",
    "翻一番",
    "两个",
    "首个",
    "唯一",
    "第一个",
    "位列",
    "第3",
    "近",
    "约",
    "超",
    "签约",
    "以上",
    "左右",
    "3—5个",
    "5%",
    "-",
    "至",
    "由",
    "从",
    "提高到",
    "同比增长",
    "较上年",
    "2021年",
    "截至11月",
    "前三季度",
    "1至11月",
    "2020年4月15日至2021年4月30日",
    "至今",
    "万",
    "亿",
    "元",
    "个",
    "平方米",
    "公里",
    "24小时",
    "15分钟",
    "“1+4+X”",
    "将",
    "拟",
    "计划",
    "任务",
    "化解",
    "矛盾纠纷",
    "存在问题：",
    "下一步打算：",
    "发布机构：",
    "【打印】",
    "浏览次数:",
    "工作总结",
    "街道",
    "𠮷",
    "😀",
    "e\u{301}",
    "\u{200b}",
    "\u{feff}",
    "9999999999999999999",
    "0.00000000000001",
    "亿亿亿",
    "万万万",
    "-1",
    "=1+1",
    "|",
    "*",
    "A5",
    "H/2022",
    "第",
    "届",
    "年",
    "月",
    "日",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![9 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 1..60)
        .prop_map(|pieces| pieces.concat())
}

/// What web pages are made of.
const TAGS: &[&str] = &[
    "<p>",
    "</p>",
    "<p hidden>",
    "<div style='display:none'>",
    "</div>",
    "<br>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<ol start=9>",
    "<ol type=i reversed>",
    "</ol>",
    "<ul>",
    "</ul>",
    "<li>",
    "<li value=-3>",
    "<span style='mso-list:Ignore'>",
    "</span>",
    "<sup>",
    "</sup>",
    "<pre>",
    "</pre>",
    "<ruby>",
    "<rt>",
    "</ruby>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![if x]>",
    "&nbsp;",
    "&#0;",
    "&#x4E00",
    "&",
    "<",
    ">",
    "<a href='",
    "'",
    "一、",
    "1.",
    "办结118件",
    "。",
    " ",
    "\n",
    "\u{3000}",
    "l",
    "𠮷",
    "<!--StartFragment-->",
    "<!--EndFragment-->",
];

/// What Word documents are made of.
const PARTS: &[&str] = &[
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:r>",
    "<w:t>办结118件</w:t>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:tab/>",
    "<w:br/>",
    "<w:del>",
    "</w:del>",
    "<w:pPr>",
    "</w:pPr>",
    "<w:vanish/>",
    "<w:t>",
    "</w:t>",
    "<w:numPr><w:numId w:val='1'/></w:numPr>",
    "<w:footnote>",
    "</w:footnote>",
    "&amp;",
    "&#19968;",
    "&x;",
    "甲",
    "<w:vertAlign w:val='superscript'/>",
    "<mc:Fallback>",
    "</mc:Fallback>",
    "<w:pStyle w:val='x'/>",
    "<!-- -->",
];

fn pieces(from: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(from), 1..80).prop_map(|pieces| pieces.concat())
}

/// Asserts that the document is refused, or its text is lines that hold something.
fn lines_or_refusal(bytes: &[u8]) {
    if let Ok(found) = decode(bytes, &Options::default()) {
        assert!(matches!(found.format, "html" | "docx"));
        assert!(
            found.text.ends_with('\n') && !found.text.lines().any(|line| line.trim().is_empty()),
            "{:?}",
            found.text
        );
    }
}

fn laws(analysis: &Analysis, source: &str) {
    let text = &analysis.text;
    let index = Utf16Index::new(text);
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut end = 0;
    for figure in &analysis.indicators {
        assert!(end <= figure.span.start, "figures overlap");
        end = figure.span.end;
        let slice = &units[index.at(figure.span.start)..index.at(figure.span.end)];
        assert_eq!(String::from_utf16_lossy(slice), analysis.surface(figure));
        assert!(figure.value_max.is_none_or(|max| max > figure.value));
        let decisions = analysis.explain(figure.id).expect("its id");
        let mut words = decisions.iter().flat_map(|decision| decision.reason.words());
        assert!(
            words.all(|span| text.get(span.start..span.end).is_some_and(|words| !words.is_empty())),
            "{decisions:?}"
        );
    }
    for node in &analysis.outline {
        assert!(node.extent.start <= node.span.start && node.span.end <= node.extent.end, "{node:?}");
        assert!(node.parent.is_none_or(|parent| parent < node.id));
    }
    for check in &analysis.checks {
        // A list and its number, a hedged number, two dates and their days are about one figure.
        assert!(!check.members.is_empty() && check.members.iter().all(|&id| id < analysis.indicators.len()));
    }
    // Runs are in order, do not overlap, and go one to one; only repairs make a difference.
    let source: Vec<u16> = source.encode_utf16().collect();
    let mut mended = vec![false; units.len()];
    for repair in &analysis.repairs {
        mended[index.at(repair.span.start)..index.at(repair.span.end)].fill(true);
    }
    let (mut text_end, mut source_end) = (0, 0);
    for [at, from, len] in analysis.alignment.runs() {
        assert!(at >= text_end && from >= source_end);
        for offset in 0..len {
            assert!(units[at + offset] == source[from + offset] || mended[at + offset], "at {}", at + offset);
        }
        (text_end, source_end) = (at + len, from + len);
    }
    assert_eq!(analysis.alignment.source_len(), source.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_by_the_laws(source in text()) {
        let options = Options { emit_words: true, reasons: true, ..Options::default() };
        match analyze(source.as_bytes(), &options) {
            Ok(analysis) => {
                laws(&analysis, &source);
                let json = export::json(&analysis);
                serde_json::from_str::<serde_json::Value>(&json).expect("JSON reads back");
                export::csv(&analysis);
                export::markdown(&analysis);
            }
            Err(error) => assert!(!error.message_zh().is_empty()),
        }
    }

    #[test]
    fn any_page_is_read(body in pieces(TAGS)) {
        lines_or_refusal(format!("<html>{body}").as_bytes());
    }

    #[test]
    fn any_word_document_is_read_or_refused(body in pieces(PARTS)) {
        lines_or_refusal(&docx(&[("word/document.xml", &document(&body))]));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = analyze(&bytes, &Options::default());
    }
}
