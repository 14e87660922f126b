//! The table of users and the page of one, over HTTP.

use crate::support::{ADMIN, Answer, Browser, REQUIRED, TestServer, USER};
use app::error::AppError;
use domain::TwoFactorStatus;
use domain::problem::Problem;
use wire::view::UserDetail;

/// The names in the rows of the table, as the first paint shows them.
fn names(page: &Answer) -> Vec<String> {
    let text = page.text();
    text.split("class=\"person__name\"")
        .skip(1)
        .map(|cell| {
            cell.split_once('>')
                .unwrap()
                .1
                .split_once('<')
                .unwrap()
                .0
                .to_owned()
        })
        .collect()
}

async fn table(server: &TestServer) -> Browser<'_> {
    let (_, admin) = server.ada().await;
    server.person("Élodie Lefèvre", USER).await;
    server.person("Bruno Petit", REQUIRED).await;
    server.person("Chloé Grand", ADMIN).await;
    admin.without_script()
}

#[tokio::test]
async fn the_first_paint_of_the_table_has_the_rows_in_it() {
    let server = TestServer::new().await;
    let mut admin = table(&server).await;
    let page = admin.open("/account/users").await;
    assert_eq!(
        names(&page),
        ["Ada Byron", "Bruno Petit", "Chloé Grand", "Élodie Lefèvre"]
    );
    assert!(page.text().contains("elodie.lefevre@exemple.fr"));
    assert!(page.text().contains("shield--pending"));
}

#[tokio::test]
async fn the_rows_are_in_the_page_once() {
    let server = TestServer::new().await;
    let mut admin = table(&server).await;
    let page = admin.open("/account/users").await;
    // In the column and under the name; not in the data for taking the page over.
    let address = "elodie.lefevre@exemple.fr";
    assert_eq!(page.text().matches(address).count(), 2);
}

#[tokio::test]
async fn the_address_holds_search_filters_and_order() {
    let server = TestServer::new().await;
    let mut admin = table(&server).await;
    for (query, expected) in [
        ("q=lefevre", &["Élodie Lefèvre"][..]),
        ("q=LEF%C3%88VRE", &["Élodie Lefèvre"]),
        ("role=admin", &["Ada Byron", "Chloé Grand"]),
        ("status=pending", &["Bruno Petit"]),
        ("requirement=individual", &["Bruno Petit"]),
        (
            "dir=desc",
            &["Élodie Lefèvre", "Chloé Grand", "Bruno Petit", "Ada Byron"],
        ),
        (
            "role=user&sort=email&dir=desc",
            &["Élodie Lefèvre", "Bruno Petit"],
        ),
        ("q=%27%20OR%201=1--", &[]),
        (
            "page=2",
            &["Ada Byron", "Bruno Petit", "Chloé Grand", "Élodie Lefèvre"],
        ),
        (
            "sort=password_hash",
            &["Ada Byron", "Bruno Petit", "Chloé Grand", "Élodie Lefèvre"],
        ),
    ] {
        let page = admin.open(&format!("/account/users?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert_eq!(names(&page), expected, "{query}");
    }
}

#[tokio::test]
async fn a_search_text_with_markup_is_text() {
    let server = TestServer::new().await;
    let mut admin = table(&server).await;
    let page = admin
        .open("/account/users?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        .await;
    assert!(!page.text().contains("<script>alert(1)"), "{page:?}");
}

#[tokio::test]
async fn a_name_with_markup_is_a_name_on_every_page() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let name = "</title><img src=x onerror=alert(1)></script><script>alert(2)</script>";
    let person = server.person("Zoé Piège", USER).await;
    let mut own = server.signed_in(&person).await;
    let saved = own
        .post("/api/me/profile", &[("name", name), ("language", "fr")])
        .await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let user = format!("/account/users/{}", person.id);
    let mut pages = vec![own.open("/me").await];
    for path in ["/account/users", &user, &format!("{user}?dialog=delete")] {
        pages.push(admin.open(path).await);
    }
    for page in pages {
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("&lt;/title&gt;&lt;img src=x"), "{text}");
        assert!(
            !text.contains("<img src=x") && !text.contains("<script>alert(2)"),
            "{text}"
        );
    }
}

async fn detail(admin: &mut Browser<'_>, id: &str) -> UserDetail {
    let card: serde_json::Value = admin.read(&format!("/api/users/one?id={id}")).await.json();
    serde_json::from_value(card["user"].clone()).unwrap()
}

#[tokio::test]
async fn the_checkbox_saves_and_the_page_says_so() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let id = lea.id.to_string();
    let on = admin
        .post("/api/users/requirement", &[("id", &id), ("required", "on")])
        .await;
    assert_eq!(on.text(), "\"Required\"");
    let row = detail(&mut admin, &id).await.row;
    assert_eq!(
        (row.status, row.rule_by.as_ref().map(|by| by.name.as_str())),
        (TwoFactorStatus::Pending, Some("Ada Byron"))
    );
    let off = admin.post("/api/users/requirement", &[("id", &id)]).await;
    assert_eq!(off.text(), "\"NotRequired\"");
    assert_eq!(
        admin
            .post("/api/users/requirement", &[("id", &id)])
            .await
            .text(),
        "\"Unchanged\""
    );
}

