//! Who gave whom a link or an access code, and when. It outlives their use: the same admin does not give both to one admin
//! within a day.

use crate::helpers::{drop, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Notes who gave a link or an access code.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("handovers")
            .col(big_integer("giver_id"))
            .col(big_integer("user_id"))
            .col(big_integer_null("link_at"))
            .col(big_integer_null("code_at"))
            .primary_key(Index::create().col("giver_id").col("user_id"))
            .foreign_key(&mut user_key("handovers", "giver_id"))
            .foreign_key(&mut user_key("handovers", "user_id"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "handovers").await
    }
}
