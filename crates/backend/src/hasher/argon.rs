//! Argon2id (RFC 9106) in the PHC string format, in memory that can be reused for the next hash:
//! fresh memory has to be mapped and cleared first.

use crate::error::{Error, Result};
use crate::token::random;
use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The cost of a hash (RFC 9106 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    memory: u32,
    /// Passes over the memory.
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// The cost in every installation (OWASP Password Storage Cheat Sheet).
    pub const PRESENT: Self = Self::new(19_456, 2, 1);
    /// The minimum that Argon2 allows. For tests that are not about hashing, which would otherwise spend most of their time on it
    /// (`layers.toml`).
    pub const NEXT_TO_NOTHING: Self = Self::new(8, 1, 1);

    const fn new(memory: u32, passes: u32, lanes: u32) -> Self {
        Self {
            memory,
            passes,
            lanes,
        }
    }

    fn params(self) -> Result<Params> {
        Params::new(self.memory, self.passes, self.lanes, None)
            .map_err(|e| Error::internal("Argon2", e))
    }
}

/// The outcome of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The password was right.
    pub right: bool,
    /// The hash costs less than today's and should be computed again.
    pub outdated: bool,
}

/// The memory for hashes: as many blocks as were in use at once since they were last given back.
#[derive(Debug)]
pub(super) struct Memory {
    cost: Cost,
    pieces: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    /// No blocks yet, for hashes of this cost.
    pub(super) fn new(cost: Cost) -> Self {
        let pieces = Mutex::default();
        Self { cost, pieces }
    }

    fn pieces(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives unused blocks back to the system.
    pub(super) fn give_back(&self) {
        self.pieces().clear();
    }

    /// How many blocks are kept.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.pieces().len()
    }

    /// Hashes with its cost and a new salt; returns the PHC form.
    pub(super) fn hash(&self, secret: &str) -> Result<String> {
        let salt = new_salt()?;
        let (algorithm, version, params) =
            (Algorithm::Argon2id, Version::V0x13, self.cost.params()?);
        let argon = Argon2::new(algorithm, version, params.clone());
        let output = self.compute(&argon, secret, salt.as_salt(), Params::DEFAULT_OUTPUT_LEN)?;
        phc(&params, &salt, output)
    }

    /// Compares the input with a stored hash, using the parameters of the hash.
    pub(super) fn verify(&self, typed: &str, stored: &str) -> Result<Verified> {
        let unreadable = |e| Error::internal("reading a hash", e);
        let hash = PasswordHash::new(stored).map_err(unreadable)?;
        let params = Params::try_from(&hash).map_err(unreadable)?;
        let algorithm = Algorithm::try_from(hash.algorithm).map_err(unreadable)?;
        let version = hash.version.unwrap_or(Version::V0x10.into());
        let version =
            Version::try_from(version).map_err(|e| Error::internal("reading a hash", e))?;
        let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else {
            return Err(Error::internal(
                "reading a hash",
                "it has no salt or no output",
            ));
        };
        let argon = Argon2::new(algorithm, version, params.clone());
        let output = self.compute(&argon, typed, salt, expected.len())?;
        let today = self.cost;
        Ok(Verified {
            // Compared in constant time.
            right: output == expected,
            outdated: params.m_cost() < today.memory
                || params.t_cost() < today.passes
                || params.p_cost() < today.lanes,
        })
    }

    fn compute(
        &self,
        argon: &Argon2<'_>,
        secret: &str,
        salt: Salt<'_>,
        length: usize,
    ) -> Result<Output> {
        let mut bytes = [0; Salt::MAX_LENGTH];
        let salt = salt
            .decode_b64(&mut bytes)
            .map_err(|e| Error::internal("reading a salt", e))?;
        let mut piece = self.pieces().pop().unwrap_or_default();
        let blocks = argon.params().block_count();
        if piece.len() < blocks {
            piece = vec![Block::new(); blocks];
        }
        let output = Output::init_with(length, |out| {
            argon
                .hash_password_into_with_memory(secret.as_bytes(), salt, out, &mut piece)
                .map_err(Into::into)
        });
        self.pieces().push(piece);
        output.map_err(|e| Error::internal("hashing", e))
    }
}

