//! `bouclier backup`: a copy while others write.

use crate::support::TestApp;
use backend::access::Operator;
use backend::backup::BackupError;
use sea_orm::ConnectionTrait;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Db;
use test_support::sql;

async fn count(db: &Db, query: &str) -> i64 {
    sql::value(db.read(), query).await
}

async fn open(file: &Path) -> Db {
    Db::open(&format!("sqlite://{}", file.display()))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_others_write_is_whole_and_as_of_one_moment() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.sqlite");
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (db, stop) = (app.db().clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                // One transaction per pair: a copy never has one without the other.
                let tx = db.begin().await.unwrap();
                for key in ["a", "b"] {
                    let sql = format!(
                        "INSERT INTO one_time_links (purpose, token_hash, created_at, expires_at) \
                         VALUES ('{key}', randomblob(32), 0, 0)"
                    );
                    tx.execute_unprepared(&sql).await.unwrap();
                }
                tx.commit().await.unwrap();
            }
        })
    };
    app.invitee("Léa Lefèvre").await;
    let operator = Operator::assume_command_line();
    app.backend.backup(operator, &file).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    let copy = open(&file).await;
    assert_eq!(count(&copy, "SELECT count(*) FROM users").await, 1);
    let of = |key| format!("SELECT count(*) FROM one_time_links WHERE purpose = '{key}'");
    assert_eq!(count(&copy, &of("a")).await, count(&copy, &of("b")).await);
}

#[tokio::test]
async fn a_copy_is_private_and_leaves_nothing_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.sqlite");
    let operator = Operator::assume_command_line();
    app.backend.backup(operator, &file).await.unwrap();
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["copy.sqlite"]);
}

#[tokio::test]
async fn a_file_that_is_there_is_left_as_it_is() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.sqlite");
    std::fs::write(&file, "precious").unwrap();
    let operator = Operator::assume_command_line();
    let refused = app.backend.backup(operator, &file).await;
    assert!(matches!(refused, Err(BackupError::Exists)), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error_of_the_file() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nowhere/copy.sqlite");
    let operator = Operator::assume_command_line();
    let refused = app.backend.backup(operator, &file).await;
    assert!(matches!(refused, Err(BackupError::Io(_))), "{refused:?}");
}
