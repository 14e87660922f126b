//! How many days before a deadline users are reminded: a setting of the organisation.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] =
    &["ALTER TABLE organisations ALTER COLUMN reminder_days TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let days = text("reminder_days").default("14, 7, 3, 1").take();
        let add = Table::alter()
            .table("organisations")
            .add_column(days)
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter()
            .table("organisations")
            .drop_column("reminder_days")
            .to_owned();
        manager.alter_table(drop).await
    }
}
