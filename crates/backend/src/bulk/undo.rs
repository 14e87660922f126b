//! Taking an operation back, for ten minutes after its last step: an operation itself, which puts back what has not been changed since.

use super::apply::change_rules;
use super::judge::Judged;
use super::prepare::{detail, is_ended_early, under_way, undoable_until};
use super::record::{Changes, Standing};
use super::steps::Step;
use super::turn::{TakenUp, end, note, tell};
use crate::access::FreshAdmin;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::membership::{admit, dismiss, removed_since};
use crate::rules::{compliance_of, gives_more_time, groups_of, load};
use crate::users::{RuleChange, action, activate};
use domain::meaning::loosens;
use domain::problem::Problem;
use domain::requirement::resolve;
use domain::{
    AuditAction, AuditDetail, BulkAct, BulkKind, BulkOutcome, BulkRefusal, BulkState, EntryId,
    Grace, GroupRule, OperationId, OverrideRule, Rules, Timestamp, UserId,
};
use std::collections::{HashMap, HashSet};
use store::bulk::{New, find, insert, save};
use store::entity::{bulk_operation, user};

impl Backend {
    /// Begins to take an operation back, whichever admin began it; returns the number of the operation that does so.
    pub async fn undo_operation(
        &self,
        admin: FreshAdmin<'_>,
        id: OperationId,
    ) -> Result<OperationId> {
        let work = self.begin(admin.actor()).await?;
        let undone = find(work.tx(), id).await?.ok_or(Error::NotFound)?;
        if matches!(undone.kind.known(), Some(BulkKind::Lift | BulkKind::Exempt)) {
            admin.has_own_factor()?;
        }
        let begun = begin(&work, id).await;
        let undo = self.noted(work.actor(), begun).await?;
        work.commit_unrecorded().await?;
        Ok(undo)
    }

    /// Puts the users of the next step of an operation back; returns whether there may be more.
    pub(super) async fn take_back(
        &self,
        before: &bulk_operation::Model,
        undone: OperationId,
    ) -> Result<bool> {
        let next = store::bulk_undo::next(self.db.read(), undone, *before.place).await?;
        let (work, mut row, act) = match self.take_up(before).await? {
            TakenUp::Over(more) => return Ok(more),
            TakenUp::Ours(ours) => *ours,
        };
        let Some(next) = next else {
            return end(work, row, BulkState::Done).await;
        };
        row.place = next.place;
        let operation = find(work.tx(), undone).await?;
        let is_own = operation.is_some_and(|operation| operation.user_id == row.user_id);
        let undone = store::bulk_step::find(work.tx(), undone, *next.place).await?;
        let changes = Changes::read(&next.changes)?;
        let last_entry = undone.map(|step| *step.last_entry);
        let own = row.user_id.filter(|_| !is_own);
        let meant = (&changes, last_entry, own.map(|id| *id));
        put_back(&work, &mut row, &act, meant).await?;
        save(work.tx(), row).await?;
        tell(&work).await?;
        work.commit_unrecorded().await?;
        Ok(true)
    }
}

/// Begins to take an operation back, or goes on with that where it was ended early; returns the number of the operation that does so.
pub(super) async fn begin(work: &UnitOfWork, id: OperationId) -> Result<OperationId> {
    let (tx, now) = (work.tx(), work.now());
    let undone = find(tx, id).await?.ok_or(Error::NotFound)?;
    let begun = store::bulk_undo::of(tx, id).await?;
    if let Some(undo) = begun.as_ref().filter(|undo| !is_ended_early(undo)) {
        return Ok(*undo.id);
    }
    if undoable_until(&undone, begun.as_ref()).is_none_or(|until| now >= until) {
        return Err(Problem::UndoTooLate.into());
    }
    let mut row = match begun {
        Some(begun) => begun,
        None => prepared(work, &undone).await?,
    };
    row.user_id = work.actor().id.map(Into::into);
    row.by_name = None;
    under_way(work, &mut row, undone.done.unsigned_abs()).await?;
    let left = row.total - row.done - row.refused;
    let (undo, detail) = (row.id, detail(&row, u64::try_from(left).unwrap_or(0))?);
    save(tx, row).await?;
    work.record(Done::from(AuditAction::BulkUndone).with(detail))
        .await?;
    tell(work).await?;
    Ok(*undo)
}

