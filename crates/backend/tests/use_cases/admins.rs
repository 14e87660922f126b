//! Admins and admins: nobody becomes another one unseen (attack 25).

use crate::notices::told;
use crate::support::{PASSWORD, Person, TestApp, origin, problem, token_in};
use backend::access::{Operator, Principal};
use backend::users::ResetHandedOver;
use backend::{Error, Result};
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, Giver, Named, NoticeKind, ResetFallback, ResetProof, Role, Timestamp,
    UserId,
};
use std::fmt::Debug;
use wire::view::AccountNotice;

const DAY: i64 = 86_400;

/// From when the means that is refused may be given, and the role of the user.
#[track_caller]
fn second_means<T: Debug>(result: Result<T>) -> (Timestamp, Role) {
    match result {
        Err(Error::SecondMeans { from, role }) => (from, role),
        other => panic!("not refused as the second means: {other:?}"),
    }
}

pub async fn invite(app: &TestApp, admin: &Principal, user: UserId) -> Result<String> {
    let link = app
        .backend
        .invite(&admin.fresh_admin().unwrap().into(), user)
        .await?;
    Ok(token_in(&link.url))
}

pub async fn give_code(app: &TestApp, admin: &Principal, user: UserId) -> Result<String> {
    let right = admin.fresh_admin().unwrap();
    Ok(app.backend.give_access_code(right, user).await?.code)
}

pub async fn reset(
    app: &TestApp,
    admin: &Principal,
    user: UserId,
    fallback: ResetFallback,
) -> Result<ResetHandedOver> {
    let right = admin.fresh_admin().unwrap();
    app.backend
        .reset_two_factor(right, user, "perdu", fallback)
        .await
}

pub async fn set_role(app: &TestApp, admin: &Principal, user: UserId, role: Role) {
    let right = admin.fresh_admin().unwrap();
    app.backend.change_role(right, user, role).await.unwrap();
}

pub async fn choose(app: &TestApp, token: &str) {
    let from = origin();
    let chosen = app
        .backend
        .accept_invitation(token, PASSWORD, PASSWORD, &from);
    chosen.await.unwrap();
}

/// Another admin with a factor, signed in.
pub async fn colleague(app: &TestApp, name: &str) -> (Person, Principal) {
    let person = app.add_admin(name).await;
    let token = app.enrol(&person).await.token;
    let principal = app.load(&token).await;
    (person, principal)
}

#[tokio::test]
async fn attack_25_one_admin_gives_another_no_link_and_code_within_a_day() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    for fallback in [ResetFallback::Link, ResetFallback::Both] {
        let refused = reset(&app, &admin, bob.id, fallback).await;
        assert_eq!(problem(refused), Problem::ResetOfAdmin, "{fallback}");
    }
    let kept = invite(&app, &admin, bob.id).await.unwrap();
    let tomorrow = (app.now().plus(DAY), Role::Admin);
    app.advance(60);
    let code = give_code(&app, &admin, bob.id).await;
    assert_eq!(second_means(code), tomorrow);
    let code = reset(&app, &admin, bob.id, ResetFallback::Code).await;
    assert_eq!(second_means(code), tomorrow);
    let (eve, _) = colleague(&app, "Eve Petit").await;
    reset(&app, &admin, eve.id, ResetFallback::Code)
        .await
        .unwrap();
    let link = invite(&app, &admin, eve.id).await;
    assert_eq!(second_means(link), (app.now().plus(DAY), Role::Admin));
    app.advance(DAY);
    invite(&app, &admin, eve.id).await.unwrap();
    // A link that the giver has kept ends with the code.
    give_code(&app, &admin, bob.id).await.unwrap();
    let kept = app.backend.invitation(&kept).await;
    assert_eq!(problem(kept), Problem::LinkGone);
}

#[tokio::test]
async fn attack_25_a_means_that_was_given_under_a_clock_set_ahead_holds_the_other_one_back_for_a_day()
 {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    invite(&app, &admin, bob.id).await.unwrap();
    app.sql("UPDATE handovers SET link_at = link_at + 31536000")
        .await;
    app.backend.sweep(app.now()).await.unwrap();
    let code = give_code(&app, &admin, bob.id).await;
    assert_eq!(second_means(code), (app.now().plus(DAY), Role::Admin));
}

