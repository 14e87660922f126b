//! A session that opens is a sign-in, whatever has opened it.

use crate::support::TestApp;
use domain::{AuditAction, Gate, OverrideRule};

#[tokio::test]
async fn attack_35_a_session_that_opens_because_nothing_is_required_any_more_is_a_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let token = app.password(&lea).await.token;
    assert_eq!(app.load(&token).await.gate(), Gate::Enrolment);
    let signed_in = async || {
        let actions = app.actions(&admin, lea.id).await;
        actions
            .iter()
            .filter(|a| **a == AuditAction::SignedIn)
            .count()
    };
    assert_eq!(signed_in().await, 0);
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, false);
    saved.await.unwrap();
    let (one, two) = tokio::join!(app.load(&token), app.load(&token));
    assert_eq!((one.gate(), two.gate()), (Gate::Open, Gate::Open));
    assert_eq!(signed_in().await, 1);
    let devices = format!(
        "SELECT count(*) FROM seen_agents WHERE user_id = {}",
        lea.id
    );
    assert_eq!(app.number(&devices).await, 1);
    // It was opened once for all: a requirement that comes back waits for the next sign-in.
    let saved = app.backend.save_requirement(right, lea.id, true);
    saved.await.unwrap();
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    assert_eq!(signed_in().await, 1);
}
