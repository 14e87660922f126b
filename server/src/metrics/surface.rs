//! `/metrics`: for a program that asks every few seconds, on an address that users cannot reach. It has no session.

use super::{Metrics, scrape};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::Backend;
use prometheus::TEXT_FORMAT;
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;

/// Prometheus has given up by then.
const PATIENCE: Duration = Duration::from_secs(10);

/// The route.
pub fn router(metrics: Metrics, backend: Backend) -> Router {
    Router::new()
        .route("/metrics", get(answer))
        .with_state((metrics, backend))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
}

async fn answer(State((metrics, backend)): State<(Metrics, Backend)>) -> Response {
    match scrape::text(&metrics, &backend).await {
        Ok(text) => ([(CONTENT_TYPE, TEXT_FORMAT)], text).into_response(),
        Err(error) => {
            tracing::error!(error.cause = %error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
