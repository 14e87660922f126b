//! Reminding a user to activate 2FA.

use crate::access::{FreshAdmin, Reader};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{self, can_be_reminded};
use domain::problem::Problem;
use domain::reminder::may_remind;
use domain::{AuditAction, BulkRefusal, Rules, Timestamp, UserId};
use store::entity::user;
use store::reminder_round::note;
use store::user::find;
use wire::view::Undelivered;

impl Backend {
    /// Reminds a user by mail. Refused where there is nothing to remind of, and within a day of the last reminder.
    pub async fn remind(&self, admin: FreshAdmin<'_>, id: UserId) -> Result<()> {
        if !self.settings.mails {
            return Err(Problem::Unknown.into());
        }
        let work = self.begin(admin.actor()).await?;
        let user = find(work.tx(), id).await?;
        let rules = rules::load(work.tx()).await?;
        match why_not_reminded(&user, (&rules, work.now())) {
            None => {}
            Some(BulkRefusal::RemindedLately) => return Err(Problem::RemindedLately.into()),
            Some(_) => return Err(Problem::ReminderPointless.into()),
        }
        remind_in(&work, &user).await?;
        work.commit_unrecorded().await
    }

    /// How many users no mail reaches.
    pub async fn undelivered(&self, _reader: impl Into<Reader<'_>>) -> Result<Undelivered> {
        let count = store::deliverability::count(self.db.read()).await?;
        Ok(Undelivered { count })
    }
}

/// Why a user is not reminded now.
pub(crate) fn why_not_reminded(
    user: &user::Model,
    (rules, now): (&Rules, Timestamp),
) -> Option<BulkRefusal> {
    if !can_be_reminded(user, rules, now) {
        return Some(BulkRefusal::NoReminder);
    }
    let lately = !may_remind(user.reminded_at.map(|at| *at), now);
    lately.then_some(BulkRefusal::RemindedLately)
}

/// Reminds a user who can be reminded, as a part of a change: whether the reminder is still true is asked again when it is mailed.
pub(crate) async fn remind_in(work: &UnitOfWork, user: &user::Model) -> Result<()> {
    note(work.tx(), *user.id, work.now()).await?;
    work.record(Done::to(AuditAction::Reminded, user)).await
}
