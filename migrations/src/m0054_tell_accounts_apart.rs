//! Segments tell deactivated accounts and those without a password apart (`crates/store/src/segment.rs`): table, triggers and
//! indexes with the two further parts of the key.

use crate::helpers::{drop, run};
use crate::{
    m0020_count_users as table, m0021_index_users_by_rule as indexes,
    m0028_define_segments as before,
};
use sea_orm_migration::{prelude::*, schema::*};

/// The state of the account as a part of the key.
#[derive(DeriveMigrationName)]
pub struct Migration;

const KEY: [&str; 7] = [
    "active",
    "override_rule",
    "override_generation",
    "role",
    "deactivated",
    "has_password",
    "override_until",
];

pub(crate) const FILL: &[&str] = &[
    "INSERT INTO user_counts (active, override_rule, override_generation, role, deactivated, has_password, override_until, users)
     SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END, coalesce(override_until, 0), count(*) FROM users GROUP BY 1, 2, 3, 4, 5, 6, 7",
];
pub(crate) const INDEXES: &[&str] = &[
    "CREATE INDEX idx_users_kind_name ON users ((CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END), (coalesce(override_rule, '')), (coalesce(override_generation, 0)), role, (CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END), (coalesce(override_until, 0)), name_key, id)",
    "CREATE INDEX idx_users_kind_email ON users ((CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END), (coalesce(override_rule, '')), (coalesce(override_generation, 0)), role, (CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END), (coalesce(override_until, 0)), email_key, id)",
    "CREATE INDEX idx_users_kind_language ON users ((CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END), (coalesce(override_rule, '')), (coalesce(override_generation, 0)), role, (CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END), (coalesce(override_until, 0)), language, name_key, id)",
    "CREATE INDEX idx_users_kind_last_sign_in ON users ((CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END), (coalesce(override_rule, '')), (coalesce(override_generation, 0)), role, (CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END), (CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END), (coalesce(override_until, 0)), (coalesce(last_sign_in_at, -1)), name_key, id)",
];
pub(crate) const SQLITE: &[&str] = &[
    "CREATE TRIGGER users_count_added AFTER INSERT ON users
     BEGIN
       INSERT INTO user_counts (active, override_rule, override_generation, role, deactivated, has_password, override_until, users) VALUES (CASE WHEN NEW.two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_rule, ''), coalesce(NEW.override_generation, 0), NEW.role, CASE WHEN NEW.disabled_at IS NULL THEN 0 ELSE 1 END, CASE WHEN NEW.password_hash IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_until, 0), 1)
       ON CONFLICT (active, override_rule, override_generation, role, deactivated, has_password, override_until) DO UPDATE SET users = users + 1;
     END",
    "CREATE TRIGGER users_count_removed AFTER DELETE ON users
     BEGIN
       UPDATE user_counts SET users = users - 1 WHERE active = CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END AND override_rule = coalesce(OLD.override_rule, '') AND override_generation = coalesce(OLD.override_generation, 0) AND role = OLD.role AND deactivated = CASE WHEN OLD.disabled_at IS NULL THEN 0 ELSE 1 END AND has_password = CASE WHEN OLD.password_hash IS NULL THEN 0 ELSE 1 END AND override_until = coalesce(OLD.override_until, 0);
       DELETE FROM user_counts WHERE users = 0;
     END",
    "CREATE TRIGGER users_count_changed AFTER UPDATE OF two_factor_since, override_rule, override_generation, role, disabled_at, password_hash, override_until ON users
     WHEN (OLD.two_factor_since IS NULL) IS NOT (NEW.two_factor_since IS NULL) OR OLD.override_rule IS NOT NEW.override_rule OR OLD.override_generation IS NOT NEW.override_generation OR OLD.role IS NOT NEW.role OR (OLD.disabled_at IS NULL) IS NOT (NEW.disabled_at IS NULL) OR (OLD.password_hash IS NULL) IS NOT (NEW.password_hash IS NULL) OR OLD.override_until IS NOT NEW.override_until
     BEGIN
       UPDATE user_counts SET users = users - 1 WHERE active = CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END AND override_rule = coalesce(OLD.override_rule, '') AND override_generation = coalesce(OLD.override_generation, 0) AND role = OLD.role AND deactivated = CASE WHEN OLD.disabled_at IS NULL THEN 0 ELSE 1 END AND has_password = CASE WHEN OLD.password_hash IS NULL THEN 0 ELSE 1 END AND override_until = coalesce(OLD.override_until, 0);
       INSERT INTO user_counts (active, override_rule, override_generation, role, deactivated, has_password, override_until, users) VALUES (CASE WHEN NEW.two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_rule, ''), coalesce(NEW.override_generation, 0), NEW.role, CASE WHEN NEW.disabled_at IS NULL THEN 0 ELSE 1 END, CASE WHEN NEW.password_hash IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_until, 0), 1)
       ON CONFLICT (active, override_rule, override_generation, role, deactivated, has_password, override_until) DO UPDATE SET users = users + 1;
       DELETE FROM user_counts WHERE users = 0;
     END",
];
pub(crate) const POSTGRES: &[&str] = &[
    "CREATE OR REPLACE FUNCTION users_count_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept (active, override_rule, override_generation, role, deactivated, has_password, override_until, users)
       SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END, coalesce(override_until, 0), count(*) FROM added GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
       ON CONFLICT (active, override_rule, override_generation, role, deactivated, has_password, override_until) DO UPDATE SET users = kept.users + excluded.users;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION users_count_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept (active, override_rule, override_generation, role, deactivated, has_password, override_until, users)
       SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END, coalesce(override_until, 0), -count(*) FROM removed GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
       ON CONFLICT (active, override_rule, override_generation, role, deactivated, has_password, override_until) DO UPDATE SET users = kept.users + excluded.users;
       DELETE FROM user_counts WHERE users = 0;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION users_count_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept (active, override_rule, override_generation, role, deactivated, has_password, override_until, users)
       SELECT active, override_rule, override_generation, role, deactivated, has_password, override_until, sum(n) FROM (
         SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END AS active, coalesce(override_rule, '') AS override_rule, coalesce(override_generation, 0) AS override_generation, role AS role, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END AS deactivated, CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END AS has_password, coalesce(override_until, 0) AS override_until, -1 AS n FROM removed
         UNION ALL
         SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END, coalesce(override_until, 0), 1 FROM added
       ) AS moved GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
       ON CONFLICT (active, override_rule, override_generation, role, deactivated, has_password, override_until) DO UPDATE SET users = kept.users + excluded.users;
       IF FOUND THEN DELETE FROM user_counts WHERE users = 0; END IF;
       RETURN NULL;
     END $$",
];
/// Text is ordered by its bytes.
const COLLATE: &[&str] = &[
    "ALTER TABLE user_counts ALTER COLUMN override_rule TYPE text COLLATE \"C\", ALTER COLUMN role TYPE text COLLATE \"C\"",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, before::SQLITE_DROP, &[]).await?;
        run(manager, indexes::DOWN, indexes::DOWN).await?;
        drop(manager, table::TABLE).await?;
        define(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, before::SQLITE_DROP, &[]).await?;
        run(manager, indexes::DOWN, indexes::DOWN).await?;
        drop(manager, table::TABLE).await?;
        table::create(manager).await?;
        run(manager, &[], COLLATE).await?;
        run(manager, indexes::UP, indexes::UP).await?;
        run(manager, before::SQLITE, before::POSTGRES).await
    }
}

/// Creates the table of the counts, its triggers and the indexes by segment.
pub(crate) async fn define(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut key = Index::create();
    for column in KEY {
        key.col(column);
    }
    let table = Table::create()
        .table(table::TABLE)
        .col(integer("active"))
        .col(text("override_rule"))
        .col(big_integer("override_generation"))
        .col(text("role"))
        .col(integer("deactivated"))
        .col(integer("has_password"))
        .col(big_integer("override_until"))
        .col(big_integer("users"))
        .primary_key(&mut key)
        .to_owned();
    manager.create_table(table).await?;
    run(manager, &[], COLLATE).await?;
    run(manager, FILL, FILL).await?;
    run(manager, INDEXES, INDEXES).await?;
    run(manager, SQLITE, POSTGRES).await
}
