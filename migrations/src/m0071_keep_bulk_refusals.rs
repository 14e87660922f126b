//! To whom an operation on many users did nothing, and why.

use crate::helpers::{drop, run};
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps refusals.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] =
    &["ALTER TABLE bulk_refusals ALTER COLUMN reason TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut operation = ForeignKey::create()
            .name("fk_bulk_refusals_operation_id")
            .from("bulk_refusals", "operation_id")
            .to("bulk_operations", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        // No key to the users: that an account is gone is one of the reasons.
        let table = Table::create()
            .table("bulk_refusals")
            .col(big_integer("operation_id"))
            .col(big_integer("user_id"))
            .col(text("reason"))
            .primary_key(Index::create().col("operation_id").col("user_id"))
            .foreign_key(&mut operation)
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "bulk_refusals").await
    }
}
