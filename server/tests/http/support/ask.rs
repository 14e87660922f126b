//! Requests to be sent.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use wire::path::encode;

/// A request.
#[derive(Debug, Clone)]
pub struct Ask {
    method: Method,
    path: String,
    pub headers: HeaderMap,
    body: Vec<u8>,
}

impl Ask {
    pub fn new(method: Method, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    /// A form.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        Self::urlencoded(path, &urlencode(fields))
    }

    /// A form whose fields are encoded already.
    pub fn urlencoded(path: &str, body: &str) -> Self {
        Self::new(Method::POST, path).typed("application/x-www-form-urlencoded", body)
    }

    pub fn json(path: &str, body: &str) -> Self {
        Self::new(Method::POST, path).typed("application/json", body)
    }

    #[must_use]
    pub fn typed(self, content_type: &str, body: &str) -> Self {
        self.with(CONTENT_TYPE.as_str(), content_type)
            .body(body.as_bytes())
    }

    #[must_use]
    pub fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    /// The same header once more.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.headers
            .append(name, HeaderValue::from_str(value).unwrap());
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Adds a header unless there is one already.
    pub fn default_header(&mut self, name: &str, value: &str) {
        if !self.headers.contains_key(name) {
            let name: HeaderName = name.parse().unwrap();
            self.headers
                .insert(name, HeaderValue::from_str(value).unwrap());
        }
    }

    pub fn is_get(&self) -> bool {
        self.method == Method::GET
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The body.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn into_request(self, url: &str) -> Request<Body> {
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().unwrap();
        *request.headers_mut() = self.headers;
        let host = url.split_once("://").unwrap().1;
        request
            .headers_mut()
            .entry(HOST)
            .or_insert(host.parse().unwrap());
        request
    }
}

pub fn urlencode(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    pairs.join("&")
}
