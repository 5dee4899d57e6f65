//! Where things are, how a step is shown, and finding or installing what a step needs.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The oldest Node that the tests and the optimiser are run with.
const NODE: u32 = 20;
/// Debian's packages for the browser tests: the browser, and a font that has the characters.
const CHROMIUM_PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.join("../..").canonicalize().unwrap_or(manifest)
}

/// The folder that Cargo builds into.
pub(crate) fn target_dir() -> Result<PathBuf, String> {
    let text = run(cargo().args(["metadata", "--no-deps", "--format-version=1", "--offline"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    metadata["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .ok_or_else(|| "cargo metadata names no target_directory".into())
}

/// The Cargo that runs this task, in the repository's root.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program to be run in the repository's root.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs a program to its end and returns what it printed; a failure carries the command line and all of its output.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let line = command_line(command);
    let output = command.output().map_err(|error| format!("`{line}` could not be started: {error}"))?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(stdout.into_owned());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{line}` failed ({}):\n{}\n{}", output.status, stdout.trim_end(), stderr.trim_end()))
}

fn command_line(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// Does one step and shows it on a line of its own: its name at once, its duration and its note when it is done.
pub(crate) fn step(name: &str, work: impl FnOnce() -> Result<String, String>) -> Result<String, String> {
    print!("  {name:<24}");
    let _ = io::stdout().flush();
    let start = Instant::now();
    let result = work();
    let seconds = start.elapsed().as_secs_f64();
    match &result {
        Ok(note) => println!("{seconds:>6.1} s  {note}"),
        Err(_) => println!("{seconds:>6.1} s  FAILED"),
    }
    result
}

/// Installs the standard library for `target` unless the toolchain has it.
pub(crate) fn ensure_target(target: &str) -> Result<(), String> {
    let libraries = run(command("rustc").args(["--print", "target-libdir", "--target", target]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    step(&format!("install {target}"), || {
        run(command("rustup").args(["target", "add", target])).map(|_| "installed".into()).map_err(|error| {
            format!(
                "{error}\nNext: make `rustup target add {target}` work, or add the target to this toolchain by hand."
            )
        })
    })?;
    Ok(())
}

/// Installs a part of the toolchain unless it is there: `clippy`, `rustfmt`.
pub(crate) fn ensure_component(name: &str) -> Result<(), String> {
    let driver = match name {
        "clippy" => "cargo-clippy",
        other => other,
    };
    if run(command(driver).arg("--version")).is_ok() {
        return Ok(());
    }
    step(&format!("install {name}"), || {
        run(command("rustup").args(["component", "add", name]))
            .map(|_| "installed".into())
            .map_err(|error| format!("{error}\nNext: make `rustup component add {name}` work."))
    })?;
    Ok(())
}

/// Installs the locked npm packages in `tests/` when they are missing or older than the lock file.
pub(crate) fn ensure_npm() -> Result<(), String> {
    ensure_node()?;
    let tests = root().join("tests");
    let modified = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let installed = modified(&tests.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&tests.join("package-lock.json")) {
        return Ok(());
    }
    step("install npm packages", || {
        run(command("npm").current_dir(&tests).args(["ci", "--no-audit", "--no-fund"]))
            .map(|_| "installed".into())
            .map_err(|error| format!("{error}\nNext: make `npm ci` work in tests/."))
    })?;
    Ok(())
}

/// Refuses a Node that is missing or too old.
fn ensure_node() -> Result<(), String> {
    let next = format!("Next: install Node {NODE} or newer, with npm.");
    let version = run(command("node").arg("--version")).map_err(|error| format!("{error}\n{next}"))?;
    match node_major(&version) {
        Some(major) if major >= NODE => Ok(()),
        _ => Err(format!("Node {} is too old. {next}", version.trim())),
    }
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The browser for the browser tests: the one named by `CHROMIUM`, else one on the machine, else Debian's, installed.
pub(crate) fn ensure_chromium() -> Result<PathBuf, String> {
    ensure_browser(&Browser {
        name: "Chromium",
        variable: "CHROMIUM",
        programs: &["chromium", "chromium-browser", "google-chrome"],
        packages: &CHROMIUM_PACKAGES,
    })
}

/// Firefox for the page that is one file, found or installed in the same way; `FIREFOX` names one.
pub(crate) fn ensure_firefox() -> Result<PathBuf, String> {
    ensure_browser(&Browser {
        name: "Firefox",
        variable: "FIREFOX",
        programs: &["firefox-esr", "firefox"],
        packages: &["firefox-esr"],
    })
}

struct Browser {
    name: &'static str,
    /// The environment variable that names one.
    variable: &'static str,
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

fn ensure_browser(browser: &Browser) -> Result<PathBuf, String> {
    let Browser { name, variable, programs, packages } = browser;
    if let Some(path) = env::var_os(variable).map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(format!(
                "{variable} names {}, which is not there. Next: point it to a {name}, or unset it.",
                path.display()
            ))
        };
    }
    let find = || programs.iter().find_map(|program| in_path(program));
    if let Some(path) = find() {
        return Ok(path);
    }
    let by_hand = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    let is_root = run(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || in_path("apt-get").is_none() {
        return Err(format!("The browser tests need {name}. Next: `sudo {by_hand}`, or set {variable} to its path."));
    }
    step(&format!("install {name}"), || {
        let apt = || {
            let mut apt = command("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive");
            apt
        };
        run(apt().arg("update"))?;
        run(apt().args(["install", "-y", "--no-install-recommends"]).args(*packages))
            .map(|_| "installed".into())
            .map_err(|error| format!("{error}\nNext: make `{by_hand}` work, or set {variable} to a browser's path."))
    })?;
    find().ok_or_else(|| format!("apt-get installed {name}, yet it is not in PATH. Next: set {variable} to its path."))
}

fn in_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_of_node() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("20.20.2"), None);
        assert_eq!(node_major(""), None);
    }

    #[test]
    fn a_failure_names_the_command_and_shows_its_output() {
        let error = run(command("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap_err();
        assert!(error.starts_with("`sh -c"), "{error}");
        assert!(error.contains("out") && error.contains("err") && error.contains('3'), "{error}");
        assert!(run(&mut command("no-such-program")).unwrap_err().contains("could not be started"));
    }
}
