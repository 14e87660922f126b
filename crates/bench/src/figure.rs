//! Measured figures.

use crate::Outcome;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// A figure beside its target.
#[derive(Debug, Clone)]
pub struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    target: String,
    users: u64,
}

impl Figure {
    /// A figure that should be at most `most`.
    pub fn at_most(
        name: &'static str,
        value: f64,
        unit: &'static str,
        most: f64,
        users: u64,
    ) -> Self {
        let target = format!("<= {most}");
        Self {
            name,
            value,
            unit,
            target,
            users,
        }
    }

    /// A figure that should be at least `least`.
    pub fn at_least(
        name: &'static str,
        value: f64,
        unit: &'static str,
        least: f64,
        users: u64,
    ) -> Self {
        let target = format!(">= {least}");
        Self {
            name,
            value,
            unit,
            target,
            users,
        }
    }

    /// Instructions, independent of the load of the machine: at most a twentieth more than
    /// recorded.
    pub fn instructions(name: &'static str, value: f64, recorded: u32) -> Self {
        let most = (f64::from(recorded) * 1.05).round();
        Self::at_most(name, value, "instructions", most, 0)
    }

    /// Resident memory, from kibibytes.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub fn memory(name: &'static str, kibibytes: u64, most: u32, users: u64) -> Self {
        Self::at_most(
            name,
            kibibytes as f64 / 1024.0,
            "MiB",
            f64::from(most),
            users,
        )
    }
}

/// The figures so far; written after each, so that an interrupted run keeps its results.
#[derive(Debug)]
pub struct Report {
    figures: Vec<(Figure, &'static str)>,
    database: &'static str,
    output: PathBuf,
}

impl Report {
    /// An empty report that is written to a file.
    pub const fn new(output: PathBuf) -> Self {
        Self {
            figures: Vec::new(),
            database: "none",
            output,
        }
    }

    /// The following figures are of this database.
    pub const fn go_on_with(&mut self, database: &'static str) {
        self.database = database;
    }

    /// Adds a figure.
    pub fn add(&mut self, figure: Figure) -> Outcome<()> {
        println!(
            "    {:<24} {:>12.3} {:<12} ({})",
            figure.name, figure.value, figure.unit, figure.target
        );
        self.figures.push((figure, self.database));
        let figures: Vec<_> = self
            .figures
            .iter()
            .map(|(f, database)| {
                json!({
                    "name": f.name, "value": f.value, "unit": f.unit, "target": f.target,
                    "users": f.users, "database": database,
                })
            })
            .collect();
        let text = serde_json::to_string_pretty(&json!({ "figures": figures }))?;
        Ok(std::fs::write(&self.output, text)?)
    }

    /// Prints the table, one database beside the other.
    pub fn print(&self) {
        let mut databases: Vec<&str> = Vec::new();
        let mut lines: Vec<&Figure> = Vec::new();
        for (figure, database) in &self.figures {
            if !databases.contains(database) {
                databases.push(database);
            }
            if !lines.iter().any(|line| line.is_same(figure)) {
                lines.push(figure);
            }
        }
        print!(
            "\n{:<24} {:<12} {:<10} {:>9}",
            "figure", "unit", "target", "users"
        );
        for database in &databases {
            print!(" {database:>12}");
        }
        for line in lines {
            print!(
                "\n{:<24} {:<12} {:<10} {:>9}",
                line.name, line.unit, line.target, line.users
            );
            for database in &databases {
                let found = self
                    .figures
                    .iter()
                    .find(|(figure, of)| of == database && figure.is_same(line));
                let value = found.map_or_else(String::new, |(f, _)| format!("{:.3}", f.value));
                print!(" {value:>12}");
            }
        }
        println!("\n\n{}", self.output.display());
    }
}

impl Figure {
    /// Whether it is the same figure, of this database or another.
    fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.users == other.users
    }
}

/// Durations, for their median and their tail.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub fn push(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// How many there were each second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub fn rate(&self, over: Duration) -> f64 {
        self.0.len() as f64 / over.as_secs_f64()
    }

    /// The duration, in milliseconds, that `share` of a hundred do not exceed; 0 if there are none.
    pub fn percentile(&self, share: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        let place = (sorted.len() * share).div_ceil(100).saturating_sub(1);
        sorted.get(place).map_or(0.0, |d| d.as_secs_f64() * 1_000.0)
    }
}
