//! The options as given on the command line or in the environment.

use std::ffi::OsString;

/// Configuration: every option is also read from the environment.
///
/// All are texts here, so that what is wrong with one is said in one line and by one rule.
#[derive(Debug, Clone, Default, clap::Args)]
#[allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "the texts are the help on the terminal"
)]
#[command(next_help_heading = "Configuration")]
pub struct Options {
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "BOUCLIER_LISTEN", value_name = "IP:PORT", global = true)]
    pub listen: Option<String>,

    /// The database: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE [default: sqlite://DATA_DIR/bouclier.sqlite]
    #[arg(
        long,
        env = "BOUCLIER_DATABASE_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// The most connections that this process keeps to a PostgreSQL server [default: 10]
    #[arg(
        long,
        env = "BOUCLIER_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        global = true
    )]
    pub database_connections: Option<String>,

    /// Folder of the database and the key, made if it is missing [default: ./data]
    #[arg(long, env = "BOUCLIER_DATA_DIR", value_name = "DIR", global = true)]
    pub data_dir: Option<OsString>,

    /// Address under which users reach the console [default: http://IP:PORT of --listen]
    #[arg(long, env = "BOUCLIER_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,

    /// Key of the secrets in the database, made on the first start [default: DATA_DIR/secret.key]
    #[arg(
        long,
        env = "BOUCLIER_SECRET_KEY_FILE",
        value_name = "FILE",
        global = true
    )]
    pub secret_key_file: Option<OsString>,

    /// Proxies whose X-Forwarded-For and X-Request-Id are believed, e.g. 127.0.0.1,10.0.0.0/8 [default: none]
    #[arg(
        long,
        env = "BOUCLIER_TRUSTED_PROXIES",
        value_name = "LIST",
        global = true
    )]
    pub trusted_proxies: Option<String>,

    /// Mail server for notices to users, e.g. smtps://USER:PASSWORD@mail.example.org [default: none]
    #[arg(
        long,
        env = "BOUCLIER_SMTP_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub smtp_url: Option<String>,

    /// Sender of mails [default: "bouclier" at the host of --public-url]
    #[arg(
        long,
        env = "BOUCLIER_MAIL_FROM",
        value_name = "ADDRESS",
        global = true
    )]
    pub mail_from: Option<String>,

    /// What to log, e.g. warn,bouclier=debug [default: info]
    #[arg(long, env = "BOUCLIER_LOG", value_name = "FILTER", global = true)]
    pub log: Option<String>,

    /// Form of the log: text, a line for each event, or json, an object for each [default: text]
    #[arg(
        long,
        env = "BOUCLIER_LOG_FORMAT",
        value_name = "FORMAT",
        global = true
    )]
    pub log_format: Option<String>,

    /// Whether each request is a line of the log, on or off [default: off]
    #[arg(
        long,
        env = "BOUCLIER_ACCESS_LOG",
        value_name = "ON|OFF",
        global = true
    )]
    pub access_log: Option<String>,

    /// Address and port on which Prometheus reads /metrics, in plain http and without a password [default: none]
    #[arg(
        long,
        env = "BOUCLIER_METRICS_LISTEN",
        value_name = "IP:PORT",
        global = true
    )]
    pub metrics_listen: Option<String>,

    /// For development: folder of the files for the browser, in place of those in the program
    #[arg(long, env = "BOUCLIER_SITE_DIR", value_name = "DIR", global = true)]
    pub site_dir: Option<OsString>,

    /// Minutes without a request after which a session ends [default: 60]
    #[arg(
        long,
        env = "BOUCLIER_SESSION_IDLE_MINUTES",
        value_name = "MINUTES",
        global = true
    )]
    pub session_idle_minutes: Option<String>,

    /// Hours after which a session ends in any case [default: 12]
    #[arg(
        long,
        env = "BOUCLIER_SESSION_HOURS",
        value_name = "HOURS",
        global = true
    )]
    pub session_hours: Option<String>,

    /// The most windows of the console that are told of changes at once [default: 10000]
    #[arg(
        long,
        env = "BOUCLIER_MAX_STREAMS",
        value_name = "STREAMS",
        global = true
    )]
    pub max_streams: Option<String>,

    /// Seconds between the request to stop and the stop, for the load balancer to notice [default: 0]
    #[arg(
        long,
        env = "BOUCLIER_DRAIN_SECONDS",
        value_name = "SECONDS",
        global = true
    )]
    pub drain_seconds: Option<String>,
}
