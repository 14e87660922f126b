//! The configuration: options and environment, checked before anything is touched.

mod database_url;
mod error;
mod network;
mod options;
mod public_url;
mod start;
#[cfg(test)]
mod tests;

pub use error::ConfigError;
pub use network::TrustedProxies;
pub use options::Options;
pub use public_url::PublicUrl;

use database_url::DatabaseUrlError;
use public_url::UrlError;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

const LISTEN: &str = "127.0.0.1:3000";
const DATA_DIR: &str = "data";
const KEY_FILE: &str = "secret.key";
const SITE_DIR: &str = "../site";
const LOG: &str = "info";
const IDLE_MINUTES: u32 = 60;
const HOURS: u32 = 12;
/// A day idle and a month in all: more is no session any more.
const MOST_IDLE_MINUTES: u32 = 24 * 60;
const MOST_HOURS: u32 = 31 * 24;

/// What the installation has set, ready for use.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The database.
    pub database_url: String,
    /// Where the database and the key lie.
    pub data_dir: PathBuf,
    /// The address under which users reach the console.
    pub public_url: PublicUrl,
    /// The key of the secrets in the database.
    pub secret_key_file: PathBuf,
    /// The proxies that are believed.
    pub trusted_proxies: TrustedProxies,
    /// What to log, in the syntax of `EnvFilter`.
    pub log: String,
    /// Where the files for the browser lie.
    pub site_dir: PathBuf,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub session_hours: u32,
}

/// The folders that relative paths and defaults are counted from.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The working folder.
    pub working_dir: PathBuf,
    /// The folder of the executable.
    pub executable_dir: PathBuf,
}

impl Surroundings {
    /// Asks the operating system.
    pub fn find() -> Result<Self, ConfigError> {
        let executable = std::env::current_exe()?;
        Ok(Self {
            working_dir: std::env::current_dir()?,
            executable_dir: executable.parent().unwrap_or(&executable).to_owned(),
        })
    }
}

impl Config {
    /// Checks the options, and nothing else: no file is looked at.
    pub fn from_options(options: &Options, around: &Surroundings) -> Result<Self, ConfigError> {
        let listen = listen(given(options.listen.as_deref()))?;
        let here = |path: &OsString| around.working_dir.join(path);
        let data_dir = given_path(options.data_dir.as_ref())
            .map_or_else(|| around.working_dir.join(DATA_DIR), here);
        check_smtp(given(options.smtp_url.as_deref()))?;
        Ok(Self {
            listen,
            database_url: database(options, &data_dir, &around.working_dir)?,
            public_url: public_url(given(options.public_url.as_deref()), listen)?,
            secret_key_file: given_path(options.secret_key_file.as_ref())
                .map_or_else(|| data_dir.join(KEY_FILE), here),
            trusted_proxies: TrustedProxies::parse(
                options.trusted_proxies.as_deref().unwrap_or(""),
            )
            .map_err(ConfigError::TrustedProxies)?,
            log: log(given(options.log.as_deref()))?,
            site_dir: given_path(options.site_dir.as_ref())
                .map_or_else(|| around.executable_dir.join(SITE_DIR), here),
            session_idle_minutes: number(
                "session-idle-minutes",
                given(options.session_idle_minutes.as_deref()),
                IDLE_MINUTES,
                MOST_IDLE_MINUTES,
            )?,
            session_hours: number(
                "session-hours",
                given(options.session_hours.as_deref()),
                HOURS,
                MOST_HOURS,
            )?,
            data_dir,
        })
    }
}

/// An option set to nothing is not set: compose files pass empty variables on.
fn given(option: Option<&str>) -> Option<&str> {
    option.filter(|text| !text.is_empty())
}

fn given_path(option: Option<&OsString>) -> Option<&OsString> {
    option.filter(|path| !path.is_empty())
}

fn listen(option: Option<&str>) -> Result<SocketAddr, ConfigError> {
    let text = option.unwrap_or(LISTEN);
    text.parse()
        .map_err(|_| ConfigError::Listen(text.to_owned()))
}

fn database(options: &Options, data_dir: &Path, working_dir: &Path) -> Result<String, ConfigError> {
    match given(options.database_url.as_deref()) {
        None => database_url::of_file(&data_dir.join("bouclier.sqlite"))
            .ok_or_else(|| ConfigError::DataDirName(data_dir.to_owned())),
        Some(url) => database_url::parse(url, working_dir).map_err(|error| match error {
            DatabaseUrlError::Postgres => ConfigError::Postgres,
            DatabaseUrlError::Scheme | DatabaseUrlError::NoFile => ConfigError::DatabaseUrl,
        }),
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

/// Not used until there are mails, but a wrong one is better found today.
fn check_smtp(option: Option<&str>) -> Result<(), ConfigError> {
    let is_smtp = |url: &str| {
        url.parse::<http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("smtp" | "smtps")) && uri.host().is_some()
        })
    };
    match option {
        Some(url) if !is_smtp(url) => Err(ConfigError::SmtpUrl),
        _ => Ok(()),
    }
}

fn log(option: Option<&str>) -> Result<String, ConfigError> {
    let text = option.unwrap_or(LOG);
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(ConfigError::Log(text.to_owned())),
    }
}

fn number(
    option: &'static str,
    given: Option<&str>,
    default: u32,
    most: u32,
) -> Result<u32, ConfigError> {
    let Some(text) = given else {
        return Ok(default);
    };
    text.parse()
        .ok()
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| ConfigError::Number {
            option,
            value: text.to_owned(),
            most,
        })
}
