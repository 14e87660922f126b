//! Segments of users come from a single definition.

use crate::catalog::definitions;
use crate::support::TestApp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use store::segment::definition::{
    drop_indexes, drop_sqlite_triggers, indexes, postgres_functions, sqlite_triggers, table,
};
use store::segment::{ACTIVE, GENERATION, KEY, Part, ROLE, RULE, UNTIL, counted, kept};

/// The key with one more rule outcome: one line.
const WITH_GROUPS: &[Part] = &[
    ACTIVE,
    RULE,
    GENERATION,
    ROLE,
    Part::text(
        "required_by_group",
        "coalesce({}required_by_group, '')",
        "{}required_by_group",
    ),
    UNTIL,
];

async fn run(db: &DatabaseConnection, statements: Vec<String>) {
    for statement in statements {
        db.execute_unprepared(&statement).await.unwrap();
    }
}

/// Creates triggers and indexes again, from the definition.
async fn define(db: &DatabaseConnection, parts: &[Part]) {
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
    let db = app.db().write();
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
    let db = app.db().write();
    let statements = [
        "ALTER TABLE users ADD COLUMN required_by_group TEXT".to_owned(),
        "DROP TABLE user_counts".to_owned(),
        table(WITH_GROUPS),
    ];
    if db.get_database_backend() == DbBackend::Sqlite {
        run(db, drop_sqlite_triggers()).await;
    }
    run(db, statements.to_vec()).await;
    define(db, WITH_GROUPS).await;

    for name in ["Léa Lefèvre", "Max Martin", "Zoé Petit"] {
        app.user(name).await;
    }
    let group = Part::text("required_by_group", "", "");
    let by_group = async |name: &str| {
        let kept = kept(db, WITH_GROUPS).await.unwrap();
        let of_group = kept.iter().filter(|each| each.key.text(&group) == name);
        of_group.map(|each| each.users).sum::<i64>()
    };
    assert_eq!((by_group("").await, by_group("required").await), (3, 0));
    app.sql("UPDATE users SET required_by_group = 'required' WHERE name <> 'Léa Lefèvre'")
        .await;
    assert_eq!((by_group("").await, by_group("required").await), (1, 2));
    app.sql("DELETE FROM users WHERE name = 'Max Martin'").await;
    assert_eq!((by_group("").await, by_group("required").await), (1, 1));

    let (mut kept, mut anew) = (
        kept(db, WITH_GROUPS).await.unwrap(),
        counted(db, WITH_GROUPS).await.unwrap(),
    );
    kept.sort_by(|a, b| a.key.cmp(&b.key));
    anew.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(kept, anew);
    assert_eq!(kept.len(), 2);
}
