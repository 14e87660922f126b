//! Password hashing: Argon2id, off the async threads, no more at once than there are cores.

use crate::error::{Error, Result};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::NewPassword;
use domain::password::normalise;
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Memory in KiB, passes and lanes (OWASP Password Storage Cheat Sheet).
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Hashes and verifies. Each hash takes 19 MiB: bounding how many run bounds the memory too.
#[derive(Debug, Clone)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    dummy: Arc<str>,
}

/// The outcome of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The password was right.
    pub right: bool,
    /// The hash has weaker parameters than today's and should be made anew.
    pub outdated: bool,
}

impl Hasher {
    /// A hasher that runs at most `at_once` hashes.
    pub fn new(at_once: usize) -> Result<Self> {
        let dummy = hash_now("nobody has this password")?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(at_once.max(1))),
            dummy: dummy.into(),
        })
    }

    /// Hashes a chosen password; the PHC form.
    pub async fn hash(&self, password: &NewPassword) -> Result<String> {
        self.hash_secret(password.reveal().to_owned()).await
    }

    /// Hashes any secret; the PHC form.
    pub async fn hash_secret(&self, secret: String) -> Result<String> {
        let secret = Zeroizing::new(secret);
        self.run(move || hash_now(&secret)).await?
    }

    /// Compares what was typed with a stored hash. Without a hash the same work is done on one
    /// that nothing matches, so that the time does not tell whether there is an account.
    pub async fn verify(&self, typed: &str, stored: Option<&str>) -> Result<Verified> {
        let typed = Zeroizing::new(normalise(typed));
        let known = stored.is_some();
        let hash = stored.unwrap_or(&self.dummy).to_owned();
        let verified = self.run(move || verify_now(&typed, &hash)).await??;
        Ok(Verified {
            right: verified.right && known,
            ..verified
        })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permits = Arc::clone(&self.permits);
        let permit = permits
            .acquire_owned()
            .await
            .map_err(|e| Error::internal("hashing", e))?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(|e| Error::internal("hashing", e))
    }
}

fn argon2() -> Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params =
        Params::new(memory, passes, lanes, None).map_err(|e| Error::internal("Argon2", e))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(secret: &str) -> Result<String> {
    let salt = SaltString::encode_b64(&crate::token::random::<16>()?)
        .map_err(|e| Error::internal("salt", e))?;
    argon2()?
        .hash_password(secret.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|e| Error::internal("hashing", e))
}

fn verify_now(typed: &str, stored: &str) -> Result<Verified> {
    let hash = PasswordHash::new(stored).map_err(|e| Error::internal("reading a hash", e))?;
    let params = Params::try_from(&hash).map_err(|e| Error::internal("reading a hash", e))?;
    let (memory, passes, lanes) = COST;
    Ok(Verified {
        right: argon2()?.verify_password(typed.as_bytes(), &hash).is_ok(),
        outdated: params.m_cost() < memory || params.t_cost() < passes || params.p_cost() < lanes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_verifies_in_every_spelling_of_its_characters() {
        let hasher = Hasher::new(2).unwrap();
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

    #[tokio::test]
    async fn without_a_hash_nothing_is_right_not_even_the_dummys_password() {
        let hasher = Hasher::new(1).unwrap();
        assert!(
            !hasher
                .verify("nobody has this password", None)
                .await
                .unwrap()
                .right
        );
    }

    #[tokio::test]
    async fn a_hash_with_weaker_parameters_is_outdated() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, None).unwrap(),
        );
        let salt = SaltString::encode_b64(b"0123456789abcdef").unwrap();
        let hash = weak.hash_password(b"secret", &salt).unwrap().to_string();
        let verified = Hasher::new(1)
            .unwrap()
            .verify("secret", Some(&hash))
            .await
            .unwrap();
        assert_eq!(
            verified,
            Verified {
                right: true,
                outdated: true
            }
        );
    }
}
