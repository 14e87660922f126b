//! The modules of a crate, read from its sources.

use crate::references::{self, Path};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path as File, PathBuf};
use syn::{Attribute, Ident, Item, ItemMod, UseTree};

/// A module: what it contains and what its code names.
#[derive(Debug, Default)]
pub struct Module {
    /// Its child modules, by name.
    pub children: BTreeMap<String, Module>,
    /// Names of the items that are defined in it.
    pub items: BTreeSet<String>,
    /// Names that it takes in by `use`, with the path that each stands for.
    pub imports: BTreeMap<String, Path>,
    /// Modules whose public names it takes in by `use …::*`.
    pub globs: BTreeSet<Path>,
    /// Paths of the crate that its code names, from the root of the crate on.
    pub references: BTreeSet<Path>,
    /// Its code without tests and without its child modules: tokens with a space between them.
    pub code: String,
}

/// Why the sources cannot be read.
pub type Error = Box<dyn std::error::Error>;

/// Reads a crate from its root, `lib.rs` or `main.rs`.
pub fn read(root: &File) -> Result<Module, Error> {
    let folder = root.parent().unwrap_or(File::new("."));
    read_file(root, folder, &[])
}

/// Reads the module at `path` from its file, whose child modules are in `folder`.
fn read_file(file: &File, folder: &File, path: &[String]) -> Result<Module, Error> {
    let name = file.display();
    let source = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    let parsed = syn::parse_file(&source).map_err(|error| {
        let at = error.span().start();
        format!("{name}:{}:{}: {error}", at.line, at.column + 1)
    })?;
    let mut module = Module::default();
    module.take(&parsed.items, folder, path)?;
    Ok(module)
}

impl Module {
    fn take(&mut self, items: &[Item], folder: &File, path: &[String]) -> Result<(), Error> {
        for item in items {
            match item {
                Item::Mod(child) if is_test(&child.attrs) => {}
                Item::Mod(child) => self.take_child(child, folder, path)?,
                Item::Use(import) => {
                    self.take_use(&import.tree, &[], path);
                    let tokens = import.to_token_stream();
                    self.references.extend(references::of(tokens, path));
                }
                other if is_test(attributes_of(other)) => {}
                other => {
                    self.items.extend(name_of(other));
                    let tokens = other.to_token_stream();
                    self.code.push_str(&tokens.to_string());
                    self.code.push(' ');
                    self.references.extend(references::of(tokens, path));
                }
            }
        }
        Ok(())
    }

    fn take_child(&mut self, child: &ItemMod, folder: &File, path: &[String]) -> Result<(), Error> {
        let name = child.ident.to_string();
        let inner = [path, std::slice::from_ref(&name)].concat();
        let own = folder.join(&name);
        if let Some((_, items)) = &child.content {
            let mut module = Module::default();
            module.take(items, &own, &inner)?;
            self.children.insert(name, module);
            return Ok(());
        }
        let named = files_named(&child.attrs);
        let files = if named.is_empty() {
            let flat = folder.join(format!("{name}.rs"));
            vec![if flat.exists() {
                flat
            } else {
                own.join("mod.rs")
            }]
        } else {
            named.iter().map(|file| folder.join(file)).collect()
        };
        // Twins for two sides are one module.
        for file in files {
            let module = read_file(&file, &own, &inner)?;
            self.children.entry(name.clone()).or_default().join(module);
        }
        Ok(())
    }

    fn join(&mut self, other: Self) {
        self.children.extend(other.children);
        self.items.extend(other.items);
        self.imports.extend(other.imports);
        self.globs.extend(other.globs);
        self.references.extend(other.references);
        self.code.push_str(&other.code);
    }

    /// Notes what a `use` makes known here; `before` are the steps to `tree`.
    fn take_use(&mut self, tree: &UseTree, before: &[String], path: &[String]) {
        let to = |step: &Ident| [before, &[step.to_string()]].concat();
        match tree {
            UseTree::Path(step) => self.take_use(&step.tree, &to(&step.ident), path),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_use(tree, before, path);
                }
            }
            UseTree::Glob(_) => {
                self.globs.insert(references::absolute(before, path));
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(known) = before.last() {
                    self.know(known.clone(), before, path);
                }
            }
            UseTree::Name(name) => self.know(name.ident.to_string(), &to(&name.ident), path),
            UseTree::Rename(renamed) => {
                self.know(renamed.rename.to_string(), &to(&renamed.ident), path);
            }
        }
    }

    fn know(&mut self, name: String, words: &[String], path: &[String]) {
        self.imports.insert(name, references::absolute(words, path));
    }

    /// The module in which what a path names is defined, by the path from the root on; `None` for what is no part of the crate.
    pub fn place_of(&self, path: &[String]) -> Option<Path> {
        self.resolve(path, 8)
    }

    /// `depth` bounds how many re-exports are followed.
    fn resolve(&self, path: &[String], depth: usize) -> Option<Path> {
        let mut module = self;
        let mut place = Path::new();
        for (index, step) in path.iter().enumerate() {
            if let Some(child) = module.children.get(step) {
                module = child;
                place.push(step.clone());
                continue;
            }
            if module.items.contains(step) || depth == 0 {
                return Some(place);
            }
            let rest = path.get(index + 1..).unwrap_or_default();
            if let Some(import) = module.imports.get(step) {
                return self.resolve(&[import, rest].concat(), depth - 1);
            }
            let through = module.globs.iter().find_map(|glob| {
                let inner = self.module(glob)?;
                let has = inner.items.contains(step)
                    || inner.children.contains_key(step)
                    || inner.imports.contains_key(step);
                has.then(|| [glob.as_slice(), path.get(index..).unwrap_or_default()].concat())
            });
            return through.map_or(Some(place), |path| self.resolve(&path, depth - 1));
        }
        Some(place)
    }

    fn module(&self, path: &[String]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |module, step| module.children.get(step))
    }
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .meta
                .to_token_stream()
                .to_string()
                .contains("test")
    })
}

/// The files of `#[path = "…"]`, also where a condition chooses one.
fn files_named(attributes: &[Attribute]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for attribute in attributes {
        let text = attribute.meta.to_token_stream().to_string();
        if let Some((_, rest)) = text.split_once("path = \"") {
            files.extend(rest.split('"').next().map(PathBuf::from));
        }
    }
    files
}

fn name_of(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(ident.to_string())
}
