//! How the table of users looks, as its user has chosen last.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "users";
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &["ALTER TABLE users ALTER COLUMN table_look TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .add_column(text_null("table_look"))
            .to_owned();
        manager.alter_table(column).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .drop_column("table_look")
            .to_owned();
        manager.alter_table(column).await
    }
}
