//! Queries that bypass the use cases, on SQLite and PostgreSQL.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, TryGetable};

/// Changes something.
pub async fn execute(db: &impl ConnectionTrait, statement: &str) {
    db.execute_unprepared(statement).await.unwrap();
}

/// The rows that a query finds.
pub async fn rows(db: &impl ConnectionTrait, query: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    db.query_all_raw(statement).await.unwrap()
}

/// The first column of a query.
pub async fn column<T: TryGetable>(db: &impl ConnectionTrait, query: &str) -> Vec<T> {
    let rows = rows(db, query).await;
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

/// The first column of a query, as text.
pub async fn texts(db: &impl ConnectionTrait, query: &str) -> Vec<String> {
    column(db, query).await
}

/// The single value of a query.
pub async fn value<T: TryGetable>(db: &impl ConnectionTrait, query: &str) -> T {
    let mut found = column(db, query).await;
    assert!(!found.is_empty(), "no row: {query}");
    found.remove(0)
}

/// A statement in the dialect of this database: literals of bytes and random bytes are written as on SQLite.
pub fn spoken(db: &impl ConnectionTrait, statement: &str) -> String {
    if db.get_database_backend() != DbBackend::Postgres {
        return statement.to_owned();
    }
    let random = "decode(md5(random()::text) || md5(random()::text), 'hex')";
    statement
        .replace("randomblob(32)", random)
        .replace("(x'", r"('\x")
        .replace(" x'", r" '\x")
}
