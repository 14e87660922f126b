//! The configuration: options and environment, checked before anything is touched.

mod database_url;
mod error;
mod hazard;
mod network;
mod options;
mod public_url;
pub mod sender;
mod smtp_url;
mod start;
#[cfg(test)]
mod tests;

pub use database_url::DatabaseUrl;
pub use error::ConfigError;
pub use hazard::Hazard;
pub use network::TrustedProxies;
pub use options::Options;
pub use public_url::PublicUrl;
pub use smtp_url::SmtpUrl;

use lettre::Address;
use network::ProxyError;
use public_url::UrlError;
use sender::default_sender;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

const LISTEN: &str = "127.0.0.1:3000";
const METRICS_LISTEN: &str = "127.0.0.1:9464";
const DATA_DIR: &str = "data";
const KEY_FILE: &str = "secret.key";
const LOG: &str = "info";
const IDLE_MINUTES: u32 = 60;
const HOURS: u32 = 12;
const STREAMS: u32 = 10_000;
/// The longest session: a day idle, a month in all.
const MOST_IDLE_MINUTES: u32 = 24 * 60;
const MOST_HOURS: u32 = 31 * 24;
/// The range of ports allows no more connections.
const MOST_STREAMS: u32 = 60_000;
const MOST_CONNECTIONS: u32 = 1_000;
const MOST_DRAIN_SECONDS: u32 = 300;

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
        let listen = listen_on(
            "listen",
            given(options.listen.as_deref()).unwrap_or(LISTEN),
            LISTEN,
        )?;
        let here = |path: &OsString| around.working_dir.join(path);
        let data_dir = given_path(options.data_dir.as_ref())
            .map_or_else(|| around.working_dir.join(DATA_DIR), here);
        let public_url = public_url(given(options.public_url.as_deref()), listen)?;
        Ok(Self {
            listen,
            database_url: database(options, &data_dir, &around.working_dir)?,
            smtp_url: smtp(given(options.smtp_url.as_deref()))?,
            mail_from: sender(given(options.mail_from.as_deref()), &public_url)?,
            public_url,
            database_connections: number(
                "database-connections",
                given(options.database_connections.as_deref()),
                store::CONNECTIONS,
                2..=MOST_CONNECTIONS,
            )?,
            secret_key_file: given_path(options.secret_key_file.as_ref())
                .map_or_else(|| data_dir.join(KEY_FILE), here),
            trusted_proxies: TrustedProxies::parse(
                options.trusted_proxies.as_deref().unwrap_or(""),
            )
            .map_err(|error| match error {
                ProxyError::Form(entry) => ConfigError::TrustedProxies(entry),
                ProxyError::Wide(entry) => ConfigError::WideProxies(entry),
            })?,
            log: log(given(options.log.as_deref()))?,
            log_format: word(
                "log-format",
                given(options.log_format.as_deref()),
                [("text", LogFormat::Text), ("json", LogFormat::Json)],
            )?,
            access_log: word(
                "access-log",
                given(options.access_log.as_deref()),
                [("off", false), ("on", true)],
            )?,
            metrics_listen: given(options.metrics_listen.as_deref())
                .map(|text| listen_on("metrics-listen", text, METRICS_LISTEN))
                .transpose()?,
            site_dir: given_path(options.site_dir.as_ref()).map(here),
            session_idle_minutes: number(
                "session-idle-minutes",
                given(options.session_idle_minutes.as_deref()),
                IDLE_MINUTES,
                1..=MOST_IDLE_MINUTES,
            )?,
            session_hours: number(
                "session-hours",
                given(options.session_hours.as_deref()),
                HOURS,
                1..=MOST_HOURS,
            )?,
            drain_seconds: number(
                "drain-seconds",
                given(options.drain_seconds.as_deref()),
                0,
                0..=MOST_DRAIN_SECONDS,
            )?,
            max_streams: number(
                "max-streams",
                given(options.max_streams.as_deref()),
                STREAMS,
                1..=MOST_STREAMS,
            )?,
            secrets_in_arguments: hazard::passwords_in(&around.arguments),
            data_dir,
        })
    }
}

/// An option set to the empty string is not set: compose files pass empty variables on.
fn given(option: Option<&str>) -> Option<&str> {
    option.filter(|text| !text.is_empty())
}

fn given_path(option: Option<&OsString>) -> Option<&OsString> {
    option.filter(|path| !path.is_empty())
}

fn listen_on(
    option: &'static str,
    text: &str,
    example: &'static str,
) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| ConfigError::Listen {
        option,
        value: text.to_owned(),
        example,
    })
}

fn database(
    options: &Options,
    data_dir: &Path,
    working_dir: &Path,
) -> Result<DatabaseUrl, ConfigError> {
    match given(options.database_url.as_deref()) {
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
fn public_url(option: Option<&str>, listen: SocketAddr) -> Result<PublicUrl, ConfigError> {
    let open = !listen.ip().to_canonical().is_loopback();
    let default = format!("http://{listen}");
    let text = match option {
        Some(text) => text,
        None if open => return Err(ConfigError::PlainListener(listen.to_string())),
        None => &default,
    };
    let url = PublicUrl::parse(text).map_err(|error| match error {
        UrlError::Form => ConfigError::PublicUrl(text.to_owned()),
        UrlError::Plain => ConfigError::PlainPublicUrl(text.to_owned()),
    })?;
    if open && !url.is_https() {
        return Err(ConfigError::PlainListener(listen.to_string()));
    }
    Ok(url)
}

fn smtp(option: Option<&str>) -> Result<Option<SmtpUrl>, ConfigError> {
    option
        .map(|text| SmtpUrl::parse(text).ok_or(ConfigError::SmtpUrl))
        .transpose()
}

fn sender(option: Option<&str>, public_url: &PublicUrl) -> Result<Address, ConfigError> {
    let sender = match option {
        Some(text) => text.parse().ok(),
        None => default_sender(public_url.as_str()),
    };
    sender.ok_or_else(|| ConfigError::MailFrom(option.unwrap_or_default().to_owned()))
}

fn log(option: Option<&str>) -> Result<String, ConfigError> {
    let text = option.unwrap_or(LOG);
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(ConfigError::Log(text.to_owned())),
    }
}

/// Parses one of two words; the first is the default.
fn word<T: Copy>(
    option: &'static str,
    given: Option<&str>,
    words: [(&'static str, T); 2],
) -> Result<T, ConfigError> {
    let [(one, default), (other, else_)] = words;
    match given {
        None => Ok(default),
        Some(text) if text == one => Ok(default),
        Some(text) if text == other => Ok(else_),
        Some(text) => Err(ConfigError::Word {
            option,
            value: text.to_owned(),
            one,
            other,
        }),
    }
}

fn number(
    option: &'static str,
    given: Option<&str>,
    default: u32,
    allowed: RangeInclusive<u32>,
) -> Result<u32, ConfigError> {
    let Some(text) = given else {
        return Ok(default);
    };
    text.parse()
        .ok()
        .filter(|number| allowed.contains(number))
        .ok_or_else(|| ConfigError::Number {
            option,
            value: text.to_owned(),
            least: *allowed.start(),
            most: *allowed.end(),
        })
}
