//! What is promised of hostile input, tried at a chosen length and written down: `target/proof.md`.
//!
//! The laws are in `tests/src/laws.rs`, the shapes in `tests/src/shapes.rs`; here they are only given their share of time.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use crate::tools::{self, step};
use crate::{pack, sbom, supply};

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Minutes: part of every test run.
    Short,
    /// Hours: before a release.
    Long,
}

/// The shares of a length.
struct Shares {
    /// Random inputs for each law that runs one stage, and for each that runs the whole analysis.
    cases: [usize; 2],
    /// Inputs that the fuzzer tries, of the same.
    runs: [usize; 2],
    /// Seconds that it may take for each.
    seconds: usize,
    /// Bytes up to which the shapes grow, natively.
    most: usize,
    /// Bytes of each shape in the packed module: of one whose memory is bounded, and of one whose memory is not.
    packed: [usize; 2],
    /// Whether the package is built again elsewhere.
    again: bool,
}

impl Length {
    fn shares(self) -> Shares {
        match self {
            Length::Short => Shares {
                cases: [2000, 1000],
                runs: [100_000, 10_000],
                seconds: 12,
                most: 1_280_000,
                packed: [20_000_000, 1_000_000],
                again: false,
            },
            Length::Long => Shares {
                cases: [130_000, 13_000],
                runs: [1_000_000, 100_000],
                seconds: 1800,
                most: 20_000_000,
                packed: [20_000_000; 2],
                again: true,
            },
        }
    }
}

/// How many times as long twice the text may take, natively.
const RATIO: &str = "2.3";

/// What the packed module may take: seconds a megabyte, and bytes of memory a byte.
const SECONDS: &str = "2";
const MEMORY: &str = "8";

/// What cargo-fuzz gives the compiler, less two things. The sanitizer: there is no `unsafe` here, and a stable compiler has
/// the rest. And a call at every comparison: it costs most of the time, and the dictionaries say what it would find.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table";

/// What an input of the fuzzer may cost: seconds, megabytes.
const LIMITS: [&str; 3] = ["-timeout=20", "-rss_limit_mb=3000", "-malloc_limit_mb=600"];

/// The longest input in bytes, of a law that runs one stage, and of one that runs the whole analysis.
const LONGEST: [usize; 2] = [2000, 400];

/// A part of the proof: its heading, and its table or what went wrong.
type Part = (&'static str, Result<String, String>);

/// Tries everything and writes `target/proof.md`; `only` names the parts, all when it is empty.
///
/// # Errors
/// When a promise is broken; the table says which.
pub(crate) fn run(length: Length, only: &[String]) -> Result<(), String> {
    let shares = length.shares();
    let start = Instant::now();
    let mut parts: Vec<Part> = Vec::new();
    for (name, heading, work) in PARTS {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            let mut table = String::new();
            let done = step(name, || {
                table = work(&shares)?;
                Ok(String::new())
            });
            parts.push((heading, done.map(|_| table)));
        }
    }
    let mut text = format!("# Proof\n\n`cargo xtask prove --{}`, {:.0} min.\n", length.name(), minutes(start));
    let mut failed = Vec::new();
    for (heading, done) in parts {
        let body = done.unwrap_or_else(|error| {
            failed.push(heading);
            format!("**Broken.**\n\n```text\n{}\n```", error.trim())
        });
        write!(text, "\n## {heading}\n\n{}\n", body.trim()).expect("a string takes it");
    }
    let path = tools::target_dir()?.join("proof.md");
    fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("\n{text}\n{}", path.display());
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("Broken: {}. Next: see {}.", failed.join(", "), path.display()))
    }
}

/// The names of the parts, for the command line.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|(name, ..)| *name)
}

type Work = fn(&Shares) -> Result<String, String>;

const PARTS: [(&str, &str, Work); 6] = [
    ("properties", "Laws on random input", properties),
    ("fuzz", "Laws under a coverage-guided fuzzer", fuzz),
    ("linear", "Time and memory in proportion to the text, natively", linear),
    ("packed", "Time and memory of the packed module", packed),
    ("offsets", "Positions: native, packed, and in the source", offsets),
    ("supply", "What it is built from", supplied),
];

impl Length {
    fn name(self) -> &'static str {
        match self {
            Length::Short => "short",
            Length::Long => "long",
        }
    }
}

fn minutes(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() / 60.0
}

fn properties(shares: &Shares) -> Result<String, String> {
    let mut cargo = tools::cargo();
    cargo.args(["test", "--release", "--package", "wenheng-tests", "--test", "laws"]);
    let output = tools::run(cargo.env("WENHENG_CASES", shares.cases.map(|cases| cases.to_string()).join(",")))?;
    let tests = output.lines().filter(|line| line.starts_with("test ") && line.ends_with("... ok")).count();
    let all: usize = laws()?.iter().map(|law| shares.cases[usize::from(law.is_whole)]).sum();
    let [one, whole] = shares.cases;
    Ok(format!(
        "{all} inputs, {one} for each law of one stage and {whole} for each of the whole analysis: none broken ({tests} tests)."
    ))
}

/// A law, as `tests/examples/prove.rs` names it.
struct Law {
    name: String,
    is_whole: bool,
}

/// All there are.
fn laws() -> Result<Vec<Law>, String> {
    let told = tools::run(&mut example("laws"))?;
    let law =
        |line: &str| line.split_once(' ').map(|(name, whole)| Law { name: name.into(), is_whole: whole == "true" });
    Ok(told.lines().filter_map(law).collect())
}

