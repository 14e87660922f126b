//! The organisation: one row.

use crate::helpers::{drop, run};
use sea_orm_migration::{prelude::*, schema::*};

/// The organisation: one row.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE organisations ALTER COLUMN name TYPE text COLLATE \"C\"",
    "ALTER TABLE organisations ALTER COLUMN contact TYPE text COLLATE \"C\"",
    "ALTER TABLE organisations ALTER COLUMN time_zone TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("organisations")
            .col(big_integer("id").primary_key())
            .col(text("name"))
            .col(text("contact"))
            .col(text("time_zone"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], ORDER).await?;
        let row = Query::insert()
            .into_table("organisations")
            .columns(["id", "name", "contact", "time_zone"])
            .values_panic([1.into(), "".into(), "".into(), "UTC".into()])
            .to_owned();
        manager.execute(row).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "organisations").await
    }
}
