//! `bouclier serve`

use super::Failure;
use crate::config::Config;
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;

/// Serves the console until the process is asked to stop.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let backend = config.open().await?;
    // Not before: what stops the start is one line and not something to find in a log.
    start_log(config);
    crate::serve::run(config, backend).await
}

/// The log goes to standard error: the other commands write nothing but their results.
fn start_log(config: &Config) {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&config.log))
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .init();
}
