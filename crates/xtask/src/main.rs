//! Everything a person types starts with `cargo xtask`: `serve` shows the page, `test` runs every check.

mod bench;
mod dist;
mod lexicon;
mod npm;
mod pack;
mod serve;
mod test;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

/// Wenheng's tasks. On a new machine with rustup and Node 20, `cargo xtask serve` shows the page and
/// `cargo xtask test` runs every check; both install what is missing.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Pack the browser package if its sources changed, and serve the page on this machine
    Serve {
        /// The port to serve on; 0 takes a free one
        #[arg(long, default_value_t = 8017)]
        port: u16,
        /// Serve what `cargo xtask dist` made, as it was made
        #[arg(long)]
        dist: bool,
    },
    /// Run every check, or the named stages; ends with `N passed, N failed`
    #[command(after_help = test::list())]
    Test {
        /// The stages to run; all when none is named
        #[arg(value_parser = PossibleValuesParser::new(test::names()), hide_possible_values = true)]
        stage: Vec<String>,
    },
    /// Pack the browser package into www/pkg, as wasm-pack.toml says
    Pack,
    /// Make what is handed out: the page for static hosts in dist/, and in it the page as one file, wenheng.html;
    /// and the npm package in target/npm
    Dist {
        /// The folder to write, which is emptied first
        #[arg(long, default_value = "dist")]
        out: PathBuf,
    },
    /// Measure the packed page beside what people use today, in Chromium; writes target/bench/latest.json
    Bench,
    /// Make the packed lexicon from its word list
    Lexicon {
        /// Change nothing: fail when the packed lexicon is not what its word list gives
        #[arg(long)]
        check: bool,
    },
    /// Score the analysis against the annotated reports, where they are: ../shared/eval
    Eval {
        /// Handed to the scorer as they are, such as `--verbose` or `--only NAME`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Serve { port, dist } => serve(port, dist),
        Task::Test { stage } => test::run(&stage),
        Task::Pack => pack::run(),
        Task::Dist { out } => dist(&tools::root().join(out)),
        Task::Bench => bench::run(),
        Task::Lexicon { check } => lexicon::run(check),
        Task::Eval { arguments } => eval(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}

fn dist(out: &Path) -> Result<(), String> {
    dist::run(out)?;
    let npm = tools::target_dir()?.join("npm");
    tools::step("make the npm package", || npm::package(&npm))?;
    println!("\n{} has the npm package.", npm.display());
    Ok(())
}

fn serve(port: u16, dist: bool) -> Result<(), String> {
    if dist && !tools::root().join("dist/index.html").is_file() {
        return Err("There is no dist/ yet. Next: `cargo xtask dist` makes it.".into());
    }
    // The port first: whether it is free is known at once.
    let site = serve::Site::open(&tools::root().join(if dist { "dist" } else { "www" }), port)?;
    if !dist {
        pack::run()?;
    }
    println!("\nWenheng is at {}/ (Ctrl+C stops it).", site.url);
    site.wait();
    Ok(())
}

/// Builds the command-line program and hands it to the scorer; the score is the scorer's own to print.
fn eval(arguments: &[String]) -> Result<(), String> {
    let scorer = tools::root().join("../shared/eval/score.py");
    if !scorer.is_file() {
        println!("There are no annotated reports here (../shared/eval): nothing to score, nothing wrong.");
        return Ok(());
    }
    tools::step("build the program", || {
        tools::run(tools::cargo().args(["build", "--release", "--package", "wenheng"])).map(|_| String::new())
    })?;
    let program = tools::target_dir()?.join("release/wenheng");
    let status = tools::command("python3")
        .arg(scorer)
        .args(["--cli", &format!("{} analyze", program.display())])
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()
        .map_err(|error| format!("python3 could not be started: {error}. Next: install Python 3."))?;
    if status.success() { Ok(()) } else { Err(format!("The scorer ended with {status}.")) }
}
