//! Bouclier's binary: command line, configuration, router.

#![recursion_limit = "512"]

rust_i18n::i18n!("locales", fallback = "fr");

mod ask;
mod bulk;
pub mod cli;
pub mod config;
mod console;
mod events;
mod export;
mod failure;
mod health;
mod imports;
mod layers;
mod links;
pub mod listener;
mod log;
pub mod mail;
mod mail_previews;
pub mod metrics;
mod refusal;
pub mod router;
mod serve;
pub mod shutdown;
pub mod site;
pub mod web;
