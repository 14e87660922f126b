//! Links for all users who have no password, downloaded as a file.

use crate::support::{INVITEE, PUBLIC_URL, TestServer};

const PAGE: &str = "/account/users/invite";
const FILE: &str = "/account/users/invite/links.csv";

#[tokio::test]
async fn without_a_mail_server_the_links_are_a_file_after_a_fresh_proof_without_script() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", INVITEE).await;
    server
        .plant("UPDATE users SET name = '=Léa Roy', language = 'en' WHERE name = 'Léa Roy'")
        .await;
    let (_, admin, phone) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let shown = admin.open(PAGE).await.text();
    for part in [
        "action=\"/account/users/invite/links.csv\"",
        "Télécharger les liens",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("Un fichier contient"), "{shown}");
    server.advance(301);
    let sent = admin.post(FILE, &[]).await;
    assert_eq!(
        sent.location(),
        "/step-up?next=%2Faccount%2Fusers%2Finvite",
        "{sent:?}"
    );
    let links = "SELECT count(*) FROM one_time_links";
    assert_eq!(server.value::<i64>(links).await, 0);
    let code = phone.at(server.now());
    let fields = [("code", code.as_str()), ("next", PAGE)];
    let proved = admin.post("/api/step-up", &fields).await;
    assert_eq!(proved.location(), PAGE, "{proved:?}");
    let file = admin.post(FILE, &[]).await;
    assert_eq!(file.status, 200, "{file:?}");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"invitations.csv\""
    );
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], "name,email,language,link,valid until");
    let cells: Vec<&str> = lines[1].split(',').collect();
    assert_eq!(cells[..3], ["'=Léa Roy", &*lea.email, "en"]);
    let path = cells[3].strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(server.browser().open(path).await.status, 200);
    assert_eq!(cells[4], server.now().plus(72 * 3_600).to_rfc3339());
    let log = admin.open("/account/audit").await.text();
    assert!(
        log.contains("a téléchargé des liens de mot de passe"),
        "{log}"
    );
    assert!(!log.contains(path), "{log}");
}

#[tokio::test]
async fn a_second_click_gets_the_same_file_and_later_there_is_nobody_left() {
    let server = TestServer::new().await;
    server.person("Léa Roy", INVITEE).await;
    let (_, mut admin) = server.ada().await;
    let page = admin.open(PAGE).await.text();
    assert!(page.contains("name=\"separator\" value=\"semicolon\""));
    let by = [("separator", "semicolon")];
    let file = admin.post(FILE, &by).await.text();
    assert!(file.contains("name;email;language;link;valid until\r\n"));
    assert_eq!(admin.post(FILE, &by).await.text(), file);
    assert_eq!(admin.post(FILE, &[("separator", "x")]).await.status, 422);
    server.advance(11);
    let sent = admin.post(FILE, &[]).await;
    assert_eq!((sent.status, sent.location()), (303, PAGE));
    assert_eq!(admin.post(FILE, &[("x", "y")]).await.status, 422);
}

#[tokio::test]
async fn with_a_mail_server_there_is_no_file() {
    let server = TestServer::with(|settings| settings.mails = true).await;
    server.person("Léa Roy", INVITEE).await;
    let (_, mut admin) = server.ada().await;
    assert!(!admin.open(PAGE).await.text().contains(FILE));
    assert_eq!(admin.post(FILE, &[]).await.status, 422);
}
