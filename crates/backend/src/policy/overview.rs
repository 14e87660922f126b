//! The distribution, the rule in force, and what changing it would do.

use super::rules::{holds, load_row, rules_of};
use crate::access::Admin;
use crate::context::Backend;
use crate::entity::user;
use crate::error::Result;
use crate::users::distribution;
use domain::{Distribution, OverrideRule, Policy, Timestamp};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter};

/// What the security page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// How many users have which status.
    pub distribution: Distribution,
    /// The policy in force.
    pub policy: Policy,
    /// Since when; none if it was never changed.
    pub since: Option<Timestamp>,
    /// Who changed it.
    pub by: Option<String>,
    /// What changing it would do.
    pub consequences: Consequences,
    /// The moment for which all this is true.
    pub now: Timestamp,
}

/// What a change of the policy touches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Users without a factor who would have to activate 2FA (or have to already).
    pub to_activate: u64,
    /// Exempted users.
    pub exempt: u64,
    /// Users with an individual requirement.
    pub individual: u64,
}

impl Backend {
    /// What the security page shows.
    pub async fn security_overview(&self, _admin: Admin<'_>) -> Result<Overview> {
        let db = self.db.read();
        let now = self.now();
        let row = load_row(db).await?;
        let rules = rules_of(&row)?;
        let users = user::Entity::find();
        let enforced = rules.require_for_all(false);
        let after = distribution(db, users.clone(), &enforced, now).await?;
        let count = async |rule| {
            users
                .clone()
                .filter(holds(rule, &rules, now))
                .count(db)
                .await
        };
        Ok(Overview {
            distribution: distribution(db, users.clone(), &rules, now).await?,
            policy: rules.policy,
            since: row.changed_at.map(Timestamp::from_unix),
            by: row.changed_by,
            consequences: Consequences {
                to_activate: after.pending,
                exempt: count(OverrideRule::Exempt).await?,
                individual: count(OverrideRule::Required).await?,
            },
            now,
        })
    }
}
