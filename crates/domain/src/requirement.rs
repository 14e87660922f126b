//! Whether a user must use 2FA, and why: the single resolver for this question.

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
}

impl Rules {
    /// The generation that an override of this kind must have to apply.
    pub const fn generation(&self, rule: OverrideRule) -> i64 {
        match rule {
            OverrideRule::Required => self.required_generation,
            OverrideRule::Exempt => self.exempt_generation,
        }
    }

    /// Requires 2FA of everybody; exemptions stay unless `end_exemptions`.
    #[must_use]
    pub const fn require_for_all(self, end_exemptions: bool) -> Self {
        let ended = if end_exemptions { 1 } else { 0 };
        Self {
            policy: Policy::Required,
            exempt_generation: self.exempt_generation + ended,
            ..self
        }
    }

    /// Leaves 2FA to each user's choice, and lifts every individual `Required` unless they are kept.
    #[must_use]
    pub const fn make_optional(self, keep_individual: bool) -> Self {
        let lifted = if keep_individual { 0 } else { 1 };
        Self {
            policy: Policy::Optional,
            required_generation: self.required_generation + lifted,
            ..self
        }
    }
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
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_000);

    fn rules(policy: Policy) -> Rules {
        Rules {
            policy,
            required_generation: 3,
            exempt_generation: 7,
        }
    }

    fn stored(rule: OverrideRule) -> Override {
        let generation = rules(Policy::Optional).generation(rule);
        Override {
            rule,
            generation,
            until: None,
            suspended: None,
        }
    }

    #[test]
    fn without_an_override_the_policy_decides() {
        for policy in Policy::ALL {
            let outcome = resolve(&rules(*policy), None, GroupRule::Nothing, NOW);
            assert_eq!(outcome.required, *policy == Policy::Required);
            assert_eq!(outcome.rule, Rule::Policy(*policy));
        }
    }

    #[test]
    fn an_override_that_holds_beats_each_policy() {
        for policy in Policy::ALL {
            for rule in OverrideRule::ALL {
                let outcome = resolve(
                    &rules(*policy),
                    Some(&stored(*rule)),
                    GroupRule::Nothing,
                    NOW,
                );
                assert_eq!(outcome.required, *rule == OverrideRule::Required);
                assert_eq!(outcome.rule, Rule::Override(*rule));
            }
        }
    }

    #[test]
    fn an_override_ends_at_its_end_and_not_a_second_before() {
        let ending = Override {
            until: Some(NOW),
            ..stored(OverrideRule::Exempt)
        };
        assert!(
            resolve(
                &rules(Policy::Required),
                Some(&ending),
                GroupRule::Nothing,
                NOW
            )
            .required
        );
        let before = Timestamp::from_unix(999);
        assert!(
            !resolve(
                &rules(Policy::Required),
                Some(&ending),
                GroupRule::Nothing,
                before
            )
            .required
        );
    }

    #[test]
    fn a_requirement_that_an_exemption_suspends_applies_again_once_that_has_ended() {
        for policy in Policy::ALL {
            let rules = rules(*policy);
            let suspending = Override {
                until: Some(NOW),
                suspended: Some(rules.required_generation),
                ..stored(OverrideRule::Exempt)
            };
            let before = resolve(&rules, Some(&suspending), GroupRule::Nothing, NOW.plus(-1));
            assert_eq!(before.rule, Rule::Override(OverrideRule::Exempt));
            let individual = Requirement {
                required: true,
                rule: Rule::Override(OverrideRule::Required),
            };
            assert_eq!(
                resolve(&rules, Some(&suspending), GroupRule::Nothing, NOW),
                individual
            );
            let ended = rules.require_for_all(true);
            let outcome = resolve(&ended, Some(&suspending), GroupRule::Nothing, NOW.plus(-1));
            assert_eq!(outcome, individual);
            let lifted = rules.make_optional(false);
            assert!(!resolve(&lifted, Some(&suspending), GroupRule::Nothing, NOW).required);
        }
    }

    #[test]
    fn making_it_optional_lifts_every_individual_requirement_unless_they_are_kept_and_keeps_exemptions()
     {
        let kept = rules(Policy::Required).make_optional(true);
        assert!(
            resolve(
                &kept,
                Some(&stored(OverrideRule::Required)),
                GroupRule::Nothing,
                NOW
            )
            .required
        );
        assert!(!resolve(&kept, None, GroupRule::Nothing, NOW).required);
        let after = rules(Policy::Required).make_optional(false);
        assert!(
            !resolve(
                &after,
                Some(&stored(OverrideRule::Required)),
                GroupRule::Nothing,
                NOW
            )
            .required
        );
        assert!(stored(OverrideRule::Exempt).holds(&after, NOW));
    }

    #[test]
    fn requiring_for_all_keeps_exemptions_unless_they_are_ended_too() {
        let exempt = stored(OverrideRule::Exempt);
        let kept = rules(Policy::Optional).require_for_all(false);
        assert!(!resolve(&kept, Some(&exempt), GroupRule::Nothing, NOW).required);
        let ended = rules(Policy::Optional).require_for_all(true);
        assert!(resolve(&ended, Some(&exempt), GroupRule::Nothing, NOW).required);
        assert!(stored(OverrideRule::Required).holds(&ended, NOW));
    }

    #[test]
    fn what_was_lifted_long_ago_does_not_come_back_when_the_rules_change_again() {
        let begin = rules(Policy::Required);
        let mut now = begin;
        for _ in 0..3 {
            now = now.make_optional(false).require_for_all(true);
            for rule in OverrideRule::ALL {
                assert!(now.generation(*rule) > begin.generation(*rule));
                assert!(!stored(*rule).holds(&now, NOW));
            }
        }
    }

    #[test]
    fn a_group_that_requires_beats_the_policy_and_no_override() {
        for policy in Policy::ALL {
            let rules = rules(*policy);
            let outcome = resolve(&rules, None, GroupRule::Required, NOW);
            assert_eq!((outcome.required, outcome.rule), (true, Rule::Group));
            for rule in OverrideRule::ALL {
                let outcome = resolve(&rules, Some(&stored(*rule)), GroupRule::Required, NOW);
                assert_eq!(outcome.required, *rule == OverrideRule::Required);
                assert_eq!(outcome.rule, Rule::Override(*rule));
            }
        }
    }

    #[test]
    fn the_groups_decide_again_when_an_override_has_ended() {
        let over = Override {
            until: Some(NOW),
            ..stored(OverrideRule::Exempt)
        };
        let optional = rules(Policy::Optional);
        let outcome = resolve(&optional, Some(&over), GroupRule::Required, NOW);
        assert_eq!((outcome.required, outcome.rule), (true, Rule::Group));
    }

    #[test]
    fn one_group_that_requires_is_enough_and_a_group_never_exempts() {
        use GroupRule::{Nothing, Required};
        assert_eq!(GroupRule::together([]), Nothing);
        assert_eq!(GroupRule::together([Nothing, Nothing]), Nothing);
        assert_eq!(GroupRule::together([Nothing, Required, Nothing]), Required);
        let outcome = resolve(&rules(Policy::Required), None, Nothing, NOW);
        assert_eq!(outcome.rule, Rule::Policy(Policy::Required));
        assert_eq!(GroupRule::kept(None), Nothing);
        assert_eq!(GroupRule::kept(Some(NOW)), Required);
    }

    #[test]
    fn the_checkbox_stores_an_override_only_where_the_rules_below_say_otherwise() {
        for policy in Policy::ALL {
            for groups in GroupRule::ALL {
                for required in [false, true] {
                    let rules = rules(*policy);
                    let rule = override_for(&rules, *groups, required);
                    let below = resolve(&rules, None, *groups, NOW).required;
                    assert_eq!(rule.is_none(), below == required);
                    let made = rule.map(stored);
                    let outcome = resolve(&rules, made.as_ref(), *groups, NOW);
                    assert_eq!(outcome.required, required);
                }
            }
        }
    }
}
