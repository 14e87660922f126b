//! Users whom admins add one at a time.

use crate::support::{PUBLIC_URL, START, TestApp, origin, problem, token_in};
use backend::access::Principal;
use backend::users::{AddedUser, UserToAdd};
use backend::{Error, Result, Settings};
use domain::problem::Problem;
use domain::{
    AuditAction, FirstLink, Gate, Language, NoticeKind, Policy, Proof, Role, Rule, UserId,
};

const CHOSEN: &str = "cinq chevaux verts dansent";
const LEA: UserToAdd<'static> = UserToAdd {
    name: "Léa Lefèvre",
    email: "lea@exemple.fr",
    role: Role::User,
    language: Language::En,
    required: false,
    link: FirstLink::Later,
};

/// An installation that mails.
pub async fn with_mails() -> TestApp {
    TestApp::with(Settings {
        mails: true,
        ..Settings::for_tests(PUBLIC_URL)
    })
    .await
}

async fn add(app: &TestApp, admin: &Principal, new: UserToAdd<'_>) -> Result<AddedUser> {
    app.backend.add_user(admin.fresh_admin()?, new).await
}

/// Adds a user whose invitation is mailed.
pub async fn add_mailed(app: &TestApp, admin: &Principal) -> UserId {
    let new = UserToAdd {
        link: FirstLink::Mailed,
        ..LEA
    };
    add(app, admin, new).await.unwrap().id
}

/// Chooses a password over the link and signs in with it.
async fn sign_in_over(app: &TestApp, url: &str, email: &str) -> Gate {
    app.backend
        .accept_invitation(&token_in(url), CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let signed_in = app.backend.sign_in(email, CHOSEN, &origin(), None).await;
    signed_in.unwrap().gate
}

#[tokio::test]
async fn an_added_user_has_what_the_form_says_and_no_password() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let added = add(&app, &admin, LEA).await.unwrap();
    assert!(added.link.is_none());
    let right = admin.admin().unwrap();
    let user = app.backend.user_detail(right, added.id).await.unwrap();
    assert_eq!(
        (user.row.name, user.row.email),
        (LEA.name.into(), LEA.email.into())
    );
    assert_eq!(
        (user.row.role, user.row.language, user.has_password),
        (Role::User, Language::En, false)
    );
    assert!(!user.row.status.is_required());
    assert_eq!(
        app.actions(&admin, added.id).await,
        [AuditAction::UserCreated]
    );
    assert_eq!(app.number("SELECT count(*) FROM one_time_links").await, 0);
}

#[tokio::test]
async fn a_user_whose_link_is_shown_signs_in_with_the_chosen_password() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let new = UserToAdd {
        link: FirstLink::Shown,
        ..LEA
    };
    let added = add(&app, &admin, new).await.unwrap();
    let link = added.link.unwrap();
    assert_eq!(link.expires, START.plus(72 * 3_600));
    assert_eq!(
        app.actions(&admin, added.id).await,
        [AuditAction::Invited, AuditAction::UserCreated]
    );
    assert_eq!(app.number("SELECT count(*) FROM notices").await, 0);
    assert_eq!(sign_in_over(&app, &link.url, LEA.email).await, Gate::Open);
}

#[tokio::test]
async fn a_mailed_invitation_holds_a_link_that_nobody_else_has_and_that_is_stored_nowhere() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let new = UserToAdd {
        link: FirstLink::Mailed,
        required: true,
        ..LEA
    };
    let added = add(&app, &admin, new).await.unwrap();
    assert!(added.link.is_none());
    app.advance(60);
    let mail = app.backend.take_due_mail().await.unwrap().unwrap();
    assert_eq!(mail.notice.kind, NoticeKind::Invited);
    let by = mail.notice.by.as_ref().unwrap().shown().unwrap();
    assert_eq!(by, format!("Ada Byron ({})", admin.email()));
    assert_eq!(
        (mail.email.as_str(), mail.language),
        (LEA.email, Language::En)
    );
    let link = mail.link.unwrap();
    assert_eq!(link.expires, app.now().plus(72 * 3_600));
    let token = token_in(&link.url);
    let stored = app.stored().await;
    assert!(!stored.windows(token.len()).any(|w| w == token.as_bytes()));
    let gate = sign_in_over(&app, &link.url, LEA.email).await;
    assert_eq!(gate, Gate::Enrolment);
    let entries = app.entries(&admin, added.id).await;
    assert_eq!(entries[0].action, AuditAction::PasswordChosen);
    assert!(matches!(
        &entries[0].detail,
        domain::AuditDetail::GivenBy(giver) if giver.id == Some(admin.user())
    ));
}

#[tokio::test]
async fn each_attempt_to_mail_an_invitation_has_a_link_of_its_own_and_the_last_one_works() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let new = UserToAdd {
        link: FirstLink::Mailed,
        ..LEA
    };
    add(&app, &admin, new).await.unwrap();
    let first = app.backend.take_due_mail().await.unwrap().unwrap();
    app.advance(60);
    let second = app.backend.take_due_mail().await.unwrap().unwrap();
    let first = token_in(&first.link.unwrap().url);
    assert_eq!(
        problem(app.backend.invitation(&first).await),
        Problem::LinkGone
    );
    let url = second.link.unwrap().url;
    assert_eq!(sign_in_over(&app, &url, LEA.email).await, Gate::Open);
}

