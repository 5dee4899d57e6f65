//! What the fuzzer begins with: paragraphs of the golden and labelled documents, and pieces one after the other.

use crate::laws::Law;
use std::path::Path;

/// The longest seed of paragraphs, in bytes: what the fuzzer gives to laws that run the whole analysis.
const LONGEST: usize = 400;

/// The inputs that `law` is first tried with.
///
/// # Panics
/// When the folders of the tests cannot be read.
pub fn seeds(law: &Law) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = law.pieces.chunks(6).map(|pieces| pieces.concat().into_bytes()).collect();
    seeds.extend(law.pieces.windows(2).step_by(7).map(|pieces| pieces.concat().repeat(4).into_bytes()));
    match law.name {
        "html" | "docx" | "package" | "markdown" | "numerals" => {}
        "lexicon" => {
            let words = [("街道", 300, "n"), ("街道办", 20, "n"), ("街", 2, ""), ("𠀀", 7, "x"), ("办", 70_000, "nt")];
            seeds.push(wenheng_lexicon::pack(words).expect("words"));
            seeds.push(wenheng_lexicon::pack([]).expect("no word"));
        }
        "decode" => {
            for text in paragraphs("golden") {
                let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
                seeds.extend([units(u16::to_le_bytes), units(u16::to_be_bytes)]);
                seeds.push(encoding_rs::GB18030.encode(&text).0.into_owned());
                seeds.push(encoding_rs::BIG5.encode(&text).0.into_owned());
            }
        }
        _ => {
            for folder in ["golden", "labelled/docs", "traditional"] {
                seeds.extend(paragraphs(folder).into_iter().map(String::into_bytes));
            }
        }
    }
    seeds
}

/// The documents of a folder of these tests, in parts of some paragraphs.
fn paragraphs(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut parts = vec![String::new()];
    let mut paths: Vec<_> = folder.read_dir().expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        for line in std::fs::read_to_string(path).expect("UTF-8").split_inclusive('\n') {
            if parts.last().is_some_and(|part| part.len() + line.len() > LONGEST) {
                parts.push(String::new());
            }
            parts.last_mut().expect("there is one").push_str(&line[..line.floor_char_boundary(LONGEST)]);
        }
    }
    parts
}
