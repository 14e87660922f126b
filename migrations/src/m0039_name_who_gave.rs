//! Links and access codes, and the sessions that a code has opened, know who gave them; notices say about whom they are and who gave
//! the link or code; `demoted_at` says when somebody last took the role of admin from a user.
//!
//! Links and codes of before were given by nobody that is known.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds who gave a link or code.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tables whose rows were given by somebody.
const GIVEN: &[&str] = &["one_time_links", "access_codes", "sessions"];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE one_time_links ALTER COLUMN given_by_name TYPE text COLLATE \"C\"",
    "ALTER TABLE access_codes ALTER COLUMN given_by_name TYPE text COLLATE \"C\"",
    "ALTER TABLE sessions ALTER COLUMN given_by_name TYPE text COLLATE \"C\"",
    "ALTER TABLE notices ALTER COLUMN about_name TYPE text COLLATE \"C\"",
    "ALTER TABLE notices ALTER COLUMN given_by_name TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in GIVEN {
            add(manager, table, big_integer_null("given_by_id")).await?;
            add(manager, table, text_null("given_by_name")).await?;
        }
        add(manager, "notices", text_null("about_name")).await?;
        add(manager, "notices", text_null("given_by_name")).await?;
        run(manager, &[], ORDER).await?;
        add(manager, "handovers", big_integer_null("demoted_at")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, "handovers", "demoted_at").await?;
        remove(manager, "notices", "given_by_name").await?;
        remove(manager, "notices", "about_name").await?;
        for table in GIVEN {
            remove(manager, table, "given_by_name").await?;
            remove(manager, table, "given_by_id").await?;
        }
        Ok(())
    }
}

async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    let add = Table::alter().table(table).add_column(column).to_owned();
    manager.alter_table(add).await
}

async fn remove(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    let remove = Table::alter().table(table).drop_column(column).to_owned();
    manager.alter_table(remove).await
}
