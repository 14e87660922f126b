//! Carrying operations out, beside the requests: some users at a time, each time together with the number of the last one. A
//! process that goes on after a restart, or beside another one, begins behind that one.

use super::Selected;
use super::apply::apply;
use super::judge::{Judge, Judged};
use super::record::Changes;
use super::steps::Step;
use super::turn::{TakenUp, end, note, tell};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::load;
use crate::users::UsableAdmins;
use domain::{BulkAct, BulkKind, BulkOutcome, BulkRefusal, BulkState, OperationId, UserId};
use std::collections::HashSet;
use store::bulk::{find, in_state, save};
use store::entity::{bulk_operation, user};

/// Users of one change that takes a fraction of a second.
const AT_ONCE: usize = 250;
/// The same where each costs several statements.
const FEW: usize = 100;
/// The same where each gets a mail.
const MAILED: usize = 50;
impl Backend {
    /// Carries out every operation that was begun; returns how many there were.
    pub async fn carry_out_operations(&self) -> Result<usize> {
        let begun = in_state(self.db.read(), BulkState::Running).await?;
        let mut failed = None;
        // One that fails keeps none of the others waiting.
        for operation in &begun {
            failed = self
                .carry_out_operation(*operation.id)
                .await
                .err()
                .or(failed);
        }
        failed.map_or(Ok(begun.len()), Err)
    }

    pub(super) async fn carry_out_operation(&self, id: OperationId) -> Result<()> {
        while self.carry_out_users(id).await? {}
        Ok(())
    }

    /// Does it to the next users; returns whether there may be more now. Who gets a mail waits while many mails do.
    pub async fn carry_out_users(&self, id: OperationId) -> Result<bool> {
        let Some(before) = find(self.db.read(), id).await? else {
            return Ok(false);
        };
        if *before.state != BulkState::Running {
            return Ok(false);
        }
        if let Some(undone) = before.undoes {
            return self.take_back(&before, *undone).await;
        }
        // A process of the version that knows the kind goes on with it.
        let Some(kind) = before.kind.known() else {
            return Ok(false);
        };
        if kind.sends_mail() && self.many_mails_wait(self.db.read()).await? {
            return Ok(false);
        }
        let selected = Selected::read(&before.selection)?;
        // Looking for them may take long where few match, so it keeps no change waiting.
        let next = self.next_users((&before, kind), &selected).await?;
        let (work, mut row, act) = match self.take_up(&before).await? {
            TakenUp::Over(more) => return Ok(more),
            TakenUp::Ours(ours) => *ours,
        };
        let Some(last) = next.last() else {
            return end(work, row, BulkState::Done).await;
        };
        row.place = (*last).into();
        self.deal_with(&work, &mut row, (&act, &selected), &next)
            .await?;
        save(work.tx(), row).await?;
        tell(&work).await?;
        work.commit_unrecorded().await?;
        Ok(true)
    }

    async fn next_users(
        &self,
        (row, kind): (&bulk_operation::Model, BulkKind),
        selected: &Selected,
    ) -> Result<Vec<UserId>> {
        let rules = load(self.db.read()).await?;
        let between = (*row.place, *row.last_user);
        let at = (&rules, self.now());
        selected
            .next(self.db.read(), at, between, at_once(kind))
            .await
    }

    /// Does it to these users, as far as they are still meant, and counts.
    async fn deal_with(
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
            (actor.id, actor.author()),
            (&rules, now),
            self.settings.mails,
        );
        let known = judge.know(tx, &meant).await?;
        let mut step = Step::begin(work).await?;
        step.refused = gone(&meant, &users);
        let mut to_do: Vec<Judged<'_>> = Vec::with_capacity(users.len());
        for user in &users {
            let judged = judge.judge(user, &known, &mut admins);
            match judged.outcome {
                BulkOutcome::Done => to_do.push(judged),
                BulkOutcome::Already => step.already.push(*user.id),
                BulkOutcome::Refused(reason) => step.refused.push((*user.id, reason)),
            }
        }
        if let Some(changes) = Changes::of(act, &to_do, &known, now).filter(|_| !to_do.is_empty()) {
            store::bulk_undo::keep(tx, *row.id, *row.place, changes.write()?).await?;
        }
        step.done = to_do.len() as u64;
        apply(self, work, act, to_do, &known).await?;
        note(work, row, &step).await
    }
}

/// Users of one change.
const fn at_once(kind: BulkKind) -> usize {
    match kind {
        BulkKind::Deactivate => FEW,
        BulkKind::Remind | BulkKind::Invite => MAILED,
        BulkKind::Require
        | BulkKind::Lift
        | BulkKind::Exempt
        | BulkKind::Extend
        | BulkKind::Join
        | BulkKind::Leave
        | BulkKind::EndSessions => AT_ONCE,
    }
}

/// Those of the users who were meant of whom there is no account any more.
fn gone(meant: &[UserId], users: &[user::Model]) -> Vec<(UserId, BulkRefusal)> {
    let there: HashSet<UserId> = users.iter().map(|user| *user.id).collect();
    let gone = meant.iter().filter(|id| !there.contains(id));
    gone.map(|id| (*id, BulkRefusal::Gone)).collect()
}
