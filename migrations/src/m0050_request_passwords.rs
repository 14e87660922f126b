//! Requests for a link to another password: those that wait, and of the last hour those that count.

use crate::helpers::{drop, index, run};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table of requests.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE password_requests ALTER COLUMN email_key TYPE text COLLATE \"C\"",
    "ALTER TABLE password_requests ALTER COLUMN user_agent TYPE text COLLATE \"C\"",
    "ALTER TABLE password_requests ALTER COLUMN address TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("password_requests")
            .col(big_pk_auto("id"))
            .col(blob("subject"))
            .col(blob_null("network"))
            .col(text_null("email_key"))
            .col(text("user_agent"))
            .col(text("address"))
            .col(big_integer("asked_at"))
            .to_owned();
        manager.create_table(table).await?;
        for columns in [&["subject", "asked_at"], &["network", "asked_at"]] {
            manager
                .create_index(index("password_requests", columns))
                .await?;
        }
        run(manager, &[], ORDER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "password_requests").await
    }
}
