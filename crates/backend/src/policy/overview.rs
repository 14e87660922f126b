//! The distribution, the policy in force, and the effects of changing it.

use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{last_change, load_row, policy_author, rules_of};
use crate::security_event::last_day;
use crate::users::load;
use domain::{Distribution, Made, OverrideRule, Policy, Rules, Timestamp, TwoFactorStatus, UserId};
use store::Connection;
use store::deadline::count_timely;
use store::entity::policy;
use store::users_table::{Segment, Segments, Window};
use wire::view::{Consequences, Overview, UndoableChange};

/// How many of the users whom a change of the policy touches are named.
const NAMED: u64 = 10;

impl Backend {
    /// The policy.
    pub async fn policy(&self, _reader: impl Into<Reader<'_>>) -> Result<Policy> {
        Ok(rules_of(&load_row(self.db.read()).await?).policy)
    }

    /// The content of the security page.
    pub async fn security_overview(&self, reader: impl Into<Reader<'_>>) -> Result<Overview> {
        let own_factor = reader.into().principal().is_active();
        self.write_gathered().await;
        let db = self.db.read();
        let now = self.now();
        let row = load_row(db).await?;
        let rules = rules_of(&row);
        let present = Segments::load(db, &rules, now).await?;
        let enforced = rules.require_for_all(Made::default(), now);
        let after = Segments::load(db, &enforced, now).await?;
        let last_change = undoable(db, &row, now).await?;
        let count = |rule| present.count(|segment| segment.holds(rule));
        let first_individual = match rules.policy {
            Policy::Required => {
                let individual = |segment: &Segment| segment.holds(OverrideRule::Required);
                first(db, &present, individual).await?
            }
            Policy::Optional => Vec::new(),
        };
        let pending = |segment: &Segment| segment.has(TwoFactorStatus::Pending);
        let (in_time, overdue) = timely(db, &present, (&rules, now)).await?;
        Ok(Overview {
            distribution: people(&present),
            service_accounts: present.distribution(Segment::is_service).total(),
            policy: rules.policy,
            since: row.changed_at.map(|at| *at),
            by: policy_author(&row),
            time: rules.time,
            time_fields: String::new(),
            in_time,
            overdue,
            consequences: Consequences {
                to_activate: after.distribution(|_| true).pending,
                first_to_activate: first(db, &after, pending).await?,
                own_factor,
                exempt: count(OverrideRule::Exempt),
                individual: count(OverrideRule::Required),
                first_individual,
            },
            last_change,
            attempts: last_day(db, now).await?,
            now,
        })
    }
}

/// How many users have each status, service accounts apart: an organisation is not behind because of accounts that nobody signs in to.
/// Those that are deactivated are among the deactivated ones.
pub(super) fn people(segments: &Segments) -> Distribution {
    let apart = |segment: &Segment| segment.is_service() && segment.state.counts();
    segments.distribution(|segment| !apart(segment))
}

/// Of those who still have to activate 2FA, how many have time left, and how many have none.
pub(super) async fn timely(
    db: &impl Connection,
    segments: &Segments,
    at: (&Rules, Timestamp),
) -> Result<(u64, u64)> {
    let pending = segments.distribution(|_| true).pending;
    if pending == 0 {
        return Ok((0, 0));
    }
    Ok(count_timely(db, pending, at).await?)
}

/// The last change, if it can be undone, with the rules on single users that hold again then.
async fn undoable(
    db: &impl Connection,
    row: &policy::Model,
    now: Timestamp,
) -> Result<Option<UndoableChange>> {
    let Some(last) = last_change(row).filter(|last| last.can_be_undone(now)) else {
        return Ok(None);
    };
    let (rules, before) = (rules_of(row), last.before);
    let then = Segments::load(db, &before, now).await?;
    let again = |rule: OverrideRule| {
        if before.generation(rule) == rules.generation(rule) {
            0
        } else {
            then.count(|segment| segment.holds(rule))
        }
    };
    Ok(Some(UndoableChange {
        number: last.number,
        at: last.at,
        until: last.until(),
        by: policy_author(row),
        lifted: again(OverrideRule::Required),
        ended: again(OverrideRule::Exempt),
    }))
}

/// The first users by name of these segments.
async fn first(
    db: &impl Connection,
    segments: &Segments,
    which: impl Fn(&Segment) -> bool,
) -> Result<Vec<(UserId, String)>> {
    let ids = segments.ids(db, which, &Window::first(NAMED)).await?;
    let users = load(db, &ids).await?;
    Ok(users
        .into_iter()
        .map(|user| (*user.id, user.name))
        .collect())
}
