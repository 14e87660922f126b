//! Whether the one who gave a link has seen it. Links from before count as seen: some of them were.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column and its index.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same on both databases.
const INDEX: &[&str] = &[
    "CREATE INDEX idx_one_time_links_shown ON one_time_links (given_by_id) \
    WHERE shown AND used_at IS NULL",
];
const NO_INDEX: &[&str] = &["DROP INDEX idx_one_time_links_shown"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = boolean("shown");
        let add = Table::alter()
            .table("one_time_links")
            .add_column(column.default(true))
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, INDEX, INDEX).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NO_INDEX, NO_INDEX).await?;
        let column = Table::alter()
            .table("one_time_links")
            .drop_column("shown")
            .to_owned();
        manager.alter_table(column).await
    }
}
