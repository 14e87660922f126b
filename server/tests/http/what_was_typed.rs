//! What was typed into a form that is refused is in the page that returns with the error, once and for its user alone.

use crate::forms_without_script::{alert, refused};
use crate::stale_forms::shown;
use crate::support::{Answer, TestServer, USER};

/// The value of the field with this name, as a page shows it.
#[track_caller]
fn value_of(page: &Answer, field: &str) -> String {
    let text = page.text();
    let name = format!("name=\"{field}\"");
    let tag = text
        .split('<')
        .find(|tag| tag.contains(&name))
        .expect("a field");
    let value = tag
        .split_once("value=\"")
        .map(|(_, after)| after.split('"').next().unwrap());
    value.unwrap_or_default().to_owned()
}

type Fields<'a> = &'a [(&'a str, &'a str)];

#[tokio::test]
async fn what_was_typed_into_a_refused_field_is_there_once_with_the_error() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut script, _) = server.ada_with_factor().await;
    let required = [("policy", "required"), ("time", "days"), ("days", "14")];
    script.post("/api/policy/change", &required).await;
    script
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    // The first sign-in, from which the days count.
    server.browser().give_password(&lea).await;
    let id = lea.id.to_string();
    let long = "x".repeat(400);
    let user = format!("/account/users/{id}");
    let refusals: [(_, _, Fields<'_>); 4] = [
        (
            "/account/groups",
            "/api/groups/create",
            &[("name", "ventes")],
        ),
        (
            "/account/groups/1",
            "/api/groups/rename",
            &[("name", &long), ("id", "1")],
        ),
        (
            &user,
            "/api/users/deadline",
            &[("last_day", "2020-01-01"), ("id", &id)],
        ),
        (
            "/me",
            "/api/me/profile",
            &[("name", &long), ("language", "en")],
        ),
    ];
    let mut admin = script.without_script();
    for (page, action, fields) in refusals {
        let (field, typed) = fields[0];
        let opened = admin.open(page).await;
        let before = value_of(&opened, field);
        assert_ne!(before, typed, "{action}");
        let seen = (field == "last_day").then(|| shown(&opened, action));
        let seen = seen.as_deref().map(|seen| ("seen", seen));
        let fields: Vec<_> = fields.iter().copied().chain(seen).collect();
        let back = refused(&mut admin, action, &fields).await;
        assert!(alert(&back).is_some(), "{action}: {back:?}");
        assert_eq!(value_of(&back, field), typed, "{action}");
        assert_eq!(value_of(&admin.open(page).await, field), before, "{action}");
    }
}

#[tokio::test]
async fn what_was_typed_is_not_there_for_who_signs_in_next_on_that_browser() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let max = server.person("Max Petit", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    browser.open("/me").await;
    let long = "x".repeat(400);
    let refused = browser
        .post("/api/me/profile", &[("name", &long), ("language", "en")])
        .await;
    assert_eq!(refused.location(), "/me");
    browser.post("/api/sign-out", &[]).await;
    browser.give_password(&max).await;
    let page = browser.open("/me").await;
    assert_eq!(value_of(&page, "name"), "Max Petit");
}
