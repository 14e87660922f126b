//! How much one of the helpdesk gives, and who hears of it: nobody of it opens or locks the accounts of everybody in an afternoon
//! (attack 25).

use crate::adding::with_mails;
use crate::admins::{colleague, give_code, invite, set_role};
use crate::helpdesk::{ALL, Help, help, helper};
use crate::notices::told;
use crate::support::TestApp;
use backend::access::Principal;
use backend::{Error, Result};
use domain::help::{DAY, HOUR, MOST_IN_DAY, MOST_IN_HOUR, PAUSE, TOLD_FROM};
use domain::{NoticeKind, Role, SecurityEventKind, Timestamp, UserId};
use std::fmt::Debug;

/// Users without a password.
async fn invitees(app: &TestApp, name: &str, count: usize) -> Vec<UserId> {
    let mut all = Vec::new();
    for number in 0..count {
        all.push(app.invitee(&format!("{name} {number}")).await.id);
    }
    all
}

/// From when one more user may be helped.
#[track_caller]
fn limited<T: Debug>(result: Result<T>) -> Timestamp {
    match result {
        Err(Error::HelpLimited { from }) => from,
        other => panic!("not refused as one user too many: {other:?}"),
    }
}

/// How often this was noted of a user.
async fn noted(app: &TestApp, admin: &Principal, user: UserId, kind: SecurityEventKind) -> u64 {
    app.backend.sweep(app.now()).await.unwrap();
    let sums = app.backend.attempts_of(admin.admin().unwrap(), user);
    let sums = sums.await.unwrap();
    sums.iter()
        .find(|sum| sum.kind == kind)
        .map_or(0, |sum| sum.day)
}

#[tokio::test]
async fn attack_25_one_of_the_helpdesk_helps_thirty_users_an_hour_on_whichever_server() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, hugo) = helper(&app).await;
    let other = app.another_process().await;
    let users = invitees(&app, "Invité", MOST_IN_HOUR).await;
    let begun = app.now();
    for user in &users {
        let right = hugo.fresh_helper().unwrap();
        other.help_by_invitation(right, *user).await.unwrap();
    }
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let entries = app.entry_count().await;
    for how in [Help::Link, Help::Reset, Help::Code] {
        let from = limited(help(&app, &hugo, lea.id, how).await);
        assert_eq!(from, begun.plus(HOUR), "{how:?}");
    }
    assert_eq!(app.entry_count().await, entries, "nothing was done");
    let throttled = SecurityEventKind::Throttled;
    assert_eq!(noted(&app, &admin, hugo.user(), throttled).await, 3);
    // Whom the same person of the helpdesk helps already is no further user, and nobody else is bound.
    app.advance(PAUSE);
    help(&app, &hugo, users[0], Help::Link).await.unwrap();
    give_code(&app, &admin, lea.id).await.unwrap();
    let ines = app.with_role("Inès Aide", Role::Helpdesk).await;
    let token = app.enrol(&ines).await.token;
    let ines = app.load(&token).await;
    help(&app, &ines, lea.id, Help::Code).await.unwrap();
    app.advance(HOUR - PAUSE);
    help(&app, &hugo, lea.id, Help::Reset).await.unwrap();
}

#[tokio::test]
async fn attack_25_one_of_the_helpdesk_helps_a_hundred_users_a_day() {
    let app = TestApp::new().await;
    app.add_admin("Ada Byron").await;
    let (_, hugo) = helper(&app).await;
    let begun = app.now();
    for user in invitees(&app, "Invité", MOST_IN_DAY).await {
        help(&app, &hugo, user, Help::Link).await.unwrap();
        app.advance(HOUR / 20);
    }
    let late = app.invitee("Louis Tard").await.id;
    app.advance(HOUR);
    let from = limited(help(&app, &hugo, late, Help::Link).await);
    assert_eq!(from, begun.plus(DAY));
    app.advance(from.since(app.now()));
    help(&app, &hugo, late, Help::Link).await.unwrap();
}