#[tokio::test]
async fn attack_11_fields_that_no_form_offers_have_no_effect() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let (phone, _) = server.signed_in(&lea).await.enrol().await;
    let id = lea.id.to_string();
    let extra = [
        ("status", "protected"),
        ("last_step", "0"),
        ("failures", "-100"),
        ("role", "admin"),
        ("email", "evil@exemple.fr"),
        ("override_until", "0"),
        ("two_factor_since", ""),
        ("by", "Somebody Else"),
        ("actor", "1"),
    ];
    let step: i64 = server.value("SELECT last_step FROM totp_factors").await;
    let fields = [&[("id", id.as_str()), ("required", "on")][..], &extra[..]].concat();
    admin.post("/api/users/requirement", &fields).await;
    let mut own = server.signed_in(&lea).await;
    own.give_code(&phone).await;
    let fields = [
        &[("name", "Léa Roy"), ("language", "en"), ("id", "1")][..],
        &extra[..],
    ]
    .concat();
    own.post("/api/me/profile", &fields).await;
    let detail = detail(&mut admin, &id).await;
    assert_eq!(detail.row.email, lea.email);
    assert_eq!(detail.row.role, domain::Role::User);
    assert_ne!(
        detail.row.rule_by.as_ref().map(|by| by.name.as_str()),
        Some("Somebody Else")
    );
    assert!(detail.factor.is_some());
    assert!(
        server
            .value::<i64>("SELECT last_step FROM totp_factors")
            .await
            > step
    );
    assert_eq!(
        server
            .value::<i64>("SELECT count(*) FROM factor_attempts")
            .await,
        0
    );
    let query = "SELECT name FROM users WHERE id = 2";
    assert_eq!(
        server.value::<String>(query).await,
        "Ada Byron",
        "the session's user, not `id`"
    );
}

#[tokio::test]
async fn a_plain_user_reaches_no_action_even_on_the_own_account() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let (ada, _) = server.ada().await;
    let mut own = server.signed_in(&lea).await;
    own.enrol().await;
    let before = server.writes().await;
    for id in [lea.id.to_string(), ada.id.to_string()] {
        let id = ("id", id.as_str());
        for (path, fields) in [
            ("/api/users/role", &[id, ("role", "admin")][..]),
            ("/api/users/requirement", &[id]),
            ("/api/users/reset", &[id, ("reason", "mine")]),
            ("/api/users/disabled", &[id, ("disabled", "true")]),
            ("/api/users/delete", &[id]),
            ("/api/users/invite", &[id]),
            ("/api/policy/change", &[("policy", "optional")]),
        ] {
            let answer = own.post(path, fields).await;
            assert_eq!(answer.error(), AppError::Forbidden, "{path}");
        }
    }
    assert_eq!(server.writes().await, before);
}

#[tokio::test]
async fn a_session_of_somebody_else_is_not_ended() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let id: i64 = server.value("SELECT max(id) FROM sessions").await;
    let mut own = server.signed_in(&lea).await;
    let answer = own
        .post("/api/me/end-session", &[("id", &id.to_string())])
        .await;
    assert_eq!(answer.error(), AppError::NotFound);
    assert!(admin.is_known().await);
}

/// The fields of a form about a user; inputs without a name do not count.
fn with<'a>(id: &'a str, more: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("id", id), more];
    fields.retain(|(name, _)| !name.is_empty());
    fields
}

#[tokio::test]
async fn attack_10_reset_disabling_role_and_deletion_end_the_sessions_at_once() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    for (number, (path, more)) in [
        ("/api/users/reset", ("reason", "lost")),
        ("/api/users/disabled", ("disabled", "true")),
        ("/api/users/role", ("role", "user")),
        ("/api/users/delete", ("", "")),
    ]
    .into_iter()
    .enumerate()
    {
        let person = server.person(&format!("Max {number}"), ADMIN).await;
        let mut own = server.signed_in(&person).await;
        assert!(own.is_known().await);
        let id = person.id.to_string();
        let answer = admin.post(path, &with(&id, more)).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(!own.is_known().await, "{path}");
        assert!(
            own.open("/account/users")
                .await
                .location()
                .starts_with("/sign-in"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_last_admin_stays() {
    let server = TestServer::new().await;
    let (ada, mut admin) = server.ada().await;
    let id = ada.id.to_string();
    for (path, more) in [
        ("/api/users/role", ("role", "user")),
        ("/api/users/disabled", ("disabled", "true")),
        ("/api/users/delete", ("", "")),
    ] {
        let answer = admin.post(path, &with(&id, more)).await;
        assert_eq!(
            answer.error(),
            AppError::Refused(Problem::LastAdmin),
            "{path}"
        );
    }
    assert_eq!(server.client().give_password(&ada).await.status, 200);
}

#[tokio::test]
async fn an_admin_who_is_alone_reads_what_to_do_next_until_it_is_done() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let page = admin.open("/account/users").await.text();
    for part in [
        "Pour commencer",
        "href=\"/enrol\"",
        "href=\"/account/users/new\"",
        "bouclier users import",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let none = admin.open("/account/users?q=ada").await.text();
    assert!(!none.contains("Pour commencer"), "{none}");
    admin.enrol().await;
    let page = admin.open("/account/users").await.text();
    assert!(page.contains("Pour commencer"), "{page}");
    assert!(!page.contains("href=\"/enrol\""), "{page}");
    server.person("Léa Roy", USER).await;
    let page = admin.open("/account/users").await.text();
    assert!(!page.contains("Pour commencer"), "{page}");
}
