//! In which order mails are sent, and what is one mail: nobody keeps the warnings of others waiting.

use crate::adding::with_mails;
use crate::admins::{colleague, give_code};
use crate::helpdesk::{Help, help, helper};
use crate::notices::{NEW, elsewhere, mark_read, told};
use crate::support::{PASSWORD, TestApp};
use backend::access::Principal;
use backend::notice::DueMail;
use domain::{DisplayName, NoticeKind, UserId};
use store::notice::{next_due, take};

async fn next(app: &TestApp) -> Option<DueMail> {
    app.backend.take_due_mail().await.unwrap()
}

/// To whom the mails go that are due, and what they tell, in their order.
async fn order(app: &TestApp) -> Vec<(UserId, NoticeKind)> {
    let mut order = Vec::new();
    while let Some(mail) = next(app).await {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        order.push((mail.user, mail.notice.kind));
    }
    order
}

/// The user changes the password to and fro.
async fn change_password(app: &TestApp, own: &Principal, times: usize) {
    let passwords = [PASSWORD, NEW];
    for time in 0..times {
        let (old, new) = (passwords[time % 2], passwords[(time + 1) % 2]);
        let member = own.member().unwrap();
        let changed = app.backend.change_password(member, old, (new, new), false);
        changed.await.unwrap();
    }
}

async fn rename(app: &TestApp, own: &Principal, name: &str) {
    let (name, language) = (DisplayName::parse(name).unwrap(), domain::Language::Fr);
    app.backend
        .save_profile(own.member().unwrap(), name.as_str(), language)
        .await
        .unwrap();
}

#[tokio::test]
async fn attack_29_the_mails_that_one_account_has_caused_keep_those_of_another_waiting_for_one_alone()
 {
    let app = with_mails().await;
    app.add_admin("Ada Byron").await;
    let (_, hugo) = helper(&app).await;
    let mut users = Vec::new();
    for number in 0..9 {
        users.push(app.user(&format!("Cible {number}")).await.id);
    }
    let max = app.user("Max Martin").await;
    app.sql("DELETE FROM notices").await;
    for user in &users {
        help(&app, &hugo, *user, Help::Link).await.unwrap();
    }
    app.advance(60);
    app.enrol(&max).await;
    let order = order(&app).await;
    assert_eq!(order.len(), 10);
    assert_eq!(order[0], (users[0], NoticeKind::LinkGiven));
    assert_eq!(order[1], (max.id, NoticeKind::FactorActivated));
    let rest: Vec<UserId> = order[2..].iter().map(|(user, _)| *user).collect();
    assert_eq!(rest, users[1..]);
}

#[tokio::test]
async fn attack_29_what_warns_goes_before_what_can_wait_also_of_who_has_caused_much_that_waits() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    app.sql("DELETE FROM notices").await;
    for number in 0..20 {
        let invited = app.invitee(&format!("Invité {number}")).await.id;
        let right = admin.fresh_admin().unwrap();
        app.backend.mail_invitation(right, invited).await.unwrap();
    }
    app.advance(3_600);
    give_code(&app, &admin, lea.id).await.unwrap();
    change_password(&app, &admin, 1).await;
    let order = order(&app).await;
    let warned: Vec<NoticeKind> = order[..2].iter().map(|(_, kind)| *kind).collect();
    assert_eq!(
        warned,
        [NoticeKind::AccessCodeGiven, NoticeKind::PasswordChanged]
    );
    assert_eq!(order.len(), 22);
}

#[tokio::test]
async fn attack_29_changes_that_say_the_same_are_one_notice_until_they_are_mailed_or_read() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = app.open(&lea).await;
    let other = elsewhere(&app, &own).await;
    let counts = async || -> Vec<u64> {
        let told = told(&app, &other).await;
        told.iter().map(|notice| notice.count).collect()
    };
    change_password(&app, &own, 6).await;
    assert_eq!(counts().await, [6]);
    let mail = next(&app).await.unwrap();
    assert_eq!(
        (mail.notice.kind, mail.notice.count),
        (NoticeKind::PasswordChanged, 6)
    );
    assert!(next(&app).await.is_none());
    // What is on its way does not tell of what comes after it.
    app.advance(1);
    change_password(&app, &own, 2).await;
    assert_eq!(counts().await, [2, 6]);
    mark_read(&app, &other).await;
    app.advance(1);
    change_password(&app, &own, 2).await;
    assert_eq!(counts().await, [2, 2, 6]);
    app.advance(3_600);
    change_password(&app, &own, 2).await;
    assert_eq!(counts().await, [2, 2, 2, 6]);
}

#[tokio::test]
async fn what_another_session_or_another_admin_does_is_told_by_itself() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let own = app.load(&enrolled.token).await;
    app.sql("DELETE FROM notices").await;
    for by in [&admin, &admin, &max, &admin] {
        give_code(&app, by, lea.id).await.unwrap();
    }
    let told = told(&app, &own).await;
    let mut by: Vec<(String, u64)> = told
        .iter()
        .map(|notice| (notice.by.clone().unwrap().name, notice.count))
        .collect();
    by.sort();
    assert_eq!(
        by,
        [("Ada Byron".to_owned(), 3), ("Max Durand".to_owned(), 1)]
    );
    app.sql("DELETE FROM notices").await;
    let again = app.open_with(&lea, &enrolled.phone).await;
    change_password(&app, &again, 2).await;
    let thief = app.open_with(&lea, &enrolled.phone).await;
    change_password(&app, &thief, 2).await;
    let changed = "SELECT count(*) FROM notices WHERE kind = 'password-changed'";
    assert_eq!(app.number(changed).await, 2);
}

#[tokio::test]
async fn an_admin_with_ever_another_name_is_one_mail_to_each_other_admin_with_the_newest() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let token = app.enrol(&ada).await.token;
    let (_, max) = colleague(&app, "Max Durand").await;
    app.sql("DELETE FROM notices").await;
    for name in ["Ada Un", "Ada Deux", "Ada Trois"] {
        rename(&app, &app.load(&token).await, name).await;
    }
    let told = told(&app, &max).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].kind, told[0].count), (NoticeKind::AdminRenamed, 3));
    let about = told[0].about.clone().unwrap().name;
    assert!(about.contains("Ada Trois"), "{about}");
    let mail = next(&app).await.unwrap();
    assert_eq!((mail.user, mail.notice.count), (max.user(), 3));
    assert!(next(&app).await.is_none());
}

#[tokio::test]
async fn a_mail_that_tells_of_more_by_now_is_read_again_before_it_is_taken() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = app.open(&lea).await;
    change_password(&app, &own, 1).await;
    let (db, now) = (app.db().write(), app.now());
    let (read, _) = next_due(db, now.plus(-60), now).await.unwrap().unwrap();
    let member = own.member().unwrap();
    let changed = app
        .backend
        .change_password(member, NEW, (PASSWORD, PASSWORD), false);
    changed.await.unwrap();
    assert!(!take(db, &read, None).await.unwrap());
    assert_eq!(next(&app).await.unwrap().notice.count, 2);
}
