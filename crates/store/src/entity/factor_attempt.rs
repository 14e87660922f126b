//! Wrong proofs of one kind by a user on one device: no row where there are none.

use crate::column::Stored;
use domain::{DeviceId, ProofKind, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// Wrong proofs of one kind by a user on one device: no row where there are none.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "factor_attempts")]
pub struct Model {
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Stored<UserId>,
    /// What was tried.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub kind: Stored<ProofKind>,
    /// By which known device; 0 for all other browsers together.
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_id: Stored<DeviceId>,
    /// Consecutive wrong proofs.
    pub failures: i32,
    /// The last one.
    pub last_failure_at: Stored<Timestamp>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
