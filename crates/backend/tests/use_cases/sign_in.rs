//! The password step.

use crate::support::{PASSWORD, START, TestApp, origin, problem};
use domain::problem::Problem;
use domain::{Gate, OverrideRule, Policy, Role};
use sea_orm::EntityTrait;
use store::entity::user;
use test_support::{USER, try_create};

#[tokio::test]
async fn the_right_password_of_a_user_without_a_factor_opens_a_session() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let signed_in = app.password(&lea).await;
    assert_eq!((signed_in.gate, signed_in.role), (Gate::Open, Role::User));
    let principal = app.load(&signed_in.token).await;
    assert_eq!((principal.user(), principal.gate()), (lea.id, Gate::Open));
    assert_eq!(*principal.origin(), origin());
    assert!(!principal.is_active() && principal.is_fresh());
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let invited = app.invitee("Max Martin").await;
    let disabled = app.user("Zoé Petit").await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .set_disabled(right, disabled.id, true)
        .await
        .unwrap();
    let attempts = [
        ("nobody@exemple.fr", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        (lea.email.as_str(), "un autre mot de passe"),
        (lea.email.as_str(), ""),
        (disabled.email.as_str(), PASSWORD),
        (invited.email.as_str(), PASSWORD),
        (invited.email.as_str(), ""),
        (invited.email.as_str(), "nobody has this password"),
    ];
    let sessions = "SELECT count(*) FROM sessions";
    let before = app.number(sessions).await;
    for (email, password) in attempts {
        let refused = app.backend.sign_in(email, password, &origin(), None).await;
        assert_eq!(problem(refused), Problem::Credentials, "{email}");
    }
    assert_eq!(app.number(sessions).await, before);
}

#[tokio::test]
async fn every_spelling_of_the_address_is_the_same_account() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    for email in [
        "lea.lefevre@exemple.fr",
        "  LEA.Lefevre@EXEMPLE.FR\t",
        "ｌｅａ.lefevre@exemple.fr",
    ] {
        let signed_in = app.backend.sign_in(email, PASSWORD, &origin(), None).await;
        let principal = app.load(&signed_in.unwrap().token).await;
        assert_eq!(principal.user(), lea.id, "{email}");
    }
}

#[tokio::test]
async fn the_password_is_the_same_in_both_forms_of_an_accent_and_different_in_another_case() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let link = app
        .backend
        .invite(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    let token = crate::support::token_in(&link.url);
    let chosen = "une phrase très secrète";
    app.backend
        .accept_invitation(&token, chosen, chosen, &origin())
        .await
        .unwrap();
    let decomposed = "une phrase tre\u{300}s secre\u{300}te";
    let again = app
        .backend
        .sign_in(&lea.email, decomposed, &origin(), None)
        .await;
    assert_eq!(again.unwrap().gate, Gate::Open);
    let upper = app
        .backend
        .sign_in(&lea.email, &chosen.to_uppercase(), &origin(), None)
        .await;
    assert_eq!(problem(upper), Problem::Credentials);
}

#[tokio::test]
async fn the_session_that_the_browser_had_before_ends() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (old, other) = (
        app.password(&lea).await.token,
        app.password(&lea).await.token,
    );
    let wrong = app
        .backend
        .sign_in(&lea.email, "wrong", &origin(), Some(&old))
        .await;
    assert_eq!(problem(wrong), Problem::Credentials);
    assert!(
        app.find(&old).await.is_some(),
        "a wrong password ends nothing"
    );
    let new = app
        .backend
        .sign_in(&lea.email, PASSWORD, &origin(), Some(&old))
        .await
        .unwrap();
    assert_ne!(new.token, old);
    assert!(app.find(&old).await.is_none());
    assert!(app.find(&other).await.is_some());
    assert!(app.find(&new.token).await.is_some());
}

#[tokio::test]
async fn a_cookie_that_the_server_did_not_issue_is_never_adopted() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let planted = backend::token::Token::generate().unwrap();
    let signed_in = app
        .backend
        .sign_in(&lea.email, PASSWORD, &origin(), Some(&planted))
        .await;
    assert_ne!(signed_in.unwrap().token, planted);
    assert!(app.find(&planted).await.is_none());
}

#[tokio::test]
async fn the_session_of_a_user_with_a_factor_waits_for_the_code() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let signed_in = app.password(&lea).await;
    assert_eq!(signed_in.gate, Gate::SecondFactor);
    let principal = app.load(&signed_in.token).await;
    assert_eq!(principal.gate(), Gate::SecondFactor);
    assert!(principal.member().is_err() && principal.admin().is_err());
    assert!(principal.enrollee().is_err() && principal.claimant().is_ok());
}

