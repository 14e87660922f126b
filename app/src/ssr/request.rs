//! The current request, as the log identifies it.

use data_encoding::BASE32_NOPAD;
use http::Extensions;
use leptos::prelude::with_context;
use std::fmt;
use std::sync::Arc;
use tracing::{Span, debug_span};

/// The most characters of an id.
const LONGEST: usize = 64;

/// The id of a request: in each line of the log that is about it, in the header `X-Request-Id` of its answer, and in
/// place of the cause of an internal error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new one: 128 random bits in base32 (RFC 4648 §6), which can be read out.
    pub fn make() -> Self {
        // Without random bytes nothing else works either; the log should be the last to fail.
        let bytes = backend::token::random::<16>().unwrap_or_default();
        Self(BASE32_NOPAD.encode(&bytes).into())
    }

    /// Takes an id from outside, if it cannot be mistaken for anything else in the log: 1 to 64 of
    /// `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let is_one = (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain);
        is_one.then(|| Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The data that the layers attach to a request: its id, and the span in which it is answered.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The id.
    pub id: RequestId,
    /// The span, which has the id.
    pub span: Span,
}

impl Traced {
    /// The id and span of a request; new ones if no layer has set any.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().cloned().unwrap_or_else(|| Self {
            id: RequestId::make(),
            span: Span::none(),
        })
    }
}

/// The id and span of the current request. The reads of a page run in separate tasks, which do not inherit its
/// span.
pub(super) fn traced() -> Traced {
    let found = with_context::<http::request::Parts, _>(|parts| Traced::of(&parts.extensions));
    found.unwrap_or_else(|| Traced::of(&Extensions::new()))
}

/// The span of a server function, within that of its request: a page calls several.
pub(super) fn function_span<F>(traced: &Traced) -> Span {
    let function = function_of(std::any::type_name::<F>());
    debug_span!(parent: traced.span.id(), "call", function)
}

/// The name of the function around a closure, from the name of the closure's type.
fn function_of(name: &'static str) -> &'static str {
    let mut parts = name.rsplit("::").filter(|part| !part.starts_with('{'));
    let written = parts.next().unwrap_or(name);
    // The name that the framework's macro gives to the body of a server function.
    written.strip_prefix("__server_").unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named<F>(_: F) -> &'static str {
        function_of(std::any::type_name::<F>())
    }

    #[test]
    fn a_closure_is_called_by_the_function_that_it_is_written_in() {
        let name = "a_closure_is_called_by_the_function_that_it_is_written_in";
        assert_eq!(named(|| ()), name);
        assert_eq!(named(async move || ()), name);
        assert_eq!(
            function_of("app::api::__server_list_users::{{closure}}::{{closure}}"),
            "list_users"
        );
    }

    #[test]
    fn an_id_that_is_made_has_128_bits_and_is_one_that_would_be_taken() {
        let (one, other) = (RequestId::make(), RequestId::make());
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 26);
        assert_eq!(RequestId::parse(one.as_str()), Some(one));
    }

    #[test]
    fn an_id_of_somebody_else_is_taken_if_it_can_be_nothing_but_an_id() {
        let longest = "x".repeat(64);
        for good in ["7b1c-A.z_9", "0", longest.as_str()] {
            assert_eq!(RequestId::parse(good).unwrap().to_string(), good);
        }
        let too_long = "x".repeat(65);
        for bad in [
            "",
            "a b",
            "a\nb",
            "a\u{1b}[m",
            "é",
            "a\"b",
            "a=b",
            "a/b",
            too_long.as_str(),
        ] {
            assert_eq!(RequestId::parse(bad), None, "{bad}");
        }
    }
}
