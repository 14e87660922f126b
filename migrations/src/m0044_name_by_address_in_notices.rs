//! Notices name people by their addresses as well as by their names, and so do links, access codes and sessions name who gave them.
//!
//! Empty is the command line; rows of before have none.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the addresses.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [(&str, &str); 6] = [
    ("one_time_links", "given_by_email"),
    ("access_codes", "given_by_email"),
    ("sessions", "given_by_email"),
    ("notices", "by_email"),
    ("notices", "about_email"),
    ("notices", "given_by_email"),
];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE one_time_links ALTER COLUMN given_by_email TYPE text COLLATE \"C\"",
    "ALTER TABLE access_codes ALTER COLUMN given_by_email TYPE text COLLATE \"C\"",
    "ALTER TABLE sessions ALTER COLUMN given_by_email TYPE text COLLATE \"C\"",
    "ALTER TABLE notices ALTER COLUMN by_email TYPE text COLLATE \"C\"",
    "ALTER TABLE notices ALTER COLUMN about_email TYPE text COLLATE \"C\"",
    "ALTER TABLE notices ALTER COLUMN given_by_email TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            let add = Table::alter()
                .table(table)
                .add_column(text_null(column))
                .to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            let remove = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(remove).await?;
        }
        Ok(())
    }
}
