//! Ending the individual rule of a user, whatever the policy is.

use super::requirement::{RuleChange, again};
use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{
    compliance_of, groups_of, individual_requirement, keep_compliance, load, override_of,
    requirement_of,
};
use domain::meaning::loosens;
use domain::requirement::{below, resolve};
use domain::{AuditAction, AuditDetail, OverrideRule, Rule, Rules, Timestamp, UserId};
use store::account::set_rule;
use store::entity::user;
use store::user::find;

impl Backend {
    /// Ends the exemption of a user, or lifts the individual requirement; `seen` says which of them the form showed. What an exemption
    /// suspends applies again, as it was made. Returns whether 2FA is required of the user then; nothing where that
    /// rule does not apply any more: nothing is changed. No admin lifts the requirement of their own account.
    pub async fn end_rule(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        seen: OverrideRule,
    ) -> Result<Option<bool>> {
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = find(tx, id).await?;
        let rules = load(tx).await?;
        let Some(change) = ended(&user, seen, (&rules, now)) else {
            return Ok(None);
        };
        let required = change.made.is_some() || below(&rules, groups_of(&user)).required;
        if change.loosens {
            work.may_loosen(&user)?;
        }
        set_rule(tx, id, change.made).await?;
        keep_compliance(tx, &user, change.kept).await?;
        work.commit(Done::to(change.action, &user)).await?;
        Ok(Some(required))
    }
}

/// What becomes of the rule on a user when one of this kind ends; none where such a rule does not apply.
pub(crate) fn ended<'a>(
    user: &'a user::Model,
    seen: OverrideRule,
    (rules, now): (&Rules, Timestamp),
) -> Option<RuleChange<'a>> {
    if requirement_of(user, rules, now).rule != Rule::Override(seen) {
        return None;
    }
    let (made, action) = match seen {
        OverrideRule::Exempt => (
            individual_requirement(user, rules, now).map(again),
            AuditAction::UserFollowsPolicy,
        ),
        OverrideRule::Required => (None, AuditAction::UserRequirementLifted),
    };
    let kept = compliance_of(user);
    let kept = match seen {
        OverrideRule::Exempt => kept.exemption_ended(now),
        OverrideRule::Required => kept.not_decided(),
    };
    Some(RuleChange {
        made,
        kept,
        action,
        detail: AuditDetail::Nothing,
        loosens: loosens(action),
    })
}

/// The rule that decides once the present individual one has ended; none where there is no such rule.
pub(super) fn rule_after(user: &user::Model, rules: &Rules, now: Timestamp) -> Option<Rule> {
    let mut stored = override_of(user)?;
    let present = stored.applying(rules, now)?;
    stored.suspended = stored.suspended.filter(|_| present == OverrideRule::Exempt);
    // As if it had ended this very moment.
    stored.until = Some(now);
    Some(resolve(rules, Some(&stored), groups_of(user), now).rule)
}
