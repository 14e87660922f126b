//! A server with the limits of a test, and clients that behave badly.

use backend::Settings;
use backend::clock::Clock;
use server::config::TrustedProxies;
use server::listener::{Limits, serve};
use server::router::router;
use server::shutdown::Shutdown;
use server::site::Site;
use server::web::Web;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use test_support::{ADMIN, Installation, create, sign_in};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Time after which a test counts as hanging.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The time-out that a test waits for.
pub const SHORT: Duration = Duration::from_millis(400);
/// A time-out that a test must not reach.
const LONG: Duration = Duration::from_mins(10);
/// A file that is larger than what the sockets of both sides hold.
pub const LARGE_FILE: &str = "/pkg/large.bin";
/// Its size in bytes.
pub const LARGE: u64 = 32 * 1024 * 1024;
pub const FORM: &str = "POST /api/sign-in HTTP/1.1\r\nHost: bouclier\r\nSec-Fetch-Site: same-origin\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n";

pub struct Running {
    pub address: SocketAddr,
    pub stop: oneshot::Sender<()>,
    pub served: JoinHandle<()>,
    pub installation: Installation,
}

pub fn limits() -> Limits {
    Limits {
        header_timeout: LONG,
        request_timeout: LONG,
        ..Limits::default()
    }
}

fn site() -> Site {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"));
    Site::open(Some(folder)).unwrap()
}

/// The same with a file at [`LARGE_FILE`], which costs the server next to nothing to send.
pub fn site_with_large_file() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site");
    copy(&source, folder.path());
    let large = folder.path().join(&LARGE_FILE[1..]);
    File::create(large).unwrap().set_len(LARGE).unwrap();
    Site::open(Some(folder.path())).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (source, target) = {
            let name = entry.unwrap().file_name();
            (from.join(&name), to.join(&name))
        };
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(&source, &target).unwrap();
        }
    }
}

impl Running {
    pub async fn new(limits: Limits) -> Self {
        Self::with_site(limits, site()).await
    }

    pub async fn with_site(limits: Limits, site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let installation = Installation::on(Clock::System, Settings::for_tests(&url)).await;
        let backend = installation.backend.clone();
        let web = Web {
            site: Arc::new(site),
            public_url: url,
            trusted_proxies: TrustedProxies::default(),
            session_max_age: 3_600,
            limits,
            shutdown: Shutdown::default(),
            access_log: false,
            metrics: None,
        };
        let (send, stopped) = oneshot::channel();
        let app = router(backend.clone(), &web);
        let stop = {
            let backend = backend.clone();
            async move {
                let _ = stopped.await;
                backend.hub().close();
            }
        };
        let served = tokio::spawn(async move {
            serve(listener, app, (limits, &web.trusted_proxies), stop).await;
        });
        tokio::spawn(async move { backend.follow_events().await });
        Self {
            address,
            stop: send,
            served,
            installation,
        }
    }

    /// A stream of events of an admin, after its first block.
    pub async fn stream(&self) -> TcpStream {
        let backend = &self.installation.backend;
        let ada = create(backend, "ada", ADMIN).await;
        let token = sign_in(backend, &ada).await.token.reveal();
        let port = self.address.port();
        let head =
            format!("GET /events HTTP/1.1\r\nHost: b\r\nCookie: bouclier-{port}={token}\r\n\r\n");
        let mut stream = self.connect().await;
        stream.write_all(head.as_bytes()).await.unwrap();
        assert!(until(&mut stream, "id: ").await.contains("200 OK"));
        stream
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection from another address of this machine.
    pub async fn connect_from(&self, address: &str) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket
            .bind(SocketAddr::new(address.parse().unwrap(), 0))
            .unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// A connection that takes in a few kilobytes, and then no more until something is read.
    pub async fn connect_deaf(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// Sends as much of a request as the server accepts, and reads until the server closes.
    pub async fn ask(&self, request: &[u8]) -> String {
        let stream = self.connect().await;
        let (mut read, mut write) = stream.into_split();
        let sending = async {
            let _ = write.write_all(request).await;
            write
        };
        let (answer, _write) = tokio::join!(to_end(&mut read), sending);
        answer
    }
}

/// Reads up to the end of the connection; a reset is an end too.
pub async fn to_end(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut answer = Vec::new();
    let reading = async {
        let mut part = [0; 4_096];
        while let Ok(count @ 1..) = stream.read(&mut part).await {
            answer.extend_from_slice(&part[..count]);
        }
    };
    timeout(PATIENCE, reading).await.expect("it is closed");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Reads until a text has arrived.
pub async fn until(stream: &mut TcpStream, text: &str) -> String {
    let mut answer = String::new();
    let reading = async {
        let mut part = [0; 4_096];
        while !answer.contains(text) {
            let count = stream.read(&mut part).await.unwrap();
            assert!(count > 0, "it is closed: {answer}");
            answer.push_str(std::str::from_utf8(&part[..count]).unwrap());
        }
    };
    timeout(PATIENCE, reading).await.expect("it comes");
    answer
}

/// Sends one byte after the other until the server closes or answers.
pub async fn drip(stream: TcpStream, start: &str) -> String {
    let (mut read, mut write) = stream.into_split();
    write.write_all(start.as_bytes()).await.unwrap();
    let dripping = async {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 20).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = to_end(&mut read) => answer,
        () = dripping => unreachable!(),
    }
}

pub fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("closed")
}
