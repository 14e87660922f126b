//! `helped_at` says when somebody of the helpdesk last gave a user a link or an access code.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("handovers")
            .add_column(big_integer_null("helped_at"))
            .to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("handovers")
            .drop_column("helped_at")
            .to_owned();
        manager.alter_table(table).await
    }
}
