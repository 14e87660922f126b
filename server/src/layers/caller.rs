//! Determines the caller of each request once: principal, address and language.

use super::peer::{address, peer};
use super::state::LayerState;
use crate::refusal::unavailable;
use app::fields;
use app::ssr::{Caller, Traced, device_tokens, sent_cookie};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, HeaderMap, USER_AGENT};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use backend::access::{Origin, SentForm};
use backend::token::Token;
use domain::{Language, Locale};
use wire::path;

/// The most characters of the browser's name to keep.
const USER_AGENT_LENGTH: usize = 300;

/// Puts a [`Caller`] into the request.
pub async fn identify(State(known): State<LayerState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = match caller(&known, &parts).await {
        Ok(caller) => caller,
        Err(error) => return unavailable(error, &Traced::of(&parts.extensions).id),
    };
    parts.extensions.insert(caller);
    next.run(Request::from_parts(parts, body)).await
}

async fn caller(known: &LayerState, parts: &Parts) -> backend::Result<Caller> {
    let position = Some(known.backend.hub().position());
    let headers = &parts.headers;
    let cookies = known.web.cookies();
    let peer = peer(&parts.extensions);
    let origin = Origin {
        address: address(peer, headers, &known.web.trusted_proxies),
        user_agent: user_agent(headers),
        devices: sent_cookie(headers, &cookies.device_name())
            .map(|tokens| device_tokens(tokens).map(|token| token.hash()).collect())
            .unwrap_or_default(),
        form: parts.extensions.get::<SentForm>().copied(),
    };
    let token = sent_cookie(headers, &cookies.session_name()).and_then(Token::parse);
    let principal = match &token {
        Some(token) if is_background(parts) => {
            known
                .backend
                .background_principal(token, origin.clone())
                .await?
        }
        Some(token) => known.backend.principal(token, origin.clone()).await?,
        None => None,
    };
    let ended = match &token {
        Some(token) if principal.is_none() && parts.uri.path() == path::SIGN_IN => {
            known.backend.end_reason(token).await?
        }
        _ => None,
    };
    let chosen = principal
        .as_ref()
        .map(backend::access::Principal::language)
        .or_else(|| sent_cookie(headers, &cookies.language_name()).and_then(Language::parse));
    let wish = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    Ok(Caller {
        principal,
        origin,
        token,
        ended,
        locale: Some(Locale::negotiate(chosen, wish)),
        position,
    })
}

/// Whether it is a background request: its session stays idle.
fn is_background(parts: &Parts) -> bool {
    let path = parts.uri.path();
    path == path::EVENTS
        || fields::BACKGROUND_CALLS.contains(&path)
        || parts.headers.contains_key(app::BACKGROUND_HEADER)
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers
        .get(USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    text.chars()
        .filter(|c| !c.is_control())
        .take(USER_AGENT_LENGTH)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let sent = headers(&[("cookie", "xbouclier=1; bouclier=2; bouclier2=3")]);
        assert_eq!(sent_cookie(&sent, "bouclier"), Some("2"));
        assert_eq!(sent_cookie(&sent, "lang"), None);
    }

    #[test]
    fn the_browsers_name_is_cut() {
        let long = "x".repeat(1_000);
        assert_eq!(
            user_agent(&headers(&[("user-agent", &long)])).len(),
            USER_AGENT_LENGTH
        );
    }
}
