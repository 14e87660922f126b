//! The number of users of each kind, where a kind is everything that a status, a requirement or a
//! role depends on. Triggers keep the counts, in the transaction that changes a user.

use crate::helpers::{drop, run};
use sea_orm_migration::{prelude::*, schema::*};

/// The number of users of each kind.
#[derive(DeriveMigrationName)]
pub struct Migration;

pub(crate) const TABLE: &str = "user_counts";
const KEY: [&str; 5] = [
    "active",
    "override_rule",
    "override_generation",
    "role",
    "override_until",
];

/// None is an empty rule, or 0.
const FILL: &[&str] = &[
    "INSERT INTO user_counts (active, override_rule, override_generation, role, override_until, users)
     SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(override_rule, ''),
            coalesce(override_generation, 0), role, coalesce(override_until, 0), count(*)
     FROM users GROUP BY 1, 2, 3, 4, 5",
];
/// Triggers need SQL text.
pub(crate) const SQLITE_TRIGGERS: &[&str] = &[
    "CREATE TRIGGER users_count_added AFTER INSERT ON users
     BEGIN
       INSERT INTO user_counts (active, override_rule, override_generation, role, override_until, users)
       VALUES (CASE WHEN NEW.two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_rule, ''),
               coalesce(NEW.override_generation, 0), NEW.role, coalesce(NEW.override_until, 0), 1)
       ON CONFLICT (active, override_rule, override_generation, role, override_until)
       DO UPDATE SET users = users + 1;
     END",
    "CREATE TRIGGER users_count_removed AFTER DELETE ON users
     BEGIN
       UPDATE user_counts SET users = users - 1
       WHERE active = CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END
         AND override_rule = coalesce(OLD.override_rule, '')
         AND override_generation = coalesce(OLD.override_generation, 0)
         AND role = OLD.role AND override_until = coalesce(OLD.override_until, 0);
       DELETE FROM user_counts WHERE users = 0;
     END",
    "CREATE TRIGGER users_count_changed
     AFTER UPDATE OF two_factor_since, override_rule, override_generation, override_until, role ON users
     WHEN (OLD.two_factor_since IS NULL) IS NOT (NEW.two_factor_since IS NULL)
       OR OLD.override_rule IS NOT NEW.override_rule
       OR OLD.override_generation IS NOT NEW.override_generation
       OR OLD.override_until IS NOT NEW.override_until OR OLD.role IS NOT NEW.role
     BEGIN
       UPDATE user_counts SET users = users - 1
       WHERE active = CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END
         AND override_rule = coalesce(OLD.override_rule, '')
         AND override_generation = coalesce(OLD.override_generation, 0)
         AND role = OLD.role AND override_until = coalesce(OLD.override_until, 0);
       INSERT INTO user_counts (active, override_rule, override_generation, role, override_until, users)
       VALUES (CASE WHEN NEW.two_factor_since IS NULL THEN 0 ELSE 1 END, coalesce(NEW.override_rule, ''),
               coalesce(NEW.override_generation, 0), NEW.role, coalesce(NEW.override_until, 0), 1)
       ON CONFLICT (active, override_rule, override_generation, role, override_until)
       DO UPDATE SET users = users + 1;
       DELETE FROM user_counts WHERE users = 0;
     END",
];
const SQLITE_DOWN: &[&str] = &[
    "DROP TRIGGER users_count_changed",
    "DROP TRIGGER users_count_removed",
    "DROP TRIGGER users_count_added",
];
/// A statement's changes are added up first and stored in the order of the key, so that two
/// transactions never deadlock within a statement.
pub(crate) const POSTGRES_FUNCTIONS: &[&str] = &[
    "CREATE OR REPLACE FUNCTION users_count_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept
         (active, override_rule, override_generation, role, override_until, users)
       SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END AS a,
              coalesce(override_rule, '') AS b, coalesce(override_generation, 0) AS c, role AS d,
              coalesce(override_until, 0) AS e, count(*)
       FROM added GROUP BY a, b, c, d, e ORDER BY a, b, c, d, e
       ON CONFLICT (active, override_rule, override_generation, role, override_until)
       DO UPDATE SET users = kept.users + excluded.users;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION users_count_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept
         (active, override_rule, override_generation, role, override_until, users)
       SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END AS a,
              coalesce(override_rule, '') AS b, coalesce(override_generation, 0) AS c, role AS d,
              coalesce(override_until, 0) AS e, -count(*)
       FROM removed GROUP BY a, b, c, d, e ORDER BY a, b, c, d, e
       ON CONFLICT (active, override_rule, override_generation, role, override_until)
       DO UPDATE SET users = kept.users + excluded.users;
       DELETE FROM user_counts WHERE users = 0;
       RETURN NULL;
     END $$",
    "CREATE OR REPLACE FUNCTION users_count_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO user_counts AS kept
         (active, override_rule, override_generation, role, override_until, users)
       SELECT a, b, c, d, e, sum(n) FROM (
         SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END AS a,
                coalesce(override_rule, '') AS b, coalesce(override_generation, 0) AS c, role AS d,
                coalesce(override_until, 0) AS e, -1 AS n FROM removed
         UNION ALL
         SELECT CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END,
                coalesce(override_rule, ''), coalesce(override_generation, 0), role,
                coalesce(override_until, 0), 1 FROM added
       ) AS moved GROUP BY a, b, c, d, e HAVING sum(n) <> 0 ORDER BY a, b, c, d, e
       ON CONFLICT (active, override_rule, override_generation, role, override_until)
       DO UPDATE SET users = kept.users + excluded.users;
       IF FOUND THEN DELETE FROM user_counts WHERE users = 0; END IF;
       RETURN NULL;
     END $$",
];
const POSTGRES_TRIGGERS: &[&str] = &[
    "CREATE TRIGGER users_count_added AFTER INSERT ON users REFERENCING NEW TABLE AS added
     FOR EACH STATEMENT EXECUTE FUNCTION users_count_added()",
    "CREATE TRIGGER users_count_removed AFTER DELETE ON users REFERENCING OLD TABLE AS removed
     FOR EACH STATEMENT EXECUTE FUNCTION users_count_removed()",
    "CREATE TRIGGER users_count_changed AFTER UPDATE ON users
     REFERENCING OLD TABLE AS removed NEW TABLE AS added
     FOR EACH STATEMENT EXECUTE FUNCTION users_count_changed()",
];
const POSTGRES_DOWN: &[&str] = &[
    "DROP TRIGGER users_count_changed ON users",
    "DROP TRIGGER users_count_removed ON users",
    "DROP TRIGGER users_count_added ON users",
    "DROP FUNCTION users_count_changed()",
    "DROP FUNCTION users_count_removed()",
    "DROP FUNCTION users_count_added()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager).await?;
        run(manager, SQLITE_TRIGGERS, POSTGRES_FUNCTIONS).await?;
        run(manager, &[], POSTGRES_TRIGGERS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DOWN, POSTGRES_DOWN).await?;
        drop(manager, TABLE).await
    }
}

/// Creates the table, with the present numbers.
pub(crate) async fn create(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut key = Index::create();
    for column in KEY {
        key.col(column);
    }
    let table = Table::create()
        .table(TABLE)
        .col(integer("active"))
        .col(text("override_rule"))
        .col(big_integer("override_generation"))
        .col(text("role"))
        .col(big_integer("override_until"))
        .col(big_integer("users"))
        .primary_key(&mut key)
        .to_owned();
    manager.create_table(table).await?;
    run(manager, FILL, FILL).await
}
