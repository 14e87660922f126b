//! Carrying operations out, beside the requests: some users at a time, each time together with the number of the last one. A
//! process that goes on after a restart, or beside another one, begins behind that one.

use super::apply::apply;
use super::judge::{Judge, Judged};
use super::{Selected, State, act_of, is_over};
use crate::access::{Actor, Origin};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::rules::load;
use crate::users::UsableAdmins;
use domain::{BulkAct, BulkKind, BulkOutcome, BulkRefusal, Event, EventKind, Role, UserId};
use std::collections::HashSet;
use store::bulk::{find, in_state, refuse, save};
use store::entity::{bulk_operation, user};
use store::user::find_enabled;

/// Users of one change: a fraction of a second.
const AT_ONCE: usize = 500;
/// The same where each costs several statements.
const FEW: usize = 100;
/// The same where each gets a mail.
const MAILED: usize = 50;
/// Refusals of an operation that are kept; those after them are counted.
const REFUSALS: i64 = 10_000;

impl Backend {
    /// Carries out every operation that was begun; returns how many there were.
    pub async fn carry_out_operations(&self) -> Result<usize> {
        let begun = in_state(self.db.read(), State::Running.as_str()).await?;
        let mut failed = None;
        // One that fails keeps none of the others waiting.
        for operation in &begun {
            failed = self
                .carry_out_operation(operation.id)
                .await
                .err()
                .or(failed);
        }
        failed.map_or(Ok(begun.len()), Err)
    }

    pub(super) async fn carry_out_operation(&self, id: i64) -> Result<()> {
        while self.carry_out_users(id).await? {}
        Ok(())
    }

    /// Does it to the next users; returns whether there may be more now. Who gets a mail waits while many mails do.
    pub async fn carry_out_users(&self, id: i64) -> Result<bool> {
        let Some(before) = find(self.db.read(), id).await? else {
            return Ok(false);
        };
        if before.state != State::Running.as_str() {
            return Ok(false);
        }
        let mails = BulkKind::parse(&before.kind).is_some_and(BulkKind::sends_mail);
        if mails && self.many_mails_wait(self.db.read()).await? {
            return Ok(false);
        }
        let selected = Selected::read(&before.selection)?;
        // Looking for them may take long where few match, so it keeps no change waiting.
        let next = self.next_users(&before, &selected).await?;
        let work = self.begin(Actor::program()).await?;
        let Some(mut row) = find(work.tx(), id).await? else {
            return Ok(false);
        };
        if row.state != State::Running.as_str() {
            return Ok(false);
        }
        if row.place != before.place {
            return Ok(true);
        }
        let act = act_of(&row).filter(|act| !is_over(act, work.now()));
        let (Some(actor), Some(act)) = (actor(&work, &row).await?, act) else {
            return end(work, row, State::Stopped).await;
        };
        let work = work.by(actor);
        let Some(last) = next.last() else {
            return end(work, row, State::Done).await;
        };
        if let Some(group) = act.group()
            && matches!(
                store::group::find(work.tx(), group).await,
                Err(store::Error::NotFound)
            )
        {
            return end(work, row, State::Stopped).await;
        }
        row.place = last.get();
        self.step(&work, &mut row, (&act, &selected), &next).await?;
        save(work.tx(), row).await?;
        tell(&work).await?;
        work.commit_unrecorded().await?;
        Ok(true)
    }

    async fn next_users(
        &self,
        row: &bulk_operation::Model,
        selected: &Selected,
    ) -> Result<Vec<UserId>> {
        let rules = load(self.db.read()).await?;
        let limit = match BulkKind::parse(&row.kind) {
            Some(BulkKind::Deactivate) => FEW,
            Some(kind) if kind.sends_mail() => MAILED,
            _ => AT_ONCE,
        };
        let between = (UserId::new(row.place), UserId::new(row.last_user));
        let at = (&rules, self.now());
        selected.next(self.db.read(), at, between, limit).await
    }

    /// Does it to these users, as far as they are still meant, and counts.
    async fn step(
        &self,
        work: &UnitOfWork,
        row: &mut bulk_operation::Model,
        (act, selected): (&BulkAct, &Selected),
        next: &[UserId],
    ) -> Result<()> {
        let (tx, now) = (work.tx(), work.now());
        let rules = load(tx).await?;
        let meant = selected.still(tx, (&rules, now), next).await?;
        let mut users = store::account::list(tx, &meant).await?;
        users.sort_unstable_by_key(|user| *user.id);
        let mut admins = UsableAdmins::load(tx).await?;
        let actor = work.actor();
        let judge = Judge::new(
            act,
            (actor.id, &actor.name),
            (&rules, now),
            self.settings.mails,
        );
        let known = judge.know(tx, &meant).await?;
        let mut refused: Vec<(UserId, BulkRefusal)> = gone(&meant, &users);
        let mut to_do: Vec<Judged<'_>> = Vec::with_capacity(users.len());
        let mut already = 0_u64;
        for user in &users {
            let judged = judge.judge(user, &known, &mut admins);
            match judged.outcome {
                BulkOutcome::Done => to_do.push(judged),
                BulkOutcome::Already => already += 1,
                BulkOutcome::Refused(reason) => refused.push((*user.id, reason)),
            }
        }
        let room = usize::try_from(REFUSALS.saturating_sub(row.refused)).unwrap_or(0);
        refuse(tx, row.id, refused.get(..room).unwrap_or(&refused)).await?;
        row.done = row.done.saturating_add_unsigned(to_do.len() as u64);
        row.already = row.already.saturating_add_unsigned(already);
        row.refused = row.refused.saturating_add_unsigned(refused.len() as u64);
        apply(self, work, act, to_do, &known).await
    }
}

/// Those of the users who were meant of whom there is no account any more.
fn gone(meant: &[UserId], users: &[user::Model]) -> Vec<(UserId, BulkRefusal)> {
    let there: HashSet<UserId> = users.iter().map(|user| *user.id).collect();
    let gone = meant.iter().filter(|id| !there.contains(id));
    gone.map(|id| (*id, BulkRefusal::Gone)).collect()
}

/// Who acts, as long as they may: the command line, or the admin.
async fn actor(work: &UnitOfWork, row: &bulk_operation::Model) -> Result<Option<Actor>> {
    let Some(id) = row.user_id else {
        return Ok(Some(Actor::program()));
    };
    let user = find_enabled(work.tx(), *id).await?;
    let admin = user.filter(|user| *user.role == Role::Admin);
    let origin = Origin {
        address: row.address.clone(),
        user_agent: row.user_agent.clone(),
        ..Origin::default()
    };
    Ok(admin.map(|admin| Actor::of_user(&admin, &origin)))
}

async fn end(work: UnitOfWork, mut row: bulk_operation::Model, state: State) -> Result<bool> {
    state.as_str().clone_into(&mut row.state);
    save(work.tx(), row).await?;
    tell(&work).await?;
    work.commit_unrecorded().await?;
    Ok(false)
}

/// Tells the windows of admins how far it has come.
pub(super) async fn tell(work: &UnitOfWork) -> Result<(), Error> {
    let further = std::iter::once(Event::for_all(EventKind::Users));
    Ok(store::event::insert(work.tx(), work.now(), further).await?)
}
