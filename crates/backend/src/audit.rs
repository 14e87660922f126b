//! The audit log: who did what to whom, when and from where.

mod adopt;
mod chain;
mod head;
mod of_user;
mod record;

pub(crate) use record::{Target, record};
