//! Gives each request its id and the span in which it is answered.

use super::peer::peer;
use super::route_labels::RouteLabels;
use crate::config::TrustedProxies;
use crate::web::Web;
use app::ssr::{RequestId, Traced};
use axum::extract::{Request, State};
use axum::http::header::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;
use tracing::{Span, error_span};

/// The header with the id of the request, from proxies and in the answer.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts [`Traced`] into the request, and the id into the answer.
pub async fn give(State(web): State<Arc<Web>>, mut request: Request, next: Next) -> Response {
    let peer = peer(request.extensions());
    let id = id(peer, request.headers(), &web.trusted_proxies);
    let value = HeaderValue::from_str(id.as_str());
    let span = span_of(&RouteLabels::of(&request), &id);
    request.extensions_mut().insert(Traced { id, span });
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// The span of a request.
pub fn span(request: &Request) -> Span {
    let traced = request.extensions().get::<Traced>();
    traced.map_or_else(Span::none, |traced| traced.span.clone())
}

/// At level `error`, which every filter lets through, so that no line lacks the span.
fn span_of(asked: &RouteLabels, id: &RequestId) -> Span {
    let (method, route) = (asked.method, asked.route());
    error_span!(target: crate::log::REQUEST, "request", %id, method, route)
}

/// The id from a trusted proxy, if it has sent a valid one; otherwise a new one.
fn id(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &TrustedProxies) -> RequestId {
    let is_believed = peer.is_some_and(|peer| trusted.contains(peer));
    let mut given = headers.get_all(X_REQUEST_ID).iter();
    match (given.next(), given.next()) {
        (Some(one), None) if is_believed => one.to_str().ok().and_then(RequestId::parse),
        _ => None,
    }
    .unwrap_or_else(RequestId::make)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(peer: &str, given: &[&'static str]) -> bool {
        let trusted = TrustedProxies::parse("10.0.0.0/8").unwrap();
        let mut headers = HeaderMap::new();
        for value in given {
            headers.append(X_REQUEST_ID, HeaderValue::from_static(value));
        }
        let id = id(Some(peer.parse().unwrap()), &headers, &trusted);
        given.contains(&id.as_str())
    }

    #[test]
    fn the_id_of_a_proxy_is_believed_and_that_of_nobody_else() {
        assert!(taken("10.0.0.1", &["7b1c-A.z_9"]));
        assert!(!taken("192.0.2.7", &["7b1c-A.z_9"]));
    }

    #[test]
    fn of_several_ids_or_one_with_other_characters_none_is_taken() {
        assert!(!taken("10.0.0.1", &["one", "other"]));
        assert!(!taken("10.0.0.1", &["one other"]));
        assert!(!taken("10.0.0.1", &[""]));
    }
}
