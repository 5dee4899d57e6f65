//! Makes what is handed out: the page for a server, with its compressed files and headers, and the page as one file.
//!
//! Node bundles and writes (`dist.mjs`); here the large parts of the one file are packed. LZMA makes them 16 % smaller than
//! gzip, and its decoder is 200 lines of the page: with gzip the file would be 2.9 MB instead of 2.5.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use lzma_rust2::{LzmaOptions, LzmaWriter};
use serde::Deserialize;

use crate::pack;
use crate::sbom::sbom;
use crate::serve::POLICY;
use crate::tools::{self, root, step};

/// The largest that the one file may be, in bytes.
const ONE_FILE: usize = 2_600_000;

/// What all of it is built from, as CycloneDX.
const BILL: &str = "sbom.json";

/// The parts by what the page calls them, and what the packer does.
const PARTS: [(&str, &str); 3] =
    [("wasm", "wenheng_wasm_bg.wasm"), ("lexicon", "lexicon.bin"), ("xlsx", "wenheng_xlsx_bg.wasm")];

/// Packs what has changed and writes everything to `out`, which is emptied first; returns what each file weighs.
pub(crate) fn run(out: &Path) -> Result<String, String> {
    let is_used = fs::read_dir(out).is_ok_and(|mut files| files.next().is_some());
    if is_used && !out.join("wenheng.html").is_file() {
        // Whatever else is there is not ours to delete.
        return Err(format!("{} holds something else. Next: name an empty or a new folder.", out.display()));
    }
    pack::run()?;
    let mut sizes = BTreeMap::new();
    step("make the pages", || {
        sizes = make(out)?;
        let bill = out.join(BILL);
        fs::write(&bill, sbom()?).map_err(|error| format!("{}: {error}", bill.display()))?;
        check(&sizes)
    })?;
    let shown = |bytes: Option<usize>| bytes.map_or(String::new(), |bytes| bytes.to_string());
    Ok(sizes.iter().fold(format!("  {:<44}{:>9}{:>9}{:>9}\n", "", "bytes", "brotli", "gzip"), |table, (name, size)| {
        table + &format!("  {name:<44}{:>9}{:>9}{:>9}\n", size.raw, shown(size.br), shown(size.gz))
    }))
}

/// What a file weighs, as it is and compressed.
#[derive(Deserialize)]
struct Size {
    raw: usize,
    br: Option<usize>,
    gz: Option<usize>,
}

fn make(out: &Path) -> Result<BTreeMap<String, Size>, String> {
    let work = tools::target_dir()?.join("xtask/dist");
    fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let mut parts = serde_json::Map::new();
    for (part, name) in PARTS {
        let file = pack::packed(name)?;
        let lzma = work.join(format!("{part}.lzma"));
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let packed = lzma_of(&bytes).map_err(|error| format!("{}: {error}", file.display()))?;
        fs::write(&lzma, packed).map_err(|error| format!("{}: {error}", lzma.display()))?;
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        parts.insert(part.into(), serde_json::json!({ "file": file, "lzma": lzma }));
    }
    let what = serde_json::json!({ "root": root(), "out": out, "policy": POLICY, "packed": parts });
    let script = ["--input-type=module", "--eval", include_str!("dist.mjs"), "--"];
    let output = tools::run(tools::command("node").args(script).arg(what.to_string()))?;
    serde_json::from_str(&output).map_err(|error| format!("dist.mjs printed {output:?}: {error}"))
}

/// LZMA with its own header, the size in it: what `www/unpack.js` reads.
fn lzma_of(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    // Neither file is made of words of four bytes: no bits for the place. The window holds the whole.
    let options = LzmaOptions {
        dict_size: bytes.len().next_power_of_two().max(1 << 16) as u32,
        pb: 0,
        nice_len: 273,
        ..LzmaOptions::with_preset(9)
    };
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(bytes.len() as u64))?;
    writer.write_all(bytes)?;
    writer.finish()
}

fn check(sizes: &BTreeMap<String, Size>) -> Result<String, String> {
    let size = sizes.get("wenheng.html").map_or(usize::MAX, |size| size.raw);
    if size > ONE_FILE {
        return Err(format!("wenheng.html is {size} bytes; it may be {ONE_FILE}. Next: see what grew."));
    }
    let page =
        sizes.iter().filter(|(name, _)| name.ends_with(".js") || name.ends_with(".css") || *name == "index.html");
    let page: usize = page.filter_map(|(_, size)| size.gz).sum();
    Ok(format!("one file {} KB, the page's own {} KB gzip", size.div_ceil(1000), page.div_ceil(1000)))
}
