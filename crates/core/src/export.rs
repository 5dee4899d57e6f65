//! The analysis as JSON, CSV and Markdown.

use crate::analysis::{Analysis, Form, Indicator, TAGS, Verdict};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The contract's JSON, each object of its lists on a line of its own, so that two analyses compare line by line.
pub fn json(analysis: &Analysis) -> String {
    let mut json = Vec::with_capacity(analysis.text.len() * 8);
    let mut serializer = serde_json::Serializer::with_formatter(&mut json, Lines::default());
    analysis.serialize(&mut serializer).expect("plain values serialise into memory");
    let mut json = String::from_utf8(json).expect("JSON is UTF-8");
    if let Some((starts, tags)) = analysis.word_arrays() {
        let end = json.trim_end_matches(['}', '\n']).len();
        json.truncate(end);
        let names: Vec<_> = tags.iter().map(|&tag| TAGS[usize::from(tag)]).collect();
        let plain = "plain values serialise into memory";
        let (starts, tags) =
            (serde_json::to_string(&starts).expect(plain), serde_json::to_string(&names).expect(plain));
        write!(json, ",\n\"words\":{{\"starts\":{starts},\"tags\":{tags}}}\n}}\n").expect("a string takes it");
    }
    json
}

/// Breaks the line before each field of the outermost object and each element of its lists.
#[derive(Default)]
struct Lines {
    depth: usize,
}

impl Lines {
    fn separate<W: ?Sized + Write>(&self, writer: &mut W, first: bool, most: usize) -> io::Result<()> {
        writer.write_all(match (first, self.depth <= most) {
            (true, true) => b"\n",
            (true, false) => b"",
            (false, true) => b",\n",
            (false, false) => b",",
        })
    }
}

impl Formatter for Lines {
    /// Numbers with a point come from decimals of at most 15 digits and become them again.
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{}", Decimal::from_f64(value).unwrap_or_default())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(if self.depth == 0 { b"\n}\n" } else { b"}" })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first, 1)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first, 2)
    }
}

/// The indicators as a table (RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8).
///
/// Text cells that a spreadsheet would run as a formula are written with an apostrophe before them.
pub fn csv(analysis: &Analysis) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let header =
        ["序号", "名称", "数值", "数值上限", "单位", "原文", "类别", "限定", "性质", "起", "止", "章节", "依据"];
    let mut put = |row: &[String]| writer.write_record(row).expect("memory takes it");
    put(&header.map(str::to_owned));
    for figure in &analysis.indicators {
        let section = section(analysis, figure);
        let evidence = evidence(analysis, figure);
        let date = |date: Option<crate::Date>| date.map(|date| date.to_string()).unwrap_or_default();
        put(&[
            (figure.id + 1).to_string(),
            guarded(&figure.name),
            figure.value.to_string(),
            figure.value_max.map(|value| value.to_string()).unwrap_or_default(),
            guarded(&figure.unit),
            guarded(analysis.surface(figure)),
            figure.kind.name().to_owned(),
            figure.qualifier.name().to_owned(),
            figure.status.name().to_owned(),
            date(figure.period.and_then(|period| period.from)),
            date(figure.period.and_then(|period| period.to)),
            guarded(&section),
            guarded(&evidence),
        ]);
    }
    let bytes = writer.into_inner().expect("memory takes it");
    format!("\u{feff}{}", String::from_utf8(bytes).expect("only text was written"))
}

/// The titles of the sections that a figure stands in, from the outermost.
fn section(analysis: &Analysis, figure: &Indicator) -> String {
    analysis.path(figure.node).iter().map(|node| node.title.as_str()).collect::<Vec<_>>().join(" › ")
}

/// The sentence of a figure; of a very long one the words around the figure.
fn evidence(analysis: &Analysis, figure: &Indicator) -> String {
    const AROUND: usize = 150;
    let sentence = analysis.sentences[figure.sentence].span;
    let before = &analysis.text[sentence.start..figure.span.start];
    let behind = &analysis.text[figure.span.start..sentence.end];
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = behind.char_indices().nth(AROUND * 2).map_or(behind.len(), |(at, _)| at);
    let [opening, closing] = [start > 0, end < behind.len()].map(|cut| if cut { "…" } else { "" });
    format!("{opening}{}{}{closing}", &before[start..], &behind[..end])
}

