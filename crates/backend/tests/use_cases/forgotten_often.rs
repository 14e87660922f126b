//! Links to another password that are asked for without end (attack 45).

use crate::adding::with_mails;
use crate::forgotten_password::{ask, asked, mailed, mails, works};
use crate::support::origin;
use backend::Error;
use backend::access::Origin;
use domain::NoticeKind;
use tokio::task::JoinSet;

fn from(address: &str) -> Origin {
    Origin {
        address: address.to_owned(),
        ..origin()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_45_a_stranger_causes_three_mails_an_hour_wherever_they_ask_and_however_fast() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    let mut posts = JoinSet::new();
    for number in 0..20 {
        let (backend, email) = (app.backend.clone(), lea.email.clone());
        let from = from(&format!("198.51.{number}.1"));
        posts.spawn(async move { backend.ask_for_password(&email, &from).await });
    }
    for answer in posts.join_all().await {
        answer.unwrap();
    }
    let waiting = "SELECT count(*) FROM password_requests WHERE email_key IS NOT NULL";
    assert_eq!(app.number(waiting).await, 3);
    assert_eq!(mails(&app).await.len(), 1, "each ends the one before");
    app.advance(3_599);
    for _ in 0..4 {
        // What is beyond the bound does not prolong it.
        ask(&app, &lea.email).await.unwrap();
    }
    assert!(mails(&app).await.is_empty());
    app.advance(1);
    assert!(works(&app, &asked(&app, &lea).await).await);
}

#[tokio::test]
async fn attack_45_a_stranger_who_asks_keeps_no_known_device_from_its_own_link() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let device = |signed_in: backend::sign_in::SignedIn| Origin {
        devices: vec![signed_in.device.token().unwrap().hash()],
        ..from("203.0.113.9")
    };
    let own = device(app.password(&lea).await);
    let other = device(app.password(&max).await);
    for _ in 0..4 {
        ask(&app, &lea.email).await.unwrap();
    }
    assert_eq!(mails(&app).await.len(), 1);
    let by = async |origin: &Origin| app.backend.ask_for_password(&lea.email, origin).await;
    by(&other).await.unwrap();
    assert!(mails(&app).await.is_empty(), "a device of somebody else's");
    for _ in 0..4 {
        by(&own).await.unwrap();
    }
    let counted = "SELECT count(*) FROM password_requests WHERE network IS NULL";
    assert_eq!(app.number(counted).await, 3);
    assert!(works(&app, &mailed(&app).await).await);
}

#[tokio::test]
async fn attack_45_a_network_asks_fifty_times_an_hour_and_then_once_in_thirty_seconds() {
    let app = with_mails().await;
    let wait = async |number: usize, from: &Origin| {
        let email = format!("nobody{number}@exemple.fr");
        match app.backend.ask_for_password(&email, from).await {
            Ok(()) => 0,
            Err(Error::Throttled { retry_after, .. }) => retry_after,
            Err(other) => panic!("{other:?}"),
        }
    };
    for number in 0..50 {
        assert_eq!(wait(number, &from("198.51.100.7")).await, 0, "{number}");
    }
    assert_eq!(wait(50, &from("198.51.100.8")).await, 30, "the same /24");
    assert_eq!(wait(50, &from("203.0.113.7")).await, 0);
    app.advance(30);
    assert_eq!(wait(51, &from("198.51.100.8")).await, 0);
    assert_eq!(wait(52, &from("198.51.100.8")).await, 30);
    app.advance(3_600);
    assert_eq!(wait(53, &from("198.51.100.8")).await, 0);
}

#[tokio::test]
async fn attack_45_a_network_waits_also_with_what_is_no_address_and_with_one_address_again_and_again()
 {
    for email in ["quatre chevaux", "lea.lefevre@exemple.fr"] {
        let app = with_mails().await;
        app.user("Léa Lefèvre").await;
        let (here, neighbour) = (from("198.51.100.7"), from("198.51.100.8"));
        for number in 0..50 {
            let asked = app.backend.ask_for_password(email, &here);
            assert!(asked.await.is_ok(), "{email} {number}");
        }
        for other in [email, "pas une adresse", "nobody@exemple.fr"] {
            let asked = app.backend.ask_for_password(other, &neighbour);
            assert!(
                matches!(asked.await, Err(Error::Throttled { .. })),
                "{email} {other}"
            );
        }
        let elsewhere = from("203.0.113.7");
        let asked = app.backend.ask_for_password(email, &elsewhere);
        asked.await.unwrap();
    }
}

#[tokio::test]
async fn a_link_that_was_asked_for_is_mailed_before_all_that_waits() {
    let app = with_mails().await;
    let max = app.user("Max Martin").await;
    app.enrol(&max).await;
    let lea = app.user("Léa Lefèvre").await;
    app.advance(60);
    ask(&app, &lea.email).await.unwrap();
    app.backend.look_at_password_requests().await.unwrap();
    let mut kinds = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        kinds.push(mail.notice.kind);
    }
    assert_eq!(kinds[0], NoticeKind::PasswordAsked);
    assert!(kinds.len() > 1, "{kinds:?}");
}

#[tokio::test]
async fn a_request_that_fails_keeps_no_other_one_waiting() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    ask(&app, &lea.email).await.unwrap();
    ask(&app, "nobody@exemple.fr").await.unwrap();
    // No link can be made for Léa.
    app.refuse("INSERT", "one_time_links").await;
    app.backend.look_at_password_requests().await.unwrap();
    let waiting = "SELECT count(*) FROM password_requests WHERE email_key IS NOT NULL";
    assert_eq!(app.number(waiting).await, 1);
    app.take_trigger_away("one_time_links", "refuse").await;
    assert!(works(&app, &mailed(&app).await).await);
}
