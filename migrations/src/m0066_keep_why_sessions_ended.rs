//! Why sessions ended, for the browsers that still have their cookies.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Text is ordered by its bytes, as in every other table.
const POSTGRES: &[&str] =
    &["ALTER TABLE ended_sessions ALTER COLUMN reason TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("ended_sessions")
            .col(big_pk_auto("id"))
            .col(blob("token_hash").unique_key())
            .col(big_integer("user_id"))
            .col(text("reason"))
            .col(big_integer("ended_at"))
            .foreign_key(&mut user_key("ended_sessions", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], POSTGRES).await?;
        manager
            .create_index(index("ended_sessions", &["user_id"]))
            .await?;
        manager
            .create_index(index("ended_sessions", &["ended_at"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "ended_sessions").await
    }
}
