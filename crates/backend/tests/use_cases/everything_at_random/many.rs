//! What is done to many at once.

use super::World;
use super::snapshot::Snapshot;
use super::steps::{Many, Step};
use backend::bulk::{Asked, Selected, Terms};
use domain::grace::DAY;
use domain::{BulkKind, BulkState, ExemptionKind, GraceInput, GroupId, Role, TwoFactorStatus, UserId};
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
        let (selected, chosen) = match many {
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
        };
        if chosen.is_empty() || (kind.has_group() && group.is_none()) {
            return chosen;
        }
        let last = self.app.now().plus(3 * DAY).to_day();
        let asked = Asked {
            kind,
            terms: Terms {
                group,
                exempt: Some(ExemptionKind::ForATime),
                reason: "bornes",
                last_day: &last,
                time: GraceInput::default(),
                zone: "UTC",
            },
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
}
