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
    let writer = db.begin().await.unwrap();
    // The program itself tries again after that.
    assert_eq!(setting(&writer, "busy_timeout").await, "8");
    is_safe(&writer).await;
    writer.rollback().await.unwrap();
    let of_many = db.begin_many().await.unwrap();
    assert_eq!(setting(&of_many, "busy_timeout").await, "8");
    assert_eq!(setting(&of_many, "cache_size").await, "-16384");
    assert_eq!(setting(&of_many, "temp_store").await, "2", "in memory");
    is_safe(&of_many).await;
    of_many.rollback().await.unwrap();
    // Transactions hold their connections, so that each one of the pool is used.
    let mut held = Vec::new();
    for _ in 0..4 {
        let reader = db.read().begin().await.unwrap();
        assert_eq!(setting(&reader, "busy_timeout").await, "10000");
        is_safe(&reader).await;
        held.push(reader);
    }
}

async fn is_safe(connection: &impl ConnectionTrait) {
    assert_eq!(setting(connection, "journal_mode").await, "wal");
    assert_eq!(setting(connection, "foreign_keys").await, "1");
    assert_eq!(setting(connection, "synchronous").await, "2");
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
