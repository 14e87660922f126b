//! The paths in the code. Read from tokens, so that macros' arguments count, too.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// A path from the root of the crate, without `crate`.
pub type Path = Vec<String>;

/// All paths of the crate that begin with `crate`, `super` or `self`, in a module at `place`.
pub fn of(tokens: TokenStream, place: &[String]) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    scan(tokens, place, &mut found);
    found
}

fn scan(tokens: TokenStream, place: &[String], found: &mut BTreeSet<Path>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => scan(group.stream(), place, found),
            TokenTree::Ident(word) if is_root(&word.to_string()) && is_step(&tokens, at) => {
                at = follow(&tokens, at, vec![word.to_string()], place, found);
            }
            _ => {}
        }
    }
}

fn is_root(word: &str) -> bool {
    matches!(word, "crate" | "super" | "self")
}

/// Whether the next tokens are `::`.
fn is_step(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon =
        |index| matches!(tokens.get(index), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
    is_colon(at) && is_colon(at + 1)
}

/// Reads the rest of a path from its next `::`; returns where it ends.
fn follow(
    tokens: &[TokenTree],
    mut at: usize,
    mut words: Vec<String>,
    place: &[String],
    found: &mut BTreeSet<Path>,
) -> usize {
    while is_step(tokens, at) {
        match tokens.get(at + 2) {
            Some(TokenTree::Ident(word)) => words.push(word.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                follow_each(group.stream(), &words, place, found);
                return at + 3;
            }
            // A glob, or the arguments of a type.
            _ => break,
        }
        at += 3;
    }
    found.insert(absolute(&words, place));
    at
}

/// The paths in the braces of a `use`.
fn follow_each(
    tokens: TokenStream,
    before: &[String],
    place: &[String],
    found: &mut BTreeSet<Path>,
) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for part in
        tokens.split(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ','))
    {
        if let Some(TokenTree::Ident(word)) = part.first() {
            let mut words = before.to_vec();
            words.push(word.to_string());
            follow(part, 1, words, place, found);
        }
    }
}

/// A path as the code at `place` writes it, resolved from the root.
pub fn absolute(words: &[String], place: &[String]) -> Path {
    let mut path = Path::new();
    for (index, word) in words.iter().enumerate() {
        match (word.as_str(), index) {
            ("crate", 0) => path.clear(),
            ("self", 0) => path = place.to_vec(),
            ("self", _) => {}
            ("super", 0) => {
                path = place
                    .split_last()
                    .map(|(_, rest)| rest.to_vec())
                    .unwrap_or_default();
            }
            ("super", _) => {
                path.pop();
            }
            // Relative to the module itself, or the name of another crate.
            (word, 0) => path = [place, &[word.to_owned()]].concat(),
            (word, _) => path.push(word.to_owned()),
        }
    }
    path
}
