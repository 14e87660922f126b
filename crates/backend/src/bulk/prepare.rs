//! Preparing an operation, beginning it, and ending it early.

use super::turn::tell;
use super::{MOST_LISTED, Selected, act_of, grace_of, is_over, prepared_by};
use crate::access::{Admin, FreshAdmin, Manager};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result, full};
use crate::rules::load;
use crate::time_zone::named_or_own;
use crate::users::end_of;
use domain::problem::Problem;
use domain::undo::UNDO_SECONDS;
use domain::{
    AuditAction, AuditDetail, BulkAct, BulkKind, BulkState, Exemption, ExemptionInput,
    ExemptionKind, Grace, GraceInput, GroupId, OperationId, Rules, Timestamp,
};
use store::bulk::{New, delete, find, in_state, insert, last_user, of_user, save};
use store::entity::{bulk_operation, group};

/// Operations that one admin prepares at once; the oldest goes for another one.
const PREPARED: usize = 10;
/// Operations that are carried out at once.
const RUNNING: usize = 20;

/// What has to be known for some kinds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'a> {
    /// The group.
    pub group: Option<GroupId>,
    /// Who is exempt; none for the kind that the end gives.
    pub exempt: Option<ExemptionKind>,
    /// The reason of an exemption.
    pub reason: &'a str,
    /// The last day of an exemption, or to activate 2FA, as `YYYY-MM-DD`.
    pub last_day: &'a str,
    /// The time that a requirement gives to comply.
    pub time: GraceInput<'a>,
    /// The time zone of these days (IANA); empty: that of the organisation.
    pub zone: &'a str,
}

/// What becomes of the wish to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// It is under way, or was before.
    Begun,
    /// Nothing has begun: it is about other users, or to be done otherwise, than was seen.
    Changed,
}

impl Backend {
    /// Keeps who was chosen, and what is to be done; returns its number. Nothing is done yet.
    pub async fn prepare_operation(
        &self,
        admin: Admin<'_>,
        kind: BulkKind,
        selected: &Selected,
    ) -> Result<OperationId> {
        let selection = checked(selected)?;
        let user = admin.principal().user();
        let work = self.begin(admin.principal().actor()).await?;
        let tx = work.tx();
        let state = BulkState::Chosen;
        for old in of_user(tx, user, state).await?.iter().skip(PREPARED - 1) {
            delete(tx, *old.id).await?;
        }
        let new = New {
            user: Some(user),
            at: work.now(),
            kind,
            selection: &selection,
            state,
        };
        let row = insert(tx, new).await?;
        work.commit_unrecorded().await?;
        Ok(*row.id)
    }

    /// Says what else has to be known for an operation that this admin prepares.
    pub async fn choose_terms(
        &self,
        admin: Admin<'_>,
        id: OperationId,
        terms: Terms<'_>,
    ) -> Result<()> {
        let work = self.begin(admin.principal().actor()).await?;
        let mut row = prepared_by(work.tx(), admin.principal().user(), id).await?;
        set_terms(&work, &mut row, terms).await?;
        save(work.tx(), row).await?;
        work.commit_unrecorded().await
    }

    /// Begins an operation, once; [`Backend::carry_out_operations`] does it. What begins is what was seen: `seen` is the word that came
    /// with the preview ([`super::Shown::seen`]).
    pub async fn start_operation(
        &self,
        admin: FreshAdmin<'_>,
        id: OperationId,
        seen: &str,
    ) -> Result<Start> {
        let started = self.start_as_seen(admin, id, seen).await;
        self.noted(&admin.actor(), started).await
    }