#[tokio::test]
async fn attack_25_an_admin_who_takes_the_role_away_gives_no_link_and_code_within_a_day_either() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    let tomorrow = (app.now().plus(DAY), Role::User);
    set_role(&app, &admin, bob.id, Role::User).await;
    app.advance(10);
    for fallback in [ResetFallback::Link, ResetFallback::Both] {
        let refused = reset(&app, &admin, bob.id, fallback).await;
        assert_eq!(problem(refused), Problem::ResetOfAdmin, "{fallback}");
    }
    let kept = invite(&app, &admin, bob.id).await.unwrap();
    let code = give_code(&app, &admin, bob.id).await;
    assert_eq!(second_means(code), tomorrow);
    reset(&app, &admin, bob.id, ResetFallback::Later)
        .await
        .unwrap();
    set_role(&app, &admin, bob.id, Role::Admin).await;
    let code = give_code(&app, &admin, bob.id).await;
    assert_eq!(second_means(code), (app.now().plus(DAY), Role::Admin));
    let kept = app.backend.invitation(&kept).await;
    assert_eq!(problem(kept), Problem::LinkGone);
    // What one has begun binds nobody else.
    let code = give_code(&app, &max, bob.id).await.unwrap();
    app.come_back(&bob, &code).await;
    // The other way round: first the link, then the role.
    let (eve, _) = colleague(&app, "Eve Petit").await;
    let from = (app.now().plus(DAY), Role::User);
    invite(&app, &admin, eve.id).await.unwrap();
    set_role(&app, &admin, eve.id, Role::User).await;
    let code = give_code(&app, &admin, eve.id).await;
    assert_eq!(second_means(code), from);
    // To an admin who took no role away she is a user.
    invite(&app, &max, eve.id).await.unwrap();
    give_code(&app, &max, eve.id).await.unwrap();
    app.advance(DAY);
    give_code(&app, &admin, eve.id).await.unwrap();
}

#[tokio::test]
async fn attack_25_no_admin_alone_opens_the_account_of_an_auditor_or_of_the_helpdesk() {
    for role in [Role::Auditor, Role::Helpdesk] {
        let app = TestApp::new().await;
        let admin = app.admin_with_factor().await;
        let person = app.with_role("Bob Martin", role).await;
        app.enrol(&person).await;
        let refused = reset(&app, &admin, person.id, ResetFallback::Both).await;
        assert_eq!(problem(refused), Problem::ResetOfAdmin, "{role}");
        let link = invite(&app, &admin, person.id).await.unwrap();
        let tomorrow = (app.now().plus(DAY), Role::User);
        let code = give_code(&app, &admin, person.id).await;
        assert_eq!(second_means(code), tomorrow, "{role}");
        // Nor with the role taken away for a moment.
        set_role(&app, &admin, person.id, Role::User).await;
        let code = give_code(&app, &admin, person.id).await;
        assert_eq!(second_means(code), tomorrow, "{role}");
        let kept = app.backend.invitation(&link).await;
        assert_eq!(problem(kept), Problem::LinkGone, "{role}");
        app.advance(DAY);
        give_code(&app, &admin, person.id).await.unwrap();
    }
}

#[tokio::test]
async fn attack_25_an_admin_who_was_invited_today_is_reset_at_once_and_gets_the_code_a_day_later() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (bob, own) = colleague(&app, "Bob Martin").await;
    invite(&app, &admin, bob.id).await.unwrap();
    app.advance(60);
    let later = reset(&app, &admin, bob.id, ResetFallback::Later).await;
    let later = later.unwrap();
    assert!(later.code.is_none() && later.link.is_none());
    let sessions = format!("SELECT count(*) FROM sessions WHERE id = {}", own.session());
    assert_eq!(app.number(&sessions).await, 0);
    let right = admin.admin().unwrap();
    let detail = app.backend.user_detail(right, bob.id).await.unwrap();
    assert_eq!(detail.row.reset, Some(ResetProof::Code));
    assert!(detail.factor.is_none());
    second_means(give_code(&app, &admin, bob.id).await);
    app.advance(DAY);
    let code = give_code(&app, &admin, bob.id).await.unwrap();
    app.come_back(&bob, &code).await;
}

#[tokio::test]
async fn attack_25_an_admin_without_a_password_is_reset_with_a_link_and_needs_a_code_from_elsewhere()
 {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let bob = app.invitee("Bob Martin").await;
    set_role(&app, &admin, bob.id, Role::Admin).await;
    for fallback in [ResetFallback::Code, ResetFallback::Both] {
        let refused = reset(&app, &admin, bob.id, fallback).await;
        assert_eq!(problem(refused), Problem::ResetOfAdmin, "{fallback}");
    }
    let given = reset(&app, &admin, bob.id, ResetFallback::Link)
        .await
        .unwrap();
    assert!(given.code.is_none());
    choose(&app, &token_in(&given.link.unwrap().url)).await;
    let session = app.begin(&bob).await;
    assert!(session.enrollee().is_err() && session.member().is_err());
    second_means(give_code(&app, &admin, bob.id).await);
    let code = give_code(&app, &max, bob.id).await.unwrap();
    app.come_back(&bob, &code).await;
}

