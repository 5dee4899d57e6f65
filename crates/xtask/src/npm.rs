//! Makes the npm package `wenheng`: the module, the element and the worker bundled, the large parts under names that stay,
//! declarations, hashes, and the tarball.

use std::fs;
use std::path::Path;

use crate::pack;
use crate::tools::{self, root};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the package calls the packed files.
const PARTS: [(&str, &str); 3] = [
    ("wenheng.wasm", "wenheng_wasm_bg.wasm"),
    ("lexicon.bin", "lexicon.bin"),
    ("wenheng-xlsx.wasm", "wenheng_xlsx_bg.wasm"),
];

/// Fills `out/wenheng` from the packed browser package and makes the tarball beside it.
pub(crate) fn package(out: &Path) -> Result<String, String> {
    tools::ensure_npm()?;
    let folder = out.join("wenheng");
    let mut packed = serde_json::Map::new();
    for (name, file) in PARTS {
        packed.insert(name.into(), serde_json::json!(pack::packed(file)?));
    }
    let node = serde_json::json!({
        "node.js": include_str!("npm-node.js"), "node-worker.js": include_str!("npm-node-worker.js"),
    });
    let what = serde_json::json!({ "root": root(), "out": folder, "version": VERSION, "node": node, "packed": packed });
    let script = ["--input-type=module", "--eval", include_str!("npm.mjs"), "--"];
    tools::run(tools::command("node").args(script).arg(what.to_string()))?;
    tools::run(tools::command("npm").args(["pack", "--silent", "--pack-destination"]).arg(out).arg(&folder))?;
    let file = out.join(tarball());
    let bytes = fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?.len();
    Ok(format!("{}, {} KB", tarball(), bytes.div_ceil(1000)))
}

/// What the tarball is called.
pub(crate) fn tarball() -> String {
    format!("wenheng-{VERSION}.tgz")
}
