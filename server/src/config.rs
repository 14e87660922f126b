//! The configuration: options and environment, checked before anything is touched.

mod database_url;
mod error;
mod hazard;
mod network;
mod options;
mod parse;
mod public_url;
pub mod sender;
mod setting;
mod smtp_url;
mod start;
#[cfg(test)]
mod tests;

pub use database_url::DatabaseUrl;
pub use error::{ConfigError, OptionError};
pub use hazard::Hazard;
pub use network::{TrustedProxies, Unread};
pub use options::Options;
pub use public_url::PublicUrl;
pub use smtp_url::SmtpUrl;

use lettre::Address;
use sender::default_sender;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

const KEY_FILE: &str = "secret.key";

/// The configuration of the installation, ready for use.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The database.
    pub database_url: DatabaseUrl,
    /// The most connections to a PostgreSQL server.
    pub database_connections: u32,
    /// The folder of the database and the key.
    pub data_dir: PathBuf,
    /// The address under which users reach the console.
    pub public_url: PublicUrl,
    /// The key of the secrets in the database.
    pub secret_key_file: PathBuf,
    /// The trusted proxies.
    pub trusted_proxies: TrustedProxies,
    /// The mail server, if there is one.
    pub smtp_url: Option<SmtpUrl>,
    /// The sender of mails.
    pub mail_from: Address,
    /// What to log, in the syntax of `EnvFilter`.
    pub log: String,
    /// The format of the log.
    pub log_format: LogFormat,
    /// Whether each request is a line of the log.
    pub access_log: bool,
    /// The address on which Prometheus reads the metrics, if it does.
    pub metrics_listen: Option<SocketAddr>,
    /// The folder of the files for the browser, in place of those in the program.
    pub site_dir: Option<PathBuf>,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub session_hours: u32,
    /// The most streams of events at once.
    pub max_streams: u32,
    /// Seconds for which a server that was asked to stop keeps serving and reports that it is not ready.
    pub drain_seconds: u32,
    /// The options that were given as arguments with a password in them.
    pub secrets_in_arguments: Vec<&'static str>,
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for each event.
    Text,
    /// An object on a line for each event (RFC 8259).
    Json,
}

/// The folder that relative paths and defaults start from, and how the process was called.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The working folder.
    pub working_dir: PathBuf,
    /// The arguments of the process.
    pub arguments: Vec<OsString>,
}

impl Surroundings {
    /// Asks the operating system.
    pub fn find() -> Result<Self, ConfigError> {
        Ok(Self {
            working_dir: std::env::current_dir()?,
            arguments: std::env::args_os().collect(),
        })
    }
}

impl Config {
    /// Checks the options, and nothing else: no file is touched.
    pub fn from_options(options: &Options, around: &Surroundings) -> Result<Self, ConfigError> {
        let listen = options.listen.get()?;
        let here = |path: &Path| around.working_dir.join(path);
        // The folder is shown to users, without the step that leads nowhere.
        let data_dir: PathBuf = here(&options.data_dir).components().collect();
        let public_url = public_url(options.public_url.get()?, listen)?;
        Ok(Self {
            listen,
            database_url: database(options, &data_dir, &around.working_dir)?,
            smtp_url: options.smtp_url.get()?,
            mail_from: sender(options.mail_from.get()?, &public_url)?,
            public_url,
            database_connections: options.database_connections.get()?,
            secret_key_file: given(&options.secret_key_file)
                .map_or_else(|| data_dir.join(KEY_FILE), here),
            trusted_proxies: options.trusted_proxies.get()?,
            log: options.log.get()?,
            log_format: options.log_format.get()?,
            access_log: options.access_log.get()?,
            metrics_listen: options.metrics_listen.get()?,
            site_dir: given(&options.site_dir).map(here),
            session_idle_minutes: options.session_idle_minutes.get()?,
            session_hours: options.session_hours.get()?,
            drain_seconds: options.drain_seconds.get()?,
            max_streams: options.max_streams.get()?,
            secrets_in_arguments: hazard::passwords_in(&around.arguments),
            data_dir,
        })
    }
}

fn given(path: &Path) -> Option<&Path> {
    Some(path).filter(|path| !path.as_os_str().is_empty())
}

fn database(
    options: &Options,
    data_dir: &Path,
    working_dir: &Path,
) -> Result<DatabaseUrl, ConfigError> {
    match options
        .database_url
        .as_deref()
        .filter(|url| !url.is_empty())
    {
        None => database_url::of_file(&data_dir.join("bouclier.sqlite"))
            .ok_or_else(|| ConfigError::DataDirName(data_dir.to_owned())),
        Some(url) => {
            let url =
                database_url::parse(url, working_dir).map_err(|_| ConfigError::DatabaseUrl)?;
            let text = url.as_str();
            if text.starts_with("postgres:") && !store::is_postgres_url(text) {
                return Err(ConfigError::Postgres);
            }
            Ok(url)
        }
    }
}

/// A listener that others can reach needs a proxy in front of it that speaks https.
fn public_url(given: Option<PublicUrl>, listen: SocketAddr) -> Result<PublicUrl, ConfigError> {
    let open = !listen.ip().to_canonical().is_loopback();
    match given {
        Some(url) if url.is_https() || !open => Ok(url),
        None if !open => Ok(parse::public_url(&format!("http://{listen}"))?),
        _ => Err(ConfigError::PlainListener(listen.to_string())),
    }
}

fn sender(given: Option<Address>, public_url: &PublicUrl) -> Result<Address, OptionError> {
    given.map_or_else(
        || default_sender(public_url.as_str()).map_err(OptionError::NoSender),
        Ok,
    )
}
