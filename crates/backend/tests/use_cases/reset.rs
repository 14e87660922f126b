//! After a reset the password alone enrols no factor (attack 21).

use crate::support::{PASSWORD, Person, TestApp, origin, problem, token_in};
use backend::Error;
use backend::access::Principal;
use backend::users::ResetHandedOver;
use domain::problem::Problem;
use domain::{AuditAction, Gate, OverrideRule, ResetFallback, ResetProof};

const CHOSEN: &str = "cinq chevaux verts dansent";

async fn reset(
    app: &TestApp,
    admin: &Principal,
    lea: &Person,
    fallback: ResetFallback,
) -> ResetHandedOver {
    let right = admin.fresh_admin().unwrap();
    let reset = app
        .backend
        .reset_two_factor(right, lea.id, "perdu", fallback);
    reset.await.unwrap()
}

/// Chooses a new password through the link, and signs in with it.
async fn with_new_password(
    app: &TestApp,
    lea: &Person,
    handed_over: &ResetHandedOver,
) -> Principal {
    let token = token_in(&handed_over.link.as_ref().unwrap().url);
    app.backend
        .accept_invitation(&token, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let signed_in = app
        .backend
        .sign_in(&lea.email, CHOSEN, &origin(), None)
        .await;
    app.load(&signed_in.unwrap().token).await
}

#[tokio::test]
async fn attack_21_a_blocked_factor_that_is_reset_is_enrolled_by_nobody_who_has_the_password_alone()
{
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    for rule in [None, Some(OverrideRule::Required)] {
        let lea = match rule {
            None => app.user("Léa Lefèvre").await,
            Some(rule) => app.user_with("Max Martin", rule).await,
        };
        let enrolled = app.enrol(&lea).await;
        app.sql(&format!(
            "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) VALUES ({}, 'totp', 100, 0)",
            lea.id
        ))
        .await;
        let code = reset(&app, &admin, &lea, ResetFallback::Code)
            .await
            .code
            .unwrap()
            .code;
        let thief = app.begin(&lea).await;
        assert_eq!(thief.gate(), Gate::SecondFactor, "{rule:?}");
        assert!(thief.enrollee().is_err() && thief.member().is_err());
        for guess in ["123456", &enrolled.codes[0], "AAAA-BBBB"] {
            let refused = app.give(&thief, guess).await;
            assert!(
                matches!(&refused, Err(Error::Refused(Problem::AccessCodeWrong))),
                "{guess}: {refused:?}"
            );
        }
        let back = app.come_back(&lea, &code).await;
        assert_eq!((back.gate(), back.is_active()), (Gate::Open, true));
        // From now on the password and the new phone, as before.
        assert_eq!(app.begin(&lea).await.gate(), Gate::SecondFactor);
        let proof = format!(
            "SELECT count(*) FROM users WHERE id = {} AND reset_proof IS NULL",
            lea.id
        );
        assert_eq!(app.number(&proof).await, 1);
    }
}

#[tokio::test]
async fn attack_21_a_link_to_a_new_password_ends_the_present_one_and_then_suffices() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    app.enrol(&lea).await;
    let handed_over = reset(&app, &admin, &lea, ResetFallback::Link).await;
    assert!(handed_over.code.is_none());
    let refused = app
        .backend
        .sign_in(&lea.email, PASSWORD, &origin(), None)
        .await;
    assert_eq!(problem(refused), Problem::Credentials);
    let session = with_new_password(&app, &lea, &handed_over).await;
    assert_eq!(session.gate(), Gate::Enrolment);
    app.confirm(&session).await;
}

#[tokio::test]
async fn attack_21_where_both_are_given_both_are_needed() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let handed_over = reset(&app, &admin, &lea, ResetFallback::Both).await;
    let session = with_new_password(&app, &lea, &handed_over).await;
    assert_eq!(session.gate(), Gate::SecondFactor);
    let code = handed_over.code.unwrap().code;
    let entered = app.give(&session, &code).await.unwrap();
    assert_eq!(entered.gate, Gate::Enrolment);
    let actions = app.actions(&admin, lea.id).await;
    for action in [
        AuditAction::FactorsReset,
        AuditAction::AccessCodeGiven,
        AuditAction::Invited,
    ] {
        assert!(actions.contains(&action), "{action}");
    }
}

