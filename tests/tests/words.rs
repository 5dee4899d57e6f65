//! The words of whole documents are those of jieba with the whole dictionary.

use std::fs;
use std::path::Path;

use jieba_rs::Jieba;
use wenheng_core::{Options, TAGS, analyze};

#[test]
fn words_are_those_of_jieba() {
    let lexicon = wenheng_lexicon::builtin();
    let list: String = lexicon.iter().map(|(word, entry)| format!("{word} {} {}\n", entry.freq, entry.tag)).collect();
    let jieba = Jieba::with_dict(&mut list.as_bytes()).unwrap();

    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut seen = 0;
    for entry in fs::read_dir(documents).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let options = Options { emit_words: true, ..Options::default() };
        let analysis = analyze(&fs::read(&path).unwrap(), &lexicon, &options).unwrap();
        let words = analysis.words.unwrap();
        for block in &analysis.blocks {
            let inside = |at: usize| block.span.start <= at && at < block.span.end;
            let found: Vec<_> = words.iter().filter(|word| inside(word.span.start)).collect();
            // Lines that are not the report's own are not cut.
            if found.is_empty() {
                continue;
            }
            let expected = jieba.tag(&analysis.text[block.span.start..block.span.end], true);
            let expected = expected.iter().map(|word| {
                let tag = if TAGS.contains(&word.tag) { word.tag } else { "x" };
                (block.span.start + word.byte_start, block.span.start + word.byte_end, tag)
            });
            let found = found.iter().map(|word| (word.span.start, word.span.end, word.tag.name()));
            assert!(found.eq(expected), "{}: {:?}", path.display(), block.span);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} lines");
}
