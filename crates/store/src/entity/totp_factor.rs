//! An authenticator app: pending until confirmed.

use sea_orm::entity::prelude::*;

/// An authenticator app: pending until confirmed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp_factors")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose factor.
    pub user_id: i64,
    /// The session that enrols it, until it is confirmed.
    pub session_id: Option<i64>,
    /// The secret, sealed for this user.
    #[sea_orm(column_type = "Blob")]
    pub sealed_secret: Vec<u8>,
    /// Seconds since the Unix epoch.
    pub created_at: i64,
    /// When a code proved it; none while pending.
    pub confirmed_at: Option<i64>,
    /// The last accepted time step (RFC 6238 T).
    pub last_step: Option<i64>,
    /// The last accepted code.
    pub last_used_at: Option<i64>,
    /// Consecutive wrong codes.
    pub failures: i32,
    /// The last wrong code.
    pub last_failure_at: Option<i64>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
