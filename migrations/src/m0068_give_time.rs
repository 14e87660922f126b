//! Rules give time to comply: what is kept of each user, group and policy for the deadline.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps what deadlines depend on.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A user who has signed in could comply from the beginning: what is required of them now gives no time.
const SIGNED_IN: &[&str] =
    &["UPDATE users SET comply_since = created_at WHERE last_sign_in_at IS NOT NULL"];

/// What a group requires it has required at the latest since the first of its members was told so.
const REQUIRED: &[&str] =
    &["UPDATE \"groups\" SET required_at = created_at WHERE requires = 'required'"];

/// Users who have time, or had some, beside that of the policy.
const INDEX: &str =
    "CREATE INDEX idx_users_comply_since ON users (comply_since) WHERE two_factor_since IS NULL";

/// Each with its table.
fn columns() -> [(&'static str, &'static str, ColumnDef); 22] {
    let number = |table, name| (table, name, big_integer_null(name).take());
    let moment = |table, name| (table, name, big_integer(name).default(0).take());
    [
        number("users", "comply_since"),
        number("users", "comply_not_before"),
        number("users", "grace_used_up_at"),
        number("users", "own_deadline"),
        number("users", "own_grace_days"),
        number("users", "group_deadline"),
        number("users", "group_grace_days"),
        number("groups", "required_at"),
        number("groups", "grace_days"),
        number("groups", "grace_until"),
        number("policies", "grace_days"),
        number("policies", "grace_until"),
        moment("policies", "announced_at"),
        moment("policies", "lifted_at"),
        moment("policies", "made_at"),
        moment("policies", "exemptions_ended_at"),
        number("policies", "before_grace_days"),
        number("policies", "before_grace_until"),
        moment("policies", "before_announced_at"),
        moment("policies", "before_lifted_at"),
        moment("policies", "before_made_at"),
        moment("policies", "before_exemptions_ended_at"),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for (table, _, column) in columns() {
            let add = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, SIGNED_IN, SIGNED_IN).await?;
        run(manager, REQUIRED, REQUIRED).await?;
        run(manager, &[INDEX], &[INDEX]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let remove = "DROP INDEX idx_users_comply_since";
        run(manager, &[remove], &[remove]).await?;
        for (table, name, _) in columns() {
            let drop = Table::alter().table(table).drop_column(name).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
