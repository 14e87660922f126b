//! Properties that hold for every input, not only for examples.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod queries;
mod return_to;
#[path = "../../../domain/tests/properties/support.rs"]
#[allow(dead_code, reason = "shared with the tests of `domain`")]
mod support;
