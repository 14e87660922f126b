//! The texts of the triggers and indexes that maintain and find segments. A migration has a frozen copy of them; a test compares.

use super::{KeyColumn, KeyColumnType};

/// The indexes by segment: the name, and the order of the users within a segment.
const INDEXES: &[(&str, &str)] = &[
    ("idx_users_kind_name", "name_key, id"),
    ("idx_users_kind_email", "email_key, id"),
    ("idx_users_kind_language", "language, name_key, id"),
    (
        "idx_users_kind_last_sign_in",
        "(coalesce(last_sign_in_at, -1)), name_key, id",
    ),
];
const TRIGGERS: [&str; 3] = [
    "users_count_added",
    "users_count_removed",
    "users_count_changed",
];

/// The statement that creates the table of the counts.
pub fn table(key_columns: &[KeyColumn]) -> String {
    let columns = joined(key_columns, ", ", |key_column| {
        let kind = match key_column.kind {
            KeyColumnType::Integer => "integer",
            KeyColumnType::BigInteger => "bigint",
            KeyColumnType::Text => "text",
        };
        format!("{} {kind} NOT NULL", key_column.name)
    });
    let key = joined(key_columns, ", ", |key_column| key_column.name.to_owned());
    format!("CREATE TABLE user_counts ({columns}, users bigint NOT NULL, PRIMARY KEY ({key}))")
}

/// Statements that create the indexes.
pub fn indexes(key_columns: &[KeyColumn]) -> Vec<String> {
    let column = |key_column: &KeyColumn| {
        let expression = key_column.of("");
        if expression == key_column.name {
            expression
        } else {
            format!("({expression})")
        }
    };
    let key = joined(key_columns, ", ", column);
    INDEXES
        .iter()
        .map(|(name, order)| format!("CREATE INDEX {name} ON users ({key}, {order})"))
        .collect()
}

/// Statements that remove the indexes.
pub fn drop_indexes() -> Vec<String> {
    INDEXES
        .iter()
        .map(|(name, _)| format!("DROP INDEX {name}"))
        .collect()
}

/// Statements that create the triggers of SQLite, which run for each row.
pub fn sqlite_triggers(key_columns: &[KeyColumn]) -> Vec<String> {
    let columns = joined(key_columns, ", ", |key_column| key_column.name.to_owned());
    let new = joined(key_columns, ", ", |key_column| key_column.of("NEW."));
    let old = joined(key_columns, " AND ", |key_column| {
        format!("{} = {}", key_column.name, key_column.of("OLD."))
    });
    let sources = joined(key_columns, ", ", |key_column| key_column.source.to_owned());
    let changed = joined(key_columns, " OR ", |key_column| {
        let [old, new] = ["OLD.", "NEW."].map(|row| key_column.watched.replace("{}", row));
        format!("{old} IS NOT {new}")
    });
    let add = format!(
        "INSERT INTO user_counts ({columns}, users) VALUES ({new}, 1)
       ON CONFLICT ({columns}) DO UPDATE SET users = users + 1;"
    );
    let remove = format!("UPDATE user_counts SET users = users - 1 WHERE {old};");
    let clear = "DELETE FROM user_counts WHERE users = 0;";
    let [added, removed, moved] = TRIGGERS;
    vec![
        format!(
            "CREATE TRIGGER {added} AFTER INSERT ON users
     BEGIN
       {add}
     END"
        ),
        format!(
            "CREATE TRIGGER {removed} AFTER DELETE ON users
     BEGIN
       {remove}
       {clear}
     END"
        ),
        format!(
            "CREATE TRIGGER {moved} AFTER UPDATE OF {sources} ON users
     WHEN {changed}
     BEGIN
       {remove}
       {add}
       {clear}
     END"
        ),
    ]
}

/// Statements that drop the triggers of SQLite, which has no « or replace » for them.
pub fn drop_sqlite_triggers() -> Vec<String> {
    TRIGGERS
        .iter()
        .map(|name| format!("DROP TRIGGER {name}"))
        .collect()
}

/// Statements that replace the functions of PostgreSQL's triggers. The changes of a statement are added up first and stored in
/// the order of the key, so that two transactions never deadlock within a statement.
pub fn postgres_functions(key_columns: &[KeyColumn]) -> Vec<String> {
    let columns = joined(key_columns, ", ", |key_column| key_column.name.to_owned());
    let row = joined(key_columns, ", ", |key_column| key_column.of(""));
    let places: Vec<String> = (1..=key_columns.len())
        .map(|place| place.to_string())
        .collect();
    let places = places.join(", ");
    let add_up = |select: &str, and_then: &str| {
        format!(
            "INSERT INTO user_counts AS kept ({columns}, users)
       {select}
       ON CONFLICT ({columns}) DO UPDATE SET users = kept.users + excluded.users;{and_then}"
        )
    };
    let grouped = format!("GROUP BY {places} ORDER BY {places}");
    let clear = "DELETE FROM user_counts WHERE users = 0;";
    let then = |statement: &str| format!("\n       {statement}");
    let moved = format!(
        "SELECT {columns}, sum(n) FROM (
         SELECT {aliased}, -1 AS n FROM removed
         UNION ALL
         SELECT {row}, 1 FROM added
       ) AS moved GROUP BY {places} HAVING sum(n) <> 0 ORDER BY {places}",
        aliased = joined(key_columns, ", ", |key_column| format!(
            "{} AS {}",
            key_column.of(""),
            key_column.name
        )),
    );
    let bodies = [
        add_up(&format!("SELECT {row}, count(*) FROM added {grouped}"), ""),
        add_up(
            &format!("SELECT {row}, -count(*) FROM removed {grouped}"),
            &then(clear),
        ),
        add_up(&moved, &then(&format!("IF FOUND THEN {clear} END IF;"))),
    ];
    TRIGGERS
        .iter()
        .zip(bodies)
        .map(|(name, body)| {
            format!(
                "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       {body}
       RETURN NULL;
     END $$"
            )
        })
        .collect()
}

fn joined(key_columns: &[KeyColumn], between: &str, text: impl Fn(&KeyColumn) -> String) -> String {
    let texts: Vec<String> = key_columns.iter().map(text).collect();
    texts.join(between)
}
