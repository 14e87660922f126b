//! When the one who gave a link saw it. Links from before count as seen: some of them were.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column and its index.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SEEN: &str = "UPDATE one_time_links SET shown_at = created_at";
const INDEX: &str = "CREATE INDEX idx_one_time_links_shown ON one_time_links (given_by_id) \
    WHERE shown_at IS NOT NULL AND used_at IS NULL";
/// The same on both databases.
const UP: &[&str] = &[SEEN, INDEX];
const DOWN: &[&str] = &["DROP INDEX idx_one_time_links_shown"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table("one_time_links")
            .add_column(big_integer_null("shown_at"))
            .to_owned();
        manager.alter_table(column).await?;
        run(manager, UP, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN, DOWN).await?;
        let column = Table::alter()
            .table("one_time_links")
            .drop_column("shown_at")
            .to_owned();
        manager.alter_table(column).await
    }
}
