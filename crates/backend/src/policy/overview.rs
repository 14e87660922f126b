//! The distribution, the rule in force, and what changing it would do.

use super::rules::{holds, is_required, load_row, rules_of};
use crate::access::Admin;
use crate::context::Backend;
use crate::entity::user;
use crate::error::Result;
use crate::users::distribution;
use domain::view::{Consequences, Overview};
use domain::{OverrideRule, Rules, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// How many of those who would have to activate 2FA are named.
const NAMED: u64 = 10;

impl Backend {
    /// What the security page shows.
    pub async fn security_overview(&self, admin: Admin<'_>) -> Result<Overview> {
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
                first_to_activate: first_to_activate(db, &enforced, now).await?,
                own_factor: admin.principal().active,
                exempt: count(OverrideRule::Exempt).await?,
                individual: count(OverrideRule::Required).await?,
            },
            now,
        })
    }
}

/// The first users by name who have no factor and of whom one is asked.
async fn first_to_activate(
    db: &impl ConnectionTrait,
    rules: &Rules,
    now: Timestamp,
) -> Result<Vec<(UserId, String)>> {
    let rows: Vec<(i64, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::TwoFactorSince.is_null())
        .filter(is_required(rules, now, true))
        .order_by_asc(user::Column::NameKey)
        .order_by_asc(user::Column::Id)
        .limit(NAMED)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (UserId::new(id), name))
        .collect())
}
