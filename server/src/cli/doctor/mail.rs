//! The mail server: connects, negotiates TLS and signs in, as for a mail, but sends none.

use super::finding::Finding;
use crate::config::SmtpUrl;
use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// The state of the mail server.
#[derive(Debug, PartialEq, Eq)]
pub enum MailServer {
    /// None is set.
    Unset,
    /// It would accept a mail.
    Willing,
    /// It answers with this code.
    Refuses(String),
    /// TLS failed.
    Tls(String),
    /// No connection.
    Unreachable(String),
    /// No answer in time.
    Silent,
}

/// Connects to the mail server.
pub async fn check(server: Option<&SmtpUrl>) -> MailServer {
    let Some(server) = server else {
        return MailServer::Unset;
    };
    match tokio::time::timeout(PATIENCE, greet(server)).await {
        Ok(Ok(true)) => MailServer::Willing,
        Ok(Ok(false)) => MailServer::Unreachable("it closed the connection".to_owned()),
        Ok(Err(error)) => failed(&error),
        Err(_) => MailServer::Silent,
    }
}

async fn greet(server: &SmtpUrl) -> Result<bool, Error> {
    let transport: AsyncSmtpTransport<Tokio1Executor> =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(server.reveal())?
            .timeout(Some(PATIENCE))
            .build();
    transport.test_connection().await
}

/// Only the code of an answer: the mail server chooses the text.
fn failed(error: &Error) -> MailServer {
    match error.status() {
        Some(code) => MailServer::Refuses(code.to_string()),
        None if error.is_tls() => MailServer::Tls(error.to_string()),
        None if error.is_timeout() => MailServer::Silent,
        None => MailServer::Unreachable(error.to_string()),
    }
}

impl From<MailServer> for Finding {
    fn from(server: MailServer) -> Self {
        let about = "mail server";
        match server {
            MailServer::Unset => Self::ok(about, "none is set: users read notices on their pages"),
            MailServer::Willing => Self::ok(about, "it answers and would take a mail"),
            MailServer::Refuses(code) if code.starts_with("53") => Self::problem(
                about,
                format!("it answers {code}: check user and password of --smtp-url"),
            ),
            MailServer::Refuses(code) => Self::problem(
                about,
                format!("it answers {code}: ask its operator whether this machine may send"),
            ),
            MailServer::Tls(cause) => Self::problem(
                about,
                format!("{cause}: check host and port of --smtp-url and the server's certificate"),
            ),
            MailServer::Unreachable(cause) => {
                Self::problem(about, format!("{cause}: check host and port of --smtp-url"))
            }
            MailServer::Silent => Self::problem(
                about,
                "it does not answer: check host and port of --smtp-url, and the firewall",
            ),
        }
    }
}
