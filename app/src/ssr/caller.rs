//! The request that is answered: the caller, and what was asked for.

use backend::Backend;
use backend::access::{Origin, Principal};
use backend::token::Token;
use domain::{EndReason, EventId, Locale, Timestamp};
use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::*;

/// The caller of a request, as the layers in front of the application have determined it.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The principal, if there is a session.
    pub principal: Option<Principal>,
    /// The network address of the caller.
    pub origin: Origin,
    /// The token of the cookie, valid or not.
    pub token: Option<Token>,
    /// Why the session of that token has ended, if it has, and the sign-in is asked for, which says so.
    pub ended: Option<EndReason>,
    /// The language of the answer.
    pub locale: Option<Locale>,
    /// The newest event before the first read for the answer.
    pub position: Option<EventId>,
}

/// The request has a field that the server function does not take. Set on the request by the layer
/// that checks fields, and answered like any other refusal.
#[derive(Debug, Clone, Copy)]
pub struct Unexpected;

/// The request asks for a change. Set on the request by the layer that knows the server functions.
#[derive(Debug, Clone, Copy)]
pub struct Changes {
    /// Whether it is one by which users throw a stranger out.
    pub secures: bool,
}

pub(super) fn parts() -> Option<Parts> {
    use_context::<Parts>()
}

/// Whether the request has a field that the server function does not take.
pub(super) fn has_unexpected_field() -> bool {
    parts().is_some_and(|p| p.extensions.get::<Unexpected>().is_some())
}

/// What change the request asks for, if it does.
pub(super) fn change() -> Option<Changes> {
    parts().and_then(|p| p.extensions.get::<Changes>().copied())
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

/// Whether the request is a form sent without script.
pub(super) fn wants_html(parts: &Parts) -> bool {
    parts
        .headers
        .get(ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Whether mails are sent.
pub fn mails() -> bool {
    use_context::<Backend>().is_some_and(|backend| backend.settings().mails)
}

/// The current moment, for pages that show how long ago something was.
pub fn now() -> Timestamp {
    use_context::<Backend>().map_or(Timestamp::from_unix(0), |b| b.now())
}
