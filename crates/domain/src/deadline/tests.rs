//! The deadline, case by case.

use super::*;
use crate::grace::PolicyTime;
use crate::requirement::Made;

/// 2026-12-01T00:00:00Z: days of these tests are days of December.
const FIRST: i64 = 1_796_083_200;

const fn day(number: i64) -> Timestamp {
    Timestamp::from_unix(FIRST + (number - 1) * DAY)
}

/// « Fourteen days », made on the first.
fn fourteen_days() -> Rules {
    rules(Grace::Days(14))
}

fn rules(grace: Grace) -> Rules {
    Rules {
        policy: Policy::Required,
        required_generation: 0,
        exempt_generation: 0,
        time: PolicyTime::NEVER.make(grace, false, day(1)),
    }
}

const fn since(number: i64) -> Compliance {
    Compliance {
        since: Some(day(number)),
        not_before: None,
        used_up: None,
        own: None,
        own_days: None,
        group: None,
        group_days: None,
    }
}

const fn stored(rule: OverrideRule) -> Override {
    Override {
        rule,
        generation: 0,
        until: None,
        suspended: None,
    }
}

const LATER: Timestamp = day(40);

fn by_policy(rules: &Rules, kept: Compliance) -> Option<Deadline> {
    deadline(rules, None, GroupRule::Nothing, &kept, LATER)
}

#[test]
fn who_need_not_use_2fa_has_no_deadline() {
    let optional = fourteen_days().make_optional(false, day(2));
    assert_eq!(by_policy(&optional, since(-9)), None);
    let exempt = stored(OverrideRule::Exempt);
    let found = deadline(
        &fourteen_days(),
        Some(&exempt),
        GroupRule::Required,
        &since(-9),
        LATER,
    );
    assert_eq!(found, None);
}

#[test]
fn days_count_from_the_rule_or_from_when_the_user_could_comply_whichever_is_later() {
    for (from, at) in [(-99, 15), (1, 15), (12, 26)] {
        let expected = Deadline::At(day(at), DeadlineBy::Policy);
        assert_eq!(by_policy(&fourteen_days(), since(from)), Some(expected));
    }
}

#[test]
fn before_the_first_sign_in_no_day_has_begun_and_a_date_stands() {
    let never = Compliance::default();
    let days = Deadline::AfterFirstSignIn(14, DeadlineBy::Policy);
    assert_eq!(by_policy(&fourteen_days(), never), Some(days));
    assert!(!days.is_over(LATER) && days.at().is_none());
    let date = Deadline::At(day(8), DeadlineBy::Policy);
    assert_eq!(by_policy(&rules(Grace::Until(day(8))), never), Some(date));
}

#[test]
fn a_rule_without_time_is_over_as_soon_as_it_is_made() {
    let found = by_policy(&rules(Grace::None), since(-9));
    assert!(found.is_some_and(|found| found.is_over(day(1))));
    let never = by_policy(&rules(Grace::None), Compliance::default());
    assert!(never.is_some_and(|found| found.is_over(day(1))));
}

#[test]
fn a_deadline_is_over_at_its_moment_and_not_a_second_before() {
    let at = Deadline::At(day(15), DeadlineBy::Policy);
    assert!(at.is_over(day(15)) && !at.is_over(day(15).plus(-1)));
}

#[test]
fn of_policy_and_groups_the_earliest_wins() {
    let in_group = |group, group_days, from: Option<i64>| {
        let kept = Compliance {
            since: from.map(day),
            group,
            group_days,
            ..since(1)
        };
        deadline(&fourteen_days(), None, GroupRule::Required, &kept, LATER)
    };
    let at = |number, by| Some(Deadline::At(day(number), by));
    let (group, policy) = (DeadlineBy::Group, DeadlineBy::Policy);
    assert_eq!(in_group(Some(day(8)), None, Some(1)), at(8, group));
    assert_eq!(in_group(Some(day(20)), None, Some(1)), at(15, policy));
    let over = in_group(None, None, Some(1));
    assert_eq!(over, Some(Deadline::never_any_time(group)));
    let days = |days, by| Some(Deadline::AfterFirstSignIn(days, by));
    assert_eq!(in_group(None, Some(7), None), days(7, group));
    assert_eq!(in_group(None, Some(30), None), days(14, policy));
    assert_eq!(in_group(Some(day(8)), None, None), at(8, group));
}

#[test]
fn what_was_decided_about_a_person_beats_every_rule_whether_earlier_or_later() {
    for own in [2, 31] {
        let kept = Compliance {
            own: Some(day(own)),
            group: Some(day(20)),
            ..since(-9)
        };
        let required = stored(OverrideRule::Required);
        for stored in [None, Some(&required)] {
            let found = deadline(&fourteen_days(), stored, GroupRule::Required, &kept, LATER);
            assert_eq!(found, Some(Deadline::At(day(own), DeadlineBy::Person)));
        }
    }
    let days = Compliance {
        own_days: Some(30),
        ..Compliance::default()
    };
    let expected = Deadline::AfterFirstSignIn(30, DeadlineBy::Person);
    assert_eq!(by_policy(&fourteen_days(), days), Some(expected));
}

