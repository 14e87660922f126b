//! Verifies that the log is as it was written.

use super::seal::{Seal, judge_in};
use super::seen::{LogError, hex, is_as_seen};
use super::walk::{ChainCheck, STEP};
use crate::access::{Manager, Reader};
use crate::context::Backend;
use crate::error::Result;
use domain::Timestamp;
use std::fmt;
use store::audit;
use store::entity::{audit_entry, audit_head};
use tokio::sync::Mutex;

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Its content was changed.
    Changed,
    /// One or more entries before it are missing.
    Missing,
    /// It stands before an entry that was written earlier.
    Reordered,
    /// It was inserted and not written by Bouclier.
    Added,
    /// One or more entries after it are missing.
    CutOff,
    /// The end of the log, after this entry, has no seal.
    Unsealed,
    /// Something other than Bouclier has set the end of the log: all before it may have been written anew.
    FalseSeal,
    /// The end of the log was sealed with a key that is not in the key file.
    UnknownKey,
    /// This machine has seen a longer log.
    Older,
    /// This machine has seen another log.
    Rewritten,
}

/// The first entry at which the chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The number of the entry in the table; 0 if no entry is left.
    pub id: i64,
    /// What is wrong.
    pub flaw: Flaw,
}

/// The result of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// This many entries, each as it was written.
    Holds(u64),
    /// The chain is broken.
    Broken(Broken),
}

/// What was verified of the log for a reader, and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCheck {
    /// When.
    pub at: Timestamp,
    /// How many entries the log had then.
    pub entries: u64,
    /// The number of the last one in the table.
    pub last: i64,
    /// The hash at the end of the chain, in hexadecimal.
    pub head: String,
    /// Whether the chain was followed from its beginning to that end; else its end alone was verified: its seal, and whether it is the
    /// one that this machine has seen.
    pub is_followed: bool,
    /// What came out.
    pub verdict: Verdict,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id;
        match self.flaw {
            Flaw::Changed => write!(f, "entry {id} was changed"),
            Flaw::Missing => write!(f, "before entry {id} at least one entry is missing"),
            Flaw::Reordered => write!(f, "entry {id} is not in its place: the log was reordered"),
            Flaw::Added => write!(f, "entry {id} was added behind the back of the log"),
            Flaw::CutOff => write!(f, "the log is cut off at the end, after entry {id}"),
            Flaw::Unsealed => write!(f, "the end of the log, after entry {id}, has no seal"),
            Flaw::FalseSeal => write!(
                f,
                "the end of the log, after entry {id}, was set by something other than Bouclier: what this machine has not seen before may have been written anew"
            ),
            Flaw::UnknownKey => write!(
                f,
                "the end of the log, after entry {id}, is sealed with a key that is not in the key file"
            ),
            Flaw::Older => write!(
                f,
                "the log ends with entry {id}, but this machine has seen later ones"
            ),
            Flaw::Rewritten => write!(
                f,
                "the log that ends with entry {id} is not the one that this machine has seen"
            ),
        }
    }
}

/// One log at a time is followed for readers in this process: it keeps a core busy for seconds.
static FOLLOWING: Mutex<()> = Mutex::const_new(());

impl Backend {
    /// The hash at the end of the chain, in hexadecimal.
    pub async fn audit_head(&self, _manager: &Manager) -> Result<String> {
        Ok(hex(&self.head().await?.hash))
    }

    /// Checks the whole chain: every row of the table is an entry of it. Entries written meanwhile are not checked.
    pub async fn verify_audit(&self, _manager: &Manager) -> Result<Verdict> {
        self.follow_to(&self.head().await?).await
    }

    /// The same for a reader. A log of more than `most` entries is verified at its end alone, since following it costs what its length
    /// is.
    pub(crate) async fn check_log(&self, _reader: Reader<'_>, most: i64) -> Result<LogCheck> {
        let _turn = FOLLOWING.lock().await;
        let (at, head) = (self.now(), self.head().await?);
        let is_followed = head.entries <= most;
        let verdict = if is_followed {
            self.follow_to(&head).await?
        } else {
            self.as_sealed_and_seen(&head, head.entries).await?
        };
        Ok(LogCheck {
            at,
            entries: head.entries.unsigned_abs(),
            last: head.last_id,
            head: hex(&head.hash),
            is_followed,
            verdict,
        })
    }

    async fn follow_to(&self, head: &audit_head::Model) -> Result<Verdict> {
        let mut progress = ChainCheck::start();
        if let Some(row) = progress.follow(self.db.read(), head).await? {
            let id = row.id.get();
            let flaw = self.diagnose(progress, row, head).await?;
            return Ok(Verdict::Broken(Broken { id, flaw }));
        }
        self.end(&progress, head).await
    }

