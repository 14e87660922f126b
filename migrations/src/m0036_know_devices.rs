//! Browsers that a user has signed in with hold a device cookie; sessions and counts of wrong proofs belong to one of them, or to all
//! others together (device 0). Turns that a network was promised are kept.
//!
//! Earlier counts of proofs go on as those of unknown devices. The way down keeps these alone.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Adds devices, and what is kept of each.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A copy instead of a rename: PostgreSQL names keys after the table they were created with.
const SET_ASIDE: &[&str] = &[
    "CREATE TABLE factor_attempts_before AS SELECT * FROM factor_attempts",
    "DROP TABLE factor_attempts",
];
const MOVE: &[&str] = &[
    "INSERT INTO factor_attempts (user_id, kind, device_id, failures, last_failure_at)
     SELECT user_id, kind, 0, failures, last_failure_at FROM factor_attempts_before",
    "DROP TABLE factor_attempts_before",
];
const MOVE_BACK: &[&str] = &[
    "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at)
     SELECT user_id, kind, failures, last_failure_at FROM factor_attempts_before WHERE device_id = 0",
    "DROP TABLE factor_attempts_before",
];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER_ATTEMPTS: &[&str] =
    &["ALTER TABLE factor_attempts ALTER COLUMN kind TYPE text COLLATE \"C\""];
const ORDER_DEVICES: &[&str] =
    &["ALTER TABLE device_cookies ALTER COLUMN user_agent TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_cookies(manager).await?;
        run(manager, &[], ORDER_DEVICES).await?;
        let add = Table::alter()
            .table("sessions")
            .add_column(big_integer_null("device_id"))
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, SET_ASIDE, SET_ASIDE).await?;
        create_attempts(manager, true).await?;
        run(manager, &[], ORDER_ATTEMPTS).await?;
        run(manager, MOVE, MOVE).await?;
        create_account_failures(manager).await?;
        create_turns(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "password_turns").await?;
        drop(manager, "account_failures").await?;
        run(manager, SET_ASIDE, SET_ASIDE).await?;
        create_attempts(manager, false).await?;
        run(manager, &[], ORDER_ATTEMPTS).await?;
        run(manager, MOVE_BACK, MOVE_BACK).await?;
        let remove = Table::alter()
            .table("sessions")
            .drop_column("device_id")
            .to_owned();
        manager.alter_table(remove).await?;
        drop(manager, "device_cookies").await
    }
}

async fn create_cookies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("device_cookies")
        .col(big_pk_auto("id"))
        .col(big_integer("user_id"))
        .col(blob("token_hash").unique_key())
        .col(big_integer("created_at"))
        .col(big_integer("last_seen_at"))
        .col(text("user_agent"))
        .foreign_key(&mut user_key("device_cookies", "user_id"))
        .to_owned();
    manager.create_table(table).await?;
    manager
        .create_index(index("device_cookies", &["user_id"]))
        .await
}

async fn create_attempts(manager: &SchemaManager<'_>, by_device: bool) -> Result<(), DbErr> {
    let mut key = Index::create();
    key.col("user_id").col("kind");
    let mut table = Table::create();
    table
        .table("factor_attempts")
        .col(big_integer("user_id"))
        .col(text("kind"));
    if by_device {
        table.col(big_integer("device_id").default(0));
        key.col("device_id");
    }
    table
        .col(integer("failures"))
        .col(big_integer("last_failure_at"))
        .primary_key(&mut key)
        .foreign_key(&mut user_key("factor_attempts", "user_id"));
    manager.create_table(table).await
}

async fn create_account_failures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("account_failures")
        .col(big_pk_auto("id"))
        .col(blob("account").unique_key())
        .col(integer("failures"))
        .col(big_integer("last_failure_at"))
        .to_owned();
    manager.create_table(table).await?;
    manager
        .create_index(index("account_failures", &["last_failure_at"]))
        .await
}

async fn create_turns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("password_turns")
        .col(big_pk_auto("id"))
        .col(blob("network"))
        .col(blob("subject").unique_key())
        .col(big_integer("due_at"))
        .to_owned();
    manager.create_table(table).await?;
    manager
        .create_index(index("password_turns", &["network", "due_at"]))
        .await?;
    manager
        .create_index(index("password_turns", &["due_at"]))
        .await
}
