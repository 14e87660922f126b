//! Answers.

use app::error::AppError;
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use http_body_util::BodyExt;
use wire::return_to::percent_decode;

/// The media type of a stream of events.
const STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

/// An answer, read to its end; only the head of a stream of events, which has no end.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}\n{}", self.status, self.headers, self.text())
    }
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get(CONTENT_TYPE) == Some(&STREAM);
        let bytes = if is_stream {
            Vec::new()
        } else {
            body.collect().await.unwrap().to_bytes().to_vec()
        };
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes,
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header, empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert!(self.headers.contains_key(LOCATION), "no redirect: {self:?}");
        self.header("location")
    }

    /// The text of every cookie of the answer.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect()
    }

    /// Whether the next page will say this: a flash message or the reason of a refusal.
    pub fn tells(&self, what: &str) -> bool {
        let cookie = self.cookie("bouclier-told-3000").unwrap_or_default();
        let value = cookie.split(';').next().unwrap();
        ["%7C", "%3A"]
            .iter()
            .any(|before| value.ends_with(&format!("{before}{what}")))
    }

    /// The text of the cookie with this name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        self.cookies()
            .into_iter()
            .find(|cookie| cookie.starts_with(&start))
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json<T: for<'de> serde::Deserialize<'de>>(&self) -> T {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The error of a server function, which must have its own status.
    #[track_caller]
    pub fn error(&self) -> AppError {
        let error: AppError = self.json();
        assert_eq!(self.status, error.status(), "{self:?}");
        error
    }

    /// The path of a redirect, and the value of one parameter of its query.
    #[track_caller]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.location().split_once('?')?;
        let start = format!("{name}=");
        let value = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(start.as_str()))?;
        percent_decode(value)
    }
}
