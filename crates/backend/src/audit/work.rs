//! The one unit of work: whatever changes something begins with who does it, and is committed with what was done.

use super::record::{Done, record};
use crate::access::Actor;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::notice::{Told, tell};
use domain::{NoticeKind, Timestamp, UserId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use store::entity::session;

/// A change that is being made. Dropped without a commit, nothing of it has happened.
#[derive(Debug)]
pub(crate) struct UnitOfWork {
    tx: DatabaseTransaction,
    actor: Actor,
    /// Whether the session through which they act was there at the beginning; what ends it since is this change itself.
    stands: bool,
    now: Timestamp,
}

impl Backend {
    /// Begins a change, once no other one is being made (see [`store::Db::begin`]): what it reads is still true when it is
    /// committed. It is not committed where the session of the actor is gone: the change before this one may have ended it, and
    /// the right with it.
    pub(crate) async fn begin(&self, actor: Actor) -> Result<UnitOfWork> {
        let tx = self.db.begin().await?;
        let stands = stands(&tx, &actor).await?;
        let now = self.now();
        Ok(UnitOfWork {
            tx,
            actor,
            stands,
            now,
        })
    }
}

async fn stands(tx: &impl ConnectionTrait, actor: &Actor) -> Result<bool> {
    let Some(id) = actor.session else {
        return Ok(true);
    };
    let session = session::Entity::find_by_id(id).one(tx).await?;
    Ok(session.is_some())
}

impl UnitOfWork {
    /// The transaction.
    pub(crate) const fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The moment of the change.
    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who makes it.
    pub(crate) const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Who makes it, where the work itself has found that out: an account was created, a session begun.
    pub(crate) fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// Tells somebody of what no entry is about.
    pub(crate) async fn tell(&self, user: UserId, kind: NoticeKind) -> Result<()> {
        let actor = &self.actor;
        tell(&self.tx, self.now, Told { user, kind, actor }).await
    }

    /// Writes an entry of what is one part of the change, with its notice and events.
    pub(crate) async fn record(&self, done: impl Into<Done>) -> Result<()> {
        self.may_go_on()?;
        record(&self.tx, self.now, &self.actor, done.into()).await
    }

    /// Makes the change, with its entry in the audit log, its notice and its events.
    pub(crate) async fn commit(self, done: impl Into<Done>) -> Result<()> {
        self.record(done).await?;
        self.commit_unrecorded().await
    }

    /// Makes a change that is no entry in the audit log, or has recorded all of its parts.
    pub(crate) async fn commit_unrecorded(self) -> Result<()> {
        self.may_go_on()?;
        Ok(self.tx.commit().await?)
    }

    const fn may_go_on(&self) -> Result<()> {
        if self.stands {
            Ok(())
        } else {
            Err(Error::Unauthenticated)
        }
    }
}
