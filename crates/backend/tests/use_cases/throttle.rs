//! Guessing codes gets slower and is finally blocked.

use crate::support::{Enrolled, PASSWORD, Person, Phone, TestApp, origin, problem};
use backend::{Error, Result};
use domain::problem::Problem;
use domain::throttle::{MAX_FAILURES, delay};
use domain::{AuditAction, Gate, ResetFallback};
use std::fmt::Debug;
use tokio::task::JoinSet;

/// A user with a phone whose next code has not been used.
async fn with_phone() -> (TestApp, Person, Phone) {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(300);
    (app, lea, phone)
}

async fn guess_wrongly(app: &TestApp, person: &Person, phone: &Phone, times: usize) {
    let principal = app.begin(person).await;
    for _ in 0..times {
        let wrong = app.give(&principal, &phone.wrong(app.now())).await;
        assert_eq!(problem(wrong), Problem::CodeWrong);
    }
}

/// Seconds until the next attempt; any other outcome fails the test.
#[track_caller]
fn wait<T: Debug>(answer: Result<T>) -> i64 {
    match answer {
        Err(Error::Throttled { retry_after, .. }) => retry_after,
        other => panic!("not throttled: {other:?}"),
    }
}

async fn failures(app: &TestApp) -> i64 {
    app.number("SELECT coalesce(sum(failures), 0) FROM factor_attempts")
        .await
}

#[tokio::test]
async fn after_the_fifth_wrong_code_even_the_right_one_has_to_wait_thirty_seconds() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 5).await;
    let principal = app.begin(&lea).await;
    assert_eq!(wait(app.give(&principal, &phone.at(app.now())).await), 30);
    app.advance(29);
    assert_eq!(wait(app.give(&principal, &phone.at(app.now())).await), 1);
    assert_eq!(
        failures(&app).await,
        5,
        "an attempt that is not looked at does not count"
    );
    app.advance(1);
    let opened = app.give(&principal, &phone.at(app.now())).await.unwrap();
    assert_eq!((opened.gate, failures(&app).await), (Gate::Open, 0));
}

#[tokio::test]
async fn a_code_that_could_not_be_looked_at_was_no_attempt() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 2).await;
    let principal = app.begin(&lea).await;
    app.sql("UPDATE totp_factors SET sealed_secret = x'00'")
        .await;
    for _ in 0..9 {
        let answer = app.give(&principal, &phone.at(app.now())).await;
        assert!(matches!(answer, Err(Error::Internal(_))), "{answer:?}");
    }
    assert_eq!(failures(&app).await, 2);
}

#[tokio::test]
async fn four_wrong_codes_cost_no_delay() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 4).await;
    let principal = app.begin(&lea).await;
    let opened = app.give(&principal, &phone.at(app.now())).await.unwrap();
    assert_eq!(opened.gate, Gate::Open);
}

#[tokio::test]
async fn each_further_wrong_code_makes_the_delay_longer_up_to_an_hour() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 5).await;
    for expected in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        let principal = app.begin(&lea).await;
        assert_eq!(wait(app.give(&principal, "000000").await), expected);
        app.advance(expected);
        guess_wrongly(&app, &lea, &phone, 1).await;
    }
}

#[tokio::test]
async fn a_hundred_wrong_codes_disable_the_factor_until_an_admin_resets_it() {
    let (app, lea, phone) = with_phone().await;
    let ada = app.add_admin("Ada Byron").await;
    for count in 1..=MAX_FAILURES {
        guess_wrongly(&app, &lea, &phone, 1).await;
        app.advance(delay(count));
    }
    app.advance(365 * 86_400);
    let principal = app.begin(&lea).await;
    let blocked = app.give(&principal, &phone.at(app.now())).await;
    assert_eq!(problem(blocked), Problem::FactorBlocked);
    assert_eq!(failures(&app).await, 100);
    let admin = app.load(&app.enrol(&ada).await.token).await;
    let right = admin.fresh_admin().unwrap();
    let reset = app
        .backend
        .reset_two_factor(right, lea.id, "trop d'essais", ResetFallback::Code)
        .await;
    let code = reset.unwrap().code.unwrap().code;
    app.come_back(&lea, &code).await;
    assert_eq!(failures(&app).await, 0);
}

#[tokio::test]
async fn attack_22_recovery_codes_work_while_the_codes_of_the_app_are_blocked() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let mut codes = app.enrol(&lea).await.codes;
    let code = codes.remove(0);
    app.sql("INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) SELECT id, 'totp', 100, 0 FROM users")
        .await;
    let principal = app.begin(&lea).await;
    let opened = app.give(&principal, &code).await.unwrap();
    assert_eq!(opened.gate, Gate::Open);
    assert_eq!(failures(&app).await, 100, "those of the app");
    // As a notice of wrong codes advises: a new password, with another recovery code for a fresh proof.
    app.advance(600);
    let session = app.load(&opened.token).await;
    assert!(session.fresh_member().is_err());
    let member = session.member().unwrap();
    let proven = app.backend.step_up(member, &codes.remove(0)).await.unwrap();
    assert!(app.load(&proven).await.fresh_member().is_ok());
}

#[tokio::test]
async fn neither_the_right_password_nor_a_new_session_nor_a_restart_resets_the_count() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 3).await;
    guess_wrongly(&app, &lea, &phone, 2).await;
    let restarted = app.another_process().await;
    let spelling = lea.email.to_uppercase();
    let signed_in = restarted
        .sign_in(&spelling, PASSWORD, &origin(), None)
        .await
        .unwrap();
    let principal = app.load(&signed_in.token).await;
    let code = phone.at(app.now());
    let answer = restarted
        .give_code(principal.claimant().unwrap(), &code)
        .await;
    assert_eq!(wait(answer), 30);
    assert_eq!(failures(&app).await, 5);
}

