//! What speaks of an attack on an account or on the installation (ASVS 5.0 V16.3): kinds that are summed by account and hour.

use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

text_enum! {
    /// What happened. A closed list, so that no secret can get in.
    SecurityEventKind {
        /// A wrong password for an account.
        WrongPassword = "wrong-password",
        /// A right password that leads to the step of the code, and is not followed by a code.
        PasswordOnly = "password-only",
        /// A wrong code of any kind: of the app, a recovery or an access code.
        WrongCode = "wrong-code",
        /// Somebody signed in has asked for what only admins may do.
        Refused = "refused",
        /// Somebody was told to wait, or a proof is blocked.
        Throttled = "throttled",
        /// A user had too many sessions, and the oldest ones were ended.
        SessionsPushedOut = "sessions-pushed-out",
        /// A user has changed too much at once.
        WritesLimited = "writes-limited",
        /// A password for an address that no account has.
        UnknownAccount = "unknown-account",
    }
}

/// Seconds of the hour over which events are summed.
pub const HOUR: i64 = 3_600;
/// Seconds for which a sum is kept.
pub const LIFETIME: i64 = 90 * 86_400;
/// From this many failed attempts in an hour on, the user is told.
pub const TOLD_FROM: u64 = 10;

impl SecurityEventKind {
    /// Whether it is a failed attempt to get into an account, of which its user is told when there are many.
    pub const fn is_an_attempt(self) -> bool {
        matches!(
            self,
            Self::WrongPassword | Self::PasswordOnly | Self::WrongCode
        )
    }

    /// Whether it costs whoever causes it nothing but a request: no password was compared and no code. The others are bounded by
    /// what they cost.
    pub const fn is_cheap(self) -> bool {
        matches!(self, Self::Refused | Self::Throttled | Self::WritesLimited)
    }
}

/// The beginning of the hour (UTC) of a moment.
pub const fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_unix(at.unix() - at.unix().rem_euclid(HOUR))
}

/// The beginning of the first of so many hours that end with the one of a moment.
pub const fn first_of(hours: i64, now: Timestamp) -> Timestamp {
    hour_of(now).plus(-HOUR * (hours - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_begins_with_its_first_second() {
        let hour = |at| hour_of(Timestamp::from_unix(at)).unix();
        assert_eq!([0, 3_599, 3_600, 7_199].map(hour), [0, 0, 3_600, 3_600]);
        assert_eq!(hour(-1), -3_600);
    }

    #[test]
    fn the_last_hours_include_the_present_one() {
        let first = |hours| first_of(hours, Timestamp::from_unix(100 * HOUR + 5)).unix();
        assert_eq!([1, 24].map(first), [100 * HOUR, 77 * HOUR]);
    }

    #[test]
    fn what_costs_an_attacker_nothing_is_no_attempt_of_which_the_user_is_told() {
        for kind in SecurityEventKind::ALL {
            assert!(!(kind.is_cheap() && kind.is_an_attempt()), "{kind}");
        }
    }
}
