//! Sends a single request, for the health check and the doctor.

use axum::body::{Body, to_bytes};
use http::header::{CONNECTION, HOST, HeaderMap, USER_AGENT};
use http::uri::Scheme;
use http::{Request, StatusCode, Uri};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// The time limit of the whole request: the server itself gives its database two seconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// The size limit of an answer, more than any expected answer has.
const MOST: usize = 64 * 1024;

/// The answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The first line of the body.
    pub line: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No `http://HOST…` or `https://HOST…`.
    #[error("it is not an address like http://127.0.0.1:3000")]
    Address,
    /// Nothing listens there.
    #[error("nothing can be reached there: {0}")]
    Connect(std::io::Error),
    /// The list of authorities is empty.
    #[error(
        "this machine has no list of certificate authorities: install ca-certificates or set SSL_CERT_FILE"
    )]
    NoAuthorities,
    /// TLS failed, mostly because of the certificate.
    #[error("its certificate or TLS is refused: {0}")]
    Tls(std::io::Error),
    /// The data received is not an HTTP answer.
    #[error("it does not answer in HTTP: {0}")]
    Http(String),
    /// No answer in time.
    #[error("it does not answer within {} seconds", PATIENCE.as_secs())]
    Silent,
}

/// Sends the request, with these headers besides the usual ones; follows no redirect.
pub async fn get(url: &str, headers: HeaderMap) -> Result<Answer, AskError> {
    tokio::time::timeout(PATIENCE, ask(url, headers))
        .await
        .unwrap_or(Err(AskError::Silent))
}

async fn ask(url: &str, headers: HeaderMap) -> Result<Answer, AskError> {
    let uri: Uri = url.parse().map_err(|_| AskError::Address)?;
    let authority = uri.authority().ok_or(AskError::Address)?;
    let tls = match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTP => false,
        Some(scheme) if *scheme == Scheme::HTTPS => true,
        _ => return Err(AskError::Address),
    };
    let host = authority.host();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let request = request(&uri, authority.as_str(), headers)?;
    let stream = TcpStream::connect((host, port))
        .await
        .map_err(AskError::Connect)?;
    if tls {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| AskError::Address)?;
        let stream = connector()?.connect(name, stream).await;
        exchange(stream.map_err(AskError::Tls)?, request).await
    } else {
        exchange(stream, request).await
    }
}

fn request(uri: &Uri, host: &str, headers: HeaderMap) -> Result<Request<Body>, AskError> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::get(path)
        .header(HOST, host)
        .header(USER_AGENT, concat!("bouclier/", env!("CARGO_PKG_VERSION")))
        .header(CONNECTION, "close")
        .body(Body::empty())
        .map_err(|_| AskError::Address)?;
    request.headers_mut().extend(headers);
    Ok(request)
}

/// TLS that trusts the authorities that this machine trusts.
fn connector() -> Result<TlsConnector, AskError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(AskError::NoAuthorities);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| AskError::Tls(std::io::Error::other(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Body>,
) -> Result<Answer, AskError> {
    let failed = |error: hyper::Error| AskError::Http(error.to_string());
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(failed)?;
    // This task ends with the connection, whose errors show up in the request.
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(failed)?;
    let (parts, body) = answer.into_parts();
    let body = to_bytes(Body::new(body), MOST).await.unwrap_or_default();
    driver.abort();
    let text = String::from_utf8_lossy(&body);
    Ok(Answer {
        status: parts.status,
        headers: parts.headers,
        line: printable(text.lines().next().unwrap_or_default()),
    })
}

/// The text without control characters: another server wrote it, and a terminal would execute them.
fn printable(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_commands_a_terminal_is_not_passed_on() {
        assert_eq!(printable("\u{1b}]0;x\u{7}ok\u{9b}2J"), "]0;xok2J");
    }
}
