//! The mail of a notice may go to another address than the user's present one.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the address.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &["ALTER TABLE notices ALTER COLUMN mail_to TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("notices")
            .add_column(text_null("mail_to"))
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let remove = Table::alter()
            .table("notices")
            .drop_column("mail_to")
            .to_owned();
        manager.alter_table(remove).await
    }
}
