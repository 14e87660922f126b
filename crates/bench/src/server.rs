//! The running program, and a connection to it.

use crate::Outcome;
use crate::figure::{Figure, Report};
use crate::instance::Instance;
use crate::people::{ADMIN, PASSWORD};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::SendRequest;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::process::Child;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use wire::path;

/// How often a start is measured.
const STARTS: usize = 5;

/// A running server; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its address.
    pub address: SocketAddr,
    /// The session of the admin.
    pub cookie: String,
    /// The folder of its data.
    pub instance: Instance,
}

/// A persistent connection.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
}

/// Starts the program and signs the admin in.
pub async fn start(instance: &Instance) -> Outcome<Server> {
    let mut server = launch(instance).await?;
    server.sign_in().await?;
    Ok(server)
}

/// From the start of the process to the first page, the best of several: the rest is noise.
pub async fn cold_start(instance: &Instance, report: &mut Report) -> Outcome<()> {
    let users = users(instance).await?;
    let mut best = Duration::MAX;
    for _ in 0..STARTS {
        let begin = Instant::now();
        let server = launch(instance).await?;
        let page = server.connect().await?.get(path::SIGN_IN, "").await?;
        if !page.status().is_success() {
            return Err("the first page failed".into());
        }
        best = best.min(begin.elapsed());
    }
    let best = best.as_secs_f64() * 1_000.0;
    report.add(Figure::at_most("cold_start", best, "ms", 200.0, users))
}

async fn users(instance: &Instance) -> Outcome<u64> {
    use sea_orm::ConnectionTrait;
    let db = instance.database().await?;
    let db = db.read();
    let sum = sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT CAST(sum(users) AS bigint) FROM user_counts",
    );
    let row = db.query_one_raw(sum).await?.ok_or("no counts")?;
    Ok(u64::try_from(row.try_get_by_index::<i64>(0)?)?)
}

/// Starts the program, without a sign-in.
pub async fn launch(instance: &Instance) -> Outcome<Server> {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = free.local_addr()?;
    drop(free);
    launch_at(instance, address).await
}

/// The same at an address: the name of a session's cookie has the port in it.
pub async fn launch_at(instance: &Instance, address: SocketAddr) -> Outcome<Server> {
    let child = instance
        .command()?
        .arg("serve")
        .env("BOUCLIER_LISTEN", address.to_string())
        .env("BOUCLIER_LOG", "error")
        .spawn()?;
    let server = Server {
        child,
        address,
        cookie: String::new(),
        instance: instance.clone(),
    };
    for _ in 0..10_000 {
        if TcpStream::connect(address).await.is_ok() {
            return Ok(server);
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Err("the server does not listen".into())
}

/// A line of `/proc/{process}/status`, in KiB.
pub fn status(process: u32, line: &str) -> Outcome<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let value = text
        .lines()
        .find_map(|l| l.strip_prefix(line)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next())
        .ok_or("no such line")?;
    Ok(value.parse()?)
}

impl Server {
    /// Signs the admin in.
    pub async fn sign_in(&mut self) -> Outcome<()> {
        let mut connection = self.connect().await?;
        self.cookie = connection.sign_in(ADMIN).await?;
        Ok(())
    }

    /// Resident memory in KiB.
    pub fn resident(&self) -> Outcome<u64> {
        status(self.child.id(), "VmRSS")
    }

    /// A persistent connection.
    pub async fn connect(&self) -> Outcome<Connection> {
        Connection::open(self.address).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The data set is thrown away or only read: nothing is lost.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, address })
    }

    /// Requests a page or a function.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Outcome<Response<Bytes>> {
        self.send(Method::GET, path, cookie, ("text/plain", String::new()))
            .await
    }

    /// Submits a form.
    pub async fn form(
        &mut self,
        path: &str,
        cookie: &str,
        body: String,
    ) -> Outcome<Response<Bytes>> {
        self.send(
            Method::POST,
            path,
            cookie,
            ("application/x-www-form-urlencoded", body),
        )
        .await
    }

    /// Sends JSON.
    pub async fn json(
        &mut self,
        path: &str,
        cookie: &str,
        body: String,
    ) -> Outcome<Response<Bytes>> {
        self.send(Method::POST, path, cookie, ("application/json", body))
            .await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        cookie: &str,
        (content_type, body): (&str, String),
    ) -> Outcome<Response<Bytes>> {
        let origin = format!("http://{}", self.address);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string())
            .header("origin", &origin)
            .header("referer", format!("{origin}{}", path::SIGN_IN))
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", content_type)
            .header("cookie", cookie)
            .body(Full::new(Bytes::from(body)))?;
        self.sender.ready().await?;
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        Ok(Response::from_parts(
            parts,
            body.collect().await?.to_bytes(),
        ))
    }

    /// Submits address and password; returns the cookie of the session.
    pub async fn sign_in(&mut self, email: &str) -> Outcome<String> {
        let body = format!(
            "email={}&password={}",
            path::encode(email),
            path::encode(PASSWORD)
        );
        let answer = self.form("/api/sign-in", "", body).await?;
        session(&answer)
    }
}

/// The cookie of the session that an answer sets.
pub fn session(answer: &Response<Bytes>) -> Outcome<String> {
    let cookie = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|value| value.split(';').next())
        .collect::<Vec<_>>()
        .join("; ");
    if answer.status().is_success() && !cookie.is_empty() {
        Ok(cookie)
    } else {
        Err(format!("not signed in: {} {:?}", answer.status(), answer.body()).into())
    }
}
