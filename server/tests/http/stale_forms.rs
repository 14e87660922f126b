//! Forms that were rendered before somebody else changed what they change, with script and without (attack 40).

use crate::support::{Answer, Ask, Browser, TestServer, USER};
use app::error::AppError;
use domain::problem::Problem;

const DAY: i64 = 86_400;

/// A form, what was done meanwhile, and where that can be seen.
struct Stale {
    page: String,
    action: &'static str,
    /// What the form sends beside what it showed.
    typed: Vec<(&'static str, String)>,
    /// What another admin does meanwhile, by the same form.
    meanwhile: Vec<(&'static str, String)>,
    /// What that has changed.
    sql: String,
}

/// What the form with this action showed on a page.
#[track_caller]
pub(super) fn shown(page: &Answer, action: &str) -> String {
    let text = page.text();
    let form = text
        .split("<form")
        .find(|form| form.contains(&format!("action=\"{action}\"")));
    let field = form.and_then(|form| form.split("name=\"seen\" value=\"").nth(1));
    let (value, _) = field.and_then(|field| field.split_once('"')).expect("seen");
    value.to_owned()
}

fn fields<'a>(typed: &'a [(&'static str, String)], seen: &'a str) -> Vec<(&'a str, &'a str)> {
    let typed = typed.iter().map(|(name, value)| (*name, value.as_str()));
    typed.chain([("seen", seen)]).collect()
}

async fn forms(server: &TestServer, admin: &mut Browser<'_>) -> Vec<Stale> {
    let lea = server.person("Léa Roy", USER).await;
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let required = [("policy", "required"), ("time", "days"), ("days", "14")];
    assert_eq!(
        admin.post("/api/policy/change", &required).await.status,
        200
    );
    // The first sign-in, from which the days count.
    server.browser().give_password(&lea).await;
    let id = lea.id.to_string();
    let text = str::to_owned;
    let day = |days: i64| server.now().plus(days * DAY).to_day();
    let profile = |name: &str, email: &str| {
        vec![
            ("id", id.clone()),
            ("name", text(name)),
            ("email", text(email)),
            ("language", text("fr")),
        ]
    };
    let rule = |days: &str| {
        vec![
            ("id", text("1")),
            ("rule", text("required")),
            ("time", text("days")),
            ("days", text(days)),
        ]
    };
    let time = |days: &str| {
        vec![
            ("policy", text("required")),
            ("only_time", text("on")),
            ("time", text("days")),
            ("days", text(days)),
        ]
    };
    let organisation = |name: &str, contact: &str| {
        vec![
            ("organisation", text(name)),
            ("contact", text(contact)),
            ("sentence", text("")),
            ("time_zone", text("UTC")),
        ]
    };
    vec![
        Stale {
            page: text("/account/organisation"),
            action: "/api/organisation/change",
            typed: organisation("", "Ada"),
            meanwhile: organisation("Mairie", ""),
            sql: text("SELECT name || contact FROM organisations"),
        },
        Stale {
            page: text("/account/organisation/mails"),
            action: "/api/mails/reminder-days",
            typed: vec![("days", text("10, 5"))],
            meanwhile: vec![("days", text("3"))],
            sql: text("SELECT reminder_days FROM organisations"),
        },
        Stale {
            page: format!("/account/users/{id}/edit"),
            action: "/api/users/edit",
            typed: profile("Léa Grand", &lea.email),
            meanwhile: profile("Léa Roy", "lea.neuve@exemple.fr"),
            sql: format!("SELECT email || name FROM users WHERE id = {id}"),
        },
        Stale {
            page: text("/account/groups/1"),
            action: "/api/groups/rename",
            typed: vec![("id", text("1")), ("name", text("Nord"))],
            meanwhile: vec![("id", text("1")), ("name", text("Sud"))],
            sql: text("SELECT name FROM \"groups\" WHERE id = 1"),
        },
        Stale {
            page: text("/account/groups/1?dialog=required"),
            action: "/api/groups/rule",
            typed: rule("7"),
            meanwhile: rule("0"),
            sql: text("SELECT requires || coalesce(grace_days, -1) FROM \"groups\" WHERE id = 1"),
        },
        Stale {
            page: format!("/account/users/{id}"),
            action: "/api/users/deadline",
            typed: vec![("id", id.clone()), ("last_day", day(40))],
            meanwhile: vec![("id", id.clone()), ("last_day", day(2))],
            sql: format!("SELECT coalesce(own_deadline, 0) || '' FROM users WHERE id = {id}"),
        },
        Stale {
            page: text("/account/security?dialog=time"),
            action: "/api/policy/change",
            typed: time("90"),
            meanwhile: time("3"),
            sql: text("SELECT coalesce(grace_days, -1) || '' FROM policies"),
        },
    ]
}

async fn refused_where_something_else_was_decided(script: bool) {
    let server = TestServer::new().await;
    let (_, mut other, _) = server.ada_with_factor().await;
    for form in forms(&server, &mut other).await {
        let mut admin = other.without_script();
        let page = admin.open(&form.page).await;
        let seen = shown(&page, form.action);
        let present = fields(&form.meanwhile, &seen);
        let done = other.post(form.action, &present).await;
        assert_eq!(done.status, 200, "{}: {done:?}", form.action);
        let decided: String = server.value(&form.sql).await;
        let stale = fields(&form.typed, &seen);
        if script {
            let refused = other.post(form.action, &stale).await;
            let problem = AppError::Refused(Problem::ChangedMeanwhile);
            assert_eq!(refused.error(), problem, "{}", form.action);
        } else {
            let refused = admin.post(form.action, &stale).await;
            let page = admin.open(refused.location()).await;
            let said = "Quelqu’un d’autre a modifié cela";
            assert!(page.text().contains(said), "{}: {page:?}", form.action);
        }
        let stays: String = server.value(&form.sql).await;
        assert_eq!(stays, decided, "{}", form.action);
    }
}

#[tokio::test]
async fn attack_40_a_stale_form_sets_nothing_back() {
    refused_where_something_else_was_decided(true).await;
}

#[tokio::test]
async fn attack_40_without_script_a_stale_form_sets_nothing_back_and_says_so() {
    refused_where_something_else_was_decided(false).await;
}

#[tokio::test]
async fn attack_40_without_script_what_was_typed_stays_and_is_saved_over_what_is_shown_then() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let id = lea.id.to_string();
    let (_, mut other) = server.ada().await;
    let mut admin = other.without_script();
    let action = "/api/users/edit";
    let form = format!("/account/users/{id}/edit");
    let old = shown(&admin.open(&form).await, action);
    let edit = |name: &'static str, email: &'static str| {
        [
            ("id", id.clone()),
            ("name", name.to_owned()),
            ("email", email.to_owned()),
            ("language", "fr".to_owned()),
        ]
    };
    let moved = edit("Léa Roy", "lea.neuve@exemple.fr");
    assert_eq!(other.post(action, &fields(&moved, &old)).await.status, 200);
    let typed = edit("Léa Grand", "lea.roy@exemple.fr");
    let refused = admin.post(action, &fields(&typed, &old)).await;
    let page = admin.open(refused.location()).await;
    for part in [
        "value=\"Léa Grand\"",
        "value=\"lea.roy@exemple.fr\"",
        "Actuellement enregistré",
        "lea.neuve@exemple.fr",
    ] {
        assert!(page.text().contains(part), "{part}: {page:?}");
    }
    let new = shown(&page, action);
    let saved = admin.post(action, &fields(&typed, &new)).await;
    assert_eq!(saved.location(), format!("/account/users/{id}"));
    let email: String = server
        .value(&format!("SELECT email FROM users WHERE id = {id}"))
        .await;
    assert_eq!(email, "lea.roy@exemple.fr");
}

#[tokio::test]
async fn attack_40_without_script_a_second_click_overwrites_neither_organisation_nor_days() {
    let server = TestServer::new().await;
    let (_, mut other, _) = server.ada_with_factor().await;
    let forms = forms(&server, &mut other).await.into_iter();
    let forms = forms.filter(|form| form.page.starts_with("/account/organisation"));
    for form in forms {
        let mut admin = other.without_script();
        let page = admin.open(&form.page).await;
        let seen = shown(&page, form.action);
        other
            .post(form.action, &fields(&form.meanwhile, &seen))
            .await;
        let decided: String = server.value(&form.sql).await;
        let refused = admin.post(form.action, &fields(&form.typed, &seen)).await;
        let page = admin.open(refused.location()).await;
        let stale = shown(&page, form.action);
        assert_eq!(stale, seen, "{}", form.action);
        let again = admin.post(form.action, &fields(&form.typed, &stale)).await;
        admin.open(again.location()).await;
        let stays: String = server.value(&form.sql).await;
        assert_eq!(stays, decided, "{}", form.action);
        // Opened anew, the form shows what applies, and changes it.
        let page = admin.open(&form.page).await;
        let present = shown(&page, form.action);
        admin
            .post(form.action, &fields(&form.typed, &present))
            .await;
        let changed: String = server.value(&form.sql).await;
        assert_ne!(changed, decided, "{}", form.action);
    }
}

#[tokio::test]
async fn attack_40_a_form_that_does_not_say_what_it_showed_changes_nothing() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let max = server.person("Max Noir", USER).await;
    let id = max.id.to_string();
    let mut forms = forms_without_what_they_showed(&mut admin, &server).await;
    forms.push((
        "/api/users/requirement",
        vec![("id", id), ("required", "on".to_owned())],
    ));
    let before = server.writes().await;
    for (action, typed) in forms {
        let typed: Vec<(&str, &str)> = typed
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = admin.send(Ask::form(action, &typed)).await;
        assert!(answer.status >= 400, "{action}: {answer:?}");
        assert_eq!(server.writes().await, before, "{action}");
    }
}

async fn forms_without_what_they_showed(
    admin: &mut Browser<'_>,
    server: &TestServer,
) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let forms = forms(server, admin).await;
    forms
        .into_iter()
        .map(|form| (form.action, form.typed))
        .collect()
}
