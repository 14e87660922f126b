//! What this machine has seen of the log, kept beside the key file: a database that is older, or another one, is noticed.

use super::seal::{Seal, judge, judge_in, sealed};
use super::walk::ChainCheck;
use crate::access::Manager;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::vault::Vault;
use std::fmt::Write;
use store::Connection;
use store::entity::audit_head::Model;

/// The ending of the file's name, after that of the key file.
const ENDING: &str = ".seen";

/// The end of the log that was seen last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    database: String,
    entries: i64,
    last_id: i64,
    /// In hexadecimal.
    hash: String,
}

/// What this machine can say of a log by what it has seen of it, whatever its seal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// Up to this entry it is the log that was seen.
    Until(i64),
    /// This entry, the last one that was seen, is gone or says something else.
    Differs(i64),
}

/// Why this database is not what the machine has seen. The text is for the administrator of the machine.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The log ends earlier than it did, or differently.
    #[error(
        "the database is older than what this machine has seen ({seen} entries of the audit log, now {found}): it was restored from a backup, or its audit log was cut off. After a restore, run `bouclier restore`, which ends what the backup would bring back"
    )]
    Older {
        /// Entries that were seen.
        seen: i64,
        /// Entries that are there.
        found: i64,
    },
    /// The entry that was seen last is not there, or says something else.
    #[error(
        "the audit log is not the one that this machine has seen: entry {0} is gone or was changed. `bouclier audit verify` says more"
    )]
    Rewritten(i64),
    /// The seal was taken away.
    #[error(
        "the audit log has lost its seal: something other than Bouclier has changed it. `bouclier audit verify` says more"
    )]
    Unsealed,
    /// The seal is not Bouclier's. Nothing stops because of it.
    #[error(
        "the end of the audit log was set by something other than Bouclier: all before it may have been written anew"
    )]
    FalseSeal,
    /// It is another database.
    #[error(
        "this machine has seen another database with this key file. After a restore of a backup that an older version of Bouclier has made, run `bouclier restore`, which ends what the backup would bring back. If it is another database on purpose, remove the file {0}"
    )]
    Other(String),
    /// The database or the file failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Seen {
    fn of(head: &Model) -> Self {
        Self {
            database: head.database.clone(),
            entries: head.entries,
            last_id: head.last_id,
            hash: hex(&head.hash),
        }
    }

    /// The four words of the file.
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut word = || words.next();
        Some(Self {
            database: word()?.to_owned(),
            entries: word()?.parse().ok()?,
            last_id: word()?.parse().ok()?,
            hash: word()?.to_owned(),
        })
    }

    fn text(&self) -> String {
        let Self {
            database,
            entries,
            last_id,
            hash,
        } = self;
        format!("{database} {entries} {last_id} {hash}\n")
    }
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The text of the file beside the key, if there is one.
fn seen_text(vault: &Vault) -> Result<Option<String>> {
    let text = vault.read_beside(ENDING);
    text.map_err(|error| failed(&error.to_string()))
}

/// What the file beside the key says; nothing if there is none. A file that cannot be read is an error: it does not say less
/// than none.
fn seen(vault: &Vault) -> Result<Option<Seen>> {
    let text = seen_text(vault)?;
    text.map(|text| read(vault, &text)).transpose()
}

fn read(vault: &Vault, text: &str) -> Result<Seen> {
    Seen::parse(text).ok_or_else(|| {
        let file = vault.beside(ENDING);
        failed(&format!(
            "{} has another form: remove it, after a look at the log",
            file.display()
        ))
    })
}

fn failed(cause: &str) -> Error {
    Error::internal("reading what was seen of the audit log", cause)
}

/// Whether the log is older than what this machine has seen, or another one.
pub(crate) async fn is_as_seen(db: &impl Connection, vault: &Vault) -> Result<(), LogError> {
    match seen(vault)? {
        None => Ok(()),
        Some(seen) => compare(db, vault, &seen).await,
    }
}

async fn compare(db: &impl Connection, vault: &Vault, seen: &Seen) -> Result<(), LogError> {
    let head = store::audit_head::read(db).await.map_err(Error::from)?;
    if head.database != seen.database {
        return Err(LogError::Other(vault.beside(ENDING).display().to_string()));
    }
    if head.seal.is_none() {
        return Err(LogError::Unsealed);
    }
    if head.entries < seen.entries {
        return Err(LogError::Older {
            seen: seen.entries,
            found: head.entries,
        });
    }
    if !leads_to(db, seen, &head).await? {
        return Err(LogError::Rewritten(seen.last_id));
    }
    Ok(())
}

/// The hash of the entry that was seen last, if that stands where it did, as it was.
async fn seen_hash(db: &impl Connection, seen: &Seen) -> Result<Option<Vec<u8>>> {
    let hash = match seen.entries {
        0 => Some(vec![0; 32]),
        _ => store::audit::hash_of(db, seen.last_id).await?,
    };
    Ok(hash.filter(|hash| hex(hash) == seen.hash))
}

