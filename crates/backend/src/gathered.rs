//! Security events that cost whoever causes them nothing but a request: they are gathered, so that a flood of them is one statement
//! a second for an account and kind, not one a request.

use domain::{SecurityEventKind, Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Accounts and kinds to remember; beyond that, those without anything to be written are forgotten.
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

#[derive(Debug)]
struct Waiting {
    /// When something was written last.
    written: Timestamp,
    sum: Option<Sum>,
}

/// What is still to be written.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Mutex<HashMap<Key, Waiting>>);

impl Gathered {
    /// Adds one event; returns what to write now: nothing if something of the same was written in the same second.
    pub(crate) fn add(&self, event: Sum) -> Vec<Sum> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.retain(|_, one| one.sum.is_some());
        }
        let key = (event.user, event.kind);
        let written = event.at;
        let Some(one) = waiting.get_mut(&key) else {
            waiting.insert(key, Waiting { written, sum: None });
            return vec![event];
        };
        if one.written == event.at {
            let before = one.sum.take().map_or(0, |sum| sum.count);
            let count = before + event.count;
            one.sum = Some(Sum { count, ..event });
            return Vec::new();
        }
        one.written = written;
        one.sum.take().into_iter().chain([event]).collect()
    }

    /// Everything that is still to be written.
    pub(crate) fn take(&self) -> Vec<Sum> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .values_mut()
            .filter_map(|one| one.sum.take())
            .collect()
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
    fn of_many_in_a_second_the_first_is_written_at_once_and_the_rest_with_the_next_one() {
        let gathered = Gathered::default();
        assert_eq!(gathered.add(refused(5)), [refused(5)]);
        for _ in 0..3 {
            assert_eq!(gathered.add(refused(5)), []);
        }
        let rest = Sum {
            count: 3,
            ..refused(5)
        };
        assert_eq!(gathered.add(refused(9)), [rest, refused(9)]);
        assert_eq!(gathered.take(), []);
    }

    #[test]
    fn the_rest_can_be_had_without_a_next_one_and_once() {
        let gathered = Gathered::default();
        gathered.add(refused(5));
        gathered.add(refused(5));
        assert_eq!(gathered.take(), [refused(5)]);
        assert_eq!(gathered.take(), []);
    }

    #[test]
    fn accounts_are_counted_apart_and_do_not_fill_the_memory() {
        let gathered = Gathered::default();
        for user in 0..3 * MOST {
            let user = Some(UserId::new(i64::try_from(user).unwrap()));
            let event = Sum { user, ..refused(5) };
            assert_eq!(gathered.add(event.clone()), [event]);
        }
        assert!(gathered.0.lock().unwrap().len() <= MOST);
    }
}
