//! A one-time code that replaces the factor.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A one-time code that replaces the factor.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_codes")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The owner of the code.
    pub user_id: Stored<UserId>,
    /// The first four letters.
    #[sea_orm(column_type = "Text")]
    pub prefix: String,
    /// Argon2id of all sixteen letters, in PHC form.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// The code itself, sealed, until its user has saved the set.
    #[sea_orm(column_type = "Blob", nullable)]
    pub sealed_code: Option<Vec<u8>>,
    /// Seconds since the Unix epoch.
    pub created_at: Stored<Timestamp>,
    /// When it was used.
    pub used_at: Option<Stored<Timestamp>>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
