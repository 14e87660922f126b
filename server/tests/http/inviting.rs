//! Invitations that are mailed again from the page of a user, over HTTP.

use crate::support::{INVITEE, MailServer, PUBLIC_URL, TestServer, USER};
use app::error::AppError;
use domain::problem::Problem;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

async fn with_mails() -> TestServer {
    TestServer::with(|settings| settings.mails = true).await
}

/// Hands all due mails to the mail server.
async fn send(server: &TestServer, post: &MailServer) {
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    mailer.send_due(&server.backend).await.unwrap();
}

#[tokio::test]
async fn an_invitation_is_mailed_from_the_page_of_the_user_without_script_and_the_page_follows_it()
{
    let server = with_mails().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", INVITEE).await;
    let id = lea.id.to_string();
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let page = format!("/account/users/{id}");
    let dialog = admin.open(&format!("{page}?dialog=invite")).await.text();
    for part in ["value=\"mail\"", "value=\"link\""] {
        assert!(dialog.contains(part), "{part} in {dialog}");
    }
    assert!(!dialog.contains("value=\"none\""), "{dialog}");
    let fields = [("id", id.as_str()), ("link", "mail")];
    let answer = admin.post("/api/users/invite", &fields).await;
    assert_eq!(answer.location(), page);
    let shown = admin.open(&page).await.text();
    assert!(shown.contains("L’invitation part par e-mail"), "{shown}");
    send(&server, &post).await;
    let mail = post.mails().pop().unwrap();
    assert_eq!(mail.to, [lea.email.as_str()]);
    let shown = admin.open(&page).await.text();
    assert!(shown.contains("Invitation envoyée le"), "{shown}");
    assert!(shown.contains("n’a pas encore été ouvert"), "{shown}");
    let text = mail.text();
    let link = text.lines().find(|line| line.contains("/invitation/"));
    let path = link.unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(server.browser().open(path).await.status, 200);
    let shown = admin.open(&page).await.text();
    assert!(shown.contains("Le lien a été ouvert"), "{shown}");
    assert!(!shown.contains(path), "{shown}");
}

#[tokio::test]
async fn with_script_the_answer_to_a_mailed_invitation_holds_no_link() {
    let server = with_mails().await;
    let lea = server.person("Léa Roy", INVITEE).await;
    let id = lea.id.to_string();
    let (_, mut admin) = server.ada().await;
    let fields = [("id", id.as_str()), ("link", "mail")];
    let answer = admin.post("/api/users/invite", &fields).await;
    assert_eq!(answer.text(), "[]");
    let answer = admin.post("/api/users/invite", &[("id", &id)]).await;
    assert!(answer.text().contains("/invitation/"), "{answer:?}");
}

#[tokio::test]
async fn without_a_mail_server_or_with_a_password_the_dialog_shows_the_link_alone() {
    for (server, kind) in [
        (TestServer::new().await, INVITEE),
        (with_mails().await, USER),
    ] {
        let lea = server.person("Léa Roy", kind).await;
        let id = lea.id.to_string();
        let (_, mut admin) = server.ada().await;
        let dialog = format!("/account/users/{id}?dialog=invite");
        let dialog = admin.open(&dialog).await.text();
        assert!(dialog.contains("Créer le lien"), "{dialog}");
        assert!(!dialog.contains("value=\"mail\""), "{dialog}");
        let fields = [("id", id.as_str()), ("link", "mail")];
        let refused = admin.post("/api/users/invite", &fields).await;
        assert_eq!(refused.error(), AppError::Refused(Problem::Unknown));
    }
}

#[tokio::test]
async fn all_users_without_a_password_are_invited_from_one_page_without_script() {
    let server = with_mails().await;
    let post = MailServer::start();
    for number in 0..3 {
        let name = format!("Personne {number}");
        server.person(&name, INVITEE).await;
    }
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let new = admin.open("/account/users/new").await.text();
    let page = "/account/users/invite";
    assert!(new.contains(&format!("href=\"{page}\"")), "{new}");
    let shown = admin.open(page).await.text();
    assert!(shown.contains("valable\u{a0}: 3"), "{shown}");
    let answer = admin.post("/api/users/invite-all", &[]).await;
    assert_eq!(answer.location(), page);
    let shown = admin.open(page).await.text();
    assert!(shown.contains("en cours d’envoi"), "{shown}");
    assert!(!shown.contains("Envoyer les invitations"), "{shown}");
    send(&server, &post).await;
    assert_eq!(post.mails().len(), 3);
    send(&server, &post).await;
    assert_eq!(post.mails().len(), 3);
    let shown = admin.open(page).await.text();
    assert!(shown.contains("valable\u{a0}: 0"), "{shown}");
    assert!(!shown.contains("en cours d’envoi"), "{shown}");
}

#[tokio::test]
async fn without_a_mail_server_nobody_is_invited_at_once() {
    let server = TestServer::new().await;
    server.person("Léa Roy", INVITEE).await;
    let (_, mut admin) = server.ada().await;
    let shown = admin.open("/account/users/invite").await.text();
    assert!(shown.contains("Aucun serveur de messagerie"), "{shown}");
    let refused = admin.post("/api/users/invite-all", &[]).await;
    assert_eq!(refused.error(), AppError::Refused(Problem::Unknown));
}
