//! Markdown for reading.

use super::words::{status_word, verdict_word};
use super::{path, was};
use crate::analysis::{Analysis, Form, Node, Verdict};

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
        line(format!("{indent}- {}", heading(analysis, node)));
    }
    check_list(analysis, &mut line);
    line("\n## 指标\n".to_owned());
    line("| 名称 | 原文 | 数值 | 单位 | 期间 | 性质 |".to_owned());
    line("| --- | --- | ---: | --- | --- | --- |".to_owned());
    for figure in analysis.indicators.iter().filter(|figure| !figure.is_struck()) {
        let value = match figure.value_max() {
            Some(max) => format!("{}–{max}", figure.value),
            None => figure.value.to_string(),
        };
        let period = figure.period.map(|period| period.to_string()).unwrap_or_default();
        let was = was(figure).map(|was| format!("（原为“{}”）", escaped(was))).unwrap_or_default();
        line(format!(
            "| {}{was} | {} | {value} | {} | {period} | {} |",
            escaped(&figure.name),
            escaped(analysis.surface(figure)),
            escaped(&figure.unit),
            status_word(figure.status)
        ));
    }
    annotated(analysis, &mut line);
    mended(analysis, &mut line);
    out
}

/// The outline again, with the figures of each section below its title.
#[inline(never)]
fn annotated(analysis: &Analysis, line: &mut impl FnMut(String)) {
    line("\n## 分节指标\n".to_owned());
    let mut figures = vec![Vec::new(); analysis.outline.len() + 1];
    for figure in analysis.indicators.iter().filter(|figure| !figure.is_struck()) {
        figures[analysis.node_of(figure).map_or(0, |node| node + 1)].push(figure);
    }
    let at = |node: usize, depth: usize, line: &mut dyn FnMut(String)| {
        for figure in &figures[node] {
            let indent = "  ".repeat(depth);
            line(format!("{indent}- **{}** {}", escaped(analysis.surface(figure)), escaped(&figure.name)));
        }
    };
    at(0, 0, line);
    for node in &analysis.outline {
        let depth = node.depth as usize;
        if node.form != Form::Title {
            let indent = "  ".repeat(depth.saturating_sub(1));
            line(format!("{indent}- {}", heading(analysis, node)));
        }
        at(node.id + 1, depth, line);
    }
}

/// What a reader did by hand; nothing where nothing was done.
#[inline(never)]
fn mended(analysis: &Analysis, line: &mut impl FnMut(String)) {
    let mut edited = analysis.indicators.iter().filter(|figure| figure.edited().is_some()).peekable();
    if edited.peek().is_some() {
        line("\n## 人工修改\n".to_owned());
    }
    for figure in edited {
        let what = format!("{} {}", escaped(&figure.name), escaped(analysis.surface(figure)));
        let what = if figure.is_struck() { format!("~~{what}~~") } else { what };
        line(match was(figure) {
            Some(was) => format!("- {what}（原为“{}”）", escaped(was)),
            None => format!("- {what}"),
        });
    }
}

/// 核对单: what a person should look at, the gravest first and each with a box to tick; what agrees; what is implied.
#[inline(never)]
fn check_list(analysis: &Analysis, line: &mut impl FnMut(String)) {
    let of = |verdict| analysis.checks.iter().filter(move |check| check.verdict == verdict);
    let alarms: Vec<_> = of(Verdict::Mismatch).chain(of(Verdict::Compare)).collect();
    line(format!("\n## 核对单\n\n### 请核对（{}）\n", alarms.len() + analysis.numbering.len()));
    for check in alarms {
        line(format!("- [ ] **{}** {}", verdict_word(check.verdict), analysis.working(check)));
        for &id in analysis.members_of(check) {
            let figure = &analysis.indicators[id];
            let section = path(analysis, analysis.node_of(figure));
            let place = if section.is_empty() { section } else { format!("（{}）", escaped(&section)) };
            line(format!("  - {} {}{place}", escaped(analysis.surface(figure)), escaped(&figure.name)));
        }
    }
    for fault in &analysis.numbering {
        let title = escaped(analysis.title_of(&analysis.outline[fault.node]));
        line(format!("- [ ] **编号** {}，应为“{}”：{title}", escaped(&fault.explain), escaped(&fault.expected)));
    }
    let names = |members: &[usize]| {
        members.iter().map(|&id| escaped(&analysis.indicators[id].name)).collect::<Vec<_>>().join("、")
    };
    for verdict in [Verdict::Ok, Verdict::Rounding, Verdict::Partial] {
        line(format!("\n### {}（{}）\n", verdict_word(verdict), of(verdict).count()));
        of(verdict)
            .for_each(|check| line(format!("- {}（{}）", analysis.working(check), names(analysis.members_of(check)))));
    }
    line(format!("\n### 可推算（{}）\n", analysis.derived.len()));
    for derived in &analysis.derived {
        line(format!("- {}：{}{}", escaped(&derived.name), derived.explain, escaped(&derived.unit)));
    }
}

/// Label and title of a node.
fn heading(analysis: &Analysis, node: &Node) -> String {
    escaped(node.label.of(&analysis.text)) + &escaped(analysis.title_of(node))
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
    fn markdown_is_inert() {
        assert_eq!(escaped("a|b*c\nd<i>"), "a\\|b\\*c d\\<i>");
    }
}
