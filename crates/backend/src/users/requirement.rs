//! The checkbox on the user's page.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{
    groups_of, individual_requirement, keep_compliance, load, requirement_of, settled_compliance_of,
};
use crate::time_zone::{TimeZone, named_or_own};
use domain::deadline::Compliance;
use domain::meaning::loosens;
use domain::problem::Problem;
use domain::requirement::{below, override_for};
use domain::{
    AuditAction, AuditDetail, Exemption, ExemptionInput, ExemptionKind, Grace, GraceInput,
    OverrideRule, Policy, Rule, Rules, Timestamp, TwoFactorStatus, UserId,
};
use store::Connection;
use store::account::{Author, StoredRule, Suspended, set_rule};
use store::entity::user;
use store::user::find;

/// The result of saving the checkbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequirementSaved {
    /// Whether anything has changed.
    pub changed: bool,
    /// The new status.
    pub status: TwoFactorStatus,
}

/// The input of the form.
#[derive(Debug, Clone, Copy)]
pub enum RequirementInput<'a> {
    /// The box is checked.
    Required {
        /// The time to comply, where that makes an individual requirement.
        time: GraceInput<'a>,
        /// The time zone of its day (IANA), as a browser calls its own; empty: that of the organisation.
        zone: &'a str,
    },
    /// It is not; the rest applies if that makes an exemption.
    NotRequired {
        /// The reason.
        reason: &'a str,
        /// The last day, as `YYYY-MM-DD`.
        last_day: &'a str,
        /// The time zone of that day (IANA), as a browser calls its own; empty: that of the organisation.
        zone: &'a str,
        /// Who is exempt; none for the kind that the end gives.
        kind: Option<ExemptionKind>,
    },
}

impl<'a> RequirementInput<'a> {
    /// The input of a form with these fields.
    pub const fn from_form(
        required: bool,
        reason: &'a str,
        last_day: &'a str,
        zone: &'a str,
        kind: Option<ExemptionKind>,
    ) -> Self {
        if required {
            let time = GraceInput {
                kind: "",
                days: "",
                last_day: "",
            };
            Self::Required { time, zone }
        } else {
            Self::NotRequired {
                reason,
                last_day,
                zone,
                kind,
            }
        }
    }

    const fn is_required(self) -> bool {
        matches!(self, Self::Required { .. })
    }

    /// With time to comply, where the box is checked.
    #[must_use]
    pub const fn with_time(self, time: GraceInput<'a>) -> Self {
        match self {
            Self::Required { zone, .. } => Self::Required { time, zone },
            Self::NotRequired { .. } => self,
        }
    }

    /// Whether an exemption is asked for by its reason or its end, and not by the unchecked box alone.
    fn describes_exemption(self) -> bool {
        let is_given = |text: &str| !text.trim().is_empty();
        matches!(self, Self::NotRequired { reason, last_day, .. } if is_given(reason) || is_given(last_day))
    }

    async fn zone(self, db: &impl Connection) -> Result<TimeZone> {
        let (Self::Required { zone, .. } | Self::NotRequired { zone, .. }) = self;
        named_or_own(db, zone).await
    }
}

/// What is to be saved, and the state in which it was asked.
#[derive(Debug, Clone, Copy)]
pub struct Saving<'a> {
    asked: RequirementInput<'a>,
    /// What policy and groups asked together when the form was rendered.
    seen: Option<Policy>,
}

impl<'a> RequirementInput<'a> {
    /// The form was rendered when policy and groups asked this of the user together: under other rules it would mean something else, and
    /// is refused.
    pub const fn seen_under(self, policy: Policy) -> Saving<'a> {
        Saving {
            asked: self,
            seen: Some(policy),
        }
    }
}

impl<'a> From<RequirementInput<'a>> for Saving<'a> {
    fn from(asked: RequirementInput<'a>) -> Self {
        Saving { asked, seen: None }
    }
}

impl From<bool> for Saving<'_> {
    fn from(required: bool) -> Self {
        RequirementInput::from_form(required, "", "", "", None).into()
    }
}

