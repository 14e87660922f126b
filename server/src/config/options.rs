//! The options as given on the command line or in the environment.

use super::parse::{listen, log, number, proxies, public_url, sender, smtp, word};
use super::setting::{PathParser, Setting, optional, text};
use super::{LogFormat, PublicUrl, SmtpUrl, TrustedProxies};
use lettre::Address;
use std::net::SocketAddr;
use std::path::PathBuf;

const LISTEN: &str = "127.0.0.1:3000";
const METRICS_LISTEN: &str = "127.0.0.1:9464";
/// The longest session: a day idle, a month in all.
const MOST_IDLE_MINUTES: u32 = 24 * 60;
const MOST_HOURS: u32 = 31 * 24;
/// The range of ports allows no more connections.
const MOST_STREAMS: u32 = 60_000;
const MOST_CONNECTIONS: u32 = 1_000;
const MOST_DRAIN_SECONDS: u32 = 300;

/// Configuration: every option is also read from the environment. A default that depends on another option is in words here, and
/// applied in [`super::Config::from_options`].
#[derive(Debug, Clone, clap::Args)]
#[allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "the texts are the help on the terminal"
)]
#[command(next_help_heading = "Configuration")]
pub struct Options {
    /// Address and port to listen on
    #[arg(
        long,
        env = "BOUCLIER_LISTEN",
        value_name = "IP:PORT",
        global = true,
        default_value = LISTEN,
        value_parser = text(listen("listen", LISTEN))
    )]
    pub listen: Setting<SocketAddr>,

    /// The database: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE [default: sqlite://DATA_DIR/bouclier.sqlite]
    #[arg(
        long,
        env = "BOUCLIER_DATABASE_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// The most connections that this process opens to a PostgreSQL server
    #[arg(
        long,
        env = "BOUCLIER_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        global = true,
        default_value = store::CONNECTIONS.to_string(),
        value_parser = text(number("database-connections", 2..=MOST_CONNECTIONS))
    )]
    pub database_connections: Setting<u32>,

    /// Folder of the database and the key, created if it is missing
    #[arg(
        long,
        env = "BOUCLIER_DATA_DIR",
        value_name = "DIR",
        global = true,
        default_value = "./data",
        value_parser = PathParser
    )]
    pub data_dir: PathBuf,

    /// Address under which users reach the console [default: http://IP:PORT of --listen]
    #[arg(
        long,
        env = "BOUCLIER_PUBLIC_URL",
        value_name = "URL",
        global = true,
        default_value = "",
        hide_default_value = true,
        value_parser = text(optional(public_url))
    )]
    pub public_url: Setting<Option<PublicUrl>>,

    /// Key of the secrets in the database, created at the first start [default: DATA_DIR/secret.key]
    #[arg(
        long,
        env = "BOUCLIER_SECRET_KEY_FILE",
        value_name = "FILE",
        global = true,
        default_value = "",
        hide_default_value = true,
        value_parser = PathParser
    )]
    pub secret_key_file: PathBuf,

    /// Proxies whose X-Forwarded-For and X-Request-Id are believed, e.g. 127.0.0.1,10.0.0.0/8 [default: none]
    #[arg(
        long,
        env = "BOUCLIER_TRUSTED_PROXIES",
        value_name = "LIST",
        global = true,
        default_value = "",
        hide_default_value = true,
        value_parser = text(proxies)
    )]
    pub trusted_proxies: Setting<TrustedProxies>,

    /// Mail server for notices to users, e.g. smtps://USER:PASSWORD@mail.example.org [default: none]
    #[arg(
        long,
        env = "BOUCLIER_SMTP_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true,
        default_value = "",
        hide_default_value = true,
        value_parser = text(optional(smtp))
    )]
    pub smtp_url: Setting<Option<SmtpUrl>>,

    /// Sender of mails [default: "bouclier" at the host of --public-url]
    #[arg(
        long,
        env = "BOUCLIER_MAIL_FROM",
        value_name = "ADDRESS",
        global = true,
        default_value = "",
        hide_default_value = true,
        value_parser = text(optional(sender))
    )]
    pub mail_from: Setting<Option<Address>>,

    /// What to log, e.g. warn,bouclier=debug
    #[arg(
        long,
        env = "BOUCLIER_LOG",
        value_name = "FILTER",
        global = true,
        default_value = "info",
        value_parser = text(log)
    )]
    pub log: Setting<String>,

    /// Form of the log: text, a line for each event, or json, an object for each
    #[arg(
        long,
        env = "BOUCLIER_LOG_FORMAT",
        value_name = "FORMAT",
        global = true,
        default_value = "text",
        value_parser = text(word("log-format", [("text", LogFormat::Text), ("json", LogFormat::Json)]))
    )]
    pub log_format: Setting<LogFormat>,

    /// Whether each request is logged, on or off
    #[arg(
        long,
        env = "BOUCLIER_ACCESS_LOG",
        value_name = "ON|OFF",
        global = true,
        default_value = "off",
        value_parser = text(word("access-log", [("off", false), ("on", true)]))
    )]
    pub access_log: Setting<bool>,

    /// Address and port on which Prometheus reads /metrics, in plain http and without a password [default: none]
    #[arg(
        long,
        env = "BOUCLIER_METRICS_LISTEN",
        value_name = "IP:PORT",
        global = true,
        default_value = "",
        hide_default_value = true,
        value_parser = text(optional(listen("metrics-listen", METRICS_LISTEN)))
    )]
    pub metrics_listen: Setting<Option<SocketAddr>>,

    /// For development: folder of the files for the browser, in place of those in the program
    #[arg(
        long,
        env = "BOUCLIER_SITE_DIR",
        value_name = "DIR",
        global = true,
        default_value = "",
        hide_default_value = true,
        value_parser = PathParser
    )]
    pub site_dir: PathBuf,

    /// Minutes without a request after which a session ends
    #[arg(
        long,
        env = "BOUCLIER_SESSION_IDLE_MINUTES",
        value_name = "MINUTES",
        global = true,
        default_value = "60",
        value_parser = text(number("session-idle-minutes", 1..=MOST_IDLE_MINUTES))
    )]
    pub session_idle_minutes: Setting<u32>,

    /// Hours after which a session ends in any case
    #[arg(
        long,
        env = "BOUCLIER_SESSION_HOURS",
        value_name = "HOURS",
        global = true,
        default_value = "12",
        value_parser = text(number("session-hours", 1..=MOST_HOURS))
    )]
    pub session_hours: Setting<u32>,

    /// The most windows of the console that are told of changes at once
    #[arg(
        long,
        env = "BOUCLIER_MAX_STREAMS",
        value_name = "STREAMS",
        global = true,
        default_value = "10000",
        value_parser = text(number("max-streams", 1..=MOST_STREAMS))
    )]
    pub max_streams: Setting<u32>,

    /// Seconds between the request to stop and the stop, for the load balancer to notice
    #[arg(
        long,
        env = "BOUCLIER_DRAIN_SECONDS",
        value_name = "SECONDS",
        global = true,
        default_value = "0",
        value_parser = text(number("drain-seconds", 0..=MOST_DRAIN_SECONDS))
    )]
    pub drain_seconds: Setting<u32>,
}

#[cfg(test)]
impl Options {
    /// The options that are given as names without dashes and values, whatever the environment holds.
    pub fn given(options: &[(&str, &str)]) -> Result<Self, clap::Error> {
        use clap::{Args, Command, FromArgMatches};

        let arguments = options
            .iter()
            .map(|(name, value)| format!("--{name}={value}"));
        let command = Command::new("").no_binary_name(true);
        let command = Self::augment_args(command).mut_args(|option| option.env(None::<&str>));
        Self::from_arg_matches(&command.try_get_matches_from(arguments)?)
    }
}
