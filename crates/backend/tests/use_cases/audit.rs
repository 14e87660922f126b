//! Who did what to whom, when and from where.

use crate::support::{
    ADDRESS, PASSWORD, Person, START, TestApp, asked, by_the_box, origin, token_in,
};
use backend::access::Principal;
use backend::policy::PolicyChange;
use domain::{AuditAction, Language, Policy, ResetFallback, Role, UserId};
use wire::view::Entry;

/// The latest entry of all, whomever it concerns.
async fn latest(app: &TestApp, admin: &Principal, about: UserId) -> Entry {
    let entries = app.entries(admin, about).await;
    entries.into_iter().next().expect("an entry")
}

/// Checks that exactly one entry was written, at the present moment, and advances the clock.
async fn one_more(
    app: &TestApp,
    count: &mut i64,
    admin: &Principal,
    about: UserId,
    is: (AuditAction, &str, &str, &str),
) {
    *count += 1;
    assert_eq!(app.entry_count().await, *count, "{:?}", is.0);
    let entry = latest(app, admin, about).await;
    let detail = entry.detail.to_string();
    let found = (
        entry.action,
        entry.actor.as_str(),
        entry.target.as_str(),
        detail.as_str(),
    );
    assert_eq!(found, is);
    let address = if entry.actor == "bouclier" {
        ""
    } else {
        ADDRESS
    };
    assert_eq!((entry.at, entry.address.as_str()), (app.now(), address));
    app.advance(30);
}

#[tokio::test]
async fn everything_that_an_admin_changes_leaves_one_entry() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let mut count = app.entry_count().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let (ada, name) = ("Ada Byron", "Léa Lefèvre");
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::UserCreated, "bouclier", name, ""),
    )
    .await;

    app.backend.invite(&right.into(), lea.id).await.unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::Invited, ada, name, ""),
    )
    .await;
    for (required, action) in [
        (true, AuditAction::UserRequired),
        (false, AuditAction::UserNotRequired),
    ] {
        app.backend
            .save_requirement(right, lea.id, by_the_box(required))
            .await
            .unwrap();
        one_more(&app, &mut count, &admin, lea.id, (action, ada, name, "")).await;
    }
    app.backend
        .reset_two_factor(right, lea.id, "vol", ResetFallback::Link)
        .await
        .unwrap();
    // The link that is handed over has an entry of its own.
    count += 1;
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::Invited, ada, name, ""),
    )
    .await;
    for role in [Role::Admin, Role::User] {
        app.backend.change_role(right, lea.id, role).await.unwrap();
        one_more(
            &app,
            &mut count,
            &admin,
            lea.id,
            (AuditAction::RoleChanged, ada, name, role.as_str()),
        )
        .await;
    }
    for (disabled, action) in [
        (true, AuditAction::UserDisabled),
        (false, AuditAction::UserEnabled),
    ] {
        app.backend
            .set_disabled(right, lea.id, disabled)
            .await
            .unwrap();
        one_more(&app, &mut count, &admin, lea.id, (action, ada, name, "")).await;
    }
    app.set_policy(&admin, Policy::Required).await;
    one_more(
        &app,
        &mut count,
        &admin,
        admin.user(),
        (AuditAction::PolicyRequired, ada, "", ""),
    )
    .await;
    for (required, action, detail) in [
        (false, AuditAction::UserExempted, "motif de test"),
        (true, AuditAction::UserFollowsPolicy, ""),
    ] {
        let saved = app.backend.save_requirement(right, lea.id, asked(required));
        saved.await.unwrap();
        let done = (action, ada, name, detail);
        one_more(&app, &mut count, &admin, lea.id, done).await;
    }
    app.set_policy(&admin, Policy::Optional).await;
    one_more(
        &app,
        &mut count,
        &admin,
        admin.user(),
        (AuditAction::PolicyOptional, ada, "", ""),
    )
    .await;
    app.backend
        .delete_user(&right.into(), lea.id)
        .await
        .unwrap();
    let deleted = (
        AuditAction::UserDeleted,
        ada,
        name,
        "lea.lefevre@exemple.fr",
    );
    one_more(&app, &mut count, &admin, lea.id, deleted).await;
}