/// Builds the targets with coverage, gives each its seeds and its dictionary, and lets two at a time run.
fn fuzz(shares: &Shares) -> Result<String, String> {
    let target_dir = tools::target_dir()?;
    let (built, folder) = (target_dir.join("fuzz"), target_dir.join("fuzz-inputs"));
    // Naming the target keeps the compiler's flags from build scripts.
    let version = tools::run(tools::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc -vV names no host")?;
    let mut build = tools::cargo();
    build.args(["build", "--release", "--locked", "--target", host, "--manifest-path", "tests/fuzz/Cargo.toml"]);
    tools::run(build.env("CARGO_TARGET_DIR", &built).env("RUSTFLAGS", COVERAGE))?;
    tools::run(example("inputs").arg(&folder))?;
    let queue = Mutex::new(VecDeque::from(laws()?));
    let done: Mutex<Vec<Result<String, String>>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(law) = queue.lock().expect("no thread panics").pop_front() else { break };
                    let found = fuzzed(&built.join(host).join("release"), &folder, &law, shares);
                    done.lock().expect("no thread panics").push(found);
                }
            });
        }
    });
    let mut rows = done.into_inner().expect("no thread panics");
    let broken: Vec<String> = rows.extract_if(.., |row| row.is_err()).filter_map(Result::err).collect();
    if !broken.is_empty() {
        return Err(broken.join("\n"));
    }
    let mut rows: Vec<String> = rows.into_iter().filter_map(Result::ok).collect();
    rows.sort();
    Ok(format!(
        "| law | inputs tried | places of the code reached | findings |\n| --- | ---: | ---: | ---: |\n{}",
        rows.join("\n")
    ))
}

/// Runs one target; an input that breaks its law is kept beside its corpus and named.
fn fuzzed(programs: &Path, folder: &Path, law: &Law, shares: &Shares) -> Result<String, String> {
    let Law { name: law, is_whole } = law;
    let kind = usize::from(*is_whole);
    let program = programs.join(law);
    let findings = folder.join("findings").join(law);
    fs::create_dir_all(&findings).map_err(|error| format!("{}: {error}", findings.display()))?;
    let mut fuzz = Command::new(&program);
    fuzz.args(LIMITS).arg(folder.join(law)).arg(format!("-dict={}", folder.join(law).with_extension("dict").display()));
    fuzz.arg(format!("-artifact_prefix={}/", findings.display())).arg(format!("-max_len={}", LONGEST[kind]));
    fuzz.args([format!("-runs={}", shares.runs[kind]), format!("-max_total_time={}", shares.seconds)]);
    fuzz.arg("-print_final_stats=1");
    let output =
        fuzz.env("WENHENG_COMMON_WORDS", "1").output().map_err(|error| format!("{}: {error}", program.display()))?;
    // What is tried may be printed, and it is seldom text.
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let tail: Vec<&str> = told.lines().rev().take(40).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        return Err(format!("{law}: an input in {}\n{}", findings.display(), tail.join("\n")));
    }
    Ok(format!("| {law} | {} | {} | 0 |", tried(&told).unwrap_or(0), reached(&told).unwrap_or(0)))
}

/// How many inputs the fuzzer says that it tried.
fn tried(told: &str) -> Option<usize> {
    told.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?.trim().parse().ok()
}

/// How many places of the code it says that its inputs reached.
fn reached(told: &str) -> Option<usize> {
    let (_, last) = told.rsplit_once(" cov: ")?;
    last.split(' ').next()?.parse().ok()
}

/// A task of `tests/examples/prove.rs`, which is built for speed.
fn example(task: &str) -> Command {
    let mut cargo = tools::cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "wenheng-tests", "--example", "prove", "--", task]);
    cargo
}

fn linear(shares: &Shares) -> Result<String, String> {
    tools::run(example("linear").args([&shares.most.to_string(), RATIO]))
}

fn packed(shares: &Shares) -> Result<String, String> {
    pack::run()?;
    let folder: PathBuf = tools::target_dir()?.join("shapes");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let [within, beyond] = shares.packed;
    tools::run(example("shapes").arg(&folder).args([within.to_string(), beyond.to_string()]))?;
    let read = |part: &str, bounds: &[&str]| {
        tools::run(tools::command("node").arg("tests/prove/page.mjs").arg(folder.join(part)).args(bounds))
    };
    let within = read("within", &[SECONDS, MEMORY])?;
    Ok(format!(
        "{within}\nOf nothing but what takes more than its characters do, which no memory is promised of:\n\n{}",
        read("beyond", &[SECONDS])?
    ))
}

// Some of the texts are read as pages, of which nothing is compared: hence more than the 100,000 that are wanted.
fn offsets(_: &Shares) -> Result<String, String> {
    pack::run()?;
    let folder: PathBuf = tools::target_dir()?.join("documents");
    tools::run(example("documents").arg(&folder).arg("60"))?;
    tools::run(tools::command("node").arg("tests/prove/offsets.mjs").arg(&folder).arg("150000"))
}

fn supplied(shares: &Shares) -> Result<String, String> {
    let mut facts = supply::check()?;
    facts.push(format!(
        "the bill of materials (CycloneDX) names {} parts",
        sbom::sbom()?.matches("\"bom-ref\"").count() - 1
    ));
    if shares.again {
        facts.push(supply::built_again()?);
    }
    Ok(facts.iter().map(|fact| format!("- {fact}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_fuzzer_says() {
        let told = "#2\tINITED cov: 7 ft: 7 corp: 1/1b\n#900\tDONE   cov: 81 ft: 8 corp: 2/5b lim: 4096\n\
                    ###### End of recommended dictionary. ######\n\
                    stat::number_of_executed_units: 900\nstat::peak_rss_mb: 27";
        assert_eq!((tried(told), reached(told)), (Some(900), Some(81)));
        assert_eq!((tried(""), reached("")), (None, None));
    }
}
