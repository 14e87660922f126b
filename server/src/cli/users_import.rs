//! `bouclier users import`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::import::{ImportError, ImportOptions, ImportReport};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{Error, IsTerminal, Read, stderr};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the terminal shows a sign of life while nothing else changes.
const TICK: Duration = Duration::from_millis(100);

/// Bytes of the longest file: some three million accounts. What is endless ends here.
const MOST: u64 = 256 << 20;

/// A file that ends with an error where it is longer than it may be: half of it is never imported.
pub struct Bounded<R> {
    file: R,
    left: u64,
}

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: UTF-8, comma, semicolon or tab, columns in any order
    file: PathBuf,
    /// Import nothing when a row is refused
    #[arg(long)]
    all_or_nothing: bool,
}

/// Imports the file, prints a line per refused row and per name that looks like an admin's, and a summary.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let file = open(&args.file)?;
    let backend = config.open().await?;
    let options = ImportOptions {
        all_or_nothing: args.all_or_nothing,
    };
    let bar = progress_bar(&file.file);
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

/// Opens a file, or a pipe such as standard input: a device may never end.
pub fn open(path: &Path) -> Result<Bounded<File>, Failure> {
    let failed = |error: Error| Failure::of_file(path, error);
    let file = File::open(path).map_err(failed)?;
    let data = file.metadata().map_err(failed)?;
    let kind = data.file_type();
    if !kind.is_file() && !kind.is_fifo() {
        return Err(Failure::of_file(path, "it is neither a file nor a pipe"));
    }
    if data.len() > MOST {
        return Err(Failure::of_file(path, too_long()));
    }
    Ok(Bounded { file, left: MOST })
}

fn too_long() -> Error {
    Error::other("it is longer than 256 MiB: import it in parts")
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        let left = self.left.checked_sub(read as u64);
        self.left = left.ok_or_else(too_long)?;
        Ok(read)
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

/// Prints a line per refused row, one per name that looks like an admin's as far as they were kept, and a summary.
pub fn print(report: &ImportReport, all_or_nothing: bool) -> Result<(), Failure> {
    for refusal in &report.refused {
        say(refusal)?;
    }
    for namesake in &report.namesakes.first {
        say(format_args!("warning: {namesake}"))?;
    }
    for line in summary(report) {
        say(line)?;
    }
    outcome(report, all_or_nothing)
}

/// Refused rows are a failure, which scripts see by its exit code.
fn outcome(report: &ImportReport, all_or_nothing: bool) -> Result<(), Failure> {
    let refused = report.refused.len();
    if refused == 0 {
        return Ok(());
    }
    if all_or_nothing {
        return Err(Failure::nothing(
            "nothing was imported, because rows were refused",
        ));
    }
    if refused as u64 == report.rows() {
        return Err(Failure::nothing(
            "nothing was imported, because every row was refused",
        ));
    }
    Err(Failure::partly(format!(
        "{refused} of {} rows were refused",
        report.rows()
    )))
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
    if report.namesakes.count > 0 {
        lines.push(format!(
            "{} with a name that looks like that of an admin",
            report.namesakes.count
        ));
    }
    if report.changed_nothing() {
        lines.push("nothing changed".to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_42_a_pipe_that_does_not_end_fails_and_one_of_the_greatest_length_is_read() {
        let read = |length: u64, left| {
            let mut pipe = Bounded {
                file: std::io::repeat(b'a').take(length),
                left,
            };
            pipe.read_to_end(&mut Vec::new())
        };
        assert_eq!(read(100, 100).unwrap(), 100);
        assert!(read(101, 100).unwrap_err().to_string().contains("256 MiB"));
        assert!(read(u64::MAX, 100).is_err());
    }
}
