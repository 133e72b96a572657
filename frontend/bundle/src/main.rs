//! Makes the files a browser loads out of the compiled frontend and the style sheets:
//!
//! ```text
//! SITE/pkg/tiendo.<hash>.js|wasm|css   each with .br and .gz beside it
//! SITE/assets.json                     {"js": …, "wasm": …, "css": …}: names under pkg/, read by the server at start
//! ```
//!
//! Usage: `bundle RAW.wasm STYLE_DIR WASM_OPT SITE_DIR`. Names carry a hash of the content, so they may be cached for ever.
//! The script has no default address of its WASM: the page calls `init({ module_or_path: "/pkg/<wasm>" })`.
//! With unchanged inputs nothing is written.

mod css;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io::Write};

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

/// What rustc's wasm32 target turns on by default; wasm-opt rejects a module that uses a feature it was not told of.
const WASM_OPT_FLAGS: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let args: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [raw, style, wasm_opt, site] = args.as_slice() else {
        eprintln!("bundle: usage: bundle RAW.wasm STYLE_DIR WASM_OPT SITE_DIR");
        return ExitCode::from(2);
    };
    match bundle(raw, style, wasm_opt, site) {
        Ok(said) => {
            println!("bundle: {said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bundle(raw: &Path, style: &Path, wasm_opt: &Path, site: &Path) -> Result<String> {
    let css = css::collect(style)?;
    let inputs = digest(&[&read(&env::current_exe()?)?, &read(wasm_opt)?, &read(raw)?, css.as_bytes()]);
    let (pkg, stamp) = (site.join("pkg"), site.join(".inputs"));
    if is_current(&stamp, &inputs, site) {
        return Ok(format!("nothing changed in {}", site.display()));
    }

    let work = site.join(".work");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&pkg)?;
    bind(raw, &work)?;
    optimise(wasm_opt, &work)?;

    let mut written = Vec::new();
    let mut sizes = Vec::new();
    let mut names = Vec::new();
    for (extension, content) in
        [("js", read(&work.join("tiendo.js"))?), ("wasm", read(&work.join("tiendo.wasm"))?), ("css", css.into_bytes())]
    {
        let name = format!("tiendo.{}.{extension}", &digest(&[&content])[..16]);
        let brotli = write_compressed(&pkg, &name, &content, &mut written)?;
        sizes.push(format!("{extension} {:.1} kB ({:.1} kB brotli)", content.len() as f64 / 1e3, brotli as f64 / 1e3));
        names.push(format!("\"{extension}\":\"{name}\""));
    }
    // Scripts that crates bring along; their folder names are hashed by wasm-bindgen and the main script imports them by path.
    for path in files_below(&work.join("snippets"))? {
        let name = path.strip_prefix(&work)?.to_str().ok_or("the name of a script is not UTF-8")?.to_owned();
        write_compressed(&pkg, &name, &read(&path)?, &mut written)?;
    }

    // The manifest before the clean-up: a server that starts in between finds every file it names.
    fs::write(site.join("assets.json"), format!("{{{}}}\n", names.join(",")))?;
    for path in files_below(&pkg)?.into_iter().filter(|path| !written.contains(path)) {
        fs::remove_file(path)?;
    }
    let list: Vec<_> = written.iter().filter_map(|path| path.strip_prefix(site).ok()?.to_str()).collect();
    fs::write(stamp, format!("{inputs}\n{}\n", list.join("\n")))?;
    fs::remove_dir_all(&work)?;
    Ok(sizes.join(", "))
}

/// True when the stamp was written for the same inputs and everything it lists is still there.
fn is_current(stamp: &Path, inputs: &str, site: &Path) -> bool {
    let Ok(text) = fs::read_to_string(stamp) else { return false };
    let mut lines = text.lines();
    lines.next() == Some(inputs) && site.join("assets.json").exists() && lines.all(|name| site.join(name).exists())
}

/// `tiendo.js`, `tiendo_bg.wasm` and `snippets/` into `work`.
fn bind(raw: &Path, work: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).out_name("tiendo").web(true)?.typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    Ok(bindgen.generate(work)?)
}

/// `tiendo_bg.wasm` into the smaller `tiendo.wasm`.
fn optimise(wasm_opt: &Path, work: &Path) -> Result<()> {
    let status = Command::new(wasm_opt)
        .args(WASM_OPT_FLAGS)
        .args([work.join("tiendo_bg.wasm"), "-o".into(), work.join("tiendo.wasm")])
        .status()
        .map_err(|error| format!("cannot run {}: {error}; install node", wasm_opt.display()))?;
    if status.success() { Ok(()) } else { Err(format!("wasm-opt ended with {status}").into()) }
}

/// Writes the file with its brotli (quality 11) and gzip (level 9) forms; returns the brotli size in bytes.
fn write_compressed(pkg: &Path, name: &str, content: &[u8], written: &mut Vec<PathBuf>) -> Result<usize> {
    let mut br = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut br, &params)?;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(content)?;
    for (suffix, bytes) in [("", content), (".br", br.as_slice()), (".gz", gz.finish()?.as_slice())] {
        let path = pkg.join(format!("{name}{suffix}"));
        fs::create_dir_all(path.parent().unwrap_or(pkg))?;
        fs::write(&path, bytes)?;
        written.push(path);
    }
    Ok(br.len())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop().filter(|folder| folder.exists()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    Ok(files)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()).into())
}

/// SHA-256 in hexadecimal; each part's length is hashed too, so that moving a byte between parts shows.
fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
