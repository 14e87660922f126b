//! Notices are shown until they are read, counted, bounded, and private to their user.

use crate::admins::colleague;
use crate::notices::{NEW, elsewhere, kinds, lea, mark_read, told, unread};
use crate::support::{PASSWORD, TestApp};
use domain::{NoticeKind, UserId};

#[tokio::test]
async fn many_wrong_codes_are_one_notice_until_it_is_read() {
    let app = TestApp::new().await;
    let (person, enrolled, own) = lea(&app).await;
    let guess = async || {
        app.advance(3_600);
        let claimant = app.begin(&person).await;
        let wrong = enrolled.phone.wrong(app.now());
        assert!(app.give(&claimant, &wrong).await.is_err());
    };
    // Fewer than a notice of many attempts is about.
    for _ in 0..3 {
        guess().await;
    }
    let one = told(&app, &own).await.remove(0);
    assert_eq!(
        (one.kind, one.count, one.at),
        (NoticeKind::CodeRefused, 3, app.now())
    );
    assert_eq!(unread(&app, &own).await, [NoticeKind::CodeRefused]);
    mark_read(&app, &own).await;
    assert_eq!(unread(&app, &own).await, []);
    guess().await;
    assert_eq!(unread(&app, &own).await, [NoticeKind::CodeRefused]);
    let rows = app
        .number("SELECT count(*) FROM notices WHERE kind = 'code-refused'")
        .await;
    assert_eq!(rows, 2);
    // A day later they are a new notice and a new mail.
    app.advance(86_400);
    guess().await;
    let rows = app
        .number("SELECT count(*) FROM notices WHERE kind = 'code-refused'")
        .await;
    assert_eq!(rows, 3);
}

#[tokio::test]
async fn a_notice_is_shown_until_it_is_read_in_a_session_that_did_not_cause_it() {
    let app = TestApp::new().await;
    let person = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&person).await;
    let own = app.load(&enrolled.token).await;
    assert_eq!(unread(&app, &own).await, []);
    mark_read(&app, &own).await;
    let next = app.open_with(&person, &enrolled.phone).await;
    assert_eq!(unread(&app, &next).await, [NoticeKind::FactorActivated]);
    // Notices since the page was rendered were not on it.
    let member = next.member().unwrap();
    let rendered = app.now().plus(-60);
    let ids = [told(&app, &next).await.remove(0).id];
    let read = app.backend.mark_notices_read(member, &ids, rendered);
    read.await.unwrap();
    assert_eq!(unread(&app, &next).await, [NoticeKind::FactorActivated]);
    mark_read(&app, &next).await;
    assert_eq!(unread(&app, &next).await, []);
    assert_eq!(kinds(&app, &next).await, [NoticeKind::FactorActivated]);
}

#[tokio::test]
async fn nobody_reads_or_takes_away_the_notices_of_somebody_else() {
    let app = TestApp::new().await;
    let (_, _, own) = lea(&app).await;
    let member = own.member().unwrap();
    app.backend
        .change_password(member, PASSWORD, (NEW, NEW), false)
        .await
        .unwrap();
    let max = app.open(&app.user("Max Martin").await).await;
    assert_eq!(kinds(&app, &max).await, []);
    mark_read(&app, &max).await;
    assert_eq!(
        unread(&app, &elsewhere(&app, &own).await).await,
        [NoticeKind::PasswordChanged]
    );
}

/// Of what is mailed already, the next one of the same kind is a notice of its own.
async fn mailed(app: &TestApp) {
    app.sql("UPDATE notices SET mail_due_at = NULL").await;
}

#[tokio::test]
async fn a_banner_shows_the_three_newest_and_how_many_more_there_are() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (person, _, own) = lea(&app).await;
    for _ in 0..25 {
        app.advance(1);
        let right = admin.fresh_admin().unwrap();
        app.backend
            .give_access_code(right, person.id)
            .await
            .unwrap();
        mailed(&app).await;
    }
    let unread = app
        .backend
        .unread_notices(own.member().unwrap())
        .await
        .unwrap();
    assert_eq!((unread.notices.len(), unread.more), (3, 22));
    assert_eq!(unread.notices[0].at, app.now());
    assert!(told(&app, &own).await.len() > 22);
}

#[tokio::test]
async fn the_notices_go_with_their_user() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (person, _, _) = lea(&app).await;
    let of = |id: UserId| format!("SELECT count(*) FROM notices WHERE user_id = {id}");
    assert_eq!(app.number(&of(person.id)).await, 1);
    let manager = admin.fresh_admin().unwrap().into();
    app.backend.delete_user(&manager, person.id).await.unwrap();
    assert_eq!(app.number(&of(person.id)).await, 0);
}

#[tokio::test]
async fn attack_25_nothing_is_marked_as_read_or_leaves_the_page_before_it_was_shown() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    app.sql("UPDATE notices SET seen_at = 1").await;
    let right = admin.fresh_admin().unwrap();
    let member = max.member().unwrap();
    let max_id = max.user();
    app.sql(&format!(
        "INSERT INTO notices (user_id, kind, at, last_at, count, user_agent, address, mail_attempts) \
         VALUES ({max_id}, 'code-refused', 1, 1, 1, '', '', 0)"
    ))
    .await;
    for disabled in [true, false].repeat(15) {
        let done = app.backend.set_disabled(right, bob.id, disabled);
        done.await.unwrap();
        mailed(&app).await;
    }
    let unread = app.backend.unread_notices(member).await.unwrap();
    assert_eq!(
        (unread.more, unread.own, unread.of_others),
        (28, true, true)
    );
    mark_read(&app, &max).await;
    let left = app.backend.unread_notices(member).await.unwrap();
    assert_eq!((left.more, left.own), (25, true));
    assert!(kinds(&app, &max).await.contains(&NoticeKind::CodeRefused));
}

#[tokio::test]
async fn what_concerns_admins_is_neither_shown_nor_mailed_to_somebody_who_is_none_any_more() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Durand").await;
    let own = app.open(&max).await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    app.sql("DELETE FROM notices").await;
    let right = admin.fresh_admin().unwrap();
    let done = app.backend.set_disabled(right, bob.id, true);
    done.await.unwrap();
    assert_eq!(kinds(&app, &own).await, [NoticeKind::AdminDisabled]);
    app.sql(&format!(
        "UPDATE users SET role = 'user' WHERE id = {}",
        max.id
    ))
    .await;
    let own = app.open(&max).await;
    assert!(!kinds(&app, &own).await.contains(&NoticeKind::AdminDisabled));
    assert!(
        !unread(&app, &own)
            .await
            .contains(&NoticeKind::AdminDisabled)
    );
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        assert!(!mail.notice.kind.is_of_another(), "{mail:?}");
    }
}
