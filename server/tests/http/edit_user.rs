//! Changing the profile of a user, over HTTP.

use crate::support::{ADMIN, Answer, Browser, MailServer, PUBLIC_URL, Person, TestServer, USER};
use app::error::AppError;
use domain::Role;
use domain::problem::Problem;
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

/// Whether a page has an input with these attributes.
fn has(page: &Answer, attributes: &[&str]) -> bool {
    let text = page.text();
    let mut tags = text
        .split('<')
        .filter(|tag| tag.starts_with("input") || tag.starts_with("option"));
    tags.any(|tag| attributes.iter().all(|attribute| tag.contains(attribute)))
}

async fn edit(browser: &mut Browser<'_>, id: &str, name: &str, email: &str) -> Answer {
    let fields = [
        ("id", id),
        ("name", name),
        ("email", email),
        ("language", "en"),
    ];
    browser.post("/api/users/edit", &fields).await
}

async fn lea(server: &TestServer) -> (Person, String) {
    let lea = server.person("Léa Roy", USER).await;
    let id = lea.id.to_string();
    (lea, id)
}

#[tokio::test]
async fn an_admin_edits_a_user_without_script_and_the_old_address_is_mailed() {
    let server = TestServer::new().await;
    let post = MailServer::start();
    let (lea, id) = lea(&server).await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let user = format!("/account/users/{id}");
    let page = admin.open(&user).await.text();
    assert!(page.contains(&format!("href=\"{user}/edit\"")), "{page}");
    let page = admin.open(&format!("{user}/edit")).await;
    for attributes in [
        &["name=\"name\"", "value=\"Léa Roy\""][..],
        &["name=\"email\"", "value=\"lea.roy@exemple.fr\""],
        &["value=\"fr\"", "selected"],
    ] {
        assert!(has(&page, attributes), "{attributes:?} in {page:?}");
    }
    let answer = edit(&mut admin, &id, "Léa Grand", "lea.grand@exemple.fr").await;
    assert_eq!(answer.location(), user);
    let page = admin.open(&user).await.text();
    assert!(page.contains("Profil enregistré pour Léa Grand."), "{page}");
    assert!(page.contains("lea.grand@exemple.fr"), "{page}");
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(PUBLIC_URL).unwrap(), server.url).unwrap();
    assert_eq!(mailer.send_due(&server.backend).await.unwrap(), 2);
    let mails = post.mails();
    let told: Vec<_> = mails
        .iter()
        .map(|mail| (mail.to.clone(), mail.header("Subject")))
        .collect();
    let old = vec![lea.email];
    assert!(
        told.contains(&(
            old.clone(),
            "The address of your Bouclier account was changed".to_owned()
        )),
        "{told:?}"
    );
    assert!(
        told.contains(&(
            old,
            "The name or the language of your Bouclier account was changed".to_owned()
        )),
        "{told:?}"
    );
    for mail in &mails {
        assert!(mail.text().contains("By: Ada Byron (ada.byron@exemple.fr)"));
        // The old address may be that of a stranger.
        assert!(!mail.text().contains("lea.grand@exemple.fr"));
    }
    let log = admin
        .open("/account/audit?action=address-changed")
        .await
        .text();
    let change = "Adresse\u{a0}: lea.roy@exemple.fr → lea.grand@exemple.fr";
    assert!(log.contains(change), "{log}");
}

#[tokio::test]
async fn what_was_typed_comes_back_to_the_form_of_that_user_alone() {
    let server = TestServer::new().await;
    let (_, id) = lea(&server).await;
    let max = server.person("Max Petit", USER).await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let form = format!("/account/users/{id}/edit");
    admin.open(&form).await;
    let refused = edit(&mut admin, &id, "Zoé Grand", "ada.byron@exemple.fr").await;
    assert_eq!(refused.location(), form);
    let other = admin.open(&format!("/account/users/{}/edit", max.id)).await;
    assert!(has(&other, &["name=\"name\"", "value=\"Max Petit\""]));
    let page = admin.open(&form).await;
    for attributes in [
        &["name=\"name\"", "value=\"Zoé Grand\""][..],
        &[
            "name=\"email\"",
            "ada.byron@exemple.fr",
            "aria-invalid=\"true\"",
        ],
        &["value=\"en\"", "selected"],
    ] {
        assert!(has(&page, attributes), "{attributes:?} in {page:?}");
    }
    assert!(page.text().contains("Modifier Léa Roy"), "{page:?}");
}

#[tokio::test]
async fn the_own_account_has_no_form_there_and_an_account_that_is_gone_is_not_found() {
    let server = TestServer::new().await;
    let (ada, mut admin) = server.ada().await;
    let id = ada.id.to_string();
    let page = admin.open(&format!("/account/users/{id}/edit")).await;
    assert!(!page.text().contains("/api/users/edit"), "{page:?}");
    assert!(page.text().contains("href=\"/me\""), "{page:?}");
    let refused = edit(&mut admin, &id, "Ada Byron", "eve@exemple.fr").await;
    assert_eq!(refused.error(), AppError::Refused(Problem::OwnAccount));
    for gone in ["999", "new", "x"] {
        let page = admin.open(&format!("/account/users/{gone}/edit")).await;
        assert_eq!(page.status, 404, "{gone}");
    }
    let refused = edit(&mut admin, "999", "Léa Roy", "lea@exemple.fr").await;
    assert_eq!(refused.error(), AppError::NotFound);
}

#[tokio::test]
async fn attack_44_the_page_says_from_when_an_admin_who_got_a_code_gets_another_address() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let bob = server.person("Bob Martin", ADMIN).await;
    server.signed_in(&bob).await.enrol().await;
    let id = bob.id.to_string();
    let page = format!("/account/users/{id}/edit");
    admin.open(&page).await;
    let given = admin.post("/api/users/access-code", &[("id", &id)]).await;
    assert_eq!(given.status, 302, "{given:?}");
    let refused = edit(&mut admin, &id, &bob.name, "eve@exemple.fr").await;
    assert_eq!(refused.location(), page);
    let text = admin.open(&page).await.text();
    assert!(
        text.contains("un code d’accès et une autre adresse"),
        "{text}"
    );
    let email: String = server
        .value(&format!("SELECT email FROM users WHERE id = {id}"))
        .await;
    assert_eq!(email, bob.email);
    let role: String = server
        .value(&format!("SELECT role FROM users WHERE id = {id}"))
        .await;
    assert_eq!(role, Role::Admin.as_str());
}
