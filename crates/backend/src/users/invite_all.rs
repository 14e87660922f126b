//! Mailing invitations to all users who have neither a password nor an invitation that works: in bounded steps, by the task that
//! sends mails.

use crate::access::{Actor, Admin, FreshAdmin, Origin};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::notice::MAIL_LIFETIME;
use domain::problem::Problem;
use domain::{Role, UserId};
use store::Connection;
use store::entity::{invitation_round, user};
use store::invitation_round::{New, count, end, first, go_on, insert, last, next};
use store::notice::count_waiting;
use store::user::find_enabled;
use wire::view::Uninvited;

/// How many users one step invites, in one change.
const STEP: u64 = 50;
/// No step is taken while this many mails wait: a mail is given up after a day, and others are not to wait behind thousands.
const WAITING: u64 = 100;

impl Backend {
    /// How many users there are to be invited.
    pub async fn uninvited(&self, _admin: Admin<'_>) -> Result<Uninvited> {
        let db = self.db.read();
        Ok(Uninvited {
            count: count(db, self.now()).await?,
            mails: self.settings.mails,
            under_way: first(db).await?.is_some(),
        })
    }

    /// Begins to invite them, unless that is under way.
    pub async fn invite_all(&self, admin: FreshAdmin<'_>) -> Result<()> {
        if !self.settings.mails {
            return Err(Problem::Unknown.into());
        }
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        if let Some(until) = last(tx, now).await?
            && first(tx).await?.is_none()
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

    /// Invites the next users of the round that is under way, unless many mails wait. The round ends with its last user, and when the
    /// admin who began it is none any more.
    pub async fn go_on_inviting(&self) -> Result<()> {
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
        self.invite_next(&work, &round).await?;
        work.commit_unrecorded().await
    }

    /// Whether too many mails wait for a round to go on.
    pub(crate) async fn many_mails_wait(&self, db: &impl Connection) -> Result<bool> {
        let since = self.now().plus(-MAIL_LIFETIME);
        Ok(count_waiting(db, since).await? >= WAITING)
    }

    async fn invite_next(&self, work: &UnitOfWork, round: &invitation_round::Model) -> Result<()> {
        let users = next(work.tx(), round, work.now(), STEP).await?;
        for user in &users {
            match self.give_by_mail(work, user).await {
                // An admin to whom this one gave an access code within a day: somebody else invites them.
                Ok(()) | Err(Error::SecondMeans { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        match users.last() {
            Some(user) => Ok(go_on(work.tx(), round.id, *user.id).await?),
            None => Ok(end(work.tx(), Some(round.id)).await?),
        }
    }
}

/// The admin who invites, as long as they are one.
async fn giver(tx: &impl Connection, id: UserId) -> Result<Option<user::Model>> {
    let giver = find_enabled(tx, id).await?;
    Ok(giver.filter(|giver| *giver.role == Role::Admin))
}
