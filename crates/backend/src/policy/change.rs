//! Requiring 2FA of everybody, and making it optional again.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{is_required, load_row, rules_of};
use domain::{AuditAction, AuditDetail, Policy};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use store::entity::{policy, session, user};

/// The admin's choice in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyChange {
    /// The new policy.
    pub policy: Policy,
    /// End the open sessions of those who must activate 2FA, except the one that asks for it.
    pub end_sessions: bool,
    /// End the exemptions too.
    pub end_exemptions: bool,
}

impl Backend {
    /// Changes the policy: one row, for ten users as for a million. Returns whether anything has
    /// changed. Only admins with a factor of their own can make 2FA required.
    pub async fn change_policy(&self, admin: FreshAdmin<'_>, change: PolicyChange) -> Result<bool> {
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let row = load_row(tx).await?;
        let rules = rules_of(&row);
        if rules.policy == change.policy {
            return Ok(false);
        }
        if change.policy == Policy::Required {
            admin.has_own_factor()?;
        }
        let (rules, action) = match change.policy {
            Policy::Required => (
                rules.require_for_all(change.end_exemptions),
                AuditAction::PolicyRequired,
            ),
            Policy::Optional => (rules.make_optional(), AuditAction::PolicyOptional),
        };
        let ends = change.policy == Policy::Required && change.end_sessions;
        if ends {
            // Asked for each session, not for each user.
            let must_activate = user::Entity::find()
                .select_only()
                .column(user::Column::Id)
                .filter(
                    Expr::col((user::Entity, user::Column::Id))
                        .equals((session::Entity, session::Column::UserId)),
                )
                .filter(user::Column::TwoFactorSince.is_null())
                .filter(is_required(&rules, now, true))
                .into_query();
            session::Entity::delete_many()
                .filter(session::Column::OpenedAt.is_not_null())
                .filter(session::Column::Id.ne(admin.principal().session().get()))
                .filter(Expr::exists(must_activate))
                .exec(tx)
                .await?;
        }
        policy::Entity::update_many()
            .col_expr(policy::Column::Policy, Expr::value(rules.policy.as_str()))
            .col_expr(
                policy::Column::RequiredGeneration,
                Expr::value(rules.required_generation),
            )
            .col_expr(
                policy::Column::ExemptGeneration,
                Expr::value(rules.exempt_generation),
            )
            .col_expr(policy::Column::ChangedAt, Expr::value(now.unix()))
            .col_expr(
                policy::Column::ChangedBy,
                Expr::value(admin.principal().name()),
            )
            .filter(policy::Column::Id.eq(1))
            .exec(tx)
            .await?;
        let detail = AuditDetail::Policy {
            end_sessions: change.end_sessions,
            end_exemptions: change.end_exemptions,
        };
        work.commit(Done::from(action).with(detail)).await?;
        Ok(true)
    }
}
