//! The time that an operation on many users gives, and what came of each of its steps.

use crate::helpers::{drop, run};
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns and keeps the steps.
#[derive(DeriveMigrationName)]
pub struct Migration;

const OPERATIONS: &str = "bulk_operations";
const TABLE: &str = "bulk_steps";

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] =
    &["ALTER TABLE bulk_steps ALTER COLUMN unchanged TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["grace_days", "grace_until"] {
            let mut change = Table::alter();
            change
                .table(OPERATIONS)
                .add_column(big_integer_null(column));
            manager.alter_table(change).await?;
        }
        let mut operation = ForeignKey::create()
            .name("fk_bulk_steps_operation_id")
            .from(TABLE, "operation_id")
            .to(OPERATIONS, "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        // No keys to the entries: a restored copy may lack them.
        let table = Table::create()
            .table(TABLE)
            .col(big_integer("operation_id"))
            .col(big_integer("place"))
            .col(big_integer("entries_after"))
            .col(big_integer("last_entry"))
            .col(text("unchanged"))
            .primary_key(Index::create().col("operation_id").col("place"))
            .foreign_key(&mut operation)
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLE).await?;
        for column in ["grace_until", "grace_days"] {
            let mut change = Table::alter();
            change.table(OPERATIONS).drop_column(column);
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}
