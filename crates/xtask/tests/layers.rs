//! Who may know whom: between the crates, and between the stages of the core.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each crate may depend on of this workspace. The tests may know all.
const CRATES: &[(&str, &[&str])] = &[
    // Stands in for a crate that jieba-rs knows.
    ("jieba-macros", &[]),
    ("wenheng-lexicon", &[]),
    ("wenheng-core", &["wenheng-lexicon"]),
    ("wenheng-wasm", &["wenheng-core", "wenheng-lexicon"]),
    // Knows the tables as JSON, and nothing of where they come from.
    ("wenheng-xlsx", &[]),
    ("wenheng", &["wenheng-core", "wenheng-lexicon", "wenheng-xlsx"]),
    ("xtask", &["wenheng-lexicon"]),
    ("wenheng-tests", &["wenheng-lexicon", "wenheng-core", "wenheng-xlsx", "wenheng"]),
];

/// The core's modules, each knowing only those to its left; `lib.rs` alone knows all of them.
const STAGES: &[&str] = &[
    "han",
    "room",
    "sort",
    "data",
    "text",
    "analysis",
    "decode",
    "repair",
    "segment",
    "outline",
    "indicator",
    "keyword",
    "check",
];

/// What `export` may know: the result and no stage.
const EXPORT: &[&str] = &["han", "data", "text", "analysis"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn crates_depend_only_on_those_below() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |value: &serde_json::Value| value["name"].as_str().unwrap().to_owned();
    let members: BTreeSet<_> = packages.iter().map(name).collect();
    for package in packages {
        let from = name(package);
        let Some((_, allowed)) = CRATES.iter().find(|(crate_name, _)| *crate_name == from) else {
            panic!("{from} is new: say in {} what it may depend on", file!());
        };
        for to in package["dependencies"].as_array().unwrap().iter().map(name) {
            assert!(!members.contains(&to) || allowed.contains(&to.as_str()), "{from} must not depend on {to}");
        }
    }
}

#[test]
fn stages_of_the_core_know_only_those_to_their_left() {
    let core = root().join("crates/core/src");
    let mut seen = BTreeSet::new();
    for file in rust_files(&core) {
        let module = module_of(file.strip_prefix(&core).unwrap());
        if module == "lib" {
            continue;
        }
        let allowed = match STAGES.iter().position(|stage| *stage == module) {
            Some(place) => &STAGES[..place],
            None if module == "export" => EXPORT,
            None => panic!("{module} is new: say in {} what it may know", file!()),
        };
        for known in known_modules(&fs::read_to_string(&file).unwrap()) {
            assert!(known == module || allowed.contains(&known.as_str()), "{module} must not know {known}");
        }
        seen.insert(module);
    }
    assert!(STAGES.iter().all(|stage| seen.contains(*stage)), "of {STAGES:?} there are {seen:?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// `outline` for `outline.rs` and for everything in `outline/`.
fn module_of(path: &Path) -> String {
    let first = path.iter().next().unwrap();
    Path::new(first).file_stem().unwrap().to_str().unwrap().to_owned()
}

/// The modules that a file names as `crate::module`, outside comments and outside its own tests.
fn known_modules(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn the_scan_sees_what_a_file_names() {
    let source = "use crate::text::Span;\n/// [`crate::check`]\nfn f() -> crate::outline::Node {}\n\
                  #[cfg(test)]\nmod tests { use crate::check::Check; }";
    assert_eq!(known_modules(source), ["outline", "text"].map(String::from).into());
    assert_eq!(known_modules("use crate::Options;"), BTreeSet::new());
    assert_eq!(module_of(Path::new("outline/role.rs")), "outline");
    assert_eq!(module_of(Path::new("text.rs")), "text");
}
