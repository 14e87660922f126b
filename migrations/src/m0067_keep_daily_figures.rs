//! The figures of each day.

use crate::helpers::drop;
use sea_orm_migration::{prelude::*, schema::*};

/// A row a day: how many users had each status.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("daily_figures")
            .col(big_integer("day").primary_key())
            .col(big_integer("protected"))
            .col(big_integer("voluntary"))
            .col(big_integer("pending"))
            .col(big_integer("inactive"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "daily_figures").await
    }
}
