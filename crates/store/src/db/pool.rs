//! Metrics of the connections: how many there are, and how long statements take.

use super::Db;
use sea_orm::{DatabaseConnection, DbBackend};
use std::time::Duration;

/// The connections of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// Those that write.
    Write,
    /// Those that read.
    Read,
}

impl Pool {
    /// The name of the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
        }
    }
}

/// The number of connections of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// The kind.
    pub pool: Pool,
    /// How many are open.
    pub open: u32,
    /// How many of those are idle.
    pub idle: u32,
    /// The maximum number.
    pub most: u32,
}

impl Db {
    /// Calls `note` for each statement with the time that the database took, without the wait for a connection and without the
    /// text of the statement.
    #[must_use]
    pub fn timed(mut self, note: impl Fn(Pool, Duration) + Clone + Send + Sync + 'static) -> Self {
        for writer in [&mut self.writer, &mut self.writer_of_many] {
            let note = note.clone();
            writer
                .connection_mut()
                .set_metric_callback(move |done| note(Pool::Write, done.elapsed));
        }
        self.reader
            .set_metric_callback(move |done| note(Pool::Read, done.elapsed));
        self
    }

    /// The connections at this moment.
    pub fn pools(&self) -> [PoolState; 2] {
        [
            state(Pool::Write, self.writer.connection()),
            state(Pool::Read, &self.reader),
        ]
    }
}

fn state(pool: Pool, connection: &DatabaseConnection) -> PoolState {
    let (open, idle, most) = if connection.get_database_backend() == DbBackend::Postgres {
        let pool = connection.get_postgres_connection_pool();
        let most = pool.options().get_max_connections();
        (pool.size(), pool.num_idle(), most)
    } else {
        let pool = connection.get_sqlite_connection_pool();
        let most = pool.options().get_max_connections();
        (pool.size(), pool.num_idle(), most)
    };
    PoolState {
        pool,
        open,
        idle: u32::try_from(idle).unwrap_or(u32::MAX),
        most,
    }
}
