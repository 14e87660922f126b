//! The kinds of browsers with which users have signed in before are no longer called known devices: those hold a device cookie.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Names seen kinds of browsers by what they are.
#[derive(DeriveMigrationName)]
pub struct Migration;

const BEFORE: &str = "known_devices";
const NOW: &str = "seen_agents";
/// A copy instead of a rename: PostgreSQL names keys after the table they were created with.
const COPY: &str = "INSERT INTO seen_agents (user_id, fingerprint, last_seen_at)
    SELECT user_id, fingerprint, last_seen_at FROM known_devices ORDER BY id";
const COPY_BACK: &str = "INSERT INTO known_devices (user_id, fingerprint, last_seen_at)
    SELECT user_id, fingerprint, last_seen_at FROM seen_agents ORDER BY id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, NOW).await?;
        run(manager, &[COPY], &[COPY]).await?;
        drop(manager, BEFORE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, BEFORE).await?;
        run(manager, &[COPY_BACK], &[COPY_BACK]).await?;
        drop(manager, NOW).await
    }
}

async fn create(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    let table = Table::create()
        .table(name)
        .col(big_pk_auto("id"))
        .col(big_integer("user_id"))
        .col(blob("fingerprint").unique_key())
        .col(big_integer("last_seen_at"))
        .foreign_key(&mut user_key(name, "user_id"))
        .to_owned();
    manager.create_table(table).await?;
    manager.create_index(index(name, &["user_id"])).await
}
