//! What users are told about their own account, and admins about others: written in the transaction of the change, shown
//! until it is read, and mailed.

mod agent;
mod mail;
mod read;
mod write;

pub(crate) use agent::{AGENT_LIFETIME, meet};
pub use mail::{DueMail, TimeLeft};
pub use read::Unread;
pub(crate) use write::{NewAdminNotice, NewNotice, forgive_own_attempts, tell, tell_other_admins};
