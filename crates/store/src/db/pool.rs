//! What is seen of the connections from outside: how many there are, and how long statements take.

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
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
        }
    }
}

/// How many connections there are of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// Of which kind.
    pub pool: Pool,
    /// How many are open.
    pub open: u32,
    /// How many of those nobody uses.
    pub idle: u32,
    /// How many there can be.
    pub most: u32,
}

impl Db {
    /// Has `note` told of each statement how long the database took for it, the wait for a connection not counted. It is told
    /// nothing of what the statement says.
    #[must_use]
    pub fn timed(mut self, note: impl Fn(Pool, Duration) + Clone + Send + Sync + 'static) -> Self {
        let too = note.clone();
        self.writer
            .set_metric_callback(move |done| note(Pool::Write, done.elapsed));
        self.reader
            .set_metric_callback(move |done| too(Pool::Read, done.elapsed));
        self
    }

    /// The connections at this moment.
    pub fn pools(&self) -> [PoolState; 2] {
        [
            state(Pool::Write, &self.writer),
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
