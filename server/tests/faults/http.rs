//! A minimal HTTP/1.1 client that tells a complete answer from none.

use std::net::SocketAddr;
use test_support::PASSWORD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

/// A browser with the token of its session, which the cookie holds under another name on another port.
pub struct Client {
    server: SocketAddr,
    /// Its address: a sign-in that is cut off stays counted against its network.
    from: SocketAddr,
    pub token: Option<String>,
    /// More headers, each with its line ending.
    pub headers: String,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Client {
    pub fn new(server: SocketAddr, round: u64, worker: u64) -> Self {
        let from = format!("127.1.{}.{}:0", round + 1, worker + 1);
        Self {
            server,
            from: from.parse().unwrap(),
            token: None,
            headers: String::new(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Option<Answer> {
        self.send(&format!("GET {path}"), "").await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let escape = |text: &str| text.replace(' ', "+").replace('@', "%40");
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect();
        self.send(&format!("POST {path}"), &pairs.join("&")).await
    }

    /// The status of a sign-in with the password.
    pub async fn sign_in(&mut self, email: &str) -> Option<u16> {
        self.token = None;
        let fields = [("email", email), ("password", PASSWORD)];
        Some(self.post("/api/sign-in", &fields).await?.status)
    }

    /// Sends a request; none if the answer did not come.
    async fn send(&mut self, line: &str, body: &str) -> Option<Answer> {
        self.send_for("application/json", line, body).await
    }

    /// The same for an answer of this type.
    pub async fn send_for(&mut self, accept: &str, line: &str, body: &str) -> Option<Answer> {
        let token = self.token.as_deref().unwrap_or("0");
        let cookie = format!("{}={token}", self.session_name());
        let (server, more) = (self.server, &self.headers);
        let request = format!(
            "{line} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\naccept: {accept}\r\n\
             sec-fetch-site: same-origin\r\nsec-fetch-mode: cors\r\norigin: http://{server}\r\n\
             referer: http://{server}/sign-in\r\ncookie: {cookie}\r\n{more}\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(self.from).unwrap();
        let mut stream = socket.connect(server).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        self.keep_cookie(head);
        Some(Answer {
            status: head.get(9..12)?.parse().ok()?,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    /// The name of the cookie of its session.
    fn session_name(&self) -> String {
        format!("bouclier-{}", self.server.port())
    }

    fn keep_cookie(&mut self, head: &str) {
        let name = self.session_name();
        for line in head.lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else {
                continue;
            };
            let cookie = cookie.split(';').next().unwrap();
            let (given, token) = cookie.split_once('=').unwrap();
            if given == name {
                self.token = Some(token.to_owned());
            }
        }
    }
}
