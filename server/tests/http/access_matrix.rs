//! The access matrix: every route with every kind of caller (attack 4).

use crate::page_routes::{PAGES, Page};
use crate::plain_routes::{ENDPOINTS, FILES, FOLDERS};
use crate::routes::{self, Args, FUNCTIONS, Get, Values, ask, expected, method, page_path};
use crate::support::{
    ADMIN, AUDITOR, Ask, Browser, HELPDESK, Person, Phone, REQUIRED, TestServer, USER, list_routes,
};
use app::error::AppError;
use domain::{Gate, Proof};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;
use std::path::Path;

/// The callers, in the order of the tables; [`expected`] says which answer the last two get.
pub const CALLERS: [&str; 8] = [
    "anonymous",
    "password only",
    "enrolment",
    "user",
    "admin",
    "admin with an old proof",
    "helpdesk",
    "auditor",
];
/// Seconds after which a proof is old.
const OLD: i64 = 301;

pub struct People {
    claimant: Person,
    enrollee: Person,
    user: Person,
    admin: Person,
    phone: Phone,
    helpdesk: (Person, Phone),
    auditor: (Person, Phone),
}

impl People {
    pub async fn new(server: &TestServer) -> Self {
        let admin = server.person("Ada Byron", ADMIN).await;
        let (phone, _) = server.signed_in(&admin).await.enrol().await;
        let mut staff = Vec::new();
        for (name, kind) in [("Hugo Aide", HELPDESK), ("Aude Lire", AUDITOR)] {
            let person = server.person(name, kind).await;
            let (phone, _) = server.signed_in(&person).await.enrol().await;
            staff.push((person, phone));
        }
        let auditor = staff.pop().unwrap();
        let helpdesk = staff.pop().unwrap();
        let people = Self {
            helpdesk,
            auditor,
            claimant: server.person("Paul Mot", ADMIN).await,
            enrollee: server.person("Elsa Neuf", REQUIRED).await,
            user: server.person("Uma Simple", USER).await,
            admin,
            phone,
        };
        server.signed_in(&people.claimant).await.enrol().await;
        people
    }

    /// A caller with a fresh, unused session.
    pub async fn caller<'a>(&self, server: &'a TestServer, which: usize) -> Browser<'a> {
        match which {
            0 => server.client(),
            1 => server.signed_in(&self.claimant).await,
            2 => server.signed_in(&self.enrollee).await,
            3 => server.signed_in(&self.user).await,
            4 => self.admin(server).await,
            6 => with_code(server, &self.helpdesk.0, &self.helpdesk.1).await,
            7 => with_code(server, &self.auditor.0, &self.auditor.1).await,
            _ => {
                let mut admin = self.admin(server).await;
                server.advance(OLD);
                // From now on requests do not update when the session was last seen.
                assert!(admin.is_known().await);
                admin
            }
        }
    }

    async fn admin<'a>(&self, server: &'a TestServer) -> Browser<'a> {
        with_code(server, &self.admin, &self.phone).await
    }
}

/// A session after password and code.
async fn with_code<'a>(server: &'a TestServer, person: &Person, phone: &Phone) -> Browser<'a> {
    let mut browser = server.signed_in(person).await;
    let answer = browser.give_code(phone).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    browser
}

