//! Limits the size of request bodies: forms are small.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wire::path;

/// The most bytes of a body.
const LIMIT: usize = 64 * 1024;

/// Reads the body before anything else does, whether its length is announced or not. A file that is imported has a limit of its
/// own, and is read once it is known who sends it.
pub async fn limit(request: Request, next: Next) -> Response {
    if request.uri().path() == path::IMPORT_FILE {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length <= LIMIT)
        && let Ok(bytes) = to_bytes(body, LIMIT).await
    {
        return next
            .run(Request::from_parts(parts, Body::from(bytes)))
            .await;
    }
    (
        StatusCode::PAYLOAD_TOO_LARGE,
        [(CACHE_CONTROL, "no-store")],
        "This request is too large.\n",
    )
        .into_response()
}
