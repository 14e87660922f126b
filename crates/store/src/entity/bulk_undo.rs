//! How some of the users of an operation on many were before.

use crate::column::Stored;
use domain::{OperationId, UserId};
use sea_orm::entity::prelude::*;

/// How some of the users of an operation on many were before, and what they became: those of one step of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_undos")]
pub struct Model {
    /// The operation ([`super::bulk_operation`]).
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation_id: Stored<OperationId>,
    /// The number of the last user at whom the step looked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: Stored<UserId>,
    /// The users and how they were, as JSON.
    #[sea_orm(column_type = "Text")]
    pub changes: String,
    /// The operation.
    #[sea_orm(belongs_to, from = "operation_id", to = "id")]
    pub operation: BelongsTo<super::bulk_operation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
