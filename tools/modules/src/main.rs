//! `modules WORKSPACE`: reads the crates of a workspace and fails where modules of the same parent depend on each other in a
//! cycle (shown with one reference for each step of it), or where a crate or module uses one that `layers.toml` puts above it.
//!
//! What `layers.toml` says that some modules alone may name is looked for, too, and so are addresses that only some may write out.
//!
//! A module depends on the one in which a name is defined, wherever it is taken from. A parent and its children may use each
//! other. Calls of methods are not seen: they name no module.

mod addresses;
mod cycles;
mod layers;
mod only;
mod plan;
mod references;
mod tree;
mod uses;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let workspace = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    match plan::check(&workspace) {
        Ok(found) => {
            for fault in &found {
                let _ = writeln!(std::io::stderr(), "{fault}");
            }
            if found.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
