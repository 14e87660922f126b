//! The log: its format, and the lines that no filter removes.

use crate::config::{Config, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::Directive;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The target of the spans of requests.
pub const REQUEST: &str = "bouclier::request";
/// The target of the lines of the access log.
pub const ACCESS: &str = "bouclier::access";

/// Starts the log, on standard error. Only the server logs: other commands print just their results.
pub fn start(config: &Config) {
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let log = tracing_subscriber::registry().with(filter(&config.log, config.access_log));
    match config.log_format {
        LogFormat::Text => log.with(lines.with_ansi(stderr().is_terminal())).init(),
        // The full list of spans includes that of the request, whatever is nested in it.
        LogFormat::Json => log
            .with(lines.json().flatten_event(true).with_current_span(false))
            .init(),
    }
}

/// The filter from the settings, plus the spans of requests (which are no lines themselves) and the access log.
fn filter(asked: &str, access_log: bool) -> EnvFilter {
    let access = if access_log {
        LevelFilter::INFO
    } else {
        LevelFilter::OFF
    };
    let always = [(REQUEST, LevelFilter::ERROR), (ACCESS, access)];
    let directives = always
        .iter()
        .filter_map(|(target, level)| format!("{target}={level}").parse::<Directive>().ok());
    directives.fold(EnvFilter::new(asked), EnvFilter::add_directive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn lines(asked: &str, access_log: bool) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let layer = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
        let log = tracing_subscriber::registry()
            .with(filter(asked, access_log))
            .with(layer.with_ansi(false));
        tracing::subscriber::with_default(log, || {
            let span = tracing::error_span!(target: REQUEST, "request", id = "ABC");
            span.in_scope(|| {
                tracing::error!("bad");
                tracing::info!(target: ACCESS, "answered");
            });
        });
        let text = lines.0.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_line_says_its_request_however_little_is_logged() {
        for asked in ["info", "error", "server=error", "off,server=error"] {
            let text = lines(asked, false);
            assert_eq!(text.lines().count(), 1, "{asked}: {text}");
            assert!(text.contains("request{id=\"ABC\"}"), "{asked}: {text}");
        }
    }

    #[test]
    fn the_access_log_is_on_or_off_whatever_else_is_logged() {
        for asked in ["trace", "info", "error", "off"] {
            assert!(!lines(asked, false).contains("answered"), "{asked}");
            let text = lines(asked, true);
            assert!(text.contains("bouclier::access: answered"), "{asked}");
            assert!(text.contains("request{id=\"ABC\"}"), "{asked}: {text}");
        }
    }
}
