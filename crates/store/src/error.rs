//! Errors of the database.

mod busy;

use busy::is_busy;
use sea_orm::{DbErr, SqlErr};

/// The result of a database operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a database operation failed. The texts are for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Other transactions were in the way. Nothing has been changed, and a retry may succeed.
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
        /// The operation.
        doing: &'static str,
        /// The underlying error.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// An error with its operation.
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
/// on PostgreSQL) is already taken. The driver gives nothing but text; this is the only place that
/// parses it.
pub fn violates_unique(error: &DbErr, table: &str, column: &str) -> bool {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text)) => {
            text.contains(&format!("{table}.{column}"))
                || text.contains(&format!("{table}_{column}_key"))
        }
        _ => false,
    }
}
