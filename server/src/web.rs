//! The settings of the web side.

use crate::config::{Config, TrustedProxies};
use crate::listener::Limits;
use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use crate::site::{Site, SiteError};
use app::ssr::Cookies;
use backend::session::ENDED_KEPT;
use std::sync::Arc;

/// The settings of the web side.
#[derive(Debug, Clone)]
pub struct Web {
    /// The files for the browser.
    pub site: Arc<Site>,
    /// The address under which users reach the console, without a slash at the end.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: TrustedProxies,
    /// The longest lifetime of a session in seconds.
    pub session_max_age: i64,
    /// The limits for clients.
    pub limits: Limits,
    /// Whether the process is about to stop.
    pub shutdown: Shutdown,
    /// Whether each request is a line of the log.
    pub access_log: bool,
    /// The metrics of requests, if they are on.
    pub metrics: Option<Metrics>,
}

impl Web {
    /// Takes the settings from the configuration.
    pub fn from_config(config: &Config) -> Result<Self, SiteError> {
        Ok(Self {
            site: Arc::new(Site::open(config.site_dir.as_deref())?),
            public_url: config.public_url.as_str().to_owned(),
            trusted_proxies: config.trusted_proxies.clone(),
            session_max_age: i64::from(config.session_hours) * 3_600,
            limits: Limits::default(),
            shutdown: Shutdown::default(),
            access_log: config.access_log,
            metrics: None,
        })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// How to write the session cookie.
    pub fn cookies(&self) -> Cookies {
        // Only a port that is not the scheme's own is written out.
        let port = self.public_url.rsplit(':').next();
        Cookies {
            secure: self.is_https(),
            port: port.and_then(|port| port.parse().ok()),
            // The sign-in says why a session ended as long as the browser still has its cookie.
            max_age: self.session_max_age + ENDED_KEPT,
        }
    }
}
