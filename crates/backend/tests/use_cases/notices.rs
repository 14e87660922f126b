//! What users are told about their own account (ASVS 5.0 V6.3.5, V6.3.7).

use crate::support::{Enrolled, PASSWORD, Person, TestApp, origin, token_in};
use backend::access::{Operator, Origin, Principal};
use backend::token::Token;
use domain::ResetFallback;
use domain::{Named, NoticeId, NoticeKind};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait, NotSet, Set};
use store::entity::session;
use wire::view::AccountNotice;

pub const NEW: &str = "sept girafes bleues nagent";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The notices of a user, newest first.
pub async fn told(app: &TestApp, principal: &Principal) -> Vec<AccountNotice> {
    app.backend
        .own_activity(principal.member().unwrap())
        .await
        .unwrap()
}

pub async fn kinds(app: &TestApp, principal: &Principal) -> Vec<NoticeKind> {
    told(app, principal).await.iter().map(|n| n.kind).collect()
}

/// The notices that a banner would show, newest first.
pub async fn unread(app: &TestApp, principal: &Principal) -> Vec<NoticeKind> {
    let member = principal.member().unwrap();
    let unread = app.backend.unread_notices(member).await.unwrap();
    unread.notices.iter().map(|n| n.kind).collect()
}

pub async fn mark_read(app: &TestApp, principal: &Principal) {
    let member = principal.member().unwrap();
    let shown = app.backend.unread_notices(member).await.unwrap().notices;
    let ids: Vec<NoticeId> = shown.iter().map(|notice| notice.id).collect();
    app.backend
        .mark_notices_read(member, &ids, app.now())
        .await
        .unwrap();
}

/// The same person in another session, which has done nothing and is deleted again.
pub async fn elsewhere(app: &TestApp, principal: &Principal) -> Principal {
    let (db, token) = (app.db().write(), Token::generate().unwrap());
    let own = session::Entity::find_by_id(principal.session());
    let mut other = own.one(db).await.unwrap().unwrap().into_active_model();
    other.id = NotSet;
    other.token_hash = Set(token.hash());
    let other = other.reset_all();
    let other = session::ActiveModel {
        id: NotSet,
        ..other
    };
    let other = other.insert(db).await.unwrap();
    let elsewhere = app.load(&token).await;
    other.delete(db).await.unwrap();
    elsewhere
}

pub async fn lea(app: &TestApp) -> (Person, Enrolled, Principal) {
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let principal = app.load(&enrolled.token).await;
    mark_read(app, &elsewhere(app, &principal).await).await;
    (lea, enrolled, principal)
}

#[tokio::test]
async fn a_user_who_activates_replaces_and_removes_a_factor_is_told_of_each() {
    let app = TestApp::new().await;
    let person = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&person).await;
    let own = app.load(&enrolled.token).await;
    assert_eq!(kinds(&app, &own).await, [NoticeKind::FactorActivated]);
    let (phone, token) = app.confirm(&own).await;
    let own = app.load(&token).await;
    let enrollee = own.enrollee().unwrap();
    let token = app
        .backend
        .finish_enrolment(enrollee, true)
        .await
        .unwrap()
        .session;
    let own = app.load(&token).await;
    assert_eq!(kinds(&app, &own).await[0], NoticeKind::FactorReplaced);
    app.advance(30);
    let (member, code) = (own.member().unwrap(), phone.at(app.now()));
    app.backend
        .deactivate_two_factor(member, &code)
        .await
        .unwrap();
    assert_eq!(kinds(&app, &own).await[0], NoticeKind::FactorRemoved);
    assert_eq!(kinds(&app, &own).await.len(), 3);
}

#[tokio::test]
async fn a_user_is_told_what_an_admin_did_and_who_it_was() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (person, _, own) = lea(&app).await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .give_access_code(right, person.id)
        .await
        .unwrap();
    let given = &told(&app, &own).await[0];
    assert_eq!(given.kind, NoticeKind::AccessCodeGiven);
    assert_eq!(given.by.as_ref().unwrap().name, "Ada Byron");
    // The admin's IP address is nobody's business.
    assert_eq!(
        (given.address.as_str(), given.user_agent.as_str()),
        ("", "")
    );
    app.backend
        .reset_two_factor(right, person.id, "lost", ResetFallback::Link)
        .await
        .unwrap();
    let link = app.backend.invite(&right.into(), person.id).await.unwrap();
    let token = crate::support::token_in(&link.url);
    let password = "cinq chevaux verts dansent";
    app.backend
        .accept_invitation(&token, password, password, &origin())
        .await
        .unwrap();
    let signed_in = app
        .backend
        .sign_in(&person.email, password, &origin(), None)
        .await;
    let own = app.load(&signed_in.unwrap().token).await;
    assert_eq!(
        unread(&app, &own).await,
        [
            NoticeKind::PasswordReset,
            NoticeKind::FactorsReset,
            NoticeKind::AccessCodeGiven
        ]
    );
    assert_eq!(kinds(&app, &admin).await, [NoticeKind::FactorActivated]);
}