/// An operation that will take this one back.
async fn prepared(
    work: &UnitOfWork,
    undone: &bulk_operation::Model,
) -> Result<bulk_operation::Model> {
    let new = New {
        user: work.actor().id,
        at: work.now(),
        kind: undone.kind.known().ok_or(Problem::Unknown)?,
        selection: "[]",
        state: BulkState::Chosen,
    };
    let row = insert(work.tx(), new).await?;
    Ok(bulk_operation::Model {
        group_id: undone.group_id,
        reason: undone.reason.clone(),
        until: undone.until,
        exemption_kind: undone.exemption_kind,
        grace_days: undone.grace_days,
        grace_until: undone.grace_until,
        undoes: Some(undone.id),
        ..row
    })
}

/// Puts users back who have not been changed since a step, and counts. `last_entry` is the number of its last entry in the log; a step of an
/// earlier version of the program has kept none. `own` is the admin who takes back what another one has done.
async fn put_back(
    work: &UnitOfWork,
    row: &mut bulk_operation::Model,
    act: &BulkAct,
    (changes, last_entry, own): (&Changes, Option<EntryId>, Option<UserId>),
) -> Result<()> {
    let step = Step::begin(work).await?;
    let listed = store::account::list(work.tx(), &changes.users()).await?;
    let users: HashMap<UserId, &user::Model> = listed.iter().map(|user| (*user.id, user)).collect();
    let mut sorted = Sorted {
        users: &users,
        last_entry,
        own,
        step,
    };
    match changes {
        Changes::Rules(parts) => {
            let rules = load(work.tx()).await?;
            let mut judged = Vec::new();
            for (before, after, ids) in parts {
                let found = sorted.unchanged(ids, |user| after.is_of(user)).into_iter();
                let at = (&rules, work.now());
                judged.extend(found.map(|user| restored(user, (before, after), act, at)));
            }
            let loosened = |judged: &Judged<'_>| {
                let change = judged.change.as_ref().filter(|change| change.loosens);
                change.map(|_| *judged.user.id)
            };
            change_rules(work, sorted.without_own(judged, loosened)).await?;
        }
        Changes::Since(parts) => {
            for (since, ids) in parts {
                put_back_since(work, act, &mut sorted, (*since, ids)).await?;
            }
        }
    }
    note(work, row, &sorted.step).await
}

/// Users of whom some are put back.
struct Sorted<'a> {
    users: &'a HashMap<UserId, &'a user::Model>,
    /// The number of the last entry of the log about what was done to them.
    last_entry: Option<EntryId>,
    /// The admin who takes back what another one has done: nobody frees their own account from 2FA.
    own: Option<UserId>,
    step: Step,
}

impl<'a> Sorted<'a> {
    /// Those of them who are as the operation has left them; the others are refused.
    fn unchanged(
        &mut self,
        ids: &[UserId],
        is_so: impl Fn(&user::Model) -> bool,
    ) -> Vec<&'a user::Model> {
        let mut unchanged = Vec::with_capacity(ids.len());
        for id in ids {
            match self.users.get(id) {
                None => self.step.refused.push((*id, BulkRefusal::Gone)),
                Some(user) if is_so(user) => unchanged.push(*user),
                Some(_) => self.step.refused.push((*id, BulkRefusal::Changed)),
            }
        }
        self.step.done += unchanged.len() as u64;
        unchanged
    }

    /// Refuses the account of the admin who takes it back, where that would free it from 2FA, or give it time; returns the others.
    fn without_own<T>(&mut self, found: Vec<T>, loosens: impl Fn(&T) -> Option<UserId>) -> Vec<T> {
        let own = self.own;
        let is_own = |one: &T| own.is_some() && loosens(one) == own;
        let (refused, others): (Vec<T>, Vec<T>) = found.into_iter().partition(is_own);
        for id in refused.iter().filter_map(loosens) {
            self.step.done = self.step.done.saturating_sub(1);
            self.step.refused.push((id, BulkRefusal::OwnAccount));
        }
        others
    }
}

