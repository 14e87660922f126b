//! What tests of several crates need: databases, installations, the people in them and their phones, a mail server, and the running
//! program.
//!
//! Tests beside the code of `backend` take [`TestDatabase`] alone: they are compiled with a `backend` of their own, and types of the one
//! that is used here are others to the compiler.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "for tests: what fails here fails the test"
)]

mod database;
mod factor;
mod installation;
mod people;
mod phone;
mod place;
mod running;
pub mod smtp;
pub mod sql;

pub use database::{TestDatabase, VARIABLE};
pub use factor::{Enrolled, codes_to_save, confirm, enrol, secret};
pub use installation::{Installation, PUBLIC_URL, START};
pub use people::{
    ADDRESS, ADMIN, INVITEE, Kind, PASSWORD, Person, REQUIRED, USER, create, find, operator,
    origin, sign_in, try_create,
};
pub use phone::Phone;
pub use place::{Place, Program};
pub use running::{PATIENCE, Running, free_address, rest, until};
