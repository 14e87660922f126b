//! How much one user may change: a token bucket (RFC 2697 §3.1 has such a one for packets).

use crate::timestamp::Timestamp;

/// How many changes there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteBound {
    /// At once, after a pause.
    at_once: i64,
    /// Seconds for each further one.
    period: i64,
}

/// Of a user. The longest series of forms that admins send by hand is far below.
pub const OF_USER: WriteBound = WriteBound {
    at_once: 60,
    period: 1,
};
/// Of a session alone, where other sessions of its user have used up what the user may change: enough to throw a stranger out. It is
/// little, since a user has many sessions.
pub const OF_SESSION: WriteBound = WriteBound {
    at_once: 10,
    period: 10,
};

/// The changes that may still be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteRate {
    bound: WriteBound,
    left: i64,
    at: Timestamp,
}

impl WriteRate {
    /// Where nothing has been changed for long.
    pub const fn full(bound: WriteBound, at: Timestamp) -> Self {
        let left = bound.at_once;
        Self { bound, left, at }
    }

    /// One more change; an error is the number of seconds to wait for it.
    ///
    /// # Errors
    ///
    /// When none is left.
    pub fn take(&mut self, now: Timestamp) -> Result<(), i64> {
        *self = self.refilled(now);
        if self.left == 0 {
            return Err(self.bound.period - now.since(self.at));
        }
        self.left -= 1;
        Ok(())
    }

    /// Whether it is as if nothing had been changed.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.refilled(now).left == self.bound.at_once
    }

    /// With what has come since. A clock that was set back adds nothing.
    fn refilled(self, now: Timestamp) -> Self {
        let WriteBound { at_once, period } = self.bound;
        let periods = now.since(self.at).max(0) / period;
        let left = self.left.saturating_add(periods).min(at_once);
        let at = if now < self.at || left == at_once {
            now
        } else {
            self.at.plus(periods * period)
        };
        Self { left, at, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(10_000);

    /// How many changes pass at a moment.
    fn passed(rate: &mut WriteRate, at: Timestamp) -> usize {
        (0..1_000).filter(|_| rate.take(at).is_ok()).count()
    }

    #[test]
    fn attack_31_sixty_changes_at_once_and_then_one_a_second() {
        let mut rate = WriteRate::full(OF_USER, T);
        assert_eq!(passed(&mut rate, T), 60);
        assert_eq!(rate.take(T), Err(1));
        assert_eq!(passed(&mut rate, T.plus(1)), 1);
        assert_eq!(passed(&mut rate, T.plus(11)), 10);
        assert_eq!(passed(&mut rate, T.plus(10_000)), 60);
    }

    #[test]
    fn attack_31_ten_changes_of_a_session_at_once_and_then_one_in_ten_seconds() {
        let mut rate = WriteRate::full(OF_SESSION, T);
        assert_eq!(passed(&mut rate, T), 10);
        assert_eq!(rate.take(T), Err(10));
        assert_eq!(rate.take(T.plus(9)), Err(1));
        assert_eq!(passed(&mut rate, T.plus(10)), 1);
        assert_eq!(passed(&mut rate, T.plus(35)), 2);
        assert_eq!(rate.take(T.plus(35)), Err(5));
        assert!(!rate.is_full(T.plus(129)));
        assert!(rate.is_full(T.plus(130)));
    }

    #[test]
    fn a_pause_of_a_minute_makes_it_full() {
        let mut rate = WriteRate::full(OF_USER, T);
        passed(&mut rate, T);
        assert!(!rate.is_full(T.plus(59)));
        assert!(rate.is_full(T.plus(60)));
    }

    #[test]
    fn a_clock_that_was_set_back_neither_gives_nor_takes() {
        let mut rate = WriteRate::full(OF_USER, T);
        passed(&mut rate, T);
        assert_eq!(rate.take(T.plus(-86_400)), Err(1));
        assert_eq!(passed(&mut rate, T.plus(-86_395)), 5);
    }
}
