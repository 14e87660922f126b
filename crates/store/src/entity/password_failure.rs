//! Wrong passwords from one network, for one account or for all.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// Wrong passwords from one network, for one account or for all.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_failures")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 over the network and, unless the row is about all accounts, the account's key.
    #[sea_orm(column_type = "Blob", unique)]
    pub subject: Vec<u8>,
    /// The number of wrong passwords.
    pub failures: i32,
    /// When the count began.
    pub first_failure_at: Stored<Timestamp>,
    /// When the last one was.
    pub last_failure_at: Stored<Timestamp>,
    /// How many of them are not noted as security events yet.
    pub pending: i32,
    /// The account that the last of these was for; 0 without one.
    pub pending_user_id: Stored<UserId>,
    /// The IP address that it came from.
    #[sea_orm(column_type = "Text")]
    pub pending_address: String,
}

impl ActiveModelBehavior for ActiveModel {}
