//! The contract's JSON.

use crate::analysis::{Analysis, TAGS};
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
    /// Numbers with a point come from decimals of at most 15 digits and become them again; whole ones are those that no
    /// integer of JavaScript holds.
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let whole = value as i128;
        match whole as f64 == value {
            true => write!(writer, "{whole}"),
            false => write!(writer, "{}", Decimal::from_f64(value).unwrap_or_default()),
        }
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
