//! Wrong proofs are counted for each kind of proof: when the codes of the app are blocked, recovery codes still work. A time step that
//! an answer has named is kept, so that its code works no more.
//!
//! Earlier counts were of all kinds together; they go on as those of the app. The way down keeps the highest of a user.

use crate::helpers::{drop, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Counts proofs singly, and keeps named steps.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A copy instead of a rename: PostgreSQL names keys after the table they were created with.
const SET_ASIDE: &[&str] = &[
    "CREATE TABLE factor_attempts_before AS SELECT * FROM factor_attempts",
    "DROP TABLE factor_attempts",
];
const MOVE: &[&str] = &[
    "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at)
     SELECT user_id, 'totp', failures, last_failure_at FROM factor_attempts_before",
    "DROP TABLE factor_attempts_before",
];
const MOVE_BACK: &[&str] = &[
    "INSERT INTO factor_attempts (user_id, failures, last_failure_at)
     SELECT user_id, max(failures), max(last_failure_at) FROM factor_attempts_before GROUP BY user_id",
    "DROP TABLE factor_attempts_before",
];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER_BY_BYTES: &[&str] =
    &["ALTER TABLE factor_attempts ALTER COLUMN kind TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SET_ASIDE, SET_ASIDE).await?;
        create_attempts(manager).await?;
        run(manager, &[], ORDER_BY_BYTES).await?;
        run(manager, MOVE, MOVE).await?;
        create_named_steps(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "totp_named_steps").await?;
        run(manager, SET_ASIDE, SET_ASIDE).await?;
        create_attempts_before(manager).await?;
        run(manager, MOVE_BACK, MOVE_BACK).await
    }
}

async fn create_attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("factor_attempts")
        .col(big_integer("user_id"))
        .col(text("kind"))
        .col(integer("failures"))
        .col(big_integer("last_failure_at"))
        .primary_key(Index::create().col("user_id").col("kind"))
        .foreign_key(&mut user_key("factor_attempts", "user_id"))
        .to_owned();
    manager.create_table(table).await
}

async fn create_attempts_before(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("factor_attempts")
        .col(big_integer("user_id").primary_key())
        .col(integer("failures"))
        .col(big_integer("last_failure_at"))
        .foreign_key(&mut user_key("factor_attempts", "user_id"))
        .to_owned();
    manager.create_table(table).await
}

async fn create_named_steps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut key = ForeignKey::create()
        .name("fk_totp_named_steps_factor_id")
        .from("totp_named_steps", "factor_id")
        .to("factors", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    let table = Table::create()
        .table("totp_named_steps")
        .col(big_integer("factor_id"))
        .col(big_integer("step"))
        .primary_key(Index::create().col("factor_id").col("step"))
        .foreign_key(&mut key)
        .to_owned();
    manager.create_table(table).await
}
