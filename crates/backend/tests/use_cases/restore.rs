//! What a restored database would open again is ended (attack 36). The database of these tests is the backup: what its people used
//! after it was made is unused in it.

use crate::support::{PASSWORD, Person, TestApp, origin, problem, token_in};
use backend::access::{Origin, Principal};
use backend::restore::Closed;
use domain::problem::Problem;
use domain::{Gate, NoticeKind};
use test_support::Enrolled;
use test_support::sql::value;

async fn close(app: &TestApp) -> Closed {
    let operator = TestApp::operator();
    app.backend.close_restored(&operator, &[]).await.unwrap()
}

async fn count(app: &TestApp, table: &str) -> i64 {
    app.number(&format!("SELECT count(*) FROM {table}")).await
}

/// Ada, an admin, and Léa, each with a factor; Léa has a link and an access code, too.
async fn organisation(app: &TestApp) -> (Principal, Person, Enrolled, String, String) {
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    let link = app.backend.invite(&right.into(), lea.id).await.unwrap();
    let code = app.backend.give_access_code(right, lea.id).await.unwrap();
    (admin, lea, enrolled, token_in(&link.url), code.code)
}

#[tokio::test]
async fn attack_36_a_restored_database_opens_no_session_no_link_and_takes_no_code() {
    let app = TestApp::new().await;
    let (_, lea, enrolled, link, access_code) = organisation(&app).await;
    assert!(app.find(&enrolled.token).await.is_some());
    assert!(app.backend.invitation(&link).await.is_ok());

    let closed = close(&app).await;
    assert_eq!(closed.last_entry, Some(app.now()));
    let ended = (closed.links, closed.access_codes, closed.recovery_codes);
    assert_eq!(ended, (1, 1, 20));
    assert!(closed.sessions >= 2 && closed.told == 2, "{closed:?}");

    assert!(app.find(&enrolled.token).await.is_none());
    assert_eq!(
        problem(app.backend.invitation(&link).await),
        Problem::LinkGone
    );
    for code in [&access_code, &enrolled.codes[0], &enrolled.codes[9]] {
        let refused = app.give(&app.begin(&lea).await, code).await;
        assert_eq!(problem(refused), Problem::CodeWrong, "{code}");
    }
}

#[tokio::test]
async fn attack_36_every_code_of_an_app_until_now_and_the_next_one_are_used() {
    let app = TestApp::new().await;
    let (_, lea, enrolled, ..) = organisation(&app).await;
    app.advance(3_600);
    close(&app).await;
    for _ in 0..2 {
        let code = enrolled.phone.at(app.now());
        let refused = app.give(&app.begin(&lea).await, &code).await;
        assert_eq!(problem(refused), Problem::CodeUsed);
        app.advance(30);
    }
    let code = enrolled.phone.at(app.now());
    let opened = app.give(&app.begin(&lea).await, &code).await.unwrap();
    assert_eq!(opened.gate, Gate::Open);
}

#[tokio::test]
async fn attack_36_a_time_step_that_is_used_further_ahead_stays_used() {
    let app = TestApp::new().await;
    let (_, lea, enrolled, ..) = organisation(&app).await;
    app.advance(600);
    app.open_with(&lea, &enrolled.phone).await;
    let step = "SELECT max(last_step) FROM totp_factors";
    let used = app.number(step).await;
    app.advance(-600);
    close(&app).await;
    assert_eq!(app.number(step).await, used);
}

#[tokio::test]
async fn attack_36_devices_begun_enrolments_and_promised_turns_end() {
    let app = TestApp::new().await;
    let (_, lea, enrolled, ..) = organisation(&app).await;
    app.open_with(&lea, &enrolled.phone).await;
    let max = app.user("Max Moreau").await;
    app.secret(&app.open(&max).await).await;
    app.sql("INSERT INTO password_turns (network, subject, due_at) VALUES (x'01', x'02', 1)")
        .await;
    let pending = "factors WHERE confirmed_at IS NULL";
    for full in ["device_cookies", pending, "password_turns", "totp_factors"] {
        assert!(count(&app, full).await > 0, "{full}");
    }
    let closed = close(&app).await;
    assert!(closed.devices > 0 && closed.enrolments == 1, "{closed:?}");
    for empty in ["device_cookies", pending, "password_turns", "sessions"] {
        assert_eq!(count(&app, empty).await, 0, "{empty}");
    }
    assert_eq!(count(&app, "totp_factors").await, 2, "the confirmed ones");
}

