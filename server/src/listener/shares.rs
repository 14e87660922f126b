//! How many connections each network has.

use domain::network::network_of;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The connections of each network that has some.
#[derive(Debug, Clone)]
pub struct Shares {
    most: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// One connection of a network, until it is dropped.
#[derive(Debug)]
pub struct Share(Option<(Shares, String)>);

impl Shares {
    /// At most this many connections of each network.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            taken: Arc::default(),
        }
    }

    /// Counts a connection from this address; `None` if its network has its most. A connection that is not `bounded` is not
    /// counted.
    pub fn take(&self, address: IpAddr, bounded: bool) -> Option<Share> {
        if !bounded {
            return Some(Share(None));
        }
        let network = network_of(&address.to_string());
        let mut counts = self.counts();
        let taken = counts.entry(network.clone()).or_default();
        if *taken >= self.most {
            return None;
        }
        *taken += 1;
        drop(counts);
        Some(Share(Some((self.clone(), network))))
    }

    fn give_back(&self, network: &str) {
        let mut counts = self.counts();
        if let Some(taken) = counts.get_mut(network) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                counts.remove(network);
            }
        }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if let Some((shares, network)) = &self.0 {
            shares.give_back(network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shares;

    #[test]
    fn a_network_has_its_share_and_leaves_the_others_theirs() {
        let shares = Shares::new(2);
        let take = |address: &str| shares.take(address.parse().unwrap(), true);
        let held = [take("192.0.2.1"), take("::ffff:192.0.2.200")];
        assert!(held.iter().all(Option::is_some));
        assert!(take("192.0.2.9").is_none());
        assert!(take("192.0.3.9").is_some());
        assert!(take("2001:db8::1").is_some());
        drop(held);
        assert!(take("192.0.2.9").is_some());
    }

    #[test]
    fn nothing_is_kept_of_a_network_that_has_gone() {
        let shares = Shares::new(1);
        drop(shares.take("192.0.2.1".parse().unwrap(), true));
        assert!(shares.counts().is_empty());
    }

    #[test]
    fn a_proxy_has_no_limit() {
        let shares = Shares::new(0);
        assert!(shares.take("10.0.0.1".parse().unwrap(), true).is_none());
        assert!(shares.take("10.0.0.1".parse().unwrap(), false).is_some());
    }
}
