//! The distribution, the rule in force, and what changing it would do.

use super::rules::{holds, load_row, rules_of};
use crate::access::Admin;
use crate::context::Backend;
use crate::entity::user;
use crate::error::Result;
use crate::users::distribution;
use domain::view::{Consequences, Overview};
use domain::{OverrideRule, Timestamp};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter};

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
