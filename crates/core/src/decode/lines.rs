//! Text put together line by line, with the rows of tables on one line each.

/// The deepest tables in tables that keep their rows; what lies deeper is plain lines.
const DEEPEST: usize = 16;

/// The most cells of a row that are kept apart.
const CELLS: usize = 1024;

/// The longest cell that is shown beside others, in bytes: one that is longer and has several lines is no cell of a table
/// but a page laid out in one.
const CELL_BYTES: usize = 600;

/// A text that grows at its end. Lines end in `\n` and hold more than white space.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    /// For each open table, from outside to inside, where the cells of its open row begin; none where no row is open.
    tables: Vec<Vec<usize>>,
    /// How many tables are open that lie too deep to keep their rows.
    too_deep: usize,
}

impl Lines {
    /// How much text there is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds to the last line.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The line that is being written, as far as its cell goes.
    pub(super) fn line(&self) -> &str {
        &self.text[self.line_start()..]
    }

    /// Cuts the line that is being written to `len` bytes.
    pub(super) fn truncate_line(&mut self, len: usize) {
        self.text.truncate(self.line_start() + len);
    }

    fn line_start(&self) -> usize {
        let cell = self.tables.iter().rev().find_map(|cells| cells.last()).copied().unwrap_or(0);
        self.text[cell..].rfind('\n').map_or(cell, |at| cell + at + 1)
    }

    /// Ends the line; one of white space only goes.
    pub(super) fn end_line(&mut self) {
        let start = self.line_start();
        if self.text[start..].trim().is_empty() {
            self.text.truncate(start);
        } else {
            self.text.push('\n');
        }
    }

    pub(super) fn open_table(&mut self) {
        self.end_line();
        if self.tables.len() < DEEPEST {
            self.tables.push(Vec::new());
        } else {
            self.too_deep += 1;
        }
    }

    /// The innermost table, if it keeps its rows.
    fn table(&mut self) -> Option<&mut Vec<usize>> {
        if self.too_deep == 0 { self.tables.last_mut() } else { None }
    }

    /// Begins the next cell of the innermost table; outside of tables, a line.
    pub(super) fn open_cell(&mut self) {
        if self.table().is_none_or(|cells| cells.is_empty()) {
            self.end_line();
        }
        let at = self.text.len();
        if let Some(cells) = self.table()
            && cells.len() < CELLS
        {
            cells.push(at);
        }
    }

    /// Puts the cells of the innermost table's row on one line, `甲 | 乙`; those that hold a page stay lines.
    pub(super) fn close_row(&mut self) {
        let cells = self.table().map(std::mem::take).unwrap_or_default();
        let Some(&start) = cells.first() else { return self.end_line() };
        let row = self.text.split_off(start);
        let ends = cells[1..].iter().copied().chain([start + row.len()]);
        let cells = cells.iter().zip(ends).map(|(&from, to)| row[from - start..to - start].trim());
        let filled = cells.clone().filter(|cell| !cell.is_empty()).count();
        let is_page = |cell: &str| cell.len() > CELL_BYTES && cell.contains('\n');
        if filled < 2 || cells.clone().any(is_page) {
            for cell in cells {
                self.text.push_str(cell);
                self.end_line();
            }
            return;
        }
        for (i, cell) in cells.enumerate() {
            let before = [["", ""], [" |", " | "]][usize::from(i > 0)];
            self.text.push_str(before[usize::from(!cell.is_empty())]);
            for (j, line) in cell.lines().enumerate() {
                self.text.push_str(if j > 0 { " " } else { "" });
                self.text.push_str(line);
            }
        }
        self.end_line();
    }

    pub(super) fn close_table(&mut self) {
        self.close_row();
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else {
            self.tables.pop();
        }
    }

    /// The text, with everything closed that is open.
    pub(super) fn finish(mut self) -> String {
        self.too_deep = 0;
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.end_line();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lines_and_pages_in_cells_stay_lines() {
        let mut lines = Lines::default();
        lines.push("标题");
        lines.open_table();
        for row in [["指标", "完成数", "备注"], ["受理", "120件", ""]] {
            for cell in row {
                lines.open_cell();
                lines.push(cell);
                lines.end_line();
            }
            lines.close_row();
        }
        lines.open_cell();
        lines.push("总结");
        lines.open_cell();
        for _ in 0..2 {
            lines.push(&"全年平稳。".repeat(40));
            lines.end_line();
        }
        let text = lines.finish();
        let page = "全年平稳。".repeat(40);
        assert_eq!(text, format!("标题\n指标 | 完成数 | 备注\n受理 | 120件 |\n总结\n{page}\n{page}\n"));
    }

    #[test]
    fn tables_in_tables_without_end() {
        let mut lines = Lines::default();
        for _ in 0..1000 {
            lines.open_table();
            lines.open_cell();
            lines.push("甲");
            lines.open_cell();
            lines.push("乙");
        }
        let text = lines.finish();
        assert_eq!(text.matches('甲').count(), 1000);
    }
}
