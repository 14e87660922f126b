//! How much one user may change: a token bucket (RFC 2697 §3.1 has such a one for packets).

use crate::timestamp::Timestamp;

/// The number of changes at once after a pause. The longest series of forms that admins send by hand is far below.
pub const AT_ONCE: i64 = 60;
/// Seconds for each further one.
pub const PERIOD: i64 = 1;

/// The changes that a user may still make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteRate {
    left: i64,
    at: Timestamp,
}

impl WriteRate {
    /// Of a user who has changed nothing for long.
    pub const fn full(at: Timestamp) -> Self {
        Self { left: AT_ONCE, at }
    }

    /// One more change; an error is the number of seconds to wait for it.
    ///
    /// # Errors
    ///
    /// When none is left.
    pub fn take(&mut self, now: Timestamp) -> Result<(), i64> {
        *self = self.refilled(now);
        if self.left == 0 {
            return Err(PERIOD - now.since(self.at));
        }
        self.left -= 1;
        Ok(())
    }

    /// Whether it is as if nothing had been changed.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.refilled(now).left == AT_ONCE
    }

    /// With what has come since. A clock that was set back adds nothing.
    fn refilled(self, now: Timestamp) -> Self {
        let periods = now.since(self.at).max(0) / PERIOD;
        let left = self.left.saturating_add(periods).min(AT_ONCE);
        let at = if now < self.at || left == AT_ONCE {
            now
        } else {
            self.at.plus(periods * PERIOD)
        };
        Self { left, at }
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
        let mut rate = WriteRate::full(T);
        assert_eq!(passed(&mut rate, T), 60);
        assert_eq!(rate.take(T), Err(1));
        assert_eq!(passed(&mut rate, T.plus(1)), 1);
        assert_eq!(passed(&mut rate, T.plus(11)), 10);
        assert_eq!(passed(&mut rate, T.plus(10_000)), 60);
    }

    #[test]
    fn a_pause_of_a_minute_makes_it_full() {
        let mut rate = WriteRate::full(T);
        passed(&mut rate, T);
        assert!(!rate.is_full(T.plus(59)));
        assert!(rate.is_full(T.plus(60)));
    }

    #[test]
    fn a_clock_that_was_set_back_neither_gives_nor_takes() {
        let mut rate = WriteRate::full(T);
        passed(&mut rate, T);
        assert_eq!(rate.take(T.plus(-86_400)), Err(1));
        assert_eq!(passed(&mut rate, T.plus(-86_395)), 5);
    }
}
