//! `wenheng`: the analysis for shells, batches and tests.

use clap::{Parser, Subcommand, ValueEnum};
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use wenheng_core::{Analysis, Analyzer, Encoding, MAX_BYTES, Options, RepairKind, export};

/// Reads Chinese government work reports: outline, indicators, cross-checks. Nothing leaves the machine.
#[derive(Parser)]
#[command(name = "wenheng", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Analyse one report and print what was found.
    #[command(after_help = "\
EXAMPLES:
  wenheng analyze report.txt                     the whole analysis as JSON
  wenheng analyze report.txt --format csv        the indicators as a table for a spreadsheet
  wenheng analyze report.txt -o report.xlsx --format xlsx    a workbook: indicators, outline, checks, repairs
  wenheng analyze - --format md < report.docx    outline, checks and indicators for reading
  wenheng analyze report.txt --explain 12        why the indicator with the id 12 was read as it was
  wenheng analyze old.txt --encoding gbk         a text whose encoding its content does not tell

EXIT STATUS:
  0  the report was read
  1  it cannot be read, or has no such indicator: one line on standard error says why and what to do
  2  the command line is wrong")]
    Analyze {
        /// The report: text, HTML, Markdown or DOCX, told by content; `-` reads standard input
        file: PathBuf,
        /// What to print
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
        /// Write to this file, not to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Say instead which rule gave this indicator its value, name, period and status, and the words it rests on
        #[arg(long, value_name = "ID", conflicts_with_all = ["format", "words"])]
        explain: Option<usize>,
        /// Add the words and their tags to the JSON
        #[arg(long)]
        words: bool,
        /// Read text in this encoding instead of the one that its content tells: utf-8, gbk, gb18030, big5, utf-16le, utf-16be
        #[arg(long, value_name = "NAME", value_parser = encoding)]
        encoding: Option<Encoding>,
        /// Do not make repairs of this kind; may be given again for another
        #[arg(long, value_name = "KIND", value_parser = repair_kind)]
        without_repair: Vec<RepairKind>,
    },
}

/// The kind of repair of that name; the error names them all.
fn repair_kind(name: &str) -> Result<RepairKind, String> {
    RepairKind::from_name(name).ok_or_else(|| {
        let names: Vec<_> = RepairKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("the kinds are {}", names.join(", "))
    })
}

fn encoding(label: &str) -> Result<Encoding, String> {
    Encoding::from_label(label).ok_or_else(|| {
        let names = Encoding::ALL.map(|encoding| encoding.name().to_ascii_lowercase());
        format!("no encoding that is read; there are {} and gbk", names.join(", "))
    })
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// The analysis, one line
    Json,
    /// The indicators, with a byte order mark for spreadsheets
    Csv,
    /// Outline, checks and indicators as Markdown
    Md,
    /// A workbook with a sheet each for indicators, outline, checks and repairs
    Xlsx,
}

fn main() -> ExitCode {
    let Command::Analyze { file, format, output, explain, words, encoding, without_repair } = Cli::parse().command;
    let options = Options {
        emit_words: words,
        encoding,
        without_repairs: without_repair,
        reasons: explain.is_some(),
        ..Options::default()
    };
    match run(&file, format, output.as_deref(), explain, options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("wenheng: {}: {message}", file.display());
            ExitCode::FAILURE
        }
    }
}

fn run(
    file: &Path,
    format: Format,
    output: Option<&Path>,
    explain: Option<usize>,
    mut options: Options,
) -> Result<(), String> {
    if matches!(format, Format::Xlsx) && output.is_none() && std::io::stdout().is_terminal() {
        return Err("a workbook is no text for a terminal: add -o FILE, or send it on with > FILE".to_owned());
    }
    let bytes = read(file).map_err(|error| format!("cannot be opened: {error}"))?;
    let name = (file != Path::new("-")).then(|| file.file_name()).flatten();
    options.name = name.map(|name| name.to_string_lossy().into_owned());
    let analysis = Analyzer::new(wenheng_lexicon::builtin())
        .analyze(bytes, &options)
        .map_err(|error| format!("{}: {error}", error.code()))?;
    let found = match (explain, format) {
        (Some(id), _) => lines(explanation(&analysis, id)?),
        (None, Format::Json) => lines(export::json(&analysis)),
        (None, Format::Csv) => lines(export::csv(&analysis)),
        (None, Format::Md) => lines(export::markdown(&analysis)),
        (None, Format::Xlsx) => wenheng_xlsx::workbook(&export::tables_json(&analysis))?,
    };
    if let Some(output) = output {
        return std::fs::write(output, found).map_err(|error| format!("cannot write {}: {error}", output.display()));
    }
    match std::io::stdout().write_all(&found) {
        // `wenheng … | head` is no fault.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("cannot write: {error}")),
        _ => Ok(()),
    }
}

/// A text for a shell: its last line has an end.
fn lines(mut text: String) -> Vec<u8> {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.into_bytes()
}

/// Why an indicator was read as it was: on a line each what was decided, the rule and the words it rests on.
fn explanation(analysis: &Analysis, id: usize) -> Result<String, String> {
    let found = analysis.indicators.get(id).zip(analysis.explain(id));
    let (figure, decisions) = found.ok_or_else(|| match analysis.indicators.len() {
        0 => format!("no indicator {id}: the report has none"),
        count => format!("no indicator {id}: the report has {count}, with ids from 0 to {}", count - 1),
    })?;
    let mut text = format!("{id} {}\n", analysis.surface(figure));
    for decision in decisions {
        let (what, value) = match decision.what {
            "value" => {
                let most = figure.value_max().map(|most| format!("–{most}")).unwrap_or_default();
                ("数值", format!("{}{most} {}", figure.value, figure.unit))
            }
            "qualifier" => ("限定", figure.qualifier.name().to_owned()),
            "name" => ("名称", figure.name.to_string()),
            "period" => ("期间", figure.period.map_or_else(|| "无".to_owned(), |period| period.to_string())),
            _ => ("性质", figure.status.name().to_owned()),
        };
        let words: String = decision.reason.words().map(|span| format!("“{}”", span.of(&analysis.text))).collect();
        let colon = if words.is_empty() { "" } else { "：" };
        text.push_str(&format!("{what} {}：{}{colon}{words}\n", value.trim_end(), decision.zh));
    }
    Ok(text)
}

/// All of `file`, or of standard input; no more than can be analysed, and one byte that shows there is more.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
