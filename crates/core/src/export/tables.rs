//! The analysis as tables, and the first of them as CSV.

use super::words::{
    check_word, flaw_word, kind_word, qualifier_word, repair_word, role_word, status_word, verdict_word,
};
use super::{path, was};
use crate::analysis::{Analysis, Form, Indicator, Verdict};
use rust_decimal::Decimal;

/// A table for a spreadsheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it holds: 指标, 提纲, 勾稽 or 修复.
    pub name: &'static str,
    /// Its header.
    pub columns: Vec<Column>,
    /// Each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub title: &'static str,
    /// How wide it is, in digits; a character of Han takes two.
    pub width: u8,
}

/// A cell of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, labels, dates, and numbers that name something.
    Text(String),
    /// What was counted or measured, of at most 15 digits: a spreadsheet keeps no more.
    Number(Decimal),
}

impl Cell {
    /// A number, or its digits where a spreadsheet would drop some.
    fn number(value: Decimal) -> Cell {
        const MOST: i128 = 1_000_000_000_000_000;
        if value.normalize().mantissa().abs() < MOST { Cell::Number(value) } else { Cell::Text(value.to_string()) }
    }

    fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// The number that a person counts a thing by, from 1.
    fn nth(index: usize) -> Cell {
        Cell::Number(Decimal::from(index + 1))
    }
}

impl From<Option<Decimal>> for Cell {
    fn from(value: Option<Decimal>) -> Cell {
        value.map_or(Cell::Empty, Cell::number)
    }
}

/// Everything that was found, as tables: 指标 (the indicators), 提纲, 勾稽 (the checks, with what is implied and faulty
/// labels) and 修复. Rows that a reader struck out are not in the first; where anything was mended by hand, it has a column
/// that says what.
pub fn tables(analysis: &Analysis) -> Vec<Table> {
    vec![indicators(analysis), outline(analysis), checks(analysis), repairs(analysis)]
}

/// [`tables`] as JSON, which `wenheng-xlsx` takes:
/// `[{"name":"指标","columns":[{"title":"名称","width":30}],"rows":[["调处纠纷数",98.06,null]]}]`.
pub fn tables_json(analysis: &Analysis) -> String {
    // By hand: numbers go over digit by digit, and a serialiser of its own would be 5 KB of the browser's module.
    let mut json = String::new();
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is a JSON string");
    for table in tables(analysis) {
        json.push_str(if json.is_empty() { "[" } else { ",\n" });
        json.push_str(&format!("{{\"name\":{},\"columns\":[", quoted(table.name)));
        for (i, Column { title, width }) in table.columns.iter().enumerate() {
            json.push_str(if i == 0 { "" } else { "," });
            json.push_str(&format!("{{\"title\":{},\"width\":{width}}}", quoted(title)));
        }
        json.push_str("],\"rows\":[");
        for (i, row) in table.rows.iter().enumerate() {
            json.push_str(if i == 0 { "\n" } else { ",\n" });
            for (i, cell) in row.iter().enumerate() {
                json.push(if i == 0 { '[' } else { ',' });
                match cell {
                    Cell::Empty => json.push_str("null"),
                    Cell::Text(text) => json.push_str(&quoted(text)),
                    Cell::Number(value) => json.push_str(&value.to_string()),
                }
            }
            json.push(']');
        }
        json.push_str("]}");
    }
    json.push_str("]\n");
    json
}

/// The indicators as a table (RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8).
///
/// Text cells that a spreadsheet would run as a formula are written with an apostrophe before them.
pub fn csv(analysis: &Analysis) -> String {
    let Table { columns, rows, .. } = indicators(analysis);
    let header = columns.iter().map(|column| Cell::text(column.title)).collect();
    let mut out = String::from('\u{feff}');
    for row in std::iter::once(header).chain(rows) {
        for (at, cell) in row.into_iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => push_quoted(&mut out, &guarded(text)),
                Cell::Number(value) => out.push_str(&value.to_string()),
            }
        }
        out.push_str("\r\n");
    }
    out
}

/// A field of RFC 4180: in quotes where it would not be one.
fn push_quoted(out: &mut String, field: &str) {
    if field.contains([',', '"', '\r', '\n']) {
        out.extend(["\"", &field.replace('"', "\"\""), "\""]);
    } else {
        out.push_str(field);
    }
}

