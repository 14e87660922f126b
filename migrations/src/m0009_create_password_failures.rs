//! The wrong passwords of the last day, by who gave them for whom.

use crate::helpers::{drop, index};
use sea_orm_migration::{prelude::*, schema::*};

/// The wrong passwords of the last day, by who gave them for whom.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("password_failures")
            .col(big_pk_auto("id"))
            .col(blob("subject").unique_key())
            .col(integer("failures"))
            .col(big_integer("first_failure_at"))
            .col(big_integer("last_failure_at"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("password_failures", &["last_failure_at"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "password_failures").await
    }
}
