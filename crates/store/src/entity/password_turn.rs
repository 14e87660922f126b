//! A moment from which a network may try a password for an account.

use crate::column::Stored;
use domain::Timestamp;
use sea_orm::entity::prelude::*;

/// A moment from which a network may try a password for an account, as it was promised.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_turns")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 over the network.
    #[sea_orm(column_type = "Blob")]
    pub network: Vec<u8>,
    /// SHA-256 over the network and the account's key.
    #[sea_orm(column_type = "Blob", unique)]
    pub subject: Vec<u8>,
    /// When the turn comes.
    pub due_at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
