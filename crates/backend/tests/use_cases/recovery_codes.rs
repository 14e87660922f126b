//! The codes that replace the phone.

use crate::support::{START, TestApp, problem};
use backend::Error;
use domain::problem::Problem;
use domain::{AuditAction, Gate};
use std::collections::HashSet;
use wire::view::Enrolment;

const SESSIONS: &str = "SELECT count(*) FROM sessions";

#[tokio::test]
async fn a_set_has_ten_different_codes_in_groups_of_four() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let codes = app.enrol(&lea).await.codes;
    let distinct: HashSet<&String> = codes.iter().collect();
    let prefixes: HashSet<&str> = codes.iter().map(|code| &code[..4]).collect();
    assert_eq!((codes.len(), distinct.len(), prefixes.len()), (10, 10, 10));
    for code in &codes {
        let groups: Vec<&str> = code.split('-').collect();
        assert_eq!(groups.iter().map(|g| g.len()).collect::<Vec<_>>(), [4; 4]);
        let base32 = |b: u8| matches!(b, b'A'..=b'Z' | b'2'..=b'7');
        assert!(groups.iter().all(|g| g.bytes().all(base32)), "{code}");
    }
}

#[tokio::test]
async fn a_recovery_code_opens_a_session_once_and_is_in_the_log() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let codes = app.enrol(&lea).await.codes;
    let principal = app.begin(&lea).await;
    let signed_in = app.give(&principal, &codes[0]).await.unwrap();
    assert_eq!(signed_in.gate, Gate::Open);
    let opened = app.load(&signed_in.token).await;
    let factor = app
        .backend
        .own_factor(opened.member().unwrap())
        .await
        .unwrap();
    assert_eq!(factor.unwrap().recovery_left, 9);
    let right = admin.admin().unwrap();
    let seen = app.backend.user_detail(right, lea.id).await.unwrap().factor;
    assert_eq!(seen.unwrap().recovery_left, 9);
    let actions = app.actions(&admin, lea.id).await;
    assert_eq!(
        actions[..2],
        [AuditAction::SignedIn, AuditAction::RecoveryCodeUsed]
    );

    let principal = app.begin(&lea).await;
    assert_eq!(
        problem(app.give(&principal, &codes[0]).await),
        Problem::CodeWrong
    );
    let lower = codes[1].to_lowercase().replace('-', " ");
    assert_eq!(app.give(&principal, &lower).await.unwrap().gate, Gate::Open);
}

#[tokio::test]
async fn a_code_with_the_right_first_letters_only_is_wrong() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let codes = app.enrol(&lea).await.codes;
    let principal = app.begin(&lea).await;
    let mixed = format!("{}{}", &codes[0][..4], &codes[1][4..]);
    assert_eq!(
        problem(app.give(&principal, &mixed).await),
        Problem::CodeWrong
    );
}

#[tokio::test]
async fn the_recovery_code_of_somebody_else_opens_nothing() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    app.enrol(&lea).await;
    let code_of_max = app.enrol(&max).await.codes.remove(0);
    let principal = app.begin(&lea).await;
    assert_eq!(
        problem(app.give(&principal, &code_of_max).await),
        Problem::CodeWrong
    );
    let principal = app.begin(&max).await;
    assert_eq!(
        app.give(&principal, &code_of_max).await.unwrap().gate,
        Gate::Open
    );
}

#[tokio::test]
async fn attack_07_no_other_session_reads_a_new_set_and_the_token_that_asked_for_it_is_replaced() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(30);
    app.open_with(&lea, &enrolled.phone).await;
    app.advance(30);
    let principal = app.load(&enrolled.token).await;
    let code = enrolled.phone.at(app.now());
    let renewed = app
        .backend
        .renew_recovery_codes(principal.member().unwrap(), &code)
        .await
        .unwrap();
    assert_eq!(
        app.number(SESSIONS).await,
        1,
        "the other one can read the codes"
    );
    assert!(app.find(&enrolled.token).await.is_none());
    let principal = app.load(&renewed).await;
    assert_eq!(app.codes_to_save(&principal).await.len(), 10);
}

#[tokio::test]
async fn a_new_set_asks_for_a_code_and_makes_the_old_one_worthless() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let principal = app.load(&enrolled.token).await;
    let member = principal.member().unwrap();
    app.advance(30);
    let wrong = enrolled.phone.wrong(app.now());
    let refused = app.backend.renew_recovery_codes(member, &wrong).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
    let enrollee = principal.enrollee().unwrap();
    assert!(matches!(
        app.backend.enrolment(enrollee).await.unwrap(),
        Enrolment::Done
    ));
    let code = enrolled.phone.at(app.now());
    let token = app
        .backend
        .renew_recovery_codes(member, &code)
        .await
        .unwrap();
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::RecoveryCodesRenewed
    );
    let again = app.backend.renew_recovery_codes(member, &code).await;
    assert_eq!(problem(again), Problem::CodeUsed);

    let principal = app.load(&token).await;
    assert_eq!(
        principal.gate(),
        Gate::Enrolment,
        "until the new codes are saved"
    );
    let new = app.codes_to_save(&principal).await;
    assert!(new.iter().all(|code| !enrolled.codes.contains(code)));
    app.backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap();
    let principal = app.begin(&lea).await;
    assert_eq!(
        problem(app.give(&principal, &enrolled.codes[5]).await),
        Problem::CodeWrong
    );
    assert_eq!(
        app.give(&principal, &new[5]).await.unwrap().gate,
        Gate::Open
    );
}

#[tokio::test]
async fn saving_a_new_set_is_no_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let principal = app.load(&enrolled.token).await;
    app.advance(60);
    let before = app.actions(&admin, lea.id).await;
    let code = enrolled.phone.at(app.now());
    let token = app
        .backend
        .renew_recovery_codes(principal.member().unwrap(), &code)
        .await
        .unwrap();
    let principal = app.load(&token).await;
    app.backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap();
    assert_eq!(app.row(&admin, lea.id).await.last_sign_in, Some(START));
    let after = app.actions(&admin, lea.id).await;
    assert_eq!(after[0], AuditAction::RecoveryCodesRenewed);
    assert_eq!(after[1..], before);
}

#[tokio::test]
async fn without_a_factor_there_are_no_recovery_codes() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let member = principal.member().unwrap();
    let refused = app.backend.renew_recovery_codes(member, "123456").await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 0);
}
