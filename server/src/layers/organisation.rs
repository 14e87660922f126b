//! What a page says of the organisation.

use super::state::LayerState;
use app::ssr::PageOrganisation;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use backend::error::with_causes;
use wire::path;

/// Puts a [`PageOrganisation`] into a request for a page. A page does without where it cannot be read.
pub async fn know(State(known): State<LayerState>, mut request: Request, next: Next) -> Response {
    if is_for_page(&request) {
        match known.backend.organisation().await {
            Ok(organisation) => {
                let organisation = PageOrganisation::from(organisation);
                request.extensions_mut().insert(organisation);
            }
            Err(error) => tracing::warn!(
                error.cause = with_causes(&error),
                "a page does not name the organisation"
            ),
        }
    }
    next.run(request).await
}

fn is_for_page(request: &Request) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    reads && !request.uri().path().starts_with(path::API)
}
