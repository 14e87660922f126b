//! What would come of an operation for a user, by the rules of the same thing done to one.

use crate::error::Result;
use crate::handover::handed_over;
use crate::users::{
    Extension, RuleChange, UsableAdmins, Wanted, change, ended, extension, why_not_mailed,
    why_not_reminded,
};
use domain::handover::Given;
use domain::{
    BulkAct, BulkFacts, BulkKind, BulkOutcome, BulkRefusal, Exemption, Grace, GroupId, GroupRule,
    Means, OverrideRule, Rules, Timestamp, UserId,
};
use std::collections::{HashMap, HashSet};
use store::Connection;
use store::account::Author;
use store::entity::user;

/// Judges users one by one.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    kind: BulkKind,
    group: Option<GroupId>,
    /// The account of the admin who acts, if one does.
    own: Option<UserId>,
    /// Who acts.
    by: Author<'a>,
    rules: &'a Rules,
    now: Timestamp,
    required: Wanted,
    exempt: Wanted,
    until: Option<Timestamp>,
    /// Whether mails can be sent.
    mails: bool,
}

/// What is known of some users beside their rows.
#[derive(Debug, Default)]
pub(super) struct UserFacts {
    /// Since when each is a member.
    pub(super) members: HashMap<UserId, Timestamp>,
    invited: HashSet<UserId>,
    given: HashMap<UserId, Given>,
    /// How many sessions each has.
    pub(super) sessions: HashMap<UserId, u64>,
    /// Whether the group requires 2FA of its members.
    group_requires: bool,
}

/// What comes of it for a user.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    /// The user.
    pub(super) user: &'a user::Model,
    /// The outcome.
    pub(super) outcome: BulkOutcome,
    /// What becomes of the rule on the user, where the operation is about that.
    pub(super) change: Option<RuleChange<'a>>,
    /// What becomes of the deadline, where it is about that.
    pub(super) extension: Option<Extension>,
}

impl<'a> Judge<'a> {
    /// Of an operation by somebody, at a moment and under its rules.
    pub(super) fn new(
        act: &BulkAct,
        (own, by): (Option<UserId>, Author<'a>),
        (rules, now): (&'a Rules, Timestamp),
        mails: bool,
    ) -> Self {
        let exemption: Option<Exemption> = match act {
            BulkAct::Exempt(exemption) => Some(exemption.clone()),
            _ => None,
        };
        Self {
            kind: act.kind(),
            group: act.group(),
            own,
            by,
            rules,
            now,
            required: Wanted::Required(match act {
                BulkAct::Require(grace) => *grace,
                _ => Grace::None,
            }),
            until: match act {
                BulkAct::Extend(to) => Some(*to),
                _ => exemption.as_ref().and_then(|made| made.until),
            },
            mails,
            exempt: Wanted::NotRequired(exemption),
        }
    }

    /// Reads what has to be known of these users, at most a thousand.
    pub(super) async fn know(&self, db: &impl Connection, users: &[UserId]) -> Result<UserFacts> {
        let mut facts = UserFacts::default();
        if let Some(group) = self.group {
            facts.members = store::group::since(db, group, users).await?;
            let group = store::group::find(db, group).await?;
            facts.group_requires = *group.requires == GroupRule::Required;
        }
        if self.kind == BulkKind::Invite {
            facts.invited = store::invitation_round::invited(db, users, self.now).await?;
            if let Some(giver) = self.own {
                facts.given = handed_over(db, giver, users).await?;
            }
        }
        if self.kind == BulkKind::EndSessions {
            facts.sessions = store::session::count_of_these(db, users).await?;
        }
        Ok(facts)
    }

    /// Judges a user, and notes in `admins` if the account is taken away.
    pub(super) fn judge<'u>(
        &'u self,
        user: &'u user::Model,
        facts: &UserFacts,
        admins: &mut UsableAdmins,
    ) -> Judged<'u> {
        let change = self.change(user);
        let extension = self.extension(user);
        let facts = BulkFacts {
            is_own: self.own == Some(*user.id),
            obstacle: self.obstacle(user, extension.as_ref(), facts),
            loosens: change.as_ref().is_some_and(|change| change.loosens),
            changes_rule: change.is_some(),
            changes_deadline: extension.as_ref().is_some_and(|made| made.changes),
            is_invited: facts.invited.contains(&*user.id),
            is_suspended: user.suspended_generation == Some(self.rules.required_generation)
                && change.is_none(),
            group_requires: facts.group_requires,
            is_member: facts.members.contains_key(&*user.id),
            has_sessions: facts.sessions.contains_key(&*user.id),
            is_deactivated: user.disabled_at.is_some(),
            is_last_admin: self.kind == BulkKind::Deactivate && admins.is_last(user),
        };
        let outcome = self.kind.outcome(&facts);
        if outcome == BulkOutcome::Done && self.kind == BulkKind::Deactivate {
            admins.take(*user.id);
        }
        Judged {
            user,
            outcome,
            change,
            extension,
        }
    }

    fn extension(&self, user: &user::Model) -> Option<Extension> {
        let to = self.until.filter(|_| self.kind == BulkKind::Extend)?;
        extension(user, to, (self.rules, self.now))
    }

    fn obstacle(
        &self,
        user: &user::Model,
        extension: Option<&Extension>,
        facts: &UserFacts,
    ) -> Option<BulkRefusal> {
        if self.kind.sends_mail() && !self.mails {
            return Some(BulkRefusal::NoMailServer);
        }
        match self.kind {
            BulkKind::Extend => extension.is_none().then_some(BulkRefusal::NoDeadline),
            BulkKind::Remind => why_not_reminded(user, (self.rules, self.now)),
            BulkKind::Invite => why_not_mailed(user).or_else(|| {
                let given = facts.given.get(&*user.id)?;
                given.too_soon(*user.role, Means::Link, self.now)?;
                Some(BulkRefusal::SecondMeans)
            }),
            BulkKind::Require
            | BulkKind::Lift
            | BulkKind::Exempt
            | BulkKind::Join
            | BulkKind::Leave
            | BulkKind::EndSessions
            | BulkKind::Deactivate => None,
        }
    }

    fn change<'u>(&'u self, user: &'u user::Model) -> Option<RuleChange<'u>> {
        let at = (self.rules, self.now);
        let wanted = match self.kind {
            BulkKind::Require => &self.required,
            BulkKind::Exempt => &self.exempt,
            BulkKind::Lift => return ended(user, OverrideRule::Required, at),
            BulkKind::Extend
            | BulkKind::Remind
            | BulkKind::Invite
            | BulkKind::Join
            | BulkKind::Leave
            | BulkKind::EndSessions
            | BulkKind::Deactivate => return None,
        };
        change(user, wanted, self.by, at)
    }
}