#[tokio::test]
async fn everything_that_users_change_leaves_one_entry() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let name = "Léa Lefèvre";
    let link = app
        .backend
        .invite(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    let mut count = app.entry_count().await;
    let token = token_in(&link.url);
    app.backend
        .accept_invitation(&token, PASSWORD, PASSWORD, &origin())
        .await
        .unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::PasswordChosen, name, name, "bouclier"),
    )
    .await;
    let principal = app.open(&lea).await;
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::SignedIn, name, "", ""),
    )
    .await;

    let (phone, token) = app.confirm(&principal).await;
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::FactorActivated, name, "", ""),
    )
    .await;
    let principal = app.load(&token).await;
    let token = app
        .backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap()
        .session;
    let principal = app.load(&token).await;
    let member = principal.member().unwrap();
    let code = phone.at(app.now());
    app.backend
        .renew_recovery_codes(member, &code)
        .await
        .unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::RecoveryCodesRenewed, name, "", ""),
    )
    .await;

    let new = "cinq chevaux verts";
    app.backend
        .change_password(member, PASSWORD, (new, new), false)
        .await
        .unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::PasswordChanged, name, "", ""),
    )
    .await;
    app.backend
        .deactivate_two_factor(member, &phone.at(app.now()))
        .await
        .unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::FactorDeactivated, name, "", ""),
    )
    .await;
    app.backend
        .end_own_session(member, principal.session())
        .await
        .unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        lea.id,
        (AuditAction::SessionEnded, name, "", ""),
    )
    .await;

    let max = app.user("Max Martin").await;
    let principal = app.open(&max).await;
    let mut count = app.entry_count().await;
    let member = principal.member().unwrap();
    app.backend
        .save_profile(member, "Max Martin", Language::En)
        .await
        .unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        max.id,
        (AuditAction::ProfileChanged, "Max Martin", "", "fr → en"),
    )
    .await;
    app.backend.sign_out(&principal).await.unwrap();
    one_more(
        &app,
        &mut count,
        &admin,
        max.id,
        (AuditAction::SignedOut, "Max Martin", "", ""),
    )
    .await;
}

#[tokio::test]
async fn what_changes_nothing_leaves_no_entry() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let lea = app.user("Léa Lefèvre").await;
    let before = app.entry_count().await;
    app.backend
        .change_role(right, lea.id, Role::User)
        .await
        .unwrap();
    app.backend
        .set_disabled(right, lea.id, false)
        .await
        .unwrap();
    app.backend
        .save_requirement(right, lea.id, by_the_box(false))
        .await
        .unwrap();
    let optional = PolicyChange {
        end_sessions: true,
        end_exemptions: true,
        ..PolicyChange::to(Policy::Optional)
    };
    app.backend.change_policy(right, optional).await.unwrap();
    app.backend
        .user_detail(admin.admin().unwrap(), lea.id)
        .await
        .unwrap();
    app.backend
        .security_overview(admin.admin().unwrap())
        .await
        .unwrap();
    app.backend
        .sessions_of(admin.admin().unwrap(), lea.id)
        .await
        .unwrap();
    assert_eq!(app.entry_count().await, before);
}

#[tokio::test]
async fn a_password_without_its_code_is_no_sign_in_in_the_log() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let before = app.entry_count().await;
    app.begin(&lea).await;
    assert_eq!(app.entry_count().await, before);
}

#[tokio::test]
async fn a_forced_enrolment_is_one_sign_in_in_the_log() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app
        .user_with("Léa Lefèvre", domain::OverrideRule::Required)
        .await;
    app.enrol(&lea).await;
    let actions = app.actions(&admin, lea.id).await;
    let expected = [
        AuditAction::SignedIn,
        AuditAction::FactorActivated,
        AuditAction::UserCreated,
    ];
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn the_log_of_a_user_has_what_the_user_did_and_suffered_newest_first() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    app.open(&lea).await;
    app.open(&max).await;
    app.advance(5);
    app.backend
        .save_requirement(admin.fresh_admin().unwrap(), lea.id, true)
        .await
        .unwrap();
    let entries = app.entries(&admin, lea.id).await;
    let described: Vec<_> = entries.iter().map(|e| (e.action, e.at)).collect();
    let expected = [
        (AuditAction::UserRequired, START.plus(5)),
        (AuditAction::SignedIn, START),
        (AuditAction::UserCreated, START),
    ];
    assert_eq!(described, expected);
    let limited = app
        .backend
        .audit_of(admin.admin().unwrap(), lea.id, 2)
        .await
        .unwrap();
    assert_eq!(limited, entries[..2]);
}

#[tokio::test]
async fn the_log_keeps_the_names_of_that_time() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea: Person = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    app.backend
        .save_profile(principal.member().unwrap(), "Léa Martin", Language::Fr)
        .await
        .unwrap();
    app.open(&lea).await;
    let entries = app.entries(&admin, lea.id).await;
    let actors: Vec<_> = entries.iter().map(|e| e.actor.as_str()).collect();
    assert_eq!(
        actors,
        ["Léa Martin", "Léa Lefèvre", "Léa Lefèvre", "bouclier"]
    );
}
