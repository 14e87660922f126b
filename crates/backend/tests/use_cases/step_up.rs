//! Sensitive actions require a fresh proof (ASVS 5.0 V7.5.1).

use crate::support::{PASSWORD, Person, TestApp, problem};
use backend::Error;
use backend::access::Principal;
use backend::policy::PolicyChange;
use domain::problem::Problem;
use domain::{AuditAction, OverrideRule, Policy, Proof, ResetFallback, Role};

/// Longer than any proof is fresh.
const LATER: i64 = 301;

const REQUIRE: PolicyChange = PolicyChange {
    policy: Policy::Required,
    end_sessions: false,
    end_exemptions: false,
    keep_individual: false,
    grace: domain::Grace::None,
    keep_announced: false,
};

/// The same session, as it is now.
async fn now(app: &TestApp, person: &Person, phone: &crate::support::Phone) -> Principal {
    app.open_with(person, phone).await
}

#[tokio::test]
async fn a_proof_is_fresh_for_five_minutes_and_a_step_up_makes_it_fresh_again() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let enrolled = app.enrol(&ada).await;
    app.advance(LATER);
    let stale = app.load(&enrolled.token).await;
    assert!(matches!(
        stale.fresh_admin(),
        Err(Error::StepUp(Proof::Code))
    ));
    let code = enrolled.phone.at(app.now());
    let token = app.backend.step_up(stale.member().unwrap(), &code).await;
    let token = token.unwrap();
    assert!(
        app.find(&enrolled.token).await.is_none(),
        "the token is renewed"
    );
    let fresh = app.load(&token).await;
    assert!(fresh.fresh_admin().is_ok() && fresh.fresh_member().is_ok());
    assert_eq!(app.actions(&fresh, ada.id).await[0], AuditAction::SteppedUp);
    app.advance(LATER);
    assert!(app.load(&token).await.fresh_admin().is_err());
}

#[tokio::test]
async fn a_user_without_a_factor_steps_up_by_the_password() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let token = app.password(&ada).await.token;
    app.advance(LATER);
    let stale = app.load(&token).await;
    assert!(matches!(
        stale.fresh_admin(),
        Err(Error::StepUp(Proof::Password))
    ));
    let member = stale.member().unwrap();
    let wrong = app.backend.step_up(member, "another password").await;
    assert_eq!(problem(wrong), Problem::CurrentPassword);
    assert!(!app.load(&token).await.is_fresh());
    let token = app.backend.step_up(member, PASSWORD).await.unwrap();
    assert!(app.load(&token).await.is_fresh());
}

#[tokio::test]
async fn attack_03_wrong_passwords_at_a_step_up_are_slowed_down_like_those_at_the_sign_in() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let stolen = app.open(&ada).await;
    let member = stolen.member().unwrap();
    for _ in 0..5 {
        let wrong = app.backend.step_up(member, "another password").await;
        assert_eq!(problem(wrong), Problem::CurrentPassword);
    }
    let right = app.backend.step_up(member, PASSWORD).await;
    assert!(matches!(right, Err(Error::Throttled { .. })), "{right:?}");
}

#[tokio::test]
async fn the_password_of_a_user_with_a_factor_is_no_proof() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let enrolled = app.enrol(&ada).await;
    app.advance(LATER);
    let stale = app.load(&enrolled.token).await;
    let refused = app.backend.step_up(stale.member().unwrap(), PASSWORD).await;
    assert_eq!(problem(refused), Problem::CodeForm);
    assert!(!app.load(&enrolled.token).await.is_fresh());
}

#[tokio::test]
async fn a_code_steps_up_once_and_wrong_ones_count_as_failures_and_are_noted() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let enrolled = app.enrol(&ada).await;
    app.advance(LATER);
    let stale = app.load(&enrolled.token).await;
    let wrong = enrolled.phone.wrong(app.now());
    let refused = app.backend.step_up(stale.member().unwrap(), &wrong).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
    assert_eq!(
        app.number("SELECT coalesce(sum(failures), 0) FROM factor_attempts")
            .await,
        1
    );
    let code = enrolled.phone.at(app.now());
    let token = app.backend.step_up(stale.member().unwrap(), &code).await;
    let fresh = app.load(&token.unwrap()).await;
    let again = app.backend.step_up(fresh.member().unwrap(), &code).await;
    assert_eq!(problem(again), Problem::CodeUsed);
    assert!(
        app.actions(&fresh, ada.id)
            .await
            .contains(&AuditAction::CodeRefused)
    );
}

#[tokio::test]
async fn attack_07_the_own_password_and_factor_change_only_with_a_fresh_factor() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(LATER);
    let stale = app.load(&enrolled.token).await;
    let new = "un autre mot de passe";
    let member = stale.member().unwrap();
    let refused = app
        .backend
        .change_password(member, PASSWORD, (new, new), false)
        .await;
    assert!(matches!(refused, Err(Error::StepUp(Proof::Code))));
    assert!(matches!(
        stale.fresh_enrollee(),
        Err(Error::StepUp(Proof::Code))
    ));
    app.password(&lea).await;
}

#[tokio::test]
async fn attack_07_a_required_user_cannot_remove_the_last_factor_even_with_a_code() {
    let app = TestApp::new().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let enrolled = app.enrol(&lea).await;
    let open = now(&app, &lea, &enrolled.phone).await;
    app.advance(30);
    let code = enrolled.phone.at(app.now());
    let member = open.member().unwrap();
    let refused = app.backend.deactivate_two_factor(member, &code).await;
    assert_eq!(problem(refused), Problem::TwoFactorRequired);
    assert_eq!(app.number("SELECT count(*) FROM totp_factors").await, 1);
}

#[tokio::test]
async fn requiring_for_all_resetting_and_access_codes_are_for_admins_with_a_factor_of_their_own() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let refusals = [
        problem(app.backend.change_policy(right, REQUIRE).await),
        problem(
            app.backend
                .reset_two_factor(right, lea.id, "perdu", ResetFallback::Code)
                .await,
        ),
        problem(app.backend.give_access_code(right, lea.id).await),
    ];
    assert_eq!(refusals, [Problem::OwnFactorMissing; 3]);
    let saved = app.backend.save_requirement(right, lea.id, true).await;
    assert!(saved.unwrap().changed, "what needs no own factor works");
}

#[tokio::test]
async fn an_admin_with_a_factor_requires_for_all_and_sees_before_whom_it_stops() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.user_with("Exempt Durand", OverrideRule::Exempt).await;
    let ada = app.add_admin("Ada Byron").await;
    let enrolled = app.enrol(&ada).await;
    let admin = app.load(&enrolled.token).await;
    assert_eq!(admin.role(), Role::Admin);
    let right = admin.admin().unwrap();
    let before = app.backend.security_overview(right).await.unwrap();
    assert!(before.consequences.own_factor);
    assert_eq!(
        before.consequences.first_to_activate,
        [(lea.id, lea.name.clone())]
    );
    let changed = app
        .backend
        .change_policy(admin.fresh_admin().unwrap(), REQUIRE)
        .await;
    assert!(changed.unwrap());
}
