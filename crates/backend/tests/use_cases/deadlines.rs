//! Until when people have time to activate 2FA, in the order in which things happen to them.

mod story;
mod table;

use crate::support::{TestApp, problem};
use backend::policy::PolicyChange;
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, DaysFrom, Deadline, DeadlineBy, Gate, Grace, Policy};
use story::Step::{
    Activates, Extended, ForAll, ForAllAnew, Group, IsReset, Joins, Optional, SignsIn,
};
use story::Story;
use story::Time::{Days, No};
use story::Told::{Day, Nothing, Over};
use table::TABLE;

#[tokio::test]
async fn each_story_ends_with_the_deadline_that_was_told() {
    let mut story = Story::begin().await;
    for (name, steps, expected) in TABLE {
        story = story.next().await;
        // A group that somebody joins before it has a rule.
        let joins_first = steps
            .iter()
            .position(|(_, step)| matches!(step, Joins))
            .is_some_and(|joins| {
                !steps[..joins]
                    .iter()
                    .any(|(_, step)| matches!(step, Group(_)))
            });
        if joins_first {
            let manager = TestApp::operator();
            let made = story.app.backend.create_group(&manager, "Ventes");
            story.group = Some(made.await.unwrap());
        }
        for (day, step) in *steps {
            if story.app.now() < story.day(*day) {
                story.until(*day);
            }
            story.happen(*step).await;
        }
        assert_eq!(story.told().await.0, *expected, "{name}");
    }
}

/// Somebody for whom a policy with days was made on the first day.
async fn with_days() -> Story {
    let mut story = Story::begin().await;
    story.happen(SignsIn).await;
    story.happen(ForAll(Days(14))).await;
    story
}

#[tokio::test]
async fn until_the_deadline_the_password_is_enough_and_afterwards_enrolment_is_forced() {
    let story = with_days().await;
    let before = story.app.begin(&story.person).await;
    assert_eq!(before.gate(), Gate::Open);
    let at = before.deadline().and_then(Deadline::at).unwrap();
    story.app.advance(at.since(story.app.now()) - 1);
    let last = story.app.begin(&story.person).await;
    assert_eq!(last.gate(), Gate::Open);
    story.app.advance(1);
    let after = story.app.begin(&story.person).await;
    assert_eq!(after.gate(), Gate::Enrolment);
    // What was opened in time runs on until it ends.
    let token = story.app.password(&story.person).await.token;
    assert_eq!(story.app.load(&token).await.gate(), Gate::Enrolment);
    assert_eq!(last.gate(), Gate::Open);
}

#[tokio::test]
async fn more_time_opens_a_session_that_waits_for_the_enrolment() {
    let mut story = Story::begin().await;
    story.happen(SignsIn).await;
    story.happen(ForAll(No)).await;
    let token = story.app.password(&story.person).await.token;
    assert_eq!(story.app.load(&token).await.gate(), Gate::Enrolment);
    story.happen(Extended(9)).await;
    assert_eq!(story.app.load(&token).await.gate(), Gate::Open);
}

#[tokio::test]
async fn sessions_of_those_who_have_time_are_not_ended() {
    for (time, ended) in [(Days(14), false), (No, true)] {
        let story = Story::begin().await;
        let token = story.app.password(&story.person).await.token;
        let admin = story.right().await;
        let change = PolicyChange {
            end_sessions: true,
            grace: story.grace(time),
            ..PolicyChange::to(Policy::Required)
        };
        let right = admin.fresh_admin().unwrap();
        story
            .app
            .backend
            .change_policy(right, change)
            .await
            .unwrap();
        let found = story.app.find(&token).await;
        assert_eq!(found.is_none(), ended, "{time:?}");
    }
}

#[tokio::test]
async fn another_time_under_the_same_policy_counts_from_when_it_was_made_and_is_a_change_of_its_own()
 {
    let mut story = with_days().await;
    story.until(3);
    story.happen(ForAll(Days(30))).await;
    assert_eq!(story.told().await, (Day(31), Some(DeadlineBy::Policy)));
    let admin = story.right().await;
    let again = PolicyChange {
        grace: Grace::Days(30),
        ..PolicyChange::to(Policy::Required)
    };
    let right = admin.fresh_admin().unwrap();
    assert!(!story.app.backend.change_policy(right, again).await.unwrap());
    let (query, right) = (wire::AuditQuery::default(), admin.admin().unwrap());
    let list = story.app.backend.audit_page(right, &query).await.unwrap();
    let actions: Vec<AuditAction> = list.entries.iter().map(|entry| entry.action).collect();
    assert!(actions.contains(&AuditAction::PolicyTimeChanged));
}