/// Whether that entry is there, and the chain leads from it to this end: an entry that is left standing while the log goes on from an
/// earlier one is no part of the chain.
async fn leads_to(db: &impl Connection, seen: &Seen, head: &Model) -> Result<bool> {
    let Some(hash) = seen_hash(db, seen).await? else {
        return Ok(false);
    };
    let mut check = ChainCheck {
        last_id: Some(seen.last_id),
        hash,
        entries: seen.entries,
    };
    Ok(check.follow(db, head).await?.is_none() && check.is_at(head))
}

/// The same, and whether the end of the log is one that Bouclier has put there.
pub(crate) async fn is_trusted(db: &impl Connection, vault: &Vault) -> Result<(), LogError> {
    is_as_seen(db, vault).await?;
    let head = store::audit_head::read(db).await.map_err(Error::from)?;
    match judge_in(db, vault, &head).await? {
        Seal::Broken => Err(LogError::FalseSeal),
        Seal::Whole | Seal::Missing | Seal::OfAnotherKey => Ok(()),
    }
}

impl Backend {
    /// Compares the log with what this machine has seen of it; the first start on a new database, or on one from before the seal,
    /// seals it. To be called at every start.
    pub async fn meet_log(&self) -> Result<(), LogError> {
        match seen(&self.vault)? {
            None => {
                self.seal_first().await?;
            }
            Some(seen) => compare(self.db.read(), &self.vault, &seen).await?,
        }
        self.remember_log().await;
        Ok(())
    }

    /// The same for a command that is there for a log that is not as it was: it goes on.
    pub async fn meet_log_as_it_is(&self) -> Result<()> {
        match self.meet_log().await {
            Err(LogError::Failed(error)) => Err(error),
            _ => Ok(()),
        }
    }

    /// Whether this machine has seen this log, and it goes on from there: then no backup has taken its place.
    pub async fn log_is_as_seen(&self) -> Result<bool> {
        let Some(seen) = seen(&self.vault)? else {
            return Ok(false);
        };
        match compare(self.db.read(), &self.vault, &seen).await {
            Ok(()) => Ok(true),
            Err(LogError::Failed(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Seals a restored log that comes from before the seal; returns how many entries were taken over as they stand, if it did. Not where
    /// this machine has seen the seal of that database: then it was taken away.
    pub async fn seal_restored_log(&self) -> Result<Option<i64>> {
        let head = self.head().await?;
        match seen(&self.vault)? {
            Some(seen) if seen.database == head.database => Ok(None),
            _ => self.seal_first().await,
        }
    }

    /// Seals the end of a log of which nobody has seen anything and nothing was written since the migration; returns its length, if it
    /// did. Of several processes that start at once one does.
    async fn seal_first(&self) -> Result<Option<i64>> {
        let tx = self.db.begin().await?;
        let head = store::audit_head::lock(&tx).await?;
        if head.seal.is_some() || head.entries != head.adopted {
            return Ok(None);
        }
        let sealed = sealed(&self.vault, head.clone())?;
        store::audit_head::advance(&tx, &head, &sealed).await?;
        store::commit(tx).await?;
        Ok(Some(head.entries))
    }

    /// Keeps the present end of the log beside the key file, as long as it goes on from what was seen: that never goes back, and a log
    /// that contradicts it is a line of the log each time. A file that cannot be written stops nothing.
    pub async fn remember_log(&self) {
        match self.try_to_remember().await {
            Ok(()) => {}
            Err(LogError::Failed(error)) => tracing::warn!(
                error.cause = crate::error::with_causes(&error),
                "what was seen of the audit log cannot be kept beside the key file"
            ),
            Err(contradiction) => tracing::error!("{contradiction}"),
        }
    }

    async fn try_to_remember(&self) -> Result<(), LogError> {
        let before = seen_text(&self.vault)?;
        is_trusted(self.db.read(), &self.vault).await?;
        let head = self.head().await?;
        let seen = before.as_deref().map(|text| read(&self.vault, text));
        let seen = seen.transpose()?;
        let newer = seen.is_none_or(|seen| seen.entries < head.entries);
        if !newer || judge(&self.vault, &head) != Seal::Whole {
            return Ok(());
        }
        // Another process that has written it since has seen at least as much, or tries again in a minute as this one does.
        self.vault
            .replace_beside(ENDING, before.as_deref(), &Seen::of(&head).text())
            .map_err(|e| Error::internal("keeping what was seen of the audit log", e))?;
        Ok(())
    }

    /// What this machine can say of a log whose chain holds; nothing if it has seen no entry. The hash of an entry is over all entries
    /// before it, so one that was seen stands for them.
    pub async fn vouched(&self, _manager: &Manager) -> Result<Option<Vouched>> {
        let Some(seen) = seen(&self.vault)?.filter(|seen| seen.entries > 0) else {
            return Ok(None);
        };
        let is_there = seen_hash(self.db.read(), &seen).await?.is_some();
        Ok(Some(if is_there {
            Vouched::Until(seen.last_id)
        } else {
            Vouched::Differs(seen.last_id)
        }))
    }

    /// Forgets what this machine has seen of the log: the database is older on purpose.
    pub fn forget_log(&self) -> Result<()> {
        self.vault
            .remove_beside(ENDING)
            .map_err(|e| Error::internal("forgetting what was seen of the audit log", e))
    }

    pub(super) async fn head(&self) -> Result<Model> {
        Ok(store::audit_head::read(self.db.read()).await?)
    }
}