#[tokio::test]
async fn attack_24_an_invitation_that_has_ended_is_not_mailed_any_more() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let new = |email| UserToAdd {
        link: FirstLink::Mailed,
        email,
        ..LEA
    };
    let ended = add(&app, &admin, new("a@exemple.fr")).await.unwrap().id;
    app.backend.set_disabled(right, ended, true).await.unwrap();
    let replaced = add(&app, &admin, new("b@exemple.fr")).await.unwrap().id;
    let shown = app.backend.invite(&right.into(), replaced).await.unwrap();
    assert!(app.backend.take_due_mail().await.unwrap().is_none());
    let due = "SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL";
    assert_eq!(app.number(due).await, 0);
    assert!(app.backend.invitation(&token_in(&shown.url)).await.is_ok());
}

#[tokio::test]
async fn an_invitation_that_was_mailed_is_no_notice_to_be_read() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let new = UserToAdd {
        link: FirstLink::Mailed,
        ..LEA
    };
    add(&app, &admin, new).await.unwrap();
    let url = app
        .backend
        .take_due_mail()
        .await
        .unwrap()
        .unwrap()
        .link
        .unwrap()
        .url;
    assert_eq!(sign_in_over(&app, &url, LEA.email).await, Gate::Open);
    let signed_in = app
        .backend
        .sign_in(LEA.email, CHOSEN, &origin(), None)
        .await;
    let lea = app.load(&signed_in.unwrap().token).await;
    let member = lea.member().unwrap();
    assert!(
        app.backend
            .unread_notices(member)
            .await
            .unwrap()
            .notices
            .is_empty()
    );
    let activity = app.backend.own_activity(member).await.unwrap();
    assert!(
        activity
            .iter()
            .any(|notice| notice.kind == NoticeKind::Invited)
    );
}

#[tokio::test]
async fn without_a_mail_server_no_invitation_is_promised() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let new = UserToAdd {
        link: FirstLink::Mailed,
        ..LEA
    };
    assert_eq!(problem(add(&app, &admin, new).await), Problem::Unknown);
    assert_eq!(app.number("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn a_rule_on_the_new_user_is_stored_only_where_the_policy_alone_requires_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let required = |email| UserToAdd {
        required: true,
        email,
        ..LEA
    };
    let alone = add(&app, &admin, required("a@exemple.fr"))
        .await
        .unwrap()
        .id;
    assert_eq!(
        app.actions(&admin, alone).await,
        [AuditAction::UserRequired, AuditAction::UserCreated]
    );
    let row = app.row(&admin, alone).await;
    assert!(row.status.is_required());
    assert!(matches!(row.rule, Rule::Override(_)));
    app.set_policy(&admin, Policy::Required).await;
    let by_policy = add(&app, &admin, required("b@exemple.fr"))
        .await
        .unwrap()
        .id;
    assert_eq!(
        app.actions(&admin, by_policy).await,
        [AuditAction::UserCreated]
    );
    let row = app.row(&admin, by_policy).await;
    assert!(row.status.is_required());
    assert!(matches!(row.rule, Rule::Policy(_)));
}

#[tokio::test]
async fn what_cannot_be_a_name_or_an_address_and_one_that_is_taken_add_nobody() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let taken = admin.email().to_uppercase();
    for (name, email, expected) in [
        ("", LEA.email, Problem::NameMissing),
        ("Léa\u{200b}", LEA.email, Problem::NameCharacter),
        (LEA.name, "", Problem::EmailMissing),
        (LEA.name, "lea", Problem::EmailForm),
        (LEA.name, taken.as_str(), Problem::EmailTaken),
    ] {
        let new = UserToAdd {
            name,
            email,
            link: FirstLink::Shown,
            ..LEA
        };
        assert_eq!(
            problem(add(&app, &admin, new).await),
            expected,
            "{name} {email}"
        );
    }
    assert_eq!(app.number("SELECT count(*) FROM users").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM one_time_links").await, 0);
}

#[tokio::test]
async fn attack_11_only_an_admin_with_a_fresh_proof_adds_somebody() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let max = app.user("Max Durand").await;
    let max = app.open(&max).await;
    assert!(matches!(add(&app, &max, LEA).await, Err(Error::Forbidden)));
    let token = app.password(&ada).await.token;
    app.advance(301);
    let stale = app.load(&token).await;
    assert!(matches!(
        add(&app, &stale, LEA).await,
        Err(Error::StepUp(Proof::Password))
    ));
}

#[tokio::test]
async fn attack_25_an_added_admin_and_the_link_are_told_to_all_other_admins() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let bob = app.add_admin("Bob Martin").await;
    let bob = app.open(&bob).await;
    app.sql("DELETE FROM notices").await;
    let new = UserToAdd {
        role: Role::Admin,
        link: FirstLink::Mailed,
        ..LEA
    };
    let added = add(&app, &admin, new).await.unwrap().id;
    let kinds = |user: UserId| {
        format!(
            "SELECT count(*) FROM notices WHERE user_id = {user} AND kind IN ('admin-created', 'admin-link-given')"
        )
    };
    assert_eq!(app.number(&kinds(bob.user())).await, 2);
    assert_eq!(app.number(&kinds(admin.user())).await, 0);
    // The link counts as one: the same admin gives no code within a day.
    let given = format!(
        "SELECT count(*) FROM handovers WHERE giver_id = {} AND user_id = {added} AND link_at IS NOT NULL",
        admin.user()
    );
    assert_eq!(app.number(&given).await, 1);
}
