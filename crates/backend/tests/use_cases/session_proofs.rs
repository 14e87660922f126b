//! What a session stores about how its second factor was proven.

use crate::support::{Enrolled, TestApp};
use backend::access::Principal;
use domain::ProofKind;
use sea_orm::EntityTrait;
use store::entity::{factor, session};

/// How the session has proven the factor, and which one.
async fn proof(app: &TestApp, principal: &Principal) -> (Option<ProofKind>, Option<i64>) {
    let row = session::Entity::find_by_id(principal.session())
        .one(app.db().read())
        .await;
    let row = row.unwrap().unwrap();
    (
        row.factor_proof.map(|kind| *kind),
        row.proven_factor_id.map(|id| id.get()),
    )
}

async fn only_factor(app: &TestApp) -> i64 {
    let factors = factor::Entity::find().all(app.db().read()).await.unwrap();
    assert_eq!(factors.len(), 1);
    factors[0].id.get()
}

#[tokio::test]
async fn a_session_says_which_app_it_has_proven() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let Enrolled { phone, token, .. } = app.enrol(&lea).await;
    let id = only_factor(&app).await;
    let of_app = (Some(ProofKind::Totp), Some(id));
    let enrolled = app.load(&token).await;
    assert_eq!(proof(&app, &enrolled).await, of_app, "by enrolling it");
    app.advance(60);
    let before = app.begin(&lea).await;
    assert_eq!(proof(&app, &before).await, (None, None), "no proof yet");
    let opened = app.open_with(&lea, &phone).await;
    assert_eq!(proof(&app, &opened).await, of_app);
}

#[tokio::test]
async fn a_recovery_code_is_remembered_as_one_and_a_later_code_of_the_app_in_its_place() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let Enrolled { phone, codes, .. } = app.enrol(&lea).await;
    app.advance(60);
    let signed_in = app.give(&app.begin(&lea).await, &codes[0]).await.unwrap();
    let session = app.load(&signed_in.token).await;
    let of_code = (Some(ProofKind::RecoveryCode), None);
    assert_eq!(proof(&app, &session).await, of_code);
    let (member, code) = (session.member().unwrap(), phone.at(app.now()));
    let token = app.backend.step_up(member, &code).await.unwrap();
    let stepped_up = app.load(&token).await;
    let of_app = (Some(ProofKind::Totp), Some(only_factor(&app).await));
    assert_eq!(proof(&app, &stepped_up).await, of_app);
}

#[tokio::test]
async fn an_access_code_is_remembered_until_the_new_app_is_proven() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    let given = app.backend.give_access_code(right, lea.id).await.unwrap();
    let signed_in = app.give(&app.begin(&lea).await, &given.code).await.unwrap();
    let session = app.load(&signed_in.token).await;
    let of_code = (Some(ProofKind::AccessCode), None);
    assert_eq!(proof(&app, &session).await, of_code);
    let (_, token) = app.confirm(&session).await;
    let (kind, factor) = proof(&app, &app.load(&token).await).await;
    assert_eq!(kind, Some(ProofKind::Totp));
    assert!(factor.is_some());
}

#[tokio::test]
async fn the_password_alone_proves_no_factor() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let open = app.open(&lea).await;
    let password = crate::support::PASSWORD;
    let member = open.member().unwrap();
    let token = app.backend.step_up(member, password).await.unwrap();
    let stepped_up = app.load(&token).await;
    assert_eq!(proof(&app, &stepped_up).await, (None, None));
}
