//! Serving the console.

use crate::config::{Config, ConfigError, TrustedProxies};
use crate::failure::Failure;
use crate::listener::{self, Limits};
use crate::mail::Mailer;
use crate::metrics::{self, Metrics};
use crate::router::router;
use crate::shutdown::Shutdown;
use crate::web::Web;
use backend::Backend;
use backend::error::with_causes;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How often expired rows are deleted.
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// How often to look for an operation on many users that was begun.
const BULK_EVERY: Duration = Duration::from_secs(1);
/// How often to look for an import that was begun.
const IMPORT_EVERY: Duration = Duration::from_secs(1);

/// How often to look for exemptions that have ended: nobody is exempt any longer meanwhile, their entries in the log come then.
const EXEMPTIONS_EVERY: Duration = Duration::from_secs(5);

/// How often the end of the audit log is kept beside the key file.
const REMEMBER_EVERY: Duration = Duration::from_mins(1);

/// The most connections of Prometheus: it asks from one place, every few seconds.
const METRICS_CONNECTIONS: usize = 16;

/// The metrics for Prometheus, if they are on.
pub fn metrics(config: &Config) -> Result<Option<Metrics>, Failure> {
    let metrics = config
        .metrics_listen
        .map(|_| Metrics::new(config.smtp_url.is_some()));
    metrics
        .transpose()
        .map_err(|e| Failure::new(format!("cannot count: {e}")))
}

/// Serves until the process is asked to stop; requests that have begun are finished.
pub async fn run(
    config: &Config,
    backend: Backend,
    metrics: Option<Metrics>,
) -> Result<(), Failure> {
    let web = Web {
        metrics: metrics.clone(),
        ..Web::from_config(config)?
    };
    for hazard in config.hazards() {
        tracing::warn!(event.name = hazard.name(), "{hazard}");
    }
    let asked = StopSignals::listen()?;
    let socket = bind("listen", config.listen).await?;
    let watching = match (config.metrics_listen, metrics.clone()) {
        (Some(address), Some(metrics)) => {
            if let Some(warning) = exposed(address) {
                tracing::warn!("{warning}");
            }
            let socket = bind("metrics-listen", address).await?;
            Some(tokio::spawn(watch(socket, metrics, backend.clone())))
        }
        _ => None,
    };
    announce(config, &backend).await?;
    let sweeping = tokio::spawn(sweep(backend.clone()));
    let importing = tokio::spawn(import(backend.clone()));
    let operating = tokio::spawn(act_on_many(backend.clone()));
    let ending = tokio::spawn(end_exemptions(backend.clone()));
    let remembering = tokio::spawn(remember(backend.clone()));
    let following = tokio::spawn(follow(backend.clone()));
    let mailing = mailer(config, metrics)?.map(|mailer| tokio::spawn(mailer.run(backend.clone())));
    let app = router(backend.clone(), &web);
    let drain = Duration::from_secs(config.drain_seconds.into());
    let stop = async {
        stop(asked, web.shutdown.clone(), drain).await;
        backend.hub().close();
    };
    let bounds = (web.limits, &web.trusted_proxies);
    listener::serve(socket, app, bounds, stop).await;
    sweeping.abort();
    // What it has begun is taken back; the next process goes on behind what was committed.
    importing.abort();
    operating.abort();
    ending.abort();
    remembering.abort();
    backend.remember_log().await;
    following.abort();
    for task in mailing.into_iter().chain(watching) {
        task.abort();
    }
    Ok(())
}

/// What to say of metrics on an address that other machines may reach; `None` for one that only this machine does.
fn exposed(address: SocketAddr) -> Option<String> {
    (!address.ip().to_canonical().is_loopback()).then(|| {
        format!(
            "other machines may reach /metrics on {address}: it has no password and is not encrypted, so only Prometheus should get through to it"
        )
    })
}

async fn bind(option: &'static str, address: SocketAddr) -> Result<TcpListener, ConfigError> {
    let socket = TcpListener::bind(address).await;
    socket.map_err(|cause| ConfigError::Deaf {
        option,
        address,
        cause,
    })
}

