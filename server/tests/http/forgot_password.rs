//! Asking for a link to another password, over HTTP.

use crate::support::{
    ADDRESS, ADMIN, Answer, Browser, INVITEE, Mail, MailServer, PASSWORD, PUBLIC_URL, TestServer,
    USER,
};
use backend::access::Origin;
use domain::Language;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;
use test_support::Kind;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

const PAGE: &str = "/forgot-password";
const CHOSEN: &str = "cinq chevaux verts dansent";

async fn with_mails() -> TestServer {
    TestServer::with(|settings| settings.mails = true).await
}

/// Hands all due mails to the mail server; returns the text of those that hold a link.
async fn texts(server: &TestServer, post: &MailServer) -> Vec<String> {
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    let before = post.mails().len();
    mailer.send_due(&server.backend).await.unwrap();
    let mails = post.mails().split_off(before);
    let texts = mails.iter().map(Mail::text);
    texts.filter(|text| text.contains("/invitation/")).collect()
}

async fn ask(browser: &mut Browser<'_>, email: &str) -> Answer {
    browser.open(PAGE).await;
    browser
        .post("/api/forgot-password", &[("email", email)])
        .await
}

/// The token in the link of a mail.
fn token(text: &str) -> String {
    let line = text.lines().find(|line| line.contains("/invitation/"));
    line.unwrap().rsplit_once('/').unwrap().1.to_owned()
}

#[tokio::test]
async fn who_has_forgotten_the_password_chooses_another_one_through_a_mailed_link_without_script() {
    let server = with_mails().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.browser();
    let page = browser.open("/sign-in").await.text();
    assert!(page.contains("href=\"/forgot-password\""), "{page}");
    let answer = ask(&mut browser, &lea.email).await;
    assert_eq!(answer.location(), "/sign-in");
    let page = browser.open("/sign-in").await.text();
    assert!(page.contains("un lien y arrive"), "{page}");
    let text = texts(&server, &post).await.pop().unwrap();
    for part in [
        "Un lien pour choisir un nouveau mot de passe a été demandé",
        ADDRESS,
        "Il ne remplace pas votre second facteur",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("/me"), "{text}");
    let token = token(&text);
    let page = browser.open(&format!("/invitation/{token}")).await.text();
    assert!(page.contains("Nouveau mot de passe"), "{page}");
    assert!(!page.contains("Bienvenue"), "{page}");
    let fields = [
        ("token", token.as_str()),
        ("password", CHOSEN),
        ("repeated", CHOSEN),
    ];
    browser.post("/api/invitation/accept", &fields).await;
    for (password, leads) in [(PASSWORD, "/sign-in"), (CHOSEN, "/me")] {
        let fields = [("email", lea.email.as_str()), ("password", password)];
        browser.open("/sign-in").await;
        let answer = browser.post("/api/sign-in", &fields).await;
        assert_eq!(answer.location(), leads);
    }
    let told = texts_of_all(&post);
    assert!(told.is_empty(), "{told:?}");
}

/// The mails so far that hold a password or what was chosen.
fn texts_of_all(post: &MailServer) -> Vec<String> {
    let mails = post.mails();
    let texts = mails.iter().map(Mail::text);
    texts
        .filter(|text| text.contains(PASSWORD) || text.contains(CHOSEN))
        .collect()
}

#[tokio::test]
async fn the_mail_is_in_the_language_of_the_account() {
    let server = with_mails().await;
    let post = MailServer::start();
    let kind = Kind {
        language: Language::En,
        ..ADMIN
    };
    let max = server.person("Max Power", kind).await;
    ask(&mut server.browser(), &max.email).await;
    let text = texts(&server, &post).await.pop().unwrap();
    assert!(text.contains("your password stays the same"), "{text}");
}

#[tokio::test]
async fn attack_14_the_answer_to_a_request_is_the_same_for_every_address_byte_for_byte() {
    let server = with_mails().await;
    let lea = server.person("Léa Roy", USER).await;
    let new = server.person("Noé Neuf", INVITEE).await;
    let factor = server.person("Flo Double", USER).await;
    server.signed_in(&factor).await.enrol().await;
    for mut stranger in [server.client(), server.browser()] {
        let mut answers = Vec::new();
        for email in [
            "nobody@exemple.fr",
            &lea.email,
            &new.email,
            &factor.email,
            "not an address",
        ] {
            for _ in 0..4 {
                // A second click within ten seconds has the first answer.
                server.advance(11);
                stranger.cookies.clear();
                let answer = ask(&mut stranger, email).await;
                answers.push((answer.status, shown(&answer)));
            }
        }
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
    }
}

