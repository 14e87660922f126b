//! Reminding users before their deadlines, by itself.

use super::remind::remind_in;
use crate::access::Actor;
use crate::context::Backend;
use crate::error::Result;
use crate::organisation::reminder_days;
use crate::rules::{self, can_be_reminded, deadline_of};
use domain::grace::DAY;
use domain::reminder::{ReminderDays, is_due};
use domain::{Deadline, Rules, Timestamp, UserId};
use store::account::list;
use store::entity::user;
use store::reminder_round::before_deadline;

/// How many users one reading looks at.
const AT_ONCE: u64 = 500;
/// How many are reminded in one change.
const STEP: usize = 50;

impl Backend {
    /// Reminds users by mail some days before their deadline; called again and again, by each process. Whether a reminder is due is asked
    /// again in the change that notes it, so of several processes one reminds. Returns how many were reminded; while many mails wait, none.
    pub async fn remind_before_deadlines(&self) -> Result<usize> {
        let days = &reminder_days(self.db.read()).await?;
        let Some(first) = days.first().filter(|_| self.settings.mails) else {
            return Ok(0);
        };
        let ahead = i64::from(first) * DAY;
        let (mut after, mut reminded) = (UserId::new(0), 0);
        loop {
            let (db, now) = (self.db.read(), self.now());
            let rules = rules::load(db).await?;
            let page = before_deadline(db, (&rules, now), ahead, after, AT_ONCE).await?;
            let Some(last) = page.last() else {
                return Ok(reminded);
            };
            after = *last.id;
            let due = page.iter().filter(|user| wants(user, days, &rules, now));
            let due: Vec<UserId> = due.map(|user| *user.id).collect();
            for ids in due.chunks(STEP) {
                if self.many_mails_wait(db).await? {
                    return Ok(reminded);
                }
                reminded += self.remind_these(ids).await?;
            }
        }
    }

    async fn remind_these(&self, ids: &[UserId]) -> Result<usize> {
        let work = self.begin(Actor::program()).await?;
        let (rules, now) = (rules::load(work.tx()).await?, work.now());
        let days = &reminder_days(work.tx()).await?;
        let users = list(work.tx(), ids).await?;
        let users = users.iter().filter(|user| wants(user, days, &rules, now));
        let mut reminded = 0;
        for user in users {
            remind_in(&work, user).await?;
            reminded += 1;
        }
        work.commit_unrecorded().await?;
        Ok(reminded)
    }
}

/// Whether a reminder of this user's deadline is due.
fn wants(user: &user::Model, days: &ReminderDays, rules: &Rules, now: Timestamp) -> bool {
    let last = user.reminded_at.map(|at| *at);
    let at = deadline_of(user, rules, now).and_then(Deadline::at);
    can_be_reminded(user, rules, now) && at.is_some_and(|at| is_due(at, days, last, now))
}
