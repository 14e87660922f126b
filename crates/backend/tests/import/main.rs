//! Importing accounts from CSV files, on a fresh database each.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod files;
mod rows;
mod support;
