//! Recovery codes: 80 random bits each, found by their first four letters, checked by Argon2id.

use crate::context::Backend;
use crate::error::{Error, Result};
use crate::token::random;
use data_encoding::BASE32_NOPAD;
use domain::{ProofKind, RecoveryCode, Timestamp, UserId};
use store::factor_attempt::forget;
use store::recovery_code::{self, New};
use store::{Connection, sealed_code};

/// Codes in a set.
pub(crate) const SET: usize = 10;
/// The purpose under which recovery codes are sealed.
pub(crate) const PURPOSE: &str = "recovery";

/// A code from 80 random bits.
pub(crate) fn from_bytes(bytes: [u8; 10]) -> Result<RecoveryCode> {
    RecoveryCode::parse(&BASE32_NOPAD.encode(&bytes))
        .map_err(|e| Error::internal("making a recovery code", e))
}

/// The codes of a set, from random bytes: no two share the letters that find their rows.
fn draw(mut bytes: impl FnMut() -> Result<[u8; 10]>) -> Result<Vec<RecoveryCode>> {
    let mut codes: Vec<RecoveryCode> = Vec::with_capacity(SET);
    while codes.len() < SET {
        let code = from_bytes(bytes()?)?;
        if codes.iter().all(|other| other.prefix() != code.prefix()) {
            codes.push(code);
        }
    }
    Ok(codes)
}

/// A set that its user has saved, and that no code matches: for sample data.
pub(crate) async fn insert_of_nobody(
    backend: &Backend,
    tx: &impl Connection,
    user: UserId,
    at: Timestamp,
) -> Result<()> {
    let mut codes = Vec::with_capacity(SET);
    for code in draw(random)? {
        codes.push(New {
            user,
            prefix: code.prefix().to_owned(),
            hash: backend.hasher.hash_of_nobody().to_owned(),
            sealed: backend
                .vault
                .seal(PURPOSE, user, code.as_str().as_bytes())?,
            at,
        });
    }
    recovery_code::insert(tx, codes).await?;
    mark_saved(tx, user).await?;
    Ok(())
}

/// A new set, hashed and sealed, ready to be stored. Hashing takes time: call it outside a
/// transaction.
pub(crate) async fn prepare(backend: &Backend, user: UserId, now: Timestamp) -> Result<Vec<New>> {
    let mut codes = Vec::with_capacity(SET);
    for code in draw(random)? {
        let text = code.as_str();
        codes.push(New {
            user,
            prefix: code.prefix().to_owned(),
            hash: backend.hasher.hash_secret(text.to_owned()).await?,
            sealed: backend.vault.seal(PURPOSE, user, text.as_bytes())?,
            at: now,
        });
    }
    Ok(codes)
}

/// Stores a set in place of the old one, which becomes worthless, as do the failures with it.
pub(crate) async fn replace(tx: &impl Connection, user: UserId, codes: Vec<New>) -> Result<()> {
    recovery_code::remove_of(tx, user).await?;
    recovery_code::insert(tx, codes).await?;
    Ok(forget(tx, user, ProofKind::RecoveryCode).await?)
}

/// The codes in readable form and when they were made, until their user has saved them; none after that.
pub(crate) async fn unsaved(
    backend: &Backend,
    user: UserId,
) -> Result<Option<(Vec<String>, Timestamp)>> {
    let rows = sealed_code::list_of(backend.db.read(), user).await?;
    let Some(made) = rows.first().map(|row| *row.created_at) else {
        return Ok(None);
    };
    let codes: Result<Vec<String>> = rows
        .iter()
        .filter_map(|row| row.sealed_code.as_ref())
        .map(|s| open(backend, user, s))
        .collect();
    Ok(Some((codes?, made)))
}

fn open(backend: &Backend, user: UserId, sealed: &[u8]) -> Result<String> {
    let text = backend.vault.unseal(PURPOSE, user, sealed)?;
    let text = String::from_utf8_lossy(&text);
    RecoveryCode::parse(&text)
        .map(|code| code.grouped())
        .map_err(|e| Error::internal("reading a recovery code", e))
}

/// Erases the readable form: from now on the codes can be used but no longer read. Returns whether
/// there was one.
pub(crate) async fn mark_saved(tx: &impl Connection, user: UserId) -> Result<bool> {
    Ok(sealed_code::erase(tx, user).await?)
}

/// The row of a matching code. Without a row of that prefix the same work is done.
pub(crate) async fn check(
    backend: &Backend,
    user: UserId,
    code: &RecoveryCode,
) -> Result<Option<i64>> {
    let row = recovery_code::find_unused(backend.db.read(), user, code.prefix()).await?;
    let hash = row.as_ref().map(|r| r.hash.as_str());
    let right = backend.hasher.verify(code.as_str(), hash).await?.right;
    Ok(row.filter(|_| right).map(|row| row.id))
}

/// Uses up a code in one statement, so that one of several simultaneous attempts wins; returns
/// whether this one did.
pub(crate) async fn consume(tx: &impl Connection, row: i64, now: Timestamp) -> Result<bool> {
    Ok(recovery_code::consume(tx, row, now).await?)
}

#[cfg(test)]
mod tests {
    use super::{SET, draw, from_bytes};

    #[test]
    fn eighty_bits_become_sixteen_letters_of_base32() {
        assert_eq!(from_bytes([0; 10]).unwrap().as_str(), "AAAAAAAAAAAAAAAA");
        assert_eq!(from_bytes([0xFF; 10]).unwrap().as_str(), "7777777777777777");
        // RFC 4648 §10: "fooba" is MZXW6YTB; twice makes ten bytes.
        assert_eq!(
            from_bytes(*b"foobafooba").unwrap().as_str(),
            "MZXW6YTBMZXW6YTB"
        );
    }
    #[test]
    fn a_code_that_begins_like_another_one_of_its_set_is_drawn_again() {
        // Each prefix occurs twice, with different endings.
        let mut drawn = 0_u8;
        let codes = draw(|| {
            drawn += 1;
            let mut bytes = [drawn / 2; 10];
            bytes[9] = drawn;
            Ok(bytes)
        });
        let codes = codes.unwrap();
        assert_eq!(codes.len(), SET);
        for (place, code) in codes.iter().enumerate() {
            let same = codes.iter().filter(|c| c.prefix() == code.prefix());
            assert_eq!(same.count(), 1, "{place}");
        }
    }
}
