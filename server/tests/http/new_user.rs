//! Adding a user, over HTTP.

use crate::support::{Answer, Browser, MailServer, PASSWORD, PUBLIC_URL, TestServer};
use app::error::AppError;
use domain::problem::Problem;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

const LEA: [(&str, &str); 5] = [
    ("name", "Léa Roy"),
    ("email", "lea.roy@exemple.fr"),
    ("role", "user"),
    ("language", "fr"),
    ("required", "on"),
];

fn lea(link: &'static str) -> Vec<(&'static str, &'static str)> {
    LEA.into_iter().chain([("link", link)]).collect()
}

/// Whether a page has an input with these attributes, in their order.
fn has(page: &Answer, attributes: &[&str]) -> bool {
    let text = page.text();
    let mut tags = text
        .split('<')
        .filter(|tag| tag.starts_with("input") || tag.starts_with("option"));
    tags.any(|tag| attributes.iter().all(|attribute| tag.contains(attribute)))
}

/// The link that a page shows.
fn shown(page: &Answer) -> String {
    let text = page.text();
    let (_, after) = text.split_once("class=\"copy__value\">").expect("a link");
    after.split_once('<').unwrap().0.to_owned()
}

async fn without_script(server: &TestServer) -> Browser<'_> {
    let (_, admin) = server.ada().await;
    admin.without_script()
}

/// Chooses a password over the link and signs in; returns where that leads.
async fn sign_in_over(server: &TestServer, link: &str) -> String {
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    let token = path.rsplit_once('/').unwrap().1;
    let mut browser = server.browser();
    assert_eq!(browser.open(path).await.status, 200);
    let fields = [
        ("token", token),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    browser.post("/api/invitation/accept", &fields).await;
    let fields = [("email", "lea.roy@exemple.fr"), ("password", PASSWORD)];
    browser
        .post("/api/sign-in", &fields)
        .await
        .location()
        .to_owned()
}

#[tokio::test]
async fn an_admin_adds_a_user_without_script_and_hands_over_the_link_that_the_next_page_shows_once()
{
    let server = TestServer::new().await;
    let mut admin = without_script(&server).await;
    let table = admin.open("/account/users").await.text();
    assert!(table.contains("href=\"/account/users/new\""), "{table}");
    let page = admin.open("/account/users/new").await;
    assert_eq!(page.status, 200);
    assert!(has(&page, &["value=\"link\"", "checked"]), "{page:?}");
    assert!(!has(&page, &["value=\"mail\""]), "there is no mail server");
    let answer = admin.post("/api/users/add", &lea("link")).await;
    let place = answer.location().to_owned();
    assert!(place.ends_with("?dialog=invite"), "{place}");
    let page = admin.open(&place).await;
    assert!(
        page.text().contains("Compte créé pour Léa Roy."),
        "{page:?}"
    );
    assert!(page.text().contains("shield--pending"), "{page:?}");
    let link = shown(&page);
    let again = admin.open(&place).await.text();
    assert!(!again.contains(&link), "{again}");
    assert_eq!(sign_in_over(&server, &link).await, "/enrol");
}

#[tokio::test]
async fn an_invitation_is_mailed_with_a_link_that_no_page_shows() {
    let server = TestServer::with(|settings| settings.mails = true).await;
    let post = MailServer::start();
    let mut admin = without_script(&server).await;
    let page = admin.open("/account/users/new").await;
    assert!(has(&page, &["value=\"mail\"", "checked"]), "{page:?}");
    let answer = admin.post("/api/users/add", &lea("mail")).await;
    let place = answer.location().to_owned();
    let page = admin.open(&place).await.text();
    assert!(page.contains("L’invitation part par e-mail."), "{page}");
    assert!(!page.contains("/invitation/"), "{page}");
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    assert_eq!(mailer.send_due(&server.backend).await.unwrap(), 1);
    let mail = &post.mails()[0];
    assert_eq!(mail.to, ["lea.roy@exemple.fr"]);
    assert_eq!(
        mail.header("Subject"),
        "Un compte Bouclier a été créé pour vous"
    );
    let text = mail.text();
    assert!(
        text.contains("Par\u{a0}: Ada Byron (ada.byron@exemple.fr)"),
        "{text}"
    );
    let link = text
        .lines()
        .find(|line| line.contains("/invitation/"))
        .unwrap();
    assert_eq!(sign_in_over(&server, link).await, "/enrol");
}

#[tokio::test]
async fn without_an_invitation_the_page_of_the_user_says_that_the_account_is_there() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let answer = admin.post("/api/users/add", &lea("none")).await;
    let place: String = answer.json();
    assert!(
        place.starts_with("/account/users/") && !place.contains('?'),
        "{place}"
    );
    let page = admin.open(&place).await.text();
    assert!(page.contains("Compte créé pour Léa Roy."), "{page}");
    assert!(page.contains("n’a pas de mot de passe"), "{page}");
}

