//! What the database does by itself is what the migrations have it do.

use crate::support::TestApp;
use backend::audit::{Deviation, Difference};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database};
use store::schema;
use test_support::TestDatabase;
use test_support::sql::execute;

/// Where the statements leave a difference, each of them as a line.
async fn after(statements: &[&str]) -> Vec<String> {
    let app = TestApp::new().await;
    for statement in statements {
        app.sql(statement).await;
    }
    lines(&differences(&app).await)
}

async fn differences(app: &TestApp) -> Vec<Difference> {
    let differences = app.backend.verify_schema(&TestApp::operator()).await;
    differences.unwrap()
}

fn lines(differences: &[Difference]) -> Vec<String> {
    differences.iter().map(ToString::to_string).collect()
}

fn is_postgres() -> bool {
    TestDatabase::empty().is_postgres()
}

#[tokio::test]
async fn attack_33_an_untouched_database_is_as_it_was_made_whatever_is_in_it() {
    let app = TestApp::new().await;
    app.admin_with_factor().await;
    app.invitee("Léa Lefèvre").await;
    assert_eq!(differences(&app).await, []);
    app.another_process().await;
    assert_eq!(differences(&app).await, []);
}

#[tokio::test]
async fn attack_33_each_guard_of_the_audit_log_that_is_gone_is_missed() {
    let last = if is_postgres() { "hold" } else { "once" };
    for guard in ["keep", "fix", last] {
        let app = TestApp::new().await;
        let guard = format!("audit_entries_{guard}");
        app.take_trigger_away("audit_entries", &guard).await;
        let found = differences(&app).await;
        assert_eq!(found[0].deviation, Deviation::Missing);
        let expected = format!("trigger \"{guard}\" on \"audit_entries\" is missing");
        assert_eq!(lines(&found), [expected]);
    }
}

#[tokio::test]
async fn attack_33_a_trigger_of_somebody_else_is_found_on_any_table() {
    for table in ["audit_entries", "users", "sessions"] {
        let app = TestApp::new().await;
        app.refuse("DELETE", table).await;
        let found = lines(&differences(&app).await);
        let trigger = format!("trigger \"refuse\" on \"{table}\" was not made by Bouclier");
        assert!(found.contains(&trigger), "{found:?}");
        let function = "function \"refuse()\" was not made by Bouclier".to_owned();
        assert_eq!(found.contains(&function), is_postgres(), "{found:?}");
    }
}

#[tokio::test]
async fn attack_33_a_trigger_under_another_type_is_found() {
    if is_postgres() {
        return;
    }
    // Other types than these SQLite itself refuses.
    for kind in ["Trigger", "TRIGGER"] {
        let app = TestApp::new().await;
        app.refuse("DELETE", "users").await;
        app.sql("PRAGMA writable_schema = ON").await;
        app.sql(&format!(
            "UPDATE sqlite_master SET type = '{kind}' WHERE name = 'refuse'"
        ))
        .await;
        let found = lines(&differences(&app).await);
        let trigger = "trigger \"refuse\" on \"users\" was not made by Bouclier".to_owned();
        assert_eq!(found, [trigger], "{kind}");
    }
}