#[tokio::test]
async fn a_required_user_without_a_factor_gets_no_further_than_enrolment() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let max = app.user("Max Martin").await;
    let zoe = app.user_with("Zoé Petit", OverrideRule::Exempt).await;
    assert_eq!(app.password(&lea).await.gate, Gate::Enrolment);
    assert_eq!(app.password(&max).await.gate, Gate::Open);
    app.set_policy(&admin, Policy::Required).await;
    let principal = app.begin(&max).await;
    assert_eq!(principal.gate(), Gate::Enrolment);
    assert!(principal.member().is_err() && principal.enrollee().is_ok());
    assert_eq!(app.password(&zoe).await.gate, Gate::Open);
}

#[tokio::test]
async fn the_last_sign_in_is_noted_only_when_it_is_complete() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let max = app.user("Max Martin").await;
    assert_eq!(app.row(&admin, max.id).await.last_sign_in, None);
    app.password(&max).await;
    assert_eq!(app.row(&admin, max.id).await.last_sign_in, Some(START));

    let principal = app.begin(&lea).await;
    assert_eq!(app.row(&admin, lea.id).await.last_sign_in, None);
    let (phone, token) = app.confirm(&principal).await;
    assert_eq!(app.row(&admin, lea.id).await.last_sign_in, None);
    let principal = app.load(&token).await;
    app.backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap();
    assert_eq!(app.row(&admin, lea.id).await.last_sign_in, Some(START));

    app.advance(60);
    let principal = app.begin(&lea).await;
    assert_eq!(app.row(&admin, lea.id).await.last_sign_in, Some(START));
    app.give(&principal, &phone.at(app.now())).await.unwrap();
    assert_eq!(
        app.row(&admin, lea.id).await.last_sign_in,
        Some(START.plus(60))
    );
}

#[tokio::test]
async fn a_code_before_the_recovery_codes_are_saved_is_no_complete_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let (phone, _) = app.confirm(&principal).await;
    app.advance(60);
    let principal = app.begin(&lea).await;
    let signed_in = app.give(&principal, &phone.at(app.now())).await.unwrap();
    assert_eq!(signed_in.gate, Gate::Enrolment);
    assert_eq!(app.row(&admin, lea.id).await.last_sign_in, Some(START));
    app.advance(10);
    let principal = app.load(&signed_in.token).await;
    assert_eq!(app.codes_to_save(&principal).await.len(), 10);
    app.backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap();
    assert_eq!(
        app.row(&admin, lea.id).await.last_sign_in,
        Some(START.plus(70))
    );
}

async fn hash_of(app: &TestApp, id: domain::UserId) -> String {
    let found = user::Entity::find_by_id(id).one(app.db().read()).await;
    found.unwrap().unwrap().password_hash.unwrap()
}

