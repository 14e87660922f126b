//! The one-time access codes, at most one a user; of a code only its hash.

use crate::helpers::{drop, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// The one-time access codes, at most one a user; of a code only its hash.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("access_codes")
            .col(big_pk_auto("id"))
            .col(big_integer_uniq("user_id"))
            .col(text("hash"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .foreign_key(&mut user_key("access_codes", "user_id"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "access_codes").await
    }
}
