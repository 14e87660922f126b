//! Requiring 2FA of everybody, and making it optional again.

use crate::access::FreshAdmin;
use crate::as_seen::AsSeen;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, DaysFrom, Grace, Made, Policy, Rules, Timestamp, seen};
use store::policy::{change as store_change, end_sessions_without_factor};

/// The admin's choice in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four boxes of a form, all named"
)]
pub struct PolicyChange {
    /// The new policy.
    pub policy: Policy,
    /// End the open sessions of those who must activate 2FA, except the one that asks for it.
    pub end_sessions: bool,
    /// End the exemptions too.
    pub end_exemptions: bool,
    /// Keep what is required of single users when it becomes optional for all.
    pub keep_individual: bool,
    /// The time to comply where it becomes required.
    pub grace: Grace,
    /// Its days count from when they were announced before, for those who were there.
    pub keep_announced: bool,
}

impl PolicyChange {
    /// To this policy, at once, with no other effect.
    pub const fn to(policy: Policy) -> Self {
        Self {
            policy,
            end_sessions: false,
            end_exemptions: false,
            keep_individual: false,
            grace: Grace::None,
            keep_announced: false,
        }
    }

    /// The rules after it; where 2FA is required already, it gives another time.
    pub(crate) const fn after(&self, before: Rules, now: Timestamp) -> Rules {
        match (before.policy, self.policy) {
            (Policy::Required, Policy::Required) => before.give_time(self.grace),
            (Policy::Optional, Policy::Required) => before.require_for_all(self.made(), now),
            (Policy::Required, Policy::Optional) => before.make_optional(self.keep_individual, now),
            (Policy::Optional, Policy::Optional) => before,
        }
    }

    const fn made(&self) -> Made {
        Made {
            grace: self.grace,
            keep_announced: self.keep_announced,
            end_exemptions: self.end_exemptions,
        }
    }
}

impl Backend {
    /// Changes the policy: one row, for ten users as for a million. Returns whether anything has changed. Only admins with a factor of
    /// their own can make 2FA required. Where another admin has required it meanwhile with another time, the form was about something
    /// else, and is refused.
    pub async fn change_policy(&self, admin: FreshAdmin<'_>, change: PolicyChange) -> Result<bool> {
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let row = load_row(tx).await?;
        let before = rules_of(&row);
        if before.policy == change.policy {
            let same_time = change.policy == Policy::Optional || before.time.grace == change.grace;
            return if same_time {
                Ok(false)
            } else {
                Err(Problem::PolicyChanged.into())
            };
        }
        if change.policy == Policy::Required {
            admin.has_own_factor()?;
        }
        let rules = change.after(before, now);
        let action = match change.policy {
            Policy::Required => AuditAction::PolicyRequired,
            Policy::Optional => AuditAction::PolicyOptional,
        };
        let ends = action == AuditAction::PolicyRequired && change.end_sessions;
        if ends {
            let own = admin.principal().session();
            end_sessions_without_factor(tx, &rules, now, own).await?;
        }
        let by = work.actor().author();
        store_change(tx, &rules, Some(&before), by, now).await?;
        let detail = AuditDetail::Policy {
            end_sessions: change.end_sessions,
            end_exemptions: change.end_exemptions,
            keep_individual: change.policy == Policy::Optional && change.keep_individual,
            grace: (change.policy == Policy::Required).then_some(rules.time.grace),
            days_from: DaysFrom::of(rules.time.grace, rules.time.announced < now)
                .filter(|_| change.policy == Policy::Required),
        };
        work.commit(Done::from(action).with(detail)).await?;
        Ok(true)
    }

    /// Changes the time that the policy gives. Returns whether anything has changed. Refused where another admin has made 2FA optional
    /// meanwhile, or has given another time than the form showed.
    pub async fn change_policy_time<'a>(
        &self,
        admin: FreshAdmin<'_>,
        grace: impl Into<AsSeen<'a, Grace>>,
    ) -> Result<bool> {
        let form = grace.into();
        let grace = form.asked;
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let before = rules_of(&load_row(tx).await?);
        if before.policy != Policy::Required {
            return Err(Problem::PolicyChanged.into());
        }
        if before.time.grace == grace {
            return Ok(false);
        }
        form.still(&seen::time(before.time.grace))?;
        admin.has_own_factor()?;
        let rules = before.give_time(grace);
        let by = work.actor().author();
        store_change(tx, &rules, Some(&before), by, now).await?;
        let detail = AuditDetail::Policy {
            end_sessions: false,
            end_exemptions: false,
            keep_individual: false,
            grace: Some(grace),
            // Another time moves no beginning.
            days_from: DaysFrom::of(grace, true),
        };
        let done = Done::from(AuditAction::PolicyTimeChanged).with(detail);
        work.commit(done).await?;
        Ok(true)
    }
}
