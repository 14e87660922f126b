//! Password hashing: Argon2id, off the async threads, at most as many at once as there are cores.

mod argon;
mod common;

use crate::error::{Error, Result};
pub use argon::{Cost, Verified};
use argon::{Memory, of_nobody};
use domain::NewPassword;
use domain::password::normalise;
use domain::problem::Problem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Seconds after which a client that found no room should retry.
const COME_BACK: i64 = 5;
/// How long the memory is kept when nothing is hashed.
const QUIET: Duration = Duration::from_secs(10);

/// Hashes and verifies. Each hash takes 19 MiB ([`Cost::PRESENT`]): limiting how many run limits the memory too, and limiting how
/// many wait limits the time. The memory is kept as long as people sign in.
#[derive(Debug, Clone)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
    at_once: u32,
    room: usize,
    memory: Arc<Memory>,
    dummy: Arc<str>,
}

impl Hasher {
    /// A hasher that runs at most `at_once` hashes of this cost and lets at most `waiting` more wait.
    pub fn new(cost: Cost, at_once: u32, waiting: u32) -> Result<Self> {
        let at_once = at_once.max(1);
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let room = size(at_once.saturating_add(waiting)).min(Semaphore::MAX_PERMITS);
        Ok(Self {
            permits: Arc::new(Semaphore::new(size(at_once).min(room))),
            places: Arc::new(Semaphore::new(room)),
            room,
            computed: Arc::default(),
            at_once,
            memory: Arc::new(Memory::new(cost)),
            dummy: of_nobody(cost)?.into(),
        })
    }

    /// How many hashes have been computed so far.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::SeqCst)
    }

    /// How many hashes run or wait now.
    pub fn queued(&self) -> usize {
        self.room - self.places.available_permits()
    }

    /// How many hashes run now.
    pub fn running(&self) -> usize {
        let at_once = usize::try_from(self.at_once).unwrap_or(usize::MAX);
        at_once.saturating_sub(self.permits.available_permits())
    }

    /// Keeps every hash waiting as long as the value lives, so that tests can act in between.
    pub async fn hold(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.permits)
            .acquire_many_owned(self.at_once)
            .await
            .map_err(|e| Error::internal("hashing", e))
    }

    /// Hashes a chosen password; returns the PHC form. Every chosen password passes through here,
    /// so this is where a common one is refused.
    pub async fn hash(&self, password: &NewPassword) -> Result<String> {
        let secret = Zeroizing::new(password.reveal().to_owned());
        self.run(move |memory| {
            if common::is_common(&secret) {
                return Err(Problem::PasswordCommon.into());
            }
            memory.hash(&secret)
        })
        .await?
    }

    /// Hashes any secret; returns the PHC form.
    pub async fn hash_secret(&self, secret: String) -> Result<String> {
        let secret = Zeroizing::new(secret);
        self.run(move |memory| memory.hash(&secret)).await?
    }

    /// A hash that nothing matches.
    pub(crate) fn hash_of_nobody(&self) -> &str {
        &self.dummy
    }

    /// Compares the input with a stored hash. Without a hash the same work is done on one that
    /// nothing matches, so that the time does not reveal whether there is an account.
    pub async fn verify(&self, typed: &str, stored: Option<&str>) -> Result<Verified> {
        let typed = Zeroizing::new(normalise(typed));
        let known = stored.is_some();
        let hash = stored.unwrap_or(&self.dummy).to_owned();
        let verified = self
            .run(move |memory| memory.verify(&typed, &hash))
            .await??;
        Ok(Verified {
            right: verified.right && known,
            ..verified
        })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Memory) -> T + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Error::Busy {
                retry_after: COME_BACK,
            })?;
        let permits = Arc::clone(&self.permits);
        let permit = permits
            .acquire_owned()
            .await
            .map_err(|e| Error::internal("hashing", e))?;
        let computed = Arc::clone(&self.computed);
        let memory = Arc::clone(&self.memory);
        // The client may have gone by the end: the memory is given back all the same.
        let (hasher, runtime) = (self.clone(), Handle::current());
        tokio::task::spawn_blocking(move || {
            let result = work(&memory);
            computed.fetch_add(1, Ordering::SeqCst);
            drop((permit, place));
            if hasher.queued() == 0 {
                runtime.spawn(hasher.give_back_when_quiet());
            }
            result
        })
        .await
        .map_err(|e| Error::internal("hashing", e))
    }

    /// Gives the memory back unless something is hashed within some time.
    async fn give_back_when_quiet(self) {
        let so_far = self.computed();
        tokio::time::sleep(QUIET).await;
        if self.computed() == so_far {
            self.memory.give_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_verifies_in_every_spelling_of_its_characters() {
        let hasher = Hasher::new(Cost::PRESENT, 2, 8).unwrap();
        let password = NewPassword::parse("une phrase très longue", &[]).unwrap();
        let hash = hasher.hash(&password).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let right = hasher
            .verify("une phrase tre\u{300}s longue", Some(&hash))
            .await
            .unwrap();
        assert_eq!(
            right,
            Verified {
                right: true,
                outdated: false
            }
        );
        assert!(
            !hasher
                .verify("une phrase tres longue", Some(&hash))
                .await
                .unwrap()
                .right
        );
    }

    /// A millisecond less than [`QUIET`].
    const ALMOST: Duration = Duration::from_millis(9_999);

    #[tokio::test(start_paused = true)]
    async fn memory_is_kept_while_people_sign_in_and_given_back_when_nobody_does() {
        let hasher = Hasher::new(Cost::PRESENT, 2, 8).unwrap();
        let sign_in = || hasher.verify("geheim", None);
        for _ in 0..3 {
            sign_in().await.unwrap();
            tokio::time::sleep(ALMOST).await;
            assert_eq!(hasher.memory.kept(), 1);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
        assert_eq!(hasher.memory.kept(), 0);
        let gone = tokio::time::timeout(Duration::ZERO, sign_in()).await;
        assert!(gone.is_err(), "it left before the hash was done");
        while hasher.queued() > 0 || hasher.memory.kept() == 0 {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(QUIET + Duration::from_millis(1)).await;
        assert_eq!(hasher.memory.kept(), 0);
        let (one, other) = tokio::join!(sign_in(), sign_in());
        assert!(!one.unwrap().right && !other.unwrap().right);
        assert!(hasher.memory.kept() > 0);
    }

    #[tokio::test]
    async fn a_common_password_is_not_hashed() {
        let password = NewPassword::parse("passwordpassword", &[]).unwrap();
        assert!(matches!(
            Hasher::new(Cost::PRESENT, 1, 8)
                .unwrap()
                .hash(&password)
                .await,
            Err(Error::Refused(Problem::PasswordCommon))
        ));
    }

    #[tokio::test]
    async fn without_a_hash_nothing_is_right_and_one_hash_is_computed() {
        let hasher = Hasher::new(Cost::PRESENT, 1, 8).unwrap();
        for typed in ["", "une phrase très longue"] {
            assert!(!hasher.verify(typed, None).await.unwrap().right);
        }
        assert_eq!(hasher.computed(), 2);
    }

    #[tokio::test]
    async fn an_account_without_a_hash_is_not_opened_by_the_one_that_stands_in_for_it() {
        let hasher = Hasher::new(Cost::PRESENT, 1, 8).unwrap();
        let hash = hasher.hash_secret("geheim".to_owned()).await.unwrap();
        let hasher = Hasher {
            dummy: hash.into(),
            ..hasher
        };
        assert!(!hasher.verify("geheim", None).await.unwrap().right);
    }
}
