//! Whether a link was opened; the users without a password; the round of invitations that is under way.

use crate::helpers::{drop, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the moment, the index and the table of rounds.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same on both databases.
const INDEX: &[&str] = &[
    "CREATE INDEX idx_users_without_password ON users (id) WHERE password_hash IS NULL AND disabled_at IS NULL",
];
const NO_INDEX: &[&str] = &["DROP INDEX idx_users_without_password"];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE invitation_rounds ALTER COLUMN address TYPE text COLLATE \"C\"",
    "ALTER TABLE invitation_rounds ALTER COLUMN user_agent TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("one_time_links")
            .add_column(big_integer_null("opened_at"))
            .to_owned();
        manager.alter_table(add).await?;
        let rounds = Table::create()
            .table("invitation_rounds")
            .col(big_pk_auto("id"))
            .col(big_integer("giver_id"))
            .col(text("address"))
            .col(text("user_agent"))
            .col(big_integer("begun_at"))
            .col(big_integer("after_id"))
            .col(big_integer("until_id"))
            .foreign_key(&mut user_key("invitation_rounds", "giver_id"))
            .to_owned();
        manager.create_table(rounds).await?;
        run(manager, INDEX, INDEX).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NO_INDEX, NO_INDEX).await?;
        drop(manager, "invitation_rounds").await?;
        let remove = Table::alter()
            .table("one_time_links")
            .drop_column("opened_at")
            .to_owned();
        manager.alter_table(remove).await
    }
}
