//! Securing an account by the link in a mail, over HTTP.

use crate::support::{Mail, MailServer, PUBLIC_URL, TestServer, USER};
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

/// The path of the link in the only mail that has one.
async fn mailed(server: &TestServer, post: &MailServer) -> String {
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    mailer.send_due(&server.backend).await.unwrap();
    let texts: Vec<String> = post.mails().iter().map(Mail::text).collect();
    let mut links = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.strip_prefix(PUBLIC_URL))
        .filter(|path| path.starts_with("/secure-account/"));
    let link = links.next().unwrap();
    assert_eq!(links.next(), None);
    link.to_owned()
}

#[tokio::test]
async fn attack_46_a_new_factor_is_denied_by_the_link_in_the_mail_without_script_and_without_signing_in()
 {
    let server = TestServer::with(|settings| settings.mails = true).await;
    let post = MailServer::start();
    let (_, mut admin) = server.ada().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut stranger = server.signed_in(&lea).await;
    stranger.enrol().await;
    let link = mailed(&server, &post).await;
    let mut owner = server.browser();
    // Whatever opens links in mails changes nothing.
    let page = owner.open(&link).await.text();
    assert!(page.contains("Bloquer l’accès au compte"), "{page}");
    assert!(page.contains(&lea.email), "{page}");
    assert_eq!(stranger.open("/me").await.status, 200);
    let token = link.rsplit_once('/').unwrap().1;
    let answer = owner.post("/api/secure-account", &[("token", token)]).await;
    assert_eq!(answer.location(), "/sign-in");
    let page = owner.open("/sign-in").await.text();
    assert!(page.contains("Accès bloqué."), "{page}");
    assert_eq!(stranger.open("/me").await.status, 303);
    assert_eq!(owner.open(&link).await.status, 410);
    let told = admin.open("/account/users").await.text();
    assert!(
        told.contains("L’accès au compte de Léa Roy") && told.contains("a été bloqué par le lien"),
        "{told}"
    );
}

#[tokio::test]
async fn the_only_admin_is_shown_the_command_and_no_button() {
    let server = TestServer::with(|settings| settings.mails = true).await;
    let post = MailServer::start();
    let (ada, mut admin) = server.ada().await;
    admin.enrol().await;
    let link = mailed(&server, &post).await;
    let mut owner = server.browser();
    let page = owner.open(&link).await.text();
    let command = format!("bouclier admin recover --email {}", ada.email);
    assert!(page.contains(&command), "{page}");
    assert!(!page.contains("/api/secure-account\""), "{page}");
    let token = link.rsplit_once('/').unwrap().1;
    let answer = owner.post("/api/secure-account", &[("token", token)]).await;
    assert_eq!(answer.location(), link);
    assert_eq!(owner.open(&link).await.status, 200, "it is not used up");
    assert_eq!(admin.open("/me").await.status, 200);
}
