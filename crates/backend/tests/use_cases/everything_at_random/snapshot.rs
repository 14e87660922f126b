//! Everything that is stored about users, groups and rules, and what Rust makes of it.

use super::steps::{Act, Step};
use crate::support::TestApp;
use backend::access::Principal;
use domain::deadline::deadline;
use domain::requirement::resolve;
use domain::{
    Compliance, Deadline, Distribution, Grace, GroupId, GroupRule, Override, OverrideRule,
    PolicyTime, Requirement, Rule, Rules, Timestamp, TwoFactorStatus, UserId,
};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use store::column::Stored;
use store::deadline::is_over;
use store::entity::{group, group_member, policy, user};
use store::requirement::is_required;
use wire::table_look::PageSize;
use wire::{RequirementFilter, UserQuery};

/// What is stored at a moment.
pub struct Snapshot {
    pub users: BTreeMap<UserId, user::Model>,
    pub groups: Vec<group::Model>,
    pub members: BTreeMap<GroupId, BTreeSet<UserId>>,
    pub rules: Rules,
    pub now: Timestamp,
}

fn rules_of(row: &policy::Model) -> Rules {
    Rules {
        policy: *row.policy,
        required_generation: row.required_generation,
        exempt_generation: row.exempt_generation,
        time: PolicyTime {
            grace: Grace::kept(row.grace_days, row.grace_until.map(|at| *at)),
            announced: *row.announced_at,
            lifted: *row.lifted_at,
            made: *row.made_at,
            exemptions_ended: *row.exemptions_ended_at,
        },
    }
}

fn stored(user: &user::Model) -> Option<Override> {
    Some(Override {
        rule: *user.override_rule?,
        generation: user.override_generation?,
        until: user.override_until.map(|at| *at),
        suspended: user.suspended_generation,
    })
}

fn groups_of(user: &user::Model) -> GroupRule {
    GroupRule::kept(user.group_required_since.map(|at| *at))
}

fn kept(user: &user::Model) -> Compliance {
    Compliance {
        since: user.comply_since.map(|at| *at),
        not_before: user.comply_not_before.map(|at| *at),
        used_up: user.grace_used_up_at.map(|at| *at),
        own: user.own_deadline.map(|at| *at),
        own_days: user.own_grace_days,
        group: user.group_deadline.map(|at| *at),
        group_days: user.group_grace_days,
    }
}

/// The deadline of somebody who has to activate 2FA.
fn deadline_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Option<Deadline> {
    let missing = user.two_factor_since.is_none();
    let end = || {
        deadline(
            rules,
            stored(user).as_ref(),
            groups_of(user),
            &kept(user),
            now,
        )
    };
    missing.then(end).flatten()
}

fn requirement_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Requirement {
    resolve(rules, stored(user).as_ref(), groups_of(user), now)
}

impl Snapshot {
    pub async fn of(app: &TestApp) -> Self {
        let db = app.db().read();
        let users = user::Entity::find().all(db).await.unwrap();
        let policy = policy::Entity::find_by_id(1).one(db).await.unwrap();
        let mut members: BTreeMap<GroupId, BTreeSet<UserId>> = BTreeMap::new();
        for row in group_member::Entity::find().all(db).await.unwrap() {
            members
                .entry(*row.group_id)
                .or_default()
                .insert(*row.user_id);
        }
        Self {
            users: users.into_iter().map(|user| (*user.id, user)).collect(),
            groups: group::Entity::find().all(db).await.unwrap(),
            members,
            rules: rules_of(&policy.unwrap()),
            now: app.now(),
        }
    }

    pub fn requirement(&self, id: UserId) -> Requirement {
        requirement_of(&self.users[&id], &self.rules, self.now)
    }

    pub fn status(&self, id: UserId) -> TwoFactorStatus {
        let active = self.users[&id].two_factor_since.is_some();
        TwoFactorStatus::of(active, self.requirement(id).required)
    }

    pub fn deadline(&self, id: UserId) -> Option<Deadline> {
        deadline_of(&self.users[&id], &self.rules, self.now)
    }

    pub fn counts(&self, id: UserId) -> bool {
        self.users[&id].disabled_at.is_none()
    }

    /// How many users there are of whom something is so, with an account that can be used.
    pub fn count(&self, is_so: impl Fn(UserId) -> bool) -> u64 {
        let ids = self.users.keys().copied();
        ids.filter(|id| self.counts(*id) && is_so(*id)).count() as u64
    }

    /// How many users a rule on them alone decides for.
    pub fn holding(&self, rule: OverrideRule) -> u64 {
        let ids = self.users.keys();
        let holding = ids.filter(|id| self.requirement(**id).rule == Rule::Override(rule));
        holding.count() as u64
    }

    pub fn members_of(&self, id: GroupId) -> BTreeSet<UserId> {
        self.members.get(&id).cloned().unwrap_or_default()
    }

    /// Everything about a user that an operation on many may change.
    pub fn decided(&self, id: UserId) -> impl PartialEq + use<> {
        let user = &self.users[&id];
        let groups: Vec<GroupId> = self
            .members
            .iter()
            .filter(|(_, members)| members.contains(&id))
            .map(|(group, _)| *group)
            .collect();
        (
            stored(user),
            user.override_reason.clone(),
            user.disabled_at.is_some(),
            groups,
        )
    }

