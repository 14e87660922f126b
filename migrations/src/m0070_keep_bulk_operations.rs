//! What is done to many users at once, and how far it has come.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps operations on many users.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] = &["ALTER TABLE bulk_operations
        ALTER COLUMN kind TYPE text COLLATE \"C\",
        ALTER COLUMN reason TYPE text COLLATE \"C\",
        ALTER COLUMN exemption_kind TYPE text COLLATE \"C\",
        ALTER COLUMN selection TYPE text COLLATE \"C\",
        ALTER COLUMN state TYPE text COLLATE \"C\",
        ALTER COLUMN address TYPE text COLLATE \"C\",
        ALTER COLUMN user_agent TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("bulk_operations")
            .col(big_pk_auto("id"))
            .col(big_integer_null("user_id"))
            .col(big_integer("created_at"))
            .col(text("kind"))
            .col(big_integer_null("group_id"))
            .col(text_null("reason"))
            .col(big_integer_null("until"))
            .col(text_null("exemption_kind"))
            .col(text("selection"))
            .col(text("state"))
            .col(text("address"))
            .col(text("user_agent"))
            .col(big_integer("total").default(0))
            .col(big_integer("last_user").default(0))
            .col(big_integer("place").default(0))
            .col(big_integer("done").default(0))
            .col(big_integer("already").default(0))
            .col(big_integer("refused").default(0))
            .foreign_key(&mut user_key("bulk_operations", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], POSTGRES).await?;
        manager
            .create_index(index("bulk_operations", &["user_id"]))
            .await?;
        manager
            .create_index(index("bulk_operations", &["state"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "bulk_operations").await
    }
}
