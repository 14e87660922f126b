//! A kind of browser, on a kind of system, with which a user has signed in before.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A kind of browser, on a kind of system, with which a user has signed in before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seen_agents")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Who has signed in.
    pub user_id: Stored<UserId>,
    /// SHA-256 over the user's number, the browser and the system.
    #[sea_orm(column_type = "Blob", unique)]
    pub fingerprint: Vec<u8>,
    /// The last sign-in with it.
    pub last_seen_at: Stored<Timestamp>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
