//! When a session ends, and when to warn of it (ASVS 5.0 V7.3; WCAG 2.2 §2.2.1).

use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest warning time, in seconds.
const WARNING: i64 = 300;

/// When a session ends, as known at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEnd {
    /// The moment at which this was known.
    pub now: Timestamp,
    /// When it ends without a further request.
    pub idle: Timestamp,
    /// When it ends in any case.
    pub absolute: Timestamp,
    /// How many seconds before its end to warn.
    pub warning: i64,
}

/// The warning about the end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing yet.
    Far,
    /// It ends then unless the user acts.
    Idle(Timestamp),
    /// It ends then whatever the user does.
    Absolute(Timestamp),
    /// It is over.
    Over,
}

/// How many seconds before its end to warn: five minutes, or a quarter of a shorter limit.
pub fn warning(idle_limit: i64) -> i64 {
    WARNING.min(idle_limit / 4)
}

impl SessionEnd {
    /// The warning `elapsed` seconds after the moment at which this was known.
    pub fn after(&self, elapsed: i64) -> Ending {
        let now = self.now.plus(elapsed);
        let left = self.idle.min(self.absolute).since(now);
        if left <= 0 {
            Ending::Over
        } else if left > self.warning {
            Ending::Far
        } else if self.absolute <= self.idle {
            Ending::Absolute(self.absolute)
        } else {
            Ending::Idle(self.idle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    const fn end(idle: i64, absolute: i64) -> SessionEnd {
        SessionEnd {
            now: at(100),
            idle: at(idle),
            absolute: at(absolute),
            warning: 300,
        }
    }

    #[test]
    fn the_end_is_spoken_of_five_minutes_before_and_not_earlier() {
        let session = end(3_700, 43_300);
        assert_eq!(session.after(0), Ending::Far);
        assert_eq!(session.after(3_299), Ending::Far);
        assert_eq!(session.after(3_300), Ending::Idle(at(3_700)));
        assert_eq!(session.after(3_599), Ending::Idle(at(3_700)));
        assert_eq!(session.after(3_600), Ending::Over);
        assert_eq!(session.after(99_999), Ending::Over);
    }

    #[test]
    fn the_limit_that_comes_first_is_the_one_that_counts() {
        assert_eq!(end(3_700, 3_699).after(3_400), Ending::Absolute(at(3_699)));
        assert_eq!(end(3_700, 3_700).after(3_400), Ending::Absolute(at(3_700)));
        assert_eq!(end(3_700, 3_701).after(3_400), Ending::Idle(at(3_700)));
        assert_eq!(end(3_700, 3_690).after(3_590), Ending::Over);
    }

    #[test]
    fn of_a_short_session_a_quarter_is_the_warning() {
        assert_eq!(warning(3_600), 300);
        assert_eq!(warning(1_200), 300);
        assert_eq!(warning(60), 15);
    }
}
