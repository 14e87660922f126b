//! In which order mails are sent, and what is one mail: nobody keeps the warnings of others waiting.

use crate::adding::with_mails;
use crate::admins::{choose, colleague, give_code, invite};
use crate::editing::move_to;
use crate::helpdesk::{Help, help, helper};
use crate::notices::{NEW, elsewhere, mark_read, told};
use crate::support::{PASSWORD, TestApp, origin};
use backend::access::{Origin, Principal};
use backend::notice::DueMail;
use domain::{DisplayName, NoticeKind, Role, UserId};
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

#[tokio::test]
async fn attack_29_what_other_admins_are_told_takes_the_turns_of_who_did_it() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let mut admins = Vec::new();
    for number in 0..5 {
        admins.push(app.add_admin(&format!("Cible {number}")).await.id);
    }
    let lea = app.user("Léa Lefèvre").await;
    app.sql("DELETE FROM notices").await;
    for id in &admins {
        invite(&app, &admin, *id).await.unwrap();
    }
    app.advance(60);
    app.enrol(&lea).await;
    let order = order(&app).await;
    assert_eq!(order[0], (admins[0], NoticeKind::LinkGiven));
    assert_eq!(order[1], (lea.id, NoticeKind::FactorActivated));
    // Each link to its admin, and to the four others.
    assert_eq!(order.len(), 5 * 5 + 1);
}

#[tokio::test]
async fn what_is_done_by_the_link_of_another_or_from_another_place_is_told_by_itself() {
    for role in [Role::User, Role::Admin] {
        let app = TestApp::new().await;
        let admin = app.admin_with_factor().await;
        let (_, max) = colleague(&app, "Max Durand").await;
        let (_, eve) = colleague(&app, "Eve Petit").await;
        let bob = app.with_role("Bob Martin", role).await;
        app.sql("DELETE FROM notices").await;
        for by in [&admin, &max, &admin] {
            choose(&app, &invite(&app, by, bob.id).await.unwrap()).await;
        }
        let elsewhere = Origin {
            address: "198.51.100.9".to_owned(),
            ..origin()
        };
        let another = Origin {
            user_agent: "Tests/2.0".to_owned(),
            ..origin()
        };
        for from in [elsewhere, another] {
            let given = invite(&app, &max, bob.id).await.unwrap();
            let chosen = app
                .backend
                .accept_invitation(&given, PASSWORD, PASSWORD, &from);
            chosen.await.unwrap();
        }
        // How many notices, and how much the greatest of them tells of.
        let counts = async |user: UserId, kind: NoticeKind| {
            let of = format!("FROM notices WHERE user_id = {user} AND kind = '{kind}'");
            let notices = app.number(&format!("SELECT count(*) {of}")).await;
            let most = format!("SELECT CAST(max(count) AS bigint) {of}");
            (notices, app.number(&most).await)
        };
        // Twice by Ada's links, by one of Max's, by another of his elsewhere, and by one in another browser.
        let chosen = counts(bob.id, NoticeKind::PasswordReset).await;
        assert_eq!(chosen, (4, 2), "{role}");
        if role == Role::Admin {
            let used = counts(eve.user(), NoticeKind::AdminLinkUsed).await;
            assert_eq!(used, (4, 2));
            // Two of Ada, three of Max.
            let given = counts(eve.user(), NoticeKind::AdminLinkGiven).await;
            assert_eq!(given, (2, 3));
        }
    }
}

#[tokio::test]
async fn attack_44_what_is_done_after_the_address_was_changed_is_mailed_to_the_new_one() {
    const MOVED: &str = "nouvelle@exemple.fr";
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    invite(&app, &admin, lea.id).await.unwrap();
    move_to(&app, &admin, &lea, MOVED).await.unwrap();
    invite(&app, &admin, lea.id).await.unwrap();
    let mut links = Vec::new();
    while let Some(mail) = next(&app).await {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        if mail.notice.kind == NoticeKind::LinkGiven {
            links.push((mail.email, mail.notice.count));
        }
    }
    assert_eq!(links, [(lea.email, 1), (MOVED.to_owned(), 1)]);
}

