//! A session that ended says why, to the holder of its token and to nobody else.

use crate::notices::NEW;
use crate::support::{PASSWORD, Person, TestApp, origin, token_in};
use backend::access::Principal;
use backend::policy::PolicyChange;
use backend::token::Token;
use domain::{EndReason, Policy, ResetFallback, Role};

async fn why(app: &TestApp, token: &Token) -> Option<EndReason> {
    assert!(app.find(token).await.is_none());
    app.backend.end_reason(token).await.unwrap()
}

async fn open(app: &TestApp, person: &Person) -> (Token, Principal) {
    let token = app.password(person).await.token;
    let principal = app.load(&token).await;
    (token, principal)
}

#[tokio::test]
async fn a_limit_that_a_session_reached_is_its_reason_also_after_a_sweep() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (idle, swept) = (open(&app, &lea).await.0, open(&app, &lea).await.0);
    app.advance(3_600);
    assert_eq!(why(&app, &idle).await, Some(EndReason::Idle));
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(why(&app, &swept).await, Some(EndReason::Idle));
    let (old, swept) = (open(&app, &lea).await.0, open(&app, &lea).await.0);
    for _ in 0..24 {
        assert!(app.find(&old).await.is_some() && app.find(&swept).await.is_some());
        app.advance(1_800);
    }
    assert_eq!(why(&app, &old).await, Some(EndReason::Age));
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(why(&app, &swept).await, Some(EndReason::Age));
    app.enrol(&lea).await;
    let waiting = app.password(&lea).await.token;
    app.advance(900);
    assert_eq!(why(&app, &waiting).await, Some(EndReason::Waited));
}

#[tokio::test]
async fn what_a_user_did_elsewhere_is_the_reason_of_the_sessions_that_it_ended() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (_, own) = open(&app, &lea).await;
    let member = own.member().unwrap();
    let (one, session) = open(&app, &lea).await;
    let ended = app.backend.end_own_session(member, session.session()).await;
    ended.unwrap();
    assert_eq!(why(&app, &one).await, Some(EndReason::Elsewhere));
    let (first, second) = (open(&app, &lea).await.0, open(&app, &lea).await.0);
    app.backend.end_own_other_sessions(member).await.unwrap();
    for token in [first, second] {
        assert_eq!(why(&app, &token).await, Some(EndReason::Elsewhere));
    }
    assert!(app.backend.end_own_other_sessions(member).await.is_err());
    let (other, _) = open(&app, &lea).await;
    let changed = app
        .backend
        .change_password(member, PASSWORD, (NEW, NEW), false);
    changed.await.unwrap();
    assert_eq!(why(&app, &other).await, Some(EndReason::Password));
    let max = app.user("Max Martin").await;
    let (before, _) = open(&app, &max).await;
    app.enrol(&max).await;
    assert_eq!(why(&app, &before).await, Some(EndReason::Factor));
}

#[tokio::test]
async fn what_an_admin_did_is_the_reason_but_a_deactivated_account_is_told_of_none() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let lea = app.user("Léa Lefèvre").await;
    let (token, _) = open(&app, &lea).await;
    let ended = app.backend.end_sessions_of(right, lea.id, None).await;
    ended.unwrap();
    assert_eq!(why(&app, &token).await, Some(EndReason::Admin));
    let (token, _) = open(&app, &lea).await;
    let changed = app.backend.change_role(right, lea.id, Role::Admin).await;
    changed.unwrap();
    assert_eq!(why(&app, &token).await, Some(EndReason::Role));
    let changed = app.backend.change_role(right, lea.id, Role::User).await;
    changed.unwrap();
    let (token, _) = open(&app, &lea).await;
    let disabled = app.backend.set_disabled(right, lea.id, true).await;
    disabled.unwrap();
    assert_eq!(why(&app, &token).await, None);
    let max = app.user("Max Martin").await;
    let own = app.enrol(&max).await.token;
    let reset = app
        .backend
        .reset_two_factor(right, max.id, "lost", ResetFallback::Code)
        .await;
    reset.unwrap();
    assert_eq!(why(&app, &own).await, Some(EndReason::Reset));
    let noa = app.user("Noa Petit").await;
    let (token, _) = open(&app, &noa).await;
    let policy = PolicyChange {
        policy: Policy::Required,
        end_sessions: true,
        end_exemptions: false,
        keep_individual: false,
        grace: domain::Grace::None,
        keep_announced: false,
    };
    app.backend.change_policy(right, policy).await.unwrap();
    assert_eq!(why(&app, &token).await, Some(EndReason::Required));
}

#[tokio::test]
async fn a_password_chosen_with_a_link_is_the_reason_of_the_sessions_before_it() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (token, _) = open(&app, &lea).await;
    let link = app.backend.invite(&TestApp::operator(), lea.id).await;
    let link = token_in(&link.unwrap().url);
    let from = origin();
    let chosen = app.backend.accept_invitation(&link, NEW, NEW, &from);
    chosen.await.unwrap();
    assert_eq!(why(&app, &token).await, Some(EndReason::Password));
}

#[tokio::test]
async fn signing_out_and_a_guessed_token_have_no_reason() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (token, own) = open(&app, &lea).await;
    app.backend.sign_out(&own).await.unwrap();
    assert_eq!(why(&app, &token).await, None);
    assert_eq!(why(&app, &Token::generate().unwrap()).await, None);
}

#[tokio::test]
async fn reasons_are_forgotten_after_a_day_and_with_their_user() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (_, own) = open(&app, &lea).await;
    let (token, _) = open(&app, &lea).await;
    let member = own.member().unwrap();
    app.backend.end_own_other_sessions(member).await.unwrap();
    app.advance(86_399);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(why(&app, &token).await, Some(EndReason::Elsewhere));
    app.advance(1);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(why(&app, &token).await, None);
}

#[tokio::test]
async fn of_many_sessions_that_are_too_many_those_that_were_open_have_a_reason() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (oldest, _) = open(&app, &lea).await;
    for _ in 0..50 {
        app.password(&lea).await;
    }
    assert_eq!(why(&app, &oldest).await, Some(EndReason::Surplus));
    let max = app.user("Max Martin").await;
    app.enrol(&max).await;
    for _ in 0..30 {
        app.password(&max).await;
    }
    let noted = "SELECT count(*) FROM ended_sessions";
    assert_eq!(app.number(noted).await, 1);
}
