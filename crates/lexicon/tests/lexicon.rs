//! What goes in comes out, and what is not a lexicon is refused.

use std::collections::BTreeMap;

use proptest::prelude::*;
use wenheng_lexicon::{Lexicon, LexiconError, PackError, pack};

type Model = BTreeMap<String, (u32, String)>;

/// Words of few characters, so that they begin and repeat each other: Han, Han outside the BMP, emoji, ASCII, controls.
fn word() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select("街道办事处𠀀𪛖👪é-aB9\0".chars().collect::<Vec<_>>()), 1..6)
        .prop_map(|chars| chars.into_iter().collect())
}

fn list() -> impl Strategy<Value = Vec<(String, u32, String)>> {
    let freq = prop_oneof![0..4u32, 250..260u32, 0..1u32 << 22];
    prop::collection::vec((word(), freq, "|n|vn|标签"), 0..60)
}

fn packed(list: &[(String, u32, String)]) -> Vec<u8> {
    pack(list.iter().map(|(word, freq, tag)| (&word[..], *freq, &tag[..]))).unwrap()
}

fn model(list: &[(String, u32, String)]) -> Model {
    list.iter().map(|(word, freq, tag)| (word.clone(), (*freq, tag.clone()))).collect()
}

fn contents(lexicon: &Lexicon) -> Model {
    lexicon.iter().map(|(word, entry)| (word, (entry.freq, entry.tag.to_owned()))).collect()
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(list in list(), others in prop::collection::vec(word(), 0..40)) {
        let (lexicon, model) = (Lexicon::open(packed(&list)).unwrap(), model(&list));
        prop_assert_eq!(lexicon.len(), model.len());
        prop_assert_eq!(lexicon.is_empty(), model.is_empty());
        prop_assert_eq!(lexicon.total(), model.values().map(|&(freq, _)| u64::from(freq)).sum::<u64>());
        prop_assert_eq!(&contents(&lexicon), &model);
        for word in others.iter().chain(model.keys()) {
            let found = lexicon.get(word).map(|entry| (entry.freq, entry.tag.to_owned()));
            prop_assert_eq!(found, model.get(word).cloned());
        }
        // The place where a word ends is its own, and says the same of it.
        let mut places: Vec<usize> = Vec::new();
        for word in model.keys() {
            let (length, place) = lexicon.walk(word).last().unwrap();
            prop_assert_eq!(length, word.len());
            prop_assert_eq!(lexicon.at(place), lexicon.get(word));
            places.push(place.number());
        }
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), lexicon.len());
        prop_assert!(places.iter().all(|&place| place < lexicon.places()));
    }

    #[test]
    fn prefixes_are_the_words_that_begin_the_text(list in list(), text in prop::collection::vec(word(), 0..8)) {
        let (lexicon, model, text) = (Lexicon::open(packed(&list)).unwrap(), model(&list), text.concat());
        for (at, _) in text.char_indices() {
            let text = &text[at..];
            let found: Vec<_> = lexicon.prefixes(text).map(|(length, entry)| (length, entry.freq)).collect();
            // In the order of the words, which among prefixes of one text is that of their lengths.
            let expected = model.iter().filter(|(word, _)| text.starts_with(&word[..]));
            prop_assert_eq!(found, expected.map(|(word, &(freq, _))| (word.len(), freq)).collect::<Vec<_>>());
        }
        prop_assert_eq!(lexicon.prefixes("").count(), 0);
    }

    #[test]
    fn order_does_not_matter(list in list()) {
        let model = model(&list);
        let sorted: Vec<_> = model.iter().map(|(word, (freq, tag))| (word.clone(), *freq, tag.clone())).collect();
        prop_assert_eq!(packed(&list), packed(&sorted));
    }

    #[test]
    fn arbitrary_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Lexicon::open(bytes).is_err());
    }
}

fn small() -> Vec<u8> {
    pack([("街道", 300, "n"), ("街道办", 20, "n"), ("街", 2, ""), ("𠀀", 7, "x"), ("办事处", 70_000, "nt")]).unwrap()
}

#[test]
fn every_damaged_byte_is_noticed() {
    let whole = small();
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            let error = Lexicon::open(bytes).expect_err("one bit is wrong");
            let expected: &[&str] = match at {
                0..4 => &["foreign"],
                4..8 => &["version"],
                8..12 => &["damaged"],
                _ => &["damaged", "truncated"],
            };
            assert!(expected.contains(&error.code()), "byte {at}: {error:?}");
        }
    }
}

#[test]
fn every_cut_is_noticed() {
    let whole = small();
    assert_eq!(Lexicon::open(Vec::new()).unwrap_err(), LexiconError::Foreign);
    for length in 1..whole.len() {
        let error = Lexicon::open(whole[..length].to_vec()).unwrap_err();
        assert_eq!(error.code(), "truncated", "{length} bytes");
    }
    let longer = [&whole[..], b"\0"].concat();
    assert_eq!(Lexicon::open(longer).unwrap_err(), LexiconError::Damaged);
}

#[test]
fn errors_say_what_is_wrong() {
    let mut bytes = small();
    bytes[4] = 9;
    let error = Lexicon::open(bytes).unwrap_err();
    assert_eq!(error, LexiconError::Version { found: 9, expected: 2 });
    assert_eq!(error.to_string(), "lexicon of layout 9, but only layout 2 can be read");
    assert_eq!(Lexicon::open(&b"word 3 n\n"[..]).unwrap_err().to_string(), "not a packed lexicon");

    assert_eq!(pack([("街", 1, "n"), ("", 1, "n")]), Err(PackError::EmptyWord { index: 1 }));
    let long = "n".repeat(256);
    let error = pack([("街", 1, &long[..])]).unwrap_err();
    assert_eq!(error.to_string(), "word 0 (\"街\") has a tag of more than 255 bytes");
    assert_eq!(pack([("街", 1 << 30, "n"), ("道", 1, "n")]), Err(PackError::TooMuch));
    assert!(pack([("街", 1 << 30, "n")]).is_ok());
    let tags: Vec<String> = (0..257).map(|tag| tag.to_string()).collect();
    let words: Vec<String> = (0..257).map(|word| format!("街{word}")).collect();
    let list = words.iter().zip(&tags).map(|(word, tag)| (&word[..], 1, &tag[..]));
    assert!(pack(list.clone().take(256)).is_ok());
    assert_eq!(pack(list), Err(PackError::TooManyTags { word: "街256".into(), index: 256 }));
    let chars: Vec<String> = ('\u{1_0000}'..).take(65_536).map(String::from).collect();
    let list = chars.iter().map(|word| (&word[..], 1, ""));
    assert_eq!(Lexicon::open(pack(list.clone().take(65_535)).unwrap()).unwrap().len(), 65_535);
    assert!(matches!(pack(list), Err(PackError::TooManyChars { index: 65_535, .. })));
}

#[cfg(feature = "builtin")]
#[test]
fn the_builtin_dictionary_packs_to_itself() {
    let lexicon = wenheng_lexicon::builtin();
    let list: Vec<_> = lexicon.iter().map(|(word, entry)| (word, entry.freq, entry.tag.to_owned())).collect();
    assert!(list.len() == lexicon.len() && lexicon.len() > 349_045);
    assert!(packed(&list) == include_bytes!("../data/jieba.lexicon"));
    let entry = lexicon.get("中国").unwrap();
    assert_eq!((entry.freq, entry.tag), (129_470, "ns"));
    assert!(lexicon.get("党群服务中心").is_some() && lexicon.get("党群服务中").is_none());
}
