//! Shared test support for several crates: databases, installations, the people in them and their phones, a mail server, and the
//! running program.
//!
//! Tests inside the crate `backend` use only [`TestDatabase`]: they are compiled with a `backend` of their own, whose types the
//! compiler tells apart from those of the one used here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "for tests: what fails here fails the test"
)]

pub mod agreement;
mod database;
mod factor;
mod installation;
mod instance;
mod people;
mod phone;
mod running;
pub mod smtp;
pub mod sql;

pub use database::{TestDatabase, VARIABLE};
pub use factor::{Enrolled, codes_to_save, confirm, enrol, secret};
pub use installation::{Installation, PUBLIC_URL, START};
pub use instance::{Instance, Program};
pub use people::{
    ADDRESS, ADMIN, AUDITOR, HELPDESK, INVITEE, Kind, PASSWORD, Person, REQUIRED, USER, create,
    find, operator, origin, sign_in, try_create,
};
pub use phone::Phone;
pub use running::{PATIENCE, Running, free_address, rest, until};