#[tokio::test]
async fn a_used_access_code_is_told() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (person, _, own) = lea(&app).await;
    let right = admin.fresh_admin().unwrap();
    let given = app
        .backend
        .give_access_code(right, person.id)
        .await
        .unwrap();
    let session = app.begin(&person).await;
    app.give(&session, &given.code).await.unwrap();
    let used = told(&app, &own).await.remove(0);
    assert_eq!(used.kind, NoticeKind::AccessCodeUsed);
    assert_eq!(
        (used.by, used.given_by),
        (None, Some(Named::new("Ada Byron", admin.email())))
    );
    assert_eq!(used.address, origin().address);
    assert_eq!(unread(&app, &own).await[0], NoticeKind::AccessCodeUsed);
}

#[tokio::test]
async fn attack_25_a_factor_that_is_replaced_over_an_access_code_is_told_with_who_gave_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (person, _, _) = lea(&app).await;
    let right = admin.fresh_admin().unwrap();
    let given = app.backend.give_access_code(right, person.id).await;
    let own = app.come_back(&person, &given.unwrap().code).await;
    let replaced = told(&app, &own).await.remove(0);
    assert_eq!(replaced.kind, NoticeKind::FactorReplaced);
    assert_eq!(
        (replaced.by, replaced.given_by),
        (None, Some(Named::new("Ada Byron", admin.email())))
    );
    // The session that did it knows; any other shows it.
    assert_eq!(
        unread(&app, &elsewhere(&app, &own).await).await,
        [
            NoticeKind::FactorReplaced,
            NoticeKind::AccessCodeUsed,
            NoticeKind::AccessCodeGiven
        ]
    );
}

#[tokio::test]
async fn a_used_recovery_code_is_told_with_how_many_are_left_wherever_it_was_used() {
    let app = TestApp::new().await;
    let (person, enrolled, own) = lea(&app).await;
    let session = app.begin(&person).await;
    app.give(&session, &enrolled.codes[0]).await.unwrap();
    let used = told(&app, &own).await.remove(0);
    assert_eq!(used.kind, NoticeKind::RecoveryCodeUsed);
    assert_eq!(used.codes_left, Some(9));
    assert_eq!(used.address, origin().address);
    let member = own.member().unwrap();
    app.backend
        .step_up(member, &enrolled.codes[1])
        .await
        .unwrap();
    let used = told(&app, &own).await.remove(0);
    assert_eq!(
        (used.kind, used.codes_left),
        (NoticeKind::RecoveryCodeUsed, Some(8))
    );
    let again = app.backend.step_up(member, &enrolled.codes[2]).await;
    again.unwrap();
    let told = told(&app, &own).await;
    let used = told
        .iter()
        .filter(|notice| notice.kind == NoticeKind::RecoveryCodeUsed);
    let left: Vec<_> = used.map(|notice| notice.codes_left).collect();
    assert_eq!(left, [Some(7), Some(8), Some(9)]);
}

#[tokio::test]
async fn new_recovery_codes_are_told() {
    let app = TestApp::new().await;
    let (_, enrolled, own) = lea(&app).await;
    app.advance(30);
    let (member, code) = (own.member().unwrap(), enrolled.phone.at(app.now()));
    app.backend
        .renew_recovery_codes(member, &code)
        .await
        .unwrap();
    assert_eq!(kinds(&app, &own).await[0], NoticeKind::RecoveryCodesRenewed);
}

#[tokio::test]
async fn a_changed_password_is_told_and_so_is_one_that_a_link_set_but_not_the_first() {
    let app = TestApp::new().await;
    let person = app.user("Léa Lefèvre").await;
    let own = app.open(&person).await;
    let member = own.member().unwrap();
    app.backend
        .change_password(member, PASSWORD, (NEW, NEW), false)
        .await
        .unwrap();
    assert_eq!(kinds(&app, &own).await, [NoticeKind::PasswordChanged]);
    let choose = async |person: &Person| {
        let link = app
            .backend
            .invite(&TestApp::operator(), person.id)
            .await
            .unwrap();
        let token = token_in(&link.url);
        let from = origin();
        let chosen = app
            .backend
            .accept_invitation(&token, PASSWORD, PASSWORD, &from);
        chosen.await.unwrap();
    };
    choose(&person).await;
    let own = app.open(&person).await;
    assert_eq!(kinds(&app, &own).await[0], NoticeKind::PasswordReset);
    let max = app.invitee("Max Martin").await;
    choose(&max).await;
    assert_eq!(kinds(&app, &app.open(&max).await).await, []);
}

