//! Values of one moment, which are read from elsewhere and not counted here.

use prometheus::proto::MetricFamily;
use prometheus::{Gauge, GaugeVec, IntCounter, IntCounterVec, Opts, Registry, Result};

/// A value and those of its labels.
pub type Labelled<'a, const N: usize> = ([&'a str; N], u64);

/// The values read so far.
#[derive(Debug, Default)]
pub struct Snapshot(Registry);

impl Snapshot {
    /// Adds a gauge.
    pub fn gauge(&self, name: &str, help: &str, value: u64) -> Result<()> {
        let gauge = Gauge::new(name, help)?;
        gauge.set(float(value));
        self.0.register(Box::new(gauge))
    }

    /// Several of them.
    pub fn gauges<'a, const N: usize>(
        &self,
        (name, help): (&str, &str),
        labels: [&str; N],
        values: impl IntoIterator<Item = Labelled<'a, N>>,
    ) -> Result<()> {
        let gauges = GaugeVec::new(Opts::new(name, help), &labels)?;
        for (labels, value) in values {
            gauges
                .get_metric_with_label_values(&labels)?
                .set(float(value));
        }
        self.0.register(Box::new(gauges))
    }

    /// Adds a counter.
    pub fn counter(&self, name: &str, help: &str, value: u64) -> Result<()> {
        let counter = IntCounter::new(name, help)?;
        counter.inc_by(value);
        self.0.register(Box::new(counter))
    }

    /// Several of them.
    pub fn counters<'a, const N: usize>(
        &self,
        (name, help): (&str, &str),
        labels: [&str; N],
        values: impl IntoIterator<Item = Labelled<'a, N>>,
    ) -> Result<()> {
        let counters = IntCounterVec::new(Opts::new(name, help), &labels)?;
        for (labels, value) in values {
            counters
                .get_metric_with_label_values(&labels)?
                .inc_by(value);
        }
        self.0.register(Box::new(counters))
    }

    /// All values.
    pub fn families(&self) -> Vec<MetricFamily> {
        self.0.gather()
    }
}

/// Prometheus calculates with floating-point numbers.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
const fn float(value: u64) -> f64 {
    value as f64
}