#[tokio::test]
async fn attack_36_a_known_device_of_the_backup_is_an_unknown_browser() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let sign_in = async |from: &Origin| {
        let signed_in = app.backend.sign_in(&lea.email, PASSWORD, from, None);
        signed_in.await.unwrap().device
    };
    let first = sign_in(&origin()).await;
    let device = first.token().unwrap();
    let known = Origin {
        devices: vec![device.hash()],
        ..origin()
    };
    assert!(sign_in(&known).await.token().is_none(), "it is known");
    close(&app).await;
    let anew = sign_in(&known).await;
    assert!(anew.token().is_some(), "a new one is given");
}

#[tokio::test]
async fn attack_36_the_log_names_it_open_windows_read_again_and_users_are_told() {
    let app = TestApp::new().await;
    let (_, lea, enrolled, ..) = organisation(&app).await;
    let max = app.user("Max Moreau").await;
    let entries = app.entry_count().await;
    close(&app).await;
    assert_eq!(app.entry_count().await, entries + 1);
    let db = app.db().read();
    let newest = |column: &str, table: &str| {
        format!("SELECT {column} FROM {table} ORDER BY id DESC LIMIT 1")
    };
    let action: String = value(db, &newest("action", "audit_entries")).await;
    assert_eq!(action, "database-restored");
    let kind: String = value(db, &newest("kind", "events")).await;
    assert_eq!(kind, "reload");

    app.advance(60);
    let session = app.open_with(&lea, &enrolled.phone).await;
    let unread = app
        .backend
        .unread_notices(session.member().unwrap())
        .await
        .unwrap();
    let ended = unread
        .notices
        .iter()
        .find(|notice| notice.kind == NoticeKind::RecoveryCodesEnded)
        .unwrap();
    assert!(ended.by.is_some() && ended.count == 1, "{ended:?}");
    let due = format!(
        "notices WHERE kind = 'recovery-codes-ended' AND mail_due_at IS NOT NULL AND user_id = {}",
        lea.id
    );
    assert_eq!(count(&app, &due).await, 1);
    let nobody = format!("notices WHERE user_id = {}", max.id);
    assert_eq!(count(&app, &nobody).await, 0, "Max has no codes");
}

#[tokio::test]
async fn attack_36_nobody_is_locked_out_who_has_password_and_phone() {
    let app = TestApp::new().await;
    let (_, lea, enrolled, ..) = organisation(&app).await;
    let max = app.user("Max Moreau").await;
    close(&app).await;
    app.open(&max).await;
    app.advance(60);
    let session = app.open_with(&lea, &enrolled.phone).await;
    app.advance(30);
    let (member, code) = (session.member().unwrap(), enrolled.phone.at(app.now()));
    let renewed = app.backend.renew_recovery_codes(member, &code).await;
    renewed.unwrap();
    assert_eq!(count(&app, "recovery_codes").await, 10, "hers alone");
}

#[tokio::test]
async fn attack_36_it_is_one_change_that_fails_as_a_whole() {
    let app = TestApp::new().await;
    let (_, _, enrolled, link, _) = organisation(&app).await;
    app.refuse("INSERT", "audit_entries").await;
    let operator = TestApp::operator();
    assert!(app.backend.close_restored(&operator, &[]).await.is_err());
    assert!(app.find(&enrolled.token).await.is_some());
    assert!(app.backend.invitation(&link).await.is_ok());
    assert_eq!(count(&app, "recovery_codes").await, 20);
}

/// Sent again at worst, never lost: nothing says whether it was sent after the backup.
#[tokio::test]
async fn a_mail_that_was_due_at_the_moment_of_the_backup_is_sent_after_the_restore() {
    let app = TestApp::new().await;
    organisation(&app).await;
    let due = async || {
        app.number("SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL")
            .await
    };
    let before = due().await;
    assert!(before > 0);
    let closed = close(&app).await;
    assert_eq!(due().await, before + i64::try_from(closed.told).unwrap());
    app.advance(60);
    assert!(app.backend.take_due_mail().await.unwrap().is_some());
}