async fn put_back_since(
    work: &UnitOfWork,
    act: &BulkAct,
    sorted: &mut Sorted<'_>,
    (since, ids): (Timestamp, &[UserId]),
) -> Result<()> {
    if let BulkAct::Deactivate = act {
        for user in sorted.unchanged(ids, |user| user.disabled_at.is_some_and(|at| *at == since)) {
            activate(work, user).await?;
            keep_as_before(work, user).await?;
        }
        return Ok(());
    }
    let Some(group) = act.group() else {
        return Ok(());
    };
    let group = store::group::find(work.tx(), group).await?;
    let members = store::group::since(work.tx(), *group.id, ids).await?;
    if let BulkAct::Join(_) = act {
        let added = |user: &user::Model| members.get(&*user.id) == Some(&since);
        let requires = *group.requires == GroupRule::Required;
        let found = sorted.unchanged(ids, added);
        let others = sorted.without_own(found, |user| requires.then_some(*user.id));
        dismiss(work, &group, &others).await
    } else {
        // Somebody whom others have added and removed again has left by their decision.
        let again = match sorted.last_entry {
            Some(entry) => removed_since(work.tx(), &group, entry, ids).await?,
            None => HashSet::new(),
        };
        let removed =
            |user: &user::Model| !members.contains_key(&*user.id) && !again.contains(&*user.id);
        let users = sorted.unchanged(ids, removed);
        admit(work, &group, &users, since).await?;
        for user in users.iter().filter(|user| user.own_deadline.is_some()) {
            keep_as_before(work, user).await?;
        }
        Ok(())
    }
}

/// An act that is undone gives no time: what is kept of the user for the deadline is what it was.
async fn keep_as_before(work: &UnitOfWork, user: &user::Model) -> Result<()> {
    let kept = compliance_of(user);
    store::deadline::keep(work.tx(), &[*user.id], &kept).await?;
    Ok(())
}

/// What becomes of a user who was changed from the one to the other, once that is taken back.
fn restored<'a>(
    user: &'a user::Model,
    (before, after): (&'a Standing, &Standing),
    act: &BulkAct,
    (rules, now): (&Rules, Timestamp),
) -> Judged<'a> {
    let made = before.rule.as_ref().map(|rule| rule.stored(rules));
    let kept = before.kept_again(after, user, now);
    let stored = before
        .rule
        .as_ref()
        .map(super::record::KeptRule::to_override);
    let more = gives_more_time(user, (stored.as_ref(), &kept), (rules, now));
    let (action, detail, loosens) = match act {
        BulkAct::Extend(_) => {
            let until = before.own.map(Grace::Until).map(AuditDetail::Time);
            (
                AuditAction::DeadlineExtended,
                until.unwrap_or_default(),
                more,
            )
        }
        BulkAct::Require(_)
        | BulkAct::Lift
        | BulkAct::Exempt(_)
        | BulkAct::Remind
        | BulkAct::Invite
        | BulkAct::Join(_)
        | BulkAct::Leave(_)
        | BulkAct::EndSessions
        | BulkAct::Deactivate => {
            let (action, detail) = told(user, before, (rules, now));
            (action, detail, loosens(action) || more)
        }
    };
    let change = RuleChange {
        made,
        kept,
        action,
        detail,
        loosens,
    };
    Judged {
        user,
        outcome: BulkOutcome::Done,
        change: Some(change),
        extension: None,
    }
}

/// What the log says of a user who stands like this again: what applies now.
fn told(
    user: &user::Model,
    before: &Standing,
    (rules, now): (&Rules, Timestamp),
) -> (AuditAction, AuditDetail) {
    let rule = before.rule.as_ref();
    let stored = rule.map(super::record::KeptRule::to_override);
    let applies = stored.and_then(|stored| stored.applying(rules, now));
    let required = resolve(rules, stored.as_ref(), groups_of(user), now).required;
    let detail = match (rule, applies) {
        (Some(rule), Some(OverrideRule::Exempt)) => AuditDetail::Exemption {
            until: rule.until,
            reason: rule.reason.clone().unwrap_or_default(),
            kind: rule.kind,
        },
        _ => AuditDetail::Nothing,
    };
    (action(applies, required), detail)
}
