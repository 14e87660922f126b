//! Collects the metrics for an answer.

use super::Metrics;
use super::snapshot::Snapshot;
use backend::error::with_causes;
use backend::state::Stored;
use backend::tally::{SignInOutcome, SignInStep};
use backend::{Backend, Result as Answer};
use domain::{AccountState, SecurityEventKind, TwoFactorStatus};
use prometheus::{Result, TextEncoder};
use std::time::Duration;

/// The time limit of the database; Prometheus waits ten seconds by default.
const PATIENCE: Duration = Duration::from_secs(2);

/// Everything, in Prometheus' text format 0.0.4. Without the database, series from stored data are left out.
pub async fn text(metrics: &Metrics, backend: &Backend) -> Result<String> {
    let stored = match tokio::time::timeout(PATIENCE, backend.stored()).await {
        Ok(stored) => readable(stored),
        Err(_) => None,
    };
    let snapshot = Snapshot::default();
    process(&snapshot, backend)?;
    connections(&snapshot, backend, stored.is_some())?;
    if let Some(stored) = stored {
        told(&snapshot, &stored, metrics.mails.is_some())?;
    }
    let mut families = metrics.registry.gather();
    families.extend(snapshot.families());
    families.sort_by(|a, b| a.name().cmp(b.name()));
    TextEncoder::new().encode_to_string(&families)
}

fn readable(stored: Answer<Stored>) -> Option<Stored> {
    stored
        .inspect_err(|error| {
            tracing::warn!(
                error.cause = with_causes(error),
                "the database could not be read for the metrics"
            );
        })
        .ok()
}

fn size(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// The series of this process.
fn process(snapshot: &Snapshot, backend: &Backend) -> Result<()> {
    let sign_ins = backend.sign_ins();
    let steps = SignInStep::ALL.into_iter().flat_map(|step| {
        SignInOutcome::ALL.into_iter().map(move |outcome| {
            let labels = [step.as_str(), outcome.as_str()];
            (labels, sign_ins.count(step, outcome))
        })
    });
    snapshot.counters(
        (
            "bouclier_sign_in_steps_total",
            "Steps of sign-ins, by step and outcome.",
        ),
        ["step", "outcome"],
        steps,
    )?;
    let events = SecurityEventKind::ALL
        .iter()
        .map(|kind| ([kind.as_str()], backend.security_events().count(*kind)));
    snapshot.counters(
        (
            "bouclier_security_events_total",
            "Security events, by kind.",
        ),
        ["kind"],
        events,
    )?;
    let hasher = backend.hasher();
    let running = hasher.running();
    snapshot.counter(
        "bouclier_password_hashes_total",
        "Password hashes computed.",
        hasher.computed(),
    )?;
    snapshot.gauge(
        "bouclier_password_hashes_running",
        "Password hashes being computed.",
        size(running),
    )?;
    snapshot.gauge(
        "bouclier_password_hashes_waiting",
        "Password hashes that wait for their turn.",
        size(hasher.queued().saturating_sub(running)),
    )?;
    snapshot.gauge(
        "bouclier_event_streams",
        "Open streams of events.",
        size(backend.hub().streams()),
    )
}

fn connections(snapshot: &Snapshot, backend: &Backend, is_up: bool) -> Result<()> {
    let pools = backend.pools();
    snapshot.gauge(
        "bouclier_database_up",
        "Whether the database could be read just now.",
        u64::from(is_up),
    )?;
    let states = pools.iter().flat_map(|of| {
        let used = of.open.saturating_sub(of.idle);
        [("idle", of.idle), ("used", used)]
            .map(|(state, count)| ([of.pool.as_str(), state], u64::from(count)))
    });
    snapshot.gauges(
        (
            "bouclier_database_connections",
            "Open connections to the database, by kind and state.",
        ),
        ["pool", "state"],
        states,
    )?;
    let most = pools
        .iter()
        .map(|of| ([of.pool.as_str()], u64::from(of.most)));
    snapshot.gauges(
        (
            "bouclier_database_connections_max",
            "The most connections to the database, by kind.",
        ),
        ["pool"],
        most,
    )
}

fn told(snapshot: &Snapshot, stored: &Stored, mails: bool) -> Result<()> {
    let users = TwoFactorStatus::ALL
        .iter()
        .map(|status| ([status.as_str()], stored.users.of(*status)))
        .chain([(
            [AccountState::Deactivated.as_str()],
            stored.users.deactivated,
        )]);
    snapshot.gauges(
        ("bouclier_users", "Users by two-factor status."),
        ["status"],
        users,
    )?;
    snapshot.gauge(
        "bouclier_audit_last_entry",
        "Number of the last entry of the audit log.",
        stored.last_entry.get().unsigned_abs(),
    )?;
    if mails {
        snapshot.gauge(
            "bouclier_mails_waiting",
            "Mails that are to be handed to the mail server, now or later.",
            stored.mails_waiting,
        )?;
    }
    Ok(())
}
