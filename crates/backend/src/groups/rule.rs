//! What a group requires of its members.

use crate::access::{Manager, Reader};
use crate::as_seen::AsSeen;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::load;
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, DaysFrom, Grace, GroupId, GroupRule, OverrideRule, Rules, SessionId,
    Timestamp, seen,
};
use store::Connection;
use store::entity::group;
use store::group::{Who, counted, end_sessions_without_factor, find, keep_requirement, set_rule};
use store::users_table::Segment;
use wire::view::GroupEffect;

/// The admin's choice in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupRuleChange {
    /// What the group requires.
    pub rule: GroupRule,
    /// The time that it gives to comply; its days count from when it was made, or from when a member joined.
    pub grace: Grace,
    /// End the open sessions of members who must activate 2FA, except the one that asks for it.
    pub end_sessions: bool,
}

impl Backend {
    /// What a rule of a group would do to its members.
    pub async fn group_effect(
        &self,
        _reader: impl Into<Reader<'_>>,
        id: GroupId,
        rule: GroupRule,
    ) -> Result<GroupEffect> {
        let db = self.db.read();
        let rules = load(db).await?;
        effect(db, id, rule, (&rules, self.now())).await
    }

    /// Changes what a group requires of its members, at the cost of their number. Returns what that did, by the same computation as
    /// [`Self::group_effect`], or nothing if it is the rule already. Only admins with a factor of their own can require one of a group.
    /// Refused where the group has another rule than the form showed.
    pub async fn set_group_rule<'a>(
        &self,
        manager: &Manager,
        id: GroupId,
        change: impl Into<AsSeen<'a, GroupRuleChange>>,
    ) -> Result<Option<GroupEffect>> {
        let form = change.into();
        let change = form.asked;
        let work = self.begin(manager.actor().clone()).await?;
        let (tx, now) = (work.tx(), work.now());
        let group = find(tx, id).await?;
        let requires = change.rule == GroupRule::Required;
        let (was, had) = (*group.requires, grace_of(&group));
        if was == change.rule && (!requires || had == change.grace) {
            return Ok(None);
        }
        form.still(&seen::group_rule(was, had))?;
        let grace = if requires { change.grace } else { Grace::None };
        let made = made_at(&group, change.rule, now);
        if requires {
            has_own_factor(&work).await?;
        }
        let rules = load(tx).await?;
        let done = effect(tx, id, change.rule, (&rules, now)).await?;
        set_rule(tx, id, change.rule, (grace, made)).await?;
        keep_requirement(tx, Who::Members(id), (&rules, now)).await?;
        let ends = requires && change.end_sessions;
        if ends {
            // No session has the number 0.
            let own = work.actor().session.unwrap_or(SessionId::new(0));
            end_sessions_without_factor(tx, id, (&rules, now), own).await?;
        }
        let entry = if requires {
            Done::from(AuditAction::GroupRequired).with(AuditDetail::GroupRule {
                group: group.name,
                end_sessions: ends,
                grace: Some(grace),
                days_from: DaysFrom::of(grace, was == change.rule),
            })
        } else {
            Done::from(AuditAction::GroupNotRequired).with(AuditDetail::Group(group.name))
        };
        work.commit(entry).await?;
        Ok(Some(done))
    }
}

/// The time that a group gives.
pub(crate) fn grace_of(group: &group::Model) -> Grace {
    Grace::kept(group.grace_days, group.grace_until.map(|at| *at))
}

/// Since when a group requires 2FA once this is its rule.
pub(crate) fn made_at(group: &group::Model, rule: GroupRule, now: Timestamp) -> Option<Timestamp> {
    if *group.requires == rule {
        group.required_at.map(|at| *at)
    } else {
        (rule == GroupRule::Required).then_some(now)
    }
}

/// The command line may require what it cannot have.
async fn has_own_factor(work: &UnitOfWork) -> Result<()> {
    let Some(id) = work.actor().id else {
        return Ok(());
    };
    let admin = store::user::find(work.tx(), id).await?;
    if admin.two_factor_since.is_some() {
        Ok(())
    } else {
        Err(Problem::OwnFactorMissing.into())
    }
}

/// What a rule of a group does to its members: the resolver, applied to each segment of them as it is and as it would be.
pub(super) async fn effect(
    db: &impl Connection,
    id: GroupId,
    rule: GroupRule,
    (rules, now): (&Rules, Timestamp),
) -> Result<GroupEffect> {
    let mut effect = GroupEffect::default();
    for (others, members) in counted(db, id).await? {
        let others = if others {
            GroupRule::Required
        } else {
            GroupRule::Nothing
        };
        let before = Segment::of(members.clone(), rules, now)?;
        let groups = GroupRule::together([rule, others]);
        let after = Segment::in_groups(members, groups, rules, now)?;
        if !after.state.counts() {
            continue;
        }
        let number = if after.holds(OverrideRule::Exempt) {
            &mut effect.exempt
        } else if after.requirement.required && after.status.is_active() {
            &mut effect.active
        } else if after.requirement.required {
            &mut effect.to_activate
        } else if before.requirement.required {
            &mut effect.released
        } else {
            continue;
        };
        *number += after.users;
    }
    Ok(effect)
}
