//! What was done to many users at once can be taken back for a while.

use crate::helpers::{drop, run};
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps how users were before.
#[derive(DeriveMigrationName)]
pub struct Migration;

const OPERATIONS: &str = "bulk_operations";
const TABLE: &str = "bulk_undos";

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] = &["ALTER TABLE bulk_undos ALTER COLUMN changes TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["acted_at", "undoes"] {
            let mut change = Table::alter();
            change
                .table(OPERATIONS)
                .add_column(big_integer_null(column));
            manager.alter_table(change).await?;
        }
        let mut operation = ForeignKey::create()
            .name("fk_bulk_undos_operation_id")
            .from(TABLE, "operation_id")
            .to(OPERATIONS, "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table(TABLE)
            .col(big_integer("operation_id"))
            .col(big_integer("place"))
            .col(text("changes"))
            .primary_key(Index::create().col("operation_id").col("place"))
            .foreign_key(&mut operation)
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLE).await?;
        for column in ["undoes", "acted_at"] {
            let mut change = Table::alter();
            change.table(OPERATIONS).drop_column(column);
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}
