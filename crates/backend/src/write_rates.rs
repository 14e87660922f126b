//! The rate at which each user may change something, in the memory of this process.

use domain::write_rate::{OF_SESSION, OF_USER, WriteBound, WriteRate};
use domain::{SessionId, Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Those whose changes are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Writer {
    /// All open sessions of a user.
    User(UserId),
    /// A session that is not open yet: it may be of somebody who has the password alone, and must not use up what the user has.
    Waiting(SessionId),
    /// What throws a stranger out, in a session of a user whose other sessions have used up what the user may change.
    Securing(SessionId),
}

impl Writer {
    const fn bound(self) -> WriteBound {
        match self {
            Self::User(_) | Self::Waiting(_) => OF_USER,
            Self::Securing(_) => OF_SESSION,
        }
    }
}

/// The maximum number of writers who are remembered, each for a minute or two after the last change. Should there be more at once, further
/// ones are not bounded: that is not the work of one user.
const MOST: usize = 10_000;

/// The writers who have changed something lately.
#[derive(Debug, Default)]
pub(crate) struct WriteRates(Mutex<HashMap<Writer, WriteRate>>);

impl WriteRates {
    /// One more change; an error is the number of seconds to wait for it.
    pub(crate) fn take(&self, writer: Writer, now: Timestamp) -> Result<(), i64> {
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() >= MOST && !rates.contains_key(&writer) {
            rates.retain(|_, rate| !rate.is_full(now));
            if rates.len() >= MOST {
                return Ok(());
            }
        }
        let full = || WriteRate::full(writer.bound(), now);
        rates.entry(writer).or_insert_with(full).take(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(10_000);

    #[test]
    fn attack_31_users_are_counted_apart_and_do_not_fill_the_memory() {
        let rates = WriteRates::default();
        let user = |number: usize| Writer::User(UserId::new(i64::try_from(number).unwrap()));
        for _ in 0..60 {
            rates.take(user(0), T).unwrap();
        }
        for number in 1..2 * MOST {
            rates.take(user(number), T).unwrap();
        }
        assert!(rates.take(user(0), T).is_err());
        assert_eq!(rates.0.lock().unwrap().len(), MOST);
        // Those who have paused are forgotten when there is no room.
        rates.take(user(MOST), T.plus(60)).unwrap();
        assert_eq!(rates.0.lock().unwrap().len(), 1);
    }
}
