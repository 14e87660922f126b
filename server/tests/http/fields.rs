//! Fields that no form offers are refused, not ignored (attack 11).

use crate::routes::{Args, FUNCTIONS, Values, ask};
use crate::support::{ADMIN, Answer, Ask, INVITEE, REQUIRED, TestServer, USER};
use app::error::AppError;
use app::fields;
use domain::problem::Problem;
use std::collections::BTreeSet;

/// Fields that an attacker might want to set.
const EXTRA: [(&str, &str); 7] = [
    ("status", "protected"),
    ("last_step", "0"),
    ("role", "admin"),
    ("is_admin", "true"),
    ("id", "1"),
    ("user_id", "1"),
    ("id[0]", "1"),
];

/// The request of the access matrix with one more field.
fn ask_more(path: &str, args: Args, values: &Values, field: (&str, &str)) -> Ask {
    let (name, value) = field;
    let plain = ask(path, args, values);
    match args {
        Args::Query(fields) => {
            let sign = if fields.is_empty() { '?' } else { '&' };
            Ask::get(&format!("{}{sign}{name}={value}", plain.path()))
        }
        Args::Form(_) => {
            let body = format!("{}&{name}={value}", plain.text());
            Ask::urlencoded(path, body.trim_start_matches('&'))
        }
        Args::Json(text) => Ask::json(path, &text.replacen('{', &format!("{{\"{name}\":1,"), 1)),
    }
}

#[tokio::test]
async fn attack_11_a_field_that_no_form_offers_is_refused_by_every_server_function() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let values = Values::new(&server).await;
    let before = server.writes().await;
    for (path, args, _) in FUNCTIONS {
        for field in EXTRA {
            let answer = admin.send(ask_more(path, *args, &values, field)).await;
            let place = format!("{field:?} to {path}: {answer:?}");
            assert_eq!(
                answer.error(),
                AppError::Refused(Problem::Unknown),
                "{place}"
            );
            assert_eq!(answer.cookies(), Vec::<&str>::new(), "{place}");
            assert_eq!(server.writes().await, before, "{place}");
        }
    }
    assert!(admin.is_known().await);
}

#[tokio::test]
async fn attack_11_a_field_is_refused_wherever_it_is_put() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let before = server.writes().await;
    let form = "name=Eve&language=fr";
    let json = r#"{"name":"Eve","language":"fr","role":"admin"}"#;
    let nested = r#"{"query":{"search":"","status":null,"requirement":null,"role":null,
        "sort":"name","direction":"asc","page":1,"is_admin":true}}"#;
    for ask in [
        Ask::urlencoded("/api/me/profile?role=admin", form),
        Ask::urlencoded("/api/me/profile", &format!("{form}&name=Eva")),
        Ask::urlencoded("/api/me/profile", &format!("{form}&%72ole=admin")),
        Ask::json("/api/me/profile", &format!("{form}&role=admin")),
        Ask::json("/api/me/profile", json),
        Ask::json("/api/users", nested),
    ] {
        let place = format!("{ask:?}");
        let answer = admin.send(ask).await;
        assert_eq!(
            answer.error(),
            AppError::Refused(Problem::Unknown),
            "{place}"
        );
    }
    assert_eq!(server.writes().await, before);
}

#[tokio::test]
async fn without_script_the_page_says_that_a_value_was_not_allowed() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    browser.open("/me").await;
    let fields = [("name", "Léa"), ("language", "fr"), ("role", "admin")];
    let answer = browser.post("/api/me/profile", &fields).await;
    let page = browser.open(answer.location()).await;
    assert!(
        page.text()
            .contains("Une valeur envoyée n’est pas permise."),
        "{page:?}"
    );
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

/// A form without its buttons that send it elsewhere, to the page of a preview.
fn without_previews(form: &str) -> String {
    let parts = form.split("<button").map(|part| {
        let goes = part.split('>').next().unwrap().contains(" formaction=\"");
        let behind = part.split_once("</button>").map(|(_, behind)| behind);
        behind.filter(|_| goes).unwrap_or(part)
    });
    parts.collect()
}

/// The server functions that the forms of a page call; asserts that they take all fields of the forms.
#[track_caller]
fn called(page: &Answer) -> BTreeSet<String> {
    assert_eq!(page.status, 200, "{page:?}");
    let text = page.text();
    let forms = text.split("<form").skip(1).filter_map(|form| {
        let form = form.split("</form>").next().unwrap();
        let path = *values(form, "action").first()?;
        let (_, _, names) = fields::FUNCTIONS.iter().find(|(p, _, _)| *p == path)?;
        for name in values(&without_previews(form), "name") {
            assert!(names().contains(&name), "{path} takes no {name}");
        }
        Some(path.to_owned())
    });
    forms.collect()
}

