//! The hash of an entry: over itself, its position in the log and the hash of the previous entry.

use domain::fold::{fold, search_key};
use sha2::{Digest, Sha256};
use store::entity::audit_entry;

/// The version of entries whose detail is a text.
pub(super) const TEXT: i32 = 1;
/// The last version of entries that name people without their addresses.
const WITHOUT_ADDRESSES: i32 = 2;
/// The version of new entries: the detail is the JSON of a [`domain::AuditDetail`] (since 2), people have addresses (since 3).
pub(super) const PRESENT: i32 = 3;

/// The content of one entry, from a row or about to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content<'a> {
    pub version: i32,
    pub at: i64,
    pub action: &'a str,
    pub actor_id: Option<i64>,
    pub actor_name: &'a str,
    pub actor_email: &'a str,
    pub target_id: Option<i64>,
    pub target_name: &'a str,
    pub target_email: &'a str,
    pub detail: &'a str,
    pub address: &'a str,
}

impl<'a> From<&'a audit_entry::Model> for Content<'a> {
    fn from(row: &'a audit_entry::Model) -> Self {
        Self {
            version: row.version,
            at: row.at.unix(),
            action: &row.action,
            actor_id: row.actor_id.map(|id| id.get()),
            actor_name: &row.actor_name,
            actor_email: &row.actor_email,
            target_id: row.target_id.map(|id| id.get()),
            target_name: &row.target_name,
            target_email: &row.target_email,
            detail: &row.detail,
            address: &row.address,
        }
    }
}

/// SHA-256 of the entry that is the `number`th of the log (from 1), after the one with the hash `previous`. The version comes
/// first. Every field is preceded by its length, so that no two entries give the same bytes.
pub(super) fn hash(previous: &[u8], number: i64, content: &Content<'_>) -> Vec<u8> {
    let mut hasher = Sha256::new();
    // One byte, as before; no entry has a version that does not fit.
    hasher.update([u8::try_from(content.version).unwrap_or(u8::MAX)]);
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    field(previous);
    field(&number.to_be_bytes());
    field(&content.at.to_be_bytes());
    field(content.action.as_bytes());
    field(&optional(content.actor_id));
    field(content.actor_name.as_bytes());
    field(&optional(content.target_id));
    field(content.target_name.as_bytes());
    field(content.detail.as_bytes());
    field(content.address.as_bytes());
    if content.version > WITHOUT_ADDRESSES {
        field(content.actor_email.as_bytes());
        field(content.target_email.as_bytes());
    }
    hasher.finalize().to_vec()
}

impl Content<'_> {
    /// What a search for the actor looks at.
    pub(super) fn actor_key(&self) -> String {
        Self::key(self.actor_name, self.actor_email)
    }

    /// The same for the target.
    pub(super) fn target_key(&self) -> String {
        Self::key(self.target_name, self.target_email)
    }

    fn key(name: &str, email: &str) -> String {
        if email.is_empty() {
            fold(name)
        } else {
            search_key(name, email)
        }
    }

    /// Whether it has only what its version hashes.
    pub(super) fn is_hashed_whole(&self) -> bool {
        self.version > WITHOUT_ADDRESSES
            || (self.actor_email.is_empty() && self.target_email.is_empty())
    }
}

/// Nothing, or eight bytes.
fn optional(id: Option<i64>) -> Vec<u8> {
    id.map(|id| id.to_be_bytes().to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENT: Content<'_> = Content {
        version: TEXT,
        at: 1_800_000_000,
        action: "factors-reset",
        actor_id: Some(1),
        actor_name: "Ada Byron",
        actor_email: "ada@exemple.fr",
        target_id: Some(2),
        target_name: "Léa Lefèvre",
        target_email: "lea@exemple.fr",
        detail: "lost phone",
        address: "192.0.2.7",
    };

    /// The hash in hexadecimal.
    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }

    #[test]
    fn the_encoding_is_the_one_that_older_entries_were_written_with() {
        assert_eq!(
            hex(&hash(&[0; 32], 1, &CONTENT)),
            "12518dded7b28d8f7aad2fc7ff6eecfbd38b1fce97f957e22c1c5fe76a29994b"
        );
    }

    #[test]
    fn every_field_and_the_place_count() {
        let none = Content {
            actor_id: None,
            ..CONTENT
        };
        let zero = Content {
            actor_id: Some(0),
            ..CONTENT
        };
        let moved = Content {
            actor_name: "Ada",
            target_name: " ByronLéa Lefèvre",
            ..CONTENT
        };
        let swapped = Content {
            actor_id: Some(2),
            target_id: Some(1),
            ..CONTENT
        };
        let shifted = Content {
            detail: "lost phone1",
            address: "92.0.2.7",
            ..CONTENT
        };
        let later = Content {
            at: CONTENT.at + 1,
            ..CONTENT
        };
        let other = Content {
            action: "invited",
            ..CONTENT
        };
        let json = Content {
            version: PRESENT,
            ..CONTENT
        };
        let renamed = Content {
            actor_email: "ada@exemple.fr1",
            target_email: "ea@exemple.fr",
            ..json
        };
        let unnamed = Content {
            actor_email: "",
            ..json
        };
        let all = [
            CONTENT, none, zero, moved, swapped, shifted, later, other, json, renamed, unnamed,
        ];
        let mut hashes: Vec<Vec<u8>> = all
            .iter()
            .map(|content| hash(&[0; 32], 1, content))
            .collect();
        hashes.push(hash(&[0; 32], 2, &CONTENT));
        hashes.push(hash(&[1; 32], 1, &CONTENT));
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), 13);
    }

    #[test]
    fn what_an_older_version_does_not_hash_is_not_there() {
        assert!(!CONTENT.is_hashed_whole());
        let unnamed = Content {
            actor_email: "",
            target_email: "",
            ..CONTENT
        };
        assert!(unnamed.is_hashed_whole());
        assert!(
            Content {
                version: PRESENT,
                ..CONTENT
            }
            .is_hashed_whole()
        );
    }
}