#[tokio::test]
async fn what_was_typed_comes_back_once_with_the_error_at_its_field() {
    let server = TestServer::new().await;
    let mut admin = without_script(&server).await;
    admin.open("/account/users/new").await;
    let fields = [
        ("name", "Léa <b>Roy</b>"),
        ("email", "Ada.Byron@exemple.fr"),
        ("role", "admin"),
        ("language", "en"),
        ("required", "on"),
        ("link", "none"),
    ];
    let refused = admin.post("/api/users/add", &fields).await;
    assert_eq!(refused.location(), "/account/users/new");
    assert!(refused.tells("email-taken"), "{refused:?}");
    let page = admin.open("/account/users/new").await;
    for attributes in [
        &["name=\"name\"", "value=\"Léa &lt;b&gt;Roy&lt;/b&gt;\""][..],
        &[
            "name=\"email\"",
            "Ada.Byron@exemple.fr",
            "aria-invalid=\"true\"",
            "autofocus",
        ],
        &["value=\"admin\"", "selected"],
        &["value=\"en\"", "selected"],
        &["name=\"required\"", "checked"],
        &["value=\"none\"", "checked"],
    ] {
        assert!(has(&page, attributes), "{attributes:?} in {page:?}");
    }
    let again = admin.open("/account/users/new").await.text();
    assert!(!again.contains("Léa &lt;b"), "{again}");
    assert_eq!(server.value::<i64>("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn what_was_typed_is_there_after_a_fresh_proof_without_script() {
    let server = TestServer::new().await;
    let mut admin = without_script(&server).await;
    server.advance(301);
    admin.open("/account/users/new").await;
    let asked = admin.post("/api/users/add", &lea("link")).await;
    assert_eq!(asked.location(), "/step-up?next=%2Faccount%2Fusers%2Fnew");
    admin.open(asked.location()).await;
    let fields = [("code", PASSWORD), ("next", "/account/users/new")];
    let proven = admin.post("/api/step-up", &fields).await;
    assert_eq!(proven.location(), "/account/users/new", "{proven:?}");
    let page = admin.open("/account/users/new").await;
    assert!(
        has(&page, &["name=\"name\"", "value=\"Léa Roy\""]),
        "{page:?}"
    );
}

#[tokio::test]
async fn attack_39_the_page_after_adding_somebody_named_like_an_admin_warns_of_it() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let fields = [
        ("name", "Аdа Вуrоn"),
        ("email", "eve@exemple.fr"),
        ("role", "user"),
        ("language", "fr"),
        ("link", "link"),
    ];
    let place: String = admin.post("/api/users/add", &fields).await.json();
    let page = admin.open(&place).await.text();
    assert!(
        page.contains("Ce nom ressemble à celui d’un admin"),
        "{page}"
    );
}

#[tokio::test]
async fn an_address_that_is_taken_is_refused_in_any_spelling() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for email in ["ADA.BYRON@exemple.fr", " ada.byron@exemple.fr "] {
        let mut fields = lea("none");
        fields[1] = ("email", email);
        let refused = admin.post("/api/users/add", &fields).await;
        assert_eq!(refused.error(), AppError::Refused(Problem::EmailTaken));
    }
}
