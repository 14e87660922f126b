//! The server functions: thin adapters between forms and use cases, with fixed addresses.
//!
//! Each is one statement of work. Who may call it is decided by the right that the use case takes.

pub mod account;
pub mod attention;
pub mod audit;
pub mod enrolment;
pub mod invitation;
pub mod me;
pub mod policy;
pub mod session;
pub mod step_up;
pub mod users;
