//! Packs the browser package as `wasm-pack.toml` says: build, bind, optimise, copy. What is unchanged is left alone.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasm_bindgen_cli_support::Bindgen;

use crate::tools::{self, step};

const SETTINGS: &str = "wasm-pack.toml";

/// What `wasm-pack.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    build: Build,
    output: Output,
    files: BTreeMap<String, PathBuf>,
    optimise: Optimise,
    budget: Budget,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Build {
    package: String,
    profile: String,
    target: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    folder: PathBuf,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Optimise {
    flags: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    files: Vec<String>,
    brotli: usize,
    gzip: usize,
}

impl Settings {
    fn read() -> Result<(Self, String), String> {
        let text = read_text(&tools::root().join(SETTINGS))?;
        Ok((Self::parse(&text)?, text))
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| format!("{SETTINGS}: {error}"))
    }

    fn folder(&self) -> PathBuf {
        tools::root().join(&self.output.folder)
    }

    fn module(&self) -> String {
        format!("{}_bg.wasm", self.output.name)
    }
}

/// Builds the package, or finds it up to date.
pub(crate) fn run() -> Result<(), String> {
    let (settings, text) = Settings::read()?;
    tools::ensure_target(&settings.build.target)?;
    tools::ensure_npm()?;
    let target_dir = tools::target_dir()?;
    let mut built = PathBuf::new();
    step("build the module", || {
        built = build(&settings, &target_dir)?;
        kilobytes(&built)
    })?;
    let stamp = stamp(&text, &built)?;
    step("pack the module", || pack_module(&settings, &built, &target_dir, &stamp))?;
    step("copy the lexicon", || copy_files(&settings))?;
    Ok(())
}

/// Compiles the boundary crate and returns the path of the raw module.
fn build(settings: &Settings, target_dir: &Path) -> Result<PathBuf, String> {
    let Build { package, profile, target } = &settings.build;
    // Panic messages carry source paths: the same wherever it is built, so that the same source gives the same bytes.
    let flags = format!("CARGO_TARGET_{}_RUSTFLAGS", target.to_uppercase().replace('-', "_"));
    tools::run(
        tools::cargo()
            .args(["build", "--package", package, "--target", target, "--profile", profile])
            .env(flags, remap_flags()),
    )?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(target_dir.join(target).join(profile).join(file))
}

fn remap_flags() -> OsString {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = OsString::new();
    let mut remap = |from: &Path, to: &str| {
        // Flags are split at spaces: a path that has one stays as it is.
        if !from.as_os_str().to_string_lossy().contains(' ') {
            flags.push(" --remap-path-prefix=");
            flags.push(from);
            flags.push("=");
            flags.push(to);
        }
    };
    remap(&tools::root(), "wenheng");
    if let Some(home) = home {
        remap(&home, "cargo");
    }
    flags
}

/// What the packed module is made from and by, as one number.
fn stamp(settings: &str, module: &Path) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    include_str!("pack.rs").hash(&mut hasher);
    settings.hash(&mut hasher);
    read(module)?.hash(&mut hasher);
    read(&tools::root().join("tests/package-lock.json"))?.hash(&mut hasher);
    read(&tools::root().join("Cargo.lock"))?.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// Binds and optimises the module beside the target folder, then puts it in its place; the stamp comes last.
fn pack_module(settings: &Settings, built: &Path, target_dir: &Path, stamp: &str) -> Result<String, String> {
    let folder = settings.folder();
    let name = &settings.output.name;
    let outputs = [settings.module(), format!("{name}.js"), format!("{name}.d.ts")];
    let stamp_file = folder.join(".stamp");
    if outputs.iter().all(|file| folder.join(file).is_file())
        && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp)
    {
        return Ok("unchanged".into());
    }
    let work = target_dir.join("xtask/pack");
    bind(built, name, &work)?;
    optimise(&work.join(settings.module()), &settings.optimise.flags)?;
    fs::create_dir_all(&folder).map_err(|error| file_error(&folder, &error))?;
    // Gone first, so that a half-made package never looks finished.
    let _ = fs::remove_file(&stamp_file);
    for file in &outputs {
        copy(&work.join(file), &folder.join(file))?;
    }
    fs::write(&stamp_file, stamp).map_err(|error| file_error(&stamp_file, &error))?;
    kilobytes(&folder.join(settings.module()))
}