#[tokio::test]
async fn attack_25_from_the_tenth_user_within_an_hour_on_all_admins_are_told_once_who_and_how_many()
{
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let (person, hugo) = helper(&app).await;
    let users = invitees(&app, "Invité", 2 * TOLD_FROM).await;
    app.sql("DELETE FROM notices").await;
    let many = SecurityEventKind::HelpsMany;
    let (few, further) = users.split_at(TOLD_FROM - 1);
    for user in few {
        help(&app, &hugo, *user, Help::Link).await.unwrap();
    }
    app.advance(PAUSE);
    help(&app, &hugo, few[0], Help::Link).await.unwrap();
    assert!(told(&app, &admin).await.is_empty());
    assert_eq!(noted(&app, &admin, person.id, many).await, 0);
    for user in further {
        help(&app, &hugo, *user, Help::Link).await.unwrap();
    }
    for reader in [&admin, &max] {
        let told = told(&app, reader).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].kind, NoticeKind::UserHelpsMany);
        assert_eq!(told[0].count, users.len() as u64);
        let about = told[0].about.clone().unwrap();
        assert_eq!(
            (about.name, about.email),
            (person.name.clone(), Some(person.email.clone()))
        );
    }
    assert!(told(&app, &hugo).await.is_empty());
    let due = "SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL";
    assert_eq!(app.number(due).await, 2);
    let events = noted(&app, &admin, person.id, many).await;
    assert_eq!(events, (TOLD_FROM + 1) as u64);
    // Who was helped within the hour already is no further user.
    app.advance(PAUSE);
    help(&app, &hugo, users[0], Help::Link).await.unwrap();
    assert_eq!(noted(&app, &admin, person.id, many).await, events);
    // Within the next hour it is told again.
    app.advance(HOUR);
    for user in &users {
        help(&app, &hugo, *user, Help::Link).await.unwrap();
    }
    assert_eq!(told(&app, &max).await.len(), 2);
}

#[tokio::test]
async fn attack_25_a_user_gets_the_same_of_the_helpdesk_once_a_minute() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let (_, hugo) = helper(&app).await;
    for how in ALL {
        let person = if how == Help::Mail {
            app.invitee("Cible sans mot de passe").await
        } else {
            let person = app.user(&format!("Cible {how:?}")).await;
            app.enrol(&person).await;
            person
        };
        help(&app, &hugo, person.id, how).await.unwrap();
        app.advance(PAUSE - 1);
        let again = help(&app, &hugo, person.id, how).await;
        assert!(
            matches!(again, Err(Error::WritesLimited { retry_after: 1 })),
            "{again:?}"
        );
        app.advance(1);
        help(&app, &hugo, person.id, how).await.unwrap();
    }
    let limited = SecurityEventKind::WritesLimited;
    assert_eq!(noted(&app, &admin, hugo.user(), limited).await, 4);
    // After a reset the code follows at once.
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    help(&app, &hugo, lea.id, Help::Reset).await.unwrap();
    help(&app, &hugo, lea.id, Help::Code).await.unwrap();
}

#[tokio::test]
async fn attack_25_admins_give_as_much_as_they_want_and_what_was_given_as_the_helpdesk_counts_on() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let person = app.with_role("Hugo Aide", Role::Helpdesk).await;
    let phone = app.enrol(&person).await.phone;
    let hugo = app.open_with(&person, &phone).await;
    let users = invitees(&app, "Invité", MOST_IN_HOUR + 2).await;
    for user in &users[..MOST_IN_HOUR] {
        help(&app, &hugo, *user, Help::Link).await.unwrap();
    }
    for user in users.iter().chain(&users) {
        invite(&app, &admin, *user).await.unwrap();
    }
    set_role(&app, &admin, person.id, Role::Admin).await;
    let promoted = app.open_with(&person, &phone).await;
    let further = &users[MOST_IN_HOUR..];
    invite(&app, &promoted, further[0]).await.unwrap();
    set_role(&app, &admin, person.id, Role::Helpdesk).await;
    let hugo = app.open_with(&person, &phone).await;
    limited(help(&app, &hugo, further[1], Help::Link).await);
}
