//! The file of texts that the browser fetches.

use crate::support::{Ask, TestServer};

/// The path of the texts that a page names.
fn named(page: &str) -> String {
    let link = page.split("id=\"texts\"").nth(1).unwrap();
    let href = link.split("href=\"").nth(1).unwrap();
    href.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_names_the_texts_of_its_own_language_which_are_stored_forever() {
    let server = TestServer::new().await;
    for (language, sign_in) in [("fr", "Se connecter"), ("en", "Sign in")] {
        let ask = Ask::get("/sign-in").with("accept-language", language);
        let path = named(&server.send(ask).await.text());
        assert!(path.starts_with(&format!("/texts/{language}.")), "{path}");
        let answer = server.send(Ask::get(&path)).await;
        assert_eq!(
            (
                answer.status,
                answer.header("content-type"),
                answer.header("cache-control")
            ),
            (
                200,
                "application/json",
                "public, max-age=31536000, immutable"
            )
        );
        let texts: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
        assert_eq!(texts["action.sign-in"], sign_in);
    }
}

#[tokio::test]
async fn texts_come_compressed_and_another_version_of_them_is_not_there() {
    let server = TestServer::new().await;
    let path = named(&server.send(Ask::get("/sign-in")).await.text());
    let ask = Ask::get(&path).with("accept-encoding", "br");
    assert_eq!(server.send(ask).await.header("content-encoding"), "br");
    let missing = server
        .send(Ask::get("/texts/fr.0123456789abcdef.json"))
        .await;
    assert_eq!(missing.status, 404);
    assert_ne!(
        missing.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
}
