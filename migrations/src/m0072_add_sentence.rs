//! A sentence of the organisation's own, for its mails and the sign-in.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "organisations";
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &["ALTER TABLE organisations ALTER COLUMN sentence TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .add_column(text("sentence").default(""))
            .to_owned();
        manager.alter_table(column).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .drop_column("sentence")
            .to_owned();
        manager.alter_table(column).await
    }
}