impl Backend {
    /// Makes 2FA required of a user, or not, whatever groups and policy say. By the box alone, a rule on the user is stored only where they
    /// would give another outcome. An exemption that is described, by a reason or an end, is stored even where nothing requires 2FA yet: it
    /// holds from the moment when something does. With an end it suspends what is required of the user alone: that applies again after it.
    /// No admin does so to their own account.
    pub async fn save_requirement(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        saving: impl Into<Saving<'_>>,
    ) -> Result<RequirementSaved> {
        let saving = saving.into();
        let required = saving.asked.is_required();
        let actor = admin.actor();
        let work = self.begin(actor.clone()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = find(tx, id).await?;
        let rules = load(tx).await?;
        let at = (&rules, now);
        let wanted = wanted(tx, &user, saving, at).await?;
        let status = TwoFactorStatus::of(user.two_factor_since.is_some(), required);
        let Some(change) = change(&user, &wanted, actor.author(), at) else {
            return Ok(RequirementSaved {
                changed: false,
                status,
            });
        };
        if change.loosens {
            work.may_loosen(&user)?;
        }
        set_rule(tx, id, change.made).await?;
        keep_compliance(tx, &user, change.kept).await?;
        let done = Done::to(change.action, &user);
        work.commit(done.with(change.detail)).await?;
        Ok(RequirementSaved {
            changed: true,
            status,
        })
    }
}

/// What is wanted of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// 2FA, with this time to comply where that makes an individual requirement.
    Required(Grace),
    /// None; by this exemption, or because the rules alone ask nothing.
    NotRequired(Option<Exemption>),
}

/// What the form wants of this user.
pub(crate) async fn wanted(
    db: &impl Connection,
    user: &user::Model,
    Saving { asked, seen }: Saving<'_>,
    at: (&Rules, Timestamp),
) -> Result<Wanted> {
    let below = below(at.0, groups_of(user)).required;
    if seen.is_some_and(|seen| (seen == Policy::Required) != below) {
        return Err(Problem::PolicyChanged.into());
    }
    let zone = asked.zone(db).await?;
    let is_exemption = below || asked.describes_exemption();
    let exemption = exemption(is_exemption, asked, user, &zone, at.1)?;
    let grace = grace(asked, &zone, at.1)?;
    Ok(if asked.is_required() {
        Wanted::Required(grace)
    } else {
        Wanted::NotRequired(exemption)
    })
}

/// What becomes of the rule on a user.
#[derive(Debug)]
pub(crate) struct RuleChange<'a> {
    /// The new rule on the user, if there is one.
    pub made: Option<StoredRule<'a>>,
    /// What is kept of the user for the deadline.
    pub kept: Compliance,
    /// What the audit log says of it.
    pub action: AuditAction,
    /// The terms.
    pub detail: AuditDetail,
    /// Whether it frees the user from 2FA, or gives time for it, which may be more than the rules below give one day.
    pub loosens: bool,
}

/// The rule on a user that gives what is wanted; none where nothing has to change.
pub(crate) fn change<'a>(
    user: &'a user::Model,
    wanted: &'a Wanted,
    by: Author<'a>,
    (rules, now): (&Rules, Timestamp),
) -> Option<RuleChange<'a>> {
    let (required, grace, exemption) = match wanted {
        Wanted::Required(grace) => (true, *grace, None),
        Wanted::NotRequired(exemption) => (false, Grace::None, exemption.as_ref()),
    };
    let individual = individual_requirement(user, rules, now);
    let rule = match (exemption, override_for(rules, groups_of(user), required)) {
        // An end suspends what is required of the user alone; without one it is lifted.
        (Some(_), _) => Some(OverrideRule::Exempt),
        (None, rule) => rule,
    };
    let present = requirement_of(user, rules, now);
    let same = match exemption {
        Some(exemption) => !present.required && is_stored(user, exemption),
        None if required => present.required,
        // What an exemption suspends would apply again after it.
        None => !present.required && individual.is_none(),
    };
    if same {
        return None;
    }
    let ends_exemption = present.rule == Rule::Override(OverrideRule::Exempt);
    let until = exemption.and_then(|made| made.until);
    let made = rule.map(|rule| StoredRule {
        rule,
        generation: rules.generation(rule),
        at: now,
        by,
        until,
        reason: exemption.map(|made| made.reason.as_str()),
        kind: exemption.map(|made| made.kind),
        suspended: individual.filter(|_| until.is_some()),
    });
    let action = match rule {
        Some(OverrideRule::Required) if ends_exemption && individual.is_some() => {
            AuditAction::UserFollowsPolicy
        }
        rule => action(rule, required),
    };
    let resumes = required && individual.is_some();
    let made = individual.filter(|_| required).map(again).or(made);
    let kept = settled_compliance_of(user, rules);
    let kept = match &made {
        Some(made) if made.rule == OverrideRule::Exempt => {
            kept.exempted(until, made.suspended.is_some(), now)
        }
        made => {
            let kept = if ends_exemption {
                kept.exemption_ended(now)
            } else {
                kept
            };
            match made {
                Some(_) if resumes => kept,
                Some(_) => kept.required(grace, now),
                None => kept.not_decided(),
            }
        }
    };
    let given = (action == AuditAction::UserRequired).then_some(grace);
    Some(RuleChange {
        made,
        kept,
        action,
        detail: detail(exemption, given),
        loosens: loosens(action) || given.is_some_and(|grace| grace != Grace::None),
    })
}

