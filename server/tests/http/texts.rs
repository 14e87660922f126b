//! The files of texts that the browser fetches.

use crate::support::{Ask, TestServer};

#[tokio::test]
async fn a_page_names_the_texts_of_its_own_language() {
    let server = TestServer::new().await;
    for (language, sign_in) in [("fr", "Se connecter"), ("en", "Sign in")] {
        let ask = Ask::get("/applications").with("accept-language", language);
        let page = server.send(ask).await.text();
        let link = page.split("id=\"texts\"").nth(1).unwrap();
        let href = link.split("href=\"").nth(1).unwrap();
        let path = href.split('"').next().unwrap();
        assert_eq!(path, format!("/pkg/{language}.0a.json"));
        let answer = server.send(Ask::get(path)).await;
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
        let rest = link.split("data-rest=\"").nth(1).unwrap();
        let rest = rest.split('"').next().unwrap();
        assert_eq!(rest, format!("/pkg/{language}-rest.0a.json"));
    }
}

#[tokio::test]
async fn the_texts_of_other_pages_than_the_first_are_fetched_ahead_with_those_pages_alone() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for (page, fetches) in [("/account/users", false), ("/me", true)] {
        let html = admin.open(page).await.text();
        let mut links = html
            .split("<link ")
            .filter(|link| link.contains("rel=\"preload\""));
        let is_ahead = links.any(|link| link.contains("href=\"/pkg/fr-rest.0a.json\""));
        assert_eq!(is_ahead, fetches, "{page}");
    }
}
