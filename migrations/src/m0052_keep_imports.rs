//! Files that admins import in the browser: how they are read, and how far the import has come.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps imports.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] = &[
    "ALTER TABLE imports ALTER COLUMN file_name TYPE text COLLATE \"C\"",
    "ALTER TABLE imports ALTER COLUMN encoding TYPE text COLLATE \"C\"",
    "ALTER TABLE imports ALTER COLUMN columns TYPE text COLLATE \"C\"",
    "ALTER TABLE imports ALTER COLUMN language TYPE text COLLATE \"C\"",
    "ALTER TABLE imports ALTER COLUMN state TYPE text COLLATE \"C\"",
    "ALTER TABLE imports ALTER COLUMN address TYPE text COLLATE \"C\"",
    "ALTER TABLE imports ALTER COLUMN user_agent TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("imports")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(big_integer("created_at"))
            .col(text("file_name"))
            .col(text("encoding"))
            .col(text("columns"))
            .col(big_integer("updates").default(0))
            .col(text("language"))
            .col(text("state"))
            .col(text("address"))
            .col(text("user_agent"))
            .col(big_integer("row_count").default(0))
            .col(big_integer("done").default(0))
            .col(big_integer("created").default(0))
            .col(big_integer("updated").default(0))
            .col(big_integer("already_there").default(0))
            .col(big_integer("refused").default(0))
            .foreign_key(&mut user_key("imports", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], POSTGRES).await?;
        manager.create_index(index("imports", &["user_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "imports").await
    }
}
