//! The metrics for Prometheus, and `/metrics`, which has its own address.

mod scrape;
mod snapshot;
mod surface;

pub use surface::router;

use prometheus::{
    DEFAULT_BUCKETS, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, Result,
};
use std::time::Duration;
use store::{Db, Pool};

/// The buckets of the histogram of statements, in seconds; most take less than a millisecond.
const STATEMENT_BUCKETS: &[f64] = &[
    0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    10.0,
];

/// The outcome of an attempt to send a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailOutcome {
    /// The mail server has accepted it.
    Sent,
    /// It failed and will be tried again.
    Failed,
    /// It failed and will not be tried again.
    GivenUp,
}

impl MailOutcome {
    const ALL: [Self; 3] = [Self::Sent, Self::Failed, Self::GivenUp];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
        }
    }
}

/// The counters of this process. Clones share them.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    statements: HistogramVec,
    /// None if no mails are sent.
    mails: Option<IntCounterVec>,
}

impl Metrics {
    /// All at zero; `mails` says whether mails are sent.
    pub fn new(mails: bool) -> Result<Self> {
        let registry = Registry::new();
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry
                .register(Box::new(counter.clone()))
                .map(|()| counter)
        };
        let histogram = |name: &str, help: &str, labels: &[&str], buckets: &[f64]| {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            let histogram = HistogramVec::new(options, labels)?;
            registry
                .register(Box::new(histogram.clone()))
                .map(|()| histogram)
        };
        let metrics = Self {
            requests: counter(
                "bouclier_http_requests_total",
                "Requests answered, by method, template of the path and status.",
                &["method", "route", "status"],
            )?,
            durations: histogram(
                "bouclier_http_request_duration_seconds",
                "Time until the answer began, by method and template of the path.",
                &["method", "route"],
                DEFAULT_BUCKETS,
            )?,
            statements: histogram(
                "bouclier_database_statement_duration_seconds",
                "Time that the database took for a statement, by kind of connection.",
                &["pool"],
                STATEMENT_BUCKETS,
            )?,
            mails: mails
                .then(|| {
                    counter(
                        "bouclier_mail_attempts_total",
                        "Attempts to hand a mail to the mail server, by outcome.",
                        &["outcome"],
                    )
                })
                .transpose()?,
            registry,
        };
        // An alert about missing mails needs these series from the beginning.
        for outcome in MailOutcome::ALL {
            metrics.count_mail(outcome, 0);
        }
        Ok(metrics)
    }

    /// Records a request when its answer begins.
    pub fn note_request(&self, (method, route): (&str, &str), status: u16, time: Duration) {
        let status = status.to_string();
        if let Ok(requests) =
            (self.requests).get_metric_with_label_values(&[method, route, &status])
        {
            requests.inc();
        }
        if let Ok(durations) = self
            .durations
            .get_metric_with_label_values(&[method, route])
        {
            durations.observe(time.as_secs_f64());
        }
    }

    /// Records an attempt to send a mail.
    pub fn note_mail(&self, outcome: MailOutcome) {
        self.count_mail(outcome, 1);
    }

    fn count_mail(&self, outcome: MailOutcome, more: u64) {
        let outcome = [outcome.as_str()];
        if let Some(mails) = &self.mails
            && let Ok(mails) = mails.get_metric_with_label_values(&outcome)
        {
            mails.inc_by(more);
        }
    }

    /// Records every statement of this database.
    #[must_use]
    pub fn time(&self, db: Db) -> Db {
        let of = |pool: Pool| {
            self.statements
                .get_metric_with_label_values(&[pool.as_str()])
        };
        let (Ok(write), Ok(read)) = (of(Pool::Write), of(Pool::Read)) else {
            return db;
        };
        db.timed(move |pool, time| {
            let statements = match pool {
                Pool::Write => &write,
                Pool::Read => &read,
            };
            statements.observe(time.as_secs_f64());
        })
    }
}