/// The requirement that an exemption has suspended, as it was made.
pub(super) fn again(requirement: Suspended<'_>) -> StoredRule<'_> {
    StoredRule {
        rule: OverrideRule::Required,
        generation: requirement.generation,
        at: requirement.at,
        by: requirement.by.unwrap_or(Author::NOBODY),
        until: None,
        reason: None,
        kind: None,
        suspended: None,
    }
}

/// The new exemption, if it is to be one. The last day of a present one, as the form shows it in this zone, stays the moment that it
/// stands for, wherever it was chosen.
fn exemption(
    is_exemption: bool,
    asked: RequirementInput<'_>,
    user: &user::Model,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Option<Exemption>, Problem> {
    let RequirementInput::NotRequired {
        reason,
        last_day,
        kind,
        ..
    } = asked
    else {
        return Ok(None);
    };
    if !is_exemption {
        return Ok(None);
    }
    let input = ExemptionInput {
        kind,
        reason,
        last_day,
    };
    let present = user.override_until.map(|at| *at).filter(|end| *end > now);
    let exemption = Exemption::parse(input, now, |day| {
        present
            .filter(|end| zone.day_of(end.plus(-1)) == day)
            .unwrap_or_else(|| zone.end_of(day))
    });
    exemption.map(Some)
}

fn is_stored(user: &user::Model, exemption: &Exemption) -> bool {
    user.override_reason.as_deref() == Some(exemption.reason.as_str())
        && user.override_until.map(|at| *at) == exemption.until
        && user.override_kind.map(|kind| *kind) == Some(exemption.kind)
}

/// The time that an individual requirement gives.
fn grace(asked: RequirementInput<'_>, zone: &TimeZone, now: Timestamp) -> Result<Grace, Problem> {
    match asked {
        RequirementInput::Required { time, .. } => Grace::parse(time, now, |day| zone.end_of(day)),
        RequirementInput::NotRequired { .. } => Ok(Grace::None),
    }
}

/// The terms of an exemption, or the time that a requirement gives.
fn detail(exemption: Option<&Exemption>, given: Option<Grace>) -> AuditDetail {
    match exemption {
        Some(Exemption {
            kind,
            reason,
            until,
        }) => AuditDetail::Exemption {
            until: *until,
            reason: reason.as_str().to_owned(),
            kind: Some(*kind),
        },
        None => given
            .filter(|grace| *grace != Grace::None)
            .map_or(AuditDetail::Nothing, AuditDetail::Time),
    }
}

/// What the log says of a user to whom this individual rule applies now, or none.
pub(crate) const fn action(rule: Option<OverrideRule>, required: bool) -> AuditAction {
    match (rule, required) {
        (Some(OverrideRule::Required), _) => AuditAction::UserRequired,
        (Some(OverrideRule::Exempt), _) => AuditAction::UserExempted,
        (None, true) => AuditAction::UserFollowsPolicy,
        (None, false) => AuditAction::UserNotRequired,
    }
}
