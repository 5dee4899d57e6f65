//! The analysis as JSON, as tables (CSV, and what a workbook is made of) and as Markdown.
//!
//! All of them carry what a reader has mended by hand ([`Analysis::edit`]).

mod json;
mod markdown;
mod tables;
mod words;

pub use json::json;
pub use markdown::markdown;
pub use tables::{Cell, Column, Table, csv, tables, tables_json};

use crate::analysis::{Analysis, Indicator};

/// The titles of the sections around a node and its own, from the outermost.
fn path(analysis: &Analysis, node: Option<usize>) -> String {
    analysis.path(node).iter().map(|node| analysis.title_of(node)).collect::<Vec<_>>().join(" › ")
}

/// The name that a reader replaced by hand, where one did.
fn was(figure: &Indicator) -> Option<&str> {
    figure.edited()?.name.as_deref()
}
