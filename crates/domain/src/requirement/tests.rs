//! The rules, in all their combinations.

use super::*;

const NOW: Timestamp = Timestamp::from_unix(1_000);
const ENDING: Made = Made {
    grace: Grace::None,
    keep_announced: false,
    end_exemptions: true,
};

fn rules(policy: Policy) -> Rules {
    Rules {
        policy,
        required_generation: 3,
        exempt_generation: 7,
        time: PolicyTime::NEVER,
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
        let ended = rules.require_for_all(ENDING, NOW);
        let outcome = resolve(&ended, Some(&suspending), GroupRule::Nothing, NOW.plus(-1));
        assert_eq!(outcome, individual);
        let lifted = rules.make_optional(false, NOW);
        assert!(!resolve(&lifted, Some(&suspending), GroupRule::Nothing, NOW).required);
    }
}

#[test]
fn making_it_optional_lifts_every_individual_requirement_unless_they_are_kept_and_keeps_exemptions()
{
    let kept = rules(Policy::Required).make_optional(true, NOW);
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
    let after = rules(Policy::Required).make_optional(false, NOW);
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
    let kept = rules(Policy::Optional).require_for_all(Made::default(), NOW);
    assert!(!resolve(&kept, Some(&exempt), GroupRule::Nothing, NOW).required);
    let ended = rules(Policy::Optional).require_for_all(ENDING, NOW);
    assert!(resolve(&ended, Some(&exempt), GroupRule::Nothing, NOW).required);
    assert!(stored(OverrideRule::Required).holds(&ended, NOW));
}

#[test]
fn what_was_lifted_long_ago_does_not_come_back_when_the_rules_change_again() {
    let begin = rules(Policy::Required);
    let mut now = begin;
    for _ in 0..3 {
        now = now.make_optional(false, NOW).require_for_all(ENDING, NOW);
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
