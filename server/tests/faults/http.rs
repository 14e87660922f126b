//! A minimal HTTP/1.1 client that tells a complete answer from none.

use std::net::SocketAddr;
use std::time::Duration;
use test_support::PASSWORD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// A browser with the token of its session, which the cookie holds under another name on another port.
pub struct Client {
    server: SocketAddr,
    /// Its address: a sign-in that is cut off stays counted against its network.
    from: SocketAddr,
    pub token: Option<String>,
    /// More headers, each with its line ending.
    pub headers: String,
}

/// Where the connection of a request is cut.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// After this many thousandths of its bytes.
    Within(usize),
    /// This long after its last byte.
    After(Duration),
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
        self.send(&format!("POST {path}"), &form(fields)).await
    }

    /// Sends a form and cuts the connection: the server is sent a reset, and no answer is read.
    pub async fn cut_post(&self, path: &str, fields: &[(&str, &str)], cut: Cut) {
        let request = self.request("application/json", &format!("POST {path}"), &form(fields));
        let (sent, wait) = match cut {
            Cut::Within(thousandths) => (request.len() * thousandths / 1_000, Duration::ZERO),
            Cut::After(wait) => (request.len(), wait),
        };
        let mut stream = self.connect().await.unwrap();
        stream.write_all(&request.as_bytes()[..sent]).await.unwrap();
        tokio::time::sleep(wait).await;
        stream.set_zero_linger().unwrap();
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
        let request = self.request(accept, line, body);
        let mut stream = self.connect().await?;
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

    async fn connect(&self) -> Option<TcpStream> {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(self.from).unwrap();
        socket.connect(self.server).await.ok()
    }

    /// A request as it is sent.
    fn request(&self, accept: &str, line: &str, body: &str) -> String {
        let token = self.token.as_deref().unwrap_or("0");
        let cookie = format!("{}={token}", self.session_name());
        let (server, more) = (self.server, &self.headers);
        format!(
            "{line} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\naccept: {accept}\r\n\
             sec-fetch-site: same-origin\r\nsec-fetch-mode: cors\r\norigin: http://{server}\r\n\
             referer: http://{server}/sign-in\r\ncookie: {cookie}\r\n{more}\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
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

/// The body of a form.
fn form(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| text.replace(' ', "+").replace('@', "%40");
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    pairs.join("&")
}
