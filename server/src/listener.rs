//! HTTP over TCP, with a limit on every resource that a client can occupy.

mod shares;

use crate::config::TrustedProxies;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use shares::{Share, Shares};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt;

/// The pause when the system has no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

/// The answer to a connection beyond the share of its network (RFC 9110 §15.6.4).
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The limits for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The time until the head of a request must have arrived, and for which a connection may be idle;
    /// then it is closed.
    pub header_timeout: Duration,
    /// The time until the body must have arrived and the answer begins; then 408.
    pub request_timeout: Duration,
    /// How long a client may leave pending data unread; then the connection is closed.
    pub write_timeout: Duration,
    /// The most bytes of a request's head, 8,192 at the least; beyond them 431.
    pub header_bytes: usize,
    /// The most concurrent connections; further ones wait until one is free.
    pub connections: usize,
    /// The most concurrent connections of one network (/24 or /56); further ones are answered 503 and closed, so that the
    /// rest of the world does not wait. Trusted proxies, behind which everybody may be, have no such limit.
    pub connections_of_network: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(15),
            request_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            header_bytes: 16 * 1024,
            connections: 1_024,
            connections_of_network: 256,
        }
    }
}

/// What a connection takes of the limits: of the total, and of its network's share.
#[derive(Debug)]
struct Permit {
    _total: OwnedSemaphorePermit,
    _share: Share,
}

/// The permit of a connection.
#[derive(Debug, Clone)]
pub struct ConnectionPermit(Arc<Mutex<Option<Permit>>>);

impl ConnectionPermit {
    /// Gives the permit up while the connection goes on: for answers with a limit of their own.
    pub fn give_up(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// Serves until `stop` resolves. Requests that have begun are then finished, within the time-out.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    (limits, proxies): (Limits, &TrustedProxies),
    stop: impl Future<Output = ()>,
) {
    let free = Arc::new(Semaphore::new(limits.connections));
    let shares = Shares::new(limits.connections_of_network);
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = accept(&listener, &free) => if let Some((stream, peer, total)) = accepted {
                let bounded = !proxies.contains(peer.ip());
                match shares.take(peer.ip(), bounded) {
                    Some(share) => {
                        let permit = Permit { _total: total, _share: share };
                        let permit = ConnectionPermit(Arc::new(Mutex::new(Some(permit))));
                        tokio::spawn(answer(stream, (peer, permit), app.clone(), limits, graceful.watcher()));
                    }
                    None => turn_away(&stream, peer),
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(limits.request_timeout, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests were cut off at the stop");
    }
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(free).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, permit)),
        Err(error) => {
            tracing::debug!(error.cause = %error, "no connection accepted");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

/// Answers a connection beyond the share of its network. Whatever the socket does not take at once is left out: nothing is
/// waited for.
fn turn_away(stream: &TcpStream, peer: SocketAddr) {
    tracing::debug!(client.address = %peer.ip(), "too many connections of one network");
    if let Err(error) = stream.try_write(TOO_MANY) {
        tracing::debug!(error.cause = %error, "a connection could not be turned away");
    }
}

/// Answers the requests of one connection.
async fn answer(
    stream: TcpStream,
    (peer, permit): (SocketAddr, ConnectionPermit),
    app: Router,
    limits: Limits,
    watcher: Watcher,
) {
    // Without this each streamed page waits 40 ms for an acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error.cause = %error, "no TCP_NODELAY");
    }
    let mut io = TimeoutWriter::new(stream);
    io.set_timeout(Some(limits.write_timeout));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(permit.clone());
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(limits.header_bytes)
        .serve_connection(TokioIo::new(Box::pin(io)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error.cause = %error, "a connection ended early");
    }
}
