//! Wrong passwords for an account by browsers that it does not know.

use crate::column::Stored;
use domain::Timestamp;
use sea_orm::entity::prelude::*;

/// Wrong passwords for an account by browsers that it does not know, whatever their network; whether there is the account or not.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_failures")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 over the account's key.
    #[sea_orm(column_type = "Blob", unique)]
    pub account: Vec<u8>,
    /// Consecutive wrong passwords.
    pub failures: i32,
    /// The last one.
    pub last_failure_at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
