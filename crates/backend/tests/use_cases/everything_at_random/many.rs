//! What is done to many at once.

use super::World;
use super::snapshot::Snapshot;
use super::steps::{End, Many, Step};
use backend::bulk::{Asked, Selected, Start, Terms};
use domain::grace::DAY;
use domain::{
    BulkKind, BulkState, ExemptionKind, GraceInput, GroupId, Role, TwoFactorStatus, UserId,
};
use std::collections::BTreeSet;
use wire::UserQuery;

impl World {
    /// Does something to many: the plan is what happens, and as many users are changed as are said to be.
    pub(super) async fn bulk(
        &mut self,
        step: &Step,
        before: &Snapshot,
        (kind, many): (BulkKind, Many),
        people: &[UserId],
        group: Option<GroupId>,
    ) -> BTreeSet<UserId> {
        let (selected, chosen) = chosen_of(step, before, many, people);
        if chosen.is_empty() || (kind.has_group() && group.is_none()) {
            return chosen;
        }
        let last = self.app.now().plus(3 * DAY).to_day();
        let asked = Asked {
            kind,
            terms: terms(step, &last, group),
            selected: &selected,
        };
        let by = self.manager(before, step.who).await;
        let backend = &self.app.backend;
        let plan = backend.plan_operation(&by, asked).await.unwrap();
        let (kept, refused) = backend.run_operation(&by, asked, |_, _| {}).await.unwrap();
        assert_eq!(kept.state, BulkState::Done);
        assert_eq!(kept.total, chosen.len() as u64);
        assert_eq!(
            (plan.done, plan.already, plan.refused, &plan.first),
            (kept.done, kept.already, kept.refused, &refused)
        );
        if kind != BulkKind::EndSessions {
            let after = Snapshot::of(&self.app).await;
            let changed = |id: &&UserId| before.decided(**id) != after.decided(**id);
            let changed = before.users.keys().filter(changed);
            let changed: BTreeSet<UserId> = changed.copied().collect();
            assert!(changed.is_subset(&chosen), "{changed:?} of {chosen:?}");
            assert_eq!(changed.len() as u64, kept.done);
        }
        chosen
    }
    /// Does it as an admin does in the browser: it is prepared, looked at and begun, and cancelled or carried out. What is cancelled at once
    /// changes nothing, and what is taken back is as it was.
    pub(super) async fn browse(
        &mut self,
        step: &Step,
        before: &Snapshot,
        (kind, end): (BulkKind, End),
        (selected, chosen): &(Selected, BTreeSet<UserId>),
        group: Option<GroupId>,
    ) {
        let Some(admin) = self.admin(before, step.who).await else {
            return;
        };
        if chosen.is_empty() || (kind.has_group() && group.is_none()) {
            return;
        }
        let (right, fresh) = (admin.admin().unwrap(), admin.fresh_admin().unwrap());
        let backend = &self.app.backend;
        let id = backend.prepare_operation(right, kind, selected).await;
        let id = id.unwrap();
        let last = self.app.now().plus(3 * DAY).to_day();
        let told = backend.choose_terms(right, id, terms(step, &last, group));
        told.await.unwrap();
        let shown = backend.operation(right, id).await.unwrap();
        let plan = shown.plan.unwrap();
        let begun = backend.start_operation(fresh, id, &shown.seen).await;
        assert_eq!(begun.unwrap(), Start::Begun);
        if end == End::Cancelled {
            assert!(backend.cancel_operation(fresh, id).await.unwrap());
        }
        backend.carry_out_operations().await.unwrap();
        let kept = backend.operation(right, id).await.unwrap().kept;
        match end {
            End::Cancelled => assert_eq!((kept.state, kept.looked_at()), (BulkState::Cancelled, 0)),
            End::Done | End::TakenBack => assert_eq!(
                (kept.done, kept.already, kept.refused),
                (plan.done, plan.already, plan.refused)
            ),
        }
        let can_be = kept.done > 0 && kind.can_be_undone();
        if end == End::TakenBack && can_be {
            let undo = backend.undo_operation(fresh, id).await.unwrap();
            backend.carry_out_operations().await.unwrap();
            let undone = backend.operation(right, undo).await.unwrap().kept;
            assert_eq!((undone.done, undone.refused), (kept.done, 0));
        }
        if end == End::Cancelled || (end == End::TakenBack && can_be) {
            let after = Snapshot::of(&self.app).await;
            for id in before.users.keys() {
                assert!(before.decided(*id) == after.decided(*id), "{id}");
                assert_eq!(before.deadline(*id), after.deadline(*id), "{id}");
            }
        }
    }
}

/// Whom an operation is about, as it is told and as it has to turn out.
pub(super) fn chosen_of(
    step: &Step,
    before: &Snapshot,
    many: Many,
    people: &[UserId],
) -> (Selected, BTreeSet<UserId>) {
    let users = UserQuery {
        role: Some(Role::User),
        ..UserQuery::default()
    };
    let of_status = |status: Option<TwoFactorStatus>| {
        let is_so = |id: &UserId| {
            let counts = before.counts(*id) || status.is_none();
            *before.users[id].role == Role::User
                && counts
                && status.is_none_or(|status| before.status(*id) == status)
        };
        people
            .iter()
            .copied()
            .filter(is_so)
            .collect::<BTreeSet<_>>()
    };
    match many {
        Many::Listed => {
            let every = |(at, _): &(usize, &UserId)| (at + step.whom).is_multiple_of(2);
            let chosen = people.iter().enumerate().filter(every);
            let chosen: BTreeSet<UserId> = chosen.map(|(_, id)| *id).collect();
            (Selected::Listed(chosen.iter().copied().collect()), chosen)
        }
        Many::Users => (Selected::Matching(users), of_status(None)),
        Many::Pending => {
            let pending = Some(TwoFactorStatus::Pending);
            let query = users.with_status(pending);
            (Selected::Matching(query), of_status(pending))
        }
    }
}

/// What has to be known for each kind.
fn terms<'a>(step: &Step, last: &'a str, group: Option<GroupId>) -> Terms<'a> {
    Terms {
        group,
        exempt: Some(ExemptionKind::ForATime),
        reason: "bornes",
        last_day: last,
        time: GraceInput {
            kind: ["", "days", "date"][step.whom % 3],
            days: "14",
            last_day: last,
        },
        zone: "UTC",
    }
}
