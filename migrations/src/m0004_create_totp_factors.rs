//! The authenticator apps; secrets are sealed.

use crate::helpers::{drop, index, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// The authenticator apps; secrets are sealed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("totp_factors")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(big_integer_null("session_id"))
            .col(blob("sealed_secret"))
            .col(big_integer("created_at"))
            .col(big_integer_null("confirmed_at"))
            .col(big_integer_null("last_step"))
            .col(big_integer_null("last_used_at"))
            .col(integer("failures"))
            .col(big_integer_null("last_failure_at"))
            .foreign_key(&mut user_key("totp_factors", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("totp_factors", &["user_id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "totp_factors").await
    }
}
