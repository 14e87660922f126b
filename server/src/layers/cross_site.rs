//! Refuses changes that another site asks for (CSRF; OWASP Cross-Site Request Forgery Prevention
//! Cheat Sheet, Fetch Metadata).

use crate::web::Web;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Lets reads and requests of this site through.
pub async fn refuse(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    if is_own(request.method(), request.headers(), &web.public_url) {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "This request came from another site.\n",
        )
            .into_response()
    }
}

/// Whether a request may change something. Browsers say where a request comes from by
/// `Sec-Fetch-Site`, old ones by `Origin`; a client that sends neither is no browser, and may
/// send what no form can.
fn is_own(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == public_url,
        (None, None) => text(CONTENT_TYPE.as_str()).is_some_and(|t| !is_form(t)),
    }
}

/// Whether a page of another site could send this type without asking first (the CORS-safelisted
/// types of the Fetch standard).
fn is_form(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "" | "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://bouclier.exemple.fr";

    fn own(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        is_own(&Method::POST, &headers, URL)
    }

    #[test]
    fn a_browser_is_believed_about_where_the_request_comes_from() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(!own(&[("sec-fetch-site", "same-site"), ("origin", URL)]));
        assert!(!own(&[
            ("sec-fetch-site", "cross-site"),
            ("content-type", "application/json")
        ]));
    }

    #[test]
    fn without_that_the_origin_decides() {
        assert!(own(&[("origin", URL)]));
        assert!(!own(&[("origin", "https://evil.example")]));
        assert!(!own(&[
            ("origin", "null"),
            ("content-type", "application/json")
        ]));
        assert!(!own(&[(
            "origin",
            "https://bouclier.exemple.fr.evil.example"
        )]));
    }

    #[test]
    fn without_both_only_what_no_form_can_send_goes_through() {
        assert!(own(&[("content-type", "application/json")]));
        assert!(!own(&[]));
        for form in [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain;charset=UTF-8",
            "TEXT/PLAIN",
            "",
        ] {
            assert!(!own(&[("content-type", form)]), "{form}");
        }
    }

    #[test]
    fn reads_are_never_refused() {
        let headers = [(
            http::HeaderName::from_static("sec-fetch-site"),
            "cross-site",
        )];
        let headers = headers
            .iter()
            .map(|(n, v)| (n.clone(), v.parse().unwrap()))
            .collect();
        assert!(is_own(&Method::GET, &headers, URL));
        assert!(!is_own(&Method::DELETE, &headers, URL));
    }
}
