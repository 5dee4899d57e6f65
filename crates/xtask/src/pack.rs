//! Packs the browser package as `wasm-pack.toml` says: build, bind, optimise, copy. What is unchanged is left alone.
//!
//! The large files are named by their content, so that a browser may keep each for ever; `files.js` says what they are
//! called.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};
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
    budget: Vec<Budget>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Build {
    packages: Vec<String>,
    profile: String,
    target: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    folder: PathBuf,
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

    /// What the files of each package are called.
    fn names(&self) -> impl Iterator<Item = String> {
        self.build.packages.iter().map(|package| package.replace('-', "_"))
    }

    /// The files that are named by their content, each with where it comes from.
    fn named(&self, work: &Path) -> Vec<(String, PathBuf)> {
        let modules = self.names().map(|name| (module(&name), work.join(module(&name))));
        let further = self.files.iter().map(|(name, source)| (name.clone(), tools::root().join(source)));
        modules.chain(further).collect()
    }
}

fn module(name: &str) -> String {
    format!("{name}_bg.wasm")
}

/// Builds the package, or finds it up to date.
pub(crate) fn run() -> Result<(), String> {
    let (settings, text) = Settings::read()?;
    tools::ensure_target(&settings.build.target)?;
    tools::ensure_npm()?;
    let target_dir = tools::target_dir()?;
    let mut built = Vec::new();
    step("build the modules", || {
        built = build(&settings, &target_dir)?;
        kilobytes(&built)
    })?;
    step("fill the package", || fill(&settings, &text, &built, &target_dir))?;
    Ok(())
}

