//! How many members each group has, and how many of these have a second factor, kept on its row. Accounts that are deactivated do not count.
//!
//! Triggers keep them, whatever changes a membership or a user. When a user is deleted, the row is gone before the memberships are: the
//! triggers of these then find nobody, and one before the deletion has counted the user out.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Counts of members on the rows of groups.
#[derive(DeriveMigrationName)]
pub struct Migration;

const FILL: &[&str] = &["UPDATE \"groups\" SET
       members = (SELECT count(*) FROM group_members m JOIN users u ON u.id = m.user_id
         WHERE m.group_id = \"groups\".id AND u.disabled_at IS NULL),
       active = (SELECT count(u.two_factor_since) FROM group_members m JOIN users u ON u.id = m.user_id
         WHERE m.group_id = \"groups\".id AND u.disabled_at IS NULL)"];

const SQLITE: &[&str] = &[
    "CREATE TRIGGER group_members_count_added AFTER INSERT ON group_members
     BEGIN
       UPDATE \"groups\" SET
         members = members + (SELECT count(*) FROM users WHERE id = NEW.user_id AND disabled_at IS NULL),
         active = active + (SELECT count(two_factor_since) FROM users WHERE id = NEW.user_id AND disabled_at IS NULL)
       WHERE id = NEW.group_id;
     END",
    "CREATE TRIGGER group_members_count_removed AFTER DELETE ON group_members
     BEGIN
       UPDATE \"groups\" SET
         members = members - (SELECT count(*) FROM users WHERE id = OLD.user_id AND disabled_at IS NULL),
         active = active - (SELECT count(two_factor_since) FROM users WHERE id = OLD.user_id AND disabled_at IS NULL)
       WHERE id = OLD.group_id;
     END",
    "CREATE TRIGGER users_count_members_removed BEFORE DELETE ON users
     WHEN OLD.disabled_at IS NULL
     BEGIN
       UPDATE \"groups\" SET members = members - 1, active = active - (OLD.two_factor_since IS NOT NULL)
       WHERE id IN (SELECT group_id FROM group_members WHERE user_id = OLD.id);
     END",
    "CREATE TRIGGER users_count_members_changed AFTER UPDATE OF two_factor_since, disabled_at ON users
     WHEN (OLD.two_factor_since IS NULL) IS NOT (NEW.two_factor_since IS NULL) OR (OLD.disabled_at IS NULL) IS NOT (NEW.disabled_at IS NULL)
     BEGIN
       UPDATE \"groups\" SET
         members = members + (NEW.disabled_at IS NULL) - (OLD.disabled_at IS NULL),
         active = active + (NEW.disabled_at IS NULL AND NEW.two_factor_since IS NOT NULL)
           - (OLD.disabled_at IS NULL AND OLD.two_factor_since IS NOT NULL)
       WHERE id IN (SELECT group_id FROM group_members WHERE user_id = NEW.id);
     END",
];
const SQLITE_DOWN: &[&str] = &[
    "DROP TRIGGER users_count_members_changed",
    "DROP TRIGGER users_count_members_removed",
    "DROP TRIGGER group_members_count_removed",
    "DROP TRIGGER group_members_count_added",
];

// A statement that adds or removes many members changes the row of a group once: each version of a row that is updated again and again
// in one transaction has to be passed over by the next.
const POSTGRES: &[&str] = &[
    "CREATE FUNCTION group_members_count_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       UPDATE \"groups\" AS kept SET members = kept.members + counted.members, active = kept.active + counted.active
       FROM (SELECT m.group_id, count(*) AS members, count(u.two_factor_since) AS active
         FROM added m JOIN users u ON u.id = m.user_id WHERE u.disabled_at IS NULL GROUP BY m.group_id) AS counted
       WHERE kept.id = counted.group_id;
       RETURN NULL;
     END $$",
    "CREATE FUNCTION group_members_count_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       UPDATE \"groups\" AS kept SET members = kept.members - counted.members, active = kept.active - counted.active
       FROM (SELECT m.group_id, count(*) AS members, count(u.two_factor_since) AS active
         FROM removed m JOIN users u ON u.id = m.user_id WHERE u.disabled_at IS NULL GROUP BY m.group_id) AS counted
       WHERE kept.id = counted.group_id;
       RETURN NULL;
     END $$",
    "CREATE FUNCTION users_count_members_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       UPDATE \"groups\" SET members = members - 1,
         active = active - CASE WHEN OLD.two_factor_since IS NULL THEN 0 ELSE 1 END
       WHERE id IN (SELECT group_id FROM group_members WHERE user_id = OLD.id);
       RETURN OLD;
     END $$",
    "CREATE FUNCTION users_count_members_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       UPDATE \"groups\" SET
         members = members + CASE WHEN NEW.disabled_at IS NULL THEN 1 ELSE 0 END - CASE WHEN OLD.disabled_at IS NULL THEN 1 ELSE 0 END,
         active = active + CASE WHEN NEW.disabled_at IS NULL AND NEW.two_factor_since IS NOT NULL THEN 1 ELSE 0 END
           - CASE WHEN OLD.disabled_at IS NULL AND OLD.two_factor_since IS NOT NULL THEN 1 ELSE 0 END
       WHERE id IN (SELECT group_id FROM group_members WHERE user_id = NEW.id);
       RETURN NULL;
     END $$",
    "CREATE TRIGGER group_members_count_added AFTER INSERT ON group_members
     REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION group_members_count_added()",
    "CREATE TRIGGER group_members_count_removed AFTER DELETE ON group_members
     REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION group_members_count_removed()",
    "CREATE TRIGGER users_count_members_removed BEFORE DELETE ON users
     FOR EACH ROW WHEN (OLD.disabled_at IS NULL) EXECUTE FUNCTION users_count_members_removed()",
    "CREATE TRIGGER users_count_members_changed AFTER UPDATE OF two_factor_since, disabled_at ON users
     FOR EACH ROW WHEN ((OLD.two_factor_since IS NULL) IS DISTINCT FROM (NEW.two_factor_since IS NULL)
       OR (OLD.disabled_at IS NULL) IS DISTINCT FROM (NEW.disabled_at IS NULL))
     EXECUTE FUNCTION users_count_members_changed()",
];
const POSTGRES_DOWN: &[&str] = &[
    "DROP TRIGGER users_count_members_changed ON users",
    "DROP TRIGGER users_count_members_removed ON users",
    "DROP TRIGGER group_members_count_removed ON group_members",
    "DROP TRIGGER group_members_count_added ON group_members",
    "DROP FUNCTION users_count_members_changed()",
    "DROP FUNCTION users_count_members_removed()",
    "DROP FUNCTION group_members_count_removed()",
    "DROP FUNCTION group_members_count_added()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["members", "active"] {
            let add = Table::alter()
                .table("groups")
                .add_column(big_integer(column).default(0))
                .to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, FILL, FILL).await?;
        run(manager, SQLITE, POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DOWN, POSTGRES_DOWN).await?;
        for column in ["active", "members"] {
            let remove = Table::alter()
                .table("groups")
                .drop_column(column)
                .to_owned();
            manager.alter_table(remove).await?;
        }
        Ok(())
    }
}
