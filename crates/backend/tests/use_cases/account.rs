//! What admins do to accounts: creation, role, deactivation, deletion, reset.

use crate::support::{PASSWORD, START, TestApp, origin, problem};
use backend::Error;
use backend::users::NewUser;
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, DisplayName, EmailAddress, Gate, Language, OverrideRule,
    ResetFallback, Role, Rule, TwoFactorStatus, UserId,
};

fn new_user(email: &str) -> NewUser {
    NewUser {
        email: EmailAddress::parse(email).unwrap(),
        name: DisplayName::parse("=cmd|'/C calc'!A0 <b>").unwrap(),
        role: Role::User,
        language: Language::De,
        groups: vec![domain::GroupName::parse("Ventes").unwrap()],
        rule: Some(OverrideRule::Exempt),
    }
}

#[tokio::test]
async fn a_new_account_has_what_was_given() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let manager = right.into();
    app.advance(5);
    let id = app
        .backend
        .create_user(&manager, new_user("New@Exemple.fr"), None)
        .await
        .unwrap();
    let detail = app
        .backend
        .user_detail(admin.admin().unwrap(), id)
        .await
        .unwrap();
    let row = &detail.row;
    assert_eq!(
        (row.name.as_str(), row.email.as_str()),
        ("=cmd|'/C calc'!A0 <b>", "New@Exemple.fr")
    );
    assert_eq!((row.role, row.language), (Role::User, Language::De));
    assert_eq!(
        (row.rule, row.rule_by.as_ref().map(|by| by.name.as_str())),
        (Rule::Override(OverrideRule::Exempt), Some("Ada Byron"))
    );
    assert_eq!(
        (row.status, row.last_sign_in, row.is_deactivated()),
        (TwoFactorStatus::Inactive, None, false)
    );
    let groups: Vec<&str> = detail.groups.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(groups, ["Ventes"]);
    assert_eq!(
        (detail.has_password, detail.created),
        (false, START.plus(5))
    );
    assert_eq!((detail.factor, detail.disabled_since), (None, None));
}

#[tokio::test]
async fn an_address_has_one_account_however_it_is_spelt() {
    let app = TestApp::new().await;
    app.user("Léa Lefèvre").await;
    let before = app.entry_count().await;
    for email in [
        "lea.lefevre@exemple.fr",
        "LEA.LEFEVRE@Exemple.FR",
        "ｌｅａ.lefevre@exemple.fr",
    ] {
        let again = app
            .backend
            .create_user(&TestApp::operator(), new_user(email), None)
            .await;
        assert_eq!(problem(again), Problem::EmailTaken, "{email}");
    }
    assert_eq!(app.entry_count().await, before);
    let manager = TestApp::operator();
    assert!(
        app.backend
            .user_by_email(&manager, " Lea.Lefevre@exemple.FR")
            .await
            .is_ok()
    );
    let nobody = app
        .backend
        .user_by_email(&manager, "nobody@exemple.fr")
        .await;
    assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn a_role_counts_from_the_next_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let right = admin.fresh_admin().unwrap();
    assert!(matches!(
        app.open(&lea).await.admin(),
        Err(Error::Forbidden)
    ));
    app.backend
        .change_role(right, lea.id, Role::Admin)
        .await
        .unwrap();
    let entry = app.entries(&admin, lea.id).await.remove(0);
    assert_eq!(
        (entry.action, entry.detail),
        (AuditAction::RoleChanged, AuditDetail::Role(Role::Admin))
    );
    assert!(app.open(&lea).await.admin().is_ok());
    app.backend
        .change_role(right, lea.id, Role::User)
        .await
        .unwrap();
    assert!(matches!(
        app.open(&lea).await.admin(),
        Err(Error::Forbidden)
    ));
}

#[tokio::test]
async fn a_deactivated_account_signs_in_again_once_it_is_activated() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let right = admin.fresh_admin().unwrap();
    app.advance(5);
    app.backend.set_disabled(right, lea.id, true).await.unwrap();
    let detail = app
        .backend
        .user_detail(admin.admin().unwrap(), lea.id)
        .await
        .unwrap();
    assert_eq!(
        (detail.row.is_deactivated(), detail.disabled_since),
        (true, Some(START.plus(5)))
    );
    let refused = app
        .backend
        .sign_in(&lea.email, PASSWORD, &origin(), None)
        .await;
    assert_eq!(problem(refused), Problem::Credentials);
    app.backend
        .set_disabled(right, lea.id, false)
        .await
        .unwrap();
    let detail = app
        .backend
        .user_detail(admin.admin().unwrap(), lea.id)
        .await
        .unwrap();
    assert_eq!(
        (detail.row.is_deactivated(), detail.disabled_since),
        (false, None)
    );
    assert_eq!(app.open_with(&lea, &phone).await.gate(), Gate::Open);
}