#[tokio::test]
async fn wrong_recovery_codes_count_like_wrong_codes() {
    let (app, lea, phone) = with_phone().await;
    let principal = app.begin(&lea).await;
    for _ in 0..5 {
        let wrong = app.give(&principal, "AAAA-BBBB-CCCC-DDDD").await;
        assert_eq!(problem(wrong), Problem::CodeWrong);
    }
    assert_eq!(wait(app.give(&principal, "AAAA-BBBB-CCCC-DDDD").await), 30);
    // They delay no other kind of proof.
    app.give(&principal, &phone.at(app.now())).await.unwrap();
}

#[tokio::test]
async fn attack_22_each_kind_of_proof_is_counted_by_itself() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let Enrolled { phone, codes, .. } = app.enrol(&lea).await;
    app.advance(60);
    let right = admin.fresh_admin().unwrap();
    let given = app.backend.give_access_code(right, lea.id).await.unwrap();
    guess_wrongly(&app, &lea, &phone, 4).await;
    for (wrong, right, others) in [
        ("AAAA-BBBB", &given.code, 4),
        ("AAAA-BBBB-CCCC-DDDD", &codes[0], 4),
        (phone.wrong(app.now()).as_str(), &phone.at(app.now()), 0),
    ] {
        let session = app.begin(&lea).await;
        if others == 4 {
            let refused = app.give(&session, wrong).await;
            assert_eq!(problem(refused), Problem::CodeWrong);
            assert_eq!(failures(&app).await, 5);
        }
        app.give(&session, right).await.unwrap();
        assert_eq!(failures(&app).await, others, "{right}");
    }
}

#[tokio::test]
async fn a_code_that_was_used_before_does_not_count_and_does_not_reset_the_count() {
    let (app, lea, phone) = with_phone().await;
    app.open_with(&lea, &phone).await;
    let seen_over_the_shoulder = phone.at(app.now());
    guess_wrongly(&app, &lea, &phone, 4).await;
    let principal = app.begin(&lea).await;
    let replayed = app.give(&principal, &seen_over_the_shoulder).await;
    assert_eq!(problem(replayed), Problem::CodeUsed);
    assert_eq!(failures(&app).await, 4);
    guess_wrongly(&app, &lea, &phone, 1).await;
    assert_eq!(
        wait(app.give(&principal, &phone.wrong(app.now())).await),
        30
    );
}

#[tokio::test]
async fn the_count_of_one_user_delays_nobody_else() {
    let (app, lea, phone) = with_phone().await;
    let max = app.user("Max Martin").await;
    let phone_of_max = app.enrol(&max).await.phone;
    guess_wrongly(&app, &lea, &phone, 5).await;
    assert_eq!(app.open_with(&max, &phone_of_max).await.gate(), Gate::Open);
}

#[tokio::test]
async fn a_clock_that_jumps_back_does_not_end_the_delay() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 5).await;
    app.advance(-3_600);
    let principal = app.begin(&lea).await;
    assert_eq!(wait(app.give(&principal, &phone.at(app.now())).await), 30);
}

#[tokio::test]
async fn guessing_with_an_open_session_is_throttled_too() {
    let (app, lea, phone) = with_phone().await;
    let open = app.open_with(&lea, &phone).await;
    let member = open.member().unwrap();
    for _ in 0..5 {
        let wrong = app
            .backend
            .deactivate_two_factor(member, &phone.wrong(app.now()))
            .await;
        assert_eq!(problem(wrong), Problem::CodeWrong);
    }
    app.advance(29);
    let code = phone.at(app.now());
    assert_eq!(
        wait(app.backend.deactivate_two_factor(member, &code).await),
        1
    );
    assert_eq!(
        wait(app.backend.renew_recovery_codes(member, &code).await),
        1
    );
}

#[tokio::test]
async fn an_attempt_that_has_to_wait_writes_nothing() {
    let (app, lea, phone) = with_phone().await;
    let ada = app.add_admin("Ada Byron").await;
    let admin = app.open(&ada).await;
    guess_wrongly(&app, &lea, &phone, 5).await;
    let principal = app.begin(&lea).await;
    wait(app.give(&principal, &phone.at(app.now())).await);
    let refused = app.actions(&admin, lea.id).await;
    let count = refused
        .iter()
        .filter(|a| **a == AuditAction::CodeRefused)
        .count();
    assert_eq!(count, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_guesses_at_once_one_is_looked_at_once_a_delay_is_due() {
    let (app, lea, phone) = with_phone().await;
    guess_wrongly(&app, &lea, &phone, 4).await;
    let principal = app.begin(&lea).await;
    let other = app.another_process().await;
    let mut guesses = JoinSet::new();
    for index in 0..20 {
        let process = [&app.backend, &other][index % 2].clone();
        let (principal, code) = (principal.clone(), phone.wrong(app.now()));
        guesses.spawn(async move {
            let claimant = principal.claimant().unwrap();
            process.give_code(claimant, &code).await
        });
    }
    let answers = guesses.join_all().await;
    let (delayed, looked_at): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|answer| matches!(answer, Err(Error::Throttled { .. })));
    assert_eq!((delayed.len(), looked_at.len()), (19, 1));
    assert_eq!(failures(&app).await, 5);
}
