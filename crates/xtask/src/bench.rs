//! Measures the packed page beside what people use today, in one Chromium: a measurement, not a test.

use std::fs;
use std::path::Path;

use crate::dist;
use crate::serve::Site;
use crate::tools::{self, root};

/// Where npm puts jieba-wasm's build for browsers.
const JIEBA: &str = "tests/node_modules/jieba-wasm/pkg/web";

/// Packs, puts everything that is measured into one folder, serves it, and lets `tests/bench` measure; an aim that is
/// missed is no failure.
pub(crate) fn run() -> Result<(), String> {
    let chromium = tools::ensure_chromium()?;
    let folder = tools::target_dir()?.join("bench");
    let site = folder.join("site");
    assemble(&site)?;
    let server = Site::open(&site, 0)?;
    let mut node = tools::command("node");
    node.arg("tests/bench/bench.mjs").env("WENHENG_URL", &server.url).env("CHROMIUM", chromium);
    let status = node
        .env("WENHENG_BENCH", &folder)
        .status()
        .map_err(|error| format!("node could not be started: {error}. Next: install Node."))?;
    if !status.success() {
        return Err(format!("tests/bench/bench.mjs ended with {status}."));
    }
    println!("Every sample: {}", folder.join("latest.json").display());
    let report = site.join("texts/report.txt");
    let mut stages = tools::command("cargo");
    stages.args(["run", "--release", "--quiet", "--package", "wenheng-tests", "--example", "stages"]).arg(report);
    print!("{}", tools::run(&mut stages)?);
    Ok(())
}

/// The page as it is handed out and as modules, the pages that measure, jieba-wasm, and the recognizers as one file: all
/// from one server.
fn assemble(site: &Path) -> Result<(), String> {
    if site.is_dir() {
        fs::remove_dir_all(site).map_err(|error| format!("{}: {error}", site.display()))?;
    }
    dist::run(&site.join("page"))?;
    copy_folder(&root().join("tests/bench/site"), site)?;
    copy_folder(&root().join("www"), &site.join("wenheng"))?;
    copy_folder(&root().join(JIEBA), &site.join("jieba"))?;
    let esbuild = root().join("tests/node_modules/.bin/esbuild");
    let bundle = format!("--outfile={}", site.join("recognizers.js").display());
    // Their builds for browsers are scripts that export nothing: hence the fields.
    let arguments = [
        "tests/bench/recognizers.js",
        "--bundle",
        "--format=esm",
        "--main-fields=module,main",
        "--minify",
        "--log-level=error",
    ];
    tools::run(tools::command(esbuild).args(arguments).arg(bundle))?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    let error = |error: std::io::Error| format!("{} to {}: {error}", from.display(), to.display());
    fs::create_dir_all(to).map_err(error)?;
    for entry in fs::read_dir(from).map_err(error)? {
        let entry = entry.map_err(error)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(error)?;
        }
    }
    Ok(())
}
