//! Lets the application see a `Referer` of this site only: it redirects there after a form that
//! was sent without script, and must not be led elsewhere.

use crate::router::Web;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::http::header::{HOST, REFERER};
use axum::middleware::Next;
use axum::response::Response;
use domain::return_to::ReturnTo;
use std::sync::Arc;

/// Takes a foreign `Referer` away, and of an own one everything but the path.
pub async fn keep_own(State(web): State<Arc<Web>>, mut request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let own = request
        .headers()
        .get(REFERER)
        .and_then(|v| v.to_str().ok())
        .and_then(|referer| own_path(referer, host.as_deref(), &web.public_url));
    let headers = request.headers_mut();
    headers.remove(REFERER);
    if let Some(value) = own.and_then(|path| path.parse().ok()) {
        headers.insert(REFERER, value);
    }
    next.run(request).await
}

/// The path with query of a page of this site.
fn own_path(referer: &str, host: Option<&str>, public_url: &str) -> Option<String> {
    let uri: Uri = referer.parse().ok()?;
    let authority = uri.authority()?.as_str();
    let public: Uri = public_url.parse().ok()?;
    let own = host == Some(authority) || public.authority().map(|a| a.as_str()) == Some(authority);
    let path = uri.path_and_query()?.as_str();
    (own && ReturnTo::parse(path).is_some()).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::own_path;

    const URL: &str = "https://bouclier.exemple.fr";

    #[test]
    fn a_page_of_this_site_is_kept_as_a_path() {
        let referer = "https://bouclier.exemple.fr/me?dialog=recovery";
        assert_eq!(own_path(referer, None, URL).as_deref(), Some("/me?dialog=recovery"));
        assert_eq!(
            own_path("http://localhost:3000/me", Some("localhost:3000"), URL).as_deref(),
            Some("/me")
        );
    }

    #[test]
    fn anything_else_is_taken_away() {
        for referer in [
            "https://evil.example/me",
            "https://bouclier.exemple.fr@evil.example/",
            "https://user@bouclier.exemple.fr/",
            "https://bouclier.exemple.fr//evil.example",
            "/me",
            "nonsense",
            "",
        ] {
            assert_eq!(own_path(referer, Some("bouclier.exemple.fr"), URL), None, "{referer}");
        }
    }
}
