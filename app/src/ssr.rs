//! Between server functions and use cases: who calls, what is answered. Server only.

mod assets;
pub mod enrolment;

pub use assets::{Assets, assets, next_page, provide_named, still_to_name, texts_path};

use crate::error::AppError;
use crate::hand_over::HandedOver;
use crate::notice::Notice;
use backend::access::{Origin, Principal};
use backend::token::Token;
use backend::{Backend, Error};
use domain::problem::Problem;
use domain::query::encode;
use domain::return_to::{ReturnTo, percent_decode as decode};
use domain::{EventId, Locale, Timestamp};
use http::header::{
    ACCEPT, CONTENT_SECURITY_POLICY, COOKIE, HeaderValue, REFERER, RETRY_AFTER, SET_COOKIE,
};
use http::request::Parts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use std::future::Future;

/// What the layers in front of the application found out about a request.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// Who it is, if there is a session.
    pub principal: Option<Principal>,
    /// Where it comes from.
    pub origin: Origin,
    /// The token of the cookie, valid or not.
    pub token: Option<Token>,
    /// The language of the answer.
    pub locale: Option<Locale>,
    /// The newest event before anything was read for the answer.
    pub position: Option<EventId>,
}

/// How the session cookie is written.
#[derive(Debug, Clone)]
pub struct Cookies {
    /// Whether the public address is https: the cookie is Secure and has the `__Host-` prefix.
    pub secure: bool,
    /// Seconds that the cookie lives.
    pub max_age: i64,
}

impl Cookies {
    /// The name of the session cookie.
    pub const fn session_name(&self) -> &'static str {
        if self.secure {
            "__Host-bouclier"
        } else {
            "bouclier"
        }
    }

    /// The name of the cookie that carries a secret to hand over across the redirect of a form
    /// without script.
    const fn once_name(&self) -> &'static str {
        if self.secure {
            "__Host-bouclier-once"
        } else {
            "bouclier-once"
        }
    }

    /// A cookie as it is written: for the server alone, and on https for https alone.
    fn write(&self, name: &str, value: &str, same_site: &str, max_age: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={max_age}{secure}")
    }
}

/// The request has a field that the server function does not take. Left in the request by the layer
/// that knows, and answered like any other refusal.
#[derive(Debug, Clone, Copy)]
pub struct Unexpected;

fn parts() -> Option<Parts> {
    use_context::<Parts>()
}

/// Whether the request has a field that the server function does not take.
fn has_unexpected_field() -> bool {
    parts().is_some_and(|p| p.extensions.get::<Unexpected>().is_some())
}

/// The caller of this request.
pub fn caller() -> Caller {
    parts()
        .and_then(|p| p.extensions.get::<Caller>().cloned())
        .unwrap_or_default()
}

/// The language of the answer.
pub fn locale() -> Locale {
    caller().locale.unwrap_or(Locale::Fr)
}

/// The path that was asked for.
pub fn path() -> String {
    parts().map(|p| p.uri.path().to_owned()).unwrap_or_default()
}

/// Runs a use case of somebody who has a session.
pub async fn run<T, F, Fut>(work: F) -> Result<T, AppError>
where
    F: FnOnce(Backend, Principal) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    let result = match (use_context::<Backend>(), caller().principal) {
        (Some(_), Some(_)) if has_unexpected_field() => Err(Problem::Unknown.into()),
        (Some(backend), Some(principal)) => work(backend, principal).await,
        (Some(_), None) => Err(Error::Unauthenticated),
        (None, _) => Err(Error::Internal("the application has no backend".into())),
    };
    answer(result)
}

/// Runs a use case that needs no session.
pub async fn run_anonymous<T, F, Fut>(work: F) -> Result<T, AppError>
where
    F: FnOnce(Backend, Caller) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    let result = match use_context::<Backend>() {
        Some(_) if has_unexpected_field() => Err(Problem::Unknown.into()),
        Some(backend) => work(backend, caller()).await,
        None => Err(Error::Internal("the application has no backend".into())),
    };
    answer(result)
}

