//! The single-use links; of a token only its hash.

use crate::helpers::{drop, index, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// The single-use links; of a token only its hash.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("one_time_links")
            .col(big_pk_auto("id"))
            .col(text("purpose"))
            .col(big_integer_null("user_id"))
            .col(blob("token_hash").unique_key())
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("used_at"))
            .foreign_key(&mut user_key("one_time_links", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("one_time_links", &["user_id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "one_time_links").await
    }
}
