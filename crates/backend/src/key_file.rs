//! The key file and the database belong together: a start with the wrong key, or without it, would
//! lock out every user with a factor, and replacing the key would hide the reason.

#[cfg(test)]
mod tests;

use crate::error::{Error, Result};
use crate::factor::{recovery, totp};
use crate::vault::{self, KeyFileError, Vault};
use domain::UserId;
use std::path::Path;
use store::factor::owner;
use store::totp::latest_of_next_key;
use store::{Connection, Db, commit, key_check, sealed_code};

/// Why the secrets in the database cannot be opened. Nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key file, and the database has been used with one.
    #[error(
        "it is missing, and the database has been used with one: restore it, or copy it from the machine that has it"
    )]
    Missing,
    /// The file has none of the keys with which the secrets were sealed.
    #[error(
        "it does not open what is sealed in the database: it is the key of another installation, or was not copied from the machine that has rotated the keys"
    )]
    Wrong,
    /// The file lacks one of several keys with which secrets were sealed.
    #[error(
        "it lacks a key with which some secrets in the database were sealed: restore the file that has it"
    )]
    Incomplete,
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Which tables with something sealed a database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    /// None yet.
    None,
    /// Those of a version before factors had a table of their own.
    AllButFactors,
    /// Those of today.
    All,
}

/// A sealed secret of the database.
struct Sealed {
    purpose: &'static str,
    user: UserId,
    secret: Vec<u8>,
}

/// The purpose of the value that tells whether a key belongs to the database. It belongs to no
/// user.
const CHECK: &str = "check";
const NOBODY: UserId = UserId::new(0);

/// Opens the key file of a database. On the first start, when nothing is sealed yet, it is created:
/// of several processes that start at once with a folder each, by one.
pub async fn open_vault(db: &Db, path: &Path) -> Result<Vault, KeyError> {
    if check(db.read()).await?.is_some() {
        return open_with(&one_secret_of_each_key(db.read()).await?, path);
    }
    let tx = db.begin_on(CHECK.as_bytes()).await.map_err(Error::from)?;
    let sealed = one_secret_of_each_key(&tx).await?;
    let vault = if sealed.is_empty() && !is_there(path)? {
        Vault::create(path)?
    } else {
        open_with(&sealed, path)?
    };
    seal_check(&tx, &vault).await?;
    commit(tx).await.map_err(Error::from)?;
    Ok(vault)
}

/// Opens the key file without creating or changing anything, and tries it on what is sealed in the
/// database, if that has its tables. `None` where there is no key and nothing is sealed.
pub(crate) async fn compare(
    db: &impl Connection,
    has: Tables,
    path: &Path,
) -> Result<Option<Vault>, KeyError> {
    let sealed = match has {
        Tables::None => Vec::new(),
        Tables::AllButFactors => secrets_but_of_apps(db).await?,
        Tables::All => one_secret_of_each_key(db).await?,
    };
    if sealed.is_empty() {
        let there = is_there(path)?;
        return Ok(there.then(|| Vault::open(path)).transpose()?);
    }
    open_with(&sealed, path).map(Some)
}

/// Puts a new key before the others, unless the file no longer belongs to the database: then
/// another machine has rotated the keys, and its file has to be copied here first.
pub(crate) async fn add_key(db: &Db, vault: &Vault) -> Result<(), Error> {
    let tx = db.begin_on(CHECK.as_bytes()).await.map_err(Error::from)?;
    if let Some(check) = check(&tx).await?
        && !opens(vault, &check)
    {
        return Err(Error::internal("rotating the keys", KeyError::Wrong));
    }
    vault
        .add_key()
        .map_err(|e| Error::internal("rotating the keys", e))?;
    seal_check(&tx, vault).await?;
    Ok(commit(tx).await?)
}

/// Whether a key file belongs to the database: it opens the check value, which was sealed at the
/// last rotation.
pub(crate) async fn belongs(db: &Db, vault: &Vault) -> Result<bool, Error> {
    let check = key_check::find(db.read()).await?;
    Ok(check.is_none_or(|check| vault.opens_check(&check)))
}

async fn check(db: &impl Connection) -> Result<Option<Sealed>, Error> {
    let sealed = key_check::find(db).await?;
    Ok(sealed.map(|secret| Sealed {
        purpose: CHECK,
        user: NOBODY,
        secret,
    }))
}

/// Seals the check value with the current key.
async fn seal_check(db: &impl Connection, vault: &Vault) -> Result<(), Error> {
    Ok(key_check::save(db, vault.seal_check()?).await?)
}

fn is_there(path: &Path) -> Result<bool, KeyFileError> {
    Ok(path.try_exists()?)
}

fn open_with(sealed: &[Sealed], path: &Path) -> Result<Vault, KeyError> {
    if !is_there(path)? {
        return Err(KeyError::Missing);
    }
    let vault = Vault::open(path)?;
    let opened = sealed.iter().filter(|sealed| opens(&vault, sealed)).count();
    if opened == sealed.len() {
        Ok(vault)
    } else if opened == 0 {
        Err(KeyError::Wrong)
    } else {
        Err(KeyError::Incomplete)
    }
}

fn opens(vault: &Vault, sealed: &Sealed) -> bool {
    vault
        .unseal(sealed.purpose, sealed.user, &sealed.secret)
        .is_ok()
}

/// The latest secret of every key that has sealed something in a table: one per key is enough, and
/// a missing key is better found now than by a user at the sign-in. Reads from key to key, however
/// many secrets there are.
async fn one_secret_of_each_key(db: &impl Connection) -> Result<Vec<Sealed>> {
    let mut found = Vec::new();
    let mut after = Vec::new();
    while let Some(row) = latest_of_next_key(db, &after).await? {
        // Without an owner it is gone by now: the latest one of this key is another.
        let Some(user) = owner(db, *row.factor_id).await? else {
            continue;
        };
        after = key_of(&row.sealed_secret);
        found.push(Sealed {
            purpose: totp::PURPOSE,
            user,
            secret: row.sealed_secret,
        });
    }
    found.extend(secrets_but_of_apps(db).await?);
    Ok(found)
}

/// The same without those of authenticator apps.
async fn secrets_but_of_apps(db: &impl Connection) -> Result<Vec<Sealed>> {
    let mut found = Vec::new();
    let mut after = Vec::new();
    while let Some(row) = sealed_code::latest_of_next_key(db, &after).await? {
        let secret = row.sealed_code.unwrap_or_default();
        after = key_of(&secret);
        found.push(Sealed {
            purpose: recovery::PURPOSE,
            user: *row.user_id,
            secret,
        });
    }
    found.extend(check(db).await?);
    Ok(found)
}

/// The id of the key that sealed something.
fn key_of(sealed: &[u8]) -> Vec<u8> {
    sealed.iter().take(vault::KEY_ID).copied().collect()
}
