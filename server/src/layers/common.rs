//! Around every surface that users and programs reach: the id of the request, its log line and metrics, the headers that
//! protect a browser, the limits for clients, and the refusal of addresses with two meanings.

use super::{body, headers, observe, request_id, target};
use crate::web::Web;
use axum::http::StatusCode;
use axum::{Router, middleware};
use std::sync::Arc;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// All of these, the outermost layer last.
pub fn around(surfaces: Router, web: &Arc<Web>) -> Router {
    surfaces
        .layer(middleware::from_fn(body::limit))
        .layer(middleware::from_fn(target::plain))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            web.limits.request_timeout,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(web),
            headers::protect,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(web),
            observe::note,
        ))
        // The body is written within the span too.
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(request_id::span)
                .on_request(())
                .on_response(())
                .on_body_chunk(())
                .on_eos(())
                .on_failure(()),
        )
        .layer(middleware::from_fn_with_state(
            Arc::clone(web),
            request_id::give,
        ))
}
