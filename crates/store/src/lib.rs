//! Bouclier's database: connections, transactions, SeaORM entities, and the queries that several use cases share.

pub mod audit_head;
pub mod column;
mod db;
pub mod entity;
mod error;
pub mod event;
pub mod factor;
pub mod factor_attempt;
pub mod like;
pub mod segment;
pub mod totp;
pub mod user;

pub use db::{
    CONNECTIONS, Db, Pool, PoolState, is_postgres_url, is_trusted_postgres, open_read_only,
};
pub use error::{Error, Result, violates_unique};
