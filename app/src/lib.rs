//! Bouclier's pages, components and server functions: one crate for the server, which draws the
//! first paint, and the browser, which takes over from there.
//!
//! Everything that only the server can do stands behind the module `ssr`.

#![recursion_limit = "512"]
#![allow(
    clippy::needless_pass_by_value,
    clippy::large_types_passed_by_value,
    reason = "components own their properties"
)]
#![expect(
    clippy::used_underscore_binding,
    reason = "the macro of lazy routes names them"
)]

rust_i18n::i18n!("locales", fallback = "fr");

#[macro_use]
mod i18n;

pub mod access;
mod api;
mod browser;
mod components;
pub mod error;
mod format;
#[cfg(test)]
mod i18n_test;
mod notice;
mod pages;
mod root;
#[cfg(feature = "ssr")]
pub mod ssr;

pub use root::{App, shell};
