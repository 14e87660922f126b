//! Notices by mail, with a recording mail server on loopback.

use crate::support::{
    ADMIN, HTTPS_URL, Kind, Mail, MailServer, PASSWORD, Person, TestServer, USER, operator,
};
use domain::Language;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use test_support::smtp::Pause;
use test_support::until;

const ENGLISH: Kind = Kind {
    language: Language::En,
    ..USER
};

fn mailer(server: &TestServer, address: SocketAddr) -> Mailer {
    let url = SmtpUrl::parse(&format!("smtp://{address}")).unwrap();
    Mailer::new(&url, default_sender(HTTPS_URL).unwrap(), server.url).unwrap()
}

/// An address at which nothing listens yet.
fn deserted() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

async fn sent(server: &TestServer, post: &MailServer) -> Vec<Mail> {
    let before = post.mails().len();
    let mailer = mailer(server, post.address());
    let count = mailer.send_due(&server.backend).await.unwrap();
    let mails = post.mails().split_off(before);
    assert_eq!(mails.len(), count);
    mails
}

#[tokio::test]
async fn a_user_gets_a_mail_in_the_own_language_with_what_when_and_from_where() {
    let server = TestServer::on_https().await;
    let post = MailServer::start();
    for (name, kind, subject, hello, yours) in [
        (
            "Léa Roy",
            USER,
            "La 2FA de votre compte Bouclier a été activée",
            "Bonjour Léa Roy,",
            "Si ce n’était pas vous, bloquez tout de suite l’accès",
        ),
        (
            "Max Power",
            ENGLISH,
            "2FA was activated for your Bouclier account",
            "Hello Max Power,",
            "If it wasn’t you, lock your account right away",
        ),
    ] {
        let person = server.person(name, kind).await;
        server.signed_in(&person).await.enrol().await;
        let mails = sent(&server, &post).await;
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(
            (mail.from.as_str(), &mail.to),
            ("bouclier@bouclier.example", &vec![person.email.clone()])
        );
        assert_eq!(mail.header("Subject"), subject);
        assert!(
            mail.header("To").ends_with(&format!("<{}>", person.email)),
            "{}",
            mail.raw
        );
        assert_eq!(mail.header("From"), "Bouclier <bouclier@bouclier.example>");
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert!(
            mail.header("Date").contains("15 Jan 2027 08:"),
            "{}",
            mail.raw
        );
        let text = mail.text();
        for part in [
            hello,
            yours,
            " 2027 ",
            " 08:",
            " UTC",
            "192.0.2.7",
            "https://bouclier.example/secure-account/",
            "https://bouclier.example/me",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    assert_eq!(sent(&server, &post).await.len(), 0, "each is sent once");
}

#[tokio::test]
async fn a_mail_server_that_is_away_costs_nobody_anything_and_gets_the_mail_later() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let address = deserted();
    let away = mailer(&server, address);
    assert_eq!(away.send_due(&server.backend).await.unwrap(), 0);
    let post = MailServer::at(address);
    // Not immediately: the pause is a minute.
    assert_eq!(away.send_due(&server.backend).await.unwrap(), 0);
    server.advance(60);
    assert_eq!(away.send_due(&server.backend).await.unwrap(), 1);
    assert_eq!(post.mails().len(), 1);
    assert_eq!(post.mails()[0].to, [lea.email]);
}

#[tokio::test]
async fn a_name_brings_no_header_and_no_line_of_its_own_into_a_mail() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let ada = server.person("Ada Byron", ADMIN).await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    // The current rules refuse such names: write them to the database directly.
    for (id, name) in [
        (
            lea.id,
            "Léa\r\nBcc: evil@exemple.fr\r\n\r\n<evil@exemple.fr>",
        ),
        (
            ada.id,
            "Ada\r\n.\r\nRCPT TO:<evil@exemple.fr>\r\nhttps://evil.example",
        ),
    ] {
        server
            .plant(&format!("UPDATE users SET name = '{name}' WHERE id = {id}"))
            .await;
    }
    let mut admin = server.signed_in(&ada).await;
    admin.enrol().await;
    let given = admin
        .post("/api/users/access-code", &[("id", &lea.id.to_string())])
        .await;
    assert_eq!(given.status, 200, "{given:?}");
    let mails = sent(&server, &post).await;
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        assert_eq!(mail.to.len(), 1, "{}", mail.raw);
        assert!(
            !mail.headers().iter().any(|h| h.starts_with("Bcc")),
            "{}",
            mail.raw
        );
        assert!(!mail.header("To").contains("evil"), "{}", mail.raw);
        assert!(
            mail.text()
                .lines()
                .all(|line| !line.starts_with("https://evil"))
        );
    }
}

