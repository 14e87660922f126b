//! The file of texts that the browser fetches.

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
    }
}
