//! The sessions of a user, as admins see and end them.

use crate::support::{ADMIN, Ask, Browser, TestServer, USER};
use app::error::AppError;
use domain::Proof;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Léa, signed in with a browser that sends its name.
async fn lea(server: &TestServer) -> Browser<'_> {
    let email = "lea.roy@exemple.fr";
    let fields = [("email", email), ("password", crate::support::PASSWORD)];
    let mut browser = server.client();
    let ask = Ask::form("/api/sign-in", &fields).with("user-agent", FIREFOX);
    assert_eq!(browser.send(ask).await.status, 200);
    browser
}

#[tokio::test]
async fn an_admin_sees_the_sessions_of_a_user_and_ends_one_or_all_of_them() {
    let server = TestServer::new().await;
    let id = server.person("Léa Roy", USER).await.id.to_string();
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let mut first = lea(&server).await;
    let number: i64 = server.value("SELECT max(id) FROM sessions").await;
    let (mut second, mut third) = (lea(&server).await, lea(&server).await);
    let path = format!("/account/users/{id}");
    let page = admin.open(&path).await.text();
    let buttons = page
        .matches("Fermer la session\u{a0}: Firefox sur Linux")
        .count();
    assert_eq!(buttons, 3, "{page}");
    assert!(page.contains("Fermer toutes les sessions"), "{page}");
    let one = [("id", id.as_str()), ("session", &number.to_string())];
    let answer = admin.post("/api/users/end-sessions", &one).await;
    assert_eq!(answer.location(), path);
    assert!(!first.is_known().await);
    assert!(second.is_known().await && third.is_known().await);
    let answer = admin.post("/api/users/end-sessions", &one[..1]).await;
    assert_eq!(answer.location(), path);
    assert!(!second.is_known().await && !third.is_known().await);
    let page = admin.open(answer.location()).await.text();
    assert!(page.contains("Sessions fermées."), "{page}");
    assert!(page.contains("Aucune session ouverte."), "{page}");
    assert!(page.contains("a fermé des sessions de Léa Roy"), "{page}");
}

#[tokio::test]
async fn ending_sessions_of_others_needs_a_fresh_proof() {
    let server = TestServer::new().await;
    let id = server.person("Léa Roy", USER).await.id.to_string();
    let (_, mut admin, _) = server.ada_with_factor().await;
    let mut own = lea(&server).await;
    server.advance(301);
    let answer = admin.post("/api/users/end-sessions", &[("id", &id)]).await;
    assert_eq!(answer.error(), AppError::StepUp(Proof::Code));
    assert!(own.is_known().await);
}

#[tokio::test]
async fn on_the_own_page_the_session_in_use_is_named_and_stays() {
    let server = TestServer::new().await;
    let ada = server.person("Ada Byron", ADMIN).await;
    let mut other = server.signed_in(&ada).await;
    let mut admin = server.signed_in(&ada).await;
    let page = admin
        .open(&format!("/account/users/{}", ada.id))
        .await
        .text();
    assert!(page.contains(">actuelle<"), "{page}");
    let id = ada.id.to_string();
    let answer = admin.post("/api/users/end-sessions", &[("id", &id)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!other.is_known().await);
    assert!(admin.is_known().await);
}
