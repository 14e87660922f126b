//! Refuses requests whose address can be read in two ways: what one layer takes for a page is another one to the next.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wire::path;
use wire::return_to::percent_decode;

/// Refuses a request that names several hosts (RFC 9112 §3.2). A path that is not in its only form (RFC 3986 §6.2.2) is
/// nowhere: every layer behind this one finds nothing there.
pub async fn plain(mut request: Request, next: Next) -> Response {
    if !names_one_host(request.headers()) {
        return (StatusCode::BAD_REQUEST, "This request names two hosts.\n").into_response();
    }
    if !is_plain(request.uri().path()) {
        *request.uri_mut() = Uri::from_static(path::NOWHERE);
    }
    next.run(request).await
}

/// Whether a path has no segment that stands for another one, and nothing encoded that would make a segment.
fn is_plain(path: &str) -> bool {
    let Some(decoded) = percent_decode(path) else {
        return false;
    };
    let segments = |path: &str| path.matches('/').count();
    let is_read_otherwise = |c: char| c == '\\' || c.is_control();
    segments(path) == segments(&decoded)
        && !decoded.contains(is_read_otherwise)
        && !decoded.contains("//")
        && !decoded
            .split('/')
            .any(|segment| matches!(segment, "." | ".."))
}

fn names_one_host(headers: &HeaderMap) -> bool {
    headers.get_all(HOST).iter().count() <= 1
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_path_has_one_form() {
        for path in [
            "/",
            "/me",
            "/me/",
            "/account/users/7",
            "/pkg/a.b.css",
            "/a%20b",
            "/…",
        ] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "/x/../me",
            "/./me",
            "/x/%2e%2E/me",
            "//me",
            "/account//users",
            "/account%2fusers",
            "/account\\users",
            "/account%5Cusers",
            "/me%00",
            "/me%0a",
            "/%ff",
            "/%",
            "/..",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
