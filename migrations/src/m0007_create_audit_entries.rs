//! The audit log. It outlives the accounts it speaks of, so it has no foreign keys.

use crate::helpers::{drop, index};
use sea_orm_migration::{prelude::*, schema::*};

/// The audit log. It outlives the accounts it speaks of, so it has no foreign keys.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("audit_entries")
            .col(big_pk_auto("id"))
            .col(big_integer("at"))
            .col(text("action"))
            .col(big_integer_null("actor_id"))
            .col(text("actor_name"))
            .col(big_integer_null("target_id"))
            .col(text("target_name"))
            .col(text("detail"))
            .col(text("address"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("audit_entries", &["target_id", "id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "audit_entries").await
    }
}
