//! How far the plan of an operation on many users has come: a million are looked at by several requests. And how many service accounts there
//! were on a day: the days that do not say it were kept before these stood apart.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
#[derive(DeriveMigrationName)]
pub struct Migration;

const OPERATIONS: &str = "bulk_operations";
const PLAN: &str = "plan";
const FIGURES: &str = "daily_figures";
const SERVICE: &str = "service_accounts";
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &["ALTER TABLE bulk_operations ALTER COLUMN plan TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            (OPERATIONS, text_null(PLAN)),
            (FIGURES, big_integer_null(SERVICE)),
        ];
        for (table, column) in columns {
            let added = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(added).await?;
        }
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [(OPERATIONS, PLAN), (FIGURES, SERVICE)] {
            let dropped = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(dropped).await?;
        }
        Ok(())
    }
}
