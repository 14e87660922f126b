//! The checkbox on the user's page.

use super::find;
use crate::access::FreshAdmin;
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::entity::user;
use crate::error::Result;
use crate::policy::rules::{load, requirement_of};
use domain::requirement::override_for;
use domain::{AuditAction, OverrideRule, Policy, TwoFactorStatus, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// What saving the checkbox came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequirementSaved {
    /// Whether anything is different now.
    pub changed: bool,
    /// The status from now on.
    pub status: TwoFactorStatus,
}

impl Backend {
    /// Makes 2FA required of a user, or not, whatever the policy says. A rule on the user is kept
    /// only where the policy alone would not give that.
    pub async fn save_requirement(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        required: bool,
    ) -> Result<RequirementSaved> {
        let now = self.now();
        let tx = self.db.begin().await?;
        let user = find(&tx, id).await?;
        let rules = load(&tx).await?;
        let status = TwoFactorStatus::of(user.two_factor_since.is_some(), required);
        if requirement_of(&user, &rules, now).required == required {
            return Ok(RequirementSaved {
                changed: false,
                status,
            });
        }
        let rule = override_for(&rules, required);
        let by = rule.map(|_| admin.principal().name.clone());
        user::Entity::update_many()
            .col_expr(
                user::Column::OverrideRule,
                Expr::value(rule.map(OverrideRule::as_str)),
            )
            .col_expr(
                user::Column::OverrideGeneration,
                Expr::value(rule.map(|r| rules.generation(r))),
            )
            .col_expr(
                user::Column::OverrideUntil,
                Expr::value(Option::<i64>::None),
            )
            .col_expr(
                user::Column::OverrideAt,
                Expr::value(rule.map(|_| now.unix())),
            )
            .col_expr(user::Column::OverrideBy, Expr::value(by))
            .filter(user::Column::Id.eq(id.get()))
            .exec(&tx)
            .await?;
        let action = action(rule, rules.policy);
        audit::record(
            &tx,
            now,
            &admin.actor(),
            action,
            Some(Target::from(&user)),
            "",
        )
        .await?;
        tx.commit().await?;
        Ok(RequirementSaved {
            changed: true,
            status,
        })
    }
}

const fn action(rule: Option<OverrideRule>, policy: Policy) -> AuditAction {
    match (rule, policy) {
        (Some(OverrideRule::Required), _) => AuditAction::UserRequired,
        (Some(OverrideRule::Exempt), _) => AuditAction::UserExempted,
        (None, Policy::Required) => AuditAction::UserFollowsPolicy,
        (None, Policy::Optional) => AuditAction::UserNotRequired,
    }
}