    async fn start_as_seen(
        &self,
        admin: FreshAdmin<'_>,
        id: OperationId,
        seen: &str,
    ) -> Result<Start> {
        let work = self.begin(admin.actor()).await?;
        let found = find(work.tx(), id).await?;
        let user = admin.principal().user();
        let row = found.filter(|row| super::is_of(row, user));
        let row = row.ok_or(Error::NotFound)?;
        if *row.state != BulkState::Chosen {
            return Ok(Start::Begun);
        }
        if row.kind.known() == Some(BulkKind::Require) {
            admin.has_own_factor()?;
        }
        let rules = load(work.tx()).await?;
        let selected = Selected::read(&row.selection)?;
        let total = selected.count(work.tx(), (&rules, work.now())).await?;
        let groups = store::group::list(work.tx()).await?;
        if word_for(&row, total, &rules, &groups) != seen {
            return Ok(Start::Changed);
        }
        begin(&work, row, total).await?;
        work.commit_unrecorded().await?;
        Ok(Start::Begun)
    }

    /// Cancels an operation, whichever admin began it, before its next users; what is done stays. Returns whether it was under way.
    pub async fn cancel_operation(&self, by: impl Into<Manager>, id: OperationId) -> Result<bool> {
        let work = self.begin(by.into().actor().clone()).await?;
        let mut row = find(work.tx(), id).await?.ok_or(Error::NotFound)?;
        if *row.state != BulkState::Running {
            return Ok(false);
        }
        row.state = BulkState::Cancelled.into();
        let left = row.total - row.done - row.already - row.refused;
        let detail = detail(&row, u64::try_from(left).unwrap_or(0))?;
        save(work.tx(), row).await?;
        work.commit(Done::from(AuditAction::BulkCancelled).with(detail))
            .await?;
        Ok(true)
    }
}

/// The users as they are stored; not too many, and somebody.
pub(super) fn checked(selected: &Selected) -> Result<String> {
    if let Selected::Listed(users) = selected
        && (users.is_empty() || users.len() > MOST_LISTED)
    {
        return Err(Problem::NobodyChosen.into());
    }
    selected.write()
}

/// Sets what has to be known for the kind of an operation.
pub(super) async fn set_terms(
    work: &UnitOfWork,
    row: &mut bulk_operation::Model,
    terms: Terms<'_>,
) -> Result<()> {
    let kind = row.kind.known().ok_or(Problem::Unknown)?;
    if kind.has_group() {
        let group = terms.group.ok_or(Problem::Unknown)?;
        row.group_id = Some(store::group::find(work.tx(), group).await?.id);
    }
    if kind == BulkKind::Exempt {
        let zone = named_or_own(work.tx(), terms.zone).await?;
        let input = ExemptionInput {
            kind: terms.exempt,
            reason: terms.reason,
            last_day: terms.last_day,
        };
        let made = Exemption::parse(input, work.now(), |day| zone.end_of(day))?;
        row.reason = Some(made.reason.as_str().to_owned());
        row.until = made.until.map(Into::into);
        row.exemption_kind = Some(made.kind.into());
    }
    if kind == BulkKind::Require {
        let zone = named_or_own(work.tx(), terms.zone).await?;
        let grace = Grace::parse(terms.time, work.now(), |day| zone.end_of(day))?;
        row.grace_days = grace.days();
        row.grace_until = grace.until().map(Into::into);
    }
    if kind == BulkKind::Extend {
        let zone = named_or_own(work.tx(), terms.zone).await?;
        let to = end_of(terms.last_day, work.now(), |day| zone.end_of(day))?;
        row.until = Some(to.into());
    }
    Ok(())
}

/// Begins what was told enough, with its entry.
pub(super) async fn begin(
    work: &UnitOfWork,
    mut row: bulk_operation::Model,
    total: u64,
) -> Result<()> {
    let tx = work.tx();
    let act = act_of(&row).ok_or(Problem::Unknown)?;
    if is_over(&act, work.now()) {
        let problem = match act {
            BulkAct::Require(_) | BulkAct::Extend(_) => Problem::DeadlinePast,
            _ => Problem::DatePast,
        };
        return Err(problem.into());
    }
    under_way(work, &mut row, total).await?;
    row.last_user = last_user(tx).await?.into();
    row.plan = None;
    let detail = detail(&row, total)?;
    save(tx, row).await?;
    let begun = Done::from(AuditAction::BulkBegun).with(detail);
    work.record(begun).await?;
    tell(work).await
}

