//! Why a rule was set on a user.

use sea_orm_migration::{prelude::*, schema::*};

/// Why a rule was set on a user.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = Table::alter()
            .table("users")
            .add_column(text_null("override_reason"))
            .to_owned();
        manager.alter_table(added).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dropped = Table::alter()
            .table("users")
            .drop_column("override_reason")
            .to_owned();
        manager.alter_table(dropped).await
    }
}
