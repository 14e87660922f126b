//! Every server function and page with what each caller gets.

use crate::support::{Ask, INVITEE, TestServer, urlencode};
use axum::http::Method;

/// What a caller of a server function gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Get {
    /// 200: it is done.
    Done,
    /// 422: the rules let the caller through, and the values are refused.
    Refused,
    /// 401: there is no session.
    SignIn,
    /// 403: the second factor is missing.
    Code,
    /// 403: the enrolment is missing.
    Enrol,
    /// 403: only for whoever still has to give a code.
    TooFar,
    /// 403: only for admins.
    NoRight,
}

/// How the arguments are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Args {
    /// In the address: it only reads.
    Query(&'static [(&'static str, &'static str)]),
    /// As a form.
    Form(&'static [(&'static str, &'static str)]),
    /// As JSON.
    Json(&'static str),
}

/// A server function: its path, arguments that would have an effect, and what an anonymous caller,
/// one with the password only, one at enrolment, a plain user and an admin get.
pub type Function = (&'static str, Args, [Get; 5]);

/// Stands in arguments and paths for somebody who is there for this request alone.
const VICTIM: &str = "{victim}";
const NEW: &str = "sept girafes bleues nagent";

const EVERYBODY: [Get; 5] = [Get::Done; 5];
const EVERYBODY_REFUSED: [Get; 5] = [Get::Refused; 5];
const SESSIONS: [Get; 5] = [Get::SignIn, Get::Done, Get::Done, Get::Done, Get::Done];
const CLAIMANTS: [Get; 5] = [
    Get::SignIn,
    Get::Refused,
    Get::TooFar,
    Get::TooFar,
    Get::TooFar,
];
const ENROLLEES: [Get; 5] = [Get::SignIn, Get::Code, Get::Done, Get::Done, Get::Done];
const ENROLLEES_REFUSED: [Get; 5] = [
    Get::SignIn,
    Get::Code,
    Get::Refused,
    Get::Refused,
    Get::Refused,
];
const MEMBERS: [Get; 5] = [Get::SignIn, Get::Code, Get::Enrol, Get::Done, Get::Done];
const MEMBERS_REFUSED: [Get; 5] = [
    Get::SignIn,
    Get::Code,
    Get::Enrol,
    Get::Refused,
    Get::Refused,
];
const ADMINS: [Get; 5] = [Get::SignIn, Get::Code, Get::Enrol, Get::NoRight, Get::Done];

/// Every server function.
pub const FUNCTIONS: &[Function] = &[
    // For everybody: this is the whole list.
    (
        "/api/sign-in",
        Args::Form(&[("email", "nobody@exemple.fr"), ("password", NEW)]),
        EVERYBODY_REFUSED,
    ),
    ("/api/sign-out", Args::Form(&[]), EVERYBODY),
    (
        "/api/language",
        Args::Form(&[("language", "en")]),
        EVERYBODY,
    ),
    (
        "/api/invitation",
        Args::Form(&[("token", "none")]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/invitation/accept",
        Args::Form(&[("token", "none"), ("password", NEW), ("repeated", NEW)]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/set-up/check",
        Args::Form(&[("token", "none")]),
        EVERYBODY_REFUSED,
    ),
    (
        "/api/set-up",
        Args::Form(&[
            ("token", "none"),
            ("email", "first@exemple.fr"),
            ("name", "First"),
            ("password", NEW),
            ("repeated", NEW),
        ]),
        EVERYBODY_REFUSED,
    ),
    // For whoever has a session.
    ("/api/viewer", Args::Query(&[]), SESSIONS),
    (
        "/api/sign-in/code",
        Args::Form(&[("code", "no code")]),
        CLAIMANTS,
    ),
    ("/api/enrolment", Args::Query(&[]), ENROLLEES),
    ("/api/enrolment/begin", Args::Form(&[]), ENROLLEES),
    (
        "/api/enrolment/confirm",
        Args::Form(&[("code", "no code")]),
        ENROLLEES_REFUSED,
    ),
    (
        "/api/enrolment/finish",
        Args::Form(&[("saved", "on")]),
        ENROLLEES_REFUSED,
    ),
    // For whoever is signed in.
    ("/api/me", Args::Query(&[]), MEMBERS),
    (
        "/api/me/profile",
        Args::Form(&[("name", "Another Name"), ("language", "en")]),
        MEMBERS,
    ),
    (
        "/api/me/password",
        Args::Form(&[("current", "wrong"), ("password", NEW), ("repeated", NEW)]),
        MEMBERS_REFUSED,
    ),
    (
        "/api/me/deactivate",
        Args::Form(&[("code", "no code")]),
        MEMBERS_REFUSED,
    ),
    (
        "/api/me/recovery-codes",
        Args::Form(&[("code", "no code")]),
        MEMBERS_REFUSED,
    ),
    (
        "/api/me/end-session",
        Args::Form(&[("id", "{session}")]),
        MEMBERS,
    ),
    // For admins.
    ("/api/policy", Args::Query(&[]), ADMINS),
    (
        "/api/users",
        Args::Json(
            r#"{"query":{"search":"","status":null,"requirement":null,"role":null,"sort":"name","direction":"asc","page":1}}"#,
        ),
        ADMINS,
    ),
    ("/api/users/one", Args::Query(&[("id", VICTIM)]), ADMINS),
    (
        "/api/users/requirement",
        Args::Form(&[("id", VICTIM), ("required", "on")]),
        ADMINS,
    ),
    (
        "/api/users/reset",
        Args::Form(&[("id", VICTIM), ("reason", "lost")]),
        ADMINS,
    ),
    (
        "/api/users/role",
        Args::Form(&[("id", VICTIM), ("role", "admin")]),
        ADMINS,
    ),
    (
        "/api/users/disabled",
        Args::Form(&[("id", VICTIM), ("disabled", "true")]),
        ADMINS,
    ),
    ("/api/users/delete", Args::Form(&[("id", VICTIM)]), ADMINS),
    ("/api/users/invite", Args::Form(&[("id", VICTIM)]), ADMINS),
    ("/api/users/invite/once", Args::Form(&[]), ADMINS),
    // The last one: after it every new session stops at the enrolment.
    (
        "/api/policy/change",
        Args::Form(&[
            ("policy", "required"),
            ("end_sessions", "on"),
            ("end_exemptions", "on"),
        ]),
        ADMINS,
    ),
];

/// What a caller of a page gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The page itself, with this status.
    Shown(u16),
    /// A redirect.
    To(&'static str),
}

use Page::{Shown, To};

/// Every page with what an anonymous caller, one with the password only, one at enrolment, a plain
/// user and an admin get.
pub const PAGES: &[(&str, [Page; 5])] = &[
    (
        "/",
        [
            To("/sign-in"),
            To("/sign-in?step=code"),
            To("/enrol"),
            To("/me"),
            To("/account/users"),
        ],
    ),
    (
        "/sign-in",
        [
            Shown(200),
            To("/sign-in?step=code"),
            To("/enrol"),
            To("/me"),
            To("/account/users"),
        ],
    ),
    (
        "/enrol",
        [
            To("/sign-in?next=%2Fenrol"),
            To("/sign-in?step=code&next=%2Fenrol"),
            Shown(200),
            Shown(200),
            Shown(200),
        ],
    ),
    ("/applications", [Shown(200); 5]),
    ("/invitation/:token", [Shown(410); 5]),
    ("/set-up/:token", [Shown(410); 5]),
    (
        "/me",
        [
            To("/sign-in?next=%2Fme"),
            To("/sign-in?step=code&next=%2Fme"),
            To("/enrol?next=%2Fme"),
            Shown(200),
            Shown(200),
        ],
    ),
    (
        "/account/users",
        [
            To("/sign-in?next=%2Faccount%2Fusers"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers"),
            To("/enrol?next=%2Faccount%2Fusers"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/users/:id",
        [
            To("/sign-in?next=%2Faccount%2Fusers%2F{victim}"),
            To("/sign-in?step=code&next=%2Faccount%2Fusers%2F{victim}"),
            To("/enrol?next=%2Faccount%2Fusers%2F{victim}"),
            Shown(403),
            Shown(200),
        ],
    ),
    (
        "/account/security",
        [
            To("/sign-in?next=%2Faccount%2Fsecurity"),
            To("/sign-in?step=code&next=%2Faccount%2Fsecurity"),
            To("/enrol?next=%2Faccount%2Fsecurity"),
            Shown(403),
            Shown(200),
        ],
    ),
];

/// What is neither page nor server function, for everybody.
pub const PLAIN: &[(&str, u16)] = &[
    ("/healthz", 200),
    ("/readyz", 200),
    ("/favicon.svg", 200),
    ("/pkg/bouclier.js", 200),
    ("/pkg/bouclier.wasm", 200),
    ("/pkg/", 404),
    ("/pkg/nothing.js", 404),
    ("/pkg/../private.txt", 404),
    ("/pkg/%2e%2e/private.txt", 404),
    ("/private.txt", 404),
    ("/nowhere", 404),
    ("/api/nowhere", 404),
];

/// Somebody who is there for one request alone, and a session of the caller's own to be ended.
#[derive(Debug, Clone, Copy)]
pub struct Values {
    pub victim: i64,
    pub session: i64,
}

impl Values {
    /// Makes the victim.
    pub async fn new(server: &TestServer) -> Self {
        let count: i64 = server.value("SELECT count(*) FROM users").await;
        let victim = server
            .person(&format!("Victor {count}"), INVITEE)
            .await
            .id
            .get();
        let session: Option<i64> = server.value("SELECT max(id) FROM sessions").await;
        Self {
            victim,
            session: session.unwrap_or(0),
        }
    }

    pub fn fill(&self, text: &str) -> String {
        text.replace(VICTIM, &self.victim.to_string())
            .replace("{session}", &self.session.to_string())
    }
}

/// The request that calls a server function.
pub fn ask(path: &str, args: Args, values: &Values) -> Ask {
    match args {
        Args::Query([]) => Ask::get(path),
        Args::Query(fields) => Ask::get(&format!("{path}?{}", query(fields, values))),
        Args::Form(fields) => Ask::urlencoded(path, &query(fields, values)),
        Args::Json(text) => Ask::json(path, &values.fill(text)),
    }
}

fn query(fields: &[(&str, &str)], values: &Values) -> String {
    let filled: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, value)| (*name, values.fill(value)))
        .collect();
    let filled: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    urlencode(&filled)
}

/// How a server function must be called.
pub fn method(args: Args) -> Method {
    match args {
        Args::Query(_) => Method::GET,
        Args::Form(_) | Args::Json(_) => Method::POST,
    }
}

/// The path of a page.
pub fn page_path(pattern: &str, values: &Values) -> String {
    pattern
        .replace(":token", "none")
        .replace(":id", &values.victim.to_string())
}
