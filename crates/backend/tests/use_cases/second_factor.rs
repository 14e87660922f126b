//! The code of the authenticator app at the sign-in.

use crate::support::{TestApp, problem};
use backend::Error;
use domain::problem::Problem;
use domain::{AuditAction, Gate, ResetFallback, Role};
use std::future::Future;
use std::task::Poll;
use std::time::Duration;
use tokio::task::JoinSet;

#[tokio::test]
async fn the_right_code_opens_the_session_under_a_new_token() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(30);
    let first = app.password(&lea).await.token;
    let principal = app.load(&first).await;
    let code = enrolled.phone.at(app.now());
    let signed_in = app.give(&principal, &code).await.unwrap();
    assert_eq!((signed_in.gate, signed_in.role), (Gate::Open, Role::User));
    assert!(app.find(&first).await.is_none());
    let opened = app.load(&signed_in.token).await;
    assert_eq!((opened.user(), opened.gate()), (lea.id, Gate::Open));
    assert_eq!(opened.session(), principal.session());
    assert!(opened.is_fresh());
}

#[tokio::test]
async fn attack_01_the_same_code_opens_no_second_session() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.open_with(&lea, &phone).await;
    let principal = app.begin(&lea).await;
    let again = app.give(&principal, &phone.at(app.now())).await;
    assert_eq!(problem(again), Problem::CodeUsed);
    assert_eq!(app.begin(&lea).await.gate(), Gate::SecondFactor);
}

#[tokio::test]
async fn attack_01_a_code_that_another_session_has_used_is_in_the_log_and_a_second_click_is_not() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(30);
    let (first, second) = (app.begin(&lea).await, app.begin(&lea).await);
    let code = phone.at(app.now());
    app.give(&first, &code).await.unwrap();
    assert_eq!(problem(app.give(&first, &code).await), Problem::CodeUsed);
    assert_eq!(app.actions(&admin, lea.id).await[0], AuditAction::SignedIn);
    assert_eq!(problem(app.give(&second, &code).await), Problem::CodeUsed);
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::CodeRefused
    );
}

#[tokio::test]
async fn attack_01_a_used_code_is_in_the_log_where_the_session_that_gives_it_proved_another_one() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let first = app.open_with(&lea, &phone).await;
    app.advance(91);
    let code = phone.at(app.now());
    app.give(&app.begin(&lea).await, &code).await.unwrap();
    let replayed = app.backend.step_up(first.member().unwrap(), &code).await;
    assert_eq!(problem(replayed), Problem::CodeUsed);
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::CodeRefused
    );
}

#[tokio::test]
async fn attack_01_the_code_of_the_enrolment_does_not_work_again_at_the_first_sign_in() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let principal = app.begin(&lea).await;
    let again = app.give(&principal, &phone.at(app.now())).await;
    assert_eq!(problem(again), Problem::CodeUsed);
}

#[tokio::test]
async fn attack_01_the_code_of_the_previous_step_works_but_not_after_the_one_of_the_present_step() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(89);
    let principal = app.begin(&lea).await;
    let previous = phone.at(app.now().plus(-30));
    assert_eq!(
        app.give(&principal, &previous).await.unwrap().gate,
        Gate::Open
    );
    app.advance(60);
    app.open_with(&lea, &phone).await;
    let principal = app.begin(&lea).await;
    let older = app.give(&principal, &phone.at(app.now().plus(-30))).await;
    assert_eq!(problem(older), Problem::CodeUsed);
}

#[tokio::test]
async fn a_code_from_a_clock_that_is_off_is_refused_says_by_how_much_and_counts() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(600);
    let principal = app.begin(&lea).await;
    for off in [30, 300, -60, -300] {
        let answer = app.give(&principal, &phone.at(app.now().plus(off))).await;
        match answer {
            Err(Error::ClockOff { seconds }) => assert_eq!(seconds, off),
            other => panic!("{off} s: {other:?}"),
        }
    }
    let failures = "SELECT coalesce(sum(failures), 0) FROM factor_attempts";
    assert_eq!(app.number(failures).await, 4);
    let far = app.give(&principal, &phone.at(app.now().plus(330))).await;
    assert_eq!(problem(far), Problem::CodeWrong);
    assert_eq!(app.number(failures).await, 5);
}

#[tokio::test]
async fn what_parts_a_code_does_not_matter_and_what_is_no_code_does_not_count() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(30);
    let principal = app.begin(&lea).await;
    for text in ["", "12345", "1234567", "abcdef", "123+456"] {
        assert_eq!(problem(app.give(&principal, text).await), Problem::CodeForm);
    }
    assert_eq!(
        app.number("SELECT coalesce(sum(failures), 0) FROM factor_attempts")
            .await,
        0
    );
    let code = phone.at(app.now());
    let spaced = format!("\u{200E}{}\u{2013}{} ", &code[..3], &code[3..]);
    assert_eq!(
        app.give(&principal, &spaced).await.unwrap().gate,
        Gate::Open
    );
}

#[tokio::test]
async fn the_code_of_somebody_else_opens_nothing() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    app.enrol(&lea).await;
    let phone_of_max = app.enrol(&max).await.phone;
    app.advance(30);
    let principal = app.begin(&lea).await;
    let refused = app.give(&principal, &phone_of_max.at(app.now())).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
}

