//! Whether a database failure is temporary.

use sea_orm::sqlx::Error as Cause;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// PostgreSQL's codes for a transaction that may be tried again: serialisation failure, deadlock,
/// lock not available (`errcodes` of its manual).
const AGAIN: [&str; 3] = ["40001", "40P01", "55P03"];

/// Whether other transactions were in the way: no connection was free, or a lock was not granted in
/// time. Nothing has been changed then.
pub(super) fn is_busy(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            waited_in_vain(cause)
        }
        _ => false,
    }
}

fn waited_in_vain(cause: &Cause) -> bool {
    match cause {
        Cause::PoolTimedOut => true,
        Cause::Database(error) => error.code().is_some_and(|code| AGAIN.contains(&&*code)),
        _ => false,
    }
}
