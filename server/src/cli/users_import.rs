//! `bouclier users import`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::import::{ImportError, ImportOptions, ImportReport};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::time::Duration;

/// How often the terminal shows a sign of life while nothing else changes.
const TICK: Duration = Duration::from_millis(100);

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: UTF-8, comma or semicolon, columns in any order
    file: PathBuf,
    /// Import nothing when a row is refused
    #[arg(long)]
    all_or_nothing: bool,
}

/// Imports the file, prints a line per refused row and a summary.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let file = File::open(&args.file).map_err(|e| Failure::of_file(&args.file, e))?;
    let backend = config.open().await?;
    let options = ImportOptions {
        all_or_nothing: args.all_or_nothing,
    };
    let bar = progress_bar(&file);
    let result = backend
        .import_users(&manager(), file, options, |bytes| advance(&bar, bytes))
        .await;
    bar.finish_and_clear();
    match result {
        Ok(report) => print(&report, args.all_or_nothing),
        Err(ImportError::File(error)) => Err(Failure::of_file(&args.file, error)),
        Err(ImportError::Backend(error)) => Err(error.into()),
    }
}

/// A progress bar on the terminal; hidden if standard error is not a terminal.
fn progress_bar(file: &File) -> ProgressBar {
    let size = file.metadata().map_or(0, |data| data.len());
    if size == 0 || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {percent}% {bytes_per_sec} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(size).with_style(style)
}

/// After the file is read most of the work may remain, and its progress is unknown.
fn advance(bar: &ProgressBar, bytes: u64) {
    bar.set_position(bytes);
    if bar.length().is_some_and(|size| bytes >= size) {
        bar.set_style(ProgressStyle::default_spinner());
        bar.set_message("saving the accounts and their indexes");
        bar.enable_steady_tick(TICK);
    }
}

fn print(report: &ImportReport, all_or_nothing: bool) -> Result<(), Failure> {
    for refusal in &report.refused {
        say(refusal)?;
    }
    for line in summary(report) {
        say(line)?;
    }
    if all_or_nothing && !report.refused.is_empty() {
        Err(Failure::new(
            "nothing was imported, because rows were refused",
        ))
    } else {
        Ok(())
    }
}

/// The lines after those of the refused rows.
fn summary(report: &ImportReport) -> Vec<String> {
    let mut lines = vec![format!(
        "{} rows: {} created, {} already there, {} refused",
        report.rows(),
        report.created,
        report.already_there,
        report.refused.len()
    )];
    if report.differing > 0 {
        lines.push(format!(
            "{} already there with other values, left as they are",
            report.differing
        ));
    }
    if report.changed_nothing() {
        lines.push("nothing changed".to_owned());
    }
    lines
}
