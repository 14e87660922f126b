//! The stated structure: `layers.toml` beside the workspace's `Cargo.toml`.

use crate::layers::{Layers, faults};
use crate::only::{self, Only};
use crate::{cycles, tree, uses};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Why the structure cannot be read.
pub type Error = Box<dyn std::error::Error>;

/// The crates of the workspace and the modules of each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// The crates, by their folders.
    crates: Layers,
    /// What is said of each, by its folder.
    modules: BTreeMap<String, Inside>,
    /// What some modules alone may name.
    only: Only,
}

/// What is said of a crate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inside {
    /// Its modules.
    layers: Layers,
    /// Crates that it does not depend on.
    #[serde(default)]
    without: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Workspace {
    workspace: Members,
}

#[derive(Debug, Deserialize)]
struct Members {
    members: Vec<String>,
}

/// Of a manifest what says whom a crate depends on.
#[derive(Debug, Deserialize)]
struct Manifest {
    package: Package,
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
}

/// A crate of the workspace.
#[derive(Debug)]
struct Crate {
    folder: String,
    manifest: Manifest,
}

/// What is wrong with a workspace: one line each, or several for a cycle.
pub fn check(workspace: &Path) -> Result<Vec<String>, Error> {
    let plan: Plan = read(&workspace.join("layers.toml"))?;
    let members: Workspace = read(&workspace.join("Cargo.toml"))?;
    let mut crates = Vec::new();
    for folder in members.workspace.members {
        let manifest = read(&workspace.join(&folder).join("Cargo.toml"))?;
        crates.push(Crate { folder, manifest });
    }
    let mut found = between(&plan, &crates);
    for each in &crates {
        found.extend(inside(&plan, workspace, each)?);
    }
    Ok(found)
}

fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<T, Error> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    Ok(toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?)
}

/// What is wrong between crates. What tests alone depend on does not count.
fn between(plan: &Plan, crates: &[Crate]) -> Vec<String> {
    let folders: BTreeMap<&str, &str> = crates
        .iter()
        .map(|each| (each.manifest.package.name.as_str(), each.folder.as_str()))
        .collect();
    let mut uses = BTreeMap::new();
    let mut found = Vec::new();
    for each in crates {
        for name in each.manifest.dependencies.keys() {
            if let Some(folder) = folders.get(name.as_str()) {
                let edge = (each.folder.clone(), (*folder).to_owned());
                uses.insert(edge, "its Cargo.toml".to_owned());
            }
            if let Some(inside) = plan.modules.get(&each.folder)
                && inside.without.contains(name)
            {
                found.push(format!("{}: must not depend on `{name}`", each.folder));
            }
        }
    }
    let of_workspace = faults(&plan.crates, crates.iter().map(|each| &each.folder), &uses);
    found.extend(of_workspace);
    found
}

/// What is wrong among the modules of a crate.
fn inside(plan: &Plan, workspace: &Path, each: &Crate) -> Result<Vec<String>, Error> {
    let sources = workspace.join(&each.folder).join("src");
    let library = sources.join("lib.rs");
    let root = if library.exists() {
        library
    } else {
        sources.join("main.rs")
    };
    let module = tree::read(&root)?;
    let uses = uses::of(&module);
    let cycles = cycles::of(&uses);
    let top = uses.get(&Vec::new()).cloned().unwrap_or_default();
    let stated = plan.modules.get(&each.folder);
    let layers = stated.map_or_else(Layers::new, |inside| inside.layers.clone());
    let layered = faults(&layers, module.children.keys(), &top);
    let found = cycles.iter().map(ToString::to_string).chain(layered);
    let named = only::faults(&plan.only, &each.folder, &module);
    Ok(found
        .map(|fault| format!("{}: {fault}", each.folder))
        .chain(named)
        .collect())
}
