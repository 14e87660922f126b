//! Bouclier's binary: command line, configuration, router.

pub mod cli;
pub mod config;
mod layers;
pub mod router;
mod serve;
