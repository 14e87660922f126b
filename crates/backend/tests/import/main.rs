//! Importing accounts from CSV files, on a fresh database each.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod admins;
mod directories;
mod files;
mod groups;
mod namesakes;
mod properties;
mod rows;
mod sqlite;
mod support;
mod updates;
