//! SeaORM entities, one table a file. The migrations are the truth; a test proves that both agree.
#![expect(missing_docs, reason = "the derive writes undocumented items")]

pub mod audit_entry;
pub mod one_time_link;
pub mod policy;
pub mod recovery_code;
pub mod session;
pub mod totp_factor;
pub mod user;
