//! Since when mails to a user's address are refused; mails that an admin sends to their own address, to see what one looks like.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns and the index.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same on both databases.
const INDEX: &[&str] =
    &["CREATE INDEX idx_users_undeliverable ON users (id) WHERE undeliverable_since IS NOT NULL"];
const NO_INDEX: &[&str] = &["DROP INDEX idx_users_undeliverable"];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE notices ALTER COLUMN sample_of TYPE text COLLATE \"C\"",
    "ALTER TABLE notices ALTER COLUMN sample_language TYPE text COLLATE \"C\"",
];
const SAMPLE: [&str; 2] = ["sample_of", "sample_language"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let since = big_integer_null("undeliverable_since");
        let add = Table::alter().table("users").add_column(since).to_owned();
        manager.alter_table(add).await?;
        for column in SAMPLE {
            let column = text_null(column);
            let add = Table::alter()
                .table("notices")
                .add_column(column)
                .to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, INDEX, INDEX).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NO_INDEX, NO_INDEX).await?;
        for (table, column) in [
            ("notices", "sample_of"),
            ("notices", "sample_language"),
            ("users", "undeliverable_since"),
        ] {
            let column = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
