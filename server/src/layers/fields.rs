//! Finds fields that a server function does not take: the framework would ignore them. The
//! application refuses them, like every other invalid argument. Marks what is a change, too: the
//! application bounds how many of them a user may make.

use app::fields::{FUNCTIONS, Sent, changes, secures};
use app::ssr::{Changes, Unexpected};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashSet;
use wire::path;

/// Marks a request for a server function that has an unknown or a repeated field, and one that changes something.
pub async fn mark(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let Some((_, sent, names)) = FUNCTIONS.iter().find(|(known, _, _)| *known == path) else {
        return unlisted(request, next).await;
    };
    let change = (request.method() == Method::POST && changes(path)).then(|| Changes {
        secures: secures(path),
    });
    let (mut parts, body) = request.into_parts();
    if let Some(change) = change {
        parts.extensions.insert(change);
    }
    // Limited in size by the outer layer.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let expected = match (&parts.method, sent) {
        (&Method::GET, _) => form_has_only(query, names()),
        (_, Sent::Form) => query.is_empty() && form_has_only(&bytes, names()),
        (_, Sent::Json) => query.is_empty() && json_has_only(&bytes, names()),
    };
    if !expected {
        parts.extensions.insert(Unexpected);
    }
    next.run(Request::from_parts(parts, Body::from(bytes)))
        .await
}

/// A page, or a server function without a list of fields, which is not called.
async fn unlisted(mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(path::API) {
        request.extensions_mut().insert(Unexpected);
    }
    next.run(request).await
}

/// Whether every field is one of `names`, at most once.
pub(super) fn form_has_only(form: &[u8], names: &[&str]) -> bool {
    let mut seen = HashSet::new();
    form_urlencoded::parse(form).all(|(name, _)| {
        let known = names.contains(&name.as_ref());
        known && seen.insert(name.into_owned())
    })
}

/// Whether the body is an object with fields from `names` only. The deserialiser refuses anything but an object.
fn json_has_only(body: &[u8], names: &[&str]) -> bool {
    let object: Result<serde_json::Map<String, serde_json::Value>, _> =
        serde_json::from_slice(body);
    object.map_or(true, |object| {
        object.keys().all(|key| names.contains(&key.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["id", "reason"];

    #[test]
    fn a_form_has_the_fields_that_are_known_each_once_and_no_others() {
        for known in ["", "id=1", "id=1&reason=x+y", "reason=&id=", "%69d=1"] {
            assert!(form_has_only(known.as_bytes(), NAMES), "{known}");
        }
        for unknown in [
            "id=1&role=admin",
            "role",
            "id=1&id=2",
            "id=1&%69d=2",
            "id[0]=1",
            "id%5Bx%5D=1",
            "ID=1",
            "id=1&=",
            "id=1& reason=x",
            "{\"id\":1}",
        ] {
            assert!(!form_has_only(unknown.as_bytes(), NAMES), "{unknown}");
        }
    }

    #[test]
    fn an_object_has_the_keys_that_are_known() {
        assert!(json_has_only(b"{\"id\":1}", NAMES));
        assert!(!json_has_only(b"{\"id\":1,\"role\":\"admin\"}", NAMES));
        assert!(json_has_only(b"no object", NAMES));
    }
}