/// The one place where an error of a use case becomes what the caller is told; what stands behind
/// an internal one is logged here, once.
fn answer<T>(result: backend::Result<T>) -> Result<T, AppError> {
    result.map_err(|error| {
        let error = told(error);
        answer_with(&error);
        if let (
            AppError::Throttled { retry_after } | AppError::Busy { retry_after },
            Some(response),
        ) = (&error, use_context::<ResponseOptions>())
        {
            response.insert_header(RETRY_AFTER, HeaderValue::from(*retry_after));
        }
        error
    })
}

/// Gives the answer of a server function the status of its error; a form sent without script is
/// redirected instead.
pub fn answer_with(error: &AppError) {
    let called = parts().filter(|p| p.uri.path().starts_with("/api/"));
    match (called, error) {
        (Some(parts), AppError::StepUp(_)) if wants_html(&parts) => {
            let back = ReturnTo::parse(&referring_page(None, &["notice", "__err", "__path"]));
            leptos_axum::redirect(&crate::access::with_next("/step-up", back.as_ref()));
        }
        (Some(parts), _) if !wants_html(&parts) => set_status(error.status()),
        _ => {}
    }
}

fn told(error: Error) -> AppError {
    match error {
        Error::Unauthenticated => AppError::Unauthenticated,
        Error::Gate(gate) => AppError::Gate(gate),
        Error::StepUp(proof) => AppError::StepUp(proof),
        Error::Forbidden => AppError::Forbidden,
        Error::NotFound => AppError::NotFound,
        Error::Refused(problem) => AppError::Refused(problem),
        Error::ClockOff { seconds } => AppError::ClockOff { seconds },
        Error::Throttled { retry_after, .. } => AppError::Throttled { retry_after },
        Error::Busy { retry_after } => AppError::Busy { retry_after },
        Error::Internal(cause) => {
            let reference = reference();
            tracing::error!(error.reference = %reference, error.cause = %cause, "a request failed");
            AppError::Internal { reference }
        }
    }
}

/// A reference that a user can read out and an admin can find in the log.
pub fn reference() -> String {
    let bytes = backend::token::random::<8>().unwrap_or_default();
    format!("{:016X}", u64::from_be_bytes(bytes))
}

/// Sets the status of the answer.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        http::StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
}

