//! Errors of the use cases.
//!
//! [`Error`] is the error of this whole crate. Everything except [`Error::Internal`] may be shown
//! to the caller; the cause of `Internal` is for the log only. Most errors of the database
//! become `Internal` at the first `?`, with their causes.

use domain::problem::Problem;
use domain::{Gate, Proof, Role, Timestamp};
use std::fmt;

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No valid session.
    #[error("no valid session")]
    Unauthenticated,
    /// A session that is not far enough: the gate at which it stands.
    #[error("the session stands at the gate {0}")]
    Gate(Gate),
    /// Signed in, but the last proof is too old for a sensitive action: what to prove.
    #[error("the {0} has to be proven again")]
    StepUp(Proof),
    /// Signed in, without the right.
    #[error("not allowed")]
    Forbidden,
    /// It does not exist (any more).
    #[error("not found")]
    NotFound,
    /// The input was refused, with the reason.
    #[error("refused: {0}")]
    Refused(Problem),
    /// The same admin gave this admin, or this user who was one until that admin took the role away, the other of link and access
    /// code within a day.
    #[error("one admin does not give both")]
    SecondMeans {
        /// From when it may be given.
        from: Timestamp,
        /// For what: the user is an admin, or was one (`User`), or the giver is of the helpdesk.
        role: Role,
    },
    /// Somebody of the helpdesk has helped as many users as may be.
    #[error("the helpdesk has helped many users, one more from {from:?} on")]
    HelpLimited {
        /// From when one more may be helped.
        from: Timestamp,
    },
    /// The code is right for a clock that is `seconds` ahead of ours (negative: behind).
    #[error("the phone's clock is off by {seconds} s")]
    ClockOff {
        /// How far the phone's clock is ahead.
        seconds: i64,
    },
    /// Too many attempts: not before this moment.
    #[error("too many attempts")]
    Throttled {
        /// When the next attempt is possible.
        until: Timestamp,
        /// Seconds from now until then.
        retry_after: i64,
    },
    /// The user has changed too much at once.
    #[error("too many changes, try again in {retry_after} s")]
    WritesLimited {
        /// Seconds after which the next change is possible.
        retry_after: i64,
    },
    /// The server is too busy now.
    #[error("too busy, try again in {retry_after} s")]
    Busy {
        /// Seconds after which to retry.
        retry_after: i64,
    },
    /// An internal failure: for the log only.
    #[error("internal: {0}")]
    Internal(#[source] Failure),
}

/// What was being done when something failed, and why it failed.
#[derive(thiserror::Error)]
#[error("{doing}: {cause}")]
pub struct Failure {
    doing: &'static str,
    #[source]
    cause: Cause,
}

impl fmt::Debug for Failure {
    /// The `Display` form: a driver's `Debug` form contains values of rows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure({self})")
    }
}

/// An underlying error, with its cause.
type Cause = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    /// An internal error with what was being done and the underlying error.
    pub fn internal(doing: &'static str, cause: impl Into<Cause>) -> Self {
        let cause = cause.into();
        Self::Internal(Failure { doing, cause })
    }
}

/// An error as one line for the log: its text, and the texts of its causes that it does not already contain.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        let text = cause.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        below = cause.source();
    }
    line
}

/// Seconds after which to try again what others, or the caller, have too many of. The database says another number when it is busy.
pub(crate) const FULL_RETRY: i64 = 60;

/// There are as many as may be at once.
pub(crate) const fn full() -> Error {
    Error::Busy {
        retry_after: FULL_RETRY,
    }
}

/// Not before `until`.
pub(crate) fn throttled(until: Timestamp, now: Timestamp) -> Error {
    Error::Throttled {
        until,
        retry_after: until.since(now).clamp(1, i64::MAX),
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Busy(cause) => {
                tracing::warn!(error.cause = with_causes(&cause), "the database is busy");
                Self::Busy { retry_after: 1 }
            }
            store::Error::NotFound => Self::NotFound,
            store::Error::Database(cause) => Self::internal("database", cause),
            store::Error::Failed { doing, cause } => Self::internal(doing, cause),
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

macro_rules! refused {
    ($($from:ty),+) => {
        $(impl From<$from> for Error {
            fn from(error: $from) -> Self {
                Self::Refused(error.into())
            }
        })+
    };
}
refused!(
    domain::EmailError,
    domain::NameError,
    domain::PasswordError,
    domain::code::CodeError
);

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the disk is full")]
    struct Deepest;

    #[derive(Debug, thiserror::Error)]
    #[error("writing a page")]
    struct Deeper(#[source] Deepest);

    #[test]
    fn the_log_is_told_of_each_cause_once() {
        let error = Error::internal("storing", Deeper(Deepest));
        assert_eq!(error.to_string(), "internal: storing: writing a page");
        assert_eq!(
            with_causes(&error),
            "internal: storing: writing a page: the disk is full"
        );
        let of_database = Error::from(store::Error::failed("opening", Deeper(Deepest)));
        assert_eq!(
            with_causes(&of_database),
            "internal: opening: writing a page: the disk is full"
        );
        let plain = Error::internal("reading", "no row");
        assert_eq!(with_causes(&plain), "internal: reading: no row");
    }
}
