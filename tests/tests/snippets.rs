//! Annotated snippets: a sentence or a few lines, and under them what must come out. `snippets/README.md` says how they
//! are written; a file is a test by being there.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use wenheng_core::{Analysis, Direction, Form, Indicator, Node, Options};
use wenheng_tests::analyze;

/// A snippet: what is read, and what must come out.
struct Snippet {
    /// The first line in its file, from 1.
    line: usize,
    text: String,
    /// Why it fails now, when it is known to.
    fault: Option<String>,
    figures: Vec<Wanted>,
    nodes: Vec<Wanted>,
}

/// A line under a snippet: columns between bars.
struct Wanted {
    line: usize,
    columns: Vec<String>,
}

impl Wanted {
    fn column(&self, index: usize) -> &str {
        self.columns.get(index).map_or("", String::as_str)
    }

    /// The words of a column, `field=value` split.
    fn fields(&self, index: usize) -> impl Iterator<Item = (&str, &str)> {
        self.column(index).split_whitespace().map(|field| field.split_once('=').unwrap_or((field, "")))
    }

    /// The value of a field, or what a line that does not name it means.
    fn field<'a>(&'a self, index: usize, name: &str, silent: &'a str) -> &'a str {
        self.fields(index).find(|(field, _)| *field == name).map_or(silent, |(_, value)| value)
    }
}

fn snippets(text: &str) -> Vec<Snippet> {
    let mut found: Vec<Snippet> = Vec::new();
    // Whether the last line was one of the text.
    let mut in_text = false;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim_end();
        let wanted =
            |line: &str| Wanted { line: number, columns: line.split('|').map(|c| c.trim().to_owned()).collect() };
        if let Some(read) = line.strip_prefix('>') {
            if !in_text {
                found.push(Snippet {
                    line: number,
                    text: String::new(),
                    fault: None,
                    figures: Vec::new(),
                    nodes: Vec::new(),
                });
            }
            let snippet = found.last_mut().expect("a line of text opens one");
            snippet.text.push_str(read.strip_prefix(' ').unwrap_or(read));
            snippet.text.push('\n');
            in_text = true;
            continue;
        }
        in_text = false;
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let snippet = found.last_mut().unwrap_or_else(|| panic!("line {number}: nothing was read yet"));
        if let Some(why) = line.strip_prefix('!') {
            snippet.fault = Some(why.trim().to_owned());
        } else if let Some(node) = line.strip_prefix('#') {
            snippet.nodes.push(wanted(node));
        } else {
            snippet.figures.push(wanted(line));
        }
    }
    found
}

/// What is wrong with the analysis of a snippet, a line each; empty when all is as wanted.
fn faults(snippet: &Snippet) -> String {
    let mut wrong = String::new();
    let analysis = match analyze(snippet.text.as_bytes(), &Options::default()) {
        Ok(analysis) => analysis,
        Err(error) => return format!("  cannot be read: {error}\n"),
    };
    if !snippet.nodes.is_empty() {
        outline_faults(&analysis, &snippet.nodes, &mut wrong);
    }
    if !snippet.figures.is_empty() || snippet.nodes.is_empty() {
        figure_faults(&analysis, &snippet.figures, &mut wrong);
    }
    wrong
}

/// Goes through what was found and what is wanted side by side; where they part, the nearer of the two is left out.
fn side_by_side<'a, F, W>(
    found: &'a [F],
    wanted: &'a [W],
    same: impl Fn(&F, &W) -> bool,
) -> Vec<(Option<&'a F>, Option<&'a W>)> {
    let (mut f, mut w, mut pairs) = (0, 0, Vec::new());
    while f < found.len() || w < wanted.len() {
        match (found.get(f), wanted.get(w)) {
            (Some(one), Some(other)) if same(one, other) => {
                pairs.push((Some(one), Some(other)));
                f += 1;
                w += 1;
            }
            (Some(one), Some(other)) => {
                let later_found = found[f..].iter().position(|one| same(one, other)).unwrap_or(usize::MAX);
                let later_wanted = wanted[w..].iter().position(|other| same(one, other)).unwrap_or(usize::MAX);
                if later_found <= later_wanted && later_found != usize::MAX {
                    pairs.push((Some(one), None));
                    f += 1;
                } else if later_wanted != usize::MAX {
                    pairs.push((None, Some(other)));
                    w += 1;
                } else {
                    pairs.extend([(Some(one), None), (None, Some(other))]);
                    f += 1;
                    w += 1;
                }
            }
            (one, other) => {
                pairs.push((one, other));
                f += 1;
                w += 1;
            }
        }
    }
    pairs
}

fn figure_faults(analysis: &Analysis, wanted: &[Wanted], wrong: &mut String) {
    let same = |found: &Indicator, wanted: &Wanted| analysis.surface(found) == wanted.column(0);
    for pair in side_by_side(&analysis.indicators, wanted, same) {
        match pair {
            (Some(found), Some(wanted)) => {
                for fault in field_faults(found, wanted) {
                    let _ = writeln!(wrong, "  {}: {} {fault}", wanted.line, wanted.column(0));
                }
            }
            (Some(found), None) => {
                let _ = writeln!(wrong, "  {} «{}» is none", analysis.surface(found), found.name);
            }
            (None, Some(wanted)) => {
                let _ = writeln!(wrong, "  {}: {} is not found", wanted.line, wanted.column(0));
            }
            (None, None) => {}
        }
    }
}

