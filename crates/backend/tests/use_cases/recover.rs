//! `bouclier admin recover`: the way back in.

use crate::support::{TestApp, origin, problem, token_in};
use backend::Error;
use backend::access::Operator;
use backend::recover::RECOVERY_LIFETIME;
use domain::problem::Problem;
use domain::{AuditAction, Gate, Role};

const NEW: &str = "sept girafes bleues nagent";

async fn link(app: &TestApp, email: &str) -> String {
    let operator = Operator::assume_command_line();
    let made = app.backend.recover_admin(operator, email).await.unwrap();
    token_in(&made.url)
}

async fn use_link(app: &TestApp, token: &str) -> backend::Result<()> {
    app.backend
        .accept_invitation(token, NEW, NEW, &origin())
        .await
}

#[tokio::test]
async fn a_recovery_link_restores_an_admin_who_was_demoted_deactivated_and_lost_the_phone() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let enrolled = app.enrol(&ada).await;
    app.sql("UPDATE users SET role = 'user', disabled_at = 1")
        .await;
    app.sql("INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) SELECT id, 'totp', 100, 0 FROM users").await;
    let token = link(&app, &ada.email).await;
    let shown = app.backend.invitation(&token).await.unwrap();
    assert!(shown.recovery && shown.email == ada.email);
    use_link(&app, &token).await.unwrap();
    assert!(
        app.find(&enrolled.token).await.is_none(),
        "old sessions end"
    );
    let signed_in = app.backend.sign_in(&ada.email, NEW, &origin(), None).await;
    let signed_in = signed_in.unwrap();
    assert_eq!((signed_in.gate, signed_in.role), (Gate::Open, Role::Admin));
    let admin = app.load(&signed_in.token).await;
    let actions = app.actions(&admin, ada.id).await;
    for action in [
        AuditAction::RecoveryLinkMade,
        AuditAction::AdminRecovered,
        AuditAction::PasswordChosen,
    ] {
        assert!(actions.contains(&action), "{action}");
    }
}

#[tokio::test]
async fn until_the_link_is_used_nothing_changes() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    link(&app, &lea.email).await;
    let principal = app.open_with(&lea, &enrolled.phone).await;
    assert_eq!(principal.role(), Role::User);
    assert!(app.find(&enrolled.token).await.is_some());
}

#[tokio::test]
async fn a_recovery_link_works_once_for_an_hour_and_only_the_latest() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let earlier = link(&app, &ada.email).await;
    let latest = link(&app, &ada.email).await;
    assert_eq!(problem(use_link(&app, &earlier).await), Problem::LinkGone);
    use_link(&app, &latest).await.unwrap();
    assert_eq!(problem(use_link(&app, &latest).await), Problem::LinkGone);
    let late = link(&app, &ada.email).await;
    app.advance(RECOVERY_LIFETIME);
    assert_eq!(problem(use_link(&app, &late).await), Problem::LinkGone);
}

#[tokio::test]
async fn an_invitation_that_somebody_kept_does_not_work_on_the_restored_admin() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let kept = app.backend.invite(&TestApp::operator(), ada.id).await;
    let token = link(&app, &ada.email).await;
    use_link(&app, &token).await.unwrap();
    let refused = use_link(&app, &token_in(&kept.unwrap().url)).await;
    assert_eq!(problem(refused), Problem::LinkGone);
}

#[tokio::test]
async fn attack_08_an_invitation_restores_nobody_and_removes_no_factor() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let made = app.backend.invite(&TestApp::operator(), lea.id).await;
    use_link(&app, &token_in(&made.unwrap().url)).await.unwrap();
    let signed_in = app.backend.sign_in(&lea.email, NEW, &origin(), None).await;
    let signed_in = signed_in.unwrap();
    assert_eq!(
        (signed_in.gate, signed_in.role),
        (Gate::SecondFactor, Role::User)
    );
}

#[tokio::test]
async fn an_invitation_of_a_deactivated_account_stays_worthless() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let made = app.backend.invite(&TestApp::operator(), lea.id).await;
    app.sql("UPDATE users SET disabled_at = 1").await;
    let refused = use_link(&app, &token_in(&made.unwrap().url)).await;
    assert_eq!(problem(refused), Problem::LinkGone);
}

#[tokio::test]
async fn an_address_without_an_account_is_not_found_and_leaves_no_trace() {
    let app = TestApp::new().await;
    app.user("Léa Lefèvre").await;
    let before = app.entry_count().await;
    let operator = Operator::assume_command_line();
    let made = app
        .backend
        .recover_admin(operator, "nobody@exemple.fr")
        .await;
    assert!(matches!(made, Err(Error::NotFound)));
    assert_eq!(app.entry_count().await, before);
}

#[tokio::test]
async fn a_recovery_link_and_an_invitation_do_not_replace_each_other() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let works = async |token: &str| app.backend.invitation(token).await.is_ok();
    let recovery = link(&app, &ada.email).await;
    let made = app.backend.invite(&TestApp::operator(), ada.id).await;
    let invitation = token_in(&made.unwrap().url);
    assert!(works(&recovery).await && works(&invitation).await);
    let latest = link(&app, &ada.email).await;
    assert!(!works(&recovery).await);
    assert!(works(&latest).await && works(&invitation).await);
}
