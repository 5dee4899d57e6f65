//! The program as a shell sees it: what it prints, where, and with which exit status.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const REPORT: &str = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。\n";

/// Runs `wenheng analyze` with `arguments` on `input` as its standard input.
fn analyze(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wenheng"))
        .arg("analyze")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that stops reading, because there is too much, is no failure of the writer.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

/// Asserts exit status 1, nothing on standard output, and one line on standard error that holds `code`.
fn refused(output: &Output, code: &str) {
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let message = std::str::from_utf8(&output.stderr).expect("UTF-8");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.contains(code), "{message}");
}

#[test]
fn json_is_the_contract() {
    let output = analyze(&["-"], REPORT.as_bytes());
    assert!(output.status.success());
    let analysis: serde_json::Value = serde_json::from_str(stdout(&output)).expect("JSON");
    assert_eq!(analysis["schema"], 1);
    assert_eq!(analysis["year"], 2023);
    assert_eq!(analysis["indicators"][2]["value"], 98.06);
    assert_eq!(analysis["checks"][0]["verdict"], "ok");
    assert!(analysis.get("words").is_none());
}

#[test]
fn words_are_added_when_asked_for() {
    let output = analyze(&["-", "--words"], REPORT.as_bytes());
    let analysis: serde_json::Value = serde_json::from_str(stdout(&output)).expect("JSON");
    let starts = analysis["words"]["starts"].as_array().expect("starts");
    assert!(starts.len() > 20);
    assert_eq!(starts.len(), analysis["words"]["tags"].as_array().expect("tags").len());
}

#[test]
fn csv_and_markdown_for_people() {
    let csv = analyze(&["-", "--format", "csv"], REPORT.as_bytes());
    assert!(stdout(&csv).starts_with('\u{feff}'));
    assert_eq!(stdout(&csv).lines().count(), 4);
    let markdown = analyze(&["-", "--format", "md"], REPORT.as_bytes());
    assert!(stdout(&markdown).contains("1466 ÷ 1495 = 98.06%"));
}

#[test]
fn a_workbook_goes_to_a_file_or_down_a_pipe() {
    let piped = analyze(&["-", "--format", "xlsx"], REPORT.as_bytes());
    assert!(piped.status.success() && piped.stdout.starts_with(b"PK\x03\x04"));
    let path = std::env::temp_dir().join(format!("wenheng-cli-{}.xlsx", std::process::id()));
    let filed = analyze(&["-", "--format", "xlsx", "-o", path.to_str().expect("UTF-8")], REPORT.as_bytes());
    assert!(filed.status.success() && filed.stdout.is_empty());
    let bytes = std::fs::read(&path).expect("the file");
    std::fs::remove_file(&path).expect("the file");
    assert!(bytes == piped.stdout, "the same bytes either way");
    refused(&analyze(&["-", "-o", "no such folder/x.json"], REPORT.as_bytes()), "cannot write");
}

#[test]
fn a_figure_is_explained_by_its_rules_and_their_words() {
    let output = analyze(&["-", "--explain", "2"], REPORT.as_bytes());
    assert!(output.status.success());
    let expected = "\
        2 98.06%\n\
        数值 98.06 %：数字后是计量单位：“98.06%”\n\
        名称 矛盾纠纷化解率：前面事物的比率：“矛盾纠纷”“化解率”\n\
        期间 2023：数字前的时间词：“全年”\n\
        性质 actual：没有计划、往期字样\n";
    assert_eq!(stdout(&output), expected);
    refused(
        &analyze(&["-", "--explain", "3"], REPORT.as_bytes()),
        "no indicator 3: the report has 3, with ids from 0 to 2",
    );
    refused(&analyze(&["-", "--explain", "0"], "没有数字的报告。".as_bytes()), "the report has none");
    assert_eq!(analyze(&["-", "--explain", "0", "--words"], REPORT.as_bytes()).status.code(), Some(2));
}

#[test]
fn what_cannot_be_read_is_refused_in_one_line() {
    refused(&analyze(&["-"], b""), "empty");
    refused(&analyze(&["-"], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "unsupported_format");
    refused(&analyze(&["-"], b"\xd6\xd0\xb9\xfa"), "undecodable");
    refused(&analyze(&["-"], "报告。".repeat(30_000_000 / 9).as_bytes()), "too_large");
    refused(&analyze(&["no such file.txt"], b""), "cannot be opened");
}

#[test]
fn the_reader_may_choose_the_encoding() {
    let gbk = b"\xd6\xd0\xb9\xfa"; // 中国
    let output = analyze(&["-", "--encoding", "GBK"], gbk);
    let analysis: serde_json::Value = serde_json::from_str(stdout(&output)).expect("JSON");
    assert_eq!(analysis["text"], "中国");
    assert_eq!(analysis["source"]["encoding"], "GB18030");
}

#[test]
fn a_wrong_command_line_is_status_2() {
    assert_eq!(analyze(&["-", "--encoding", "latin-9"], b"").status.code(), Some(2));
    assert_eq!(analyze(&["-", "--format", "pdf"], b"").status.code(), Some(2));
}
