//! Every check there is, one stage after the other; a failure does not hide the ones after it.

use std::fmt;
use std::time::Instant;

use crate::serve::Site;
use crate::tools::{self, step};
use crate::{dist, lexicon, npm, pack};

type Outcome = Result<Tally, String>;

/// One kind of check: `cargo xtask test NAME` runs it alone.
struct Stage {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome,
}

const STAGES: &[Stage] = &[
    Stage { name: "fmt", about: "the code is formatted", run: fmt },
    Stage { name: "clippy", about: "clippy has nothing to say", run: clippy },
    Stage { name: "portable", about: "the core builds for the browser", run: portable },
    Stage { name: "rust", about: "unit, golden and documentation tests", run: rust },
    Stage { name: "xtask", about: "the tasks' own tests, and who may know whom among the crates", run: tasks },
    Stage { name: "lexicon", about: "the packed lexicon is what its word list gives", run: packed_lexicon },
    Stage { name: "pack", about: "the browser package is built", run: packed },
    Stage { name: "size", about: "the browser package keeps its budget", run: size },
    Stage { name: "types", about: "the JavaScript of the page and of its tests keeps its types", run: types },
    Stage { name: "lint", about: "no script puts text back as markup or code, or names another host", run: lint },
    Stage { name: "wasm", about: "the package gives in Node what the core gives natively", run: wasm },
    Stage { name: "page", about: "the page works in Chromium", run: page },
    Stage { name: "embed", about: "the module, the element and the frame work in other people's pages", run: embed },
    Stage {
        name: "dist",
        about: "what is handed out works on hosts, from disk, offline, the same everywhere, and lets nothing in or out",
        run: handed_out,
    },
    Stage { name: "package", about: "the npm package works in Vite, esbuild and Node", run: package },
    Stage { name: "prove", about: "positions are the same everywhere, and what it is built from", run: prove },
];

/// The stages' names, for the command line.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    STAGES.iter().map(|stage| stage.name)
}

/// The stages, one a line, for the help.
pub(crate) fn list() -> String {
    STAGES
        .iter()
        .fold(String::from("Stages:\n"), |text, stage| text + &format!("  {:<9} {}\n", stage.name, stage.about))
}

/// Runs the stages of these names, or all, and ends with `N passed, N failed` on a line.
pub(crate) fn run(only: &[String]) -> Result<(), String> {
    let start = Instant::now();
    let mut total = Tally::default();
    let mut failures = Vec::new();
    for stage in STAGES {
        if !only.is_empty() && !only.iter().any(|name| name == stage.name) {
            continue;
        }
        match (stage.run)() {
            Ok(tally) => total += tally,
            Err(error) => {
                // At once, and where a reader of the log looks for it: under the stage's line.
                println!("\n{}\n", error.trim_end());
                total += count_failed(&error);
                failures.push(stage.name);
            }
        }
    }
    println!("\n{:.0} s in all", start.elapsed().as_secs_f64());
    println!("{total}");
    match failures.as_slice() {
        [] => Ok(()),
        names => {
            Err(format!("Failed: {0}. Next: mend, then `cargo xtask test {1}`.", names.join(", "), names.join(" ")))
        }
    }
}

/// How many checks passed and failed: each test of a runner counts, and a stage without a runner counts as one.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

const ONE: Tally = Tally { passed: 1, failed: 0 };

fn fmt() -> Outcome {
    tools::ensure_component("rustfmt")?;
    cargo("format", &["fmt", "--all", "--check", "--", "--color=never"])
}

