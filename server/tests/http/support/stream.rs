//! A stream of events, as a browser reads it.

use super::{ADDRESS, Ask, Browser, TestServer};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use domain::Event;
use http_body_util::BodyExt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;
use tower::ServiceExt;

/// Time limit for an event to arrive or a stream to end: the server looks once a second, and tells nothing else before its sign of life
/// after fifteen.
const SOON: Duration = Duration::from_secs(6);

/// An open stream.
pub struct Stream {
    pub status: u16,
    pub headers: HeaderMap,
    body: Body,
    read: String,
}

impl TestServer {
    /// Starts handing events to streams, as a server does.
    pub fn follow(&self) {
        let backend = self.backend.clone();
        tokio::spawn(async move { backend.follow_events().await });
    }
}

impl Browser<'_> {
    /// Opens a stream.
    pub async fn stream(&self, path: &str) -> Stream {
        self.stream_after(path, None).await
    }

    /// Opens a stream again after this event.
    pub async fn stream_after(&self, path: &str, last: Option<&str>) -> Stream {
        let mut ask = Ask::get(path).with("accept-encoding", "gzip, br");
        if !self.cookies.is_empty() {
            ask = ask.with("cookie", &self.cookie_header());
        }
        if let Some(last) = last {
            ask = ask.with("last-event-id", last);
        }
        let mut request = ask.into_request(self.server.url);
        let peer = SocketAddr::new(ADDRESS.parse().unwrap(), 4_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.server.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Stream {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            read: String::new(),
        }
    }
}

impl Stream {
    /// The next block, without the blank line after it; none at the end of the stream.
    pub async fn block(&mut self) -> Option<String> {
        self.block_within(SOON).await
    }

    /// The same, with this time limit.
    pub async fn block_within(&mut self, time: Duration) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                return Some(block);
            }
            let frame = timeout(time, self.body.frame()).await;
            let frame = frame.expect("something is told in time")?.unwrap();
            let data = frame.into_data().unwrap();
            self.read.push_str(std::str::from_utf8(&data).unwrap());
        }
    }

    /// The next event, with its number if it has one.
    pub async fn event(&mut self) -> (Option<i64>, Event) {
        loop {
            let block = self.block().await.expect("the stream goes on");
            if let Some(data) = field(&block, "data: ") {
                let id = field(&block, "id: ").map(|id| id.parse().unwrap());
                return (id, serde_json::from_str(data).unwrap());
            }
        }
    }

    /// The blocks until the end, which must come soon.
    pub async fn rest(mut self) -> Vec<String> {
        let reading = async {
            let mut blocks = Vec::new();
            while let Some(block) = self.block().await {
                blocks.push(block);
            }
            blocks
        };
        timeout(SOON, reading)
            .await
            .expect("the stream ends in time")
    }
}

/// The value of a field in a block.
pub fn field<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    block.lines().find_map(|line| line.strip_prefix(name))
}
