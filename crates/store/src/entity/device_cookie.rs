//! A browser that a user has signed in with.

use crate::column::Stored;
use domain::{DeviceId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A browser that a user has signed in with.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_cookies")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: Stored<DeviceId>,
    /// Who has signed in.
    pub user_id: Stored<UserId>,
    /// SHA-256 of the token in the cookie.
    #[sea_orm(column_type = "Blob", unique)]
    pub token_hash: Vec<u8>,
    /// The first completed sign-in.
    pub created_at: Stored<Timestamp>,
    /// The last one.
    pub last_seen_at: Stored<Timestamp>,
    /// The browser, as it identified itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
