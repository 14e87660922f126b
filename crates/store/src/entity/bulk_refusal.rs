//! A user to whom an operation on many did nothing.

use crate::column::{OrNewer, Stored};
use domain::{BulkRefusal, OperationId, UserId};
use sea_orm::entity::prelude::*;

/// A user to whom an operation on many did nothing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_refusals")]
pub struct Model {
    /// The operation ([`super::bulk_operation`]).
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation_id: Stored<OperationId>,
    /// The user; there may be no such account any more.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Stored<UserId>,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: OrNewer<BulkRefusal>,
    /// The operation.
    #[sea_orm(belongs_to, from = "operation_id", to = "id")]
    pub operation: BelongsTo<super::bulk_operation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