/// A hash of this cost that matches no password: its output is random.
pub(super) fn of_nobody(cost: Cost) -> Result<String> {
    let output = Output::new(&random::<{ Params::DEFAULT_OUTPUT_LEN }>()?)
        .map_err(|e| Error::internal("hashing", e))?;
    phc(&cost.params()?, &new_salt()?, output)
}

fn new_salt() -> Result<SaltString> {
    SaltString::encode_b64(&random::<16>()?).map_err(|e| Error::internal("salt", e))
}

fn phc(params: &Params, salt: &SaltString, output: Output) -> Result<String> {
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|e| Error::internal("hashing", e))?,
        salt: Some(salt.as_salt()),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    fn by_the_library(memory: u32, passes: u32, lanes: u32, secret: &str) -> String {
        let params = Params::new(memory, passes, lanes, None).unwrap();
        let other = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let salt = SaltString::encode_b64(b"0123456789abcdef").unwrap();
        let hash = other.hash_password(secret.as_bytes(), &salt).unwrap();
        hash.to_string()
    }

    #[test]
    fn what_is_hashed_here_is_verified_by_the_library_and_the_other_way_round() {
        let memory = Memory::new(Cost::PRESENT);
        let ours = memory.hash("secret").unwrap();
        let library = Argon2::default();
        let read = PasswordHash::new(&ours).unwrap();
        assert!(library.verify_password(b"secret", &read).is_ok());
        assert!(library.verify_password(b"Secret", &read).is_err());
        let Cost {
            memory: kib,
            passes,
            lanes,
        } = Cost::PRESENT;
        let theirs = by_the_library(kib, passes, lanes, "secret");
        assert!(memory.verify("secret", &theirs).unwrap().right);
        assert!(!memory.verify("Secret", &theirs).unwrap().right);
    }

    #[test]
    fn hashes_with_more_and_with_less_memory_take_turns_in_the_same_piece() {
        let memory = Memory::new(Cost::PRESENT);
        for (kib, passes, lanes) in [(64, 1, 1), (256, 2, 2), (64, 3, 1), (8, 1, 1), (256, 1, 1)] {
            let hash = by_the_library(kib, passes, lanes, "secret");
            assert!(memory.verify("secret", &hash).unwrap().right, "{hash}");
            assert!(!memory.verify("other", &hash).unwrap().right, "{hash}");
            assert_eq!(memory.kept(), 1);
        }
        memory.give_back();
        assert_eq!(memory.kept(), 0);
    }

    #[test]
    fn a_hash_with_a_weaker_parameter_is_outdated_and_one_with_stronger_ones_is_not() {
        let Cost {
            memory,
            passes,
            lanes,
        } = Cost::PRESENT;
        let cases = [
            ((memory - 1, passes, lanes), true),
            ((memory, passes - 1, lanes), true),
            ((memory, passes, lanes), false),
            ((memory + 1, passes, lanes), false),
            ((memory, passes + 1, lanes), false),
            ((memory, passes, lanes + 1), false),
        ];
        for ((kib, passes, lanes), outdated) in cases {
            let hash = by_the_library(kib, passes, lanes, "secret");
            let verified = Memory::new(Cost::PRESENT).verify("secret", &hash).unwrap();
            let expected = Verified {
                right: true,
                outdated,
            };
            assert_eq!(verified, expected, "{hash}");
        }
    }

    #[test]
    fn the_hash_of_nobody_is_under_todays_parameters_and_another_one_each_time() {
        let hash = of_nobody(Cost::PRESENT).unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_ne!(hash, of_nobody(Cost::PRESENT).unwrap());
        let verified = Memory::new(Cost::PRESENT).verify("", &hash).unwrap();
        let expected = Verified {
            right: false,
            outdated: false,
        };
        assert_eq!(verified, expected);
    }

    #[test]
    fn what_is_no_hash_is_an_error() {
        for stored in ["", "secret", "$argon2id$v=19$m=19456,t=2,p=1", "$scrypt$x"] {
            assert!(
                Memory::new(Cost::PRESENT).verify("secret", stored).is_err(),
                "{stored}"
            );
        }
    }
}
