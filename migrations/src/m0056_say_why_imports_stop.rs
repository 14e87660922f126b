//! Why an import was stopped: a word for what was done to its admin's account.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps the reason.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] = &["ALTER TABLE imports ALTER COLUMN stopped_for TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("imports")
            .add_column(text_null("stopped_for"))
            .to_owned();
        manager.alter_table(table).await?;
        run(manager, &[], POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("imports")
            .drop_column("stopped_for")
            .to_owned();
        manager.alter_table(table).await
    }
}
