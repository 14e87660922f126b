//! The declared structure: `layers.toml` beside the workspace's `Cargo.toml`.

use crate::addresses::Addresses;
use crate::layers::{Layers, faults};
use crate::only::{Named, Only};
use crate::tree::Module;
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
    /// The rules for each, by its folder.
    modules: BTreeMap<String, Inside>,
    /// Code that only some modules may name.
    only: Only,
    /// Who defines the addresses of pages.
    addresses: Addresses,
}

/// The rules for a crate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inside {
    /// Its modules.
    layers: Layers,
    /// Crates that it must not depend on.
    #[serde(default)]
    without: Vec<String>,
    /// The type whose methods are defined in many modules of the crate.
    #[serde(default)]
    hub: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Workspace {
    workspace: Members,
}

#[derive(Debug, Deserialize)]
struct Members {
    members: Vec<String>,
    dependencies: BTreeMap<String, toml::Value>,
}

/// The part of a manifest with the dependencies.
#[derive(Debug, Deserialize)]
struct Manifest {
    package: Package,
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
    #[serde(default, rename = "build-dependencies")]
    build_dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    target: BTreeMap<String, OfTarget>,
}

/// Dependencies for certain targets only.
#[derive(Debug, Deserialize)]
struct OfTarget {
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
}

impl Manifest {
    /// The packages that it depends on, by their own names.
    fn packages(&self) -> impl Iterator<Item = &str> {
        let of_targets = self.target.values().flat_map(|of| &of.dependencies);
        let all = self.dependencies.iter().chain(&self.build_dependencies);
        all.chain(of_targets).map(|(key, value)| {
            let renamed = value.get("package").and_then(toml::Value::as_str);
            renamed.unwrap_or(key)
        })
    }
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

/// The violations in a workspace: one line each, or several for a cycle.
pub fn check(workspace: &Path) -> Result<Vec<String>, Error> {
    let plan: Plan = read(&workspace.join("layers.toml"))?;
    let members: Workspace = read(&workspace.join("Cargo.toml"))?;
    let mut crates = Vec::new();
    let mut found = unknown(&plan, &members.workspace);
    for folder in members.workspace.members {
        let manifest = read(&workspace.join(&folder).join("Cargo.toml"))?;
        crates.push(Crate { folder, manifest });
    }
    found.extend(between(&plan, &crates));
    let mut named = Named::default();
    let mut roots = Vec::new();
    for each in &crates {
        let sources = workspace.join(&each.folder).join("src");
        for root in ["lib.rs", "main.rs"].map(|root| sources.join(root)) {
            if root.exists() {
                let module = tree::read(&root)?;
                named.look(&plan.only, &each.folder, &module);
                if !root.ends_with("main.rs") || !sources.join("lib.rs").exists() {
                    found.extend(inside(&plan, each, &module));
                }
                roots.push((each.folder.as_str(), module));
            }
        }
    }
    found.extend(named.faults(&plan.only));
    found.extend(plan.addresses.faults(&roots));
    Ok(found)
}

fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<T, Error> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    Ok(toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?)
}

/// Excluded crates that do not exist: their name is misspelt.
fn unknown(plan: &Plan, workspace: &Members) -> Vec<String> {
    let without = plan.modules.values().flat_map(|inside| &inside.without);
    without
        .filter(|name| !workspace.dependencies.contains_key(*name))
        .map(|name| format!("layers.toml: no dependency of the workspace is called `{name}`"))
        .collect()
}

/// Violations between crates. Dependencies of tests alone do not count.
fn between(plan: &Plan, crates: &[Crate]) -> Vec<String> {
    let folders: BTreeMap<&str, &str> = crates
        .iter()
        .map(|each| (each.manifest.package.name.as_str(), each.folder.as_str()))
        .collect();
    let mut uses = BTreeMap::new();
    let mut found = Vec::new();
    for each in crates {
        for name in each.manifest.packages() {
            if let Some(folder) = folders.get(name) {
                let edge = (each.folder.clone(), (*folder).to_owned());
                uses.insert(edge, "its Cargo.toml".to_owned());
            }
            if let Some(inside) = plan.modules.get(&each.folder)
                && inside.without.iter().any(|without| without == name)
            {
                found.push(format!("{}: must not depend on `{name}`", each.folder));
            }
        }
    }
    let of_workspace = faults(&plan.crates, crates.iter().map(|each| &each.folder), &uses);
    found.extend(of_workspace);
    found
}

/// Violations among the modules of a crate.
fn inside(plan: &Plan, each: &Crate, root: &Module) -> Vec<String> {
    let stated = plan.modules.get(&each.folder);
    let hub = stated.and_then(|inside| inside.hub.as_deref());
    let uses = uses::of(root, hub);
    let cycles = cycles::of(&uses);
    let top = uses.get(&Vec::new()).cloned().unwrap_or_default();
    let layers = stated.map_or_else(Layers::new, |inside| inside.layers.clone());
    let layered = faults(&layers, root.children.keys(), &top);
    let globs = root.wide_globs();
    let found = cycles.iter().map(ToString::to_string).chain(layered);
    found
        .chain(globs)
        .map(|fault| format!("{}: {fault}", each.folder))
        .collect()
}
