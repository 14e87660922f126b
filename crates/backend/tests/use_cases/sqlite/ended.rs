//! A transaction that SQLite itself ends, as it does when the disk is full.

use crate::support::TestApp;
use backend::Error;

#[tokio::test]
async fn attack_32_a_change_whose_event_has_ended_its_transaction_writes_nothing_more() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let half = app.begin(&lea).await;
    let entries = app.entry_count().await;
    app.sql(
        "CREATE TRIGGER full BEFORE INSERT ON security_events WHEN new.kind = 'wrong-code'
         BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END",
    )
    .await;
    let failed = app.give(&half, "000000").await;
    assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
    assert_eq!(app.entry_count().await, entries);
    let count = "SELECT count(*) FROM factor_attempts";
    assert_eq!(app.number(count).await, 0);
    let notices = "SELECT count(*) FROM notices WHERE kind = 'code-refused'";
    assert_eq!(app.number(notices).await, 0);
    // The next change has a transaction of its own.
    app.take_trigger_away("security_events", "full").await;
    assert!(app.open_with(&lea, &phone).await.member().is_ok());
}