#[tokio::test]
async fn attack_33_a_guard_that_no_longer_refuses_is_found() {
    let changed = if is_postgres() {
        after(&[
            "CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RETURN NULL; END $$",
        ])
        .await
    } else {
        after(&[
            "DROP TRIGGER audit_entries_keep",
            "CREATE TRIGGER audit_entries_keep BEFORE DELETE ON audit_entries WHEN OLD.id > 5 \
             BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        ])
        .await
    };
    let expected = if is_postgres() {
        "function \"audit_entries_refuse()\" was changed"
    } else {
        "trigger \"audit_entries_keep\" on \"audit_entries\" was changed"
    };
    assert_eq!(changed, [expected]);
}

#[tokio::test]
async fn attack_33_an_index_that_is_gone_or_another_one_is_found() {
    let app = TestApp::new().await;
    let indexes = schema::expected(app.db().read());
    let index = indexes
        .into_iter()
        .map(|object| object.name)
        .find(|name| name.kind == schema::Kind::Index && name.name.starts_with("idx"))
        .unwrap();
    app.sql(&format!("DROP INDEX {:?}", index.name)).await;
    let (name, table) = (index.name, index.table.unwrap());
    let gone = lines(&differences(&app).await);
    assert_eq!(gone, [format!("index {name:?} on {table:?} is missing")]);
    app.sql(&format!("CREATE INDEX {name:?} ON {table} (id DESC)"))
        .await;
    let other = lines(&differences(&app).await);
    assert_eq!(other, [format!("index {name:?} on {table:?} was changed")]);
}

#[tokio::test]
async fn attack_33_a_view_of_somebody_else_is_found_and_its_name_cannot_write_lines() {
    let found = after(&["CREATE VIEW \"a\nb\" AS SELECT name FROM users"]).await;
    assert_eq!(found, ["view \"a\\nb\" was not made by Bouclier"]);
}

#[tokio::test]
async fn attack_33_rules_and_what_is_switched_off_are_found_on_postgres() {
    if !is_postgres() {
        return;
    }
    for (statement, expected) in [
        (
            "CREATE RULE quiet AS ON INSERT TO audit_entries DO INSTEAD NOTHING",
            "rule \"quiet\" on \"audit_entries\" was not made by Bouclier",
        ),
        (
            "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_fix",
            "trigger \"audit_entries_fix\" on \"audit_entries\" was changed",
        ),
        (
            "ALTER FUNCTION users_count_added() SECURITY DEFINER",
            "function \"users_count_added()\" was changed",
        ),
        (
            "CREATE FUNCTION users_count_added(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
            "function \"users_count_added(text)\" was not made by Bouclier",
        ),
    ] {
        assert_eq!(after(&[statement]).await, [expected]);
    }
}

#[tokio::test]
async fn attack_33_what_hides_rows_and_what_follows_changes_of_the_schema_is_found_on_postgres() {
    if !is_postgres() {
        return;
    }
    for (statement, expected) in [
        (
            "ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY",
            "row security \"enabled\" on \"audit_entries\" was not made by Bouclier",
        ),
        (
            "ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY",
            "row security \"forced\" on \"audit_entries\" was not made by Bouclier",
        ),
        (
            "CREATE POLICY quiet ON audit_entries USING (id < 9)",
            "policy \"quiet\" on \"audit_entries\" was not made by Bouclier",
        ),
    ] {
        assert_eq!(after(&[statement]).await, [expected]);
    }
    let found = after(&[
        "CREATE FUNCTION ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER late ON ddl_command_end EXECUTE FUNCTION ddl()",
    ])
    .await;
    let event = "event trigger \"late\" was not made by Bouclier".to_owned();
    assert!(found.contains(&event), "{found:?}");
}

#[tokio::test]
async fn attack_33_a_foreign_key_that_is_switched_off_is_found_on_postgres() {
    if !is_postgres() {
        return;
    }
    let found = after(&["ALTER TABLE sessions DISABLE TRIGGER ALL"]).await;
    let [key] = &found[..] else {
        panic!("{found:?}");
    };
    assert!(key.starts_with("disabled key \""), "{key}");
    assert!(
        key.ends_with("\" on \"sessions\" was not made by Bouclier"),
        "{key}"
    );
}

/// On PostgreSQL an installation can have any schema, and several can share a database.
#[tokio::test]
async fn the_name_of_the_schema_makes_no_difference() {
    if !is_postgres() {
        return;
    }
    let database = TestDatabase::empty();
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    for name in ["bouclier", "L'autre \"schéma\""] {
        let name = format!("\"{}\"", name.replace('"', "\"\""));
        execute(&db, &format!("CREATE SCHEMA {name}")).await;
        execute(&db, &format!("SET search_path = {name}, bouclier")).await;
        Migrator::up(&db, None).await.unwrap();
        let found = schema::objects(&db).await.unwrap();
        assert_eq!(found, schema::expected(&db), "{name}");
    }
}
