//! When a user was reminded last; whom there is to remind; the round of reminders that is under way.

use crate::helpers::{drop, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the moment, the index and the table of rounds.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same on both databases.
const INDEX: &[&str] = &[
    "CREATE INDEX idx_users_without_factor ON users (id) WHERE two_factor_since IS NULL AND password_hash IS NOT NULL AND disabled_at IS NULL",
];
const NO_INDEX: &[&str] = &["DROP INDEX idx_users_without_factor"];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE reminder_rounds ALTER COLUMN address TYPE text COLLATE \"C\"",
    "ALTER TABLE reminder_rounds ALTER COLUMN user_agent TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("users")
            .add_column(big_integer_null("reminded_at"))
            .to_owned();
        manager.alter_table(add).await?;
        let rounds = Table::create()
            .table("reminder_rounds")
            .col(big_pk_auto("id"))
            .col(big_integer("giver_id"))
            .col(text("address"))
            .col(text("user_agent"))
            .col(big_integer("begun_at"))
            .col(big_integer("after_id"))
            .col(big_integer("until_id"))
            .foreign_key(&mut user_key("reminder_rounds", "giver_id"))
            .to_owned();
        manager.create_table(rounds).await?;
        run(manager, INDEX, INDEX).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NO_INDEX, NO_INDEX).await?;
        drop(manager, "reminder_rounds").await?;
        let remove = Table::alter()
            .table("users")
            .drop_column("reminded_at")
            .to_owned();
        manager.alter_table(remove).await
    }
}