fn clippy() -> Outcome {
    tools::ensure_component("clippy")?;
    cargo("clippy", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn portable() -> Outcome {
    const TARGET: &str = "wasm32-unknown-unknown";
    tools::ensure_target(TARGET)?;
    cargo("core for the browser", &["check", "--package", "wenheng-core", "--target", TARGET])
}

fn cargo(name: &str, arguments: &[&str]) -> Outcome {
    step(name, || tools::run(tools::cargo().args(arguments)).map(|_| String::new()))?;
    Ok(ONE)
}

fn rust() -> Outcome {
    let arguments = ["test", "--workspace", "--exclude", "xtask", "--no-fail-fast"];
    counted("Rust tests", &mut tools::cargo(), &arguments)
}

/// Apart from the others, because alone it needs only what running it has built: Cargo joins the features of all it
/// builds together, and would build the packer's dependencies a second time.
fn tasks() -> Outcome {
    counted("tests of the tasks", &mut tools::cargo(), &["test", "--package", "xtask", "--no-fail-fast"])
}

fn packed_lexicon() -> Outcome {
    step("lexicon", || lexicon::run(true).map(|()| "up to date".into()))?;
    Ok(ONE)
}

fn packed() -> Outcome {
    pack::run().map(|()| ONE)
}

fn size() -> Outcome {
    step("package size", pack::check_sizes)?;
    Ok(ONE)
}

fn types() -> Outcome {
    tools::ensure_npm()?;
    step("types", || {
        let tsc = tools::root().join("tests/node_modules/.bin/tsc");
        for project in ["tests/tsconfig.json", "tests/tsconfig.node.json"] {
            tools::run(tools::command(&tsc).args(["--project", project]))?;
        }
        Ok(String::new())
    })?;
    Ok(ONE)
}

fn lint() -> Outcome {
    tools::ensure_npm()?;
    in_node("scripts and pages", tools::command("node"), &["lint"])
}

fn wasm() -> Outcome {
    tools::ensure_npm()?;
    in_node("package in Node", tools::command("node"), &["wasm"])
}

fn page() -> Outcome {
    tools::ensure_npm()?;
    let chromium = tools::ensure_chromium()?;
    let site = Site::open(&tools::root().join("www"), 0)?;
    let mut node = tools::command("node");
    node.env("WENHENG_URL", &site.url).env("CHROMIUM", chromium);
    node.env("WENHENG_SHOTS", tools::target_dir()?.join("shots"));
    in_node("page in Chromium", node, &["page", "edit", "resilience"])
}

fn embed() -> Outcome {
    let out = tools::target_dir()?.join("xtask/embed");
    dist::run(&out)?;
    let mut node = tools::command("node");
    node.env("CHROMIUM", tools::ensure_chromium()?).env("WENHENG_DIST", out);
    node.env("WENHENG_SHOTS", tools::target_dir()?.join("shots"));
    in_node("embedding in Chromium", node, &["embed"])
}

fn package() -> Outcome {
    tools::ensure_npm()?;
    let out = tools::target_dir()?.join("npm");
    step("npm package", || npm::package(&out))?;
    let mut node = tools::command("node");
    node.env("CHROMIUM", tools::ensure_chromium()?).env("WENHENG_NPM", out.join(npm::tarball()));
    in_node("package in projects", node, &["package"])
}

/// What is handed out, made twice: the same bytes, and it works where it is meant to, with and without faults.
fn handed_out() -> Outcome {
    tools::ensure_npm()?;
    let browsers = (tools::ensure_chromium()?, tools::ensure_firefox()?);
    let work = tools::target_dir()?.join("xtask");
    let (out, again) = (work.join("dist-once"), work.join("dist-again"));
    dist::run(&out)?;
    dist::run(&again)?;
    let site = Site::open(&tools::root().join("www"), 0)?;
    let mut node = tools::command("node");
    node.env("WENHENG_URL", &site.url).env("WENHENG_DIST", out).env("WENHENG_DIST_AGAIN", again);
    node.env("CHROMIUM", browsers.0).env("FIREFOX", browsers.1);
    in_node("handed out", node, &["dist", "leaks", "faults", "hostile", "same"])
}

/// What says the same of the same code, whatever else the machine does. The laws stand among the Rust tests; their fuzzer,
/// time and memory are `cargo xtask prove`.
fn prove() -> Outcome {
    let parts = ["offsets", "supply"].map(String::from);
    crate::prove::run(crate::prove::Length::Short, &parts).map(|()| ONE)
}

/// Runs files of `tests/browser`, one after the other: a browser keeps two cores busy.
fn in_node(name: &str, mut node: std::process::Command, files: &[&str]) -> Outcome {
    let files: Vec<String> = files.iter().map(|file| format!("tests/browser/{file}.test.mjs")).collect();
    let mut arguments = vec!["--test", "--test-concurrency=1", "--test-reporter=spec"];
    arguments.extend(files.iter().map(String::as_str));
    counted(name, &mut node, &arguments)
}

/// Runs a test runner and reads from its output how many tests there were; none at all is a failure.
fn counted(name: &str, command: &mut std::process::Command, arguments: &[&str]) -> Outcome {
    let mut tally = Tally::default();
    step(name, || {
        tally = count(&tools::run(command.args(arguments))?);
        if tally.passed == 0 {
            return Err(format!("`{}` ran no test.", arguments.join(" ")));
        }
        Ok(format!("{} tests", tally.passed))
    })?;
    Ok(tally)
}

/// What a failed stage counts for: what its runner said, or one.
fn count_failed(error: &str) -> Tally {
    let tally = count(error);
    Tally { failed: tally.failed.max(1), ..tally }
}

/// Sums what Rust's and Node's test runners say of themselves.
fn count(output: &str) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines() {
        let words: Vec<_> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(0);
        match words.as_slice() {
            // test result: ok. 10 passed; 0 failed; …
            ["test", "result:", _, _, "passed", _, "failed", ..] => {
                tally += Tally { passed: number(3), failed: number(5) }
            }
            // # pass 10, or ℹ pass 10
            ["#" | "ℹ", "pass", _] => tally.passed += number(2),
            ["#" | "ℹ", "fail", _] => tally.failed += number(2),
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_both_runners_print() {
        let rust = "running 2 tests\ntest result: ok. 10 passed; 0 failed; 1 ignored; 0 measured\n\
                    test result: FAILED. 2 passed; 3 failed; 0 ignored";
        assert_eq!(count(rust), Tally { passed: 12, failed: 3 });
        assert_eq!(count("ℹ tests 4\nℹ pass 4\nℹ fail 0\n"), Tally { passed: 4, failed: 0 });
        assert_eq!(count("# tests 4\n# pass 3\n# fail 1\n"), Tally { passed: 3, failed: 1 });
        assert_eq!(count("nothing of the kind"), Tally::default());
        assert_eq!(count_failed("# pass 3\n# fail 2\n"), Tally { passed: 3, failed: 2 });
        assert_eq!(count_failed("error: could not compile"), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn the_last_line_is_the_one_that_machines_read() {
        let mut total = ONE;
        total += Tally { passed: 4, failed: 2 };
        assert_eq!(total.to_string(), "5 passed, 2 failed");
    }
}
