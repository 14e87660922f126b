//! Which import in the browser has created an account, so that its users can be found again.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column and its index. No key of `imports`, whose rows are kept for a day.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same on both databases.
const INDEX: &[&str] =
    &["CREATE INDEX idx_users_import ON users (import_id) WHERE import_id IS NOT NULL"];
const NO_INDEX: &[&str] = &["DROP INDEX idx_users_import"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer_null("import_id");
        let add = Table::alter().table("users").add_column(column).to_owned();
        manager.alter_table(add).await?;
        run(manager, INDEX, INDEX).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, NO_INDEX, NO_INDEX).await?;
        let column = Table::alter()
            .table("users")
            .drop_column("import_id")
            .to_owned();
        manager.alter_table(column).await
    }
}
