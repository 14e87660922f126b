//! Notices of wrong codes know in which session all of them were typed.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the number of the session.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("notices")
            .add_column(big_integer_null("attempts_session_id"))
            .to_owned();
        manager.alter_table(add).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let remove = Table::alter()
            .table("notices")
            .drop_column("attempts_session_id")
            .to_owned();
        manager.alter_table(remove).await
    }
}
