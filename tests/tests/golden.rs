//! Golden documents: a text in `golden/` is a test by being there, its expected analysis stands beside it.
//!
//! `WENHENG_BLESS=1 cargo test -p wenheng-tests --test golden` writes what is found now; review it as a diff.

use std::path::{Path, PathBuf};
use wenheng_core::{Analysis, Options, export};
use wenheng_tests::analyze;
use wenheng_tests::laws::laws;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// The golden documents and the page's sample, by name.
fn documents() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder())
        .expect("tests/golden exists")
        .map(|entry| entry.expect("tests/golden can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.push(folder().join("../../www/sample.txt"));
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read(path).expect("a golden document can be read"))
    };
    paths.iter().map(read).collect()
}

fn analysed(name: &str, bytes: &[u8]) -> Analysis {
    let options = Options { name: Some(name.to_owned()), ..Options::default() };
    analyze(bytes, &options).expect("a golden document is text")
}

#[test]
fn every_golden_document_is_read_as_before() {
    let mut changed = Vec::new();
    for (name, bytes) in documents() {
        let expected = folder().join(&name).with_extension("json");
        let found = export::json(&analysed(&name, &bytes));
        if std::env::var_os("WENHENG_BLESS").is_some() {
            std::fs::write(&expected, found).expect("tests/golden can be written");
        } else if std::fs::read_to_string(&expected).ok().as_deref() != Some(&found) {
            changed.push(name);
        }
    }
    assert!(changed.is_empty(), "read differently: {changed:?}; see the head of this file for how to review it");
}

#[test]
fn the_laws_hold() {
    for (name, bytes) in documents() {
        let analysis = analysed(&name, &bytes);
        assert_eq!(export::json(&analysis), export::json(&analysed(&name, &bytes)), "{name}: the same bytes twice");
        laws(&analysis, std::str::from_utf8(&bytes).expect("UTF-8"));
        assert!(analysis.indicators.iter().all(|figure| !figure.name.is_empty()), "{name}");
    }
}

/// The page's sample holds two planted contradictions and no other.
#[test]
fn the_sample_contradicts_itself_twice() {
    let bytes = std::fs::read(folder().join("../../www/sample.txt")).expect("the sample exists");
    let analysis = analysed("sample.txt", &bytes);
    let alarms: Vec<_> = (analysis.checks.iter())
        .filter(|check| check.verdict == wenheng_core::Verdict::Mismatch)
        .map(|check| analysis.working(check))
        .collect();
    assert_eq!(alarms, ["1135 + 486 + 352 = 1973 ≠ 1920", "412 ÷ 438 = 94.1% ≠ 96.5%"]);
    let holding = analysis.checks.iter().filter(|check| check.verdict == wenheng_core::Verdict::Ok).count();
    assert!(holding >= 12, "{holding} hold");
}

/// A document of look-alikes that belong to nothing raises no alarm.
#[test]
fn unrelated_figures_raise_no_alarm() {
    let bytes = std::fs::read(folder().join("clean-many-figures.txt")).expect("a golden document");
    let analysis = analysed("clean-many-figures.txt", &bytes);
    assert!(analysis.indicators.len() > 50);
    let alarms: Vec<_> = (analysis.checks.iter())
        .filter(|check| matches!(check.verdict, wenheng_core::Verdict::Mismatch | wenheng_core::Verdict::Compare))
        .collect();
    assert!(alarms.is_empty(), "{alarms:?}");
}