/// A hash of the usual password with less memory than today's.
pub fn weak_hash() -> String {
    use argon2::password_hash::{PasswordHasher, SaltString};
    use argon2::{Algorithm, Argon2, Params, Version};
    let params = Params::new(8_192, 1, 1, None).unwrap();
    let salt = SaltString::encode_b64(b"0123456789abcdef").unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(PASSWORD.as_bytes(), &salt)
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn a_hash_that_is_too_weak_is_made_anew_at_the_sign_in_and_only_then() {
    let app = TestApp::at_full_cost().await;
    let lea = app.user("Léa Lefèvre").await;
    let weak = weak_hash();
    app.sql(&format!("UPDATE users SET password_hash = '{weak}'"))
        .await;
    let wrong = app
        .backend
        .sign_in(&lea.email, "wrong", &origin(), None)
        .await;
    assert_eq!(problem(wrong), Problem::Credentials);
    assert_eq!(hash_of(&app, lea.id).await, weak);
    app.password(&lea).await;
    let new = hash_of(&app, lea.id).await;
    assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{new}");
    app.password(&lea).await;
    assert_eq!(hash_of(&app, lea.id).await, new);
}

/// A right password opens nothing when this happens during its check.
async fn expect_nothing_opened(meanwhile: &str) {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let held = app.backend.hasher().hold().await.unwrap();
    let (backend, email) = (app.backend.clone(), lea.email.clone());
    let sign_in =
        tokio::spawn(async move { backend.sign_in(&email, PASSWORD, &origin(), None).await });
    app.until_hashes_wait(1).await;
    app.sql(meanwhile).await;
    drop(held);
    assert_eq!(problem(sign_in.await.unwrap()), Problem::Credentials);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn a_password_that_is_replaced_while_it_is_checked_opens_nothing() {
    expect_nothing_opened("UPDATE users SET password_hash = 'replaced'").await;
}

#[tokio::test]
async fn an_account_that_is_deactivated_while_its_password_is_checked_opens_nothing() {
    expect_nothing_opened("UPDATE users SET disabled_at = 1").await;
}

#[tokio::test]
async fn a_password_that_is_replaced_before_it_is_hashed_anew_stays_replaced() {
    let app = TestApp::at_full_cost().await;
    let lea = app.user("Léa Lefèvre").await;
    let weak = weak_hash();
    app.sql(&format!("UPDATE users SET password_hash = '{weak}'"))
        .await;
    let held = app.backend.hasher().hold().await.unwrap();
    let (backend, email) = (app.backend.clone(), lea.email.clone());
    let sign_in =
        tokio::spawn(async move { backend.sign_in(&email, PASSWORD, &origin(), None).await });
    app.until_hashes_wait(1).await;
    // Queued behind the check of the password: the second hash waits.
    let (held, ()) = tokio::join!(app.backend.hasher().hold(), async { drop(held) });
    while app.number("SELECT count(*) FROM sessions").await == 0 {
        tokio::task::yield_now().await;
    }
    app.sql("UPDATE users SET password_hash = 'replaced'").await;
    drop(held.unwrap());
    sign_in.await.unwrap().unwrap();
    assert_eq!(hash_of(&app, lea.id).await, "replaced");
}

#[tokio::test]
async fn attack_14_an_unknown_address_costs_as_many_hashes_as_a_known_one() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let invited = app.invitee("Max Martin").await;
    for email in [
        &lea.email,
        &invited.email,
        "nobody@exemple.fr",
        "",
        "no address",
    ] {
        let before = app.backend.hasher().computed();
        let from = origin();
        let refused = app.backend.sign_in(email, "un autre mot", &from, None);
        assert_eq!(problem(refused.await), Problem::Credentials, "{email}");
        assert_eq!(app.backend.hasher().computed() - before, 1, "{email}");
    }
}

#[tokio::test]
async fn of_many_sign_ins_at_once_those_beyond_the_queue_are_sent_away_and_not_counted() {
    let mut settings = backend::Settings::for_tests(crate::support::PUBLIC_URL);
    (settings.hashes_at_once, settings.hashes_waiting) = (2, 4);
    let app = TestApp::with(settings).await;
    app.user("Léa Lefèvre").await;
    let held = app.backend.hasher().hold().await.unwrap();
    let attempts: Vec<_> = (0..40)
        .map(|n| {
            let (backend, email) = (app.backend.clone(), format!("user{n}@exemple.fr"));
            tokio::spawn(async move { backend.sign_in(&email, "x", &origin(), None).await })
        })
        .collect();
    let counted = "SELECT sum(failures) FROM password_failures";
    // Those without room are refused before one of the others is done.
    while attempts.iter().filter(|a| a.is_finished()).count() < 34 {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.backend.hasher().queued(), 6);
    drop(held);
    let mut busy = 0;
    for attempt in attempts {
        match attempt.await.unwrap() {
            Err(backend::Error::Busy { retry_after: 5 }) => busy += 1,
            Err(backend::Error::Refused(Problem::Credentials)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(busy, 34);
    // Each of the six counts for its account and for the network.
    assert_eq!(app.number(counted).await, 12);
}

#[tokio::test]
async fn an_address_with_its_domain_in_ascii_and_one_that_was_pasted_sign_in() {
    let app = TestApp::new().await;
    let add = async |email: &str| try_create(&app.backend, email, "Jurgen", USER).await;
    add("jurgen@müller.example").await.unwrap();
    let twin = add("jurgen@xn--mller-kva.example").await;
    assert_eq!(problem(twin), Problem::EmailTaken);
    for typed in [
        "jurgen@müller.example",
        "jurgen@xn--mller-kva.example",
        "\u{FEFF}Jurgen@XN--MLLER-KVA.example\u{200B} ",
    ] {
        let signed_in = app.backend.sign_in(typed, PASSWORD, &origin(), None).await;
        assert!(signed_in.is_ok(), "{typed:?}");
    }
}