#[tokio::test]
async fn attack_21_an_invitation_from_before_does_not_stand_in_for_what_is_handed_over() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    let before = app.backend.invite(&right.into(), lea.id).await.unwrap();
    reset(&app, &admin, &lea, ResetFallback::Code).await;
    let late = app.backend.invitation(&token_in(&before.url)).await;
    assert_eq!(problem(late), Problem::LinkGone);
}

#[tokio::test]
async fn a_code_that_was_not_used_in_time_is_given_anew() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let phone = app.enrol(&ada).await.phone;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    app.advance(30);
    let admin = app.open_with(&ada, &phone).await;
    let late = reset(&app, &admin, &lea, ResetFallback::Code).await;
    app.advance(3_600);
    let session = app.begin(&lea).await;
    let refused = app.give(&session, &late.code.unwrap().code).await;
    assert_eq!(problem(refused), Problem::AccessCodeWrong);
    let admin = app.open_with(&ada, &phone).await;
    let detail = app
        .backend
        .user_detail(admin.admin().unwrap(), lea.id)
        .await;
    assert_eq!(
        detail.unwrap().row.reset,
        Some(ResetProof::CodeOrNewPassword)
    );
    let right = admin.fresh_admin().unwrap();
    let given = app.backend.give_access_code(right, lea.id).await.unwrap();
    app.come_back(&lea, &given.code).await;
}

#[tokio::test]
async fn attack_25_nobody_gives_a_code_a_link_or_a_reset_to_oneself() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (right, own) = (admin.fresh_admin().unwrap(), admin.user());
    let before = app.entry_count().await;
    let code = app.backend.give_access_code(right, own).await;
    assert_eq!(problem(code), Problem::OwnAccount);
    let link = app.backend.invite(&right.into(), own).await;
    assert_eq!(problem(link), Problem::OwnAccount);
    let reset = app
        .backend
        .reset_two_factor(right, own, "perdu", ResetFallback::Both);
    assert_eq!(problem(reset.await), Problem::OwnAccount);
    assert_eq!(app.entry_count().await, before);
}

#[tokio::test]
async fn attack_21_knowing_the_password_ends_no_enrolment_that_an_access_code_has_begun() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let code = reset(&app, &admin, &lea, ResetFallback::Code)
        .await
        .code
        .unwrap()
        .code;
    let entered = app.give(&app.begin(&lea).await, &code).await.unwrap();
    for _ in 0..25 {
        app.begin(&lea).await;
    }
    let session = app.load(&entered.token).await;
    let (_, token) = app.confirm(&session).await;
    for _ in 0..25 {
        app.begin(&lea).await;
    }
    let session = app.load(&token).await;
    let finished = app
        .backend
        .finish_enrolment(session.enrollee().unwrap(), true)
        .await;
    assert!(finished.is_ok(), "{finished:?}");
}

#[tokio::test]
async fn attack_24_no_second_code_outlives_the_enrolment_that_the_first_one_has_begun() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let first = reset(&app, &admin, &lea, ResetFallback::Code)
        .await
        .code
        .unwrap()
        .code;
    let right = admin.fresh_admin().unwrap();
    let entered = app.give(&app.begin(&lea).await, &first).await.unwrap();
    let second = app
        .backend
        .give_access_code(right, lea.id)
        .await
        .unwrap()
        .code;
    // The new code takes the place of the old one and of what that had opened.
    assert!(app.find(&entered.token).await.is_none());
    app.come_back(&lea, &second).await;
    assert_eq!(app.number("SELECT count(*) FROM access_codes").await, 0);
}

#[tokio::test]
async fn a_reset_of_somebody_without_a_password_hands_over_a_link_as_well() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let handed_over = reset(&app, &admin, &lea, ResetFallback::Code).await;
    let session = with_new_password(&app, &lea, &handed_over).await;
    assert_eq!(session.gate(), Gate::Open);
}
