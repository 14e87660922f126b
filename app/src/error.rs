//! The errors that a caller of the server may see.

use domain::problem::Problem;
use domain::text_enum;
use domain::{Gate, Proof, Role, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

text_enum! {
    /// The kinds of [`AppError`], by which it is read again: one for each of its variants.
    ErrorKind {
        /// No valid session.
        Unauthenticated = "unauthenticated",
        /// A session that is not far enough.
        Gate = "gate",
        /// A proof that is too old.
        StepUp = "step-up",
        /// No right.
        Forbidden = "forbidden",
        /// No such thing.
        NotFound = "not-found",
        /// A refused input.
        Refused = "refused",
        /// One admin does not give both.
        SecondMeans = "second-means",
        /// The helpdesk has helped many users.
        HelpLimited = "help-limited",
        /// The phone's clock is off.
        ClockOff = "clock-off",
        /// Too many attempts.
        Throttled = "throttled",
        /// Too many changes.
        WritesLimited = "writes-limited",
        /// Too many requests.
        Busy = "busy",
        /// An internal error.
        Internal = "internal",
        /// No answer.
        Transport = "transport",
    }
}

/// The error of every server function. It never carries a message of an inner layer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// 401: no valid session.
    #[error("sign in first")]
    Unauthenticated,
    /// 403: signed in, but the session still stands at this gate.
    #[error("the second factor is missing")]
    Gate(Gate),
    /// 403: signed in, but the last proof is too old for a sensitive action: the proof to give.
    #[error("prove it again")]
    StepUp(Proof),
    /// 403: signed in, but without the right.
    #[error("not allowed")]
    Forbidden,
    /// 404: there is no such thing (any more).
    #[error("not found")]
    NotFound,
    /// 422: the input was refused, with the reason.
    #[error("refused: {0}")]
    Refused(Problem),
    /// 422: one admin does not give an admin both a link and an access code within a day.
    #[error("one admin does not give both")]
    SecondMeans {
        /// From when the other one may be given.
        from: Timestamp,
        /// The role of who is given it: a user was an admin until the giver took the role away.
        role: Role,
    },
    /// 422: somebody of the helpdesk has helped as many users as may be.
    #[error("too many users helped")]
    HelpLimited {
        /// From when one more may be helped.
        from: Timestamp,
    },
    /// 422: the code is right for a clock that is ahead of the server's.
    #[error("the phone's clock is off")]
    ClockOff {
        /// Seconds ahead; negative: behind.
        seconds: i64,
    },
    /// 429: too many attempts.
    #[error("too many attempts")]
    Throttled {
        /// Seconds until the next attempt is accepted.
        retry_after: i64,
    },
    /// 429: the user has changed too much at once.
    #[error("too many changes")]
    WritesLimited {
        /// Seconds until the next change is accepted.
        retry_after: i64,
    },
    /// 503: too many concurrent requests.
    #[error("too busy")]
    Busy {
        /// Seconds after which to retry.
        retry_after: i64,
    },
    /// 500: the log has the same reference.
    #[error("internal error {reference}")]
    Internal {
        /// The id to search for in the log.
        reference: String,
    },
    /// The request did not reach the server, or its answer was unreadable.
    #[error("no connection")]
    Transport,
}

impl AppError {
    /// Seconds after which to try again, if that helps.
    pub const fn retry_after(&self) -> Option<i64> {
        match self {
            Self::Throttled { retry_after }
            | Self::WritesLimited { retry_after }
            | Self::Busy { retry_after } => Some(*retry_after),
            Self::Unauthenticated
            | Self::Gate(_)
            | Self::StepUp(_)
            | Self::Forbidden
            | Self::NotFound
            | Self::Refused(_)
            | Self::SecondMeans { .. }
            | Self::HelpLimited { .. }
            | Self::ClockOff { .. }
            | Self::Internal { .. }
            | Self::Transport => None,
        }
    }

    const fn kind(&self) -> ErrorKind {
        match self {
            Self::Unauthenticated => ErrorKind::Unauthenticated,
            Self::Gate(_) => ErrorKind::Gate,
            Self::StepUp(_) => ErrorKind::StepUp,
            Self::Forbidden => ErrorKind::Forbidden,
            Self::NotFound => ErrorKind::NotFound,
            Self::Refused(_) => ErrorKind::Refused,
            Self::SecondMeans { .. } => ErrorKind::SecondMeans,
            Self::HelpLimited { .. } => ErrorKind::HelpLimited,
            Self::ClockOff { .. } => ErrorKind::ClockOff,
            Self::Throttled { .. } => ErrorKind::Throttled,
            Self::WritesLimited { .. } => ErrorKind::WritesLimited,
            Self::Busy { .. } => ErrorKind::Busy,
            Self::Internal { .. } => ErrorKind::Internal,
            Self::Transport => ErrorKind::Transport,
        }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Gate(_) | Self::StepUp(_) | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Refused(_)
            | Self::SecondMeans { .. }
            | Self::HelpLimited { .. }
            | Self::ClockOff { .. } => 422,
            Self::Throttled { .. } | Self::WritesLimited { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Busy { .. } | Self::Transport => 503,
        }
    }
}

