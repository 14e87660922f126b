//! Bouclier's database: connections, transactions, SeaORM entities, and every query, a function each.
//!
//! A query takes `&impl` [`Connection`]: a [`Transaction`], or the connection for reading or writing of [`Db`]. What it takes and
//! returns are types of the domain, rows of the entities and small structures beside it; nothing above this crate names SeaORM.

pub mod access_code;
pub mod account;
pub mod audit;
pub mod audit_head;
pub mod backup;
pub mod bulk;
pub mod bulk_step;
pub mod bulk_undo;
pub mod column;
pub mod daily_figure;
mod db;
pub mod deadline;
pub mod deliverability;
pub mod demo;
pub mod device_cookie;
pub mod enrolment_place;
pub mod entity;
mod error;
pub mod event;
pub mod exemption;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod explain;
pub mod factor;
pub mod factor_attempt;
pub mod group;
pub mod handover;
pub mod import;
pub mod inspect;
pub mod invitation_round;
pub mod key_check;
pub mod like;
pub mod link;
pub mod new_user;
#[cfg(test)]
mod next_key;
pub mod notice;
pub mod organisation;
pub mod outlook;
pub mod password_failure;
pub mod password_request;
pub mod policy;
pub mod profile;
pub mod recovery_code;
pub mod reminder_round;
pub mod requirement;
pub mod restore;
pub mod saved_filter;
pub mod schema;
pub mod sealed_code;
pub mod security_event;
pub mod seen_agent;
pub mod segment;
pub mod session;
pub mod sweep;
pub mod totp;
pub mod upload;
pub mod user;
pub mod users_table;
mod word;

pub use db::{
    CONNECTIONS, Db, Pool, PoolState, close, commit, file, is_postgres_url, is_trusted_postgres,
    open_read_only, part_of, take_turn_on, undo,
};
pub use error::{Error, Result, violates_unique};
/// A connection or a transaction: what a query runs on.
pub use sea_orm::ConnectionTrait as Connection;
/// Open connections to a database.
pub use sea_orm::DatabaseConnection as Database;
/// A change in progress. If it is dropped without [`commit`], nothing has changed.
pub use sea_orm::DatabaseTransaction as Transaction;