#[tokio::test]
async fn attack_04_every_server_function_answers_each_caller_as_the_table_says() {
    let registered: BTreeSet<String> = server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    let stated: BTreeSet<String> = FUNCTIONS
        .iter()
        .map(|(path, args, _)| format!("{} {path}", method(*args)))
        .collect();
    assert_eq!(
        registered, stated,
        "each server function needs a stated rule"
    );
    let mut cells = 0;
    for (which, caller) in CALLERS.iter().enumerate() {
        let server = TestServer::new().await;
        let people = People::new(&server).await;
        for (path, args, row) in FUNCTIONS {
            let mut browser = people.caller(&server, which).await;
            let values = Values::new(&server).await;
            let before = server.writes().await;
            let answer = browser.send(ask(path, *args, &values)).await;
            let written = server.writes().await - before;
            let place = format!("{caller} at {path}: {answer:?}");
            let want = expected(row, which, path);
            match want {
                Get::Done => assert_eq!(answer.status, 200, "{place}"),
                Get::Refused => assert!(matches!(answer.error(), AppError::Refused(_)), "{place}"),
                Get::SignIn => assert_eq!(answer.error(), AppError::Unauthenticated, "{place}"),
                Get::Code => {
                    assert_eq!(
                        answer.error(),
                        AppError::Gate(Gate::SecondFactor),
                        "{place}"
                    );
                }
                Get::Enrol => {
                    assert_eq!(answer.error(), AppError::Gate(Gate::Enrolment), "{place}");
                }
                Get::TooFar => assert!(matches!(answer.error(), AppError::Gate(_)), "{place}"),
                Get::StepUp => {
                    assert_eq!(answer.error(), AppError::StepUp(Proof::Code), "{place}");
                }
                Get::NoRight => assert_eq!(answer.error(), AppError::Forbidden, "{place}"),
            }
            if want != Get::Done {
                assert_eq!(written, 0, "{place}");
                assert_eq!(answer.cookies(), Vec::<&str>::new(), "{place}");
            }
            if matches!(args, Args::Query(_)) {
                assert_eq!(written, 0, "a GET has written: {place}");
            }
            cells += 1;
        }
    }
    checked("functions", FUNCTIONS.len(), cells);
}

#[test]
fn anonymous_callers_get_through_to_ten_server_functions_and_no_other() {
    let open: Vec<&str> = FUNCTIONS
        .iter()
        .filter(|(_, _, expected)| expected[0] != Get::SignIn)
        .map(|(path, _, _)| *path)
        .collect();
    assert_eq!(
        open,
        [
            "/api/sign-in",
            "/api/forgot-password",
            "/api/sign-out",
            "/api/language",
            "/api/invitation",
            "/api/invitation/accept",
            "/api/secure-account/check",
            "/api/secure-account",
            "/api/set-up/check",
            "/api/set-up",
        ]
    );
}

#[tokio::test]
async fn attack_04_every_page_answers_each_caller_as_the_table_says() {
    let stated: BTreeSet<String> = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let declared: BTreeSet<String> = app::access::PAGES
        .iter()
        .map(|(path, _)| (*path).to_owned())
        .collect();
    let listed = list_routes(|| leptos_axum::generate_route_list(app::App)).await;
    let routed: BTreeSet<String> = listed
        .iter()
        .map(|route| route.path().replace('{', ":").replace('}', ""))
        .collect();
    assert_eq!(declared, stated, "each page needs a stated rule");
    assert_eq!(routed, stated, "each route is a page with a rule");
    let server = TestServer::new().await;
    let people = People::new(&server).await;
    let mut cells = 0;
    for (which, caller) in CALLERS.iter().enumerate() {
        let mut browser = people.caller(&server, which).await;
        let values = Values::new(&server).await;
        for (pattern, row) in PAGES {
            let path = page_path(pattern, &values);
            let before = server.writes().await;
            let answer = browser.open(&path).await;
            let place = format!("{caller} at {path}: {answer:?}");
            match expected(row, which, pattern) {
                Page::Shown(status) => {
                    assert_eq!(answer.status, status, "{place}");
                    assert!(answer.text().starts_with("<!DOCTYPE html>"), "{place}");
                }
                Page::To(target) => {
                    assert_eq!(
                        (answer.status, answer.text().as_str()),
                        (303, ""),
                        "{place}"
                    );
                    assert_eq!(answer.location(), values.fill(target), "{place}");
                }
            }
            assert_eq!(server.writes().await, before, "{place}");
            cells += 1;
        }
    }
    checked("pages", PAGES.len(), cells);
}

#[tokio::test]
async fn attack_04_every_plain_endpoint_answers_each_caller_as_the_table_says() {
    let mut cells = 0;
    for (which, caller) in CALLERS.iter().enumerate() {
        let server = TestServer::new().await;
        let people = People::new(&server).await;
        for (method, path, row) in ENDPOINTS {
            let mut browser = people.caller(&server, which).await;
            let before = server.writes().await;
            let answer = match *method {
                "POST" => browser.post(path, &[]).await,
                _ => browser.open(path).await,
            };
            let place = format!("{caller} at {path}: {answer:?}");
            assert_eq!(answer.status, expected(row, which, path), "{place}");
            assert_eq!(answer.cookies(), Vec::<&str>::new(), "{place}");
            if answer.status != 200 || *method != "POST" {
                assert_eq!(server.writes().await, before, "{place}");
            }
            cells += 1;
        }
        let mut browser = people.caller(&server, which).await;
        for (path, status) in FILES.iter().copied() {
            let answer = browser.open(path).await;
            assert_eq!(answer.status, status, "{caller} at {path}");
            cells += 1;
        }
    }
    checked("endpoints", ENDPOINTS.len(), cells);
}

