//! What users are told about their own account, and the devices that they are known to use.

use crate::helpers::{drop, index, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// What users are told about their own account, and the devices that they are known to use.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notices = Table::create()
            .table("notices")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(text("kind"))
            .col(big_integer("at"))
            .col(big_integer("last_at"))
            .col(big_integer("count"))
            .col(text_null("by_name"))
            .col(text("user_agent"))
            .col(text("address"))
            .col(big_integer_null("codes_left"))
            .col(big_integer_null("session_id"))
            .col(big_integer_null("seen_at"))
            .col(integer("mail_attempts").default(0))
            .col(big_integer_null("mail_due_at"))
            .col(big_integer_null("mailed_at"))
            .foreign_key(&mut user_key("notices", "user_id"))
            .to_owned();
        manager.create_table(notices).await?;
        manager
            .create_index(index("notices", &["user_id", "last_at"]))
            .await?;
        manager
            .create_index(index("notices", &["mail_due_at"]))
            .await?;
        let devices = Table::create()
            .table("known_devices")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(blob("fingerprint").unique_key())
            .col(big_integer("last_seen_at"))
            .foreign_key(&mut user_key("known_devices", "user_id"))
            .to_owned();
        manager.create_table(devices).await?;
        manager
            .create_index(index("known_devices", &["user_id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "known_devices").await?;
        drop(manager, "notices").await
    }
}
