//! Why a session ended.

use crate::column::{OrNewer, Stored};
use domain::{EndReason, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// Why a session ended, for the holder of its token.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ended_sessions")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 of the token that was in the cookie at last.
    #[sea_orm(column_type = "Blob", unique)]
    pub token_hash: Vec<u8>,
    /// The owner of the session.
    pub user_id: Stored<UserId>,
    /// Why it ended.
    #[sea_orm(column_type = "Text")]
    pub reason: OrNewer<EndReason>,
    /// Seconds since the Unix epoch.
    pub ended_at: Stored<Timestamp>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
