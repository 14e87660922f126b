//! How long to wait after wrong codes (NIST SP 800-63B-4 §3.2.2, ASVS 5.0 V6.3.1).

use crate::timestamp::Timestamp;

/// From this many consecutive failures on, each one is followed by a delay.
pub const FREE_FAILURES: i32 = 5;
/// At this many consecutive failures the factor is disabled until an admin resets it.
pub const MAX_FAILURES: i32 = 100;
const FIRST_DELAY: i64 = 30;
const LONGEST_DELAY: i64 = 3_600;

/// Whether a code may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It may.
    Allowed,
    /// Not before this moment.
    Wait(Timestamp),
    /// Never again: an admin has to reset the factor.
    Disabled,
}

/// Whether a code may be tried at `now` after `failures` consecutive failures, the last of which
/// was at `last`.
pub fn attempt(failures: i32, last: Option<Timestamp>, now: Timestamp) -> Attempt {
    if failures >= MAX_FAILURES {
        return Attempt::Disabled;
    }
    let delay = delay(failures);
    match last {
        // A clock that was set back opens no door: the delay counts anew from the earlier time.
        Some(last) if delay > 0 && now < last => Attempt::Wait(now.plus(delay)),
        Some(last) if delay > 0 && now.since(last) < delay => Attempt::Wait(last.plus(delay)),
        _ => Attempt::Allowed,
    }
}

/// Seconds to wait after that many consecutive failures: 30 s at the fifth, doubled with each
/// further one, an hour at the most.
pub fn delay(failures: i32) -> i64 {
    match failures - FREE_FAILURES {
        over if over < 0 => 0,
        over if over > 7 => LONGEST_DELAY,
        over => (FIRST_DELAY << over).min(LONGEST_DELAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(10_000);

    #[test]
    fn four_failures_cost_nothing_and_the_fifth_costs_thirty_seconds() {
        assert_eq!(attempt(4, Some(T), T), Attempt::Allowed);
        assert_eq!(attempt(5, Some(T), T), Attempt::Wait(T.plus(30)));
        assert_eq!(attempt(5, Some(T), T.plus(29)), Attempt::Wait(T.plus(30)));
        assert_eq!(attempt(5, Some(T), T.plus(30)), Attempt::Allowed);
    }

    #[test]
    fn delays_double_up_to_an_hour() {
        let delays: Vec<i64> = (4..14).map(delay).collect();
        assert_eq!(delays, [0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(delay(99), 3600);
    }

    #[test]
    fn a_hundred_failures_disable_the_factor() {
        assert_eq!(attempt(99, Some(T), T.plus(3600)), Attempt::Allowed);
        assert_eq!(attempt(100, Some(T), T.plus(1_000_000)), Attempt::Disabled);
    }

    #[test]
    fn a_clock_set_back_neither_opens_the_door_nor_locks_it_for_long() {
        assert_eq!(attempt(5, Some(T.plus(3600)), T), Attempt::Wait(T.plus(30)));
        assert_eq!(attempt(0, Some(T.plus(3600)), T), Attempt::Allowed);
        assert_eq!(attempt(5, None, T), Attempt::Allowed);
    }
}
