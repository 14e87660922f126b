//! The first admin over the set-up link.

use crate::support::{PASSWORD, PUBLIC_URL, Person, TestServer};
use app::error::AppError;
use domain::problem::Problem;

fn fields<'a>(token: &'a str, email: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("token", token),
        ("email", email),
        ("name", "Ada Byron"),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ]
}

#[tokio::test]
async fn the_link_makes_the_first_admin_without_script_and_works_once() {
    let server = TestServer::new().await;
    let link = server.backend.set_up_link().await.unwrap().unwrap();
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    let token = path.rsplit_once('/').unwrap().1;
    let mut browser = server.browser();
    let page = browser.open(path).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.text().contains("action=\"/api/set-up\""), "{page:?}");
    let refused = browser
        .post("/api/set-up", &fields(token, "nonsense"))
        .await;
    assert_eq!(refused.location(), path);
    assert!(refused.tells("email-form"), "{refused:?}");
    // What was typed is still there, but for the passwords.
    let page = browser.open(path).await.text();
    assert!(page.contains("value=\"Ada Byron\""), "{page}");
    assert!(page.contains("value=\"nonsense\""), "{page}");
    assert!(!page.contains(PASSWORD), "{page}");
    assert!(!browser.open(path).await.text().contains("nonsense"));
    let answer = browser
        .post("/api/set-up", &fields(token, "ada@exemple.fr"))
        .await;
    assert_eq!(answer.location(), "/sign-in");
    let id = domain::UserId::new(1);
    let ada = Person {
        id,
        name: "Ada Byron".into(),
        email: "ada@exemple.fr".into(),
    };
    assert_eq!(
        browser.give_password(&ada).await.location(),
        "/account/users"
    );
    let mut stranger = server.client();
    assert_eq!(stranger.open(path).await.status, 410);
    let again = stranger
        .post("/api/set-up", &fields(token, "eve@exemple.fr"))
        .await;
    assert_eq!(again.error(), AppError::Refused(Problem::LinkGone));
}

#[tokio::test]
async fn the_link_makes_no_second_admin_beside_an_account_that_came_meanwhile() {
    let server = TestServer::new().await;
    let link = server.backend.set_up_link().await.unwrap().unwrap();
    let token = link.rsplit_once('/').unwrap().1;
    server.ada().await;
    let mut stranger = server.client();
    assert_eq!(stranger.open(&format!("/set-up/{token}")).await.status, 410);
    let gone = AppError::Refused(Problem::LinkGone);
    assert_eq!(
        stranger
            .post("/api/set-up/check", &[("token", token)])
            .await
            .error(),
        gone
    );
    let answer = stranger
        .post("/api/set-up", &fields(token, "eve@exemple.fr"))
        .await;
    assert_eq!(answer.error(), gone);
    assert_eq!(server.value::<i64>("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn a_guessed_token_makes_nobody_an_admin() {
    let server = TestServer::new().await;
    server.backend.set_up_link().await.unwrap();
    let guess = "A".repeat(43);
    let answer = server
        .client()
        .post("/api/set-up", &fields(&guess, "eve@exemple.fr"))
        .await;
    assert_eq!(answer.error(), AppError::Refused(Problem::LinkGone));
    assert_eq!(server.value::<i64>("SELECT count(*) FROM users").await, 0);
}
