//! The place of a mail in the queue, and which account caused it: the mails of one account keep those of no other waiting. What waits
//! already goes first.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns, and the indexes of the queue.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "DROP INDEX idx_notices_mail_due_at",
    "CREATE INDEX idx_notices_mail_place ON notices (mail_place, id) WHERE mail_due_at IS NOT NULL",
    "CREATE INDEX idx_notices_mail_cause ON notices (mail_cause_id, at) WHERE mail_due_at IS NOT NULL",
];
const DOWN: &[&str] = &[
    "DROP INDEX idx_notices_mail_cause",
    "DROP INDEX idx_notices_mail_place",
    r#"CREATE INDEX "idx_notices_mail_due_at" ON "notices" ("mail_due_at")"#,
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            big_integer("mail_place").default(0).take(),
            big_integer_null("mail_cause_id"),
        ] {
            let table = Table::alter()
                .table("notices")
                .add_column(column)
                .to_owned();
            manager.alter_table(table).await?;
        }
        run(manager, UP, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN, DOWN).await?;
        for column in ["mail_place", "mail_cause_id"] {
            let table = Table::alter()
                .table("notices")
                .drop_column(column)
                .to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
