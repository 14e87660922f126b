//! Who began an operation on many users, once the account is gone: the report, and the way to take it back, stay.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "bulk_operations";
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] =
    &["ALTER TABLE bulk_operations ALTER COLUMN by_name TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .add_column(text_null("by_name"))
            .to_owned();
        manager.alter_table(column).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .drop_column("by_name")
            .to_owned();
        manager.alter_table(column).await
    }
}
