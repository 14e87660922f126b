//! The answers of pages that have nothing to show.

use crate::support::{Ask, TestServer, USER};

#[tokio::test]
async fn a_path_that_is_no_page_is_a_page_with_404() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for path in [
        "/nowhere",
        "/account",
        "/account/users/1/x",
        "/me/x",
        "/%3Cscript%3E",
    ] {
        for answer in [server.browser().open(path).await, admin.open(path).await] {
            assert_eq!(answer.status, 404, "{path}: {answer:?}");
            assert!(answer.text().contains("Erreur 404"), "{path}: {answer:?}");
            assert!(!answer.text().contains("<script>"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_plain_user_gets_the_page_that_says_so_with_403() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.ada().await;
    let mut own = server.signed_in(&lea).await;
    for path in [
        "/account/users",
        "/account/users/2",
        "/account/security",
        "/account/users?q=ada",
    ] {
        let answer = own.open(path).await;
        assert_eq!(answer.status, 403, "{path}: {answer:?}");
        assert!(
            answer
                .text()
                .contains("Votre rôle ne donne pas accès à cette page"),
            "{path}"
        );
        assert!(!answer.text().contains("Ada"), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn a_user_that_does_not_exist_is_404_for_admins_and_403_for_users() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let mut own = server.signed_in(&lea).await;
    for id in [
        "999999",
        "0",
        "-1",
        "9223372036854775808",
        "x",
        "1e3",
        "%00",
    ] {
        let path = format!("/account/users/{id}");
        let answer = admin.open(&path).await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert!(answer.text().contains("Erreur 404"), "{path}");
    }
    assert_eq!(own.open("/account/users/999999").await.status, 403);
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for (path, status) in [("/account/users", 200), ("/nowhere", 404), ("/", 303)] {
        let answer = admin.send(Ask::new("HEAD".parse().unwrap(), path)).await;
        assert_eq!(answer.status, status, "{path}");
    }
    let stranger = server
        .send(Ask::new("HEAD".parse().unwrap(), "/account/users"))
        .await;
    assert_eq!(stranger.location(), "/sign-in?next=%2Faccount%2Fusers");
}

#[tokio::test]
async fn a_session_without_its_second_factor_is_shown_no_name() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let mut half = server.signed_in(&lea).await;
    for path in [
        "/sign-in?step=code",
        "/sign-in?step=recovery",
        "/applications",
        "/nowhere",
    ] {
        let answer = half.open(path).await;
        assert!(!answer.text().contains("Léa"), "{path}: {answer:?}");
    }
}
