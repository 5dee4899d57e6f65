//! Each law with what broke it once, and with pieces put together at random.
//!
//! `WENHENG_CASES=100000,10000 cargo test --release -p wenheng-tests --test laws` tries as many of each, and of each that runs
//! the whole analysis.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::path::Path;
use wenheng_lexicon::pack;
use wenheng_tests::laws::{self, LAWS, Law};

/// How many inputs a law is given where nothing is said, and one that runs the whole analysis.
const CASES: &str = "300,80";

fn cases(whole: bool) -> u32 {
    let cases = std::env::var("WENHENG_CASES").unwrap_or_else(|_| CASES.to_owned());
    let wanted = cases.split(',').nth(usize::from(whole)).and_then(|number| number.parse().ok());
    wanted.expect("WENHENG_CASES is two numbers with a comma between")
}

fn input(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => prop::sample::select(pieces).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
}

fn property(law: &Law) {
    let config = ProptestConfig { cases: cases(law.whole), failure_persistence: None, ..ProptestConfig::default() };
    // The same inputs every time: a test says the same of the same code. The fuzzer looks for others.
    let inputs = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let tried = TestRunner::new_with_rng(config, inputs).run(&input(law.pieces), |input| {
        (law.holds)(input.as_bytes());
        Ok(())
    });
    if let Err(broken) = tried {
        panic!("{}: {broken}", law.name);
    }
}

/// A test for each law, so that they run beside each other; the list is checked below.
macro_rules! properties {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            property(laws::law(stringify!($name)));
        })+

        #[test]
        fn every_law_has_its_test_and_its_fuzz_target() {
            let tests = [$(stringify!($name)),+];
            assert!(LAWS.iter().map(|law| law.name).eq(tests));
            let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
            for law in LAWS {
                let source = std::fs::read_to_string(targets.join(law.name).with_extension("rs")).expect("a target");
                assert!(source.contains(&format!("law(\"{}\")", law.name)), "{source}");
            }
        }
    };
}

properties! {
    decode html markdown docx package lexicon offsets segment repair numerals outline indicators checks exports
}

/// What once broke a law, found by the fuzzer or by hand: `fuzz/regressions/LAW/…`.
#[test]
fn what_broke_a_law_once_breaks_it_no_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    for entry in std::fs::read_dir(folder).expect("the folder exists") {
        let folder = entry.expect("a folder").path();
        let law = laws::law(folder.file_name().and_then(|name| name.to_str()).expect("a law's name"));
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a file").path();
            println!("{}", path.display());
            (law.holds)(&std::fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn any_bytes_are_read_or_refused() {
    let config = ProptestConfig { cases: cases(false), failure_persistence: None, ..ProptestConfig::default() };
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    let tried = TestRunner::new(config).run(&bytes, |bytes| {
        laws::decoding(&bytes);
        laws::lexicon(&bytes);
        laws::package(&bytes);
        Ok(())
    });
    tried.expect("any bytes");
}

#[test]
fn a_lexicon_with_one_wrong_bit_does_no_harm() {
    let words = [("街道", 300, "n"), ("街道办", 20, "n"), ("街", 2, ""), ("𠀀", 7, "x"), ("办事处", 70_000, "nt")];
    let whole = pack(words).expect("words");
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            laws::lexicon(&bytes);
        }
    }
}
