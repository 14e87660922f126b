//! Who made the rule for all, or one on a user, is kept by name and address: a name is its owner's to change.
//!
//! Of what was made before, the name alone is known.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the addresses.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &[(&str, &str)] = &[
    ("users", "override_by_email"),
    ("users", "suspended_by_email"),
    ("policies", "changed_by_email"),
];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE users ALTER COLUMN override_by_email TYPE text COLLATE \"C\", ALTER COLUMN suspended_by_email TYPE text COLLATE \"C\"",
    "ALTER TABLE policies ALTER COLUMN changed_by_email TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS {
            let column = Table::alter()
                .table(*table)
                .add_column(text_null(*name))
                .to_owned();
            manager.alter_table(column).await?;
        }
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS {
            let column = Table::alter().table(*table).drop_column(*name).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
