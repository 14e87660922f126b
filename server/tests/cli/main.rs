//! Black-box tests of the command line: output and exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod audit;
mod bulk;
mod commands;
mod doctor;
mod groups;
mod packaged;
mod recount;
mod settings;
mod sqlite;
mod support;
