//! Groups of users, and since when one of them requires 2FA of a user.
//!
//! Until now each user had the name of one group, as it was imported. The names become groups, which require nothing: those that fold
//! to the same text one group, with the name of its first user. A name is cut to the length of a group's, and loses what separates
//! groups in files.

use crate::helpers::{drop, run, user_key};
use domain::fold::fold;
use domain::group::{MAX_LENGTH, SEPARATOR};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use sea_orm_migration::{prelude::*, schema::*};
use std::collections::HashMap;

/// Creates groups from the imported names.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Text is ordered by its bytes, as in every other table.
const ORDER_BY_BYTES: &[&str] = &[
    "ALTER TABLE \"groups\" ALTER COLUMN name TYPE text COLLATE \"C\",
        ALTER COLUMN name_key TYPE text COLLATE \"C\", ALTER COLUMN requires TYPE text COLLATE \"C\"",
];
const ORDER_NAMES_BY_BYTES: &[&str] =
    &["ALTER TABLE users ALTER COLUMN group_name TYPE text COLLATE \"C\""];
const OF_USERS: &str = "CREATE INDEX idx_group_members_user_id ON group_members (user_id)";

/// Each name with the group that it becomes.
const NAMES: &str =
    "CREATE TABLE group_names (name text NOT NULL PRIMARY KEY, group_id bigint NOT NULL)";
const FOUND: &str = "SELECT group_name, min(created_at) AS created_at FROM users
    WHERE group_name IS NOT NULL GROUP BY group_name ORDER BY min(id)";
const MEMBERS: &[&str] = &[
    "INSERT INTO group_members (group_id, user_id, added_at)
     SELECT n.group_id, u.id, u.created_at FROM users u JOIN group_names n ON n.name = u.group_name",
    "DROP TABLE group_names",
];
/// The next number comes after those of the names.
const GO_ON: &[&str] = &[
    "SELECT setval(pg_get_serial_sequence('groups', 'id'), max(id)) FROM \"groups\" HAVING max(id) IS NOT NULL",
];
/// The first of a user's groups.
const BACK: &str = "UPDATE users SET group_name = (SELECT g.name FROM \"groups\" g JOIN group_members m ON m.group_id = g.id
    WHERE m.user_id = users.id ORDER BY g.name_key LIMIT 1)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager).await?;
        let add = Table::alter()
            .table("users")
            .add_column(big_integer_null("group_required_since"))
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, &[], ORDER_BY_BYTES).await?;
        run(manager, &[NAMES], &[NAMES]).await?;
        groups_of_names(manager).await?;
        run(manager, MEMBERS, MEMBERS).await?;
        run(manager, &[], GO_ON).await?;
        let remove = Table::alter()
            .table("users")
            .drop_column("group_name")
            .to_owned();
        manager.alter_table(remove).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("users")
            .add_column(text_null("group_name"))
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, &[], ORDER_NAMES_BY_BYTES).await?;
        run(manager, &[BACK], &[BACK]).await?;
        let remove = Table::alter()
            .table("users")
            .drop_column("group_required_since")
            .to_owned();
        manager.alter_table(remove).await?;
        drop(manager, "group_members").await?;
        drop(manager, "groups").await
    }
}

async fn create(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let groups = Table::create()
        .table("groups")
        .col(big_pk_auto("id"))
        .col(text("name"))
        .col(text_uniq("name_key"))
        .col(text("requires"))
        .col(big_integer("created_at"))
        .to_owned();
    manager.create_table(groups).await?;
    let mut group_key = ForeignKey::create()
        .name("fk_group_members_group_id")
        .from("group_members", "group_id")
        .to("groups", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    let members = Table::create()
        .table("group_members")
        .col(big_integer("group_id"))
        .col(big_integer("user_id"))
        .col(big_integer("added_at"))
        .primary_key(Index::create().col("group_id").col("user_id"))
        .foreign_key(&mut group_key)
        .foreign_key(&mut user_key("group_members", "user_id"))
        .to_owned();
    manager.create_table(members).await?;
    run(manager, &[OF_USERS], &[OF_USERS]).await
}

async fn groups_of_names(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let found = Statement::from_string(db.get_database_backend(), FOUND);
    let mut groups: HashMap<String, i64> = HashMap::new();
    let mut next = 1;
    for row in db.query_all_raw(found).await? {
        let (before, at): (String, i64) = (row.try_get_by(0)?, row.try_get_by(1)?);
        let name = name_of(&before);
        let group = *groups.entry(fold(&name)).or_insert(next);
        if group == next {
            next += 1;
            let columns = "\"groups\" (id, name, name_key, requires, created_at)";
            let key = fold(&name);
            let values = [
                group.into(),
                name.into(),
                key.into(),
                "nothing".into(),
                at.into(),
            ];
            insert(db, columns, values).await?;
        }
        insert(
            db,
            "group_names (name, group_id)",
            [before.into(), group.into()],
        )
        .await?;
    }
    Ok(())
}

fn name_of(before: &str) -> String {
    let name: String = before
        .replace(SEPARATOR, "/")
        .chars()
        .take(MAX_LENGTH)
        .collect();
    name.trim().to_owned()
}

async fn insert<const N: usize>(
    db: &impl ConnectionTrait,
    columns: &str,
    values: [Value; N],
) -> Result<(), DbErr> {
    let kind = db.get_database_backend();
    let place = |number: usize| match kind {
        DbBackend::Postgres => format!("${number}"),
        _ => "?".to_owned(),
    };
    let places: Vec<String> = (1..=N).map(place).collect();
    let statement = format!("INSERT INTO {columns} VALUES ({})", places.join(", "));
    let insert = Statement::from_sql_and_values(kind, statement, values);
    db.execute_raw(insert).await?;
    Ok(())
}