/// Says what the page may load: scripts and styles of this site, inline scripts with the nonce of
/// this very answer (CSP Level 3).
pub fn protect_page() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Whether the request is a form sent without script.
fn wants_html(parts: &Parts) -> bool {
    parts
        .headers
        .get(ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn append_cookie(write: impl FnOnce(&Cookies) -> String) {
    let (Some(response), Some(cookies)) =
        (use_context::<ResponseOptions>(), use_context::<Cookies>())
    else {
        return;
    };
    if let Ok(value) = HeaderValue::from_str(&write(&cookies)) {
        response.append_header(SET_COOKIE, value);
    }
}

/// Hands a new session token to the browser.
pub fn set_session(token: &Token) {
    append_cookie(|c| c.write(c.session_name(), &token.reveal(), "Lax", c.max_age));
}

/// Takes the session cookie away.
pub fn clear_session() {
    append_cookie(|c| c.write(c.session_name(), "", "Lax", 0));
}

/// Remembers the language of somebody who is not signed in.
pub fn set_language(locale: Locale) {
    append_cookie(|c| c.write("lang", locale.as_str(), "Lax", 365 * 86_400));
}

/// Leads on to a page of this site: by a redirect without script, else by the answer, which the
/// page follows.
pub fn go(path: String) -> String {
    if parts().is_some_and(|p| wants_html(&p)) {
        leptos_axum::redirect(&path);
    }
    path
}

/// Redirects a form that is always sent without script back to where it came from.
pub fn back(notice: Option<Notice>) {
    leptos_axum::redirect(&referring_page(notice, OF_ONE_ANSWER));
}

/// Answers a form after which there is nothing to say: without script the page that sent it comes
/// back.
pub fn return_there() {
    if parts().is_some_and(|p| wants_html(&p)) {
        back(None);
    }
}

/// Confirms a change: without script the page that sent the form comes back with the notice.
pub fn done(notice: Notice) -> Notice {
    if parts().is_some_and(|p| wants_html(&p)) {
        leptos_axum::redirect(&referring_page(Some(notice), OF_ONE_ANSWER));
    }
    notice
}

/// Shows a secret once: by the answer or, without script, by this dialog of the page that comes
/// back.
pub fn show_once(dialog: &str, secret: HandedOver) -> HandedOver {
    if parts().is_some_and(|p| wants_html(&p)) {
        hand_over(dialog, secret.expires, &secret.text);
        leptos_axum::redirect(&with_dialog(dialog));
    }
    secret
}

/// Hands a text to the page that comes next, and to no later one.
fn hand_over(place: &str, expires: Timestamp, text: &str) {
    let value = format!("{place}.{}.{}", expires.unix(), encode(text));
    append_cookie(|c| c.write(c.once_name(), &value, "Strict", 60));
}

/// Where [`hand_over`] leaves what was typed at the sign-in.
const TYPED: &str = "sign-in";
/// No address is longer (RFC 5321, 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// Keeps the address that was typed for the page that comes back with the error, where it is sent without script.
pub fn keep_typed(address: &str) {
    if parts().is_some_and(|p| wants_html(&p)) && address.len() <= LONGEST_ADDRESS {
        hand_over(TYPED, now(), address);
    }
}

/// The address that [`keep_typed`] has kept.
pub fn typed() -> Option<String> {
    shown_once(TYPED).map(|kept| kept.text)
}

/// The page that sent the form, with a dialog of it.
fn with_dialog(dialog: &str) -> String {
    let page = referring_page(None, OF_ONE_ANSWER);
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}dialog={dialog}")
}

/// What was handed over for this dialog of the page; it is gone with the answer.
pub fn shown_once(dialog: &str) -> Option<HandedOver> {
    let parts = parts()?;
    let name = use_context::<Cookies>()?.once_name();
    let cookie = parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    let (expires, text) = cookie
        .strip_prefix(dialog)?
        .strip_prefix('.')?
        .split_once('.')?;
    append_cookie(|c| c.write(name, "", "Strict", 0));
    Some(HandedOver {
        text: decode(text)?,
        expires: Timestamp::from_unix(expires.parse().ok()?),
    })
}

/// Like [`done`], for a page that is gone now.
pub fn done_on(path: &str, notice: Notice) -> String {
    go(format!("{path}?notice={}", notice.as_str()))
}

/// The parameters of a page that belong to one answer: an open dialog, a notice, an error.
const OF_ONE_ANSWER: &[&str] = &["notice", "dialog", "__err", "__path"];

/// The page that sent the form (the layers let only pages of this site through as Referer), with
/// the notice and without the parameters `dropped`.
fn referring_page(notice: Option<Notice>, dropped: &[&str]) -> String {
    let referer = parts()
        .and_then(|p| {
            p.headers
                .get(REFERER)
                .and_then(|v| v.to_str().ok())
                .map(str::to_owned)
        })
        .and_then(|r| r.parse::<http::Uri>().ok());
    let path = referer.as_ref().map_or("/", |r| r.path());
    let mut query: Vec<String> = referer
        .as_ref()
        .and_then(|r| r.query())
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !dropped.contains(&name)
        })
        .map(str::to_owned)
        .collect();
    query.extend(notice.map(|n| format!("notice={}", n.as_str())));
    let full = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    };
    ReturnTo::parse(&full).map_or_else(|| "/".to_owned(), |safe| safe.as_str().to_owned())
}

/// The present moment, for pages that tell how long ago something was.
pub fn now() -> Timestamp {
    use_context::<Backend>().map_or(Timestamp::from_unix(0), |b| b.now())
}
