//! The recovery codes: a prefix to find the row, a hash to check it.

use crate::helpers::{drop, index, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// The recovery codes: a prefix to find the row, a hash to check it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("recovery_codes")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(text("prefix"))
            .col(text("hash"))
            .col(blob_null("sealed_code"))
            .col(big_integer("created_at"))
            .col(big_integer_null("used_at"))
            .foreign_key(&mut user_key("recovery_codes", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("recovery_codes", &["user_id", "prefix"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "recovery_codes").await
    }
}
