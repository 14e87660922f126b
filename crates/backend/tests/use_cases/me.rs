//! What users do with their own account.

use crate::support::{PASSWORD, START, TestApp, origin, problem};
use backend::Error;
use domain::problem::Problem;
use domain::{AuditAction, Gate, Language, OverrideRule, Policy, TwoFactorStatus};
use wire::UserQuery;

#[tokio::test]
async fn deactivating_is_refused_while_2fa_is_required_by_either_rule() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let by_policy = app.user("Léa Lefèvre").await;
    let by_rule = app.user_with("Max Martin", OverrideRule::Required).await;
    let (lea, max) = (app.enrol(&by_policy).await, app.enrol(&by_rule).await);
    app.set_policy(&admin, Policy::Required).await;
    app.advance(30);
    for enrolled in [&lea, &max] {
        let principal = app.load(&enrolled.token).await;
        let member = principal.member().unwrap();
        let code = enrolled.phone.at(app.now());
        let refused = app.backend.deactivate_two_factor(member, &code).await;
        assert_eq!(problem(refused), Problem::TwoFactorRequired);
    }
    assert_eq!(app.number("SELECT count(*) FROM totp_factors").await, 2);
    // The refused codes were not used up.
    let principal = app.begin(&by_policy).await;
    assert!(app.give(&principal, &lea.phone.at(app.now())).await.is_ok());
}

#[tokio::test]
async fn a_requirement_that_comes_while_the_request_is_on_its_way_refuses_it_too() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let principal = app.load(&enrolled.token).await;
    app.set_policy(&admin, Policy::Required).await;
    app.advance(30);
    let code = enrolled.phone.at(app.now());
    let refused = app
        .backend
        .deactivate_two_factor(principal.member().unwrap(), &code)
        .await;
    assert_eq!(problem(refused), Problem::TwoFactorRequired);
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Protected
    );
}

#[tokio::test]
async fn a_voluntary_factor_is_deactivated_with_a_right_code_and_other_sessions_end() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let other = app.open_with(&lea, &enrolled.phone).await;
    let principal = app.load(&enrolled.token).await;
    let member = principal.member().unwrap();
    app.advance(30);
    for (code, refusal) in [
        (enrolled.phone.wrong(app.now()), Problem::CodeWrong),
        (enrolled.phone.at(app.now().plus(-30)), Problem::CodeUsed),
        (String::new(), Problem::CodeForm),
    ] {
        let refused = app.backend.deactivate_two_factor(member, &code).await;
        assert_eq!(problem(refused), refusal);
    }
    let code = enrolled.phone.at(app.now());
    app.backend
        .deactivate_two_factor(member, &code)
        .await
        .unwrap();
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.status, row.active_since),
        (TwoFactorStatus::Inactive, None)
    );
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::FactorDeactivated
    );
    assert_eq!(app.backend.own_factor(member).await.unwrap(), None);
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 0);
    assert_eq!(app.load(&enrolled.token).await.gate(), Gate::Open);
    let sessions = app.backend.own_sessions(member).await.unwrap();
    assert!(sessions.iter().all(|s| s.id != other.session()));
    assert_eq!(app.password(&lea).await.gate, Gate::Open);
}

#[tokio::test]
async fn an_exempted_user_may_deactivate_also_with_a_recovery_code() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Exempt).await;
    let enrolled = app.enrol(&lea).await;
    app.set_policy(&admin, Policy::Required).await;
    let principal = app.load(&enrolled.token).await;
    let member = principal.member().unwrap();
    app.backend
        .deactivate_two_factor(member, &enrolled.codes[9])
        .await
        .unwrap();
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Inactive
    );
}

