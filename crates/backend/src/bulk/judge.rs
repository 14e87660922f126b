//! What would come of an operation for a user, by the rules of the same thing done to one.

use crate::error::Result;
use crate::users::{RuleChange, UsableAdmins, Wanted, change, ended, may_exempt};
use domain::{
    BulkAct, BulkFacts, BulkKind, BulkOutcome, Exemption, Grace, GroupId, OverrideRule, Rules,
    Timestamp, UserId,
};
use std::collections::{HashMap, HashSet};
use store::Connection;
use store::entity::user;

/// Judges users one by one.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    kind: BulkKind,
    group: Option<GroupId>,
    /// The account of the admin who acts, if one does.
    own: Option<UserId>,
    /// The name of who acts.
    by: &'a str,
    rules: &'a Rules,
    now: Timestamp,
    required: Wanted,
    exempt: Wanted,
    /// Where there is nothing to be exempt from.
    free: Wanted,
    until: Option<Timestamp>,
}

/// What is known of some users beside their rows.
#[derive(Debug, Default)]
pub(super) struct Known {
    members: HashSet<UserId>,
    /// How many sessions each has.
    pub(super) sessions: HashMap<UserId, u64>,
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
}

impl<'a> Judge<'a> {
    /// Of an operation by somebody, at a moment and under its rules.
    pub(super) fn new(
        act: &BulkAct,
        (own, by): (Option<UserId>, &'a str),
        (rules, now): (&'a Rules, Timestamp),
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
            required: Wanted::Required(Grace::None),
            until: exemption.as_ref().and_then(|made| made.until),
            exempt: Wanted::NotRequired(exemption),
            free: Wanted::NotRequired(None),
        }
    }

    /// Reads what has to be known of these users, at most a thousand.
    pub(super) async fn know(&self, db: &impl Connection, users: &[UserId]) -> Result<Known> {
        let mut known = Known::default();
        if let Some(group) = self.group {
            known.members = store::group::present(db, group, users).await?;
        }
        if self.kind == BulkKind::EndSessions {
            known.sessions = store::session::count_of_these(db, users).await?;
        }
        Ok(known)
    }

    /// Judges a user, and notes in `admins` if the account is taken away.
    pub(super) fn judge<'u>(
        &'u self,
        user: &'u user::Model,
        known: &Known,
        admins: &mut UsableAdmins,
    ) -> Judged<'u> {
        let change = self.change(user);
        let facts = BulkFacts {
            is_own: self.own == Some(*user.id),
            changes_rule: change.is_some(),
            is_suspended: user.suspended_generation == Some(self.rules.required_generation)
                && change.is_none(),
            is_member: known.members.contains(&*user.id),
            has_sessions: known.sessions.contains_key(&*user.id),
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
        }
    }

    fn change<'u>(&'u self, user: &'u user::Model) -> Option<RuleChange<'u>> {
        let at = (self.rules, self.now);
        let wanted = match self.kind {
            BulkKind::Require => &self.required,
            BulkKind::Exempt if may_exempt(user, self.until.is_some(), at) => &self.exempt,
            BulkKind::Exempt => &self.free,
            BulkKind::Lift => return ended(user, OverrideRule::Required, at),
            BulkKind::Join | BulkKind::Leave | BulkKind::EndSessions | BulkKind::Deactivate => {
                return None;
            }
        };
        change(user, wanted, self.by, at)
    }
}
