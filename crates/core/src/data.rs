//! The language's tables: plain text in `data/`, read once.

/// Rows of a table: fields between tabs; empty lines and lines that begin with `#` are skipped.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// The words of one kind in a table of `kind<TAB>word`.
pub(crate) fn words_of(table: &'static str, kind: &str) -> Vec<&'static str> {
    rows(table).filter(|row| row[0] == kind).filter_map(|row| row.get(1).copied()).collect()
}

/// The longest of `words` that `text` begins with.
pub(crate) fn longest_prefix<'w>(words: &[&'w str], text: &str) -> Option<&'w str> {
    words.iter().filter(|word| text.starts_with(**word)).max_by_key(|word| word.len()).copied()
}
