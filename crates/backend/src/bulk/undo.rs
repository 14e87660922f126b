//! Taking an operation back, for ten minutes after its last step: an operation itself, which puts back what has not been changed since.

use super::apply::change_rules;
use super::judge::Judged;
use super::prepare::{detail, under_way, undoable_until};
use super::record::{Changes, Standing};
use super::turn::{TakenUp, end, note, tell};
use crate::access::FreshAdmin;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::membership::{admit, dismiss};
use crate::rules::{compliance_of, groups_of, load};
use crate::users::{RuleChange, action, activate};
use domain::problem::Problem;
use domain::requirement::resolve;
use domain::{
    AuditAction, AuditDetail, BulkAct, BulkKind, BulkOutcome, BulkRefusal, BulkState, Grace,
    OverrideRule, Rules, Timestamp, UserId,
};
use std::collections::HashMap;
use store::bulk::{New, find, insert, save};
use store::entity::{bulk_operation, user};

impl Backend {
    /// Begins to take an operation back, whichever admin began it; returns the number of the operation that does so.
    pub async fn undo_operation(&self, admin: FreshAdmin<'_>, id: i64) -> Result<i64> {
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
        undone: i64,
    ) -> Result<bool> {
        let next = store::bulk_undo::next(self.db.read(), undone, before.place).await?;
        let (work, mut row, act) = match self.take_up(before).await? {
            TakenUp::Over(more) => return Ok(more),
            TakenUp::Ours(ours) => *ours,
        };
        let Some(next) = next else {
            return end(work, row, BulkState::Done).await;
        };
        row.place = next.place;
        put_back(&work, &mut row, &act, &Changes::read(&next.changes)?).await?;
        save(work.tx(), row).await?;
        tell(&work).await?;
        work.commit_unrecorded().await?;
        Ok(true)
    }
}

/// Begins to take an operation back; returns the number of the operation that does so.
pub(super) async fn begin(work: &UnitOfWork, id: i64) -> Result<i64> {
    let (tx, now) = (work.tx(), work.now());
    let undone = find(tx, id).await?.ok_or(Error::NotFound)?;
    if let Some(undo) = store::bulk_undo::of(tx, id).await? {
        return Ok(undo.id);
    }
    if undoable_until(&undone).is_none_or(|until| now >= until) {
        return Err(Problem::UndoTooLate.into());
    }
    let new = New {
        user: work.actor().id,
        at: now,
        kind: undone.kind.known().ok_or(Problem::Unknown)?,
        selection: "[]",
        state: BulkState::Chosen,
    };
    let mut row = insert(tx, new).await?;
    row.group_id = undone.group_id;
    row.reason = undone.reason;
    row.until = undone.until;
    row.exemption_kind = undone.exemption_kind;
    row.undoes = Some(id);
    let count = undone.done.unsigned_abs();
    under_way(work, &mut row, count).await?;
    let (undo, detail) = (row.id, detail(&row, count)?);
    save(tx, row).await?;
    work.record(Done::from(AuditAction::BulkUndone).with(detail))
        .await?;
    tell(work).await?;
    Ok(undo)
}

/// Puts users back who have not been changed since, and counts.
async fn put_back(
    work: &UnitOfWork,
    row: &mut bulk_operation::Model,
    act: &BulkAct,
    changes: &Changes,
) -> Result<()> {
    let listed = store::account::list(work.tx(), &changes.users()).await?;
    let users: HashMap<UserId, &user::Model> = listed.iter().map(|user| (*user.id, user)).collect();
    let mut sorted = Sorted {
        users: &users,
        to_do: 0,
        refused: Vec::new(),
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
            change_rules(work, judged).await?;
        }
        Changes::Since(parts) => {
            for (since, ids) in parts {
                put_back_since(work, act, &mut sorted, (*since, ids)).await?;
            }
        }
    }
    let Sorted { to_do, refused, .. } = sorted;
    note(work, row, (to_do, 0), &refused).await
}

/// Users of whom some are put back.
struct Sorted<'a> {
    users: &'a HashMap<UserId, &'a user::Model>,
    to_do: u64,
    refused: Vec<(UserId, BulkRefusal)>,
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
                None => self.refused.push((*id, BulkRefusal::Gone)),
                Some(user) if is_so(user) => unchanged.push(*user),
                Some(_) => self.refused.push((*id, BulkRefusal::Changed)),
            }
        }
        self.to_do += unchanged.len() as u64;
        unchanged
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
        dismiss(work, &group, &sorted.unchanged(ids, added)).await
    } else {
        let removed = |user: &user::Model| !members.contains_key(&*user.id);
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
    let (action, detail) = match act {
        BulkAct::Extend(_) => {
            let until = before.own.map(Grace::Until).map(AuditDetail::Time);
            (AuditAction::DeadlineExtended, until.unwrap_or_default())
        }
        BulkAct::Require
        | BulkAct::Lift
        | BulkAct::Exempt(_)
        | BulkAct::Remind
        | BulkAct::Invite
        | BulkAct::Join(_)
        | BulkAct::Leave(_)
        | BulkAct::EndSessions
        | BulkAct::Deactivate => told(user, before, (rules, now)),
    };
    let change = RuleChange {
        made: before.rule.as_ref().map(|rule| rule.stored(rules)),
        kept: before.kept_again(after, user, now),
        action,
        detail,
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
