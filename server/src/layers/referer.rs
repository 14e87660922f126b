//! Lets the application see a `Referer` of this site only: it redirects there after a form that
//! was sent without script, and must not redirect to other sites.
//!
//! The framework puts the error of such a form into the address of that page, but only if it is a
//! complete URL: so the application sees the page on a placeholder site, and the redirect leaves with
//! the path alone. The error goes with it in a cookie: what an address says, a stranger may have written.

use crate::web::Web;
use app::ssr::{Cookies, carry_error};
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::http::header::{HOST, HeaderMap, HeaderValue, LOCATION, REFERER, SET_COOKIE};
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use wire::path;
use wire::return_to::ReturnTo;

/// The placeholder for this site while the application answers (RFC 6761 §6.4).
const OWN: &str = "http://own.invalid";
/// Parameters with which the framework tells an error. A page ignores them, and the next answer must not repeat them.
const TOLD: [&str; 2] = ["__path", "__err"];

/// Removes a `Referer` of another site, and reduces one of this site to its path.
pub async fn keep_own(State(web): State<Arc<Web>>, mut request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(HOST)
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let own = request
        .headers()
        .get(REFERER)
        .and_then(|v| v.to_str().ok())
        .and_then(|referer| own_path(referer, host.as_deref(), &web.public_url));
    let headers = request.headers_mut();
    headers.remove(REFERER);
    if let Some(value) = own.and_then(|path| format!("{OWN}{path}").parse().ok()) {
        headers.insert(REFERER, value);
    }
    let mut response = next.run(request).await;
    lead_back(response.headers_mut(), &web.cookies());
    response
}

/// Lets a redirect to the placeholder site leave as a path of this site, without the error that the framework has written
/// into it.
fn lead_back(headers: &mut HeaderMap, cookies: &Cookies) {
    let Some(path) = headers.get(LOCATION).and_then(own_location) else {
        return;
    };
    let (path, cookie) = carry_error(cookies, &path);
    if let Ok(path) = HeaderValue::from_str(&path) {
        headers.insert(LOCATION, path);
    }
    if let Some(Ok(cookie)) = cookie.map(HeaderValue::try_from) {
        headers.append(SET_COOKIE, cookie);
    }
}

/// The path of a redirect to the placeholder site.
fn own_location(location: &HeaderValue) -> Option<String> {
    let path = location.to_str().ok()?.strip_prefix(OWN)?;
    let safe = ReturnTo::parse(path);
    Some(
        safe.as_ref()
            .map_or(path::ROOT, ReturnTo::as_str)
            .to_owned(),
    )
}

/// The path with query of a page of this site.
fn own_path(referer: &str, host: Option<&str>, public_url: &str) -> Option<String> {
    let uri: Uri = referer.parse().ok()?;
    let authority = uri.authority()?.as_str();
    let public: Uri = public_url.parse().ok()?;
    let own =
        host == Some(authority) || public.authority().map(Authority::as_str) == Some(authority);
    let path = uri.path_and_query()?.as_str();
    (own && ReturnTo::parse(path).is_some()).then(|| untold(path))
}

/// A path with query, without these parameters.
fn untold(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let told = |pair: &&str| TOLD.contains(&pair.split('=').next().unwrap_or_default());
    let kept: Vec<&str> = query.split('&').filter(|pair| !told(pair)).collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::{own_location, own_path};
    use axum::http::HeaderValue;

    const URL: &str = "https://bouclier.exemple.fr";

    #[test]
    fn a_page_of_this_site_is_kept_as_a_path() {
        let referer = "https://bouclier.exemple.fr/me?dialog=recovery";
        assert_eq!(
            own_path(referer, None, URL).as_deref(),
            Some("/me?dialog=recovery")
        );
        assert_eq!(
            own_path("http://localhost:3000/me", Some("localhost:3000"), URL).as_deref(),
            Some("/me")
        );
    }

    #[test]
    fn what_a_page_was_told_by_its_address_is_left_out() {
        let referer = "https://bouclier.exemple.fr/me?dialog=recovery&__path=a&__err=b";
        assert_eq!(
            own_path(referer, None, URL).as_deref(),
            Some("/me?dialog=recovery")
        );
        let referer = "https://bouclier.exemple.fr/me?__err=x";
        assert_eq!(own_path(referer, None, URL).as_deref(), Some("/me"));
    }

    #[test]
    fn a_redirect_leaves_as_a_path_of_this_site() {
        let leaves = |location| own_location(&HeaderValue::from_static(location));
        assert_eq!(leaves("http://own.invalid/me?x=1").unwrap(), "/me?x=1");
        assert_eq!(leaves("http://own.invalid//evil.example").unwrap(), "/");
        assert_eq!(leaves("http://own.invalid.evil.example/").unwrap(), "/");
        assert_eq!(leaves("/me"), None);
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
            assert_eq!(
                own_path(referer, Some("bouclier.exemple.fr"), URL),
                None,
                "{referer}"
            );
        }
    }
}
