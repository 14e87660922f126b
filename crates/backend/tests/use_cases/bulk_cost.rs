//! What acting on many users costs the database.

use crate::bulk::everybody;
use crate::support::TestApp;
use backend::Settings;
use domain::BulkKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::PUBLIC_URL;

/// Statements of a step, however many users it is about.
const MOST: usize = 40;

#[tokio::test]
async fn a_step_costs_some_statements_however_many_users_it_is_about() {
    let counted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    let app = TestApp::with_database(Settings::for_tests(PUBLIC_URL), |db| {
        db.timed(move |_, _| {
            count.fetch_add(1, Ordering::Relaxed);
        })
    })
    .await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(700).await;
    for kind in [BulkKind::Require, BulkKind::Lift] {
        let id = app.begun(&admin, kind, &everybody()).await;
        let mut steps = Vec::new();
        for users in [250, 250, 201] {
            let before = counted.load(Ordering::Relaxed);
            assert!(app.backend.carry_out_users(id).await.unwrap());
            steps.push((users, counted.load(Ordering::Relaxed) - before));
        }
        assert!(
            steps.iter().all(|(_, count)| *count <= MOST),
            "{kind} {steps:?}"
        );
        app.backend.carry_out_operations().await.unwrap();
        assert!(app.stands(&admin, id).await.done >= 700);
    }
}
