//! Black-box tests over HTTP against the whole router.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod access_matrix;
mod audit;
mod canary;
mod cross_site;
mod enrolment;
mod exemption;
mod files;
mod forms_without_script;
mod headers;
mod invitation;
mod languages;
mod limits;
mod me;
mod page_routes;
mod pages;
mod policy;
mod return_address;
mod routes;
mod set_up;
mod sign_in;
mod step_up;
mod support;
mod users;
