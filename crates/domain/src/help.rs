//! How much one of the helpdesk gives to others: with a link or a code an account is opened, and with a reset its user is locked out, so
//! a thief of that role must not reach everybody in an afternoon, nor fill a mailbox.

use crate::handover::Means;
use crate::timestamp::Timestamp;

/// What somebody of the helpdesk does for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// Gives a link or an access code.
    Giving(Means),
    /// Resets the second factor.
    Reset,
}

/// Users whom one of the helpdesk helps within [`HOUR`] seconds, at the most.
pub const MOST_IN_HOUR: usize = 30;
/// Users whom one of the helpdesk helps within [`DAY`] seconds, at the most.
pub const MOST_IN_DAY: usize = 100;
/// From this many users within [`HOUR`] seconds on, all admins are told.
pub const TOLD_FROM: usize = 10;
/// See [`MOST_IN_HOUR`].
pub const HOUR: i64 = 3_600;
/// See [`MOST_IN_DAY`].
pub const DAY: i64 = 86_400;
/// The least number of seconds until the same is done again for the same user, who gets a mail each time.
pub const PAUSE: i64 = 60;

/// When one of the helpdesk last helped users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Helped {
    /// The user who is to be helped.
    pub user: Option<Timestamp>,
    /// Each other user.
    pub others: Vec<Timestamp>,
}

impl Helped {
    /// From when the user may be helped, if not now: within an hour or a day that is one user too many.
    pub fn too_many(&self, now: Timestamp) -> Option<Timestamp> {
        let bounds = [(MOST_IN_HOUR, HOUR), (MOST_IN_DAY, DAY)];
        let ends = bounds.map(|(most, within)| self.end(most, within, now));
        ends.into_iter().flatten().max()
    }

    /// How many users are helped within the hour, with this one.
    pub fn in_the_hour(&self, now: Timestamp) -> usize {
        1 + self.others_within(HOUR, now).count()
    }

    /// Whether the user was helped within the hour already.
    pub fn is_again(&self, now: Timestamp) -> bool {
        self.user.is_some_and(|at| is_within(at, HOUR, now))
    }

    /// The moment from which fewer than `most` others were helped within `within` seconds, so that the user may be one more; none where it is so
    /// now, or the user is one of them already.
    fn end(&self, most: usize, within: i64, now: Timestamp) -> Option<Timestamp> {
        if self.user.is_some_and(|at| is_within(at, within, now)) {
            return None;
        }
        let mut others: Vec<i64> = self.others_within(within, now).collect();
        others.sort_unstable_by(|one, other| other.cmp(one));
        let leaves = others.get(most.saturating_sub(1)).copied();
        leaves.map(|at| Timestamp::from_unix(at).plus(within))
    }

    /// When each of them was helped, up to now: a moment to come is of a clock that was set back.
    fn others_within(&self, within: i64, now: Timestamp) -> impl Iterator<Item = i64> {
        let recent = self
            .others
            .iter()
            .filter(move |at| is_within(**at, within, now));
        recent.map(move |at| at.unix().min(now.unix()))
    }
}

/// When the same may be done for the same user again, if not now.
pub fn pause(last: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let last = last.filter(|at| is_within(*at, PAUSE, now))?;
    Some(last.min(now).plus(PAUSE))
}

fn is_within(at: Timestamp, seconds: i64, now: Timestamp) -> bool {
    at > now.plus(-seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(1_000_000);

    /// One user after the other, that many seconds apart, the last of them at `T`.
    fn helped(users: usize, apart: i64) -> Helped {
        let others = (0..users).map(|user| T.plus(-apart * i64::try_from(user).unwrap()));
        Helped {
            user: None,
            others: others.collect(),
        }
    }

    #[test]
    fn attack_25_thirty_users_are_helped_in_an_hour_and_the_next_when_the_first_of_them_is_an_hour_ago()
     {
        assert_eq!(helped(29, 10).too_many(T), None);
        let full = helped(30, 10);
        assert_eq!(full.too_many(T), Some(T.plus(HOUR - 290)));
        assert_eq!(full.too_many(T.plus(HOUR - 291)), Some(T.plus(HOUR - 290)));
        assert_eq!(full.too_many(T.plus(HOUR - 290)), None);
        assert_eq!(helped(40, 10).too_many(T), Some(T.plus(HOUR - 290)));
    }

    #[test]
    fn attack_25_a_hundred_users_are_helped_in_a_day() {
        assert_eq!(helped(99, 200).too_many(T), None);
        let full = helped(100, 200);
        assert_eq!(full.too_many(T), Some(T.plus(DAY - 99 * 200)));
        assert_eq!(full.too_many(T.plus(DAY - 99 * 200)), None);
        let both = helped(100, 10);
        assert_eq!(both.too_many(T), Some(T.plus(DAY - 990)));
    }

    #[test]
    fn who_was_helped_already_is_no_further_user() {
        let again = |ago: i64, others: Helped| Helped {
            user: Some(T.plus(-ago)),
            ..others
        };
        assert_eq!(again(HOUR - 1, helped(30, 10)).too_many(T), None);
        let hour = again(HOUR, helped(30, 10)).too_many(T);
        assert_eq!(hour, Some(T.plus(HOUR - 290)));
        assert_eq!(again(DAY - 1, helped(100, 200)).too_many(T), None);
        assert!(again(DAY, helped(100, 200)).too_many(T).is_some());
        assert!(again(HOUR - 1, helped(0, 0)).is_again(T));
        assert!(!again(HOUR, helped(0, 0)).is_again(T) && !helped(9, 1).is_again(T));
        assert_eq!(again(1, helped(9, 1)).in_the_hour(T), TOLD_FROM);
        assert_eq!(helped(9, HOUR / 4).in_the_hour(T), 5);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nobody_wait_for_longer() {
        let ahead = Helped {
            user: None,
            others: vec![T.plus(50_000); MOST_IN_HOUR],
        };
        assert_eq!(ahead.too_many(T), Some(T.plus(HOUR)));
        assert_eq!(pause(Some(T.plus(50_000)), T), Some(T.plus(PAUSE)));
    }

    #[test]
    fn the_same_is_done_again_for_a_user_after_a_minute() {
        assert_eq!(pause(None, T), None);
        assert_eq!(pause(Some(T), T.plus(59)), Some(T.plus(PAUSE)));
        assert_eq!(pause(Some(T), T.plus(60)), None);
    }
}
