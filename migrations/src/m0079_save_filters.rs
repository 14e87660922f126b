//! Filters of the table of users that an admin has saved under a name.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table of saved filters.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "saved_filters";

/// Text is ordered by its bytes, as in every other table.
const ORDER_BY_BYTES: &[&str] = &[
    "ALTER TABLE saved_filters ALTER COLUMN name TYPE text COLLATE \"C\",
        ALTER COLUMN query TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(TABLE)
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(text("name"))
            .col(text("query"))
            .col(big_integer("created_at"))
            .foreign_key(&mut user_key(TABLE, "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        manager.create_index(index(TABLE, &["user_id"])).await?;
        run(manager, &[], ORDER_BY_BYTES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLE).await
    }
}
