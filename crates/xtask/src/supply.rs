//! What Wenheng is built from: licences that go with its own, one version of what is released, everything locked, and
//! nothing from npm outside development.
//!
//! `deny.toml` says the same to cargo-deny, which is asked where it is installed: it takes longer to build than all of this
//! takes to test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::sbom::{self, Package};
use crate::tools::{self, root, target_dir};
use crate::{dist, npm};

/// What is read of `deny.toml`.
#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
}

/// Licences whose terms are met.
#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

impl Licences {
    fn read() -> Result<Self, String> {
        let text = fs::read_to_string(root().join("deny.toml")).map_err(|error| format!("deny.toml: {error}"))?;
        let deny: Deny = toml::from_str(&text).map_err(|error| format!("deny.toml: {error}"))?;
        Ok(deny.licenses)
    }

    /// Whether an expression of SPDX can be met with these.
    fn meet(&self, expression: &str) -> bool {
        let one = |name: &str| self.allow.iter().any(|allowed| allowed == name.trim().trim_matches(['(', ')']));
        let any = |part: &str| part.split(" OR ").flat_map(|part| part.split('/')).any(one);
        !expression.is_empty() && expression.split(" AND ").all(any)
    }
}

/// Checks everything and says what was seen, one fact an entry.
///
/// # Errors
/// What is wrong, all of it.
pub(crate) fn check() -> Result<Vec<String>, String> {
    let packages = sbom::packages()?;
    let licences = Licences::read()?;
    let mut wrong = Vec::new();
    for Package { name, version, licence, source, checksum, .. } in &packages {
        if !licences.meet(licence) {
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
        wrong.push(format!("{name} is released in the versions {}", versions.join(" and ")));
    }
    let shipped = versions.values().map(Vec::len).sum::<usize>();
    let npm = npm_packages(&mut wrong)?;
    let asked = cargo_deny(&mut wrong);
    if !wrong.is_empty() {
        return Err(format!("The supply chain:\n  {}", wrong.join("\n  ")));
    }
    Ok(vec![
        format!(
            "{} crates, {shipped} of them released; all locked with their checksums, from one registry",
            packages.len()
        ),
        format!("every licence is one of {}", licences.allow.join(", ")),
        format!("{npm} npm packages, all locked and for development only; the page loads none"),
        asked,
    ])
}

/// How many npm packages are locked; each must be for development, with its checksum.
fn npm_packages(wrong: &mut Vec<String>) -> Result<usize, String> {
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

/// What cargo-deny says of `deny.toml`, where it is installed; of advisories, where it can read its list.
fn cargo_deny(wrong: &mut Vec<String>) -> String {
    let ask = |what: &[&str]| tools::run(tools::cargo().args(["deny", "--color=never", "check"]).args(what));
    if tools::run(tools::cargo().args(["deny", "--version"])).is_err() {
        return "cargo-deny: not asked, as it is not installed here; nobody looked for advisories".into();
    }
    if let Err(error) = ask(&["bans", "licenses", "sources"]) {
        wrong.push(error);
    }
    match ask(&["advisories"]) {
        Ok(_) => "cargo-deny finds nothing, and knows no advisory against any of them".into(),
        Err(error) if error.contains("failed to fetch") => {
            "cargo-deny finds nothing; the list of advisories could not be read from here".into()
        }
        Err(error) => {
            wrong.push(error);
            String::new()
        }
    }
}

/// Makes what is handed out twice, the second time from a copy of the sources in another folder and with nothing built before,
/// and compares both byte by byte.
///
/// # Errors
/// When they are not the same, with the files that differ.
pub(crate) fn built_again() -> Result<String, String> {
    let work = target_dir()?.join("again");
    let (ours, there) = (work.join("ours"), work.join("sources"));
    let _ = fs::remove_dir_all(&work);
    dist::run(&ours.join("dist"))?;
    npm::package(&ours.join("npm"))?;
    let listed =
        tools::run(tools::command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    for name in listed.split('\0').filter(|name| root().join(name).is_file()) {
        let target = there.join(name);
        let error = |error: std::io::Error| format!("{name}: {error}");
        fs::create_dir_all(target.parent().expect("it has a folder")).map_err(error)?;
        fs::copy(root().join(name), target).map_err(error)?;
    }
    let mut make = tools::cargo();
    make.current_dir(&there).args(["run", "--package", "xtask", "--", "dist"]);
    // The task finds its root by the manifest that it was built from.
    make.env("CARGO_TARGET_DIR", work.join("target")).env_remove("CARGO_MANIFEST_DIR");
    tools::run(&mut make)?;
    let mut files = 0;
    for (one, other) in [("dist", there.join("dist")), ("npm", work.join("target/npm"))] {
        files += same(&ours.join(one), &other)?;
    }
    fs::remove_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    Ok(format!("two builds in two folders gave the same {files} files, byte for byte"))
}

/// How many files two folders have that have the same.
fn same(one: &Path, other: &Path) -> Result<usize, String> {
    let (one, other) = (contents(one)?, contents(other)?);
    let names = one.keys().chain(other.keys());
    let mut differ: Vec<&str> = names.filter(|name| one.get(*name) != other.get(*name)).map(String::as_str).collect();
    differ.sort_unstable();
    differ.dedup();
    if differ.is_empty() {
        Ok(one.len())
    } else {
        Err(format!("a second build gives something else:\n  {}", differ.join("\n  ")))
    }
}

/// The files of a folder and those below it, by their names in it.
fn contents(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let error = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        if path.is_dir() {
            files.extend(contents(&path)?.into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).map_err(error)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_read_as_expressions() {
        let licences = Licences::read().expect("deny.toml");
        for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-2.0) AND Unicode-3.0"] {
            assert!(licences.meet(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0 WITH something"] {
            assert!(!licences.meet(bad), "{bad}");
        }
    }

    #[test]
    fn folders_are_the_same_or_the_files_that_differ_are_named() {
        let folder = target_dir().expect("a folder").join("xtask/same");
        let put = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        };
        let _ = fs::remove_dir_all(&folder);
        for name in ["one/a", "one/b/c", "other/a", "other/b/c"] {
            put(name, b"the same");
        }
        assert_eq!(same(&folder.join("one"), &folder.join("other")), Ok(2));
        put("one/b/c", b"changed");
        put("other/d", b"more");
        let error = same(&folder.join("one"), &folder.join("other")).unwrap_err();
        assert!(error.ends_with("\n  b/c\n  d"), "{error}");
    }

    #[test]
    fn the_supply_chain_is_in_order() {
        let facts = check().unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(facts.len() >= 4);
    }
}
