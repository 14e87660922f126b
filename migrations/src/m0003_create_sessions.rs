//! The sessions; of a token only its hash.

use crate::helpers::{drop, index, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// The sessions; of a token only its hash.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("sessions")
            .col(big_pk_auto("id"))
            .col(blob("token_hash").unique_key())
            .col(big_integer("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("last_seen_at"))
            .col(big_integer_null("factor_proven_at"))
            .col(big_integer_null("opened_at"))
            .col(text("user_agent"))
            .col(text("address"))
            .foreign_key(&mut user_key("sessions", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        manager.create_index(index("sessions", &["user_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "sessions").await
    }
}