fn field_faults(found: &Indicator, wanted: &Wanted) -> Vec<String> {
    let mut wrong = Vec::new();
    let missing: Vec<&str> = (wanted.column(1).split_whitespace())
        .filter(|word| match word.strip_prefix('-') {
            Some(word) => found.name.contains(word),
            None => !found.name.contains(word),
        })
        .collect();
    if !missing.is_empty() {
        wrong.push(format!("is named «{}», against {}", found.name, missing.join(" ")));
    }
    let value = |field: &str| match field {
        "value" => found.value.to_string(),
        "max" => found.value_max().map_or_else(|| "none".to_owned(), |max| max.to_string()),
        "unit" => found.unit.to_string(),
        "kind" => found.kind.name().to_owned(),
        "qualifier" => found.qualifier.name().to_owned(),
        "status" => found.status.name().to_owned(),
        "period" => found.period.map_or_else(|| "none".to_owned(), |period| period.to_string()),
        "change" => found.change.map_or_else(
            || "none".to_owned(),
            |change| format!("{}{}", change.basis.name(), if change.direction == Direction::Up { '↑' } else { '↓' }),
        ),
        _ => "no such field".to_owned(),
    };
    // What a line does not say is as plain as can be.
    let silent = [("qualifier", "exact"), ("status", "actual"), ("change", "none")];
    let said = wanted.fields(2);
    let unsaid = silent.into_iter().filter(|(field, _)| wanted.fields(2).all(|(said, _)| said != *field));
    for (field, want) in said.chain(unsaid) {
        let have = value(field);
        if have != want {
            wrong.push(format!("has {field} {have}, not {want}"));
        }
    }
    wrong
}

fn outline_faults(analysis: &Analysis, wanted: &[Wanted], wrong: &mut String) {
    let nodes: Vec<&Node> = analysis.outline.iter().filter(|node| node.form != Form::Title).collect();
    let shown = |node: &Node| {
        let label = if node.label.is_empty() { "-" } else { node.label.of(&analysis.text) };
        format!("{} {label} {}", node.depth, analysis.title_of(node))
    };
    let same = |found: &&Node, wanted: &Wanted| {
        let mut columns = wanted.column(0).splitn(3, ' ').skip(1);
        let label = columns.next().filter(|label| *label != "-").unwrap_or("");
        found.label.of(&analysis.text) == label
            && (!label.is_empty() || Some(analysis.title_of(found)) == columns.next())
    };
    for pair in side_by_side(&nodes, wanted, same) {
        match pair {
            (Some(found), Some(wanted)) => {
                if shown(found) != wanted.column(0) {
                    let _ = writeln!(wrong, "  {}: {} is read as {}", wanted.line, wanted.column(0), shown(found));
                }
                let form = found.form.name();
                let role = found.role.map_or("none", |role| role.name());
                let flaw = found.flaw.map_or("none", |flaw| flaw.name());
                for (field, have) in [("form", form), ("role", role), ("flaw", flaw)] {
                    let want = wanted.field(1, field, if field == "flaw" { "none" } else { have });
                    if want != have {
                        let _ =
                            writeln!(wrong, "  {}: {} has {field} {have}, not {want}", wanted.line, wanted.column(0));
                    }
                }
            }
            (Some(found), None) => {
                let _ = writeln!(wrong, "  # {} is none", shown(found));
            }
            (None, Some(wanted)) => {
                let _ = writeln!(wrong, "  {}: # {} is not found", wanted.line, wanted.column(0));
            }
            (None, None) => {}
        }
    }
}

#[test]
fn every_snippet_is_read_as_annotated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snippets");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("tests/snippets exists")
        .map(|entry| entry.expect("tests/snippets can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let (mut report, mut count, mut failed, mut known) = (String::new(), 0, 0, 0);
    for file in files {
        let name = file.file_name().expect("a file").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).expect("a file of snippets is UTF-8");
        for snippet in snippets(&text) {
            count += 1;
            let wrong = faults(&snippet);
            let first = snippet.text.lines().next_back().unwrap_or("");
            match &snippet.fault {
                Some(_) if !wrong.is_empty() => known += 1,
                Some(why) => {
                    failed += 1;
                    let _ = writeln!(report, "{name}:{} {first}\n  passes; take away: ! {why}", snippet.line);
                }
                None if !wrong.is_empty() => {
                    failed += 1;
                    let _ = write!(report, "{name}:{} {first}\n{wrong}", snippet.line);
                }
                None => {}
            }
        }
    }
    println!("{count} snippets, {known} of them known faults");
    assert!(failed == 0, "{failed} of {count} snippets are read otherwise:\n{report}");
}
