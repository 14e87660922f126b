//! The rules as stored, and the resolver's answer in SQL.

use crate::error::{Error, Result};
use domain::requirement::resolve;
use domain::{Override, OverrideRule, Policy, Requirement, Rules, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait};
use store::entity::{policy, user};

/// The single row of the policy.
pub(crate) async fn load_row(db: &impl ConnectionTrait) -> Result<policy::Model> {
    policy::Entity::find_by_id(1)
        .one(db)
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

/// The rules.
pub(crate) async fn load(db: &impl ConnectionTrait) -> Result<Rules> {
    Ok(rules_of(&load_row(db).await?))
}

/// The override on a user, as stored; it may have ended.
pub(crate) fn override_of(user: &user::Model) -> Option<Override> {
    Some(Override {
        rule: *user.override_rule?,
        generation: user.override_generation?,
        until: user.override_until.map(|at| *at),
    })
}

/// Whether 2FA is required of the user, and by which rule.
pub(crate) fn requirement_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Requirement {
    resolve(rules, override_of(user).as_ref(), now)
}

/// [`Override::holds`] in SQL, for one kind of rule.
pub(crate) fn holds(rule: OverrideRule, rules: &Rules, now: Timestamp) -> Condition {
    Condition::all()
        .add(user::Column::OverrideRule.eq(rule.as_str()))
        .add(user::Column::OverrideGeneration.eq(rules.generation(rule)))
        .add(
            Condition::any()
                .add(user::Column::OverrideUntil.is_null())
                .add(user::Column::OverrideUntil.gt(now.unix())),
        )
}

/// [`resolve`] in SQL: 1 where 2FA is required of the user, else 0.
pub(crate) fn required(rules: &Rules, now: Timestamp) -> Expr {
    Expr::case(holds(OverrideRule::Exempt, rules, now), 0)
        .case(holds(OverrideRule::Required, rules, now), 1)
        .finally(i32::from(rules.policy == Policy::Required))
        .into()
}

/// The users of whom 2FA is (or is not) required.
pub(crate) fn is_required(rules: &Rules, now: Timestamp, asked: bool) -> Condition {
    Condition::all().add(required(rules, now).eq(i32::from(asked)))
}
