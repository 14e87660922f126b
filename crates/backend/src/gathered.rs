//! Security events that cost whoever causes them nothing but a request: they are gathered in memory and written once a second, so that
//! a flood of them is one statement for an account and kind, and no answer waits for it. If answers did, the first one of a second
//! for an account would take longer, and tell that there is the account.

use domain::{SecurityEventKind, Timestamp, UserId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

/// Sums to keep; beyond that, events of further accounts are summed as those of no account.
const MOST: usize = 1_024;

type Key = (Option<UserId>, SecurityEventKind);

/// How many events of a kind an account has, still to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    pub user: Option<UserId>,
    pub kind: SecurityEventKind,
    pub count: u64,
    pub at: Timestamp,
    pub address: String,
}

/// What is still to be written.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Mutex<HashMap<Key, Sum>>);

impl Gathered {
    /// Adds events of one account and kind.
    pub(crate) fn add(&self, event: Sum) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = (event.user, event.kind);
        let is_full = sums.len() >= MOST && !sums.contains_key(&known);
        let user = if is_full { None } else { event.user };
        let event = Sum { user, ..event };
        match sums.entry((user, event.kind)) {
            Entry::Vacant(place) => {
                place.insert(event);
            }
            Entry::Occupied(mut sum) => {
                let count = sum.get().count + event.count;
                let newer = if event.at < sum.get().at {
                    sum.get().clone()
                } else {
                    event
                };
                sum.insert(Sum { count, ..newer });
            }
        }
    }

    /// Everything that is still to be written.
    pub(crate) fn take(&self) -> Vec<Sum> {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *sums).into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(at: i64) -> Sum {
        Sum {
            user: Some(UserId::new(1)),
            kind: SecurityEventKind::Refused,
            count: 1,
            at: Timestamp::from_unix(at),
            address: "192.0.2.7".to_owned(),
        }
    }

    #[test]
    fn many_of_an_account_and_kind_are_one_sum_with_the_last_moment_and_can_be_had_once() {
        let gathered = Gathered::default();
        for at in [5, 9, 7] {
            gathered.add(refused(at));
        }
        let sum = Sum {
            count: 3,
            ..refused(9)
        };
        assert_eq!(gathered.take(), [sum]);
        assert_eq!(gathered.take(), []);
    }

    #[test]
    fn accounts_are_counted_apart_and_do_not_fill_the_memory() {
        let gathered = Gathered::default();
        for user in 0..3 * MOST {
            let user = Some(UserId::new(i64::try_from(user).unwrap()));
            gathered.add(Sum { user, ..refused(5) });
        }
        let sums = gathered.take();
        assert_eq!(sums.len(), MOST + 1);
        let events: u64 = sums.iter().map(|sum| sum.count).sum();
        assert_eq!(events, 3 * MOST as u64);
    }
}