/// The details of the entries about or by a user of this kind of action, newest first.
async fn details(
    app: &TestApp,
    admin: &Principal,
    id: UserId,
    action: AuditAction,
) -> Vec<AuditDetail> {
    let entries = app.entries(admin, id).await;
    let of_action = entries.into_iter().filter(|entry| entry.action == action);
    of_action.map(|entry| entry.detail).collect()
}

fn given_by(admin: Option<&Principal>, name: &str) -> AuditDetail {
    AuditDetail::GivenBy(Giver {
        id: admin.map(Principal::user),
        name: name.to_owned(),
        email: admin.map(|admin| admin.email().to_owned()),
    })
}

/// The latest notice of this kind, of a user.
pub async fn notice(app: &TestApp, principal: &Principal, kind: NoticeKind) -> AccountNotice {
    let notices = told(app, principal).await;
    let found = notices.into_iter().find(|notice| notice.kind == kind);
    found.unwrap_or_else(|| panic!("not told of {kind}"))
}

#[tokio::test]
async fn attack_25_what_is_done_by_a_link_or_code_says_who_gave_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let ada = given_by(Some(&admin), "Ada Byron");
    let ada_named = Named::new("Ada Byron", admin.email());
    for (name, role) in [("Bob Martin", Role::Admin), ("Léa Lefèvre", Role::User)] {
        let person = app.user(name).await;
        app.enrol(&person).await;
        set_role(&app, &admin, person.id, role).await;
        choose(&app, &invite(&app, &admin, person.id).await.unwrap()).await;
        let chosen = details(&app, &admin, person.id, AuditAction::PasswordChosen).await;
        assert_eq!(chosen, std::slice::from_ref(&ada));
        app.advance(DAY);
        let code = give_code(&app, &admin, person.id).await.unwrap();
        let own = app.come_back(&person, &code).await;
        for action in [AuditAction::AccessCodeUsed, AuditAction::FactorReplaced] {
            let found = details(&app, &admin, person.id, action).await;
            assert_eq!(found, std::slice::from_ref(&ada), "{action}");
        }
        for kind in [
            NoticeKind::PasswordReset,
            NoticeKind::AccessCodeUsed,
            NoticeKind::FactorReplaced,
        ] {
            let told = notice(&app, &own, kind).await;
            assert_eq!(told.given_by, Some(ada_named.clone()), "{kind}");
            assert_eq!((told.by, told.about), (None, None), "{kind}");
        }
        let told = notice(&app, &own, NoticeKind::LinkGiven).await;
        assert_eq!(told.by, Some(ada_named.clone()));
        // The next phone is the user's own doing.
        app.confirm(&own).await;
        let replaced = details(&app, &admin, person.id, AuditAction::FactorReplaced).await;
        assert_eq!(replaced, [AuditDetail::Nothing, ada.clone()]);
        reset(&app, &admin, person.id, ResetFallback::Code)
            .await
            .unwrap();
        let code = give_code(&app, &admin, person.id).await.unwrap();
        app.come_back(&person, &code).await;
        let found = details(&app, &admin, person.id, AuditAction::FactorActivated).await;
        assert_eq!(found, [ada.clone(), AuditDetail::Nothing]);
    }
}

#[tokio::test]
async fn attack_25_a_link_of_the_command_line_says_so() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    let operator = Operator::assume_command_line();
    let link = app
        .backend
        .recover_admin(operator, &bob.email)
        .await
        .unwrap();
    choose(&app, &token_in(&link.url)).await;
    for action in [AuditAction::AdminRecovered, AuditAction::PasswordChosen] {
        let found = details(&app, &admin, bob.id, action).await;
        assert_eq!(found, [given_by(None, "bouclier")], "{action}");
    }
    let made = notice(&app, &admin, NoticeKind::AdminRecoveryMade).await;
    assert_eq!(made.by.unwrap().shown(), None);
    let used = notice(&app, &admin, NoticeKind::AdminRestored).await;
    assert_eq!(used.given_by.unwrap().shown(), None);
}
