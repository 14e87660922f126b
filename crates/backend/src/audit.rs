//! The audit log: who did what to whom, when and from where.

mod chain;
mod export;
mod of_user;
mod page;
mod record;
mod schema;
mod seal;
mod seen;
mod verify;
mod walk;
mod work;

pub(crate) use record::Done;
pub use schema::{Deviation, Difference};
pub(crate) use seen::is_trusted;
pub use seen::{LogError, Vouched};
pub use verify::{Broken, Flaw, LogCheck, Verdict};
pub(crate) use work::UnitOfWork;