/// Serves the metrics until the end of the process, so that Prometheus also sees it stop.
async fn watch(socket: TcpListener, metrics: Metrics, backend: Backend) {
    let limits = Limits {
        connections: METRICS_CONNECTIONS,
        ..Limits::default()
    };
    let app = metrics::router(metrics, backend);
    let nobody = TrustedProxies::default();
    listener::serve(socket, app, (limits, &nobody), std::future::pending()).await;
}

/// The task that sends mails, if a mail server is set.
fn mailer(config: &Config, metrics: Option<Metrics>) -> Result<Option<Mailer>, ConfigError> {
    let sender = |url| {
        let mailer = Mailer::new(url, config.mail_from.clone(), config.public_url.as_str())?;
        Ok(mailer.counted(metrics))
    };
    config.smtp_url.as_ref().map(sender).transpose()
}

/// Keeps what this machine has seen of the audit log.
async fn remember(backend: Backend) {
    let mut turn = tokio::time::interval(REMEMBER_EVERY);
    loop {
        turn.tick().await;
        backend.remember_log().await;
    }
}

/// Keeps the figures of the day, reminds users of their deadlines and deletes expired rows, from time to time.
async fn sweep(backend: Backend) {
    let mut turn = tokio::time::interval(SWEEP_EVERY);
    loop {
        turn.tick().await;
        if let Err(error) = backend.keep_daily_figures().await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "could not keep the figures of the day"
            );
        }
        if let Err(error) = backend.remind_before_deadlines().await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "could not remind users of their deadlines"
            );
        }
        if let Err(error) = backend.sweep(backend.now()).await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "could not delete old rows"
            );
        }
    }
}

/// Carries out the imports that were begun, also those of a process that has ended.
async fn import(backend: Backend) {
    let mut turn = tokio::time::interval(IMPORT_EVERY);
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        if let Err(error) = backend.carry_out_imports().await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "could not go on with an import"
            );
        }
    }
}

/// Carries out the operations on many users that were begun, also those of a process that has ended.
async fn act_on_many(backend: Backend) {
    let mut turn = tokio::time::interval(BULK_EVERY);
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        if let Err(error) = backend.carry_out_operations().await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "could not go on with an operation on many users"
            );
        }
    }
}

/// Writes down the exemptions that have ended by themselves, also while no process ran.
async fn end_exemptions(backend: Backend) {
    let mut turn = tokio::time::interval(EXEMPTIONS_EVERY);
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        if let Err(error) = backend.end_exemptions().await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "could not write down that exemptions have ended"
            );
        }
    }
}

/// Tells open windows of changes.
async fn follow(backend: Backend) {
    backend.follow_events().await;
}

/// Prints the address of the console and, on an empty database, how to create the first admin.
async fn announce(config: &Config, backend: &Backend) -> Result<(), Failure> {
    let set_up = backend.set_up_link().await?;
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").map_err(Failure::from_output);
    say(format!("Bouclier is on {}", config.public_url.as_str()))?;
    if let Some(link) = set_up {
        say(
            "There is no account yet. Create the first admin account here, within 24 hours:"
                .to_owned(),
        )?;
        say(link)?;
    }
    Ok(())
}

/// Waits until the process is asked to stop and the load balancer has had its time to notice.
async fn stop(asked: StopSignals, shutdown: Shutdown, drain: Duration) {
    asked.wait().await;
    shutdown.begin();
    tokio::time::sleep(drain).await;
}

/// The signals that ask the process to stop.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// From here on they no longer end the process by themselves.
    fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|e| Failure::new(format!("cannot listen for signals: {e}")))
        };
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_that_other_machines_may_reach_are_warned_of() {
        for far in [
            "0.0.0.0:9464",
            "10.0.0.5:9464",
            "[::]:9464",
            "[::ffff:10.0.0.5]:9464",
        ] {
            let warning = exposed(far.parse().unwrap()).unwrap();
            assert!(
                warning.contains(far) && warning.contains("no password"),
                "{warning}"
            );
        }
        for near in ["127.0.0.1:9464", "[::1]:9464", "[::ffff:127.0.0.1]:9464"] {
            assert_eq!(exposed(near.parse().unwrap()), None, "{near}");
        }
    }
}
