//! What a sign-in costs the database: it is the most frequent change, and waits for its turn with all others. PostgreSQL takes a few
//! statements more, for the turns.

use crate::support::{PASSWORD, TestApp, origin};
use backend::Settings;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::PUBLIC_URL;

/// Statements of the step of the password, of somebody who has a factor.
const PASSWORD_STEP: usize = 14;
/// Statements of the step of the code.
const CODE_STEP: usize = 21;

#[tokio::test]
async fn a_sign_in_with_password_and_code_asks_the_database_no_more_than_it_did() {
    let counted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    let app = TestApp::with_database(Settings::for_tests(PUBLIC_URL), |db| {
        db.timed(move |_, _| {
            count.fetch_add(1, Ordering::Relaxed);
        })
    })
    .await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let mut steps = Vec::new();
    // The first one on a browser is more: it becomes a known device.
    for _ in 0..2 {
        app.advance(60);
        let before = counted.load(Ordering::Relaxed);
        let from = origin();
        let signed_in = app.backend.sign_in(&lea.email, PASSWORD, &from, None);
        let token = signed_in.await.unwrap().token;
        let password = counted.load(Ordering::Relaxed) - before;
        let session = app.load(&token).await;
        let before = counted.load(Ordering::Relaxed);
        let claimant = session.claimant().unwrap();
        let code = phone.at(app.now());
        app.backend.give_code(claimant, &code).await.unwrap();
        steps.push((password, counted.load(Ordering::Relaxed) - before));
    }
    let most = |(password, code): &(usize, usize)| *password <= PASSWORD_STEP && *code <= CODE_STEP;
    assert!(steps.iter().all(most), "{steps:?}");
}

#[tokio::test]
async fn sqlite_plans_a_statement_once_whatever_is_bound_to_it() {
    let app = TestApp::new().await;
    let options = Statement::from_string(DbBackend::Sqlite, "PRAGMA compile_options");
    let rows = app.db().read().query_all_raw(options).await.unwrap();
    let options = rows.iter().map(|row| row.try_get_by_index(0).unwrap());
    let options: Vec<String> = options.collect();
    assert!(options.contains(&"ENABLE_QPSG".to_owned()), "{options:?}");
}
