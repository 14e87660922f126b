//! Groups of users: their names, their members, and what they require of them.
//!
//! Nothing here takes an admin away: of whom 2FA is required can enrol at the next sign-in, so the lock-out guard is not asked.

mod edit;
mod members;
mod read;
mod rule;

pub(crate) use members::name as name_users;
pub use members::{Added, split_users};
pub(crate) use read::row;
pub use rule::GroupRuleChange;
pub(crate) use rule::{grace_of, made_at};
pub use wire::view::{GroupDetail, GroupEffect, GroupRow};
