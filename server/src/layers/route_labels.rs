//! Method and route of a request, as labels with few values: paths would contain the tokens of links.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;

/// The route if none matches.
const UNMATCHED: &str = "unmatched";
/// A method that HTTP does not define (RFC 9110 §9, RFC 5789).
const OTHER: &str = "OTHER";

/// Method and route of a request.
#[derive(Debug, Clone)]
pub struct RouteLabels {
    /// The method.
    pub method: &'static str,
    route: Option<MatchedPath>,
}

impl RouteLabels {
    /// The method and the route of this request.
    pub fn of(request: &Request) -> Self {
        Self {
            method: name(request.method()),
            route: request.extensions().get().cloned(),
        }
    }

    /// The template of the path, such as `/account/users/{id}`.
    pub fn route(&self) -> &str {
        self.route.as_ref().map_or(UNMATCHED, MatchedPath::as_str)
    }
}

fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::CONNECT => "CONNECT",
        Method::TRACE => "TRACE",
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_somebody_made_up_is_none_of_the_names() {
        assert_eq!(name(&Method::from_bytes(b"SECRET").unwrap()), OTHER);
        for known in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            assert_eq!(name(&known.parse().unwrap()), known);
        }
    }
}
