//! How long to wait after wrong codes and passwords (NIST SP 800-63B-4 §3.2.2, ASVS 5.0 V6.3.1).

use crate::timestamp::Timestamp;

/// From this many consecutive failures on, each one is followed by a delay.
pub const FREE_FAILURES: i32 = 5;
/// At this many consecutive failures the factor is disabled until an admin resets it.
pub const MAX_FAILURES: i32 = 100;
/// From this many wrong passwords in an hour on, a network is slowed down for every account.
pub const FREE_NETWORK_FAILURES: i32 = 50;
/// Seconds over which the wrong passwords of a network are counted.
pub const NETWORK_WINDOW: i64 = 3_600;
/// The maximum number of turns that a network is promised in advance: an hour of them.
pub const MAX_TURNS: u64 = 120;
/// Seconds for which a promised turn is kept once it has come.
pub const TURN_KEPT: i64 = 300;
/// Mails with a link to another password for one account in [`ASKED_WINDOW`] seconds, as asked for by a known device of its, and as
/// many as asked for by all other browsers together.
pub const ASKED_MAILS: u64 = 3;
/// Seconds over which these mails, and the requests for them from a network, are counted.
pub const ASKED_WINDOW: i64 = 3_600;
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
    last.map_or(Attempt::Allowed, |last| after(last, delay(failures), now))
}

/// Whether `delay` seconds have passed since `last`. Setting the clock back shortens no delay: the
/// delay then counts from now.
fn after(last: Timestamp, delay: i64, now: Timestamp) -> Attempt {
    let from = last.min(now);
    if now.since(from) < delay {
        Attempt::Wait(from.plus(delay))
    } else {
        Attempt::Allowed
    }
}

/// Whether a password may be tried at `now` after `failures` wrong ones from the same network for
/// the same account: delays like those of codes, but never a lock, which a stranger could cause.
pub fn password_attempt(failures: i32, last: Option<Timestamp>, now: Timestamp) -> Attempt {
    attempt(failures.min(MAX_FAILURES - 1), last, now)
}

/// Whether a password may be tried for an account by a browser that the account does not know, after `failures` wrong ones in a
/// row by all such browsers together, from whatever network (NIST SP 800-63B-4 §3.2.2). Browsers that have signed in before are
/// counted singly, so this locks out nobody who has one.
pub const fn account_attempt(failures: i32) -> Attempt {
    if failures >= MAX_FAILURES {
        Attempt::Disabled
    } else {
        Attempt::Allowed
    }
}

/// When the next turn of a network is that has used up its free attempts: 30 s after the one before it. `last` is the latest turn
/// that was promised, or the last attempt.
pub fn next_turn(last: Timestamp, now: Timestamp) -> Timestamp {
    last.max(now.plus(-FIRST_DELAY)).plus(FIRST_DELAY)
}

/// Whether a network that has guessed wrong this many times since `first` may still try a password for every account at once: fifty
/// an hour are free, as many people may share a network.
pub fn is_free_network(failures: i32, first: Timestamp, now: Timestamp) -> bool {
    failures < FREE_NETWORK_FAILURES || now.since(first) >= NETWORK_WINDOW
}

/// Whether a network may try a password for any account at all, after `failures` wrong ones since
/// `first`: beyond the free ones, one in 30 s.
pub fn network_attempt(
    failures: i32,
    first: Timestamp,
    last: Timestamp,
    now: Timestamp,
) -> Attempt {
    if is_free_network(failures, first, now) {
        Attempt::Allowed
    } else {
        after(last, FIRST_DELAY, now)
    }
}

/// Seconds to wait after this many consecutive failures: 30 s at the fifth, doubled with each
/// further one, an hour at most.
pub fn delay(failures: i32) -> i64 {
    match failures - FREE_FAILURES {
        over if over < 0 => 0,
        over if over > 6 => LONGEST_DELAY,
        over => FIRST_DELAY << over,
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

    #[test]
    fn wrong_passwords_slow_down_like_codes_and_never_lock() {
        assert_eq!(password_attempt(4, Some(T), T), Attempt::Allowed);
        assert_eq!(password_attempt(5, Some(T), T), Attempt::Wait(T.plus(30)));
        assert_eq!(
            password_attempt(1_000, Some(T), T.plus(3_599)),
            Attempt::Wait(T.plus(3_600))
        );
        assert_eq!(
            password_attempt(1_000, Some(T), T.plus(3_600)),
            Attempt::Allowed
        );
    }

    #[test]
    fn a_hundred_wrong_passwords_by_unknown_browsers_are_the_last() {
        assert_eq!(account_attempt(99), Attempt::Allowed);
        assert_eq!(account_attempt(100), Attempt::Disabled);
    }

    #[test]
    fn turns_follow_each_other_every_thirty_seconds() {
        assert_eq!(next_turn(T, T), T.plus(30));
        assert_eq!(next_turn(T.plus(90), T), T.plus(120));
        assert_eq!(next_turn(T, T.plus(20)), T.plus(30));
        assert_eq!(next_turn(T, T.plus(300)), T.plus(300));
    }

    #[test]
    fn a_network_has_fifty_wrong_passwords_an_hour_and_then_one_in_thirty_seconds() {
        let at = |failures, last, now| network_attempt(failures, T, T.plus(last), T.plus(now));
        assert_eq!(at(49, 10, 10), Attempt::Allowed);
        assert_eq!(at(50, 10, 10), Attempt::Wait(T.plus(40)));
        assert_eq!(at(50, 10, 39), Attempt::Wait(T.plus(40)));
        assert_eq!(at(50, 10, 40), Attempt::Allowed);
        assert_eq!(at(500, 3_599, 3_600), Attempt::Allowed);
        assert_eq!(at(50, 10, 5), Attempt::Wait(T.plus(35)));
    }
}