/// Makes the JavaScript and TypeScript faces of a raw module.
fn bind(module: &Path, name: &str, folder: &Path) -> Result<(), String> {
    let bound = Bindgen::new().web(true).and_then(|bindgen| {
        // With the default path, `init()` finds the module beside the script that asks for it.
        bindgen.input_path(module).out_name(name).typescript(true).omit_default_module_path(false).generate(folder)
    });
    bound.map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// Runs wasm-opt over a module in place.
fn optimise(module: &Path, flags: &[String]) -> Result<(), String> {
    let wasm_opt = tools::root().join("tests/node_modules/.bin/wasm-opt");
    tools::run(tools::command(wasm_opt).args(flags).arg(module).arg("-o").arg(module))?;
    Ok(())
}

/// Copies the package's further files where they differ.
fn copy_files(settings: &Settings) -> Result<String, String> {
    let mut copied = 0;
    for (name, source) in &settings.files {
        let source = tools::root().join(source);
        let copy_to = settings.folder().join(name);
        if !source.is_file() {
            return Err(format!("{} is missing. Next: `cargo xtask lexicon` makes it.", source.display()));
        }
        if fs::read(&copy_to).ok() != Some(read(&source)?) {
            copy(&source, &copy_to)?;
            copied += 1;
        }
    }
    Ok(if copied == 0 { "unchanged".into() } else { format!("{copied} copied") })
}

/// Checks the packed files against the budget and tells their sizes.
pub(crate) fn check_sizes() -> Result<String, String> {
    let (settings, _) = Settings::read()?;
    let files: Vec<_> = settings.budget.files.iter().map(|name| settings.folder().join(name)).collect();
    let sizes = Sizes::of(&files)?;
    sizes.check(&settings.budget)?;
    Ok(sizes.to_string())
}

/// What files weigh on the wire.
#[derive(Deserialize)]
struct Sizes {
    brotli: usize,
    gzip: usize,
}

impl Sizes {
    /// Node compresses: it is here anyway, and its compressors need not be built first.
    fn of(files: &[PathBuf]) -> Result<Self, String> {
        let script = ["--input-type=module", "--eval", include_str!("sizes.mjs"), "--"];
        let output = tools::run(tools::command("node").args(script).args(files))?;
        serde_json::from_str(&output).map_err(|error| format!("sizes.mjs printed {output:?}: {error}"))
    }

    fn check(&self, budget: &Budget) -> Result<(), String> {
        if self.brotli <= budget.brotli && self.gzip <= budget.gzip {
            return Ok(());
        }
        Err(format!(
            "The package weighs {self}; the budget in {SETTINGS} is {} brotli, {} gzip.\n\
             Next: see what grew, or raise the budget with a reason.",
            budget.brotli, budget.gzip
        ))
    }
}

impl std::fmt::Display for Sizes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} bytes brotli, {} gzip", self.brotli, self.gzip)
    }
}

fn kilobytes(path: &Path) -> Result<String, String> {
    let length = fs::metadata(path).map_err(|error| file_error(path, &error))?.len();
    Ok(format!("{} KB", length.div_ceil(1000)))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| file_error(path, &error))
}

fn read_text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| file_error(path, &error))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|error| file_error(to, &error))
}

fn file_error(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_say_themselves_that_only_xtask_reads_them() {
        let (_, text) = Settings::read().unwrap();
        let first = text.lines().next().unwrap();
        assert!(first.starts_with('#') && first.contains("No outside tool reads this file"), "{first}");
    }

    #[test]
    fn an_unknown_key_in_the_settings_is_an_error() {
        let (_, text) = Settings::read().unwrap();
        for table in ["build", "output", "optimise", "budget"] {
            let header = format!("[{table}]");
            let wrong = text.replacen(&header, &format!("{header}\nunheard_of = 1"), 1);
            let error = Settings::parse(&wrong).unwrap_err();
            assert!(error.contains("unheard_of"), "{table}: {error}");
        }
        let error = Settings::parse(&format!("unheard_of = 1\n{text}")).unwrap_err();
        assert!(error.contains("unheard_of"), "{error}");
    }

    #[test]
    fn a_package_over_its_budget_is_refused() {
        let budget = Budget { files: Vec::new(), brotli: 100, gzip: 200 };
        assert!(Sizes { brotli: 100, gzip: 200 }.check(&budget).is_ok());
        assert!(Sizes { brotli: 101, gzip: 200 }.check(&budget).is_err());
        let error = Sizes { brotli: 100, gzip: 201 }.check(&budget).unwrap_err();
        assert!(error.contains("100 brotli, 200 gzip"), "{error}");
    }

    #[test]
    fn sizes_are_those_of_the_compressed_files() {
        let file = tools::root().join("Cargo.lock");
        let sizes = Sizes::of(&[file.clone(), file.clone()]).unwrap();
        let length = fs::metadata(file).unwrap().len() as usize;
        assert!(
            sizes.brotli > 0 && sizes.brotli < sizes.gzip && sizes.gzip < length,
            "{sizes} of {length} bytes, twice"
        );
    }
}