#[tokio::test]
async fn attack_44_a_user_who_is_moved_to_and_fro_is_told_each_time_at_the_address_of_before() {
    const MOVED: &str = "nouvelle@exemple.fr";
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    for email in [MOVED, &lea.email, MOVED] {
        move_to(&app, &admin, &lea, email).await.unwrap();
    }
    let mut told = Vec::new();
    while let Some(mail) = next(&app).await {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        assert_eq!(mail.notice.kind, NoticeKind::AddressChanged);
        told.push(mail.email);
    }
    assert_eq!(told, [lea.email.as_str(), MOVED, lea.email.as_str()]);
}

#[tokio::test]
async fn what_is_written_under_a_clock_that_was_ahead_takes_up_nothing_of_now() {
    let app = TestApp::new().await;
    let (ada, _) = colleague(&app, "Ada Byron").await;
    let lea = app.user("Léa Lefèvre").await;
    app.advance(1_000);
    for _ in 0..2 {
        invite(&app, &app.proven(ada.id).await, lea.id)
            .await
            .unwrap();
        app.advance(-1_000);
    }
    let given = "SELECT count(*) FROM notices WHERE kind = 'link-given'";
    assert_eq!(app.number(given).await, 2);
}

#[tokio::test]
async fn attack_29_what_says_the_same_as_a_notice_that_is_not_mailed_any_more_is_mailed() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = app.open(&lea).await;
    change_password(&app, &own, 2).await;
    // As a restore leaves it.
    app.sql("UPDATE notices SET mail_due_at = NULL").await;
    change_password(&app, &own, 2).await;
    assert_eq!(next(&app).await.unwrap().notice.count, 2);
}

#[tokio::test]
async fn attack_29_mails_that_are_no_longer_sent_take_no_turns() {
    const DAY: i64 = 86_400;
    let app = TestApp::new().await;
    let (ada, admin) = colleague(&app, "Ada Byron").await;
    let lea = app.user("Léa Lefèvre").await;
    app.sql("DELETE FROM notices").await;
    invite(&app, &admin, lea.id).await.unwrap();
    // As after a whole day of them without a mail server.
    let late = app.now().plus(2 * DAY).unix();
    app.sql(&format!("UPDATE notices SET mail_place = {late}"))
        .await;
    let last = "SELECT max(mail_place) FROM notices WHERE kind = 'password-changed'";
    for (later, behind) in [(60, true), (DAY, false)] {
        app.advance(later);
        change_password(&app, &app.proven(ada.id).await, 2).await;
        assert_eq!(app.number(last).await > late, behind);
        app.sql("DELETE FROM notices WHERE kind = 'password-changed'")
            .await;
    }
}

#[tokio::test]
async fn attack_29_what_is_gathered_says_from_where_it_was_done_last() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = app.open(&lea).await;
    let member = own.member().unwrap();
    let changed = app
        .backend
        .change_password(member, PASSWORD, (NEW, NEW), false);
    let token = changed.await.unwrap();
    let thief = Origin {
        address: "198.51.100.9".to_owned(),
        ..origin()
    };
    let moved = app.backend.principal(&token, thief.clone()).await;
    let moved = moved.unwrap().unwrap();
    let member = moved.member().unwrap();
    let changed = app
        .backend
        .change_password(member, NEW, (PASSWORD, PASSWORD), false);
    changed.await.unwrap();
    let told = told(&app, &elsewhere(&app, &moved).await).await;
    let last = told
        .iter()
        .find(|notice| notice.kind == NoticeKind::PasswordChanged);
    let last = last.unwrap();
    assert_eq!((last.count, &last.address), (2, &thief.address));
}