    /// The deadlines of those whom the step was not about are where they were, as of now; and what has gone by has moved none.
    pub fn has_moved_no_deadline(&self, before: &Self, untouched: &BTreeSet<UserId>, step: &Step) {
        for (id, was) in &before.users {
            let then = deadline_of(was, &before.rules, before.now);
            let now = deadline_of(was, &before.rules, self.now);
            if let (Some(then), Some(now)) = (then, now) {
                assert_eq!(then, now, "{id} while time went by");
            }
            let Some(user) = self.users.get(id) else {
                continue;
            };
            let is = deadline_of(user, &self.rules, self.now);
            if untouched.contains(id) {
                assert_eq!(is, now, "{id} by {step:?}");
            }
            if let (Act::SignIn, Some(Deadline::At(..))) = (step.act, now) {
                assert_eq!(is, now, "{id} signed in");
            }
        }
    }

    /// Who must have 2FA, and until when, is the same in SQL.
    pub async fn agrees_with_the_database(&self, app: &TestApp) {
        let (rules, now) = (&self.rules, self.now);
        let found = async |condition: sea_orm::Condition| {
            let ids: Vec<Stored<UserId>> = user::Entity::find()
                .select_only()
                .column(user::Column::Id)
                .filter(condition)
                .into_tuple()
                .all(app.db().read())
                .await
                .unwrap();
            ids.into_iter().map(|id| *id).collect::<BTreeSet<UserId>>()
        };
        let those = |is_so: &dyn Fn(&user::Model) -> bool| -> BTreeSet<UserId> {
            let users = self.users.values().filter(|user| is_so(user));
            users.map(|user| *user.id).collect()
        };
        let required = those(&|user| requirement_of(user, rules, now).required);
        assert_eq!(found(is_required(rules, now, true)).await, required);
        for asked in [true, false] {
            let missing = is_required(rules, now, true).add(is_over(rules, now, asked));
            let in_sql = found(missing).await;
            let expected = those(&|user| {
                let bare = user::Model {
                    two_factor_since: None,
                    ..user.clone()
                };
                deadline_of(&bare, rules, now).is_some_and(|end| end.is_over(now) == asked)
            });
            assert_eq!(in_sql, expected, "over: {asked}");
        }
    }

    /// Each filter of the table lists whom Rust says it should, by segment and by search.
    pub async fn agrees_with_the_table(&self, app: &TestApp, reader: &Principal) {
        let right = reader.staff().unwrap();
        let list = async |query: UserQuery| {
            let query = UserQuery {
                size: PageSize::TwoHundred,
                ..query
            };
            let list = app.backend.list_users(right, &query).await.unwrap();
            assert_eq!(list.total, list.rows.len() as u64, "{query:?}");
            let ids = list.rows.iter().map(|row| row.id);
            (ids.collect::<BTreeSet<UserId>>(), list)
        };
        for status in TwoFactorStatus::ALL {
            let (ids, list) = list(UserQuery::default().with_status(Some(*status))).await;
            let is_so = |id: &UserId| self.counts(*id) && self.status(*id) == *status;
            let expected: BTreeSet<UserId> = self.users.keys().copied().filter(is_so).collect();
            assert_eq!(ids, expected, "{status}");
            assert_eq!(list.counts, self.distribution());
        }
        let (ids, found) = list(UserQuery {
            search: "exemple".to_owned(),
            ..UserQuery::default()
        })
        .await;
        assert_eq!(ids.len(), self.users.len());
        assert_eq!(found.counts, self.distribution(), "by search");
        for row in found.rows {
            let expected = (self.status(row.id), self.deadline(row.id));
            assert_eq!((row.status, row.deadline), expected, "{}", row.name);
        }
        let timely = [
            (RequirementFilter::InTime, false),
            (RequirementFilter::Overdue, true),
        ];
        for (filter, over) in timely {
            let (ids, _) = list(UserQuery {
                requirement: Some(filter),
                ..UserQuery::default()
            })
            .await;
            let is_so = |id: &UserId| self.is_over(*id) == Some(over);
            let expected = self.users.keys().copied().filter(is_so).collect();
            assert_eq!(ids, expected, "{filter}");
        }
    }

    /// Whether the time is over of somebody who has to activate 2FA.
    fn is_over(&self, id: UserId) -> Option<bool> {
        let end = self.deadline(id).filter(|_| self.counts(id));
        end.map(|end| end.is_over(self.now))
    }

    pub fn distribution(&self) -> Distribution {
        let mut counts = Distribution::default();
        for id in self.users.keys() {
            if self.counts(*id) {
                counts.add(self.status(*id), 1);
            } else {
                counts.deactivated += 1;
            }
        }
        counts
    }

    /// The kept counts, and the figures of the page of security.
    pub async fn agrees_with_the_counts(&self, app: &TestApp, reader: &Principal) {
        let right = reader.reader().unwrap();
        let differ = app.backend.recount_users(&TestApp::operator(), false).await;
        assert_eq!(differ.unwrap(), []);
        let overview = app.backend.security_overview(right).await.unwrap();
        assert_eq!(overview.distribution, self.distribution());
        let figures = (overview.in_time, overview.overdue);
        let in_time = self.count(|id| self.is_over(id) == Some(false));
        let overdue = self.count(|id| self.is_over(id) == Some(true));
        assert_eq!(figures, (in_time, overdue), "in time, overdue");
        for group in &self.groups {
            let members = self.members_of(*group.id);
            let members = members.iter().filter(|id| self.counts(**id));
            let (mut count, mut active) = (0, 0);
            for id in members {
                count += 1;
                active += i64::from(self.users[id].two_factor_since.is_some());
            }
            assert_eq!(
                (group.members, group.active),
                (count, active),
                "{}",
                group.name
            );
        }
    }
}
