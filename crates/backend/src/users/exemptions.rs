//! Exemptions: the list of all that apply, and what happens when one ends by itself.

use super::requirement::again;
use crate::access::{Actor, Reader};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{
    keep_compliance, load, named, override_author, settled_compliance_of, suspended_by,
};
use domain::{AuditAction, AuditDetail, ExemptionKind, OverrideRule, Rules, Timestamp};
use store::Connection;
use store::account::set_rule;
use store::entity::user;
use store::exemption::{ExemptionSortKey, ended, list};
use store::users_table::Segments;
use wire::exemption_query::{EXEMPTIONS_PAGE_SIZE, ExemptionCursor, ExemptionQuery};
use wire::view::{ExemptionList, ExemptionRow};

/// How many exemptions end in one change: others wait for their turn meanwhile.
const AT_ONCE: u64 = 100;

impl Backend {
    /// One page of the exemptions that apply, those that end soon first, then by beginning.
    pub async fn exemptions(
        &self,
        _reader: impl Into<Reader<'_>>,
        query: ExemptionQuery,
    ) -> Result<ExemptionList> {
        let (db, now) = (self.db.read(), self.now());
        let rules = load(db).await?;
        let segments = Segments::load(db, &rules, now).await?;
        let total = segments.count(|segment| match query.kind {
            Some(kind) => segment.is_exempt(kind),
            None => segment.holds(OverrideRule::Exempt),
        });
        let at = (rules.exempt_generation, now);
        let (rows, next) = page(db, at, (query.kind, query.after), EXEMPTIONS_PAGE_SIZE).await?;
        Ok(ExemptionList { total, rows, next })
    }

    /// At most `limit` of the exemptions that apply, of a kind or of all, after a position; and where the next ones begin, unless these
    /// are the last.
    pub(crate) async fn exemptions_after(
        &self,
        _reader: Reader<'_>,
        wanted: (Option<ExemptionKind>, Option<ExemptionCursor>),
        limit: u64,
    ) -> Result<(Vec<ExemptionRow>, Option<ExemptionCursor>)> {
        let (db, now) = (self.db.read(), self.now());
        let rules = load(db).await?;
        page(db, (rules.exempt_generation, now), wanted, limit).await
    }

    /// Takes the exemptions off their users that have ended by themselves, each with its entry in the log. What has been taken off is not
    /// found again, by no process; what has ended while none ran is found later. Returns how many entries were written.
    pub async fn end_exemptions(&self) -> Result<usize> {
        let mut written = 0;
        // Nearly always there is none, and no turn is taken.
        while !ended(self.db.read(), self.now(), 1).await?.is_empty() {
            let work = self.begin(Actor::program()).await?;
            let rules = load(work.tx()).await?;
            for user in ended(work.tx(), work.now(), AT_ONCE).await? {
                written += usize::from(end(&work, &user, &rules).await?);
            }
            work.commit_unrecorded().await?;
        }
        Ok(written)
    }
}

/// Takes an exemption off that has ended by itself; the requirement that it suspended takes its place. An exemption that had ended before,
/// with all others, has no entry.
async fn end(work: &UnitOfWork, user: &user::Model, rules: &Rules) -> Result<bool> {
    set_rule(work.tx(), *user.id, suspended_by(user).map(again)).await?;
    keep_compliance(work.tx(), user, settled_compliance_of(user, rules)).await?;
    if user.override_generation != Some(rules.exempt_generation) {
        return Ok(false);
    }
    let detail = AuditDetail::Exemption {
        until: user.override_until.map(|end| *end),
        reason: user.override_reason.clone().unwrap_or_default(),
        kind: user.override_kind.map(|kind| *kind),
    };
    let done = Done::to(AuditAction::ExemptionEnded, user).with(detail);
    work.record(done).await?;
    Ok(true)
}

async fn page(
    db: &impl Connection,
    at: (i64, Timestamp),
    (kind, after): (Option<ExemptionKind>, Option<ExemptionCursor>),
    limit: u64,
) -> Result<(Vec<ExemptionRow>, Option<ExemptionCursor>)> {
    let after = after.map(|ExemptionCursor { end, at, user }| ExemptionSortKey { end, at, user });
    let mut users = list(db, at, kind, after, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = users.len() > shown;
    users.truncate(shown);
    let last = users.last().filter(|_| more).map(ExemptionSortKey::of);
    let next = last.map(|ExemptionSortKey { end, at, user }| ExemptionCursor { end, at, user });
    Ok((users.into_iter().map(row).collect(), next))
}

fn row(user: user::Model) -> ExemptionRow {
    let by = override_author(&user).map(named);
    ExemptionRow {
        by,
        user: *user.id,
        name: user.name,
        email: user.email,
        kind: user.override_kind.map(|kind| *kind),
        reason: user.override_reason,
        since: user.override_at.map(|at| *at),
        until: user.override_until.map(|end| *end),
    }
}