/// The path of the link in the mail that tells this user of a new factor.
async fn securing(server: &TestServer, email: &str) -> String {
    loop {
        let mail = server.backend.take_due_mail().await.unwrap().unwrap();
        if let Some(link) = mail.securing.filter(|_| mail.email == email) {
            return link.url.strip_prefix(server.url).unwrap().to_owned();
        }
    }
}

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "a list of pages")]
async fn every_form_has_only_fields_that_its_server_function_takes() {
    let server = TestServer::with(|settings| settings.mails = true).await;
    let mut seen = BTreeSet::new();
    let set_up = server.backend.set_up_link().await.unwrap().unwrap();
    let mut anonymous = server.browser();
    for address in [
        "/sign-in",
        "/forgot-password",
        set_up.strip_prefix(server.url).unwrap(),
    ] {
        seen.extend(called(&anonymous.open(address).await));
    }
    let lea = server.person("Léa Roy", USER).await;
    let operator = crate::support::operator();
    let link = server.backend.invite(&operator, lea.id).await.unwrap().url;
    let address = link.strip_prefix(server.url).unwrap();
    seen.extend(called(&anonymous.open(address).await));
    let ada = server.person("Ada Byron", ADMIN).await;
    // Another session, to be ended on the user's own page.
    server.signed_in(&ada).await;
    let mut admin = server.signed_in(&ada).await;
    for address in [
        "/me",
        "/enrol",
        "/step-up",
        "/account/security?dialog=required",
    ] {
        seen.extend(called(&admin.open(address).await));
    }
    admin.scan().await;
    for step in ["qr", "code"] {
        seen.extend(called(&admin.open(&format!("/enrol?step={step}")).await));
    }
    let (phone, _) = admin.confirm().await;
    seen.extend(called(&admin.open("/enrol").await));
    admin
        .post("/api/enrolment/finish", &[("saved", "on")])
        .await;
    server.signed_in(&lea).await.enrol().await;
    let link = securing(&server, &lea.email).await;
    seen.extend(called(&anonymous.open(&link).await));
    let mut second = server.signed_in(&ada).await;
    seen.extend(called(&second.open("/sign-in?step=code").await));
    // A notice for the next page.
    let wrong = phone.wrong(server.now());
    second.post("/api/sign-in/code", &[("code", &wrong)]).await;
    let user = format!("/account/users/{}", lea.id);
    seen.extend(called(&admin.open(&format!("{user}/edit")).await));
    let dialogs = [
        "reset",
        "role",
        "disable",
        "delete",
        "invite",
        "access-code",
    ];
    let dialogs = dialogs.map(|dialog| format!("{user}?dialog={dialog}"));
    server.person("Noé Neuf", INVITEE).await;
    let pending = server.person("Paul Petit", REQUIRED).await;
    let pending = format!("/account/users/{}", pending.id);
    // A user whose sessions can be ended, and a file of the admin's.
    let values = Values::new(&server).await;
    let group = format!("/account/groups/{}", values.group);
    for dialog in ["", "?dialog=nothing", "?dialog=delete"] {
        seen.extend(called(&admin.open(&format!("{group}{dialog}")).await));
    }
    seen.extend(called(&admin.open("/account/groups").await));
    let filter = [("name", "À relancer"), ("query", "status=pending")];
    admin.post("/api/filters/save", &filter).await;
    let filters = "/account/users/filters?status=pending";
    seen.extend(called(&admin.open(filters).await));
    let import = values.import;
    let import = format!("/account/users/import/{import}");
    seen.extend(called(&admin.open(&import).await));
    for operation in [values.bulk, values.running, values.over] {
        let operation = format!("/account/users/bulk/{operation}");
        seen.extend(called(&admin.open(&operation).await));
    }
    let theirs: i64 = server.value("SELECT max(id) FROM users").await;
    seen.extend(called(
        &admin.open(&format!("/account/users/{theirs}")).await,
    ));
    let others = [
        "/me",
        "/me?dialog=recovery",
        "/me?dialog=deactivate",
        "/account/security?dialog=required",
        "/account/users",
        "/account/users/new",
        "/account/organisation",
        "/account/organisation/mails",
        "/account/users/invite",
        "/account/users/remind",
        user.as_str(),
        pending.as_str(),
    ];
    for address in others.into_iter().chain(dialogs.iter().map(String::as_str)) {
        seen.extend(called(&admin.open(address).await));
    }
    // An individual rule that can be ended, and a change of the policy that can be undone.
    let id = lea.id.to_string();
    let required = [("id", id.as_str()), ("required", "on")];
    admin.post("/api/users/requirement", &required).await;
    seen.extend(called(&admin.open(&user).await));
    let policy = [("policy", "required")];
    admin.post("/api/policy/change", &policy).await;
    seen.extend(called(&admin.open("/account/security").await));
    // Called only by script: while a page is rendered, and by a dialog that appears later.
    let without_form = [
        "/api/invitation",
        "/api/secure-account/check",
        "/api/session/stay",
        "/api/set-up/check",
        "/api/users/shown-once",
    ];
    let expected: BTreeSet<String> = FUNCTIONS
        .iter()
        .filter(|(path, args, _)| matches!(args, Args::Form(_)) && !without_form.contains(path))
        .map(|(path, _, _)| (*path).to_owned())
        .collect();
    assert_eq!(seen, expected);
}