#[tokio::test]
async fn attack_04_every_route_of_the_router_has_a_stated_rule() {
    let server = TestServer::new().await;
    let functions = FUNCTIONS
        .iter()
        .map(|(path, args, _)| format!("{} {path}", method(*args)));
    let pages = PAGES.iter().map(|(path, _)| {
        let parts: Vec<String> = path.split('/').map(in_braces).collect();
        format!("GET {}", parts.join("/"))
    });
    let endpoints = ENDPOINTS
        .iter()
        .map(|(method, path, _)| format!("{method} {path}"));
    let folders = FOLDERS.iter().map(|&route| route.to_owned());
    let stated: BTreeSet<String> = functions
        .chain(pages)
        .chain(endpoints)
        .chain(folders)
        .collect();
    assert_eq!(server.routes(), stated, "each route needs a stated rule");
}

/// A segment of a path in the notation of the router.
fn in_braces(part: &str) -> String {
    part.strip_prefix(':')
        .map_or_else(|| part.to_owned(), |name| format!("{{{name}}}"))
}

/// Writes down what was checked, for `scripts/test`.
fn checked(what: &str, routes: usize, cells: usize) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("access");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(what), format!("{routes} {cells}\n")).unwrap();
}

#[test]
fn what_is_said_of_the_helpdesk_and_of_auditors_is_said_of_routes_that_there_are() {
    let functions = FUNCTIONS.iter().map(|(path, _, _)| *path);
    let pages = PAGES.iter().map(|(path, _)| *path);
    let endpoints = ENDPOINTS.iter().map(|(_, path, _)| *path);
    let all: BTreeSet<&str> = functions.chain(pages).chain(endpoints).collect();
    for path in routes::HELPDESK.iter().chain(routes::AUDITOR) {
        assert!(all.contains(path), "{path}");
    }
}

#[tokio::test]
async fn another_spelling_of_a_path_shows_nothing_more() {
    let server = TestServer::new().await;
    let people = People::new(&server).await;
    let secret = people.admin.email.as_str();
    for (which, caller) in CALLERS.iter().enumerate().take(4) {
        let mut browser = people.caller(&server, which).await;
        for path in [
            "/account/users/",
            "//account/users",
            "/account//users",
            "/account/users//",
            "/account/./users",
            "/x/../account/users",
            "/account%2fusers",
            "/%61ccount/users",
            "/Account/Users",
            "/account/users;x",
            "/account/users/1/",
            "/account/users/01",
            "/account/security/",
        ] {
            let answer = browser.open(path).await;
            assert!(
                !answer.text().contains(secret),
                "{caller} at {path}: {answer:?}"
            );
            assert!(
                [303, 401, 403, 404].contains(&answer.status),
                "{path}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_server_function_that_changes_something_is_not_called_by_get() {
    let server = TestServer::new().await;
    let people = People::new(&server).await;
    let mut admin = people.caller(&server, 4).await;
    for (path, args, _) in FUNCTIONS
        .iter()
        .filter(|(_, args, _)| !matches!(args, Args::Query(_)))
    {
        let values = Values::new(&server).await;
        let fields = match args {
            Args::Form(fields) => fields,
            _ => &[][..],
        };
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", values.fill(value)))
            .collect();
        let before = server.writes().await;
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE"] {
            let address = format!("{path}?{}", pairs.join("&").replace(' ', "+"));
            let answer = admin
                .send(Ask::new(method.parse().unwrap(), &address))
                .await;
            assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
            assert_eq!(answer.cookies(), Vec::<&str>::new(), "{method} {path}");
        }
        assert_eq!(server.writes().await, before, "{path}");
        assert!(admin.is_known().await, "{path}");
    }
}

#[tokio::test]
async fn a_page_takes_no_post() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for path in [
        "/me",
        "/account/users",
        "/account/security",
        "/enrol",
        "/healthz",
    ] {
        assert_eq!(admin.post(path, &[("id", "1")]).await.status, 405, "{path}");
    }
}
