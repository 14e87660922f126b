//! The triggers that count users, as generated from the definition of segments (`crates/store/src/segment.rs`). They have the
//! same effect as those of `m0020_count_users`.

use crate::helpers::run;
use crate::m0020_count_users as before;
use sea_orm_migration::prelude::*;

/// The triggers from the single definition.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// SQLite has no « or replace » for triggers.
pub(crate) const SQLITE_DROP: &[&str] = &[
    "DROP TRIGGER users_count_changed",
    "DROP TRIGGER users_count_removed",
    "DROP TRIGGER users_count_added",
];
pub(crate) const SQLITE: &[&str] = &[
    "CREATE TRIGGER users_count_added AFTER INSERT ON users
     BEGIN
       INSERT INTO user_counts (active, override_rule, override_generation, role, override_until, users) VALUES (CASE WHEN NEW.two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_rule, ''), coalesce(NEW.override_generation, 0), NEW.role, coalesce(NEW.override_until, 0), 1)
       ON CONFLICT (active, override_rule, override_generation, role, override_until) DO UPDATE SET users = users + 1;
     END",
    "CREATE TRIGGER users_count_removed AFTER DELETE ON users
     BEGIN
       UPDATE user_counts SET users = users - 1 WHERE active = CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END AND override_rule = coalesce(OLD.override_rule, '') AND override_generation = coalesce(OLD.override_generation, 0) AND role = OLD.role AND override_until = coalesce(OLD.override_until, 0);
       DELETE FROM user_counts WHERE users = 0;
     END",
    "CREATE TRIGGER users_count_changed AFTER UPDATE OF two_factor_since, override_rule, override_generation, role, override_until ON users
     WHEN (OLD.two_factor_since IS NULL) IS NOT (NEW.two_factor_since IS NULL) OR OLD.override_rule IS NOT NEW.override_rule OR OLD.override_generation IS NOT NEW.override_generation OR OLD.role IS NOT NEW.role OR OLD.override_until IS NOT NEW.override_until
     BEGIN
       UPDATE user_counts SET users = users - 1 WHERE active = CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END AND override_rule = coalesce(OLD.override_rule, '') AND override_generation = coalesce(OLD.override_generation, 0) AND role = OLD.role AND override_until = coalesce(OLD.override_until, 0);
       INSERT INTO user_counts (active, override_rule, override_generation, role, override_until, users) VALUES (CASE WHEN NEW.two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_rule, ''), coalesce(NEW.override_generation, 0), NEW.role, coalesce(NEW.override_until, 0), 1)
       ON CONFLICT (active, override_rule, override_generation, role, override_until) DO UPDATE SET users = users + 1;
       DELETE FROM user_counts WHERE users = 0;
     END",
];
pub(crate) const POSTGRES: &[&str] = &[
    "CREATE OR REPLACE FUNCTION users_count_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept (active, override_rule, override_generation, role, override_until, users)
       SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, coalesce(override_until, 0), count(*) FROM added GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (active, override_rule, override_generation, role, override_until) DO UPDATE SET users = kept.users + excluded.users;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION users_count_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept (active, override_rule, override_generation, role, override_until, users)
       SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, coalesce(override_until, 0), -count(*) FROM removed GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (active, override_rule, override_generation, role, override_until) DO UPDATE SET users = kept.users + excluded.users;
       DELETE FROM user_counts WHERE users = 0;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION users_count_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept (active, override_rule, override_generation, role, override_until, users)
       SELECT active, override_rule, override_generation, role, override_until, sum(n) FROM (
         SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END AS active, coalesce(override_rule, '') AS override_rule, coalesce(override_generation, 0) AS override_generation, role AS role, coalesce(override_until, 0) AS override_until, -1 AS n FROM removed
         UNION ALL
         SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''), coalesce(override_generation, 0), role, coalesce(override_until, 0), 1 FROM added
       ) AS moved GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (active, override_rule, override_generation, role, override_until) DO UPDATE SET users = kept.users + excluded.users;
       IF FOUND THEN DELETE FROM user_counts WHERE users = 0; END IF;
       RETURN NULL;
     END $$",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DROP, POSTGRES).await?;
        run(manager, SQLITE, &[]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DROP, before::POSTGRES_FUNCTIONS).await?;
        run(manager, before::SQLITE_TRIGGERS, &[]).await
    }
}
