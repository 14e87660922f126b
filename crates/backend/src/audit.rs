//! The audit log: who did what to whom, when and from where.

mod adopt;
mod chain;
mod export;
mod of_user;
mod page;
mod record;
mod verify;

pub(crate) use record::{Target, record};
pub use verify::{Broken, Flaw, Verdict};
