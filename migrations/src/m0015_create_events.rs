//! What tells open windows of changes, and indexes for what ends by itself.

use crate::helpers::{drop, index};
use sea_orm_migration::{prelude::*, schema::*};

/// What tells open windows of changes: kinds and numbers, for an hour.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The moments at which sessions and exemptions end.
const ENDS: [(&str, &str); 3] = [
    ("sessions", "created_at"),
    ("sessions", "last_seen_at"),
    ("users", "override_until"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("events")
            .col(big_pk_auto("id"))
            .col(text("kind"))
            .col(big_integer_null("user_id"))
            .col(big_integer("at"))
            .to_owned();
        manager.create_table(table).await?;
        for (table, column) in ENDS {
            manager.create_index(index(table, &[column])).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in ENDS {
            let index = Index::drop()
                .name(format!("idx_{table}_{column}"))
                .table(table)
                .to_owned();
            manager.drop_index(index).await?;
        }
        drop(manager, "events").await
    }
}
