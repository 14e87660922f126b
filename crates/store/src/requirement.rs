//! Whether 2FA is required of a user, in SQL: the twin of `domain::requirement::resolve`. A test compares both on every combination
//! (`crates/backend/tests/use_cases/sql_resolver.rs`).

use crate::entity::user;
use crate::word::word;
use domain::{ExemptionKind, OverrideRule, Policy, Rules, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

/// `domain::Override::applying` in SQL: the users to whom an individual rule of this kind applies.
pub fn applies(rule: OverrideRule, rules: &Rules, now: Timestamp) -> Condition {
    match rule {
        OverrideRule::Exempt => holds(rule, rules, now),
        OverrideRule::Required => Condition::any().add(holds(rule, rules, now)).add(
            Condition::all()
                .add(user::Column::SuspendedGeneration.eq(rules.required_generation))
                .add(holds(OverrideRule::Exempt, rules, now).not()),
        ),
    }
}

/// `domain::Override::holds` in SQL, for one kind of rule.
fn holds(rule: OverrideRule, rules: &Rules, now: Timestamp) -> Condition {
    Condition::all()
        .add(Expr::col(user::Column::OverrideRule).eq(word(rule.as_str())))
        .add(user::Column::OverrideGeneration.eq(rules.generation(rule)))
        .add(
            Condition::any()
                .add(user::Column::OverrideUntil.is_null())
                .add(user::Column::OverrideUntil.gt(now.unix())),
        )
}

/// The users who are (or are not) exempt as service accounts.
pub fn is_service(rules: &Rules, now: Timestamp, asked: bool) -> Condition {
    let kind = user::Column::OverrideKind.eq(ExemptionKind::ServiceAccount.as_str());
    let service = applies(OverrideRule::Exempt, rules, now).add(kind);
    let is: Expr = Expr::case(service, 1).finally(0).into();
    Condition::all().add(is.eq(i32::from(asked)))
}

/// 1 where 2FA is required of the user, else 0.
pub fn required(rules: &Rules, now: Timestamp) -> Expr {
    Expr::case(applies(OverrideRule::Exempt, rules, now), 0)
        .case(applies(OverrideRule::Required, rules, now), 1)
        .case(user::Column::GroupRequiredSince.is_not_null(), 1)
        .finally(i32::from(rules.policy == Policy::Required))
        .into()
}

/// The users of whom 2FA is (or is not) required.
pub fn is_required(rules: &Rules, now: Timestamp, asked: bool) -> Condition {
    Condition::all().add(required(rules, now).eq(i32::from(asked)))
}
