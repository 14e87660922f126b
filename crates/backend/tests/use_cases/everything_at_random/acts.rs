//! What a step does, and whether what was shown before it is what happens.

use super::World;
use super::many::chosen_of;
use super::snapshot::Snapshot;
use super::steps::{Act, End, Step, Time};
use crate::support::TestApp;
use backend::groups::GroupRuleChange;
use backend::import::ImportOptions;
use backend::policy::PolicyChange;
use backend::users::RequirementInput;
use backend::{Error, Result};
use domain::grace::DAY;
use domain::{
    BulkKind, Deadline, DeadlineBy, GraceInput, GroupId, GroupRule, OverrideRule, Policy,
    TwoFactorStatus, UserId,
};
use std::collections::BTreeSet;
use test_support::{INVITEE, Kind, USER};

/// What was done; nothing where the rules refuse it, which every step may meet.
pub(super) fn done<T>(answer: Result<T>) -> Option<T> {
    match answer {
        Ok(done) => Some(done),
        Err(Error::Refused(_) | Error::SecondMeans { .. } | Error::NotFound) => None,
        Err(other) => panic!("{other:?}"),
    }
}

impl World {
    /// Does it; returns the users whom it is not about.
    pub(super) async fn act(&mut self, step: &Step, before: &Snapshot) -> BTreeSet<UserId> {
        let mut others: BTreeSet<UserId> = before.users.keys().copied().collect();
        let people: Vec<UserId> = others
            .iter()
            .copied()
            .filter(|id| *id != self.reader)
            .collect();
        let whom = people[step.whom % people.len()];
        let group = before.groups.get(step.group % before.groups.len().max(1));
        let group = group.map(|group| *group.id);
        match step.act {
            Act::Create(..) | Act::Import | Act::CreateGroup => self.come(step).await,
            Act::Delete | Act::Disabled(_) | Act::Role(_) | Act::Invite => {
                self.account(step, before, whom).await;
                if matches!(step.act, Act::Disabled(false)) {
                    others.remove(&whom);
                }
            }
            Act::Require(_) | Act::NotRequired(_) | Act::EndRule(_) | Act::Extend(_) => {
                self.rule(step, before, whom).await;
                others.remove(&whom);
            }
            Act::Join | Act::Leave => {
                if let Some(group) = group {
                    self.member(step, before, (group, whom)).await;
                    others.remove(&whom);
                }
            }
            Act::RenameGroup => {
                if let Some(group) = group {
                    let name = self.new_name("Group");
                    let by = self.manager(before, step.who).await;
                    let renamed = self.app.backend.rename_group(&by, group, &name).await;
                    assert!(renamed.unwrap());
                }
            }
            Act::GroupRule { .. } | Act::DeleteGroup => {
                if let Some(group) = group {
                    self.group(step, before, group).await;
                    let members = before.members_of(group);
                    others.retain(|id| !members.contains(id));
                }
            }
            Act::ForAll { .. } | Act::TimeForAll(_) | Act::Optional { .. } | Act::Undo => {
                self.policy(step, before).await;
                others.clear();
            }
            Act::SignIn | Act::Enrol | Act::RemoveFactor | Act::Reset(_) => {
                self.sign_in(step, before, whom).await;
                others.remove(&whom);
            }
            Act::Bulk(kind, many) => {
                let chosen = self.bulk(step, before, (kind, many), &people, group).await;
                if !matches!(kind, BulkKind::EndSessions | BulkKind::Deactivate) {
                    others.retain(|id| !chosen.contains(id));
                }
            }
            Act::Browse(kind, many, end) => {
                let chosen = chosen_of(step, before, many, &people);
                self.browse(step, before, (kind, end), &chosen, group).await;
                let moves = end == End::Done
                    && !matches!(kind, BulkKind::EndSessions | BulkKind::Deactivate);
                others.retain(|id| !moves || !chosen.1.contains(id));
            }
            Act::Pass(seconds) => self.app.advance(seconds),
            Act::EndExemptions => {
                self.app.backend.end_exemptions().await.unwrap();
            }
            Act::Sweep => {
                self.app.backend.sweep(self.app.now()).await.unwrap();
            }
        }
        others
    }

