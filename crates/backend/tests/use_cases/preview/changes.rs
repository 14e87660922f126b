//! Changes made at random: as a preview takes them, and as they are made.

use super::{GROUPS, read};
use crate::sql_deadline::grace;
use crate::sql_resolver::NOW;
use crate::support::TestApp;
use backend::access::Principal;
use backend::groups::GroupRuleChange;
use backend::policy::PolicyChange;
use backend::preview::Proposal;
use backend::users::RequirementInput;
use domain::grace::DAY;
use domain::{Grace, GraceInput, GroupId, GroupRule, OverrideRule, Policy, UserId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sea_orm::EntityTrait;
use std::collections::BTreeSet;
use store::entity::group_member;
use wire::{PreviewQuery, Previewed};

/// A change. Users are meant by their places, counted around.
#[derive(Debug, Clone)]
pub enum Asked {
    Policy(PolicyChange),
    Group(usize, GroupRule, Grace),
    Deletion(usize),
    Join(usize, Vec<usize>),
    Leave(usize, Vec<usize>),
    Requirement(usize, Fields),
    RuleEnd(usize, OverrideRule),
    Deadline(usize, String),
}

/// The fields of the form about one user.
#[derive(Debug, Clone)]
pub struct Fields {
    required: bool,
    until: String,
    time: &'static str,
    days: i64,
    last_day: String,
}

impl Fields {
    fn query(&self, id: UserId) -> PreviewQuery {
        PreviewQuery {
            change: Some(Previewed::Requirement(id)),
            required: self.required,
            reason: "Congé".to_owned(),
            until: self.until.clone(),
            time: self.time.to_owned(),
            days: self.days.to_string(),
            last_day: self.last_day.clone(),
            ..PreviewQuery::default()
        }
    }
}

/// Days from the one before yesterday on.
pub fn day() -> impl Strategy<Value = String> {
    (-2..6_i64).prop_map(|days| NOW.plus(days * DAY).to_day())
}

fn asked_of_users() -> impl Strategy<Value = Asked> {
    let users = || vec(0..40_usize, 0..12);
    let until = prop_oneof![Just(String::new()), day()];
    let fields = (
        any::<bool>(),
        until,
        select(&["", "days", "date"]),
        0..4_i64,
        day(),
    )
        .prop_map(|(required, until, time, days, last_day)| Fields {
            required,
            until,
            time,
            days,
            last_day,
        });
    prop_oneof![
        (0..GROUPS).prop_map(Asked::Deletion),
        (0..GROUPS, users()).prop_map(|(group, users)| Asked::Join(group, users)),
        (0..GROUPS, users()).prop_map(|(group, users)| Asked::Leave(group, users)),
        (0..40_usize, fields).prop_map(|(user, fields)| Asked::Requirement(user, fields)),
        (0..40_usize, select(OverrideRule::ALL))
            .prop_map(|(user, rule)| Asked::RuleEnd(user, rule)),
        (0..40_usize, day()).prop_map(|(user, day)| Asked::Deadline(user, day)),
    ]
}

/// Any change.
pub fn asked() -> impl Strategy<Value = Asked> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let policy = (select(Policy::ALL), grace(), flags).prop_map(|(policy, grace, flags)| {
        let (end_exemptions, keep_individual, keep_announced) = flags;
        Asked::Policy(PolicyChange {
            policy,
            end_sessions: false,
            end_exemptions,
            keep_individual,
            grace,
            keep_announced,
        })
    });
    let group = (0..GROUPS, select(GroupRule::ALL), grace())
        .prop_map(|(group, rule, grace)| Asked::Group(group, rule, grace));
    prop_oneof![1 => policy, 1 => group, 4 => asked_of_users()]
}

/// The organisation as it is stored.
pub struct Stored {
    pub groups: Vec<GroupId>,
    pub users: Vec<UserId>,
}

impl Stored {
    /// The user at this place; none where there is nobody.
    fn user(&self, place: usize) -> Option<UserId> {
        let number = self.users.len();
        (number > 0).then(|| self.users[place % number])
    }

    /// The users at these places.
    pub fn some(&self, places: &[usize]) -> Vec<UserId> {
        let users: BTreeSet<UserId> = places.iter().filter_map(|at| self.user(*at)).collect();
        users.into_iter().collect()
    }

