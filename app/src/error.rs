//! The errors that a caller of the server may see.

use domain::problem::Problem;
use domain::{Gate, Proof, Role, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
            _ => None,
        }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Gate(_) | Self::StepUp(_) | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Refused(_) | Self::SecondMeans { .. } | Self::ClockOff { .. } => 422,
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
    /// The encoded error.
    pub(crate) fn wire(&self) -> String {
        match self {
            Self::Unauthenticated => "unauthenticated".to_owned(),
            Self::Gate(gate) => format!("gate:{gate}"),
            Self::StepUp(proof) => format!("step-up:{proof}"),
            Self::Forbidden => "forbidden".to_owned(),
            Self::NotFound => "not-found".to_owned(),
            Self::Refused(problem) => format!("refused:{problem}"),
            Self::SecondMeans { from, role } => format!("second-means:{role}:{}", from.unix()),
            Self::ClockOff { seconds } => format!("clock-off:{seconds}"),
            Self::Throttled { retry_after } => format!("throttled:{retry_after}"),
            Self::WritesLimited { retry_after } => format!("writes-limited:{retry_after}"),
            Self::Busy { retry_after } => format!("busy:{retry_after}"),
            Self::Internal { reference } => format!("internal:{reference}"),
            Self::Transport => "transport".to_owned(),
        }
    }

    /// Parses the output of [`Self::wire`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once(SEPARATOR).unwrap_or((text, ""));
        Some(match kind {
            "unauthenticated" => Self::Unauthenticated,
            "gate" => Self::Gate(Gate::parse(value)?),
            "step-up" => Self::StepUp(Proof::parse(value)?),
            "forbidden" => Self::Forbidden,
            "not-found" => Self::NotFound,
            "refused" => Self::Refused(Problem::parse(value)?),
            "second-means" => {
                let (role, from) = value.split_once(SEPARATOR)?;
                Self::SecondMeans {
                    from: Timestamp::from_unix(from.parse().ok()?),
                    role: Role::parse(role)?,
                }
            }
            "clock-off" => Self::ClockOff {
                seconds: value.parse().ok()?,
            },
            "throttled" => Self::Throttled {
                retry_after: value.parse().ok()?,
            },
            "writes-limited" => Self::WritesLimited {
                retry_after: value.parse().ok()?,
            },
            "busy" => Self::Busy {
                retry_after: value.parse().ok()?,
            },
            "internal" => Self::Internal {
                reference: value.to_owned(),
            },
            "transport" => Self::Transport,
            _ => return None,
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
            "<script>",
        ] {
            assert_eq!(AppError::parse(text), None, "{text}");
        }
    }
}
