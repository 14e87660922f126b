//! Redirects requests for pages by the gate of the session.

use app::access::{Decision, decide};
use app::ssr::Caller;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use wire::path;

/// Redirects a request for a page that the session may not see.
pub async fn lead(request: Request, next: Next) -> Response {
    match target(&request) {
        Some(path) => Redirect::to(&path).into_response(),
        None => next.run(request).await,
    }
}

fn target(request: &Request) -> Option<String> {
    let uri = request.uri();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || uri.path().starts_with(path::API) {
        return None;
    }
    let caller = request.extensions().get::<Caller>();
    let principal = caller.and_then(|caller| caller.principal.as_ref());
    let session = principal.map(|p| (p.gate(), p.role()));
    let full = uri.path_and_query().map_or(path::ROOT, |p| p.as_str());
    match decide(uri.path(), full, session) {
        Decision::Redirect(path) => Some(path),
        Decision::Show => None,
    }
}