/// An operation is under way from now on, unless too many are.
pub(super) async fn under_way(
    work: &UnitOfWork,
    row: &mut bulk_operation::Model,
    total: u64,
) -> Result<()> {
    let running = in_state(work.tx(), BulkState::Running).await?;
    if running.len() >= RUNNING {
        return Err(full());
    }
    row.state = BulkState::Running.into();
    row.address.clone_from(&work.actor().address);
    row.user_agent.clone_from(&work.actor().user_agent);
    row.total = i64::try_from(total).unwrap_or(i64::MAX);
    Ok(())
}

pub(super) fn detail(row: &bulk_operation::Model, count: u64) -> Result<AuditDetail> {
    let kind = row.kind.known().ok_or(Problem::Unknown)?;
    let grace = Some(grace_of(row)).filter(|grace| *grace != Grace::None);
    Ok(AuditDetail::Bulk { kind, count, grace })
}

/// A word for what an operation would do, under which rules, and to how many: another one as soon as that is another one. By a filter as
/// many other users may have come meanwhile.
pub(super) fn word_for(
    row: &bulk_operation::Model,
    total: u64,
    rules: &Rules,
    groups: &[group::Model],
) -> String {
    format!("{total}|{}", terms_of(row, rules, groups))
}

/// The same without how many there are.
pub(super) fn terms_of(
    row: &bulk_operation::Model,
    rules: &Rules,
    groups: &[group::Model],
) -> String {
    let group = groups
        .iter()
        .find(|group| row.group_id.is_some_and(|id| *id == *group.id));
    let of_group = group.map_or_else(String::new, |group| {
        let made = group.required_at.map_or(0, |at| at.unix());
        let until = group.grace_until.map_or(0, |at| at.unix());
        let days = group.grace_days.unwrap_or(0);
        format!("{}.{made}.{until}.{days}", *group.requires)
    });
    let grace = rules.time.grace;
    let under = format!(
        "{}.{}.{}.{}.{}.{}.{of_group}",
        rules.policy,
        rules.required_generation,
        rules.exempt_generation,
        rules.time.made.unix(),
        grace.days().unwrap_or(0),
        grace.until().map_or(0, Timestamp::unix),
    );
    let terms = [
        row.group_id.map(|id| id.to_string()),
        row.until.map(|at| at.unix().to_string()),
        row.exemption_kind.map(|kind| kind.as_str().to_owned()),
        row.grace_days.map(|days| days.to_string()),
        row.grace_until.map(|at| at.unix().to_string()),
        row.reason.clone(),
    ];
    let terms = terms.map(Option::unwrap_or_default).join("|");
    format!("{under}|{terms}")
}

/// The moment from which an operation can no longer be taken back; none where it cannot be at all. `undo` has begun to do so: where that was
/// ended early, it can go on, for as long after its own last step.
pub(super) fn undoable_until(
    row: &bulk_operation::Model,
    undo: Option<&bulk_operation::Model>,
) -> Option<Timestamp> {
    let kind = row.kind.known()?;
    let can = row.state.is_over()
        && kind.can_be_undone()
        && row.done > 0
        && row.undoes.is_none()
        && undo.is_none_or(is_ended_early);
    let moments = [Some(row), undo].into_iter().flatten();
    let acted = moments.filter_map(|row| row.acted_at).map(|at| *at).max();
    acted.filter(|_| can).map(|at| at.plus(UNDO_SECONDS))
}

/// Whether an operation was ended before its last user.
pub(super) fn is_ended_early(row: &bulk_operation::Model) -> bool {
    matches!(*row.state, BulkState::Cancelled | BulkState::Stopped)
}
