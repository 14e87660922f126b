//! A domain in letters and the same in ASCII are one: the keys of addresses have it in letters.

use domain::EmailAddress;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Computes the keys of addresses with such a domain again.
#[derive(DeriveMigrationName)]
pub struct Migration;

const OTHERS: &str = "SELECT id, email_key FROM users
    WHERE octet_length(email_key) <> length(email_key) OR email_key LIKE '%@%xn--%' ORDER BY id";
/// Of two accounts with one address, which each signed in until now, the later one keeps its key.
const SQLITE: &str = "UPDATE users SET email_key = ? WHERE id = ?
    AND NOT EXISTS (SELECT 1 FROM users AS others WHERE others.email_key = ?)";
const POSTGRES: &str = "UPDATE users SET email_key = $1 WHERE id = $2
    AND NOT EXISTS (SELECT 1 FROM users AS others WHERE others.email_key = $3)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let kind = db.get_database_backend();
        let update = match kind {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for row in db
            .query_all_raw(Statement::from_string(kind, OTHERS))
            .await?
        {
            let (id, before): (i64, String) = (row.try_get_by("id")?, row.try_get_by("email_key")?);
            let key = EmailAddress::key_of(&before);
            if key != before {
                let values = [key.clone().into(), id.into(), key.into()];
                db.execute_raw(Statement::from_sql_and_values(kind, update, values))
                    .await?;
            }
        }
        Ok(())
    }

    /// A program that knows fewer spellings finds these accounts by their letters.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