/// A cell that a spreadsheet takes for text: `=`, `+`, `-`, `@`, tab and their full-width forms run otherwise.
fn guarded(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn table<const N: usize>(name: &'static str, columns: [(&'static str, u8); N], rows: Vec<Vec<Cell>>) -> Table {
    let columns = columns.map(|(title, width)| Column { title, width }).to_vec();
    Table { name, columns, rows }
}

fn indicators(analysis: &Analysis) -> Table {
    let mended = analysis.indicators.iter().any(|figure| figure.edited().is_some());
    let kept = analysis.indicators.iter().filter(|figure| !figure.is_struck());
    let rows = kept.map(|figure| {
        let date = |date: Option<crate::Date>| Cell::text(date.map(|date| date.to_string()).unwrap_or_default());
        let mut row = vec![
            Cell::nth(figure.id),
            Cell::text(&*figure.name),
            Cell::number(figure.value),
            figure.value_max().into(),
            Cell::text(&*figure.unit),
            Cell::text(analysis.surface(figure)),
            Cell::text(kind_word(figure.kind)),
            Cell::text(qualifier_word(figure.qualifier)),
            Cell::text(status_word(figure.status)),
            date(figure.period.and_then(|period| period.from)),
            date(figure.period.and_then(|period| period.to)),
            Cell::text(path(analysis, analysis.node_of(figure))),
            Cell::text(evidence(analysis, figure)),
        ];
        if mended {
            row.push(Cell::text(was(figure).map(|was| format!("原为“{was}”")).unwrap_or_default()));
        }
        row
    });
    let rows = rows.collect();
    let mut table = table(
        "指标",
        [
            ("序号", 6),
            ("名称", 30),
            ("数值", 14),
            ("数值上限", 12),
            ("单位", 9),
            ("原文", 16),
            ("类别", 8),
            ("限定", 12),
            ("性质", 8),
            ("起", 12),
            ("止", 12),
            ("章节", 36),
            ("依据", 70),
        ],
        rows,
    );
    if mended {
        table.columns.push(Column { title: "人工修改", width: 30 });
    }
    table
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

fn outline(analysis: &Analysis) -> Table {
    let mut figures = vec![0; analysis.outline.len()];
    for figure in analysis.indicators.iter().filter(|figure| !figure.is_struck()) {
        if let Some(node) = analysis.node_of(figure) {
            figures[node] += 1;
        }
    }
    // A node comes before what it encloses.
    for node in analysis.outline.iter().rev() {
        if let Some(parent) = node.parent {
            figures[parent] += figures[node.id];
        }
    }
    let nodes = analysis.outline.iter().filter(|node| node.form != Form::Title);
    let rows = nodes.map(|node| {
        vec![
            Cell::Number(Decimal::from(node.depth)),
            Cell::text(node.label.of(&analysis.text)),
            Cell::text(analysis.title_of(node)),
            Cell::text(node.role.map(role_word).unwrap_or_default()),
            Cell::Number(Decimal::from(figures[node.id])),
            Cell::text(node.flaw.map(flaw_word).unwrap_or_default()),
        ]
    });
    let columns = [("层级", 6), ("序号", 10), ("标题", 60), ("用途", 12), ("指标数", 8), ("编号问题", 14)];
    table("提纲", columns, rows.collect())
}

fn checks(analysis: &Analysis) -> Table {
    // What is implied and faulty labels concern no stated number of their own: their cells stay empty.
    let members = |ids: &[usize]| {
        let figures: Vec<_> = ids.iter().filter_map(|&id| analysis.indicators.get(id)).collect();
        let joined = |text: &dyn Fn(&Indicator) -> String| {
            Cell::text(figures.iter().map(|figure| text(figure)).collect::<Vec<_>>().join("；"))
        };
        let mut sections: Vec<_> = figures.iter().map(|figure| analysis.node_of(figure)).collect();
        sections.dedup();
        let sections = sections.into_iter().map(|node| path(analysis, node)).filter(|path| !path.is_empty());
        [
            joined(&|figure| format!("{} {}", figure.name, analysis.surface(figure))),
            joined(&|figure| (figure.id + 1).to_string()),
            Cell::text(sections.collect::<Vec<_>>().join("；")),
        ]
    };
    let mut rows = Vec::new();
    for verdict in [Verdict::Mismatch, Verdict::Compare, Verdict::Rounding, Verdict::Partial, Verdict::Ok] {
        for check in analysis.checks.iter().filter(|check| check.verdict == verdict) {
            let first = analysis.members_of(check).first().and_then(|&id| analysis.indicators.get(id));
            let unit = first.filter(|figure| figure.value == check.stated).map_or("", |figure| &figure.unit);
            let [figures, ids, sections] = members(analysis.members_of(check));
            rows.push(vec![
                Cell::text(verdict_word(verdict)),
                Cell::text(check_word(check.kind)),
                Cell::text(analysis.working(check)),
                Cell::number(check.expected),
                Cell::number(check.stated),
                Cell::text(unit),
                figures,
                ids,
                sections,
                Cell::text(format!("{:016x}", check.fingerprint)),
            ]);
        }
    }
    for fault in &analysis.numbering {
        rows.push(vec![
            Cell::text(verdict_word(Verdict::Compare)),
            Cell::text("编号"),
            Cell::text(&fault.explain),
            Cell::text(&fault.expected),
            Cell::text(&fault.stated),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::text(path(analysis, Some(fault.node))),
            Cell::text(format!("{:016x}", fault.fingerprint)),
        ]);
    }
    for derived in &analysis.derived {
        let [figures, ids, sections] = members(&derived.members);
        rows.push(vec![
            Cell::text("可推算"),
            Cell::text(&derived.name),
            Cell::text(&derived.explain),
            Cell::number(derived.value),
            Cell::Empty,
            Cell::text(&*derived.unit),
            figures,
            ids,
            sections,
            Cell::Empty,
        ]);
    }
    let columns = [
        ("结论", 12),
        ("关系", 16),
        ("算式", 44),
        ("推算值", 14),
        ("所写值", 14),
        ("单位", 9),
        ("涉及指标", 50),
        ("指标序号", 14),
        ("章节", 36),
        ("标识", 20),
    ];
    table("勾稽", columns, rows)
}

fn repairs(analysis: &Analysis) -> Table {
    const AROUND: usize = 12;
    let rows = analysis.repairs.iter().map(|repair| {
        let (before, behind) = (&analysis.text[..repair.span.start], &analysis.text[repair.span.end..]);
        let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        let end = behind.char_indices().nth(AROUND).map_or(behind.len(), |(at, _)| at);
        let around = &analysis.text[start..repair.span.end + end];
        vec![
            Cell::text(repair_word(repair.kind)),
            Cell::text(if repair.certain { "确定" } else { "推测" }),
            Cell::text(visible(analysis.before(repair))),
            Cell::text(visible(analysis.after(repair))),
            Cell::text(visible(around)),
        ]
    });
    let columns = [("种类", 14), ("把握", 8), ("原为", 30), ("现为", 30), ("前后文", 50)];
    table("修复", columns, rows.collect())
}

/// What cannot be seen, in a form that can: `U+200B`, and an arrow for the end of a line.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('↵'),
            '\r' => {}
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e000}'..='\u{f8ff}' => out.push_str(&format!("U+{:04X}", u32::from(c))),
            c if c.is_control() => out.push_str(&format!("U+{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_run_are_defused() {
        for cell in ["=1+1", "+86", "-1", "@sum", "\tx", "＝1"] {
            assert!(guarded(cell.to_owned()).starts_with('\''), "{cell}");
        }
        assert_eq!(guarded("完成-1".to_owned()), "完成-1");
    }

    #[test]
    fn a_number_that_a_spreadsheet_would_cut_short_is_text() {
        assert_eq!(
            Cell::number(Decimal::new(999_999_999_999_999, 2)),
            Cell::Number(Decimal::new(999_999_999_999_999, 2))
        );
        assert_eq!(Cell::number(Decimal::from(1_234_567_890_123_456_i64)), Cell::Text("1234567890123456".to_owned()));
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(visible("甲\u{200b}\r\n乙\t"), "甲U+200B↵乙U+0009");
    }
}
