//! The use cases, each on a fresh database and with a clock that the test moves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    missing_docs,
    reason = "tests"
)]

mod access_code;
mod account;
mod at_rest;
mod audit;
mod audit_chain;
mod audit_page;
mod backup;
mod clock;
mod enrolment;
mod exemption;
mod invitation;
mod last_admin;
mod me;
mod policy;
mod recover;
mod recovery_codes;
mod replacement;
mod requirement;
mod rotate;
mod schema;
mod second_factor;
mod session_ends;
mod sessions;
mod set_up;
mod sign_in;
mod sql_resolver;
mod step_up;
mod support;
mod sweep;
mod throttle;
mod users_table;
mod wrong_passwords;
