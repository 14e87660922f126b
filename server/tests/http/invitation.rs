//! Invitation links, over HTTP.

use crate::support::{
    HTTPS_URL, INVITEE, PASSWORD, PUBLIC_URL, Person, TestServer, USER, operator,
};
use app::error::AppError;
use domain::problem::Problem;

/// The path of a link, and the token in it.
fn parts(url: &str) -> (String, String) {
    let path = url.strip_prefix(PUBLIC_URL).unwrap();
    (path.to_owned(), path.rsplit_once('/').unwrap().1.to_owned())
}

async fn link_for(server: &TestServer, person: &Person) -> (String, String) {
    parts(
        &server
            .backend
            .invite(&operator(), person.id)
            .await
            .unwrap()
            .url,
    )
}

#[tokio::test]
async fn the_invited_user_chooses_a_password_without_script_and_signs_in() {
    let server = TestServer::new().await;
    let noe = server.person("Noé Neuf", INVITEE).await;
    let (path, token) = link_for(&server, &noe).await;
    let mut browser = server.browser();
    let page = browser.open(&path).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(
        page.text().contains("Noé") && page.text().contains(&noe.email),
        "{page:?}"
    );
    let fields = [
        ("token", token.as_str()),
        ("password", "short"),
        ("repeated", "short"),
    ];
    let refused = browser.post("/api/invitation/accept", &fields).await;
    assert_eq!(refused.location(), path);
    assert!(refused.tells("password-too-short"), "{refused:?}");
    let fields = [
        ("token", token.as_str()),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    let answer = browser.post("/api/invitation/accept", &fields).await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(answer.tells("password-chosen"), "{answer:?}");
    assert_eq!(answer.cookies().len(), 1, "a link opens no session");
    assert_eq!(browser.give_password(&noe).await.location(), "/me");
}

#[tokio::test]
async fn a_link_that_was_used_expired_or_never_was_is_gone() {
    let server = TestServer::new().await;
    let noe = server.person("Noé Neuf", INVITEE).await;
    let (used, token) = link_for(&server, &noe).await;
    let fields = [
        ("token", token.as_str()),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    let mut client = server.client();
    assert_eq!(
        client.post("/api/invitation/accept", &fields).await.status,
        200
    );
    let (replaced, _) = link_for(&server, &noe).await;
    let (expired, _) = link_for(&server, &noe).await;
    assert_eq!(server.browser().open(&expired).await.status, 200);
    server.advance(72 * 3_600);
    for path in [used, replaced, expired, "/invitation/x".to_owned()] {
        let page = server.browser().open(&path).await;
        assert_eq!(page.status, 410, "{path}: {page:?}");
        let text = page.text();
        let (head, body) = text.split_once("</head>").unwrap();
        assert!(
            head.contains("<title>Ce lien ne fonctionne plus · Bouclier</title>"),
            "{page:?}"
        );
        assert!(body.contains("Ce lien ne fonctionne plus"), "{page:?}");
        assert!(!page.text().contains(&noe.email), "{page:?}");
    }
    let again = client.post("/api/invitation/accept", &fields).await;
    assert_eq!(again.error(), AppError::Refused(Problem::LinkGone));
}

#[tokio::test]
async fn a_link_for_one_purpose_is_none_for_another() {
    let server = TestServer::new().await;
    let set_up = server.backend.set_up_link().await.unwrap().unwrap();
    let (_, set_up) = parts(&set_up);
    let noe = server.person("Noé Neuf", INVITEE).await;
    let (_, invitation) = link_for(&server, &noe).await;
    let gone = AppError::Refused(Problem::LinkGone);
    let mut client = server.client();
    let fields = [
        ("token", set_up.as_str()),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    assert_eq!(
        client.post("/api/invitation/accept", &fields).await.error(),
        gone
    );
    assert_eq!(
        client
            .post("/api/set-up/check", &[("token", &invitation)])
            .await
            .error(),
        gone
    );
}

#[tokio::test]
async fn attack_08_an_invitation_is_no_way_around_the_second_factor() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut open = server.signed_in(&lea).await;
    open.enrol().await;
    let (_, token) = link_for(&server, &lea).await;
    let fields = [
        ("token", token.as_str()),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    let mut client = server.client();
    assert_eq!(
        client.post("/api/invitation/accept", &fields).await.status,
        200
    );
    assert!(!open.is_known().await, "earlier sessions end");
    assert_eq!(
        client.give_password(&lea).await.json::<String>(),
        "/sign-in?step=code"
    );
}

#[tokio::test]
async fn without_script_the_link_is_shown_once_by_the_page_and_is_gone_on_reload() {
    let server = TestServer::new().await;
    let noe = server.person("Noé Neuf", INVITEE).await;
    let (_, admin) = server.ada().await;
    let mut browser = admin.without_script();
    let dialog = format!("/account/users/{}?dialog=invite", noe.id);
    browser.open(&dialog).await;
    let answer = browser
        .post("/api/users/invite", &[("id", &noe.id.to_string())])
        .await;
    assert_eq!((answer.status, answer.location()), (302, dialog.as_str()));
    assert!(answer.bytes.len() < 2_000 && !answer.location().contains("invitation/"));
    let cookie = answer.cookie("bouclier-once-3000").unwrap();
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=60"),
        "{cookie}"
    );
    let page = browser.open(&dialog).await;
    let text = page.text();
    let start = format!("{PUBLIC_URL}/invitation/");
    let (_, rest) = text.split_once(&start).expect("the link");
    let token: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    assert_eq!(token.len(), 43);
    let again = browser.open(&dialog).await;
    assert!(!again.text().contains("/invitation/"), "{again:?}");
    let mut invited = server.browser();
    assert_eq!(
        invited.open(&format!("/invitation/{token}")).await.status,
        200
    );
}

#[tokio::test]
async fn with_script_the_link_stands_in_the_answer_and_in_no_cookie() {
    let server = TestServer::new().await;
    let noe = server.person("Noé Neuf", INVITEE).await;
    let (_, mut admin) = server.ada().await;
    let answer = admin
        .post("/api/users/invite", &[("id", &noe.id.to_string())])
        .await;
    assert_eq!(answer.cookies(), Vec::<&str>::new());
    let links: serde_json::Value = answer.json();
    let link = &links[0];
    assert_eq!(link["expires"], server.now().plus(72 * 3_600).unix());
    let (path, _) = parts(link["text"].as_str().unwrap());
    assert_eq!(server.browser().open(&path).await.status, 200);
}

#[tokio::test]
async fn on_https_the_cookie_that_carries_a_link_is_secure_and_the_link_has_the_public_address() {
    let server = TestServer::on_https().await;
    let noe = server.person("Noé Neuf", INVITEE).await;
    let (_, admin) = server.ada().await;
    let mut browser = admin.without_script();
    browser
        .open(&format!("/account/users/{}?dialog=invite", noe.id))
        .await;
    let ask = crate::support::Ask::form("/api/users/invite", &[("id", &noe.id.to_string())]);
    let answer = browser.send(ask.with("host", "evil.example")).await;
    let cookie = answer.cookie("__Host-bouclier-once").unwrap();
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Strict; Max-Age=60; Secure"),
        "{cookie}"
    );
    let page = browser
        .open(&format!("/account/users/{}?dialog=invite", noe.id))
        .await;
    assert!(
        page.text().contains(&format!("{HTTPS_URL}/invitation/")),
        "{page:?}"
    );
    assert!(!page.text().contains("evil.example"), "{page:?}");
}

#[tokio::test]
async fn only_an_admin_is_shown_a_link_that_a_cookie_carries() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&lea).await;
    let value = "1900000000.https%3A%2F%2Fevil.example%2Finvitation%2Fx".to_owned();
    own.cookies.insert("bouclier-once-3000".to_owned(), value);
    assert_eq!(
        own.post("/api/users/shown-once", &[("dialog", "invite")])
            .await
            .error(),
        AppError::Forbidden
    );
}
