//! Units and measure words, and how exact a number is said to be.

use crate::analysis::{Kind, Qualifier};
use crate::data;
use crate::han;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A row of `data/units.tsv`.
#[derive(Debug, Clone, Copy)]
struct Row {
    kind: Kind,
    canonical: &'static str,
}

struct Table {
    rows: FxHashMap<&'static str, Option<Row>>,
    /// The longest row, in characters.
    longest: usize,
    classes: FxHashMap<&'static str, &'static str>,
}

static UNITS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: FxHashMap::default(), longest: 0, classes: FxHashMap::default() };
    for row in data::rows(include_str!("../../data/units.tsv")) {
        let field = |column: usize| row.get(column).copied().filter(|field| !field.is_empty());
        let kind = field(1).and_then(Kind::from_name);
        table.rows.insert(row[0], kind.map(|kind| Row { kind, canonical: field(3).unwrap_or(row[0]) }));
        table.longest = table.longest.max(row[0].chars().count());
        if let Some(class) = field(2) {
            table.classes.insert(row[0], class);
        }
    }
    table
});

/// A unit as it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
    pub(super) len: usize,
}

/// What stands where a unit may stand.
pub(super) enum Found {
    Unit(Unit),
    /// A word that begins like a measure word: 部门, 个月.
    Word,
    Nothing,
}

/// The unit that `text` begins with, the longest there is; then 次 (家次) and a second one in brackets (户（套）).
pub(super) fn unit_at(text: &str) -> Found {
    let table = &*UNITS;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(table.longest);
    let Some((len, row)) = ends.filter_map(|end| Some((end, table.rows.get(&text[..end])?))).last() else {
        return Found::Nothing;
    };
    let Some(row) = row else { return Found::Word };
    // 5m, not 5min and 80km/h.
    let rest = &text[len..];
    if text.as_bytes()[len - 1].is_ascii_alphanumeric()
        && (rest.starts_with(|c: char| c.is_ascii_alphanumeric()) || rest.starts_with("/h"))
    {
        return Found::Nothing;
    }
    let mut unit = Unit { name: Cow::Borrowed(row.canonical), kind: row.kind, len };
    if unit.kind == Kind::Count {
        extend(&mut unit, text);
    }
    // 20万方/小时, 38元/人, 200元/人/月.
    while let Some(per) = text[unit.len..].strip_prefix('/')
        && let Some(word) = PER.iter().find(|word| per.starts_with(**word))
    {
        unit.name.to_mut().push_str(&text[unit.len..=unit.len + word.len()]);
        unit.len += 1 + word.len();
    }
    Found::Unit(unit)
}

/// What a rate is per.
const PER: [&str; 20] = [
    "㎡",
    "m²",
    "m³",
    "m3",
    "平方公里",
    "平方米",
    "立方米",
    "小时",
    "公里",
    "公顷",
    "床位",
    "天",
    "日",
    "年",
    "月",
    "人",
    "户",
    "亩",
    "吨",
    "秒",
];

/// 家 + 次, 户 + （套）.
fn extend(unit: &mut Unit, text: &str) {
    let rest = &text[unit.len..];
    let mut chars = rest.chars();
    let taken = match chars.next() {
        Some('次')
            if !unit.name.ends_with('次') && !chars.next().is_some_and(|c| han::among(c, "品要数生序级日年")) =>
        {
            "次".len()
        }
        Some('(' | '（') => {
            let inner = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
            let Some(end) = inner.find([')', '）']).filter(|&end| end <= 9) else { return };
            if !UNITS.rows.get(&inner[..end]).is_some_and(|row| row.is_some_and(|row| row.kind == Kind::Count)) {
                return;
            }
            rest.find([')', '）']).map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8))
        }
        _ => return,
    };
    unit.name.to_mut().push_str(&rest[..taken]);
    unit.len += taken;
}

/// What figures must share to be added up: a class of measure words, else the unit itself.
pub(crate) fn class_of(unit: &str) -> &str {
    UNITS.classes.get(unit).copied().unwrap_or(unit)
}

/// Qualifiers by the character next to the number: the last of those before it, the first of those behind it.
#[derive(Default)]
struct Qualifiers {
    before: FxHashMap<char, Vec<(&'static str, Qualifier)>>,
    after: FxHashMap<char, Vec<(&'static str, Qualifier)>>,
}

static QUALIFIERS: LazyLock<Qualifiers> = LazyLock::new(|| {
    let mut all = Qualifiers::default();
    for row in data::rows(include_str!("../../data/qualifiers.tsv")) {
        if let [place, qualifier, word] = row[..]
            && let Some(qualifier) = Qualifier::from_name(qualifier)
        {
            let (list, near) = match place {
                "before" => (&mut all.before, word.chars().next_back()),
                _ => (&mut all.after, word.chars().next()),
            };
            if let Some(near) = near {
                list.entry(near).or_default().push((word, qualifier));
            }
        }
    }
    all
});

/// The qualifier that `text` ends in, and its length.
pub(super) fn qualifier_before(text: &str) -> Option<(Qualifier, usize)> {
    let rows = QUALIFIERS.before.get(&text.chars().next_back()?)?;
    longest(rows.iter().filter(|(word, _)| text.ends_with(word)))
}

/// The qualifier that `text` begins with, and its length.
pub(super) fn qualifier_after(text: &str) -> Option<(Qualifier, usize)> {
    let rows = QUALIFIERS.after.get(&text.chars().next()?)?;
    longest(rows.iter().filter(|(word, _)| text.starts_with(word)))
}

fn longest<'q>(found: impl Iterator<Item = &'q (&'static str, Qualifier)>) -> Option<(Qualifier, usize)> {
    found.max_by_key(|(word, _)| word.len()).map(|(word, qualifier)| (*qualifier, word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Kind)> {
        match unit_at(text) {
            Found::Unit(unit) => Some((text[..unit.len].to_owned(), unit.kind)),
            _ => None,
        }
    }

    #[test]
    fn the_longest_unit_and_its_compounds() {
        for (text, unit, kind) in [
            ("平方米的", "平方米", Kind::Area),
            ("人次参加", "人次", Kind::Count),
            ("家次、", "家次", Kind::Count),
            ("户（套）", "户（套）", Kind::Count),
            ("间套,", "间套", Kind::Count),
            ("个百分点", "个百分点", Kind::Percent),
            ("大类", "大类", Kind::Count),
            ("千瓦时", "千瓦时", Kind::Energy),
            ("个次品", "个", Kind::Count),
        ] {
            assert_eq!(read(text), Some((unit.to_owned(), kind)), "{text}");
        }
        assert_eq!(read("部门"), None);
        assert_eq!(read("个月"), None);
        assert_eq!(read("年"), None);
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        let units = include_str!("../../data/units.tsv");
        let rows = data::rows(units).filter(|row| row.get(1) != Some(&"none"));
        assert!(rows.into_iter().all(|row| UNITS.rows[row[0]].is_some()), "a kind is unknown");
        let qualifiers = data::rows(include_str!("../../data/qualifiers.tsv")).count();
        let read = QUALIFIERS.before.values().chain(QUALIFIERS.after.values()).map(Vec::len);
        assert_eq!(read.sum::<usize>(), qualifiers);
    }
}
