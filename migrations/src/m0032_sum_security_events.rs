//! What speaks of an attack, summed by account, kind and hour: however many attempts there are, an account has a row for each kind
//! and hour at the most.
//!
//! Number 0 stands for no account, hence there is no key to `users`.

use crate::helpers::{drop, index, run};
use sea_orm_migration::{prelude::*, schema::*};

/// Sums security events.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER_BY_BYTES: &[&str] = &[
    "ALTER TABLE security_events ALTER COLUMN kind TYPE text COLLATE \"C\"",
    "ALTER TABLE security_events ALTER COLUMN last_address TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("security_events")
            .col(big_integer("user_id"))
            .col(text("kind"))
            .col(big_integer("hour"))
            .col(big_integer("count"))
            .col(big_integer("last_at"))
            .col(text("last_address"))
            .primary_key(Index::create().col("user_id").col("kind").col("hour"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &[], ORDER_BY_BYTES).await?;
        manager
            .create_index(index("security_events", &["hour"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "security_events").await
    }
}
