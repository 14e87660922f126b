//! What came of one step of an operation on many users.

use crate::column::Stored;
use domain::{EntryId, OperationId, UserId};
use sea_orm::entity::prelude::*;

/// What came of one step of an operation on many users: those to whom something was done are named by entries of the audit log.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_steps")]
pub struct Model {
    /// The operation ([`super::bulk_operation`]).
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation_id: Stored<OperationId>,
    /// The number of the last user at whom the step looked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: Stored<UserId>,
    /// The number of the last entry before the step; 0 where there was none.
    pub entries_after: Stored<EntryId>,
    /// The number of its last entry.
    pub last_entry: Stored<EntryId>,
    /// The other users at whom it looked, as JSON.
    #[sea_orm(column_type = "Text")]
    pub unchanged: String,
    /// The operation.
    #[sea_orm(belongs_to, from = "operation_id", to = "id")]
    pub operation: BelongsTo<super::bulk_operation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