/// Headers and text of an answer, but for what tells requests apart.
fn shown(answer: &Answer) -> String {
    let headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    format!("{headers:?}\n{}", answer.text())
}

#[tokio::test]
async fn without_a_mail_server_the_page_says_whom_to_ask() {
    let server = TestServer::new().await;
    let mut browser = server.browser();
    let page = browser.open("/sign-in").await.text();
    assert!(!page.contains(PAGE), "{page}");
    let page = browser.open(PAGE).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("Un admin de votre organisation"), "{text}");
    assert!(!text.contains("<input"), "{text}");
}

#[tokio::test]
async fn the_page_loads_no_program_and_names_no_file_but_its_style() {
    let server = with_mails().await;
    let page = server.browser().open(PAGE).await.text();
    assert!(page.contains("name=\"email\""), "{page}");
    for part in ["<script type", "src=", "wasm", "prefetch", "preload"] {
        assert!(!page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn a_second_click_asks_once_and_the_network_that_asks_too_much_is_told_to_wait() {
    let server = with_mails().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.browser();
    browser.open(PAGE).await;
    for _ in 0..2 {
        let fields = [("email", lea.email.as_str())];
        browser.post("/api/forgot-password", &fields).await;
    }
    let asked = "SELECT count(*) FROM password_requests";
    assert_eq!(server.value::<i64>(asked).await, 1);
    for number in 1..50 {
        ask(&mut browser, &format!("nobody{number}@exemple.fr")).await;
    }
    let refused = ask(&mut browser, "last@exemple.fr").await;
    assert_eq!(refused.location(), PAGE);
    let page = browser.open(PAGE).await.text();
    assert!(page.contains("Trop de tentatives."), "{page}");
    assert!(page.contains("value=\"last@exemple.fr\""), "{page}");
}

/// Hands connections on to the mail server, the first one only after the user has asked for a link.
async fn relay(listener: TcpListener, server: &TestServer, post: &MailServer, email: &str) {
    let mut asked = false;
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        if !asked {
            let origin = Origin::default();
            let asking = server.backend.ask_for_password(email, &origin);
            asking.await.unwrap();
            asked = true;
        }
        let mut far = TcpStream::connect(post.address()).await.unwrap();
        tokio::spawn(async move { copy_bidirectional(&mut near, &mut far).await });
    }
}

#[tokio::test]
async fn who_asks_while_the_outbox_is_being_sent_does_not_wait_for_its_end() {
    let server = with_mails().await;
    let post = MailServer::start();
    for name in ["Max Power", "Ana Bell", "Tom Sim"] {
        let person = server.person(name, USER).await;
        server.signed_in(&person).await.enrol().await;
    }
    let lea = server.person("Léa Roy", USER).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let url = SmtpUrl::parse(&url).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    tokio::select! {
        sent = mailer.send_due(&server.backend) => assert_eq!(sent.unwrap(), 4),
        () = relay(listener, &server, &post, &lea.email) => {}
    }
    let texts: Vec<String> = post.mails().iter().map(Mail::text).collect();
    assert!(texts[1].contains("/invitation/"), "{texts:?}");
}

#[tokio::test]
async fn a_round_of_invitations_that_fails_keeps_no_mail_from_being_sent() {
    let server = with_mails().await;
    let post = MailServer::start();
    let max = server.person("Max Power", ADMIN).await;
    let lea = server.person("Léa Roy", USER).await;
    let round = format!(
        "INSERT INTO invitation_rounds (giver_id, address, user_agent, begun_at, after_id, until_id) \
         VALUES ({}, '', '', 0, 0, 99)",
        max.id
    );
    server.plant(&round).await;
    server
        .plant(&format!(
            "UPDATE users SET language = 'xx' WHERE id = {}",
            max.id
        ))
        .await;
    assert!(server.backend.go_on_inviting().await.is_err());
    ask(&mut server.browser(), &lea.email).await;
    assert_eq!(texts(&server, &post).await.len(), 1);
}
