//! The seal of the end of the log: who has the database alone cannot write a log that this program takes for its own.

use crate::error::{Error, Result};
use crate::vault::Vault;
use domain::UserId;
use store::Connection;
use store::entity::audit_head::Model;

/// The purpose of the seal. It belongs to no user.
const PURPOSE: &str = "audit-head";
const NOBODY: UserId = UserId::new(0);

/// What a seal says of the end of the log that it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seal {
    /// There is none: not yet, or not any more.
    Missing,
    /// The program has put this end here.
    Whole,
    /// Something else has.
    Broken,
    /// The key file lacks the key: another machine has rotated the keys.
    OfAnotherKey,
}

/// What the seal on an end says.
pub(super) fn judge(vault: &Vault, head: &Model) -> Seal {
    let Some(seal) = &head.seal else {
        return Seal::Missing;
    };
    match vault.unseal(PURPOSE, NOBODY, seal) {
        Ok(sealed) if *sealed == content(head) => Seal::Whole,
        Ok(_) => Seal::Broken,
        Err(_) if vault.knows(seal) => Seal::Broken,
        Err(_) => Seal::OfAnotherKey,
    }
}

/// The end with a seal on it.
pub(super) fn sealed(vault: &Vault, head: Model) -> Result<Model> {
    let seal = vault.seal(PURPOSE, NOBODY, &content(&head))?;
    Ok(Model {
        seal: Some(seal),
        ..head
    })
}

/// The same with what only the database knows: a seal of an unknown key is false where this key file has the key of the last rotation.
pub(super) async fn judge_in(db: &impl Connection, vault: &Vault, head: &Model) -> Result<Seal> {
    let seal = judge(vault, head);
    if seal != Seal::OfAnotherKey {
        return Ok(seal);
    }
    let check = store::key_check::find(db).await?;
    let is_ours = check.is_none_or(|check| vault.opens_check(&check));
    Ok(if is_ours { Seal::Broken } else { seal })
}

/// The end to which the log moves: sealed again where the present one is whole. Where it is not, nothing mends it: it stays as
/// it was, and is found.
pub(super) fn carried_on(vault: &Vault, present: Seal, to: Model) -> Result<Model> {
    match present {
        Seal::Whole => sealed(vault, to),
        Seal::Missing | Seal::Broken => Ok(to),
        Seal::OfAnotherKey => Err(Error::internal(
            "writing the audit log",
            "the key file lacks the key that has sealed it: copy it from the machine that has rotated the keys",
        )),
    }
}

/// What is sealed: each field after its length.
fn content(head: &Model) -> Vec<u8> {
    let numbers = [head.adopted, head.last_id, head.entries].map(i64::to_be_bytes);
    let [adopted, last_id, entries] = numbers.each_ref().map(<[u8; 8]>::as_slice);
    let mut content = Vec::new();
    for field in [
        head.database.as_bytes(),
        adopted,
        last_id,
        entries,
        &head.hash,
    ] {
        content.extend((field.len() as u64).to_be_bytes());
        content.extend(field);
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Model {
        Model {
            id: 1,
            last_id: 7,
            hash: vec![7; 32],
            entries: 6,
            adopted: 2,
            database: "0123".to_owned(),
            seal: None,
        }
    }

    fn vault(folder: &tempfile::TempDir, name: &str) -> Vault {
        Vault::create(&folder.path().join(name)).unwrap()
    }

    #[test]
    fn attack_34_a_seal_is_on_one_end_of_one_log_and_of_one_key_file() {
        let folder = tempfile::tempdir().unwrap();
        let vault_of_this = vault(&folder, "key");
        assert_eq!(judge(&vault_of_this, &head()), Seal::Missing);
        let whole = sealed(&vault_of_this, head()).unwrap();
        assert_eq!(judge(&vault_of_this, &whole), Seal::Whole);
        let same = whole.clone();
        for broken in [
            Model {
                last_id: 8,
                ..same.clone()
            },
            Model {
                hash: vec![8; 32],
                ..same.clone()
            },
            Model {
                entries: 7,
                ..same.clone()
            },
            Model {
                adopted: 6,
                ..same.clone()
            },
            Model {
                database: "0124".to_owned(),
                ..same.clone()
            },
            Model {
                seal: Some(Vec::new()),
                ..same.clone()
            },
            Model {
                seal: vault_of_this.seal("check", NOBODY, b"check").ok(),
                ..same
            },
        ] {
            let judged = judge(&vault_of_this, &broken);
            let expected = match broken.seal.as_ref().map(Vec::len) {
                Some(0) => Seal::OfAnotherKey,
                _ => Seal::Broken,
            };
            assert_eq!(judged, expected, "{broken:?}");
        }
        assert_eq!(judge(&vault(&folder, "other"), &whole), Seal::OfAnotherKey);
    }

    #[test]
    fn attack_34_what_something_else_has_written_is_not_sealed_later() {
        let folder = tempfile::tempdir().unwrap();
        let vault_of_this = vault(&folder, "key");
        let whole = sealed(&vault_of_this, head()).unwrap();
        let next = Model {
            entries: 7,
            ..whole.clone()
        };
        let moved =
            carried_on(&vault_of_this, judge(&vault_of_this, &whole), next.clone()).unwrap();
        assert_eq!(judge(&vault_of_this, &moved), Seal::Whole);
        let forged = Model {
            adopted: 6,
            ..whole.clone()
        };
        let moved =
            carried_on(&vault_of_this, judge(&vault_of_this, &forged), next.clone()).unwrap();
        assert_eq!(judge(&vault_of_this, &moved), Seal::Broken);
        assert!(carried_on(&vault_of_this, Seal::OfAnotherKey, next).is_err());
    }

    #[test]
    fn a_rotation_carries_the_seal_on() {
        let folder = tempfile::tempdir().unwrap();
        let vault_of_this = vault(&folder, "key");
        let whole = sealed(&vault_of_this, head()).unwrap();
        vault_of_this.add_key().unwrap();
        assert_eq!(judge(&vault_of_this, &whole), Seal::Whole);
        let moved =
            carried_on(&vault_of_this, judge(&vault_of_this, &whole), whole.clone()).unwrap();
        vault_of_this.add_key().unwrap();
        vault_of_this.remove_old_keys().unwrap();
        assert_eq!(judge(&vault_of_this, &moved), Seal::Whole);
        assert_eq!(judge(&vault_of_this, &whole), Seal::OfAnotherKey);
    }
}
