//! Splits a WebAssembly file from the compiler into what a browser loads: the main part with its script, and the parts that are
//! loaded when they are needed. Called by `tools/site/build.mjs`.
//!
//! `split INPUT FOLDER` writes into FOLDER:
//! * `bouclier.js`, `bouclier_bg.wasm`: the main part;
//! * `parts.js`, and a `.wasm` for each part;
//! * `parts.json`: for each split point the parts that it needs, by their names without `.wasm`.
//!
//! The files refer to each other by relative paths, so FOLDER can be moved.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// The name of the main part.
const MAIN: &str = "bouclier";
/// The script that loads the others.
const LOADER: &str = "./parts.js";

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let outcome = match arguments.as_slice() {
        [input, folder] => split(input, folder),
        _ => Err("usage: split INPUT FOLDER".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn split(input: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let program =
        fs::read(input).map_err(|error| format!("{} cannot be read: {error}", input.display()))?;
    fs::create_dir_all(folder)?;
    let main = folder.join("unbound.wasm");
    let script = format!("./{MAIN}.js");
    let mut options = Options::new(&program);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = &script;
    let parts = transform(options)?.prefetch_map;
    fs::write(
        folder.join("parts.json"),
        serde_json::to_vec_pretty(&parts)?,
    )?;
    bind(&main, folder)?;
    fs::remove_file(&main)?;
    Ok(())
}

fn bind(main: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    Bindgen::new()
        .input_path(main)
        .web(true)?
        .out_name(MAIN)
        .typescript(false)
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    Ok(())
}
