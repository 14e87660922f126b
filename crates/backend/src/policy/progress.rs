//! How far the organisation is: the way from everybody to those who still have to activate 2FA, and the share of each group.

use super::overview::{people, timely};
use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::load;
use domain::{Distribution, GroupId, OverrideRule, UserId};
use std::collections::HashMap;
use store::Connection;
use store::exemption;
use store::group::{count, largest, memberships};
use store::users_table::{Segment, Segments};
use wire::view::GroupRow;

/// Groups that are named.
const NAMED: u64 = 20;

/// How far the organisation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// How many users have each status, service accounts apart.
    pub people: Distribution,
    /// Those among the ones who still have to activate 2FA who have time left.
    pub in_time: u64,
    /// Those of them whose time is over.
    pub overdue: u64,
    /// Users who are exempt, service accounts and deactivated accounts apart.
    pub exempt: u64,
    /// Service accounts that are exempt, deactivated ones apart.
    pub service_accounts: u64,
    /// The groups with the most members, at most twenty; service accounts are not counted among their members.
    pub groups: Vec<GroupRow>,
    /// How many other groups there are.
    pub other_groups: u64,
}

impl Backend {
    /// How far the organisation is: the cost is that of the segments, of the names of the groups, and of the users without a factor, of
    /// whom those are counted who have time left.
    pub async fn progress(&self, _reader: impl Into<Reader<'_>>) -> Result<Progress> {
        let db = self.db.read();
        let rules = load(db).await?;
        let now = self.now();
        let segments = Segments::load(db, &rules, now).await?;
        let (in_time, overdue) = timely(db, &segments, (&rules, now)).await?;
        let exempt = segments.distribution(|segment| segment.holds(OverrideRule::Exempt));
        let service_accounts = segments.distribution(Segment::is_service).total();
        let mut groups: Vec<GroupRow> = largest(db, NAMED)
            .await?
            .into_iter()
            .map(crate::groups::row)
            .collect();
        let named = groups.len() as u64;
        if service_accounts > 0 {
            let apart = exemption::service_accounts(db, (rules.exempt_generation, now)).await?;
            set_apart(db, &mut groups, &apart).await?;
        }
        Ok(Progress {
            people: people(&segments),
            in_time,
            overdue,
            exempt: exempt.total().saturating_sub(service_accounts),
            service_accounts,
            groups,
            other_groups: count(db).await?.saturating_sub(named),
        })
    }
}

/// Takes service accounts off the figures of the groups that they are in; `apart` says whether each is active.
async fn set_apart(
    db: &impl Connection,
    groups: &mut [GroupRow],
    apart: &HashMap<UserId, bool>,
) -> Result<()> {
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let accounts: Vec<UserId> = apart.keys().copied().collect();
    for (group, account) in memberships(db, &ids, &accounts).await? {
        let active = apart.get(&account).copied().unwrap_or_default();
        if let Some(row) = groups.iter_mut().find(|row| row.id == group) {
            row.members = row.members.saturating_sub(1);
            row.active = row.active.saturating_sub(u64::from(active));
        }
    }
    Ok(())
}
