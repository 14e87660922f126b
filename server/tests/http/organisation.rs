//! The organisation, over HTTP.

use crate::support::{Answer, Browser, MailServer, PUBLIC_URL, TestServer, USER};
use app::error::AppError;
use domain::problem::Problem;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

const PAGE: &str = "/account/organisation";
const CONTACT: &str = "Ada <b>Byron</b>, poste 12";
const SENTENCE: &str = "La 2FA protège <b>nos</b> habitants.";

async fn save(browser: &mut Browser<'_>, name: &str, contact: &str, zone: &str) -> Answer {
    let fields = [
        ("organisation", name),
        ("contact", contact),
        ("sentence", SENTENCE),
        ("time_zone", zone),
    ];
    browser.post("/api/organisation/change", &fields).await
}

/// Whether a page has an input with these attributes.
fn has(page: &Answer, attributes: &[&str]) -> bool {
    let text = page.text();
    let mut tags = text.split('<').filter(|tag| tag.starts_with("input"));
    tags.any(|tag| attributes.iter().all(|attribute| tag.contains(attribute)))
}

#[tokio::test]
async fn an_admin_names_the_organisation_without_script_and_the_sign_in_and_the_log_show_it() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let before = server.browser().open("/sign-in").await.text();
    assert!(!before.contains("À qui s’adresser"), "{before}");
    let page = admin.open(PAGE).await;
    assert!(page.text().contains("href=\"/account/organisation\""));
    assert!(has(&page, &["name=\"organisation\"", "value=\"\""]));
    let saved = save(&mut admin, "Mairie de Lille", CONTACT, "Europe/Paris").await;
    assert_eq!(saved.location(), PAGE);
    let page = admin.open(PAGE).await;
    let text = page.text();
    assert!(text.contains("Informations de l’organisation enregistrées."));
    assert!(has(&page, &["value=\"Mairie de Lille\""]), "{text}");
    let zone = "<option value=\"Europe/Paris\" selected>Europe/Paris</option>";
    assert!(text.contains(zone), "{text}");
    let again = save(&mut admin, "Mairie de Lille", CONTACT, "Europe/Paris").await;
    assert!(again.tells("unchanged"), "{again:?}");

    let whom = "À qui s’adresser\u{a0}: Ada &lt;b&gt;Byron&lt;/b&gt;, poste 12";
    let sign_in = server.browser().open("/sign-in").await.text();
    assert!(sign_in.contains("<p>Mairie de Lille"), "{sign_in}");
    assert!(sign_in.contains(whom), "{sign_in}");
    let said = "<p>La 2FA protège &lt;b&gt;nos&lt;/b&gt; habitants.";
    assert!(sign_in.contains(said), "{sign_in}");
    let log = admin.open("/account/audit").await.text();
    for part in [
        "a modifié les informations de l’organisation",
        "Nom\u{a0}: – → Mairie de Lille",
        "Phrase\u{a0}: – → La 2FA protège &lt;b&gt;nos&lt;/b&gt; habitants.",
        "Fuseau horaire\u{a0}: UTC → Europe/Paris",
        "data-zone=\"Europe/Paris\"",
    ] {
        assert!(log.contains(part), "{part} in {log}");
    }
}

#[tokio::test]
async fn the_steps_of_the_sign_in_that_name_an_admin_say_whom_to_ask() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    assert_eq!(
        save(&mut admin, "", "Ada, poste 12", "UTC").await.status,
        200
    );
    let mut browser = server.browser();
    browser.give_password(&lea).await;
    for step in ["code", "recovery"] {
        let page = browser.open(&format!("/sign-in?step={step}")).await.text();
        assert!(page.contains("s’adresser\u{a0}: Ada, poste 12"), "{page}");
    }
    let id = lea.id.to_string();
    let fields = [("id", &*id), ("reason", "perdu")];
    assert_eq!(admin.post("/api/users/reset", &fields).await.status, 200);
    let mut browser = server.browser();
    browser.give_password(&lea).await;
    let page = browser.open("/sign-in?step=code").await.text();
    assert!(page.contains("Votre code d’accès"), "{page}");
    assert!(page.contains("s’adresser\u{a0}: Ada, poste 12"), "{page}");
}

