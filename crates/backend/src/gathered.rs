//! Security events that cost their caller nothing but a request: they are gathered in memory and written once a second, so that
//! a flood of them is one statement for an account and kind, and no answer waits for it. If answers did, the first one of a second
//! for an account would take longer, and tell that there is the account.
//!
//! What open windows are to be told of wrong passwords is gathered too: its numbers are in the order of the commits, for which
//! a change has to wait for all others.

use domain::{Event, SecurityEventKind, Timestamp, UserId};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Sums, and events for windows, to keep; beyond that, those of further accounts are of no account in particular.
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
pub(crate) struct Gathered {
    sums: Mutex<HashMap<Key, Sum>>,
    told: Mutex<HashSet<Event>>,
}

impl Gathered {
    /// Adds events of one account and kind.
    pub(crate) fn add(&self, event: Sum) {
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// Adds what open windows are to be told; the same is told once.
    pub(crate) fn tell(&self, events: impl IntoIterator<Item = Event>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            let is_full = told.len() >= MOST && !told.contains(&event);
            told.insert(if is_full {
                Event::for_all(event.kind)
            } else {
                event
            });
        }
    }

    /// Everything that open windows are still to be told.
    pub(crate) fn take_told(&self) -> Vec<Event> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *told).into_iter().collect()
    }

    /// Every sum that is still to be written.
    pub(crate) fn take(&self) -> Vec<Sum> {
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *sums).into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::EventKind;

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

    #[test]
    fn windows_are_told_the_same_once_and_of_too_many_accounts_in_general() {
        let gathered = Gathered::default();
        let about = |user| Event::about(EventKind::Attempts, UserId::new(user));
        gathered.tell([about(1), about(1)]);
        assert_eq!(gathered.take_told(), [about(1)]);
        assert_eq!(gathered.take_told(), []);
        gathered.tell((0..3_000).map(about));
        let told = gathered.take_told();
        assert_eq!(told.len(), MOST + 1);
        assert!(told.contains(&Event::for_all(EventKind::Attempts)));
    }
}
