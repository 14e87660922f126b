//! Properties that hold for every input, not only for examples.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod codes;
mod csv;
mod email;
#[allow(dead_code, reason = "shared with the tests of `wire`")]
mod support;
mod text;
mod time;