/// The separator between the kind of an error and its value on the wire.
const SEPARATOR: char = ':';

// One short text, e.g. `refused:code-wrong`: derived code would add to the size of every first page.
impl Serialize for AppError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.wire())
    }
}

impl<'de> Deserialize<'de> for AppError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("unknown error"))
    }
}

impl AppError {
    /// The encoded error: its kind, and its value if it has one.
    pub(crate) fn wire(&self) -> String {
        let kind = self.kind();
        let with = |value: &dyn std::fmt::Display| format!("{kind}{SEPARATOR}{value}");
        match self {
            Self::Unauthenticated | Self::Forbidden | Self::NotFound | Self::Transport => {
                kind.as_str().to_owned()
            }
            Self::Gate(gate) => with(gate),
            Self::StepUp(proof) => with(proof),
            Self::Refused(problem) => with(problem),
            Self::SecondMeans { from, role } => {
                with(&format_args!("{role}{SEPARATOR}{}", from.unix()))
            }
            Self::HelpLimited { from } => with(&from.unix()),
            Self::ClockOff { seconds } => with(seconds),
            Self::Throttled { retry_after }
            | Self::WritesLimited { retry_after }
            | Self::Busy { retry_after } => with(retry_after),
            Self::Internal { reference } => with(reference),
        }
    }

    /// Parses the output of [`Self::wire`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once(SEPARATOR).unwrap_or((text, ""));
        Some(match ErrorKind::parse(kind)? {
            ErrorKind::Unauthenticated => Self::Unauthenticated,
            ErrorKind::Gate => Self::Gate(Gate::parse(value)?),
            ErrorKind::StepUp => Self::StepUp(Proof::parse(value)?),
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Refused => Self::Refused(Problem::parse(value)?),
            ErrorKind::SecondMeans => {
                let (role, from) = value.split_once(SEPARATOR)?;
                Self::SecondMeans {
                    from: Timestamp::from_unix(from.parse().ok()?),
                    role: Role::parse(role)?,
                }
            }
            ErrorKind::HelpLimited => Self::HelpLimited {
                from: Timestamp::from_unix(value.parse().ok()?),
            },
            ErrorKind::ClockOff => Self::ClockOff {
                seconds: value.parse().ok()?,
            },
            ErrorKind::Throttled => Self::Throttled {
                retry_after: value.parse().ok()?,
            },
            ErrorKind::WritesLimited => Self::WritesLimited {
                retry_after: value.parse().ok()?,
            },
            ErrorKind::Busy => Self::Busy {
                retry_after: value.parse().ok()?,
            },
            ErrorKind::Internal => Self::Internal {
                reference: value.to_owned(),
            },
            ErrorKind::Transport => Self::Transport,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_status() {
        let cases = [
            (AppError::Unauthenticated, 401),
            (AppError::Gate(Gate::SecondFactor), 403),
            (AppError::StepUp(Proof::Code), 403),
            (AppError::StepUp(Proof::Password), 403),
            (AppError::Forbidden, 403),
            (AppError::NotFound, 404),
            (AppError::Refused(Problem::CodeWrong), 422),
            (AppError::ClockOff { seconds: 60 }, 422),
            (
                AppError::SecondMeans {
                    from: Timestamp::from_unix(1_800_000_000),
                    role: Role::Admin,
                },
                422,
            ),
            (
                AppError::HelpLimited {
                    from: Timestamp::from_unix(1_800_000_000),
                },
                422,
            ),
            (AppError::Throttled { retry_after: 30 }, 429),
            (AppError::WritesLimited { retry_after: 1 }, 429),
            (AppError::Busy { retry_after: 5 }, 503),
            (
                AppError::Internal {
                    reference: "x".into(),
                },
                500,
            ),
            (AppError::Transport, 503),
        ];
        for kind in ErrorKind::ALL {
            assert!(
                cases.iter().any(|(error, _)| error.kind() == *kind),
                "{kind}"
            );
        }
        for (error, status) in cases {
            assert_eq!(error.status(), status, "{error:?}");
            let wire = serde_json::to_string(&error).unwrap();
            assert_eq!(
                serde_json::from_str::<AppError>(&wire).unwrap(),
                error,
                "{wire}"
            );
        }
    }

    #[test]
    fn an_unknown_text_is_no_error_of_ours() {
        for text in [
            "",
            "refused:",
            "gate:wide",
            "step-up:",
            "throttled:soon",
            "second-means:admin",
            "help-limited:soon",
            "<script>",
        ] {
            assert_eq!(AppError::parse(text), None, "{text}");
        }
    }
}