    /// The chain held up to its end: checks that it is the right end.
    async fn end(&self, progress: &ChainCheck, head: &audit_head::Model) -> Result<Verdict> {
        let broken = |id, flaw| Ok(Verdict::Broken(Broken { id, flaw }));
        if !progress.is_at(head) {
            let flaw = if progress.entries < head.entries {
                Flaw::CutOff
            } else {
                Flaw::Changed
            };
            return broken(progress.last_id.unwrap_or(0), flaw);
        }
        // In this order: each transaction that writes an entry moves the head too.
        let last = audit::last_id(self.db.read()).await?;
        let now = store::audit_head::read(self.db.read()).await?;
        match last {
            Some(id) if id > now.last_id => broken(id, Flaw::Added),
            _ => self.as_sealed_and_seen(head, progress.entries).await,
        }
    }

    /// The chain holds: checks that its end is the one that the program has put there.
    async fn as_sealed_and_seen(&self, head: &audit_head::Model, entries: i64) -> Result<Verdict> {
        let seen = match is_as_seen(self.db.read(), &self.vault).await {
            Ok(()) | Err(LogError::Unsealed | LogError::FalseSeal) => None,
            Err(LogError::Older { .. }) => Some(Flaw::Older),
            Err(LogError::Rewritten(_) | LogError::Other(_)) => Some(Flaw::Rewritten),
            Err(LogError::Failed(error)) => return Err(error),
        };
        let flaw = match judge_in(self.db.read(), &self.vault, head).await? {
            Seal::Whole => seen,
            Seal::Missing => Some(Flaw::Unsealed),
            Seal::Broken => Some(Flaw::FalseSeal),
            Seal::OfAnotherKey => Some(Flaw::UnknownKey),
        };
        let id = head.last_id;
        Ok(flaw.map_or(Verdict::Holds(entries.unsigned_abs()), |flaw| {
            Verdict::Broken(Broken { id, flaw })
        }))
    }

    /// What is wrong with an entry that does not follow the one before it.
    async fn diagnose(
        &self,
        before: ChainCheck,
        row: audit_entry::Model,
        head: &audit_head::Model,
    ) -> Result<Flaw> {
        let rows = audit::count_until(self.db.read(), head.last_id).await?;
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        if self.is_further_down(&before, row.id.get()).await? {
            return Ok(if rows > head.entries {
                Flaw::Added
            } else {
                Flaw::Reordered
            });
        }
        let mut here = before;
        here.step(row);
        let next = self.rows_after(here.last_id, 1).await?;
        let goes_on = next.first().is_some_and(|row| here.is_followed_by(row));
        Ok(if !goes_on && rows < head.entries {
            Flaw::Missing
        } else {
            Flaw::Changed
        })
    }

    /// Whether the entry that follows `before` is somewhere after `id`.
    async fn is_further_down(&self, before: &ChainCheck, id: i64) -> Result<bool> {
        let mut last = Some(id);
        loop {
            let rows = self.rows_after(last, STEP).await?;
            let Some(end) = rows.last() else {
                return Ok(false);
            };
            last = Some(end.id.get());
            if rows.iter().any(|row| before.is_followed_by(row)) {
                return Ok(true);
            }
        }
    }

    async fn rows_after(&self, id: Option<i64>, limit: u64) -> Result<Vec<audit_entry::Model>> {
        Ok(audit::after(self.db.read(), id, limit).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::access::Operator;
    use crate::clock::Clock;
    use crate::vault::Vault;
    use domain::AuditAction;
    use store::Db;
    use test_support::TestDatabase;

    #[tokio::test]
    async fn what_is_written_while_the_log_is_checked_was_not_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let db = Db::open(database.url()).await.unwrap();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        let clock = Clock::manual(Timestamp::from_unix(1_800_000_000));
        let settings = Settings::new("http://127.0.0.1:3000");
        let backend = Backend::new(db, vault, clock, settings).unwrap();
        backend.meet_log().await.unwrap();
        let head = store::audit_head::read(backend.db.read()).await.unwrap();
        let progress = ChainCheck {
            last_id: None,
            hash: head.hash.clone(),
            entries: 0,
        };
        let work = backend.begin(Operator::actor()).await.unwrap();
        work.commit(AuditAction::Invited).await.unwrap();
        let verdict = backend.end(&progress, &head).await.unwrap();
        assert_eq!(verdict, Verdict::Holds(0));
    }
}
