//! Giving a user more time, or less.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{deadline_of, keep_compliance, load, override_of, settled_compliance_of};
use crate::time_zone::named_or_own;
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, Grace, GraceInput, Timestamp, UserId};
use store::account::set_rule;
use store::user::find;

impl Backend {
    /// Gives a user who must activate 2FA time until the end of a day (`YYYY-MM-DD`, in the zone that the browser calls its own; empty:
    /// that of the organisation). It holds whatever policy and groups give, until it is decided again. Returns the deadline; refused where
    /// nothing has to be activated.
    pub async fn extend_deadline(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        last_day: &str,
        zone: &str,
    ) -> Result<Timestamp> {
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = find(tx, id).await?;
        let rules = load(tx).await?;
        if deadline_of(&user, &rules, now).is_none() {
            return Err(Problem::NoDeadline.into());
        }
        let zone = named_or_own(tx, zone).await?;
        let input = GraceInput {
            kind: "date",
            days: "",
            last_day,
        };
        let grace = Grace::parse(input, now, |day| zone.end_of(day))?;
        let to = grace.until().ok_or(Problem::DateForm)?;
        // A rule that was lifted together with all others would take this with it.
        let lifted = override_of(&user).filter(|stored| stored.applying(&rules, now).is_none());
        if lifted.is_some() {
            set_rule(tx, id, None).await?;
        }
        let kept = settled_compliance_of(&user, &rules).extended(to);
        keep_compliance(tx, &user, kept).await?;
        // Somebody who could not comply until now has a day at least, whatever is decided.
        let to = kept.not_before.map_or(to, |floor| floor.max(to));
        let done = Done::to(AuditAction::DeadlineExtended, &user);
        let given = AuditDetail::Time(Grace::Until(to));
        work.commit(done.with(given)).await?;
        Ok(to)
    }
}
