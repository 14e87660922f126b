//! The server functions: thin adapters between forms and use cases, with fixed addresses.
//!
//! Each calls one use case. The right that the use case takes decides who may call it.

pub mod account;
pub mod attention;
pub mod audit;
pub mod bulk;
pub mod edit_user;
pub mod enrolment;
pub mod exemptions;
pub mod filters;
pub mod forgot_password;
pub mod groups;
pub mod import;
pub mod invitation;
pub mod invite_users;
pub mod mails;
pub mod me;
pub mod new_user;
pub mod organisation;
pub mod policy;
pub mod preview;
pub mod report;
pub mod secure_account;
pub mod session;
pub mod step_up;
pub mod task;
pub mod users;
