//! For load balancers and supervisors: is the process alive, can it serve.

use crate::shutdown::Shutdown;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use backend::Backend;
use std::time::Duration;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz` and `/readyz`.
pub fn routes(backend: Backend, shutdown: Shutdown) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state((backend, shutdown))
}

async fn ready(
    State((backend, shutdown)): State<(Backend, Shutdown)>,
) -> (StatusCode, &'static str) {
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
