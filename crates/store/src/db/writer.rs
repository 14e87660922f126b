//! The connections that write. SQLite has one writer at a time over all processes and lets those who wait try again ever more rarely:
//! beside a process that changes one thing after the other, they would come in by luck. So they try again every few milliseconds here.

use super::{BUSY_TIMEOUT, immediate, sqlite};
use sea_orm::prelude::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, TransactionTrait,
};
use std::time::Instant;

/// The connections that write, for single statements.
#[derive(Debug, Clone)]
pub struct Writer(DatabaseConnection);

/// How long somebody has waited for the lock for writing.
struct Patience(Instant);

impl Patience {
    fn new() -> Self {
        Self(Instant::now())
    }

    /// Whether to try once more.
    fn is_left<T>(&self, tried: &Result<T, DbErr>) -> bool {
        tried.as_ref().is_err_and(sqlite::is_locked) && self.0.elapsed() < BUSY_TIMEOUT
    }
}

impl Writer {
    /// The connections of a pool.
    pub(super) const fn new(connection: DatabaseConnection) -> Self {
        Self(connection)
    }

    /// The pool itself, whose statements fail after a few milliseconds where another process writes: for migrations, which have the file to
    /// themselves.
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.0
    }

    /// The same, to change its settings.
    pub(super) const fn connection_mut(&mut self) -> &mut DatabaseConnection {
        &mut self.0
    }

    /// A transaction that holds the lock for writing from the start.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let patience = Patience::new();
        loop {
            let begun = self.0.begin_with_options(immediate()).await;
            if !patience.is_left(&begun) {
                return begun;
            }
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Writer {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let patience = Patience::new();
        loop {
            let done = self.0.execute_raw(statement.clone()).await;
            if !patience.is_left(&done) {
                return done;
            }
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let patience = Patience::new();
        loop {
            let done = self.0.execute_unprepared(sql).await;
            if !patience.is_left(&done) {
                return done;
            }
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let patience = Patience::new();
        loop {
            let row = self.0.query_one_raw(statement.clone()).await;
            if !patience.is_left(&row) {
                return row;
            }
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let patience = Patience::new();
        loop {
            let rows = self.0.query_all_raw(statement.clone()).await;
            if !patience.is_left(&rows) {
                return rows;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::Db;
    use crate::db::{commit, sqlite};
    use test_support::TestDatabase;

    #[tokio::test]
    async fn who_waits_for_another_process_longer_than_the_driver_does_comes_in_after_it() {
        let database = TestDatabase::new();
        let other = Db::open(database.url()).await.unwrap();
        let db = Db::open(database.url()).await.unwrap();
        let held = other.begin().await.unwrap();
        let waiting = db.clone();
        let begun = tokio::spawn(async move { commit(waiting.begin().await?).await });
        let waiting = db.clone();
        let written = tokio::spawn(async move {
            let nothing = "DELETE FROM sessions WHERE id = 0";
            waiting.write().execute_unprepared(nothing).await
        });
        tokio::time::sleep(5 * sqlite::WRITER_PATIENCE).await;
        commit(held).await.unwrap();
        begun.await.unwrap().unwrap();
        written.await.unwrap().unwrap();
    }
}