/// What a mail must never contain: all credentials.
async fn secrets(server: &TestServer, lea: &Person) -> Vec<String> {
    let mut lea_there = server.signed_in(lea).await;
    let (phone, codes) = lea_there.enrol().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let fields = [("id", lea.id.to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let given: serde_json::Value = admin.post("/api/users/access-code", &fields).await.json();
    let access = given[0]["text"].as_str().unwrap().to_owned();
    let link = server
        .backend
        .invite(&operator(), lea.id)
        .await
        .unwrap()
        .url;
    let wrong = phone.wrong(server.now());
    let mut other = server.signed_in(lea).await;
    other.post("/api/sign-in/code", &[("code", &wrong)]).await;
    other
        .post("/api/sign-in/code", &[("code", &codes[0])])
        .await;
    let mut all = vec![
        PASSWORD.to_owned(),
        phone.secret.clone(),
        access.replace('-', ""),
        access,
    ];
    all.extend(codes.iter().map(|code| code.replace('-', "")));
    all.extend(codes);
    all.extend([lea_there.token(), other.token(), link]);
    all
}

#[tokio::test]
async fn attack_16_no_mail_holds_a_code_a_secret_or_a_token() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", USER).await;
    let secrets = secrets(&server, &lea).await;
    let mails = sent(&server, &post).await;
    let subjects: Vec<String> = mails.iter().map(|mail| mail.header("Subject")).collect();
    assert_eq!(subjects.len(), 6, "{subjects:?}");
    for mail in mails {
        let text = format!("{}\n{}\n{}", mail.raw, mail.text(), mail.html());
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn links_are_made_from_the_public_address_whatever_host_a_request_names() {
    let server = TestServer::on_https().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    let new = "sept girafes bleues nagent";
    let fields = [("current", PASSWORD), ("password", new), ("repeated", new)];
    let ask = crate::support::Ask::form("/api/me/password", &fields)
        .with("host", "evil.example")
        .with("x-forwarded-host", "evil.example");
    assert_eq!(browser.send(ask).await.status, 200);
    let mails = sent(&server, &post).await;
    assert_eq!(mails.len(), 1);
    let text = mails[0].text();
    assert!(
        text.contains("https://bouclier.example/me") && !text.contains("evil"),
        "{text}"
    );
}

#[tokio::test]
async fn the_credentials_of_the_address_are_given_to_the_mail_server() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let url = SmtpUrl::parse(&format!("smtp://bouclier:s%20p@{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(HTTPS_URL).unwrap(), server.url).unwrap();
    assert_eq!(mailer.send_due(&server.backend).await.unwrap(), 1);
    assert_eq!(post.logins(), ["bouclier:s p"]);
}

#[tokio::test]
async fn a_password_is_not_given_to_a_mail_server_without_tls_unless_it_is_this_machine() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let url = format!("smtp://bouclier:secret@{}?tls=required", post.address());
    let url = SmtpUrl::parse(&url).unwrap();
    let mailer = Mailer::new(&url, default_sender(HTTPS_URL).unwrap(), server.url).unwrap();
    assert_eq!(mailer.send_due(&server.backend).await.unwrap(), 0);
    assert_eq!((post.logins().len(), post.mails().len()), (0, 0));
}

#[tokio::test]
async fn an_address_that_no_mail_can_be_sent_to_holds_nobody_up() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let (lea, max) = (
        server.person("Léa Roy", USER).await,
        server.person("Max Bon", USER).await,
    );
    for person in [&lea, &max] {
        server.signed_in(person).await.enrol().await;
    }
    server
        .plant(&format!(
            "UPDATE users SET email = 'nowhere' WHERE id = {}",
            lea.id
        ))
        .await;
    let mails = sent(&server, &post).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, [max.email]);
    server.advance(7_200);
    assert_eq!(sent(&server, &post).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_whose_answer_is_late_is_sent_once_though_another_process_looks_meanwhile() {
    for at in [Pause::Greeting, Pause::Acknowledgement] {
        let server = TestServer::new().await;
        let post = Arc::new(MailServer::start());
        let lea = server.person("Léa Roy", USER).await;
        server.signed_in(&lea).await.enrol().await;
        post.pause(Some(at));
        let (first, second) = (
            mailer(&server, post.address()),
            mailer(&server, post.address()),
        );
        let backend = server.backend.clone();
        let sending = tokio::spawn(async move { first.send_due(&backend).await.unwrap() });
        let waits = Arc::clone(&post);
        tokio::task::spawn_blocking(move || until(|| waits.waiting() > 0))
            .await
            .unwrap();
        assert_eq!(second.send_due(&server.backend).await.unwrap(), 0, "{at:?}");
        post.pause(None);
        assert_eq!(sending.await.unwrap(), 1, "{at:?}");
        assert_eq!(second.send_due(&server.backend).await.unwrap(), 0, "{at:?}");
        assert_eq!(post.mails().len(), 1, "{at:?}");
        let left = "SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL";
        assert_eq!(server.value::<i64>(left).await, 0, "{at:?}");
    }
}