#[test]
fn an_individual_requirement_without_time_has_none_whatever_the_policy_gives() {
    let required = stored(OverrideRule::Required);
    let found = deadline(
        &fourteen_days(),
        Some(&required),
        GroupRule::Nothing,
        &since(-9),
        day(2),
    );
    assert_eq!(found, Some(Deadline::never_any_time(DeadlineBy::Person)));
}

#[test]
fn a_floor_holds_for_dates_and_for_rules_without_time() {
    let kept = Compliance {
        not_before: Some(day(21)),
        ..since(20)
    };
    for (grace, at) in [
        (Grace::Days(14), 34),
        (Grace::Until(day(8)), 21),
        (Grace::None, 21),
    ] {
        let expected = Deadline::At(day(at), DeadlineBy::Policy);
        assert_eq!(by_policy(&rules(grace), kept), Some(expected));
    }
}

#[test]
fn exemptions_that_end_together_leave_the_time_of_the_rule_and_a_day_at_least() {
    let ending = Made {
        grace: Grace::Days(14),
        keep_announced: true,
        end_exemptions: true,
    };
    let exempt = stored(OverrideRule::Exempt);
    let again = fourteen_days()
        .make_optional(false, day(5))
        .require_for_all(ending, day(6));
    let of = |rules: &Rules, groups, kept| deadline(rules, Some(&exempt), groups, &kept, LATER);
    let nothing = GroupRule::Nothing;
    let policy = |number| Some(Deadline::At(day(number), DeadlineBy::Policy));
    assert_eq!(of(&again, nothing, since(-9)), policy(20));
    assert_eq!(by_policy(&again, since(-9)), policy(15));
    let at_once = fourteen_days().require_for_all(
        Made {
            grace: Grace::None,
            ..ending
        },
        day(6),
    );
    assert_eq!(of(&at_once, nothing, since(-9)), policy(7));
    let suspending = Override {
        suspended: Some(0),
        ..exempt
    };
    let found = deadline(&at_once, Some(&suspending), nothing, &since(-9), LATER);
    assert_eq!(found, Some(Deadline::At(day(7), DeadlineBy::Person)));
}

#[test]
fn after_a_reset_there_is_no_time_by_whatever_rule() {
    for kept in [
        since(-9),
        Compliance {
            own: Some(day(31)),
            not_before: Some(day(31)),
            ..since(-9)
        },
        Compliance::default(),
    ] {
        let kept = Compliance {
            used_up: Some(day(3)),
            ..kept
        };
        let found = by_policy(&fourteen_days(), kept);
        assert!(found.is_some_and(|found| found.is_over(day(1))));
    }
}

#[test]
fn what_was_decided_about_a_person_is_gone_with_the_rule_that_was_lifted_and_with_a_policy_of_before()
 {
    let kept = Compliance {
        own: Some(day(2)),
        ..since(-9)
    };
    let policy = Some(Deadline::At(day(15), DeadlineBy::Policy));
    let lifted = Rules {
        required_generation: 1,
        ..fourteen_days()
    };
    let suspending = Override {
        suspended: Some(0),
        until: Some(day(3)),
        ..stored(OverrideRule::Exempt)
    };
    for stored in [stored(OverrideRule::Required), suspending] {
        let found = deadline(&lifted, Some(&stored), GroupRule::Nothing, &kept, LATER);
        assert_eq!(found, policy);
    }
    let before = Compliance {
        own: Some(day(1)),
        ..kept
    };
    assert_eq!(by_policy(&fourteen_days(), before), policy);
    let in_group = deadline(&fourteen_days(), None, GroupRule::Required, &before, LATER);
    assert_eq!(in_group, Some(Deadline::At(day(1), DeadlineBy::Person)));
}

#[test]
fn the_first_sign_in_counts_and_no_later_one() {
    let first = Compliance {
        own_days: Some(7),
        ..Compliance::default()
    }
    .signed_in(None, day(3));
    assert_eq!((first.since, first.own), (Some(day(3)), Some(day(10))));
    assert_eq!(first.signed_in(None, day(5)), first);
}

#[test]
fn a_first_sign_in_while_exempt_counts_from_the_end_of_the_exemption() {
    let first = Compliance {
        own_days: Some(7),
        ..Compliance::default()
    };
    let during = first.signed_in(Some(day(20)), day(3));
    assert_eq!((during.since, during.own), (Some(day(20)), Some(day(27))));
    let after = first.signed_in(Some(day(2)), day(3));
    assert_eq!((after.since, after.own), (Some(day(3)), Some(day(10))));
}

