//! Bouclier's binary: command line, configuration, router.

#![recursion_limit = "512"]

mod audit_export;
pub mod cli;
pub mod config;
mod layers;
pub mod listener;
pub mod router;
mod serve;
