//! The lines of the log about events that cost their caller nothing but a request: after the first one, a line a minute for each
//! kind, account and network stands for all of them.

use domain::log_line::LogLine;
use domain::network::network_of;
use domain::{SecurityEventKind, Timestamp, UserId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

/// Series to keep apart; beyond that, events of further accounts and networks are one series for each kind.
const MOST: usize = 256;

/// Kind, account and network of a series; neither of the latter where it stands for many.
type Key = (SecurityEventKind, Option<UserId>, String);

/// A line to be written, for one event or for several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub kind: SecurityEventKind,
    pub user: Option<UserId>,
    /// The address of the last event.
    pub address: String,
    pub count: u64,
}

/// The series that are not over.
#[derive(Debug, Default)]
pub(crate) struct LogLines(Mutex<HashMap<Key, (LogLine, String)>>);

impl LogLines {
    /// One more event: its line, if it has one.
    pub(crate) fn note(
        &self,
        kind: SecurityEventKind,
        user: Option<UserId>,
        address: &str,
        at: Timestamp,
    ) -> Option<Due> {
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = (kind, user, network_of(address));
        if series.len() >= MOST && !series.contains_key(&key) {
            key = (kind, None, String::new());
        }
        let user = key.1;
        let count = match series.entry(key) {
            Entry::Vacant(place) => {
                place.insert((LogLine::first(at), address.to_owned()));
                1
            }
            Entry::Occupied(mut found) => {
                let (line, last) = found.get_mut();
                address.clone_into(last);
                line.another(at)?
            }
        };
        Some(Due {
            kind,
            user,
            address: address.to_owned(),
            count,
        })
    }

    /// The lines that have become due since; forgets the series that are over.
    pub(crate) fn take_due(&self, now: Timestamp) -> Vec<Due> {
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = series
            .iter_mut()
            .filter_map(|((kind, user, _), (line, address))| {
                let count = line.due(now)?;
                Some(Due {
                    kind: *kind,
                    user: *user,
                    address: address.clone(),
                    count,
                })
            });
        let due = due.collect();
        series.retain(|_, (line, _)| !line.is_over(now));
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: SecurityEventKind = SecurityEventKind::Throttled;
    const T: Timestamp = Timestamp::from_unix(10_000);

    fn count(lines: &LogLines, address: &str, at: Timestamp) -> Option<u64> {
        let user = Some(UserId::new(1));
        lines.note(KIND, user, address, at).map(|due| due.count)
    }

    #[test]
    fn attack_29_a_flood_of_waits_is_a_line_a_minute_for_an_account_and_network() {
        let lines = LogLines::default();
        assert_eq!(count(&lines, "192.0.2.7", T), Some(1));
        for _ in 0..1_000 {
            assert_eq!(count(&lines, "192.0.2.9", T.plus(1)), None);
        }
        assert_eq!(count(&lines, "198.51.100.7", T.plus(1)), Some(1));
        assert_eq!(lines.take_due(T.plus(59)), []);
        let due = Due {
            kind: KIND,
            user: Some(UserId::new(1)),
            address: "192.0.2.9".to_owned(),
            count: 1_000,
        };
        assert_eq!(lines.take_due(T.plus(60)), [due]);
        assert_eq!(count(&lines, "192.0.2.7", T.plus(61)), None);
    }

    #[test]
    fn attack_29_many_networks_neither_fill_the_memory_nor_write_a_line_each() {
        let lines = LogLines::default();
        let address = |number: usize| format!("10.{}.{}.1", number / 256, number % 256);
        let written = (0..10 * MOST).filter_map(|number| count(&lines, &address(number), T));
        assert_eq!(written.count(), MOST + 1);
        let rest = lines.take_due(T.plus(60));
        let left_out: u64 = rest.iter().map(|due| due.count).sum();
        assert_eq!((rest.len(), left_out), (1, 9 * MOST as u64 - 1));
        lines.take_due(T.plus(120));
        assert!(lines.0.lock().unwrap().is_empty());
    }
}
