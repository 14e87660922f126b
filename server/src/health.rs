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
use backend::error::with_causes;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use wire::path;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long the answer holds whether the database can be written: anybody may ask, and each answer costs a write.
const WRITTEN_FOR: Duration = Duration::from_secs(1);

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
    let asked = Asked {
        backend: known.backend.clone(),
        shutdown: known.web.shutdown.clone(),
        writing: Arc::default(),
    };
    Router::new()
        .route(path::HEALTHY, get(async || "ok\n"))
        .route(path::READY, get(ready))
        .with_state(asked)
}

/// What readiness depends on.
#[derive(Debug, Clone)]
struct Asked {
    backend: Backend,
    shutdown: Shutdown,
    writing: Arc<Mutex<Option<Tried>>>,
}

/// Whether the database could be written, and when that was tried.
#[derive(Debug, Clone, Copy)]
struct Tried {
    at: Instant,
    written: bool,
}

async fn ready(State(asked): State<Asked>, request: Request) -> Response {
    let seen = seen(&asked.backend, request.headers(), request.extensions());
    (seen, state(&asked).await).into_response()
}

async fn state(asked: &Asked) -> (StatusCode, &'static str) {
    if asked.shutdown.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match tokio::time::timeout(PATIENCE, asked.backend.has_the_key()).await {
        Ok(Ok(true)) if !can_write(asked).await => {
            (StatusCode::SERVICE_UNAVAILABLE, "cannot write\n")
        }
        Ok(Ok(true)) => (StatusCode::OK, "ready\n"),
        Ok(Ok(false)) => {
            tracing::error!("the key file is older than the last rotation: copy the new one here");
            (StatusCode::SERVICE_UNAVAILABLE, "not the key\n")
        }
        _ => (StatusCode::SERVICE_UNAVAILABLE, "no database\n"),
    }
}

/// The same in a task of its own: what was found is noted though the client has gone.
async fn can_write(asked: &Asked) -> bool {
    let asked = asked.clone();
    let tried = tokio::spawn(async move { asked.can_write().await });
    tried.await.unwrap_or(false)
}

impl Asked {
    /// Whether the database can be written. One that takes long may be waiting for a long change: it is not what this is about.
    async fn can_write(&self) -> bool {
        let mut tried = self.writing.lock().await;
        if let Some(tried) = *tried
            && tried.at.elapsed() < WRITTEN_FOR
        {
            return tried.written;
        }
        let result = tokio::time::timeout(PATIENCE, self.backend.try_to_write()).await;
        if let Ok(Err(error)) = &result {
            tracing::error!(
                error.cause = with_causes(error),
                "the database cannot be written"
            );
        }
        let written = !matches!(result, Ok(Err(_)));
        *tried = Some(Tried {
            at: Instant::now(),
            written,
        });
        written
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
