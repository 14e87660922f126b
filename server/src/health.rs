//! For load balancers and supervisors: whether the process is alive and can serve. And for holders of
//! the key: what a proxy does to a request.

use crate::layers::LayerState;
use crate::shutdown::Shutdown;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::Backend;
use std::net::SocketAddr;
use std::time::Duration;
use wire::path;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// A question that only a process with the same key understands, and its answer.
pub const KNOCK: HeaderName = HeaderName::from_static("bouclier-knock");
/// In the answer to a knock: the address that the request came from.
pub const SEEN_PEER: HeaderName = HeaderName::from_static("bouclier-seen-peer");
/// In the answer to a knock: the `Host` of the request.
pub const SEEN_HOST: HeaderName = HeaderName::from_static("bouclier-seen-host");
/// In the answer to a knock: the last `X-Forwarded-For` of the request.
pub const SEEN_FORWARDED: HeaderName = HeaderName::from_static("bouclier-seen-forwarded");
/// The header in which a proxy sends the caller's address.
pub const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// `/healthz` and `/readyz`, without a session: load balancers have none.
pub fn routes(known: &LayerState) -> Router {
    let (backend, shutdown) = (known.backend.clone(), known.web.shutdown.clone());
    Router::new()
        .route(path::HEALTHY, get(async || "ok\n"))
        .route(path::READY, get(ready))
        .with_state((backend, shutdown))
}

async fn ready(
    State((backend, shutdown)): State<(Backend, Shutdown)>,
    request: Request,
) -> Response {
    let seen = seen(&backend, request.headers(), request.extensions());
    (seen, state(&backend, &shutdown).await).into_response()
}

async fn state(backend: &Backend, shutdown: &Shutdown) -> (StatusCode, &'static str) {
    if shutdown.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match tokio::time::timeout(PATIENCE, backend.has_the_key()).await {
        Ok(Ok(true)) => (StatusCode::OK, "ready\n"),
        Ok(Ok(false)) => {
            tracing::error!("the key file is older than the last rotation: copy the new one here");
            (StatusCode::SERVICE_UNAVAILABLE, "not the key\n")
        }
        _ => (StatusCode::SERVICE_UNAVAILABLE, "no database\n"),
    }
}

/// How a request arrived, if its sender has the key; nothing for anybody else.
fn seen(backend: &Backend, headers: &HeaderMap, extensions: &Extensions) -> HeaderMap {
    let mut seen = HeaderMap::new();
    let question = headers.get(KNOCK).and_then(|value| value.to_str().ok());
    let answer = question.and_then(|question| backend.understand(question));
    let Some(answer) = answer.and_then(|answer| HeaderValue::try_from(answer).ok()) else {
        return seen;
    };
    seen.insert(KNOCK, answer);
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|peer| peer.0.ip().to_canonical().to_string());
    if let Some(peer) = peer.and_then(|peer| HeaderValue::try_from(peer).ok()) {
        seen.insert(SEEN_PEER, peer);
    }
    if let Some(host) = headers.get(HOST) {
        seen.insert(SEEN_HOST, host.clone());
    }
    if let Some(last) = headers.get_all(FORWARDED_FOR).iter().next_back() {
        seen.insert(SEEN_FORWARDED, last.clone());
    }
    seen
}
