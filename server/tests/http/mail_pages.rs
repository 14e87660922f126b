//! The pages of the mails and of the reminders, over HTTP.

use crate::support::{MailServer, PUBLIC_URL, REQUIRED, TestServer, USER};
use app::error::AppError;
use domain::problem::Problem;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

const MAILS: &str = "/account/organisation/mails";

async fn with_mails() -> TestServer {
    TestServer::with(|settings| settings.mails = true).await
}

fn mailer(server: &TestServer, post: &MailServer) -> Mailer {
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap()
}

/// Hands all due mails to the mail server.
async fn send(server: &TestServer, post: &MailServer) -> usize {
    let sent = mailer(server, post).send_due(&server.backend).await;
    sent.unwrap()
}

#[tokio::test]
async fn an_admin_sees_each_mail_as_page_and_text_and_nothing_in_it_runs_or_leads_anywhere() {
    let server = with_mails().await;
    let (_, mut admin) = server.ada().await;
    let fields = [
        ("organisation", "<script>alert(1)</script>"),
        ("contact", ""),
        ("sentence", "<img src=x onerror=alert(1)>"),
        ("time_zone", "UTC"),
    ];
    let saved = admin.post("/api/organisation/change", &fields).await;
    assert_eq!(saved.status, 200);
    let page = admin.open(MAILS).await;
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("frame-src 'self'"), "{policy}");
    let text = page.text();
    assert!(
        text.contains("<option value=\"reminder\" selected>"),
        "{text}"
    );
    assert!(
        text.contains("<iframe class=\"mail-preview\" sandbox "),
        "{text}"
    );
    for kind in ["reminder", "invited", "new-device", "admin-reset"] {
        let shown = admin
            .open(&format!("{MAILS}?kind={kind}&language=en"))
            .await
            .text();
        let chosen = format!("<option value=\"{kind}\" selected>");
        assert!(shown.contains(&chosen), "{shown}");
        let source = format!("{MAILS}/preview?kind={kind}&amp;language=en&amp;part=html");
        assert!(shown.contains(&source), "{shown}");
        let preview = format!("{MAILS}/preview?kind={kind}&language=en&part=");
        let html = admin.read(&format!("{preview}html")).await;
        assert_eq!(html.header("content-type"), "text/html; charset=utf-8");
        let policy = html.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'self'", "; sandbox"] {
            assert!(
                policy.contains(part) && !policy.contains("allow-"),
                "{policy}"
            );
        }
        assert_eq!(html.header("cache-control"), "no-store");
        let document = html.text();
        assert!(document.contains("Ada Byron"), "{document}");
        assert!(!document.contains("<script") && !document.contains("<img"));
        assert!(document.contains("<base target=\"_blank\">"), "{document}");
        let text = admin.read(&format!("{preview}text")).await;
        assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
        assert!(text.text().starts_with("Subject: "), "{text:?}");
    }
    for wrong in [
        "kind=nothing&language=en&part=html",
        "kind=reminder&language=xx&part=html",
        "kind=reminder&language=en&part=raw",
        "kind=reminder&language=en&part=html&more=1",
    ] {
        let answer = admin.read(&format!("{MAILS}/preview?{wrong}")).await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn send_me_this_one_goes_to_the_admins_own_address_as_a_sample_without_script() {
    let server = with_mails().await;
    let post = MailServer::start();
    let (ada, admin) = server.ada().await;
    let mut admin = admin.without_script();
    admin.open(MAILS).await;
    let fields = [("kind", "invited"), ("language", "en")];
    let answer = admin.post("/api/mails/sample", &fields).await;
    assert_eq!(
        answer.location(),
        format!("{MAILS}?kind=invited&language=en")
    );
    let shown = admin.open(answer.location()).await.text();
    assert!(shown.contains("part à votre adresse"), "{shown}");
    assert_eq!(send(&server, &post).await, 1);
    let mail = post.mails().remove(0);
    assert_eq!(mail.to, [ada.email.as_str()]);
    assert!(mail.header("Subject").starts_with("[Sample] "));
    let text = mail.text();
    assert!(text.contains("Camille Martin"), "{text}");
    let link = text.lines().find(|line| line.contains("/invitation/"));
    let path = link.unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(server.browser().open(path).await.status, 410);
    let unread = server.value::<i64>("SELECT count(*) FROM notices WHERE seen_at IS NULL");
    assert_eq!(unread.await, 0);
}

#[tokio::test]
async fn somebody_is_reminded_from_their_page_and_everybody_from_one_page_without_script() {
    let server = with_mails().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", REQUIRED).await;
    for number in 0..3 {
        server.person(&format!("Personne {number}"), REQUIRED).await;
    }
    server.person("Max Bon", USER).await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let (id, page) = (lea.id.to_string(), format!("/account/users/{}", lea.id));
    let shown = admin.open(&page).await.text();
    assert!(shown.contains("Envoyer un rappel"), "{shown}");
    let answer = admin.post("/api/users/remind", &[("id", &id)]).await;
    assert_eq!(answer.location(), page);
    let shown = admin.open(&page).await.text();
    assert!(shown.contains("Le rappel part par e-mail"), "{shown}");
    assert!(shown.contains("Dernier rappel"), "{shown}");
    let again = admin.post("/api/users/remind", &[("id", &id)]).await;
    assert!(again.tells("reminded-lately"), "{again:?}");
    assert_eq!(send(&server, &post).await, 1);
    let text = post.mails()[0].text();
    for part in ["Aegis\n", "/enrol\n", "Rappel de Ada Byron"] {
        assert!(text.contains(part), "{part} in {text}");
    }

    let all = "/account/users/remind";
    let security = admin.open("/account/security").await.text();
    assert!(security.contains(&format!("href=\"{all}\"")), "{security}");
    let shown = admin.open(all).await.text();
    assert!(shown.contains("à rappeler\u{a0}: 3"), "{shown}");
    let answer = admin.post("/api/users/remind-all", &[]).await;
    assert_eq!(answer.location(), all);
    let shown = admin.open(all).await.text();
    assert!(shown.contains("en cours d’envoi"), "{shown}");
    assert_eq!(send(&server, &post).await, 3);
    assert_eq!(send(&server, &post).await, 0);
    let shown = admin.open(all).await.text();
    assert!(shown.contains("à rappeler\u{a0}: 0"), "{shown}");
}

#[tokio::test]
async fn with_script_a_reminder_that_says_nothing_true_is_refused_with_the_reason() {
    let server = with_mails().await;
    let max = server.person("Max Bon", USER).await;
    let (_, mut admin) = server.ada().await;
    let id = max.id.to_string();
    let refused = admin.post("/api/users/remind", &[("id", &id)]).await;
    let reason = AppError::Refused(Problem::ReminderPointless);
    assert_eq!(refused.error(), reason);
}

#[tokio::test]
async fn two_servers_send_each_reminder_once() {
    let server = with_mails().await;
    let post = MailServer::start();
    for number in 0..20 {
        server.person(&format!("Personne {number}"), REQUIRED).await;
    }
    let (_, mut admin) = server.ada().await;
    let begun = admin.post("/api/users/remind-all", &[]).await;
    assert_eq!(begun.status, 200);
    let other = server.another_process().await;
    let (one, two) = (mailer(&server, &post), mailer(&server, &post));
    let (a, b) = tokio::join!(one.send_due(&server.backend), two.send_due(&other));
    assert_eq!(a.unwrap() + b.unwrap(), 20);
    let mut to: Vec<String> = post.mails().into_iter().flat_map(|mail| mail.to).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!((post.mails().len(), to.len()), (20, 20));
}

#[tokio::test]
async fn an_address_that_the_mail_server_refuses_is_shown_until_a_mail_arrives() {
    let server = with_mails().await;
    let post = MailServer::start();
    let lea = server.person("Léa Roy", REQUIRED).await;
    server.person("Max Bon", USER).await;
    let (_, mut admin) = server.ada().await;
    let id = lea.id.to_string();
    admin.post("/api/users/remind", &[("id", &id)]).await;
    let page = format!("/account/users/{id}");
    let unreached = "E-mails refusés par cette adresse";
    // Later, and no conversation at all: that says nothing of the address.
    post.refuse(Some("451 4.7.1 come back later"));
    assert_eq!(send(&server, &post).await, 0);
    post.hang_up(true);
    server.advance(60);
    assert_eq!(send(&server, &post).await, 0);
    assert!(!admin.open(&page).await.text().contains(unreached));
    post.hang_up(false);
    post.refuse(Some("550 5.1.1 no such user"));
    server.advance(120);
    assert_eq!(send(&server, &post).await, 0);
    assert!(admin.open(&page).await.text().contains(unreached));
    let table = admin.open("/account/users?mail=refused").await.text();
    assert!(
        table.contains("Léa Roy") && !table.contains("Max Bon"),
        "{table}"
    );
    let all = admin.open("/account/users/remind").await.text();
    assert!(all.contains("refuse les e-mails\u{a0}: 1"), "{all}");
    // It is tried again all the same, and arrives.
    post.refuse(None);
    server.advance(240);
    assert_eq!(send(&server, &post).await, 1);
    assert!(!admin.open(&page).await.text().contains(unreached));
    assert_eq!(post.mails().len(), 1);
}
