//! Bouclier's pages, components and server functions: one crate for the server, which renders the
//! first paint, and the browser, which takes over from there.
//!
//! Code for the server alone is in `ssr`, `cost`, `fields` and `shell`.

#![recursion_limit = "512"]
#![allow(
    clippy::needless_pass_by_value,
    clippy::large_types_passed_by_value,
    reason = "components own their properties"
)]
#![cfg_attr(
    not(feature = "ssr"),
    allow(
        dead_code,
        reason = "the browser does without what the server alone writes"
    )
)]
#![expect(
    clippy::used_underscore_binding,
    reason = "the macro of lazy routes names them"
)]

#[cfg(feature = "ssr")]
rust_i18n::i18n!("locales", fallback = "fr");

#[macro_use]
mod html;
#[macro_use]
mod i18n;

pub mod access;
mod api;
mod arguments;
mod browser;
pub mod codec;
mod components;
#[cfg(feature = "ssr")]
pub mod cost;
mod entry_text;
pub mod error;
#[cfg(feature = "ssr")]
pub mod fields;
mod flash;
mod format;
mod framework_error;
mod grace;
mod group;
mod hand_over;
#[cfg_attr(feature = "ssr", path = "host/server.rs")]
#[cfg_attr(not(feature = "ssr"), path = "host/browser.rs")]
pub mod host;
mod json;
mod listing;
mod live;
mod locale;
#[cfg(feature = "ssr")]
mod moments;
mod page_message;
mod pages;
mod parts;
mod preview_button;
mod reading;
mod root;
mod rule_text;
#[cfg(feature = "ssr")]
mod shell;
mod shield;
#[cfg(feature = "ssr")]
pub mod ssr;

#[cfg(feature = "ssr")]
pub use api::bulk::markup::refusal_in;
pub use api::bulk::{NOBODY as BULK_NOBODY, TOLD as BULK_TOLD};
#[cfg(feature = "ssr")]
pub use api::import::markup::flaw::reason_in;
pub use components::authenticator_app_names;
pub use root::App;
#[cfg(feature = "ssr")]
pub use shell::shell;

/// The header of a background request, which no action of the user has caused: it does not count as activity of the session.
pub const BACKGROUND_HEADER: &str = "x-bouclier-automatic";
