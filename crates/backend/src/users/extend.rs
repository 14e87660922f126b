//! Giving a user more time, or less.

use crate::access::FreshAdmin;
use crate::as_seen::AsSeen;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{
    compliance_of, deadline_of, gives_more_time, keep_compliance, load, override_of,
    settled_compliance_of,
};
use crate::time_zone::named_or_own;
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, Compliance, Grace, GraceInput, Rules, Timestamp, UserId, seen,
};
use store::Connection;
use store::account::set_rule;
use store::entity::user;
use store::user::find;

impl Backend {
    /// Gives a user who must activate 2FA time until the end of a day (`YYYY-MM-DD`, in the zone that the browser calls its own; empty:
    /// that of the organisation). It holds whatever policy and groups give, until it is decided again. Returns the deadline; refused where
    /// nothing has to be activated, and where the deadline is another one than the form showed.
    pub async fn extend_deadline<'a>(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        last_day: impl Into<AsSeen<'a, &'a str>>,
        zone: &str,
    ) -> Result<Timestamp> {
        let form = last_day.into();
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = find(tx, id).await?;
        let rules = load(tx).await?;
        let to = asked(tx, &user, (&form, zone), (&rules, now)).await?;
        let extension = extension(&user, to, (&rules, now)).ok_or(Problem::NoDeadline)?;
        work.may_loosen(&user)?;
        if extension.ends_rule {
            set_rule(tx, id, None).await?;
        }
        keep_compliance(tx, &user, extension.kept).await?;
        work.commit(extended(&user, &extension)).await?;
        Ok(extension.to)
    }
}

/// The end of a day, in a zone, until which a user who must activate 2FA is to have time; refused where the form showed another deadline.
pub(crate) async fn asked(
    db: &impl Connection,
    user: &user::Model,
    (form, zone): (&AsSeen<'_, &str>, &str),
    (rules, now): (&Rules, Timestamp),
) -> Result<Timestamp> {
    let present = deadline_of(user, rules, now);
    if present.is_none() {
        return Err(Problem::NoDeadline.into());
    }
    form.still(&seen::deadline(present))?;
    let zone = named_or_own(db, zone).await?;
    Ok(end_of(form.asked, now, |day| zone.end_of(day))?)
}

/// What becomes of a user who is given time.
#[derive(Debug)]
pub(crate) struct Extension {
    /// Whether the rule on the user goes: one that was lifted together with all others would take this with it.
    pub ends_rule: bool,
    /// What is kept of the user for the deadline.
    pub kept: Compliance,
    /// The deadline: somebody who could not comply until now has a day at least, whatever is decided.
    pub to: Timestamp,
    /// Whether anything is another one.
    pub changes: bool,
    /// Whether there is more time then.
    pub gives_more: bool,
}

/// What becomes of a user who is given time until a moment; none where nothing has to be activated.
pub(crate) fn extension(
    user: &user::Model,
    to: Timestamp,
    (rules, now): (&Rules, Timestamp),
) -> Option<Extension> {
    deadline_of(user, rules, now)?;
    let stored = override_of(user);
    let lifted = stored.filter(|stored| stored.applying(rules, now).is_none());
    let kept = settled_compliance_of(user, rules).extended(to);
    Some(Extension {
        ends_rule: lifted.is_some(),
        to: kept.not_before.map_or(to, |floor| floor.max(to)),
        changes: lifted.is_some() || kept != compliance_of(user),
        gives_more: gives_more_time(
            user,
            (stored.filter(|_| lifted.is_none()).as_ref(), &kept),
            (rules, now),
        ),
        kept,
    })
}

/// The entry about a user who was given time until a moment.
pub(crate) fn extended(user: &user::Model, extension: &Extension) -> Done {
    let until = AuditDetail::Time(Grace::Until(extension.to));
    let done = Done::to(AuditAction::DeadlineExtended, user).with(until);
    if extension.gives_more {
        done
    } else {
        done.for_its_user()
    }
}

/// The moment until which there is time on a last day.
pub(crate) fn end_of(
    last_day: &str,
    now: Timestamp,
    end: impl FnOnce(Timestamp) -> Timestamp,
) -> Result<Timestamp, Problem> {
    let input = GraceInput {
        kind: "date",
        days: "",
        last_day,
    };
    Grace::parse(input, now, end)?
        .until()
        .ok_or(Problem::DateForm)
}
