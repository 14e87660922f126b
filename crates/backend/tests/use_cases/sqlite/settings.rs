//! How SQLite is set up.

use crate::support::TestApp;
use sea_orm::{ConnectionTrait, TransactionTrait};
use test_support::sql::rows;

async fn setting(db: &impl ConnectionTrait, name: &str) -> String {
    let row = &rows(db, &format!("PRAGMA {name}")).await[0];
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
        .unwrap()
}

#[tokio::test]
async fn every_connection_keeps_foreign_keys_writes_ahead_and_waits_for_others() {
    let app = TestApp::new().await;
    let db = app.db();
    // Transactions hold their connections, so that each one of the pool is used.
    let mut held = vec![db.begin().await.unwrap()];
    for _ in 0..4 {
        held.push(db.read().begin().await.unwrap());
    }
    for connection in &held {
        assert_eq!(setting(connection, "journal_mode").await, "wal");
        assert_eq!(setting(connection, "foreign_keys").await, "1");
        assert_eq!(setting(connection, "busy_timeout").await, "10000");
        assert_eq!(setting(connection, "synchronous").await, "2");
    }
}

#[tokio::test]
async fn readers_cannot_write() {
    let app = TestApp::new().await;
    let db = app.db();
    let statement = "UPDATE policies SET policy = 'required'";
    let refused = db.read().execute_unprepared(statement).await.unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
    assert_eq!(
        db.write()
            .execute_unprepared(statement)
            .await
            .unwrap()
            .rows_affected(),
        1
    );
}