#[tokio::test]
async fn a_session_that_ended_while_the_code_was_typed_does_not_open() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(30);
    let principal = app.begin(&lea).await;
    app.backend.sign_out(&principal).await.unwrap();
    let late = app.give(&principal, &phone.at(app.now())).await;
    assert!(matches!(late, Err(Error::Unauthenticated)), "{late:?}");
}

#[tokio::test]
async fn a_wrong_code_after_a_right_password_is_in_the_log() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(300);
    let principal = app.begin(&lea).await;
    let wrong = app.give(&principal, &phone.wrong(app.now())).await;
    assert_eq!(problem(wrong), Problem::CodeWrong);
    let entry = app.entries(&admin, lea.id).await.remove(0);
    assert_eq!(
        (entry.action, entry.at),
        (AuditAction::CodeRefused, app.now())
    );
    assert_eq!(
        (entry.actor, entry.address),
        (lea.name, principal.origin().address.clone())
    );
}

/// Submits one code from twenty sessions at once, half of them through a second process; returns
/// how many opened.
async fn twenty_at_once(code_of: impl Fn(&crate::support::Enrolled, &TestApp) -> String) -> usize {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(30);
    let other = app.another_process().await;
    let code = code_of(&enrolled, &app);
    let mut principals = Vec::new();
    for _ in 0..20 {
        principals.push(app.begin(&lea).await);
    }
    let mut posts = JoinSet::new();
    for (index, principal) in principals.into_iter().enumerate() {
        let process = [&app.backend, &other][index % 2].clone();
        let code = code.clone();
        posts.spawn(async move {
            process
                .give_code(principal.claimant().unwrap(), &code)
                .await
        });
    }
    let answers = posts.join_all().await;
    for answer in answers.iter().filter_map(|a| a.as_ref().err()) {
        let expected = matches!(
            answer,
            Error::Throttled { .. } | Error::Refused(Problem::CodeUsed | Problem::CodeWrong)
        );
        assert!(expected, "{answer:?}");
    }
    let opened = app
        .number("SELECT count(*) FROM sessions WHERE factor_proven_at = 1800000030")
        .await;
    let succeeded = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(usize::try_from(opened).unwrap(), succeeded);
    succeeded
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_02_of_twenty_posts_of_one_right_code_exactly_one_opens_a_session() {
    let opened = twenty_at_once(|enrolled, app| enrolled.phone.at(app.now())).await;
    assert_eq!(opened, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_02_of_twenty_posts_of_one_recovery_code_exactly_one_opens_a_session() {
    let opened = twenty_at_once(|enrolled, _| enrolled.codes[3].clone()).await;
    assert_eq!(opened, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_code_and_a_reset_at_the_same_time_do_not_wait_for_each_other() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    for number in 0..20 {
        let lea = app.user(&format!("Léa {number}")).await;
        let enrolled = app.enrol(&lea).await;
        app.advance(30);
        let principal = app.begin(&lea).await;
        let code = enrolled.phone.at(app.now());
        let (given, reset) = tokio::join!(
            app.give(&principal, &code),
            app.backend
                .reset_two_factor(right, lea.id, "perdu", ResetFallback::Code)
        );
        assert!(!matches!(given, Err(Error::Busy { .. })), "{given:?}");
        reset.unwrap();
        // The admin's proof is good for five minutes.
        app.advance(-30);
    }
}

#[tokio::test]
async fn attack_26_a_code_that_an_answer_has_named_does_not_work_when_it_is_due() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(30);
    let session = app.begin(&lea).await;
    for ahead in [120, 60] {
        let guessed = phone.at(app.now().plus(ahead));
        let told = app.give(&session, &guessed).await;
        assert!(
            matches!(told, Err(Error::ClockOff { seconds }) if seconds == ahead),
            "{told:?}"
        );
    }
    let (first, second) = (app.now().plus(60), app.now().plus(120));
    for due in [first, second] {
        app.advance(due.since(app.now()));
        let used = app.give(&session, &phone.at(due)).await;
        assert_eq!(problem(used), Problem::CodeUsed, "{due:?}");
    }
    // The clock was put right: the next code works, and nothing is kept of the named ones.
    app.advance(30);
    app.give(&session, &phone.at(app.now())).await.unwrap();
    let kept = "SELECT count(*) FROM totp_named_steps";
    assert_eq!(app.number(kept).await, 0);
}

#[tokio::test]
async fn attack_32_a_wrong_code_is_counted_with_its_entry_and_notice_wherever_the_request_ends() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let counts = [
        "SELECT coalesce(sum(failures), 0) FROM factor_attempts",
        "SELECT count(*) FROM audit_entries WHERE action = 'code-refused'",
        "SELECT count(*) FROM notices WHERE kind = 'code-refused'",
    ];
    let mut finished = 0;
    for polls in 0..60 {
        app.advance(3_600);
        let session = app.begin(&lea).await;
        let wrong = phone.wrong(app.now());
        let mut answer = Box::pin(app.give(&session, &wrong));
        for _ in 0..polls {
            let polled = std::future::poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await;
            if polled.is_ready() {
                finished += 1;
                break;
            }
            // The database answers from another thread.
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        drop(answer);
        // Comes after whatever the request has left behind.
        app.begin(&lea).await;
        let failures = app.number(counts[0]).await;
        let (entries, notices) = (app.number(counts[1]).await, app.number(counts[2]).await);
        assert_eq!(failures, entries, "after {polls} polls");
        assert_eq!(failures > 0, notices > 0, "after {polls} polls");
    }
    assert!(finished > 0, "no request came to its end");
}