#[tokio::test]
async fn with_an_account_everything_of_it_is_deleted_but_the_log() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let manager = admin.fresh_admin().unwrap().into();
    app.backend.invite(&manager, lea.id).await.unwrap();
    app.backend.delete_user(&manager, lea.id).await.unwrap();
    for table in [
        "sessions",
        "factors",
        "factor_attempts",
        "recovery_codes",
        "one_time_links",
    ] {
        let rows = format!("SELECT count(*) FROM {table} WHERE user_id = {}", lea.id);
        assert_eq!(app.number(&rows).await, 0, "{table}");
    }
    let detail = app
        .backend
        .user_detail(admin.admin().unwrap(), lea.id)
        .await;
    assert!(matches!(detail, Err(Error::NotFound)), "{detail:?}");
    let entries = app.entries(&admin, lea.id).await;
    assert_eq!(
        (entries[0].action, entries[0].target.as_str()),
        (AuditAction::UserDeleted, "Léa Lefèvre")
    );
    assert_eq!(entries[0].detail.to_string(), "lea.lefevre@exemple.fr");
    assert!(
        entries
            .iter()
            .any(|e| e.action == AuditAction::FactorActivated)
    );
    // The address can be used again.
    assert!(app.user("Léa Lefèvre").await.id > lea.id);
}

#[tokio::test]
async fn a_reset_takes_factor_and_recovery_codes_and_leaves_the_requirement() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let max = app.user("Max Martin").await;
    let enrolled = app.enrol(&lea).await;
    let of_max = app.enrol(&max).await;
    let right = admin.fresh_admin().unwrap();
    let reset = app
        .backend
        .reset_two_factor(right, lea.id, "  téléphone perdu ", ResetFallback::Code)
        .await;
    let code = reset.unwrap().code.unwrap().code;
    assert!(app.find(&enrolled.token).await.is_none());
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.status, row.active_since),
        (TwoFactorStatus::Pending, None)
    );
    assert_eq!(row.rule, Rule::Override(OverrideRule::Required));
    let mut entries = app.entries(&admin, lea.id).await;
    assert_eq!(entries.remove(0).action, AuditAction::AccessCodeGiven);
    let entry = entries.remove(0);
    assert_eq!(
        (entry.action, entry.detail),
        (
            AuditAction::FactorsReset,
            AuditDetail::Reason("téléphone perdu".to_owned())
        )
    );
    let principal = app.begin(&lea).await;
    assert_eq!(principal.gate(), Gate::SecondFactor);
    let opened = app.give(&principal, &code).await.unwrap();
    assert_eq!(opened.gate, Gate::Enrolment);
    let factors = format!("SELECT count(*) FROM factors WHERE user_id = {}", lea.id);
    let codes = format!(
        "SELECT count(*) FROM recovery_codes WHERE user_id = {}",
        lea.id
    );
    assert_eq!(
        (app.number(&factors).await, app.number(&codes).await),
        (0, 0)
    );
    assert_eq!(app.open_with(&max, &of_max.phone).await.gate(), Gate::Open);
}

#[tokio::test]
async fn a_reset_takes_a_secret_that_waits_for_its_confirmation_too() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let phone = crate::support::Phone::scan(&app.secret(&principal).await.secret);
    app.backend
        .reset_two_factor(
            admin.fresh_admin().unwrap(),
            lea.id,
            "doute",
            ResetFallback::Code,
        )
        .await
        .unwrap();
    let late = app
        .backend
        .confirm_enrolment(principal.fresh_enrollee().unwrap(), &phone.at(START))
        .await;
    assert_eq!(problem(late), Problem::EnrolmentGone);
}

#[tokio::test]
async fn a_reset_without_a_reason_resets_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.enrol(&lea).await.token;
    let right = admin.fresh_admin().unwrap();
    let long = "é".repeat(301);
    for (reason, refusal) in [
        ("", Problem::ReasonMissing),
        (" \t", Problem::ReasonMissing),
        (long.as_str(), Problem::ReasonTooLong),
        ("a\nb", Problem::Unknown),
    ] {
        let refused = app
            .backend
            .reset_two_factor(right, lea.id, reason, ResetFallback::Code)
            .await;
        assert_eq!(problem(refused), refusal);
    }
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
}

#[tokio::test]
async fn nothing_can_be_done_to_an_account_that_is_not_there() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (right, id) = (admin.fresh_admin().unwrap(), UserId::new(9_999));
    let manager = right.into();
    let before = app.entry_count().await;
    let answers = [
        app.backend.change_role(right, id, Role::Admin).await,
        app.backend.set_disabled(right, id, true).await,
        app.backend
            .reset_two_factor(right, id, "raison", ResetFallback::Code)
            .await
            .map(drop),
        app.backend.delete_user(&manager, id).await,
        app.backend.invite(&manager, id).await.map(|_| ()),
        app.backend
            .user_detail(admin.admin().unwrap(), id)
            .await
            .map(|_| ()),
        app.backend
            .sessions_of(admin.admin().unwrap(), id)
            .await
            .map(|_| ()),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
    }
    assert_eq!(app.entry_count().await, before);
}
