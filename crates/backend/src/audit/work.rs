//! The single unit of work: every change begins with its actor and is committed together with its audit entries.

use super::record::{Done, record};
use crate::access::Actor;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::notice::{NewNotice, tell};
use crate::security_event;
use crate::tally::SecurityEvents;
use crate::vault::Vault;
use domain::problem::Problem;
use domain::{DeviceId, Giver, Language, LinkId, NoticeKind, SecurityEventKind, Timestamp, UserId};
use std::sync::Arc;
use store::entity::{session, user};
use store::{Connection, Transaction};

/// A change in progress. If it is dropped without a commit, nothing has changed.
#[derive(Debug)]
pub(crate) struct UnitOfWork {
    tx: Transaction,
    actor: Actor,
    /// The actor's session as it was at the beginning, if there is one and it had not ended; only this change itself can have changed
    /// it since.
    session: Option<session::Model>,
    /// Whether the actor needs no session, or has that one.
    stands: bool,
    /// Whether it is a step of an act on many: the other admins are told how many admins it frees from 2FA, not of each.
    gathers: bool,
    now: Timestamp,
    security_events: Arc<SecurityEvents>,
    vault: Arc<Vault>,
}

impl Backend {
    /// Begins a change, once no other one is in progress (see [`store::Db::begin`]): what it reads is still true when it is
    /// committed. It is not committed if the actor's session is gone: the previous change may have ended it, and the right with
    /// it.
    pub(crate) async fn begin(&self, actor: Actor) -> Result<UnitOfWork> {
        self.begin_in(self.db.begin().await?, actor).await
    }

    /// The same for a change of hundreds of users.
    pub(crate) async fn begin_many(&self, actor: Actor) -> Result<UnitOfWork> {
        self.begin_in(self.db.begin_many().await?, actor).await
    }

    async fn begin_in(&self, tx: Transaction, actor: Actor) -> Result<UnitOfWork> {
        let session = session_of(&tx, &actor).await?;
        let stands = actor.session.is_none() || session.is_some();
        let now = self.now();
        Ok(UnitOfWork {
            tx,
            actor,
            session,
            stands,
            gathers: false,
            now,
            security_events: Arc::clone(&self.security_events),
            vault: Arc::clone(&self.vault),
        })
    }
}

async fn session_of(tx: &impl Connection, actor: &Actor) -> Result<Option<session::Model>> {
    match actor.session {
        Some(id) => Ok(store::session::find(tx, id).await?),
        None => Ok(None),
    }
}

impl UnitOfWork {
    /// The transaction.
    pub(crate) const fn tx(&self) -> &Transaction {
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

    /// The session in which it is made, as it was at the beginning.
    pub(crate) const fn session(&self) -> Option<&session::Model> {
        self.session.as_ref()
    }

    /// The known device of that session, if it is one's.
    pub(crate) fn device(&self) -> Option<DeviceId> {
        let device = self.session().and_then(|session| session.device_id);
        device.map(|device| *device)
    }

    /// Sets who makes it, where the work itself finds that out: an account was created, a session begun.
    pub(crate) fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// Makes it a step of an act on many.
    pub(crate) fn on_many(self) -> Self {
        Self {
            gathers: true,
            ..self
        }
    }

    /// Refuses what frees the actor's own account from 2FA, or gives more time for it: that is left to another admin.
    pub(crate) fn may_loosen(&self, user: &user::Model) -> Result<()> {
        if self.actor.id == Some(*user.id) {
            return Err(Problem::OwnExemption.into());
        }
        Ok(())
    }

    /// Writes a notice that belongs to no entry; `giver` gave the link by which it was done, if it was.
    pub(crate) async fn tell(
        &self,
        user: UserId,
        kind: NoticeKind,
        giver: Option<&Giver>,
    ) -> Result<()> {
        let told = NewNotice {
            given_by: giver,
            ..NewNotice::by(&self.actor, user, kind)
        };
        tell(&self.tx, self.now, told).await
    }

    /// Mails the user the link with this number, with what this notice says.
    pub(crate) async fn mail_link(
        &self,
        user: UserId,
        kind: NoticeKind,
        link: LinkId,
    ) -> Result<()> {
        let told = NewNotice {
            link: Some(link),
            ..NewNotice::by(&self.actor, user, kind)
        };
        tell(&self.tx, self.now, told).await
    }

    /// Mails the actor a sample of the mail of this kind.
    pub(crate) async fn mail_sample(
        &self,
        user: UserId,
        sample: (NoticeKind, Language),
    ) -> Result<()> {
        let told = NewNotice {
            sample: Some(sample),
            ..NewNotice::by(&self.actor, user, NoticeKind::MailSample)
        };
        tell(&self.tx, self.now, told).await
    }

    /// Notes a security event of the actor's account. It is committed with the change; if it cannot be written, the change goes on
    /// without it, unless the transaction has ended with it.
    pub(crate) async fn note(&self, kind: SecurityEventKind) -> Result<()> {
        security_event::announce(&self.security_events, kind, &self.actor);
        security_event::write_in(&self.tx, self.now, kind, &self.actor).await
    }

    /// The code has followed the password with which the actor's session began.
    pub(crate) async fn note_code_given(&self) -> Result<()> {
        match self.session() {
            Some(session) => security_event::take_back_in(&self.tx, session).await,
            None => Ok(()),
        }
    }

    /// Writes an entry for one part of the change, with its notice and events.
    pub(crate) async fn record(&self, done: impl Into<Done>) -> Result<()> {
        self.record_all(&[done.into()]).await
    }

    /// Writes an entry for each of several parts of the change, in this order.
    pub(crate) async fn record_all(&self, done: &[Done]) -> Result<()> {
        self.may_go_on()?;
        let by = (&self.actor, self.gathers);
        record(&self.tx, self.now, by, &self.vault, done).await
    }

    /// Commits the change, with its entry in the audit log, its notice and its events.
    pub(crate) async fn commit(self, done: impl Into<Done>) -> Result<()> {
        self.record(done).await?;
        self.commit_unrecorded().await
    }

    /// Commits a change that has no entry in the audit log, or has recorded all of its parts.
    pub(crate) async fn commit_unrecorded(self) -> Result<()> {
        self.may_go_on()?;
        Ok(store::commit(self.tx).await?)
    }

    const fn may_go_on(&self) -> Result<()> {
        if self.stands {
            Ok(())
        } else {
            Err(Error::Unauthenticated)
        }
    }
}