    /// Accounts and groups that come.
    async fn come(&mut self, step: &Step) {
        let by = TestApp::operator();
        match step.act {
            Act::Create(role, rule) => {
                let name = self.new_name("Person");
                let with_password = !step.whom.is_multiple_of(3);
                let kind = if with_password { USER } else { INVITEE };
                let kind = Kind { role, rule, ..kind };
                test_support::create(&self.app.backend, &name, kind).await;
            }
            Act::CreateGroup => {
                let name = self.new_name("Group");
                self.app.backend.create_group(&by, &name).await.unwrap();
            }
            _ => {
                let (one, two) = (self.new_name("i"), self.new_name("i"));
                let (one, two) = (one.replace(' ', ""), two.replace(' ', ""));
                let file = format!(
                    "email,name,role,language,required,group\n\
                     {one}@exemple.fr,Import {one},user,fr,yes,Nord|Import\n\
                     {two}@exemple.fr,Import {two},user,en,no,Sud\n\
                     eve.petit@exemple.fr,Eve Petit,user,fr,,Nord\n\
                     nobody,Nobody,user,fr,,\n"
                );
                let options = ImportOptions::default();
                let file = file.as_bytes();
                let (backend, nothing) = (&self.app.backend, |_| {});
                let plan = backend.plan_import(&by, file, &options, nothing).await;
                let made = backend.import_users(&by, file, &options, nothing).await;
                let (plan, made) = (plan.unwrap(), made.unwrap());
                assert_eq!(
                    (
                        plan.created,
                        plan.already_there,
                        plan.groups,
                        plan.refused.len()
                    ),
                    (
                        made.created,
                        made.already_there,
                        made.groups,
                        made.refused.len()
                    ),
                );
            }
        }
    }

    async fn account(&mut self, step: &Step, before: &Snapshot, whom: UserId) {
        let by = self.manager(before, step.who).await;
        let backend = self.app.backend.clone();
        match step.act {
            Act::Delete => {
                done(backend.delete_user(&by, whom).await);
            }
            Act::Invite => {
                done(backend.invite(&by, whom).await);
            }
            _ => {
                let Some(admin) = self.admin(before, step.who).await else {
                    return;
                };
                let right = admin.fresh_admin().unwrap();
                match step.act {
                    Act::Disabled(off) => done(backend.set_disabled(right, whom, off).await),
                    Act::Role(role) => done(backend.change_role(right, whom, role).await),
                    _ => None,
                };
            }
        }
    }

    /// A rule on one user: what its page says that will apply is what applies.
    async fn rule(&mut self, step: &Step, before: &Snapshot, whom: UserId) {
        let Some(admin) = self.admin(before, step.who).await else {
            return;
        };
        let right = admin.fresh_admin().unwrap();
        let backend = self.app.backend.clone();
        let day = |days: i64| self.app.now().plus(days * DAY).to_day();
        match step.act {
            Act::EndRule(rule) => {
                let staff = admin.staff().unwrap();
                let shown = backend.user_detail(staff, whom).await.unwrap().after_rule;
                let ended = backend.end_rule(right, whom, rule).await.unwrap();
                if let Some(required) = ended {
                    let after = Snapshot::of(&self.app).await.requirement(whom);
                    assert_eq!((Some(after.rule), after.required), (shown, required));
                }
            }
            Act::Extend(days) => {
                let extended = backend
                    .extend_deadline(right, whom, &day(days), "UTC")
                    .await;
                if let Some(to) = done(extended) {
                    let after = Snapshot::of(&self.app).await;
                    let is = Some(Deadline::At(to, DeadlineBy::Person));
                    assert_eq!(after.deadline(whom), is);
                }
            }
            _ => {
                let (last, days);
                let input = match step.act {
                    Act::Require(time) => {
                        let kind;
                        (kind, days, last) = match time {
                            Time::No => ("none", String::new(), String::new()),
                            Time::Days(count) => ("days", count.to_string(), String::new()),
                            Time::Until(count) => ("date", String::new(), day(count)),
                        };
                        let time = GraceInput {
                            kind,
                            days: &days,
                            last_day: &last,
                        };
                        RequirementInput::from_form(true, "", "", "UTC", None).with_time(time)
                    }
                    Act::NotRequired(end) => {
                        last = end.map(day).unwrap_or_default();
                        RequirementInput::from_form(false, "congé", &last, "UTC", None)
                    }
                    _ => return,
                };
                if let Some(saved) = done(backend.save_requirement(right, whom, input).await) {
                    let after = Snapshot::of(&self.app).await;
                    assert_eq!(after.status(whom), saved.status);
                }
            }
        }
    }

