//! Reminding everybody who must activate 2FA: in bounded steps, by the task that sends mails.

use super::remind::remind_in;
use crate::access::{Actor, FreshAdmin, Origin, Reader};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::Result;
use crate::rules;
use domain::problem::Problem;
use domain::{Role, UserId};
use store::Connection;
use store::entity::{reminder_round, user};
use store::reminder_round::{New, count, end, first, go_on, insert, last, next};
use store::user::find_enabled;
use wire::view::Unreminded;

/// How many users one step reminds, in one change.
const STEP: u64 = 50;

impl Backend {
    /// How many users there are to be reminded.
    pub async fn unreminded(&self, _reader: impl Into<Reader<'_>>) -> Result<Unreminded> {
        let db = self.db.read();
        let rules = rules::load(db).await?;
        Ok(Unreminded {
            count: count(db, &rules, self.now()).await?,
            mails: self.settings.mails,
            under_way: first(db).await?.is_some(),
        })
    }

    /// Begins to remind them, unless that is under way.
    pub async fn remind_all(&self, admin: FreshAdmin<'_>) -> Result<()> {
        if !self.settings.mails {
            return Err(Problem::Unknown.into());
        }
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let rules = rules::load(tx).await?;
        if first(tx).await?.is_none()
            && let Some(until) = last(tx, &rules, now).await?
        {
            let round = New {
                giver: admin.principal().user(),
                address: &work.actor().address,
                user_agent: &work.actor().user_agent,
                at: now,
                until,
            };
            insert(tx, round).await?;
        }
        work.commit_unrecorded().await
    }

    /// Reminds the next users of the round that is under way, unless many mails wait. The round ends with its last user, and when the
    /// admin who began it is none any more.
    pub async fn go_on_reminding(&self) -> Result<()> {
        let db = self.db.read();
        if first(db).await?.is_none() || self.many_mails_wait(db).await? {
            return Ok(());
        }
        let work = self.begin(Actor::program()).await?;
        let Some(round) = first(work.tx()).await? else {
            return Ok(());
        };
        let Some(giver) = giver(work.tx(), *round.giver_id).await? else {
            end(work.tx(), Some(round.id)).await?;
            return work.commit_unrecorded().await;
        };
        let origin = Origin {
            address: round.address.clone(),
            user_agent: round.user_agent.clone(),
            ..Origin::default()
        };
        let work = work.by(Actor::of_user(&giver, &origin));
        remind_next(&work, &round).await?;
        work.commit_unrecorded().await
    }
}

async fn remind_next(work: &UnitOfWork, round: &reminder_round::Model) -> Result<()> {
    let rules = rules::load(work.tx()).await?;
    let users = next(work.tx(), round, (&rules, work.now()), STEP).await?;
    for user in &users {
        remind_in(work, user).await?;
    }
    match users.last() {
        Some(user) => Ok(go_on(work.tx(), round.id, *user.id).await?),
        None => Ok(end(work.tx(), Some(round.id)).await?),
    }
}

/// The admin who reminds, as long as they are one.
async fn giver(tx: &impl Connection, id: UserId) -> Result<Option<user::Model>> {
    let giver = find_enabled(tx, id).await?;
    Ok(giver.filter(|giver| *giver.role == Role::Admin))
}
