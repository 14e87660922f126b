//! What speaks of an attack, where admins see it (attack 29).

use crate::support::{Ask, REQUIRED, TestServer, USER};

const WRONG: &str = "un autre mot de passe";

#[tokio::test]
async fn attack_29_what_a_user_asks_for_without_the_right_is_on_the_users_page_and_counted() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let lea = server.person("Léa Roy", USER).await;
    let page = format!("/account/users/{}", lea.id);
    assert!(!admin.open(&page).await.text().contains("attempts-title"));
    let mut browser = server.signed_in(&lea).await;
    for path in ["/api/policy", "/api/users/one?id=1"] {
        assert_eq!(browser.read(path).await.status, 403, "{path}");
    }
    let role = [("id", lea.id.to_string()), ("role", "admin".to_owned())];
    let role = role.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(browser.post("/api/users/role", &role).await.status, 403);
    let export = browser.post("/account/users/export.csv", &[]).await;
    assert_eq!(export.status, 403);
    // Her own pages are no attempt.
    assert_eq!(browser.open("/me").await.status, 200);
    let text = admin.open(&page).await.text();
    assert!(text.contains("attempts-title"), "{text}");
    let row = text.split("Accès refusé, réservé aux admins").nth(1);
    let row = row.unwrap().split("</tr>").next().unwrap().to_owned();
    assert_eq!(row.matches(">4<").count(), 2, "{row}");
    let metrics = server.exposition().await;
    let series = "bouclier_security_events_total{kind=\"refused\"} 4\n";
    assert!(metrics.contains(series), "{metrics}");
}

#[tokio::test]
async fn attack_29_the_last_day_is_drawn_by_the_server_with_a_table_and_a_link_to_the_log() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let empty = admin.open("/account/security").await.text();
    assert!(empty.contains("Aucune tentative."), "{empty}");
    let mut browser = server.signed_in(&lea).await;
    browser.enrol().await;
    let mut thief = server.signed_in(&lea).await;
    let code = [("code", "000000")];
    assert_eq!(thief.post("/api/sign-in/code", &code).await.status, 422);
    for email in [lea.email.as_str(), "personne@exemple.fr"] {
        let wrong = [("email", email), ("password", WRONG)];
        let refused = server.client().post("/api/sign-in", &wrong).await;
        assert_eq!(refused.status, 422);
    }
    let text = admin.without_script().open("/account/security").await;
    let text = text.text();
    assert_eq!(text.matches("<rect x=").count(), 24, "{text}");
    let name = "Tentatives par heure\u{a0}: 4 en 24 heures, 4 au plus en une heure";
    assert!(text.contains(name), "{text}");
    for kind in [
        "Mot de passe incorrect",
        "Bon mot de passe, sans le code",
        "Code incorrect",
        "Adresse sans compte",
    ] {
        assert!(text.contains(kind), "{kind}: {text}");
    }
    let log = "href=\"/account/audit?action=code-refused&amp;from=";
    assert_eq!(text.matches(log).count(), 1, "{text}");
    // It carries no figure: the log begins with a day, and has codes that were used before.
    let link = text
        .split(log)
        .nth(1)
        .unwrap()
        .split("</a>")
        .next()
        .unwrap();
    let link = link.split(">Codes").nth(1).unwrap();
    assert!(!link.chars().any(|sign| sign.is_ascii_digit()), "{link}");
    assert!(!text.contains("personne@exemple.fr"), "{text}");
}

#[tokio::test]
async fn attack_21_admins_and_the_user_see_that_an_unfinished_enrolment_is_tried_on_another_device()
{
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let page = format!("/account/users/{}", lea.id);
    let mut thief = server.signed_in(&lea).await;
    let begin = "/api/enrolment/begin";
    assert_eq!(thief.post(begin, &[]).await.status, 200);
    let mut owner = server.signed_in(&lea).await;
    let phone = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
    let elsewhere = Ask::form(begin, &[]).with("user-agent", phone);
    assert_eq!(owner.send(elsewhere).await.status, 200);
    let text = "Activation de la 2FA recommencée depuis un autre appareil ou réseau";
    for shown in [page.as_str(), "/account/security"] {
        assert!(admin.open(shown).await.text().contains(text), "{shown}");
    }
    let notice = format!("L’activation de la 2FA de Léa Roy ({})", lea.email);
    let shown = admin.open("/me").await.text();
    assert_eq!(shown.matches(&notice).count(), 2, "{shown}");
    for part in [
        "À vérifier sur d’autres comptes",
        "Android",
        "Quelque chose vous surprend",
    ] {
        assert!(shown.contains(part), "{part}");
    }
    owner.enrol().await;
    let activity = owner.open("/me").await.text();
    let notice = "non terminée, a été recommencée depuis un autre appareil";
    assert!(activity.contains(notice), "{activity}");
}
