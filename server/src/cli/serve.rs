//! `bouclier serve`

use super::Failure;
use crate::config::Config;

/// Serves the console until the process is asked to stop.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let metrics = crate::serve::metrics(config)?;
    let prepare = |db| match &metrics {
        Some(metrics) => metrics.time(db),
        None => db,
    };
    let backend = config.open_with(prepare).await?;
    // Not earlier: an error that stops the start is one line, not something to find in a log.
    crate::log::start(config);
    crate::serve::run(config, backend, metrics).await
}
