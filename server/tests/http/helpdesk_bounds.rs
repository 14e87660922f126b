//! What one of the helpdesk reads who has helped many users, and what admins hear of it (attack 25).

use crate::support::{ADMIN, HELPDESK, HTTPS_URL, INVITEE, Kind, MailServer, TestServer};
use app::error::AppError;
use domain::Language;
use domain::help::{HOUR, MOST_IN_HOUR};
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

const ENGLISH: Kind = Kind {
    language: Language::En,
    ..ADMIN
};
const INVITE: &str = "/api/users/invite";

#[tokio::test]
async fn attack_25_one_user_too_many_is_refused_with_from_when_and_whom_to_ask_and_admins_are_told()
{
    let server = TestServer::on_https().await;
    let (_, mut ada, _) = server.ada_with_factor().await;
    let max = server.person("Max Power", ENGLISH).await;
    let hugo = server.person("Hugo Aide", HELPDESK).await;
    let mut helpdesk = server.signed_in(&hugo).await;
    helpdesk.enrol().await;
    server.plant("UPDATE notices SET mail_due_at = NULL").await;
    let mut users = Vec::new();
    for number in 0..=MOST_IN_HOUR {
        let user = server.person(&format!("Léa Roy {number}"), INVITEE).await;
        users.push(user.id.to_string());
    }
    let last = users.pop().unwrap();
    for id in &users {
        let made = helpdesk.post(INVITE, &[("id", id)]).await;
        assert_eq!(made.status, 200, "{made:?}");
    }
    let from = server.now().plus(HOUR);
    let refused = helpdesk.post(INVITE, &[("id", &last)]).await;
    let error = AppError::HelpLimited { from };
    assert_eq!((refused.status, refused.error()), (422, error));
    let mut plain = helpdesk.without_script();
    plain
        .open(&format!("/account/users/{last}?dialog=invite"))
        .await;
    let refused = plain.post(INVITE, &[("id", &last)]).await;
    assert_eq!(refused.status, 302);
    let page = plain.open(refused.location()).await.text();
    let civil = from.civil(0);
    let moment = format!("{:02}:{:02}", civil.hour, civil.minute);
    for part in [
        "30 personnes par heure",
        moment.as_str(),
        "demandez à un admin",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = ada.open("/me").await.text();
    let told = "Hugo Aide (hugo.aide@exemple.fr), de l’assistance, a donné des liens ou des codes d’accès à 30 personnes";
    assert_eq!(page.matches(told).count(), 1, "{page}");
    let page = ada.open("/account/security").await.text();
    assert!(page.contains("Nombreuses personnes aidées"), "{page}");
    let metrics = server.exposition().await;
    let series = "bouclier_security_events_total{kind=\"helps-many\"} 21\n";
    assert!(metrics.contains(series), "{metrics}");
    let mails = MailServer::start();
    let url = SmtpUrl::parse(&format!("smtp://{}", mails.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(HTTPS_URL).unwrap(), server.url).unwrap();
    mailer.send_due(&server.backend).await.unwrap();
    let mails = mails.mails();
    let mut to_max = mails.iter().filter(|mail| mail.to.contains(&max.email));
    let text = to_max.next().unwrap().text();
    for part in [
        "Hugo Aide (hugo.aide@exemple.fr), of the Bouclier helpdesk",
        "People within an hour: 30",
        "Deactivate it",
        "/account/audit",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(to_max.next().is_none());
}
