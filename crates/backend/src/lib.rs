//! Bouclier's use cases.
//!
//! Every use case takes the right of its caller as a value ([`access::Admin`], [`access::Member`], [`access::Enrollee`],
//! [`access::Reader`], [`access::FreshAdmin`], [`access::Operator`], …): code that has not been given that value cannot call the method, so no page,
//! server function or endpoint can forget the check.

pub mod access;
pub mod as_seen;
pub mod audit;
pub mod backup;
pub mod bulk;
mod bulk_state;
pub mod clock;
pub mod context;
pub mod demo;
pub mod enrolment;
pub mod error;
pub mod events;
pub mod factor;
mod forgotten_password;
mod gathered;
pub mod groups;
mod handover;
pub mod hasher;
mod hub;
pub mod import;
mod import_state;
pub mod inspect;
mod invitation;
pub mod key_file;
pub mod knock;
pub mod link;
mod log_lines;
mod mail_sample;
pub mod me;
mod membership;
pub mod notice;
pub mod organisation;
mod password_attempts;
pub mod policy;
pub mod preview;
pub mod recover;
pub mod report;
pub mod restore;
pub mod rotate;
mod rules;
mod secure_account;
pub mod security_event;
pub mod session;
pub mod sign_in;
pub mod state;
mod step_up;
mod support;
pub mod sweep;
pub mod tally;
pub mod time_zone;
pub mod token;
pub mod upload;
pub mod users;
pub mod vault;
mod write_rates;

pub use context::{Backend, Settings};
pub use error::{Error, Result};
