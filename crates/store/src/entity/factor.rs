//! A second factor of a user, of any kind: pending until confirmed.

use crate::column::Stored;
use domain::{FactorId, FactorKind, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A second factor of a user, of any kind: pending until confirmed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "factors")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: Stored<FactorId>,
    /// The owner of the factor.
    pub user_id: Stored<UserId>,
    /// Its kind.
    #[sea_orm(column_type = "Text")]
    pub kind: Stored<FactorKind>,
    /// The name that its user gave it; empty if none.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// When its enrolment began.
    pub created_at: Stored<Timestamp>,
    /// When it was confirmed by a proof; none while pending.
    pub confirmed_at: Option<Stored<Timestamp>>,
    /// The last proof that was accepted after that.
    pub last_used_at: Option<Stored<Timestamp>>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
