//! The users, each with the rule that an admin set on the account.

use crate::helpers::{drop, index};
use sea_orm_migration::{prelude::*, schema::*};

/// The users, each with the rule that an admin set on the account.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("users")
            .col(big_pk_auto("id"))
            .col(text("email"))
            .col(text_uniq("email_key"))
            .col(text("name"))
            .col(text("name_key"))
            .col(text("search_key"))
            .col(text("role"))
            .col(text("language"))
            .col(text_null("group_name"))
            .col(text_null("password_hash"))
            .col(big_integer("created_at"))
            .col(big_integer_null("disabled_at"))
            .col(big_integer_null("last_sign_in_at"))
            .col(big_integer_null("two_factor_since"))
            .col(text_null("override_rule"))
            .col(big_integer_null("override_generation"))
            .col(big_integer_null("override_until"))
            .col(big_integer_null("override_at"))
            .col(text_null("override_by"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("users", &["name_key", "id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "users").await
    }
}