#[test]
fn days_that_could_have_begun_and_have_no_end_are_over() {
    let kept = Compliance {
        own_days: Some(7),
        ..since(1)
    };
    let individual = stored(OverrideRule::Required);
    let rules = fourteen_days();
    let found = deadline(&rules, Some(&individual), GroupRule::Nothing, &kept, LATER);
    assert_eq!(found, Some(Deadline::never_any_time(DeadlineBy::Person)));
}

#[test]
fn an_exemption_for_good_forgets_the_end_of_the_one_before() {
    let kept = since(1).exempted(Some(day(40)), false, day(2));
    let for_good = kept.exempted(None, false, day(3));
    assert_eq!(
        (for_good.since, for_good.not_before),
        (Some(day(3)), Some(day(4)))
    );
}

#[test]
fn days_for_a_person_count_from_the_decision_or_from_the_first_sign_in() {
    let there = since(1).required(Grace::Days(7), day(2));
    assert_eq!((there.own, there.own_days), (Some(day(9)), Some(7)));
    let never = Compliance::default().required(Grace::Days(7), day(2));
    assert_eq!((never.own, never.own_days), (None, Some(7)));
    let date = Compliance::default().required(Grace::Until(day(8)), day(2));
    assert_eq!((date.own, date.own_days), (Some(day(8)), None));
    let at_once = date.required(Grace::None, day(3));
    assert_eq!((at_once.own, at_once.own_days), (None, None));
}

#[test]
fn an_exemption_gives_time_from_its_end_and_a_day_at_least() {
    let kept = since(1).required(Grace::Days(7), day(2));
    let for_a_time = kept.exempted(Some(day(20)), true, day(3));
    assert_eq!(
        (for_a_time.since, for_a_time.own),
        (Some(day(20)), Some(day(27)))
    );
    assert_eq!(for_a_time.not_before, Some(day(21)));
    let ended = for_a_time.exemption_ended(day(5));
    assert_eq!((ended.since, ended.own), (Some(day(5)), Some(day(12))));
    assert_eq!(ended.not_before, Some(day(6)));
    let for_good = kept.exempted(None, false, day(3));
    assert_eq!(
        (for_good.since, for_good.own, for_good.own_days),
        (Some(day(1)), None, None)
    );
    let never = Compliance::default().exempted(Some(day(20)), false, day(3));
    assert_eq!((never.since, never.not_before), (None, Some(day(21))));
}

#[test]
fn exemptions_that_end_together_end_before_their_moment() {
    let kept = since(1)
        .required(Grace::Days(7), day(2))
        .exempted(Some(day(40)), true, day(3));
    let ended = kept.settled(Some(day(40)), day(6));
    assert_eq!((ended.since, ended.own), (Some(day(6)), Some(day(13))));
    assert_eq!(ended.not_before, Some(day(7)));
    let later = since(9).settled(Some(day(40)), day(6));
    assert_eq!(
        (later.since, later.not_before),
        (Some(day(9)), Some(day(7)))
    );
    let active_again = Compliance {
        not_before: Some(day(20)),
        ..Compliance::default()
    };
    let never = active_again.settled(None, day(6));
    assert_eq!((never.since, never.not_before), (None, Some(day(20))));
}

#[test]
fn a_deactivation_gives_a_day_and_no_new_time() {
    let again = since(1).activated_again(day(30));
    assert_eq!(
        (again.since, again.not_before),
        (Some(day(1)), Some(day(31)))
    );
    let exempt = since(1).exempted(Some(day(40)), false, day(3));
    assert_eq!(exempt.activated_again(day(30)).not_before, Some(day(41)));
}

#[test]
fn who_removes_the_own_factor_can_comply_since_then_and_nothing_is_decided_any_more() {
    let kept = since(1).extended(day(9));
    let removed = kept.factor_removed(false, day(4));
    assert_eq!((removed.since, removed.own), (Some(day(4)), None));
    let suspended = since(1)
        .required(Grace::Days(7), day(2))
        .exempted(Some(day(20)), true, day(3));
    let removed = suspended.factor_removed(true, day(4));
    assert_eq!((removed.since, removed.own), (Some(day(20)), Some(day(27))));
}

#[test]
fn a_reset_uses_the_time_up_until_more_is_given() {
    let reset = since(1).reset(day(3));
    assert_eq!(reset.used_up, Some(day(3)));
    assert_eq!(reset.extended(day(9)).used_up, None);
}

#[test]
fn of_a_day_and_days_from_the_first_sign_in_each_may_be_after_the_other() {
    let by = DeadlineBy::Person;
    let on = |number| Deadline::At(day(number), by);
    let after = |days| Deadline::AfterFirstSignIn(days, by);
    assert!(on(6).may_be_after(on(5)) && !on(5).may_be_after(on(5)));
    assert!(after(6).may_be_after(after(5)) && !after(5).may_be_after(after(5)));
    assert!(on(5).may_be_after(after(5)) && after(5).may_be_after(on(5)));
}
