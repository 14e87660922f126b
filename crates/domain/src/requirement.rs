//! Whether a user must use 2FA, and why: the single resolver for this question.

use crate::grace::{Grace, PolicyTime};
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The organisation's rule.
    Policy {
        /// Each user may choose.
        Optional = "optional",
        /// Everybody who is not exempted must use 2FA.
        Required = "required",
    }
}

text_enum! {
    /// A rule on one user, which beats the policy.
    OverrideRule {
        /// This user must use 2FA.
        Required = "required",
        /// This user need not use 2FA.
        Exempt = "exempt",
    }
}

text_enum! {
    /// What the groups of a user ask together, and what one group does.
    GroupRule {
        /// Nothing: a group never exempts.
        Nothing = "nothing",
        /// Its members must use 2FA.
        Required = "required",
    }
}

impl GroupRule {
    /// What groups with these rules ask together: what one of them requires is required.
    pub fn together(rules: impl IntoIterator<Item = Self>) -> Self {
        let required = rules.into_iter().any(|rule| rule == Self::Required);
        if required {
            Self::Required
        } else {
            Self::Nothing
        }
    }

    /// What is kept on the user's row: since when a group has required 2FA.
    pub const fn kept(since: Option<Timestamp>) -> Self {
        match since {
            Some(_) => Self::Required,
            None => Self::Nothing,
        }
    }
}

/// The rules that hold for the whole organisation.
///
/// Lifting every individual rule of a kind at once must cost the same for ten users as for a
/// million: so each stored [`Override`] carries the generation of its kind at the time it was made,
/// and incrementing the generation here ends all of them without touching a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The policy.
    pub policy: Policy,
    /// Only `Required` overrides of this generation hold.
    pub required_generation: i64,
    /// Only `Exempt` overrides of this generation hold.
    pub exempt_generation: i64,
    /// The time that the policy gives.
    pub time: PolicyTime,
}

impl Rules {
    /// Those of a new installation: nothing is required.
    pub const NEW: Self = Self {
        policy: Policy::Optional,
        required_generation: 0,
        exempt_generation: 0,
        time: PolicyTime::NEVER,
    };

    /// The generation that an override of this kind must have to apply.
    pub const fn generation(&self, rule: OverrideRule) -> i64 {
        match rule {
            OverrideRule::Required => self.required_generation,
            OverrideRule::Exempt => self.exempt_generation,
        }
    }

    /// Requires 2FA of everybody; exemptions stay unless `end_exemptions`.
    #[must_use]
    pub const fn require_for_all(self, made: Made, now: Timestamp) -> Self {
        let time = self.time.make(made.grace, made.keep_announced, now);
        let rules = Self {
            policy: Policy::Required,
            time,
            ..self
        };
        if made.end_exemptions {
            Self {
                exempt_generation: self.exempt_generation + 1,
                time: time.end_exemptions(now),
                ..rules
            }
        } else {
            rules
        }
    }

    /// Leaves 2FA to each user's choice, and lifts every individual `Required` unless they are kept.
    #[must_use]
    pub const fn make_optional(self, keep_individual: bool, now: Timestamp) -> Self {
        let lifted = if keep_individual { 0 } else { 1 };
        Self {
            policy: Policy::Optional,
            required_generation: self.required_generation + lifted,
            time: self.time.lift(now),
            ..self
        }
    }

    /// Gives another time to comply under the policy that is in force: the days count from when it was made.
    #[must_use]
    pub const fn give_time(self, grace: Grace) -> Self {
        let time = PolicyTime { grace, ..self.time };
        Self { time, ..self }
    }
}

/// What an admin decides where 2FA is required of everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Made {
    /// The time to comply.
    pub grace: Grace,
    /// The days count from when they were announced before, for those who were there.
    pub keep_announced: bool,
    /// Exemptions end.
    pub end_exemptions: bool,
}

/// A rule on one user as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// What it requires.
    pub rule: OverrideRule,
    /// The generation of its kind when it was made.
    pub generation: i64,
    /// The moment from which it no longer applies, if it ends by itself.
    pub until: Option<Timestamp>,
    /// The generation of the requirement that an exemption suspends: once the exemption has ended, however it did, that one applies again.
    pub suspended: Option<i64>,
}

impl Override {
    /// Whether the rule applies at `now`.
    pub fn holds(&self, rules: &Rules, now: Timestamp) -> bool {
        self.generation == rules.generation(self.rule) && self.until.is_none_or(|end| now < end)
    }

    /// The individual rule that applies at `now`: this one, or the requirement that it suspended.
    pub fn applying(&self, rules: &Rules, now: Timestamp) -> Option<OverrideRule> {
        let resumes = self.suspended == Some(rules.required_generation);
        if self.holds(rules, now) {
            Some(self.rule)
        } else {
            resumes.then_some(OverrideRule::Required)
        }
    }
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The organisation's policy.
    Policy(Policy),
    /// A rule on this user.
    Override(OverrideRule),
    /// A group of this user, or several, which require it.
    Group,
}

/// The outcome: whether a user must use 2FA, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Whether the user must use 2FA.
    pub required: bool,
    /// The rule that decided.
    pub rule: Rule,
}

/// Decides whether a user must use 2FA and why: by an override that applies, else by the groups of the user if one of them requires
/// it, else by the policy.
pub fn resolve(
    rules: &Rules,
    stored: Option<&Override>,
    groups: GroupRule,
    now: Timestamp,
) -> Requirement {
    match stored.and_then(|stored| stored.applying(rules, now)) {
        Some(rule) => Requirement {
            required: rule == OverrideRule::Required,
            rule: Rule::Override(rule),
        },
        None => below(rules, groups),
    }
}

/// The outcome without a rule on the user.
pub fn below(rules: &Rules, groups: GroupRule) -> Requirement {
    match groups {
        GroupRule::Required => Requirement {
            required: true,
            rule: Rule::Group,
        },
        GroupRule::Nothing => Requirement {
            required: rules.policy == Policy::Required,
            rule: Rule::Policy(rules.policy),
        },
    }
}

/// The override to store so that the outcome is `required`; `None` where groups and policy alone already give that.
pub fn override_for(rules: &Rules, groups: GroupRule, required: bool) -> Option<OverrideRule> {
    match (below(rules, groups).required, required) {
        (true, true) | (false, false) => None,
        (false, true) => Some(OverrideRule::Required),
        (true, false) => Some(OverrideRule::Exempt),
    }
}

#[cfg(test)]
mod tests;