#[tokio::test]
async fn the_log_says_whether_the_days_of_the_policy_count_from_what_was_announced_or_anew() {
    let mut story = with_days().await;
    for (day, step) in [
        (2, Optional),
        (3, ForAll(Days(14))),
        (4, Optional),
        (5, ForAllAnew(Days(14))),
        (6, ForAll(Days(30))),
    ] {
        story.until(day);
        story.happen(step).await;
    }
    let admin = story.right().await;
    let (query, right) = (wire::AuditQuery::default(), admin.admin().unwrap());
    let list = story.app.backend.audit_page(right, &query).await.unwrap();
    let said = list.entries.iter().filter_map(|entry| match &entry.detail {
        AuditDetail::Policy { days_from, .. } => *days_from,
        _ => None,
    });
    // The newest first: another time, made anew, made again as announced, made for the first time.
    let expected = [
        DaysFrom::Announced,
        DaysFrom::Change,
        DaysFrom::Announced,
        DaysFrom::Change,
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_form_from_before_another_admins_change_of_the_policy_is_refused_and_changes_nothing() {
    let mut story = with_days().await;
    let admin = story.right().await;
    let right = admin.fresh_admin().unwrap();
    let at_once = PolicyChange::to(Policy::Required);
    let refused = story.app.backend.change_policy(right, at_once).await;
    assert_eq!(problem(refused), Problem::PolicyChanged);
    assert_eq!(story.told().await, (Day(15), Some(DeadlineBy::Policy)));
    story.happen(Optional).await;
    let admin = story.right().await;
    let right = admin.fresh_admin().unwrap();
    let refused = story.app.backend.change_policy_time(right, Grace::None);
    assert_eq!(problem(refused.await), Problem::PolicyChanged);
    assert_eq!(story.told().await.0, Nothing);
}

#[tokio::test]
async fn undoing_a_change_of_the_policy_gives_the_deadline_of_before_again() {
    let mut story = with_days().await;
    story.until(2);
    story.happen(ForAll(Days(90))).await;
    let admin = story.right().await;
    let right = admin.admin().unwrap();
    let overview = story.app.backend.security_overview(right).await.unwrap();
    let number = overview.last_change.unwrap().number;
    let right = admin.fresh_admin().unwrap();
    story.app.backend.undo_policy(right, number).await.unwrap();
    assert_eq!(story.told().await, (Day(15), Some(DeadlineBy::Policy)));
}

#[tokio::test]
async fn more_time_is_given_only_where_something_has_to_be_activated_and_never_for_a_day_that_is_over()
 {
    let mut story = with_days().await;
    story.until(4);
    let admin = story.right().await;
    let extend = async |day: i64| {
        let last = story::text_of(story.day(day));
        let right = admin.fresh_admin().unwrap();
        let extended = story
            .app
            .backend
            .extend_deadline(right, story.person.id, &last, "UTC");
        extended.await
    };
    assert_eq!(problem(extend(3).await), Problem::DeadlinePast);
    assert_eq!(extend(4).await.unwrap(), story.day(5));
    let entries = story.app.actions(&admin, story.person.id).await;
    assert_eq!(entries.first(), Some(&AuditAction::DeadlineExtended));
    story.happen(Activates).await;
    let admin = story.right().await;
    let right = admin.fresh_admin().unwrap();
    let refused = story
        .app
        .backend
        .extend_deadline(right, story.person.id, "2099-01-01", "UTC");
    assert_eq!(problem(refused.await), Problem::NoDeadline);
}

#[tokio::test]
async fn a_new_factor_after_a_reset_makes_time_of_a_later_rule_possible_again() {
    let mut story = Story::begin().await;
    for (day, step) in [(1, Activates), (2, IsReset), (3, Extended(9))] {
        story.until(day);
        if matches!(step, Extended(_)) {
            story.happen(ForAll(Days(14))).await;
            assert_eq!(story.told().await.0, Over);
        }
        story.happen(step).await;
    }
    assert_eq!(story.told().await, (Day(9), Some(DeadlineBy::Person)));
}
