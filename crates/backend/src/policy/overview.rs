//! The distribution, the rule in force, and what changing it would do.

use crate::access::Admin;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use crate::users::{Kind, Window, distribution, kinds, load, walk};
use domain::view::{Consequences, Overview};
use domain::{OverrideRule, Rules, Timestamp, TwoFactorStatus, UserId};
use sea_orm::ConnectionTrait;

/// How many of those who would have to activate 2FA are named.
const NAMED: u64 = 10;

impl Backend {
    /// What the security page shows.
    pub async fn security_overview(&self, admin: Admin<'_>) -> Result<Overview> {
        let db = self.db.read();
        let now = self.now();
        let row = load_row(db).await?;
        let rules = rules_of(&row);
        let present = kinds(db, &rules, now).await?;
        let enforced = rules.require_for_all(false);
        let after = kinds(db, &enforced, now).await?;
        let count = |rule| {
            let holding = present.iter().filter(|kind| kind.holds(rule));
            holding.map(|kind| kind.users).sum()
        };
        Ok(Overview {
            distribution: distribution(&present),
            policy: rules.policy,
            since: row.changed_at.map(|at| *at),
            by: row.changed_by,
            consequences: Consequences {
                to_activate: distribution(&after).pending,
                first_to_activate: first_to_activate(db, &after, (&enforced, now)).await?,
                own_factor: admin.principal().is_active(),
                exempt: count(OverrideRule::Exempt),
                individual: count(OverrideRule::Required),
            },
            now,
        })
    }
}

/// The first users by name who have no factor and of whom one is asked.
async fn first_to_activate(
    db: &impl ConnectionTrait,
    kinds: &[Kind],
    at: (&Rules, Timestamp),
) -> Result<Vec<(UserId, String)>> {
    let pending: Vec<&Kind> = kinds
        .iter()
        .filter(|kind| kind.status == TwoFactorStatus::Pending)
        .collect();
    let ids = walk(db, &pending, false, &Window::first(NAMED), at).await?;
    let users = load(db, &ids).await?;
    Ok(users
        .into_iter()
        .map(|user| (*user.id, user.name))
        .collect())
}
