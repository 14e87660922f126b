//! Refuses parameters of an address that mean nothing to its endpoint: they would be left out, and more be done or told than was asked
//! for.

use super::fields::form_has_only;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};

/// The names of parameters.
type Names = &'static [&'static str];

/// For endpoints that take these parameters, each once at most; an endpoint that takes a form by POST takes none.
pub fn only(names: Names, routes: Router) -> Router {
    routes.layer(middleware::from_fn_with_state(names, refuse_others))
}

async fn refuse_others(State(names): State<Names>, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if form_has_only(query.as_bytes(), names) {
        next.run(request).await
    } else {
        let text = "Unknown or repeated parameter in the address. Nothing was done.\n";
        (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
    }
}