/// Compiles the packages and returns the paths of the raw modules.
fn build(settings: &Settings, target_dir: &Path) -> Result<Vec<PathBuf>, String> {
    let Build { packages, profile, target } = &settings.build;
    // Panic messages carry source paths: the same wherever it is built, so that the same source gives the same bytes.
    let flags = format!("CARGO_TARGET_{}_RUSTFLAGS", target.to_uppercase().replace('-', "_"));
    tools::run(
        tools::cargo()
            .args(["build", "--target", target, "--profile", profile])
            .args(packages.iter().flat_map(|package| ["--package", package]))
            .env(flags, remap_flags()),
    )?;
    let folder = target_dir.join(target).join(profile);
    Ok(settings.names().map(|name| folder.join(format!("{name}.wasm"))).collect())
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

/// What the package is made from and by, as one number.
fn stamp(settings: &Settings, text: &str, modules: &[PathBuf]) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    include_str!("pack.rs").hash(&mut hasher);
    text.hash(&mut hasher);
    for module in modules {
        read(module)?.hash(&mut hasher);
    }
    for source in settings.files.values() {
        let source = tools::root().join(source);
        if !source.is_file() {
            return Err(format!("{} is missing. Next: `cargo xtask lexicon` makes it.", source.display()));
        }
        read(&source)?.hash(&mut hasher);
    }
    read(&tools::root().join("tests/package-lock.json"))?.hash(&mut hasher);
    read(&tools::root().join("Cargo.lock"))?.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// The file that says what the files are called that are named by their content.
const NAMES: &str = "files.js";

/// Binds and optimises the modules beside the target folder, then puts all in its place; the stamp comes last.
fn fill(settings: &Settings, text: &str, built: &[PathBuf], target_dir: &Path) -> Result<String, String> {
    let stamp = stamp(settings, text, built)?;
    let folder = settings.folder();
    let stamp_file = folder.join(".stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok("unchanged".into());
    }
    let work = target_dir.join("xtask/pack");
    for (name, built) in settings.names().zip(built) {
        bind(built, &name, &work)?;
        optimise(&work.join(module(&name)), &settings.optimise.flags)?;
    }
    // Gone first, so that a half-made package never looks finished and nothing of an old one stays.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| file_error(&folder, &error))?;
    let mut names = BTreeMap::new();
    for (name, source) in settings.named(&work) {
        let named = by_content(&name, &read(&source)?);
        copy(&source, &folder.join(&named))?;
        names.insert(name, named);
    }
    for name in settings.names() {
        // By itself the glue finds the module beside it, under the name that it has now.
        let glue = read_text(&work.join(format!("{name}.js")))?.replace(&module(&name), &names[&module(&name)]);
        write(&folder.join(format!("{name}.js")), &glue)?;
        copy(&work.join(format!("{name}.d.ts")), &folder.join(format!("{name}.d.ts")))?;
    }
    let list = serde_json::to_string_pretty(&names).expect("names are strings");
    write(
        &folder.join(NAMES),
        &format!("/** What the files are called that are named by their content. */\nexport const FILES = {list};\n"),
    )?;
    write(&stamp_file, &stamp)?;
    let modules: Vec<_> = settings.names().map(|name| folder.join(&names[&module(&name)])).collect();
    kilobytes(&modules)
}

/// A file's name with twelve digits of its content's SHA-256: `lexicon.bin` becomes `lexicon-0123456789ab.bin`.
fn by_content(name: &str, bytes: &[u8]) -> String {
    let digest: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{digest}.{ending}")
}

/// The file of the package that is called `name`, or that and its content's digits.
fn find(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_it = |file: &str| {
        file == name
            || file
                .strip_prefix(stem)
                .and_then(|rest| rest.strip_suffix(ending))
                .is_some_and(|digits| digits.len() == 14 && digits.starts_with('-') && digits.ends_with('.'))
    };
    let files = fs::read_dir(folder).map_err(|error| file_error(folder, &error))?;
    let mut paths = files.filter_map(|file| Some(file.ok()?.path()));
    let found = paths.find(|path| path.file_name().and_then(|file| file.to_str()).is_some_and(is_it));
    found.ok_or_else(|| format!("{} has no {name}. Next: cargo xtask pack", folder.display()))
}

/// Where a packed file is, by the name that `wasm-pack.toml` or the packer gives it.
pub(crate) fn packed(name: &str) -> Result<PathBuf, String> {
    let (settings, _) = Settings::read()?;
    find(&settings.folder(), name)
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

/// Checks the packed files against the budget and tells their sizes.
pub(crate) fn check_sizes() -> Result<String, String> {
    let (settings, _) = Settings::read()?;
    let mut told = Vec::new();
    for budget in &settings.budget {
        let files: Result<Vec<_>, String> = budget.files.iter().map(|name| find(&settings.folder(), name)).collect();
        let sizes = Sizes::of(&files?)?;
        sizes.check(budget)?;
        told.push(sizes.to_string());
    }
    Ok(told.join("; "))
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

fn kilobytes(paths: &[PathBuf]) -> Result<String, String> {
    let mut sizes = Vec::new();
    for path in paths {
        let length = fs::metadata(path).map_err(|error| file_error(path, &error))?.len();
        sizes.push(format!("{} KB", length.div_ceil(1000)));
    }
    Ok(sizes.join(", "))
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

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| file_error(path, &error))
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
        for header in ["[build]", "[output]", "[optimise]", "[[budget]]"] {
            let wrong = text.replacen(header, &format!("{header}\nunheard_of = 1"), 1);
            let error = Settings::parse(&wrong).unwrap_err();
            assert!(error.contains("unheard_of"), "{header}: {error}");
        }
        let error = Settings::parse(&format!("unheard_of = 1\n{text}")).unwrap_err();
        assert!(error.contains("unheard_of"), "{error}");
    }

    #[test]
    fn large_files_are_named_by_their_content() {
        assert_eq!(by_content("lexicon.bin", b"abc"), "lexicon-ba7816bf8f01.bin");
        assert_ne!(by_content("lexicon.bin", b"abd"), by_content("lexicon.bin", b"abc"));
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
