//! The rate at which each user may change something, in the memory of this process.

use domain::write_rate::WriteRate;
use domain::{Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The maximum number of users who are remembered, each for a minute after the last change. Should there be more at once, further
/// ones are not bounded: so many changes are not the work of one user.
const MOST: usize = 10_000;

/// The users who have changed something lately.
#[derive(Debug, Default)]
pub(crate) struct WriteRates(Mutex<HashMap<UserId, WriteRate>>);

impl WriteRates {
    /// One more change of a user; an error is the number of seconds to wait for it.
    pub(crate) fn take(&self, user: UserId, now: Timestamp) -> Result<(), i64> {
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() >= MOST && !rates.contains_key(&user) {
            rates.retain(|_, rate| !rate.is_full(now));
            if rates.len() >= MOST {
                return Ok(());
            }
        }
        let full = || WriteRate::full(now);
        rates.entry(user).or_insert_with(full).take(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(10_000);

    #[test]
    fn attack_31_users_are_counted_apart_and_do_not_fill_the_memory() {
        let rates = WriteRates::default();
        let user = |number: usize| UserId::new(i64::try_from(number).unwrap());
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
