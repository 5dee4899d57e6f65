//! Tables as an XLSX workbook (ECMA-376), for the CLI and, as a module of its own, for the page.
//!
//! What is text in the tables is stored as text whatever it begins with: no cell of the workbook is a formula.
#![forbid(unsafe_code)]

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use serde::Deserialize;

/// Where a spreadsheet's rows end, the header among them.
const ROWS: usize = 1_048_576;

/// The longest text that a cell holds, in UTF-16 code units.
const UNITS: usize = 32_767;

/// Old office machines have it, and everything else something in its place.
const FONT: &str = "宋体";

#[derive(Deserialize)]
struct Table {
    name: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Deserialize)]
struct Column {
    title: String,
    width: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Empty(()),
    Number(f64),
    Text(String),
}

/// Writes tables as a workbook, a sheet each: header frozen and filterable, text wrapped, widths as the columns say.
///
/// `tables` is what `wenheng_core::export::tables_json` gives. Rows that a sheet has no room for are left out, and its last
/// row says how many; a text that a cell has no room for ends in an ellipsis. The same tables give the same bytes.
/// Costs time and memory in proportion to the tables.
///
/// # Errors
/// When `tables` is not such JSON; the message is for programmers.
pub fn workbook(tables: &str) -> Result<Vec<u8>, String> {
    let tables: Vec<Table> = serde_json::from_str(tables).map_err(|error| format!("not tables: {error}"))?;
    write(&tables).map_err(|error| format!("not a workbook: {error}"))
}

fn write(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The first day that a ZIP can tell, and no clock.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?));
    for table in tables {
        sheet(workbook.add_worksheet(), table)?;
    }
    workbook.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let plain = Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::Top);
    // `@` is a spreadsheet's own word for text: a cell that is edited stays text.
    let text = plain.clone().set_text_wrap().set_num_format("@");
    // The general form would write 12 digits as 1.2E+11.
    let long = plain.clone().set_num_format("0");
    let header = text
        .clone()
        .set_bold()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xEDEDED))
        .set_border_bottom(FormatBorder::Thin);
    sheet.set_name(&table.name)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&table.columns) {
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(0, at, fitting(&column.title), &header)?;
    }
    let room = ROWS - 1;
    let shown = if table.rows.len() > room { room - 1 } else { table.rows.len() };
    for (row, cells) in (1..).zip(&table.rows[..shown]) {
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty(()) => continue,
                Cell::Text(content) => sheet.write_string_with_format(row, at, fitting(content), &text)?,
                Cell::Number(value) if value.abs() >= 1e11 => sheet.write_number_with_format(row, at, *value, &long)?,
                Cell::Number(value) => sheet.write_number_with_format(row, at, *value, &plain)?,
            };
        }
    }
    if shown < table.rows.len() {
        let rest = format!("另有 {} 行，工作表放不下", table.rows.len() - shown);
        sheet.write_string_with_format(shown as u32 + 1, 0, rest, &text)?;
    }
    let last = table.columns.len().saturating_sub(1) as u16;
    sheet.autofilter(0, 0, table.rows.len().min(room) as u32, last)?;
    Ok(())
}

/// As much of a text as a cell holds.
fn fitting(text: &str) -> String {
    if text.len() <= UNITS {
        return text.to_owned();
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > UNITS - 1
    });
    match end {
        // What fits but for its last character needs no ellipsis.
        Some((at, c)) if at + c.len_utf8() == text.len() && units <= UNITS => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// [`workbook`] in the page, of the tables that `render` gives as `"tables"`.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(js_name = workbook)]
pub fn workbook_js(tables: &str) -> Result<Vec<u8>, wasm_bindgen::JsError> {
    workbook(tables).map_err(|error| wasm_bindgen::JsError::new(&error))
}