    async fn member(&mut self, step: &Step, before: &Snapshot, (group, whom): (GroupId, UserId)) {
        let by = self.manager(before, step.who).await;
        let backend = &self.app.backend;
        let was = before.members_of(group).contains(&whom);
        if matches!(step.act, Act::Join) {
            let users = [whom.to_string()];
            let added = backend.add_members(&by, group, &users).await.unwrap();
            assert_eq!(added.added == 1, !was);
        } else {
            let removed = backend.remove_member(&by, group, whom).await;
            assert_eq!(removed.unwrap(), was);
        }
    }

    /// What a rule of a group is said to do is what it does to each of the members.
    async fn group(&mut self, step: &Step, before: &Snapshot, group: GroupId) {
        let by = self.manager(before, step.who).await;
        let Act::GroupRule {
            requires,
            time,
            end_sessions,
        } = step.act
        else {
            done(self.app.backend.delete_group(&by, group).await);
            return;
        };
        let rule = if requires {
            GroupRule::Required
        } else {
            GroupRule::Nothing
        };
        let change = GroupRuleChange {
            rule,
            grace: time.grace(self.app.now()),
            end_sessions,
        };
        let reader = self.read().await;
        let right = reader.reader().unwrap();
        let backend = &self.app.backend;
        let shown = backend.group_effect(right, group, rule).await.unwrap();
        let Some(effect) = backend.set_group_rule(&by, group, change).await.unwrap() else {
            return;
        };
        assert_eq!(effect, shown);
        let after = Snapshot::of(&self.app).await;
        let members = after.members_of(group);
        let exempt =
            |id| after.requirement(id).rule == domain::Rule::Override(OverrideRule::Exempt);
        let count = |is_so: &dyn Fn(UserId) -> bool| {
            after.count(|id| members.contains(&id) && !exempt(id) && is_so(id))
        };
        assert_eq!(
            (effect.to_activate, effect.active, effect.released),
            (
                count(&|id| after.status(id) == TwoFactorStatus::Pending),
                count(&|id| after.status(id) == TwoFactorStatus::Protected),
                count(&|id| { before.requirement(id).required && !after.requirement(id).required }),
            )
        );
        let all_exempt = after.count(|id| members.contains(&id) && exempt(id));
        assert_eq!(effect.exempt, all_exempt);
    }

    /// What the page of security says of a change is what comes of it.
    async fn policy(&mut self, step: &Step, before: &Snapshot) {
        let Some(admin) = self.admin(before, step.who).await else {
            return;
        };
        let right = admin.fresh_admin().unwrap();
        let backend = self.app.backend.clone();
        let reader = self.read().await;
        let shown = backend.security_overview(reader.reader().unwrap()).await;
        let shown = shown.unwrap();
        let individual = (shown.consequences.individual, shown.consequences.exempt);
        let holding = |snapshot: &Snapshot| {
            (
                snapshot.holding(OverrideRule::Required),
                snapshot.holding(OverrideRule::Exempt),
            )
        };
        assert_eq!(individual, holding(before));
        let change = match step.act {
            Act::TimeForAll(time) => {
                let grace = time.grace(self.app.now());
                let changed = done(backend.change_policy_time(right, grace).await);
                let gives = Snapshot::of(&self.app).await.rules.time.grace;
                assert!(changed.is_none() || gives == grace);
                return;
            }
            Act::ForAll {
                time,
                keep_announced,
                end_exemptions,
            } => PolicyChange {
                grace: time.grace(self.app.now()),
                keep_announced,
                end_exemptions,
                end_sessions: step.whom.is_multiple_of(2),
                ..PolicyChange::to(Policy::Required)
            },
            Act::Optional { keep_individual } => PolicyChange {
                keep_individual,
                ..PolicyChange::to(Policy::Optional)
            },
            _ => {
                let Some(last) = shown.last_change else {
                    return;
                };
                if done(backend.undo_policy(right, last.number).await).is_some() {
                    let (was, is) = (holding(before), holding(&Snapshot::of(&self.app).await));
                    assert_eq!((was.0 + last.lifted, was.1 + last.ended), is);
                }
                return;
            }
        };
        let changed = done(backend.change_policy(right, change).await) == Some(true);
        if !changed || before.rules.policy == change.policy {
            return;
        }
        let after = Snapshot::of(&self.app).await;
        let (required, exempt) = holding(&after);
        match change.policy {
            Policy::Required if change.end_exemptions => assert_eq!(exempt, 0),
            Policy::Required => {
                assert_eq!(exempt, shown.consequences.exempt);
                let pending = after.distribution().pending;
                assert_eq!(pending, shown.consequences.to_activate);
            }
            Policy::Optional if change.keep_individual => {
                assert_eq!(required, shown.consequences.individual);
            }
            Policy::Optional => assert_eq!(required, 0),
        }
    }
}
