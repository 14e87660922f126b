//! The outbox: which notices are mailed, when, by whom.

use crate::support::TestApp;
use domain::{Language, NoticeKind};

#[tokio::test]
async fn each_notice_is_due_once_with_its_users_address_and_language() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    assert!(app.backend.take_due_mail().await.unwrap().is_none());
    app.enrol(&lea).await;
    let mail = app.backend.take_due_mail().await.unwrap().unwrap();
    assert_eq!(mail.notice.kind, NoticeKind::FactorActivated);
    assert_eq!((mail.email, mail.name), (lea.email, lea.name));
    assert_eq!((mail.language, mail.last), (Language::Fr, false));
    app.backend.mail_sent(&mail.notice).await.unwrap();
    app.advance(7_200);
    assert!(app.backend.take_due_mail().await.unwrap().is_none());
    assert_eq!(
        app.number("SELECT mailed_at FROM notices").await,
        app.now().unix() - 7_200
    );
}

#[tokio::test]
async fn a_mail_of_which_nothing_is_heard_is_due_again_after_a_pause_and_given_up_in_the_end() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let mut tried = Vec::new();
    let begun = app.now();
    while app.now().since(begun) < 86_400 {
        if let Some(mail) = app.backend.take_due_mail().await.unwrap() {
            tried.push((app.now().since(begun), mail.last));
        }
        app.advance(60);
    }
    let pauses: Vec<i64> = tried.iter().map(|(at, _)| at / 60).collect();
    assert_eq!(pauses, [0, 1, 3, 7, 15, 31, 63, 127, 247, 367, 487, 607]);
    let last: Vec<bool> = tried.iter().map(|(_, last)| *last).collect();
    assert_eq!(last, [vec![false; 11], vec![true]].concat());
}

#[tokio::test]
async fn of_two_processes_one_takes_the_mail_also_after_a_restart() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let other = app.another_process().await;
    let (one, two) = tokio::join!(app.backend.take_due_mail(), other.take_due_mail());
    assert_eq!(
        u8::from(one.unwrap().is_some()) + u8::from(two.unwrap().is_some()),
        1
    );
    app.advance(60);
    assert!(
        app.another_process()
            .await
            .take_due_mail()
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn what_happened_more_than_a_day_ago_is_not_mailed_any_more() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    app.advance(86_400);
    assert!(app.backend.take_due_mail().await.unwrap().is_none());
}

#[tokio::test]
async fn a_mail_that_cannot_be_written_is_not_tried_again() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let mail = app.backend.take_due_mail().await.unwrap().unwrap();
    app.backend.mail_impossible(mail.notice.id).await.unwrap();
    app.advance(7_200);
    assert!(app.backend.take_due_mail().await.unwrap().is_none());
    assert_eq!(
        app.number("SELECT count(*) FROM notices WHERE mailed_at IS NULL")
            .await,
        1
    );
}
