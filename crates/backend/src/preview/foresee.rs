//! The rules and the users as they would be.

use super::{AccountProposal, Proposal, UserProposal};
use crate::error::Result;
use crate::groups::{grace_of, made_at};
use crate::rules::load;
use crate::users::{RuleChange, change, count_admins, ended, extension};
use domain::{GroupRule, Outlook, Prospect, Role, Rules, Timestamp};
use store::Connection;
use store::account::Author;
use store::entity::{group, user};
use store::group::{IfRequired, counted};
use store::outlook::{AsIf, Decided};
use store::segment::{Counted, KEY, kept};
use store::users_table::Segment;

/// The rules before and after the change, and the users whom it may touch.
pub(super) struct Foreseen {
    pub(super) before: Rules,
    pub(super) after: Rules,
    /// None where it touches no rule.
    pub(super) users: Option<AsIf>,
}

/// The admins who can sign in after a change.
pub(super) struct AdminsAfter {
    /// How many; where the change is about an account, besides that one.
    pub(super) count: u64,
    /// Whether the change would be refused, since it takes the last of them away.
    pub(super) is_refused: bool,
}

/// Applies the change to rules and users, by the functions that make it.
pub(super) async fn foresee(
    db: &impl Connection,
    proposal: &Proposal,
    now: Timestamp,
) -> Result<Foreseen> {
    let before = load(db).await?;
    let (after, users) = match proposal {
        Proposal::Policy(change) => (change.after(before, now), Some(AsIf::Everybody)),
        Proposal::Group(id, rule, grace) => {
            let group = store::group::find(db, *id).await?;
            let made = made_at(&group, *rule, now);
            let required = (*rule == GroupRule::Required).then_some(IfRequired {
                grace: *grace,
                made: made.unwrap_or(Timestamp::from_unix(0)),
                joined: None,
            });
            (before, Some(AsIf::Members(*id, required)))
        }
        Proposal::Join(id, users) => {
            let group = store::group::find(db, *id).await?;
            let users = AsIf::Joining(*id, users.clone(), joined(&group, now));
            (before, Some(users))
        }
        Proposal::Leave(id, users) => {
            let group = store::group::find(db, *id).await?;
            (before, Some(AsIf::Leaving(*group.id, users.clone())))
        }
        Proposal::User(id, wanted) => {
            let user = store::user::find(db, *id).await?;
            let decided = decided(&user, wanted, (&before, now));
            (before, Some(AsIf::Users(vec![*id], decided)))
        }
        Proposal::Account(..) => (before, None),
    };
    Ok(Foreseen {
        before,
        after,
        users,
    })
}

/// What a group requires of those who join it now.
pub(crate) fn joined(group: &group::Model, now: Timestamp) -> Option<IfRequired> {
    (*group.requires == GroupRule::Required).then(|| IfRequired {
        grace: grace_of(group),
        made: group.required_at.map_or(Timestamp::from_unix(0), |at| *at),
        joined: Some(now),
    })
}

/// What would be written about a user; nothing where nothing would change.
fn decided(user: &user::Model, wanted: &UserProposal, at: (&Rules, Timestamp)) -> Decided {
    let nothing = Decided::default();
    let of_rule = |change: Option<RuleChange<'_>>| {
        change.map_or_else(Decided::default, |change| {
            let written = Decided::default().with_rule(change.made.as_ref());
            written.with_compliance(&change.kept)
        })
    };
    match wanted {
        // Who makes the rule changes nobody's outcome.
        UserProposal::Requirement(wanted) => of_rule(change(user, wanted, Author::NOBODY, at)),
        UserProposal::RuleEnd(seen) => of_rule(ended(user, *seen, at)),
        UserProposal::Deadline(to) => match extension(user, *to, at) {
            None => nothing,
            Some(extension) if extension.ends_rule => {
                nothing.with_rule(None).with_compliance(&extension.kept)
            }
            Some(extension) => nothing.with_compliance(&extension.kept),
        },
    }
}

/// Counts the admins who can sign in after the change. No rule takes one of them away: the sign-in leads to the enrolment.
pub(super) async fn admins_after(db: &impl Connection, proposal: &Proposal) -> Result<AdminsAfter> {
    let Proposal::Account(id, change) = proposal else {
        return Ok(AdminsAfter {
            count: count_admins(db, None).await?,
            is_refused: false,
        });
    };
    let user = store::user::find(db, *id).await?;
    let count = count_admins(db, Some(&user)).await?;
    let takes = *user.role == Role::Admin && *change != AccountProposal::Role(Role::Admin);
    Ok(AdminsAfter {
        count,
        is_refused: takes && count == 0,
    })
}

/// Those who have nothing to activate, by their segments, for a change of the policy or of a group's rule.
pub(super) async fn settled(
    db: &impl Connection,
    proposal: &Proposal,
    foreseen: &Foreseen,
    now: Timestamp,
) -> Result<Outlook> {
    let mut outlook = Outlook::default();
    let mut add = |before: &Segment, after: &Segment| {
        let prospect = Prospect {
            required_now: before.requirement.required,
            requirement: after.requirement,
            is_active: after.status.is_active(),
            deadline: None,
            has_signed_in: true,
            rule_until: after.rule_until(),
        };
        let is_pending = after.requirement.required && !prospect.is_active;
        if let Some(outcome) = prospect.outcome(now).filter(|_| !is_pending)
            && after.state.counts()
        {
            outlook.add(after.users, outcome);
        }
    };
    let (before, after) = (&foreseen.before, &foreseen.after);
    match proposal {
        Proposal::Policy(_) => {
            for counted in kept(db, KEY).await? {
                let present = Segment::of(counted.clone(), before, now)?;
                add(&present, &Segment::of(counted, after, now)?);
            }
        }
        Proposal::Group(id, rule, _) => {
            for (others, members) in counted(db, *id).await? {
                let (present, then) = in_group(members, others, *rule, (after, now))?;
                add(&present, &then);
            }
        }
        Proposal::Join(..) | Proposal::Leave(..) | Proposal::User(..) | Proposal::Account(..) => {}
    }
    Ok(outlook)
}

/// Members of a group as they are, and as they would be under this rule; `others`: another group requires 2FA of them.
fn in_group(
    members: Counted,
    others: bool,
    rule: GroupRule,
    (rules, now): (&Rules, Timestamp),
) -> Result<(Segment, Segment)> {
    let others = if others {
        GroupRule::Required
    } else {
        GroupRule::Nothing
    };
    let groups = GroupRule::together([rule, others]);
    let present = Segment::of(members.clone(), rules, now)?;
    Ok((present, Segment::in_groups(members, groups, rules, now)?))
}
