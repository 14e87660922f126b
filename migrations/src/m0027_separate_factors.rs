//! A factor of any kind is a row of `factors`; an authenticator app also has a row of `totp_factors`. Wrong proofs are counted
//! for the user, not for the app, and a session records how the factor was proven.
//!
//! The numbers of factors stay. For earlier proofs the new columns of sessions are unknown; the way down forgets them.

use crate::helpers::{drop, index, run, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Separates factors, apps and attempts.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A copy instead of a rename: PostgreSQL names keys and sequences after the table they were created with.
const SET_ASIDE: &[&str] = &[
    "CREATE TABLE totp_factors_before AS SELECT * FROM totp_factors",
    "DROP TABLE totp_factors",
];
const KEY_INDEX: &str = "CREATE INDEX idx_totp_factors_key ON totp_factors ((substr(sealed_secret, 1, 8)), factor_id DESC)";
const MOVE: &[&str] = &[
    "INSERT INTO factors (id, user_id, kind, label, created_at, confirmed_at, last_used_at)
     SELECT id, user_id, 'totp', '', created_at, confirmed_at, last_used_at FROM totp_factors_before",
    "INSERT INTO totp_factors (factor_id, session_id, sealed_secret, last_step)
     SELECT id, session_id, sealed_secret, last_step FROM totp_factors_before",
    "INSERT INTO factor_attempts (user_id, failures, last_failure_at)
     SELECT user_id, max(failures), max(last_failure_at) FROM totp_factors_before
     WHERE confirmed_at IS NOT NULL AND failures > 0 AND last_failure_at IS NOT NULL GROUP BY user_id",
    "DROP TABLE totp_factors_before",
    KEY_INDEX,
];
/// The next number comes after those that were moved.
const GO_ON: &[&str] = &[
    "SELECT setval(pg_get_serial_sequence('factors', 'id'), max(id)) FROM factors HAVING max(id) IS NOT NULL",
];

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER_BY_BYTES: &[&str] = &[
    "ALTER TABLE factors ALTER COLUMN kind TYPE text COLLATE \"C\", ALTER COLUMN label TYPE text COLLATE \"C\"",
    "ALTER TABLE sessions ALTER COLUMN factor_proof TYPE text COLLATE \"C\"",
];

const OLD_INDEXES: &[&str] =
    &["CREATE INDEX idx_totp_factors_key ON totp_factors ((substr(sealed_secret, 1, 8)), id DESC)"];
const MOVE_BACK: &[&str] = &[
    "INSERT INTO totp_factors (id, user_id, session_id, sealed_secret, created_at, confirmed_at, last_step,
                               last_used_at, failures, last_failure_at)
     SELECT f.id, f.user_id, t.session_id, t.sealed_secret, f.created_at, f.confirmed_at, t.last_step,
            f.last_used_at, CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE coalesce(a.failures, 0) END,
            CASE WHEN f.confirmed_at IS NULL THEN NULL ELSE a.last_failure_at END
     FROM totp_factors_after t JOIN factors f ON f.id = t.factor_id LEFT JOIN factor_attempts a ON a.user_id = f.user_id",
    "DROP TABLE totp_factors_after",
];
const GO_ON_BACK: &[&str] = &[
    "SELECT setval(pg_get_serial_sequence('totp_factors', 'id'), max(id)) FROM totp_factors HAVING max(id) IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SET_ASIDE, SET_ASIDE).await?;
        create_factors(manager).await?;
        create_totp_factors(manager).await?;
        create_attempts(manager).await?;
        run(manager, MOVE, MOVE).await?;
        run(manager, &[], GO_ON).await?;
        for mut column in [
            text_null("factor_proof"),
            big_integer_null("proven_factor_id"),
        ] {
            let add = Table::alter()
                .table("sessions")
                .add_column(&mut column)
                .to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, &[], ORDER_BY_BYTES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["proven_factor_id", "factor_proof"] {
            let drop = Table::alter()
                .table("sessions")
                .drop_column(column)
                .to_owned();
            manager.alter_table(drop).await?;
        }
        let aside = &[
            "CREATE TABLE totp_factors_after AS SELECT * FROM totp_factors",
            "DROP TABLE totp_factors",
        ];
        run(manager, aside, aside).await?;
        create_old(manager).await?;
        run(manager, MOVE_BACK, MOVE_BACK).await?;
        run(manager, &[], GO_ON_BACK).await?;
        run(manager, OLD_INDEXES, OLD_INDEXES).await?;
        drop(manager, "factor_attempts").await?;
        drop(manager, "factors").await
    }
}

async fn create_factors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("factors")
        .col(big_pk_auto("id"))
        .col(big_integer("user_id"))
        .col(text("kind"))
        .col(text("label"))
        .col(big_integer("created_at"))
        .col(big_integer_null("confirmed_at"))
        .col(big_integer_null("last_used_at"))
        .foreign_key(&mut user_key("factors", "user_id"))
        .to_owned();
    manager.create_table(table).await?;
    manager.create_index(index("factors", &["user_id"])).await
}

async fn create_totp_factors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut key = ForeignKey::create()
        .name("fk_totp_factors_factor_id")
        .from("totp_factors", "factor_id")
        .to("factors", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    let table = Table::create()
        .table("totp_factors")
        .col(big_integer("factor_id").primary_key())
        .col(big_integer_null("session_id"))
        .col(blob("sealed_secret"))
        .col(big_integer_null("last_step"))
        .foreign_key(&mut key)
        .to_owned();
    manager.create_table(table).await
}

async fn create_attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("factor_attempts")
        .col(big_integer("user_id").primary_key())
        .col(integer("failures"))
        .col(big_integer("last_failure_at"))
        .foreign_key(&mut user_key("factor_attempts", "user_id"))
        .to_owned();
    manager.create_table(table).await
}

/// As created by `m0004_create_totp_factors`.
async fn create_old(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
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
