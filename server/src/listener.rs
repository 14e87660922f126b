//! HTTP over TCP, with a limit on every resource that a client can occupy.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(15),
            request_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            header_bytes: 16 * 1024,
            connections: 1_024,
        }
    }
}

/// The place of a connection within the limit.
#[derive(Debug, Clone)]
pub struct Place(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Place {
    /// Gives the place up while the connection goes on: for answers with a limit of their own.
    pub fn give_up(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// Serves until `stop` resolves. Requests that have begun are then finished, within the time-out.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let free = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = accept(&listener, &free) => if let Some((stream, peer, permit)) = accepted {
                let place = Place(Arc::new(Mutex::new(Some(permit))));
                tokio::spawn(answer(stream, (peer, place), app.clone(), limits, graceful.watcher()));
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

/// Answers the requests of one connection.
async fn answer(
    stream: TcpStream,
    (peer, place): (SocketAddr, Place),
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
        request.extensions_mut().insert(place.clone());
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
