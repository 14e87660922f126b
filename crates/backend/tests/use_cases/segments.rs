//! Segments of users come from a single definition.

use crate::catalog::definitions;
use crate::support::TestApp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use store::segment::definition::{
    drop_indexes, drop_sqlite_triggers, indexes, postgres_functions, sqlite_triggers, table,
};
use store::segment::{ACTIVE, GENERATION, KEY, KeyColumn, ROLE, RULE, UNTIL, counted, kept};

/// The key with one more rule outcome: one line.
const WITH_KINDS: &[KeyColumn] = &[
    ACTIVE,
    RULE,
    GENERATION,
    ROLE,
    KeyColumn::text(
        "asked_by_kind",
        "coalesce({}asked_by_kind, '')",
        "{}asked_by_kind",
    ),
    UNTIL,
];

async fn run(db: &DatabaseConnection, statements: Vec<String>) {
    for statement in statements {
        db.execute_unprepared(&statement).await.unwrap();
    }
}

/// Creates triggers and indexes again, from the definition.
async fn define(db: &DatabaseConnection, parts: &[KeyColumn]) {
    run(db, drop_indexes()).await;
    run(db, indexes(parts)).await;
    if db.get_database_backend() == DbBackend::Postgres {
        run(db, postgres_functions(parts)).await;
    } else {
        run(db, sqlite_triggers(parts)).await;
    }
}

#[tokio::test]
async fn triggers_and_indexes_of_the_migrations_are_those_of_the_definition() {
    let app = TestApp::new().await;
    let db = app.db().write().connection();
    let mut migrated = definitions(db).await;
    if db.get_database_backend() == DbBackend::Sqlite {
        run(db, drop_sqlite_triggers()).await;
    }
    define(db, KEY).await;
    let mut defined = definitions(db).await;
    // Those that were created again come last.
    migrated.sort();
    defined.sort();
    assert_eq!(defined, migrated);
}

#[tokio::test]
async fn a_further_outcome_of_a_rule_is_one_line_of_the_definition() {
    let app = TestApp::new().await;
    let db = app.db().write().connection();
    let statements = [
        "ALTER TABLE users ADD COLUMN asked_by_kind TEXT".to_owned(),
        "DROP TABLE user_counts".to_owned(),
        table(WITH_KINDS),
    ];
    if db.get_database_backend() == DbBackend::Sqlite {
        run(db, drop_sqlite_triggers()).await;
    }
    run(db, statements.to_vec()).await;
    define(db, WITH_KINDS).await;

    for name in ["Léa Lefèvre", "Max Martin", "Zoé Petit"] {
        app.user(name).await;
    }
    let kind = KeyColumn::text("asked_by_kind", "", "");
    let by_kind = async |name: &str| {
        let kept = kept(db, WITH_KINDS).await.unwrap();
        let of_kind = kept.iter().filter(|each| each.key.text(&kind) == name);
        of_kind.map(|each| each.users).sum::<i64>()
    };
    assert_eq!((by_kind("").await, by_kind("required").await), (3, 0));
    app.sql("UPDATE users SET asked_by_kind = 'required' WHERE name <> 'Léa Lefèvre'")
        .await;
    assert_eq!((by_kind("").await, by_kind("required").await), (1, 2));
    app.sql("DELETE FROM users WHERE name = 'Max Martin'").await;
    assert_eq!((by_kind("").await, by_kind("required").await), (1, 1));

    let (mut kept, mut anew) = (
        kept(db, WITH_KINDS).await.unwrap(),
        counted(db, WITH_KINDS).await.unwrap(),
    );
    kept.sort_by(|a, b| a.key.cmp(&b.key));
    anew.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(kept, anew);
    assert_eq!(kept.len(), 2);
}
