//! A device from which a user has signed in before.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A device from which a user has signed in before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_devices")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The owner of the device.
    pub user_id: Stored<UserId>,
    /// SHA-256 over the user's number and the identity of the device.
    #[sea_orm(column_type = "Blob", unique)]
    pub fingerprint: Vec<u8>,
    /// The last sign-in from it.
    pub last_seen_at: Stored<Timestamp>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
