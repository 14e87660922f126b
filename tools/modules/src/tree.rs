//! The modules of a crate, read from its sources.

use crate::references::{self, Path};
use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path as File, PathBuf};
use syn::{Attribute, Ident, ImplItem, Item, ItemMod, Meta, UseTree};

/// A module: its contents and the names in its code.
#[derive(Debug, Default)]
pub struct Module {
    /// Its child modules, by name.
    pub children: BTreeMap<String, Module>,
    /// Names of the items that are defined in it.
    pub items: BTreeSet<String>,
    /// Names that it imports by `use`, with the path of each.
    pub imports: BTreeMap<String, Path>,
    /// Modules whose public names it imports by `use …::*`.
    pub globs: BTreeSet<Path>,
    /// Paths of the crate that its code names, from the root of the crate.
    pub references: BTreeSet<Path>,
    /// Its code without tests and without its child modules, as [`spaced`] writes it.
    pub code: String,
    /// The string literals in its code, without those of its child modules, of tests and of
    /// attributes.
    pub texts: BTreeSet<String>,
    /// Names of the macros that are defined in it.
    pub macros: BTreeSet<String>,
    /// Names of the methods that are defined in it, by the name of their type.
    pub methods: BTreeMap<String, BTreeSet<String>>,
}

/// Why the sources cannot be read.
pub type Error = Box<dyn std::error::Error>;

/// Reads a crate from its root, `lib.rs` or `main.rs`.
pub fn read(root: &File) -> Result<Module, Error> {
    let folder = root.parent().unwrap_or(File::new("."));
    read_file(root, folder, &[])
}

/// Reads the module at `path` from its file; its child modules are in `folder`.
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
                    self.take_names(other);
                    let tokens = other.to_token_stream();
                    self.code
                        .push_str(&spaced(&without_texts(tokens.clone()).to_string()));
                    take_texts(tokens.clone(), &mut self.texts);
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
        // Twin modules for the two sides are one module.
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
        self.texts.extend(other.texts);
        self.macros.extend(other.macros);
        for (of, names) in other.methods {
            self.methods.entry(of).or_default().extend(names);
        }
    }

    /// Records what others use without a path: macros, and methods of a type.
    fn take_names(&mut self, item: &Item) {
        match item {
            Item::Macro(defined) => {
                self.macros
                    .extend(defined.ident.as_ref().map(ToString::to_string));
            }
            Item::Impl(methods) if methods.trait_.is_none() => {
                let of = methods.self_ty.to_token_stream().to_string();
                let names = methods.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                self.methods.entry(of).or_default().extend(names);
            }
            _ => {}
        }
    }

    /// Records the names that a `use` imports; `before` are the steps to `tree`.
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

    /// The module in which a named item is defined, by its path from the root; `None` for items outside the crate.
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

    /// Modules that import everything of their parent or of the crate: the names they use would not be seen.
    pub fn wide_globs(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.find_wide_globs(&mut Path::new(), &mut found);
        found
    }

    fn find_wide_globs(&self, place: &mut Path, found: &mut Vec<String>) {
        let is_wide = |glob: &Path| place.starts_with(glob);
        if !place.is_empty() && self.globs.iter().any(is_wide) {
            let name = place.join("::");
            found.push(format!(
                "`{name}` takes in all of what it is a part of (`use super::*`)"
            ));
        }
        for (name, child) in &self.children {
            place.push(name.clone());
            child.find_wide_globs(place, found);
            place.pop();
        }
    }

    fn module(&self, path: &[String]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |module, step| module.children.get(step))
    }
}

/// The tokens with an empty text in place of each literal: documentation is not code.
fn without_texts(tokens: TokenStream) -> TokenStream {
    let emptied = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let inner = without_texts(group.stream());
            TokenTree::Group(Group::new(group.delimiter(), inner))
        }
        TokenTree::Literal(_) => TokenTree::Literal(Literal::string("")),
        other => other,
    });
    emptied.collect()
}

/// The string literals among the tokens, except those of attributes, such as documentation.
fn take_texts(tokens: TokenStream, texts: &mut BTreeSet<String>) {
    let mut after_hash = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if !after_hash => take_texts(group.stream(), texts),
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                    texts.insert(text.value());
                }
                after_hash = false;
            }
            TokenTree::Punct(sign) => after_hash = sign.as_char() == '#',
            _ => after_hash = false,
        }
    }
}

/// Code with one space on each side of every character that is not part of a name, so that a part of it can be searched for as
/// text.
pub fn spaced(code: &str) -> String {
    let mut spaced = String::with_capacity(code.len() * 2);
    for c in code.chars() {
        if c.is_alphanumeric() || c == '_' {
            spaced.push(c);
        } else {
            spaced.extend([' ', c, ' ']);
        }
    }
    let words: Vec<&str> = spaced.split_whitespace().collect();
    format!(" {} ", words.join(" "))
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

/// Whether it exists in tests only: `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(condition) = &attribute.meta else {
            return false;
        };
        let tokens = condition.tokens.to_string();
        condition.path.is_ident("cfg") && (tokens == "test" || tokens.starts_with("all (test ,"))
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
