//! The rules as stored.

use crate::error::{Error, Result};
use domain::requirement::resolve;
use domain::undo::LastChange;
use domain::{GroupRule, Override, OverrideRule, Requirement, Rules, Timestamp};
use store::Connection;
use store::account::Suspended;
use store::entity::{policy, user};

/// The single row of the policy.
pub(crate) async fn load_row(db: &impl Connection) -> Result<policy::Model> {
    store::policy::find(db)
        .await?
        .ok_or_else(|| Error::internal("reading the policy", "its row is gone"))
}

/// The rules from a row.
pub(crate) fn rules_of(row: &policy::Model) -> Rules {
    Rules {
        policy: *row.policy,
        required_generation: row.required_generation,
        exempt_generation: row.exempt_generation,
    }
}

/// The last change of the rules, as long as what was before it is kept.
pub(crate) fn last_change(row: &policy::Model) -> Option<LastChange> {
    Some(LastChange {
        number: row.changes,
        at: *row.changed_at?,
        before: Rules {
            policy: *row.before_policy?,
            required_generation: row.before_required_generation?,
            exempt_generation: row.before_exempt_generation?,
        },
    })
}

/// The rules.
pub(crate) async fn load(db: &impl Connection) -> Result<Rules> {
    Ok(rules_of(&load_row(db).await?))
}

/// The override on a user, as stored; it may have ended.
pub(crate) fn override_of(user: &user::Model) -> Option<Override> {
    Some(Override {
        rule: *user.override_rule?,
        generation: user.override_generation?,
        until: user.override_until.map(|at| *at),
        suspended: user.suspended_generation,
    })
}

/// The requirement that an exemption of the user suspends, lifted by now or not.
pub(crate) fn suspended_by(user: &user::Model) -> Option<Suspended<'_>> {
    Some(Suspended {
        generation: user.suspended_generation?,
        at: *user.suspended_at?,
        by: user.suspended_by.as_deref(),
    })
}

/// The individual requirement of the user that applies, or that an exemption suspends.
pub(crate) fn individual_requirement<'a>(
    user: &'a user::Model,
    rules: &Rules,
    now: Timestamp,
) -> Option<Suspended<'a>> {
    let stored = override_of(user)?;
    let own = || {
        let required = stored.rule == OverrideRule::Required && stored.holds(rules, now);
        required.then_some(Suspended {
            generation: stored.generation,
            at: *user.override_at?,
            by: user.override_by.as_deref(),
        })
    };
    suspended_by(user)
        .filter(|suspended| suspended.generation == rules.required_generation)
        .or_else(own)
}

/// What the groups of a user ask together, as kept on the user's row.
pub(crate) fn groups_of(user: &user::Model) -> GroupRule {
    GroupRule::kept(user.group_required_since.map(|at| *at))
}

/// Whether 2FA is required of the user, and by which rule.
pub(crate) fn requirement_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Requirement {
    resolve(rules, override_of(user).as_ref(), groups_of(user), now)
}
