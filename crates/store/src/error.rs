//! What the database can answer instead of a result.

mod busy;

use busy::is_busy;
use sea_orm::{DbErr, SqlErr};

/// The result of an access to the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do what was asked. The texts are for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Other transactions were in the way. Nothing has been changed, and the same may work in a moment.
    #[error("the database is busy: {0}")]
    Busy(#[source] DbErr),
    /// There is no such row (any more).
    #[error("there is no such row")]
    NotFound,
    /// A statement or a connection failed.
    #[error("database: {0}")]
    Database(#[source] DbErr),
    /// What was being done, and why it failed.
    #[error("{doing}: {cause}")]
    Failed {
        /// What was being done.
        doing: &'static str,
        /// The error from below.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// An error with what was being done.
    pub fn failed(
        doing: &'static str,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Failed {
            doing,
            cause: cause.into(),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_busy(&error) {
            Self::Busy(error)
        } else {
            Self::Database(error)
        }
    }
}

/// Whether a database error says that this unique key (`table.column` on SQLite, the index's name
/// on PostgreSQL) is taken already. The driver gives nothing but text, so this is the one place
/// that looks into it.
pub fn violates_unique(error: &DbErr, table: &str, column: &str) -> bool {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text)) => {
            text.contains(&format!("{table}.{column}"))
                || text.contains(&format!("{table}_{column}_key"))
        }
        _ => false,
    }
}
