//! The policy for everybody, over HTTP.

use crate::support::{TestServer, USER};
use app::error::AppError;
use domain::Policy;
use domain::problem::Problem;
use wire::view::Overview;

#[tokio::test]
async fn without_script_the_admin_requires_2fa_of_everybody_and_is_told() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut browser = admin.without_script();
    let dialog = browser.open("/account/security?dialog=required").await;
    assert!(
        dialog.text().contains("action=\"/api/policy/change\""),
        "{dialog:?}"
    );
    let answer = browser
        .post("/api/policy/change", &[("policy", "required")])
        .await;
    assert_eq!(answer.location(), "/account/security");
    let page = browser.open("/account/security").await;
    assert!(page.text().contains("message--success"), "{page:?}");
    let mut user = server.browser();
    assert_eq!(user.give_password(&lea).await.location(), "/enrol");
    assert_eq!(user.open("/me").await.location(), "/enrol?next=%2Fme");
}

#[tokio::test]
async fn without_script_the_admin_is_told_what_was_lifted_and_undoes_it() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let id = lea.id.to_string();
    let fields = [("id", id.as_str()), ("required", "on")];
    admin.post("/api/users/requirement", &fields).await;
    admin.open("/account/security").await;
    for policy in ["required", "optional"] {
        let fields = [("policy", policy)];
        admin.post("/api/policy/change", &fields).await;
    }
    let page = admin.open("/account/security").await.text();
    assert!(
        page.contains("optionnelle pour tous. 1 obligation individuelle a été levée."),
        "{page}"
    );
    assert!(page.contains("action=\"/api/policy/undo\""), "{page}");
    let answer = admin.post("/api/policy/undo", &[("number", "2")]).await;
    assert_eq!(answer.location(), "/account/security");
    let page = admin.open("/account/security").await.text();
    assert!(page.contains("Changement annulé"), "{page}");
    assert!(!page.contains("/api/policy/undo"), "{page}");
    let overview: Overview = admin.read("/api/policy").await.json();
    let individual = overview.consequences.individual;
    assert_eq!((overview.policy, individual), (Policy::Required, 1));
    admin.post("/api/policy/undo", &[("number", "2")]).await;
    let page = admin.open("/account/security").await.text();
    assert!(page.contains("a changé depuis que cette page"), "{page}");
}

#[tokio::test]
async fn an_open_session_runs_on_unless_the_admin_ends_it() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let mut own = server.signed_in(&lea).await;
    server.advance(1);
    admin
        .post("/api/policy/change", &[("policy", "required")])
        .await;
    assert_eq!(own.open("/me").await.status, 200);
    admin
        .post("/api/policy/change", &[("policy", "optional")])
        .await;
    let fields = [("policy", "required"), ("end_sessions", "on")];
    assert_eq!(admin.post("/api/policy/change", &fields).await.status, 200);
    assert!(!own.is_known().await);
}

#[tokio::test]
async fn a_user_who_must_use_2fa_cannot_deactivate_it() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let mut own = server.signed_in(&lea).await;
    let (phone, _) = own.enrol().await;
    admin
        .post("/api/policy/change", &[("policy", "required")])
        .await;
    server.advance(30);
    let code = phone.at(server.now());
    let answer = own.post("/api/me/deactivate", &[("code", &code)]).await;
    assert_eq!(
        answer.error(),
        AppError::Refused(Problem::TwoFactorRequired)
    );
    let page = own.open("/me").await;
    assert!(!page.text().contains("?dialog=deactivate"), "{page:?}");
    let page = own.open("/me?dialog=deactivate").await;
    assert!(!page.text().contains("/api/me/deactivate"), "{page:?}");
    assert_eq!(
        server
            .value::<i64>("SELECT count(*) FROM totp_factors")
            .await,
        2
    );
}

#[tokio::test]
async fn the_page_shows_the_distribution_with_the_first_paint() {
    let server = TestServer::new().await;
    server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let overview: Overview = admin.read("/api/policy").await.json();
    assert_eq!(overview.policy, Policy::Optional);
    let page = admin.open("/account/security").await;
    for status in ["protected", "pending", "voluntary", "inactive"] {
        let link = format!("/account/users?status={status}");
        assert!(page.text().contains(&link), "{status}: {page:?}");
    }
    assert!(
        page.text().contains("<svg") && page.text().contains("<table"),
        "{page:?}"
    );
}

#[tokio::test]
async fn a_rule_that_does_not_exist_is_refused() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let before = server.writes().await;
    for policy in ["none", "", "Required", "required "] {
        let answer = admin
            .post("/api/policy/change", &[("policy", policy)])
            .await;
        assert_eq!(
            answer.error(),
            AppError::Refused(Problem::Unknown),
            "{policy}"
        );
    }
    assert_eq!(server.writes().await, before);
}
