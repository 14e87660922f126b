//! An admin who can sign in always remains.

use crate::bulk_kinds::EXEMPT;
use crate::support::{TestApp, problem};
use backend::access::Principal;
use backend::bulk::Selected;
use backend::{Backend, Result};
use domain::problem::Problem;
use domain::{BulkKind, ResetFallback, Role, UserId};
use tokio::task::JoinSet;

/// The ways to lose an admin.
#[derive(Debug, Clone, Copy)]
enum Way {
    Demote,
    Disable,
    Delete,
}

const WAYS: [Way; 3] = [Way::Demote, Way::Disable, Way::Delete];

async fn lose(backend: &Backend, admin: &Principal, id: UserId, way: Way) -> Result<()> {
    let right = admin.fresh_admin()?;
    match way {
        Way::Demote => backend.change_role(right, id, Role::User).await,
        Way::Disable => backend.set_disabled(right, id, true).await,
        Way::Delete => backend.delete_user(&right.into(), id).await,
    }
}

async fn admins_left(app: &TestApp) -> i64 {
    app.number(
        "SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL \
         AND password_hash IS NOT NULL",
    )
    .await
}

#[tokio::test]
async fn attack_12_the_last_admin_stays_whatever_is_tried_and_nothing_is_written() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.user("Léa Lefèvre").await;
    let before = app.entry_count().await;
    for way in WAYS {
        let refused = lose(&app.backend, &admin, admin.user(), way).await;
        assert_eq!(problem(refused), Problem::LastAdmin, "{way:?}");
    }
    let by_command = app
        .backend
        .delete_user(&TestApp::operator(), admin.user())
        .await;
    assert_eq!(problem(by_command), Problem::LastAdmin);
    assert_eq!(
        (admins_left(&app).await, app.entry_count().await),
        (1, before)
    );
    let reread = app.row(&admin, admin.user()).await;
    assert_eq!((reread.role, reread.is_deactivated()), (Role::Admin, false));
}

#[tokio::test]
async fn an_admin_who_cannot_sign_in_does_not_count() {
    for (what, unusable) in [
        (
            "invited",
            "UPDATE users SET password_hash = NULL WHERE name = 'Max Martin'",
        ),
        (
            "disabled",
            "UPDATE users SET disabled_at = 1 WHERE name = 'Max Martin'",
        ),
        (
            "blocked",
            "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) \
             SELECT id, 'totp', 100, 1 FROM users WHERE name = 'Max Martin'",
        ),
        (
            "reset",
            "UPDATE users SET reset_proof = 'code' WHERE name = 'Max Martin'",
        ),
    ] {
        for way in WAYS {
            let app = TestApp::new().await;
            let admin = app.admin().await;
            app.add_admin("Max Martin").await;
            app.sql(unusable).await;
            let refused = lose(&app.backend, &admin, admin.user(), way).await;
            assert_eq!(problem(refused), Problem::LastAdmin, "{what}, {way:?}");
        }
    }
}

#[tokio::test]
async fn an_admin_who_is_blocked_on_a_known_device_alone_counts() {
    for way in WAYS {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        app.add_admin("Max Martin").await;
        app.sql(
            "INSERT INTO factor_attempts (user_id, kind, device_id, failures, last_failure_at) \
             SELECT id, 'totp', 7, 100, 1 FROM users WHERE name = 'Max Martin'",
        )
        .await;
        let lost = lose(&app.backend, &admin, admin.user(), way).await;
        assert!(lost.is_ok(), "{way:?}: {lost:?}");
    }
}

#[tokio::test]
async fn attack_12_the_last_admin_who_is_exempted_or_required_can_still_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let by = TestApp::operator();
    let own = Selected::Listed(vec![admin.user()]);
    for kind in [BulkKind::Require, BulkKind::Exempt, BulkKind::Require] {
        let (_, kept, _) = app.ran(&by, kind, EXEMPT, &own).await;
        assert_eq!(kept.done, 1, "{kind}");
    }
    for fallback in ResetFallback::ALL {
        let reset = app
            .backend
            .reset_two_factor(right, admin.user(), "perdu", *fallback)
            .await;
        assert_eq!(problem(reset), Problem::OwnAccount, "{fallback}");
    }
    let row = app.row(&admin, admin.user()).await;
    assert!(row.active_since.is_some());
}

#[tokio::test]
async fn attack_07_an_admin_who_must_have_a_factor_replaces_the_own_and_does_not_take_it_away() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let token = app.enrol(&ada).await.token;
    let admin = app.load(&token).await;
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, ada.id, true);
    saved.await.unwrap();
    let admin = app.load(&token).await;
    let right = admin.fresh_admin().unwrap();
    let refused = app
        .backend
        .reset_two_factor(right, ada.id, "perdu", ResetFallback::Code)
        .await;
    assert_eq!(problem(refused), Problem::OwnAccount);
    assert!(app.row(&admin, ada.id).await.active_since.is_some());
}

#[tokio::test]
async fn with_a_second_admin_the_first_may_go() {
    for way in WAYS {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        app.add_admin("Max Martin").await;
        lose(&app.backend, &admin, admin.user(), way).await.unwrap();
        assert_eq!(admins_left(&app).await, 1, "{way:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_12_of_two_admins_who_remove_each_other_at_the_same_moment_one_wins() {
    for way in WAYS {
        let app = TestApp::new().await;
        let ada = app.admin().await;
        let max = app.add_admin("Max Martin").await;
        let max = app.open(&max).await;
        let other = app.another_process().await;
        let mut both = JoinSet::new();
        for (process, admin, target) in [
            (app.backend.clone(), ada.clone(), max.user()),
            (other, max.clone(), ada.user()),
        ] {
            both.spawn(async move { lose(&process, &admin, target, way).await });
        }
        let answers = both.join_all().await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 1), "{way:?}");
        for answer in lost {
            assert_eq!(problem(answer), Problem::LastAdmin, "{way:?}");
        }
        assert_eq!(admins_left(&app).await, 1, "{way:?}");
    }
}

#[tokio::test]
async fn the_command_line_may_delete_users_while_there_is_no_admin_yet() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    app.backend
        .delete_user(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    assert_eq!(app.number("SELECT count(*) FROM users").await, 0);
}