#[tokio::test]
async fn without_script_what_was_typed_comes_back_with_the_field_that_is_wrong() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    admin.open(PAGE).await;
    let refused = save(&mut admin, "Mai\u{202E}rie", "Ada", "Asia/Tokyo").await;
    assert_eq!(refused.location(), PAGE);
    let page = admin.open(PAGE).await;
    let text = page.text();
    assert!(text.contains("Le nom de l’organisation contient"), "{text}");
    assert!(has(
        &page,
        &["name=\"organisation\"", "aria-invalid=\"true\""]
    ));
    assert!(has(&page, &["name=\"contact\"", "value=\"Ada\""]));
    assert!(text.contains("<option value=\"Asia/Tokyo\" selected>"));
    let long = "é".repeat(201);
    let refused = save(&mut admin, "", &long, "UTC").await;
    assert!(refused.tells("contact-too-long"), "{refused:?}");
}

#[tokio::test]
async fn with_script_a_refusal_names_the_problem() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let refused = save(&mut admin, "", "", "Europe/Nowhere").await;
    assert_eq!(refused.error(), AppError::Refused(Problem::TimeZoneUnknown));
}

#[tokio::test]
async fn mails_and_pages_without_script_are_written_in_the_organisations_time_zone() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let (_, mut admin) = server.ada().await;
    let saved = save(
        &mut admin,
        "Mairie de Lille",
        "Ada, poste 12",
        "America/New_York",
    )
    .await;
    assert_eq!(saved.status, 200);
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    assert_eq!(mailer.send_due(&server.backend).await.unwrap(), 1);
    let mail = &post.mails()[0];
    assert!(
        mail.header("From").contains("Mairie de Lille"),
        "{}",
        mail.raw
    );
    let text = mail.text();
    for part in [
        "15 janvier 2027 à 03:",
        "(America/New_York)",
        "\n\nLa 2FA protège <b>nos</b> habitants.\n\n",
        "\n\nMairie de Lille\nÀ qui s’adresser\u{a0}: Ada, poste 12",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let page = mail.html();
    let said = ">La 2FA protège &lt;b&gt;nos&lt;/b&gt; habitants.</p>";
    assert!(page.contains(said), "{page}");
    let log = admin.open("/account/audit").await.text();
    assert!(log.contains("15\u{a0}janv. 2027, 03:"), "{log}");
    assert!(log.contains("data-zone=\"America/New_York\""), "{log}");
}

#[tokio::test]
async fn the_first_admin_names_the_organisation_on_the_page_of_the_link() {
    let server = TestServer::new().await;
    let link = server.backend.set_up_link().await.unwrap().unwrap();
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    let mut browser = server.browser();
    let page = browser.open(path).await;
    let fields = [
        "name=\"organisation\"",
        "name=\"contact\"",
        "<option value=\"UTC\" selected>UTC</option>",
        "<option value=\"America/New_York\">America/New York</option>",
    ];
    let text = page.text();
    assert!(fields.iter().all(|part| text.contains(part)), "{text}");
    let token = path.rsplit_once('/').unwrap().1;
    let refused = [
        ("token", token),
        ("email", "nonsense"),
        ("name", "Ada Byron"),
        ("password", crate::support::PASSWORD),
        ("repeated", crate::support::PASSWORD),
        ("contact", "Ada, poste 12"),
        ("time_zone", "America/New_York"),
    ];
    assert_eq!(browser.post("/api/set-up", &refused).await.location(), path);
    let page = browser.open(path).await;
    let kept = [
        "value=\"Ada, poste 12\"",
        "<option value=\"America/New_York\" selected>",
    ];
    let text = page.text();
    assert!(kept.iter().all(|part| text.contains(part)), "{text}");
    let fields = [
        ("token", token),
        ("email", "ada@exemple.fr"),
        ("name", "Ada Byron"),
        ("password", crate::support::PASSWORD),
        ("repeated", crate::support::PASSWORD),
        ("organisation", "Mairie de Lille"),
        ("contact", "Ada, poste 12"),
        ("time_zone", "America/New_York"),
    ];
    let done = browser.post("/api/set-up", &fields).await;
    assert_eq!(done.location(), "/sign-in");
    let page = browser.open("/sign-in").await.text();
    assert!(page.contains("<p>Mairie de Lille"), "{page}");
    let kept = server.backend.organisation().await.unwrap();
    let kept = (kept.contact.as_str(), kept.time_zone.as_str());
    assert_eq!(kept, ("Ada, poste 12", "America/New_York"));
}
