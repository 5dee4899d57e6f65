//! What the release is made of: the crates that are linked into it, from Cargo's own account of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::tools;

/// What is released: the page's two modules and the program.
const SHIPPED: [&str; 3] = ["wenheng-wasm", "wenheng-xlsx", "wenheng"];

/// What is released and is no crate: the data that `NOTICE` names. Name, licence, where it is from.
const DATA: [(&str, &str, &str); 3] = [
    ("jieba dictionary", "MIT", "https://github.com/fxsjy/jieba"),
    ("OpenCC conversion tables", "Apache-2.0", "https://github.com/BYVoid/OpenCC"),
    ("Unicode Character Database", "Unicode-3.0", "https://www.unicode.org/ucd/"),
];

/// A crate that the build takes.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An expression of SPDX; empty where the crate names none.
    pub(crate) licence: String,
    /// Where it comes from; `None`: from this repository.
    pub(crate) source: Option<String>,
    /// SHA-256 of its archive, as locked.
    pub(crate) checksum: Option<String>,
    /// Whether it is linked into what is released; else it only builds or tests.
    pub(crate) is_shipped: bool,
}

/// Every crate that the workspace's lock file names, in the order of their names.
pub(crate) fn packages() -> Result<Vec<Package>, String> {
    let text = tools::run(tools::cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let checksums = checksums()?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
    let packages = list(&metadata["packages"]);

    // From what is released along what is linked: neither build scripts nor tests, and of macros only that they are there.
    let mut open: Vec<String> = packages
        .iter()
        .filter(|package| SHIPPED.contains(&package["name"].as_str().unwrap_or_default()))
        .map(|package| text(&package["id"]))
        .collect();
    let mut shipped = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !shipped.insert(id.clone()) {
            continue;
        }
        for dependency in list(&nodes.get(&id).unwrap_or(&Value::Null)["deps"]) {
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                open.push(text(&dependency["pkg"]));
            }
        }
    }
    let package = |package: &Value| {
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        Package {
            licence: text(&package["license"]),
            source: package["source"].as_str().map(str::to_owned),
            checksum: checksums.get(&(name.clone(), version.clone())).cloned(),
            is_shipped: shipped.contains(&text(&package["id"])),
            name,
            version,
        }
    };
    let mut all: Vec<Package> = packages.iter().map(package).collect();
    all.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(all)
}

/// The checksums of `Cargo.lock`, by name and version.
fn checksums() -> Result<BTreeMap<(String, String), String>, String> {
    let path = tools::root().join("Cargo.lock");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lock: toml::Table = toml::from_str(&text).map_err(|error| format!("Cargo.lock: {error}"))?;
    let packages = lock.get("package").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let field = |package: &toml::Value, name: &str| package.get(name)?.as_str().map(str::to_owned);
    Ok(packages
        .iter()
        .filter_map(|package| {
            Some(((field(package, "name")?, field(package, "version")?), field(package, "checksum")?))
        })
        .collect())
}

/// The software bill of materials as CycloneDX 1.5 (ECMA-424) in JSON: every crate that is linked into what is released,
/// and the data in it. The same lock file gives the same bytes: there is neither a time nor a random number in it.
///
/// # Errors
/// When Cargo's metadata or the lock file cannot be read.
pub(crate) fn sbom() -> Result<String, String> {
    let packages = packages()?;
    let version = packages.iter().find(|package| package.name == "wenheng").map_or("", |package| &package.version);
    let crates = packages.iter().filter(|package| package.is_shipped).map(|package| {
        let Package { name, version, licence, source, checksum, .. } = package;
        let purl = format!("pkg:cargo/{name}@{version}");
        let mut component = json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version,
            "licenses": [{ "expression": licence.replace(" / ", "/").replace('/', " OR ") }],
        });
        if source.is_some() {
            component["purl"] = json!(purl);
        }
        if let Some(checksum) = checksum {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        component
    });
    let data = DATA.iter().map(|(name, licence, from)| {
        json!({
            "type": "data", "bom-ref": name, "name": name, "licenses": [{ "expression": licence }],
            "externalReferences": [{ "type": "website", "url": from }],
        })
    });
    let components: Vec<Value> = crates.chain(data).collect();
    let bom = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": "wenheng", "name": "Wenheng", "version": version,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components,
    });
    serde_json::to_string_pretty(&bom).map(|text| text + "\n").map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_names_what_is_linked_and_nothing_that_only_builds() {
        let text = sbom().expect("a bill");
        assert_eq!(text, sbom().expect("a bill"), "the same bytes twice");
        let bom: Value = serde_json::from_str(&text).expect("JSON");
        let names: Vec<&str> =
            bom["components"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
        for name in ["wenheng-core", "jieba-rs", "rust_decimal", "wasm-bindgen", "rust_xlsxwriter", "jieba dictionary"]
        {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        for name in ["proptest", "calamine", "toml", "wenheng-tests", "xtask"] {
            assert!(!names.contains(&name), "{name} in {names:?}");
        }
        let registry = bom["components"].as_array().expect("a list").iter().filter(|one| one.get("purl").is_some());
        assert!(registry.clone().count() > 20);
        assert!(registry.clone().all(|one| one["hashes"][0]["content"].as_str().is_some_and(|hex| hex.len() == 64)));
    }
}
