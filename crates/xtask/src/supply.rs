//! What Wenheng is built from: licences that go with its own, one version of what is released, everything locked, and
//! nothing from npm outside development.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::sbom::{self, Package};
use crate::tools::{self, root};

/// Licences whose terms `NOTICE` and a copy of the text meet.
const LICENCES: [&str; 9] =
    ["MIT", "Apache-2.0", "Zlib", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Unicode-3.0", "Unlicense", "BSL-1.0"];

/// Crates of which what is released holds two versions, each with the reason.
const TWICE: [(&str, &str); 1] = [("hashbrown", "one for what is released, one below the packer of the tables")];

/// Checks everything and says what was seen, one fact an entry.
///
/// # Errors
/// What is wrong, all of it.
pub(crate) fn check() -> Result<Vec<String>, String> {
    let packages = sbom::packages()?;
    let mut wrong = Vec::new();
    for Package { name, version, licence, source, checksum, .. } in &packages {
        if !is_allowed(licence) {
            wrong.push(format!("{name} {version}: the licence `{licence}`"));
        }
        match source.as_deref() {
            None => {}
            Some("registry+https://github.com/rust-lang/crates.io-index") if checksum.is_some() => {}
            Some(source) => wrong.push(format!("{name} {version}: from {source}, or not locked")),
        }
    }
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages.iter().filter(|package| package.is_shipped) {
        versions.entry(&package.name).or_default().push(&package.version);
    }
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        if !TWICE.iter().any(|(known, _)| known == name) {
            wrong.push(format!("{name} is released in the versions {}", versions.join(" and ")));
        }
    }
    let shipped = versions.values().map(Vec::len).sum::<usize>();
    let npm = npm(&mut wrong)?;
    let advisories = advisories(&mut wrong);
    if !wrong.is_empty() {
        return Err(format!("The supply chain:\n  {}", wrong.join("\n  ")));
    }
    Ok(vec![
        format!(
            "{} crates, {shipped} of them released; all locked with their checksums, from one registry",
            packages.len()
        ),
        format!("every licence is one of {}", LICENCES.join(", ")),
        format!("{npm} npm packages, all locked and for development only; the page loads none"),
        advisories,
    ])
}

/// Whether an expression of SPDX can be met with [`LICENCES`].
fn is_allowed(expression: &str) -> bool {
    let one = |name: &str| LICENCES.contains(&name.trim().trim_matches(['(', ')']));
    let any = |part: &str| part.split(" OR ").flat_map(|part| part.split('/')).any(one);
    !expression.is_empty() && expression.split(" AND ").all(any)
}

/// How many npm packages are locked; each must be for development, with its checksum.
fn npm(wrong: &mut Vec<String>) -> Result<usize, String> {
    let read = |name: &str| -> Result<Value, String> {
        let text = fs::read_to_string(root().join("tests").join(name)).map_err(|error| format!("{name}: {error}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
    };
    let manifest = read("package.json")?;
    if ["dependencies", "optionalDependencies", "peerDependencies"].iter().any(|kind| manifest.get(kind).is_some()) {
        wrong.push("package.json: something is more than a devDependency".into());
    }
    let lock = read("package-lock.json")?;
    let locked = lock["packages"].as_object().cloned().unwrap_or_default();
    for (name, package) in locked.iter().filter(|(name, _)| !name.is_empty()) {
        if package["dev"] != true || package["integrity"].as_str().is_none() {
            wrong.push(format!("{name}: not for development only, or without a checksum"));
        }
    }
    Ok(locked.len().saturating_sub(1))
}

/// Known vulnerabilities, where cargo-deny is installed and can read its list.
fn advisories(wrong: &mut Vec<String>) -> String {
    if tools::run(tools::cargo().args(["deny", "--version"])).is_err() {
        return "advisories: not asked, as cargo-deny is not installed here".into();
    }
    match tools::run(tools::cargo().args(["deny", "--all-features", "check", "advisories"])) {
        Ok(_) => "cargo-deny knows no advisory against any of them".into(),
        Err(error) if error.contains("failed to fetch") => "advisories: their list could not be read from here".into(),
        Err(error) => {
            wrong.push(error);
            String::new()
        }
    }
}

/// Copies the sources to another folder, packs there too, and compares the packages byte by byte.
///
/// # Errors
/// When they are not the same.
pub(crate) fn built_again() -> Result<String, String> {
    let folder = tools::target_dir()?.join("again");
    let listed = tools::run(tools::command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    for name in listed.lines().filter(|name| root().join(name).is_file()) {
        let target = folder.join("sources").join(name);
        let error = |error: std::io::Error| format!("{name}: {error}");
        fs::create_dir_all(target.parent().expect("it has a folder")).map_err(error)?;
        fs::copy(root().join(name), target).map_err(error)?;
    }
    let there = folder.join("sources");
    let mut pack = tools::cargo();
    pack.current_dir(&there).args(["run", "--package", "xtask", "--", "pack"]);
    // The task finds its root by the manifest that it was built from.
    pack.env("CARGO_TARGET_DIR", folder.join("target")).env_remove("CARGO_MANIFEST_DIR");
    tools::run(&mut pack)?;
    let (ours, theirs) = (root().join("www/pkg"), there.join("www/pkg"));
    let mut files = 0;
    for entry in fs::read_dir(&ours).map_err(|error| format!("{}: {error}", ours.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let other = theirs.join(path.file_name().unwrap_or_default());
        if path.is_file() {
            files += 1;
            if fs::read(&path).ok() != fs::read(&other).ok() {
                return Err(format!("{} is not what a second build gives", path.display()));
            }
        }
    }
    Ok(format!("two builds in two folders gave the same {files} files, byte for byte"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_read_as_expressions() {
        for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-2.0) AND Unicode-3.0"] {
            assert!(is_allowed(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0 WITH something"] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn the_supply_chain_is_in_order() {
        let facts = check().unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(facts.len() >= 4);
    }
}
