//! Groups of users: their names, their members, and what they require of them.
//!
//! Nothing here takes an admin away: of whom 2FA is required can enrol at the next sign-in, so the lock-out guard is not asked.

mod edit;
mod members;
mod read;
mod rule;

pub use members::Added;
pub(crate) use read::row;
pub use rule::GroupRuleChange;
pub(crate) use rule::made_at;
pub use wire::view::{GroupDetail, GroupEffect, GroupRow};