#[tokio::test]
async fn an_account_that_was_restored_on_the_machine_is_told() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let operator = Operator::assume_command_line();
    let link = app
        .backend
        .recover_admin(operator, &ada.email)
        .await
        .unwrap();
    let token = token_in(&link.url);
    let from = origin();
    let accepted = app.backend.accept_invitation(&token, NEW, NEW, &from);
    accepted.await.unwrap();
    let written = app
        .number("SELECT count(*) FROM notices WHERE kind IN ('access-restored', 'password-reset')")
        .await;
    assert_eq!(written, 2);
}

#[tokio::test]
async fn a_sign_in_from_a_new_device_is_told_once_and_the_first_of_all_is_not() {
    let app = TestApp::new().await;
    let person = app.user("Léa Lefèvre").await;
    let from = async |user_agent: &str, address: &str| {
        let origin = Origin {
            address: address.to_owned(),
            user_agent: user_agent.to_owned(),
            ..Origin::default()
        };
        let done = app
            .backend
            .sign_in(&person.email, PASSWORD, &origin, None)
            .await;
        app.load(&done.unwrap().token).await
    };
    let first = from("Tests/1.0", "192.0.2.7").await;
    from("Tests/2.0", "198.51.100.1").await;
    assert_eq!(kinds(&app, &first).await, []);
    let second = from(FIREFOX, "203.0.113.5").await;
    from(&FIREFOX.replace("140", "141"), "203.0.113.6").await;
    assert_eq!(kinds(&app, &first).await, [NoticeKind::NewDevice]);
    let device = told(&app, &first).await.remove(0);
    assert_eq!(
        (device.user_agent.as_str(), device.address.as_str()),
        (FIREFOX, "203.0.113.5")
    );
    // A session opened with it neither sees the banner nor hides it from the others.
    mark_read(&app, &second).await;
    assert_eq!(unread(&app, &second).await, []);
    assert_eq!(unread(&app, &first).await, [NoticeKind::NewDevice]);
    // A device that one user knows is new to another.
    let max = app.user("Max Martin").await;
    let origin = Origin {
        user_agent: FIREFOX.to_owned(),
        ..origin()
    };
    app.open(&max).await;
    app.backend
        .sign_in(&max.email, PASSWORD, &origin, None)
        .await
        .unwrap();
    assert_eq!(
        kinds(&app, &app.open(&max).await).await,
        [NoticeKind::NewDevice]
    );
}

#[tokio::test]
async fn a_device_is_met_only_when_the_second_factor_is_right() {
    let app = TestApp::new().await;
    let (person, enrolled, own) = lea(&app).await;
    let origin = Origin {
        user_agent: FIREFOX.to_owned(),
        ..origin()
    };
    let begun = app
        .backend
        .sign_in(&person.email, PASSWORD, &origin, None)
        .await
        .unwrap();
    assert!(!kinds(&app, &own).await.contains(&NoticeKind::NewDevice));
    let claimant = app
        .backend
        .principal(&begun.token, origin)
        .await
        .unwrap()
        .unwrap();
    app.advance(30);
    app.give(&claimant, &enrolled.phone.at(app.now()))
        .await
        .unwrap();
    assert_eq!(kinds(&app, &own).await[0], NoticeKind::NewDevice);
}

#[tokio::test]
async fn a_password_alone_tells_nothing_and_a_wrong_password_neither() {
    let app = TestApp::new().await;
    let (person, _, own) = lea(&app).await;
    let before = kinds(&app, &own).await;
    app.begin(&person).await;
    let from = origin();
    let wrong = app.backend.sign_in(&person.email, "wrong", &from, None);
    assert!(wrong.await.is_err());
    assert_eq!(kinds(&app, &own).await, before);
}

#[tokio::test]
async fn what_is_undone_is_not_told() {
    let app = TestApp::new().await;
    let (_, enrolled, own) = lea(&app).await;
    app.refuse("INSERT", "audit_entries").await;
    let before = kinds(&app, &own).await;
    let member = own.member().unwrap();
    assert!(
        app.backend
            .step_up(member, &enrolled.codes[0])
            .await
            .is_err()
    );
    assert!(
        app.backend
            .change_password(member, PASSWORD, (NEW, NEW), false)
            .await
            .is_err()
    );
    assert_eq!(kinds(&app, &own).await, before);
    // And the code was not used up for nothing.
    app.take_trigger_away("audit_entries", "refuse").await;
    app.backend
        .step_up(member, &enrolled.codes[0])
        .await
        .unwrap();
}