#[tokio::test]
async fn without_a_factor_there_is_nothing_to_deactivate() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let member = principal.member().unwrap();
    let refused = app.backend.deactivate_two_factor(member, "123456").await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn the_own_factor_shows_since_when_and_its_last_use() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(60);
    let principal = app.open_with(&lea, &enrolled.phone).await;
    let factor = app
        .backend
        .own_factor(principal.member().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (factor.since, factor.last_used),
        (START, Some(START.plus(90)))
    );
    assert_eq!(factor.recovery_left, 10);
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let new = "cinq chevaux verts dansent";
    let member = principal.member().unwrap();
    app.backend
        .change_password(member, PASSWORD, (new, new), false)
        .await
        .unwrap();
    let old = app
        .backend
        .sign_in(&lea.email, PASSWORD, &origin(), None)
        .await;
    assert_eq!(problem(old), Problem::Credentials);
    assert!(
        app.backend
            .sign_in(&lea.email, new, &origin(), None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_invitation_from_before_a_change_of_the_password_chooses_no_other_one() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let link = app.backend.invite(&TestApp::operator(), lea.id).await;
    let link = crate::support::token_in(&link.unwrap().url);
    let principal = app.open(&lea).await;
    let (new, other) = ("cinq chevaux verts dansent", "six chevaux verts dansent");
    let member = principal.member().unwrap();
    let changed = app
        .backend
        .change_password(member, PASSWORD, (new, new), false);
    changed.await.unwrap();
    let origin = origin();
    let accepted = app.backend.accept_invitation(&link, other, other, &origin);
    assert!(accepted.await.is_err());
    assert!(
        app.backend
            .sign_in(&lea.email, new, &origin, None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_password_is_changed_only_with_the_present_one_and_to_a_good_one() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let member = principal.member().unwrap();
    let good = "cinq chevaux verts dansent";
    let before = app.entry_count().await;
    for (current, new, repeated, refusal) in [
        ("wrong", good, good, Problem::CurrentPassword),
        (
            PASSWORD,
            "trop court",
            "trop court",
            Problem::PasswordTooShort,
        ),
        (
            PASSWORD,
            "lefevre lefevre !",
            "lefevre lefevre !",
            Problem::PasswordOwnWords,
        ),
        (
            PASSWORD,
            good,
            "cinq chevaux verts",
            Problem::PasswordsDiffer,
        ),
    ] {
        let refused = app
            .backend
            .change_password(member, current, (new, repeated), false)
            .await;
        assert_eq!(problem(refused), refusal);
    }
    assert_eq!(app.entry_count().await, before);
    assert!(
        app.backend
            .sign_in(&lea.email, PASSWORD, &origin(), None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_password_that_the_owner_replaced_meanwhile_is_not_overwritten() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let thief = app.open(&lea).await;
    let held = app.backend.hasher().hold().await.unwrap();
    let backend = app.backend.clone();
    let stolen = "phrase de la voleuse";
    let change = tokio::spawn(async move {
        let member = thief.member().unwrap();
        backend
            .change_password(member, PASSWORD, (stolen, stolen), false)
            .await
    });
    app.until_hashes_wait(1).await;
    app.sql("UPDATE users SET password_hash = 'replaced'").await;
    drop(held);
    assert_eq!(problem(change.await.unwrap()), Problem::CurrentPassword);
    let kept = "SELECT count(*) FROM users WHERE password_hash = 'replaced'";
    assert_eq!(app.number(kept).await, 1);
}

#[tokio::test]
async fn a_new_name_shows_in_the_table_and_is_found() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let member = principal.member().unwrap();
    app.backend
        .save_profile(member, "  Léa Çelik ", Language::En)
        .await
        .unwrap();
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.name.as_str(), row.language),
        ("Léa Çelik", Language::En)
    );
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::ProfileChanged
    );
    for (search, found) in [
        ("celik", 1),
        ("lea.lefevre", 1),
        ("Lefèvre Léa C", 1),
        ("léa lefèvre w", 0),
    ] {
        let query = UserQuery {
            search: search.to_owned(),
            ..UserQuery::default()
        };
        let page = app
            .backend
            .list_users(admin.admin().unwrap(), &query)
            .await
            .unwrap();
        assert_eq!(page.total, found, "{search}");
    }
}

#[tokio::test]
async fn a_bad_name_is_refused_and_the_same_profile_writes_nothing() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let member = principal.member().unwrap();
    let before = app.entry_count().await;
    for (name, refusal) in [
        (" ", Problem::NameMissing),
        ("a\u{202E}b", Problem::NameCharacter),
        (&"a".repeat(121), Problem::NameTooLong),
    ] {
        let refused = app.backend.save_profile(member, name, Language::Fr).await;
        assert_eq!(problem(refused), refusal);
    }
    app.backend
        .save_profile(member, "Léa Lefèvre", Language::Fr)
        .await
        .unwrap();
    assert_eq!(app.entry_count().await, before);
}
