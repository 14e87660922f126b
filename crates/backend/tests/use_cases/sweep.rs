//! Rows that no longer matter are deleted, and no others.

use crate::support::{TestApp, origin, problem};
use backend::sweep::Swept;
use domain::problem::Problem;

#[tokio::test]
async fn only_what_has_ended_is_swept() {
    let app = TestApp::new().await;
    let (lea, max) = (
        app.user("Léa Lefèvre").await,
        app.invitee("Max Martin").await,
    );
    app.password(&lea).await;
    app.backend
        .invite(&TestApp::operator(), max.id)
        .await
        .unwrap();
    let from = origin();
    let refused = app.backend.sign_in("x@exemple.fr", "x", &from, None);
    assert_eq!(problem(refused.await), Problem::Credentials);
    let sweep = async || app.backend.sweep(app.backend.now()).await.unwrap();
    assert_eq!(sweep().await, Swept::default());
    app.advance(3_599);
    let fresh = app.password(&lea).await;
    assert_eq!(sweep().await, Swept::default());
    app.advance(1);
    let one = Swept {
        sessions: 1,
        // Two accounts, an invitation, a wrong password and a sign-in.
        events: 5,
        ..Swept::default()
    };
    assert_eq!(sweep().await, one);
    assert!(app.load(&fresh.token).await.member().is_ok());
    app.advance(72 * 3_600);
    let rest = Swept {
        sessions: 1,
        links: 1,
        // Of the account and network, of the network, and of the account.
        failures: 3,
        // The newest stays.
        events: 0,
        ..Swept::default()
    };
    assert_eq!(sweep().await, rest);
    assert_eq!(sweep().await, Swept::default());
}

#[tokio::test]
async fn notices_go_after_ninety_days_and_devices_after_four_hundred_without_a_sign_in() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    app.backend.sweep(app.now()).await.unwrap();
    app.advance(90 * 86_400 - 1);
    let swept = app.backend.sweep(app.now()).await.unwrap();
    assert_eq!((swept.notices, swept.devices), (0, 0));
    app.advance(1);
    let swept = app.backend.sweep(app.now()).await.unwrap();
    assert_eq!((swept.notices, swept.devices), (1, 0));
    app.advance(310 * 86_400);
    let swept = app.backend.sweep(app.now()).await.unwrap();
    // The kind of device, and its cookie.
    assert_eq!((swept.notices, swept.devices), (0, 2));
}
