//! Makes the packed lexicon: jieba's dictionary as the locked jieba-rs has it, and the field's own words on top.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tools::{cargo, root, run as output_of};

/// The field's own words: `word<TAB>frequency<TAB>tag`, and lines that begin with `#`.
const WORDS: &str = "crates/core/data/words.tsv";
const LEXICON: &str = "crates/lexicon/data/jieba.lexicon";

/// Packs the word lists into the lexicon; with `check` it writes nothing and fails when the lexicon is another.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let dictionary = jieba_dictionary()?;
    let words = root().join(WORDS);
    let (dictionary_text, words_text) = (read(&dictionary)?, read(&words)?);
    let mut list = parse(&dictionary, &dictionary_text, ' ')?;
    list.extend(parse(&words, &words_text, '\t')?);
    let packed = wenheng_lexicon::pack(list).map_err(|error| format!("packing the lexicon: {error}"))?;

    let lexicon = root().join(LEXICON);
    if fs::read(&lexicon).is_ok_and(|found| found == packed) {
        return Ok(());
    }
    if check {
        return Err(format!("{LEXICON} is not what its word lists give. Next: `cargo xtask lexicon` makes it again."));
    }
    fs::write(&lexicon, &packed).map_err(|error| format!("{}: {error}", lexicon.display()))
}

/// jieba's dictionary, in the source of the jieba-rs that Cargo.lock names.
fn jieba_dictionary() -> Result<PathBuf, String> {
    let text = output_of(cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .filter(|package| package["name"] == "jieba-rs")
        .find_map(|package| Some(Path::new(package["manifest_path"].as_str()?).parent()?.join("src/data/dict.txt")))
        .ok_or_else(|| "cargo metadata names no jieba-rs".into())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The words of a list, one a line: word, frequency, tag.
fn parse<'t>(path: &Path, text: &'t str, separator: char) -> Result<Vec<(&'t str, u32, &'t str)>, String> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with("# "));
    let word = |(line, number): (&'t str, usize)| {
        let mut fields = line.split(separator);
        match (fields.next(), fields.next().and_then(|freq| freq.parse().ok()), fields.next(), fields.next()) {
            (Some(word), Some(freq), Some(tag), None) if !word.is_empty() => Ok((word, freq, tag)),
            _ => Err(format!("{}:{number}: not a word, a frequency and a tag: {line:?}", path.display())),
        }
    };
    lines.map(word).collect()
}
