//! Records each request when its answer begins: in the access log and in the metrics, if they are on.

use super::peer::{address, peer};
use super::request_id::span;
use super::route_labels::RouteLabels;
use crate::log::ACCESS;
use crate::metrics::Metrics;
use crate::web::Web;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::{Span, info};

/// The status of a request whose client went away before its answer began: not in any standard, but used by nginx.
const GONE: u16 = 499;

/// Records the request.
pub async fn note(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    if !web.access_log && web.metrics.is_none() {
        return next.run(request).await;
    }
    let mut noted = Noted::begin(&web, &request);
    let response = next.run(request).await;
    noted.status = response.status().as_u16();
    response
}

/// A request that is being answered; recorded when dropped, even if the client has gone away.
struct Noted {
    line: Option<Line>,
    metrics: Option<Metrics>,
    asked: RouteLabels,
    begun: Instant,
    status: u16,
}

/// Further fields of the access log.
struct Line {
    span: Span,
    client: String,
}

impl Noted {
    fn begin(web: &Web, request: &Request) -> Self {
        let peer = peer(request.extensions());
        Self {
            line: web.access_log.then(|| Line {
                span: span(request),
                client: address(peer, request.headers(), &web.trusted_proxies),
            }),
            metrics: web.metrics.clone(),
            asked: RouteLabels::of(request),
            begun: Instant::now(),
            status: GONE,
        }
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        let (time, status) = (self.begun.elapsed(), self.status);
        if let Some(metrics) = &self.metrics {
            let asked = (self.asked.method, self.asked.route());
            metrics.note_request(asked, status, time);
        }
        if let Some(Line { span, client }) = &self.line {
            let duration_ms = milliseconds(time);
            // Method, route and id are fields of the span.
            info!(target: ACCESS, parent: span, status, duration_ms, client, "answered");
        }
    }
}

/// Rounded to three decimals.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