    /// The change as the preview takes it; none where there is nobody whom it is about.
    pub async fn proposal(
        &self,
        app: &TestApp,
        admin: &Principal,
        asked: &Asked,
    ) -> Option<backend::Result<Proposal>> {
        let read = |query: PreviewQuery| async move {
            let right = admin.admin().unwrap();
            app.backend.read_proposal(right, &query).await
        };
        Some(match asked {
            Asked::Policy(change) => Ok(Proposal::Policy(*change)),
            Asked::Group(group, rule, grace) => {
                Ok(Proposal::Group(self.groups[*group], *rule, *grace))
            }
            Asked::Deletion(group) => Ok(Proposal::Group(
                self.groups[*group],
                GroupRule::Nothing,
                Grace::None,
            )),
            Asked::Join(group, places) => {
                Ok(Proposal::Join(self.groups[*group], self.some(places)))
            }
            Asked::Leave(group, places) => {
                Ok(Proposal::Leave(self.groups[*group], self.some(places)))
            }
            Asked::Requirement(user, fields) => read(fields.query(self.user(*user)?)).await,
            Asked::RuleEnd(user, rule) => {
                let change = Previewed::RuleEnd(self.user(*user)?, *rule);
                let query = PreviewQuery {
                    change: Some(change),
                    ..PreviewQuery::default()
                };
                read(query).await
            }
            Asked::Deadline(user, day) => {
                let query = PreviewQuery {
                    change: Some(Previewed::Deadline(self.user(*user)?)),
                    last_day: day.clone(),
                    ..PreviewQuery::default()
                };
                read(query).await
            }
        })
    }

    /// The users whom it is about, before it is made.
    pub async fn meant(&self, app: &TestApp, asked: &Asked) -> Vec<UserId> {
        let in_group = async |group: &usize| -> Vec<UserId> {
            let members = group_member::Entity::find().all(app.db().write()).await;
            let members = members.unwrap().into_iter();
            let members = members.filter(|member| *member.group_id == self.groups[*group]);
            members.map(|member| *member.user_id).collect()
        };
        match asked {
            Asked::Policy(_) => read(app).await.1.iter().map(|user| *user.id).collect(),
            Asked::Group(group, ..) | Asked::Deletion(group) => in_group(group).await,
            Asked::Join(group, places) => {
                let members = in_group(group).await;
                let mut users = self.some(places);
                users.retain(|user| !members.contains(user));
                users
            }
            Asked::Leave(group, places) => {
                let members = in_group(group).await;
                let mut users = self.some(places);
                users.retain(|user| members.contains(user));
                users
            }
            Asked::Requirement(user, _) | Asked::RuleEnd(user, _) | Asked::Deadline(user, _) => {
                self.user(*user).into_iter().collect()
            }
        }
    }

    /// Makes the change.
    pub async fn make(
        &self,
        app: &TestApp,
        admin: &Principal,
        asked: &Asked,
    ) -> backend::Result<()> {
        let (right, manager) = (admin.fresh_admin().unwrap(), TestApp::operator());
        let user = |place: &usize| self.user(*place).unwrap();
        match asked {
            Asked::Policy(change) => {
                let only_time = change.policy == Policy::Required
                    && read(app).await.0.policy == Policy::Required;
                if only_time {
                    let changed = app.backend.change_policy_time(right, change.grace);
                    changed.await?;
                } else {
                    app.backend.change_policy(right, *change).await?;
                }
            }
            Asked::Group(group, rule, grace) => {
                let change = GroupRuleChange {
                    rule: *rule,
                    grace: *grace,
                    end_sessions: false,
                };
                let done = app
                    .backend
                    .set_group_rule(&manager, self.groups[*group], change);
                done.await?;
            }
            Asked::Deletion(group) => {
                let deleted = app.backend.delete_group(&manager, self.groups[*group]);
                deleted.await?;
            }
            Asked::Join(group, places) => {
                let users = self.some(places).into_iter().map(|user| user.to_string());
                let users: Vec<String> = users.collect();
                let group = self.groups[*group];
                app.backend.add_members(&manager, group, &users).await?;
            }
            Asked::Leave(group, places) => {
                for user in self.some(places) {
                    let group = self.groups[*group];
                    app.backend.remove_member(&manager, group, user).await?;
                }
            }
            Asked::Requirement(place, fields) => {
                let Fields {
                    required,
                    until,
                    time,
                    days,
                    last_day,
                } = fields;
                let asked = RequirementInput::from_form(*required, "Congé", until, "", None);
                let days = days.to_string();
                let asked = asked.with_time(GraceInput {
                    kind: time,
                    days: &days,
                    last_day,
                });
                let saved = app.backend.save_requirement(right, user(place), asked);
                saved.await?;
            }
            Asked::RuleEnd(place, rule) => {
                app.backend.end_rule(right, user(place), *rule).await?;
            }
            Asked::Deadline(place, day) => {
                let given = app.backend.extend_deadline(right, user(place), day, "");
                given.await?;
            }
        }
        Ok(())
    }
}
