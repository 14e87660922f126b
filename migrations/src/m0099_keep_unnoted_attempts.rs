//! A wrong password that is counted is a security event, though the process ends before it is noted: the count says how many are
//! still to be noted, of which account and from where.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds what is still to be noted.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "password_failures";
const COLUMNS: [&str; 3] = ["pending", "pending_user_id", "pending_address"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let [pending, user, address] = COLUMNS;
        for column in [
            integer(pending).default(0).to_owned(),
            big_integer(user).default(0).to_owned(),
            text(address).default("").to_owned(),
        ] {
            let add = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        // As `m0023_compare_text_by_bytes` did for the texts of before.
        let order =
            "ALTER TABLE password_failures ALTER COLUMN pending_address TYPE text COLLATE \"C\"";
        crate::helpers::run(manager, &[], &[order]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let drop = Table::alter().table(TABLE).drop_column(name).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