/// A cell that a spreadsheet takes for text: `=`, `+`, `-`, `@`, tab and their full-width forms run otherwise.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Outline, checks and indicators for reading.
pub fn markdown(analysis: &Analysis) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("# {}\n", escaped(analysis.title.as_deref().unwrap_or("（无标题）"))));
    line("## 提纲\n".to_owned());
    for node in analysis.outline.iter().filter(|node| node.form != Form::Title) {
        let indent = "  ".repeat(node.depth.saturating_sub(1) as usize);
        line(format!("{indent}- {}{}", escaped(&node.label), escaped(&node.title)));
    }
    check_list(analysis, &mut line);
    line("\n## 指标\n".to_owned());
    line("| 名称 | 原文 | 数值 | 单位 | 期间 | 性质 |".to_owned());
    line("| --- | --- | ---: | --- | --- | --- |".to_owned());
    for figure in &analysis.indicators {
        let value = match figure.value_max {
            Some(max) => format!("{}–{max}", figure.value),
            None => figure.value.to_string(),
        };
        let period = figure.period.map(|period| period.to_string()).unwrap_or_default();
        line(format!(
            "| {} | {} | {value} | {} | {period} | {} |",
            escaped(&figure.name),
            escaped(analysis.surface(figure)),
            escaped(&figure.unit),
            figure.status.name()
        ));
    }
    out
}

/// 核对单: what a person should look at, the gravest first and each with a box to tick; what agrees; what is implied.
#[inline(never)]
fn check_list(analysis: &Analysis, line: &mut impl FnMut(String)) {
    let of = |verdict| analysis.checks.iter().filter(move |check| check.verdict == verdict);
    let alarms: Vec<_> = of(Verdict::Mismatch).chain(of(Verdict::Compare)).collect();
    line(format!("\n## 核对单\n\n### 请核对（{}）\n", alarms.len() + analysis.numbering.len()));
    for check in alarms {
        line(format!("- [ ] **{}** {}", verdict_name(check.verdict), check.explain));
        for &id in &check.members {
            let figure = &analysis.indicators[id];
            let section = section(analysis, figure);
            let place = if section.is_empty() { section } else { format!("（{}）", escaped(&section)) };
            line(format!("  - {} {}{place}", escaped(analysis.surface(figure)), escaped(&figure.name)));
        }
    }
    for fault in &analysis.numbering {
        let title = escaped(&analysis.outline[fault.node].title);
        line(format!("- [ ] **编号** {}，应为“{}”：{title}", escaped(&fault.explain), escaped(&fault.expected)));
    }
    let names = |members: &[usize]| {
        members.iter().map(|&id| escaped(&analysis.indicators[id].name)).collect::<Vec<_>>().join("、")
    };
    for verdict in [Verdict::Ok, Verdict::Rounding, Verdict::Partial] {
        line(format!("\n### {}（{}）\n", verdict_name(verdict), of(verdict).count()));
        of(verdict).for_each(|check| line(format!("- {}（{}）", check.explain, names(&check.members))));
    }
    line(format!("\n### 可推算（{}）\n", analysis.derived.len()));
    for derived in &analysis.derived {
        line(format!("- {}：{}{}", escaped(&derived.name), derived.explain, escaped(&derived.unit)));
    }
}

/// As the page names it.
fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "一致",
        Verdict::Rounding => "尾差之内",
        Verdict::Partial => "部分列举",
        Verdict::Compare => "待核",
        Verdict::Mismatch => "不符",
    }
}

/// Text that Markdown takes as it stands.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '|' | '\\' | '*' | '_' | '`' | '<' | '[' | ']' | '#') {
            out.push('\\');
        }
        out.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_run_are_defused() {
        for cell in ["=1+1", "+86", "-1", "@sum", "\tx", "＝1"] {
            assert!(guarded(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(guarded("完成-1"), "完成-1");
    }

    #[test]
    fn markdown_is_inert() {
        assert_eq!(escaped("a|b*c\nd<i>"), "a\\|b\\*c d\\<i>");
    }
}
