//! `modules WORKSPACE`: reads the crates of a workspace and fails where modules of the same parent depend on each other in a
//! cycle (shown with one reference for each step of it), or where a crate or module uses one that `layers.toml` puts above it.
//!
//! It also checks which modules alone may name something, and which alone may write out URL paths, as `layers.toml` says.
//!
//! A module depends on the one in which a name is defined, wherever it is imported from. A parent and its children may use each
//! other. Method calls are not seen: they name no module.

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
