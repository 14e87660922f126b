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
        /// An enrolment that is not finished is begun from another network or device than before.
        EnrolmentElsewhere = "enrolment-elsewhere",
        /// Somebody of the helpdesk helps many users within an hour.
        HelpsMany = "helps-many",
        /// A password for an address that no account has.
        UnknownAccount = "unknown-account",
    }
}

/// Seconds of the hour over which events are summed.
pub const HOUR: i64 = 3_600;
/// Seconds for which a sum is kept.
pub const LIFETIME: i64 = 90 * 86_400;
/// From this many failed attempts within [`TOLD_HOURS`] on, the user is told.
pub const TOLD_FROM: u64 = 10;
/// Hours over which failed attempts are counted for that, the present one included.
pub const TOLD_HOURS: i64 = 24;
/// The least number of seconds between two such notices.
pub const TOLD_PAUSE: i64 = HOUR;

impl SecurityEventKind {
    /// Whether it is a failed attempt to get into an account, of which its user is told when there are many.
    pub const fn is_an_attempt(self) -> bool {
        matches!(
            self,
            Self::WrongPassword | Self::PasswordOnly | Self::WrongCode
        )
    }

    /// Whether it costs its caller nothing but a request: no password was compared and no code. The others are bounded by
    /// what they cost.
    pub const fn is_cheap(self) -> bool {
        matches!(self, Self::Refused | Self::Throttled | Self::WritesLimited)
    }
}

/// The first hour whose attempts count for the next notice of many, after the last one at `told`; none while it is too early for
/// another one. Attempts of the hour that was told of are not counted again.
pub fn counted_since(told: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let day = first_of(TOLD_HOURS, now);
    match told {
        Some(told) if now.since(told) < TOLD_PAUSE => None,
        Some(told) => Some(day.max(hour_of(told).plus(HOUR))),
        None => Some(day),
    }
}

/// Whether the user is to be told, at an event of this kind, after this many attempts with it. A right password is not counted at
/// its own time: its code mostly follows.
pub const fn is_many(attempts: u64, kind: SecurityEventKind) -> bool {
    match kind {
        SecurityEventKind::PasswordOnly => attempts > TOLD_FROM,
        kind => kind.is_an_attempt() && attempts >= TOLD_FROM,
    }
}

/// The beginning of the hour (UTC) of a moment.
pub const fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_unix(at.unix() - at.unix().rem_euclid(HOUR))
}

/// The beginning of the first of this many hours, the last of which is that of the moment.
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
    fn attempts_count_for_a_day_and_those_of_an_hour_that_was_told_of_count_no_more() {
        let now = Timestamp::from_unix(100 * HOUR + 5);
        let since = |told| counted_since(told, now).map(Timestamp::unix);
        assert_eq!(since(None), Some(77 * HOUR));
        assert_eq!(since(Some(now)), None);
        assert_eq!(since(Some(now.plus(1 - HOUR))), None);
        assert_eq!(since(Some(now.plus(-HOUR))), Some(100 * HOUR));
        assert_eq!(since(Some(now.plus(-2 * HOUR))), Some(99 * HOUR));
        assert_eq!(since(Some(now.plus(-50 * HOUR))), Some(77 * HOUR));
    }

    #[test]
    fn the_tenth_attempt_is_many_and_a_right_password_is_not_the_tenth() {
        use SecurityEventKind::{PasswordOnly, Refused, WrongCode, WrongPassword};
        for kind in [WrongCode, WrongPassword] {
            assert!(!is_many(9, kind) && is_many(10, kind));
        }
        assert!(!is_many(10, PasswordOnly) && is_many(11, PasswordOnly));
        assert!(!is_many(100, Refused));
    }

    #[test]
    fn what_costs_an_attacker_nothing_is_no_attempt_of_which_the_user_is_told() {
        for kind in SecurityEventKind::ALL {
            assert!(!(kind.is_cheap() && kind.is_an_attempt()), "{kind}");
        }
    }
}
