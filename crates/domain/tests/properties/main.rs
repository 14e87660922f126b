//! What holds for every input, not for examples only.

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
mod queries;
mod return_to;
mod support;
mod text;
mod time;
