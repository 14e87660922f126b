//! The audit log by kind of action, newest first.

use crate::helpers::index;
use sea_orm_migration::prelude::*;

/// The audit log by kind of action, newest first.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(index("audit_entries", &["action", "id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = Index::drop()
            .name("idx_audit_entries_action_id")
            .table("audit_entries")
            .to_owned();
        manager.drop_index(name).await
    }
}
