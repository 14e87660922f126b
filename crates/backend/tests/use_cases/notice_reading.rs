//! Notices are shown until they are read, counted, bounded, and private to their user.

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
    app.backend
        .mark_notices_read(member, rendered)
        .await
        .unwrap();
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
    }
    let (shown, more) = app
        .backend
        .unread_notices(own.member().unwrap())
        .await
        .unwrap();
    assert_eq!((shown.len(), more), (3, 22));
    assert_eq!(shown[0].at, app.now());
    assert_eq!(told(&app, &own).await.len(), 20);
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
