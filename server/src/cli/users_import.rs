//! `bouclier users import`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::import::{
    ColumnRef, ImportError, ImportOptions, ImportReport, Meaning, Reading, Refusal, RowError,
};
use domain::{FileEncoding, Language};
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
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub struct Args {
    /// The file: comma, semicolon or tab, columns in any order, or an export of Google Workspace, Entra, Okta or Keycloak
    file: PathBuf,
    /// Import nothing when a row is refused
    #[arg(long)]
    all_or_nothing: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Show which names and languages of accounts that exist the file would change; with --yes, change them
    #[arg(long)]
    update: bool,
    /// Make the changes that --update shows
    #[arg(long, requires = "update")]
    yes: bool,
    /// Encoding of a file without byte order mark: utf-8 or windows-1252
    #[arg(long, default_value = "utf-8", value_parser = encoding)]
    encoding: FileEncoding,
    /// What the column NAME says, e.g. department=group; « nothing » leaves it out. May be given several times
    #[arg(long, value_name = "NAME=MEANING", value_parser = column)]
    column: Vec<(ColumnRef, Meaning)>,
    /// Language of people of whom the file says none: fr, en, de, es, it or nl
    #[arg(long, default_value = "fr", value_parser = language)]
    language: Language,
}

impl Args {
    fn options(&self) -> ImportOptions {
        ImportOptions {
            all_or_nothing: self.all_or_nothing,
            update: self.update,
            reading: Reading {
                encoding: self.encoding,
                columns: self.column.clone(),
                lenient: false,
                language: self.language,
            },
        }
    }
}

fn encoding(word: &str) -> Result<FileEncoding, String> {
    FileEncoding::parse(&word.to_ascii_lowercase())
        .ok_or_else(|| "utf-8 or windows-1252".to_owned())
}

fn language(word: &str) -> Result<Language, String> {
    let known = Language::ALL.iter().map(|language| language.as_str());
    Language::parse(word).ok_or_else(|| known.collect::<Vec<_>>().join(", "))
}

/// The meaning follows the last equals sign: a name may have some too.
fn column(text: &str) -> Result<(ColumnRef, Meaning), String> {
    let (name, meaning) = text.rsplit_once('=').ok_or("NAME=MEANING")?;
    let known = || Meaning::ALL.map(Meaning::as_str).join(", ");
    let meaning = Meaning::parse(meaning).ok_or_else(known)?;
    Ok((ColumnRef::Named(name.to_owned()), meaning))
}

/// Imports the file, prints a line per refused row and per name that looks like an admin's, and a summary.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let file = open(&args.file)?;
    let backend = config.open().await?;
    let options = args.options();
    let bar = progress_bar(&file.file);
    let only_shown = args.dry_run || (args.update && !args.yes);
    let on_progress = |bytes| advance(&bar, bytes);
    let result = if only_shown {
        backend
            .plan_import(&manager(), file, &options, on_progress)
            .await
    } else {
        backend
            .import_users(&manager(), file, &options, on_progress)
            .await
    };
    bar.finish_and_clear();
    match result {
        Ok(report) if only_shown => print_plan(&report, args),
        Ok(report) => print(&report, args.all_or_nothing),
        Err(ImportError::File(error)) => Err(Failure::of_file(&args.file, error)),
        Err(ImportError::Backend(error)) => Err(error.into()),
    }
}

/// Prints what an import would do, and how to do it.
fn print_plan(report: &ImportReport, args: &Args) -> Result<(), Failure> {
    print_rows(report)?;
    for line in summary(report) {
        say(line)?;
    }
    say(if args.dry_run {
        "this is what would happen: nothing was changed"
    } else {
        "this is what would happen: nothing was changed; --update --yes does it"
    })?;
    outcome(report, args.all_or_nothing)
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
    Error::other("it is larger than 256 MiB: import it in parts")
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
    print_rows(report)?;
    for line in summary(report) {
        say(line)?;
    }
    if report.changed_nothing() {
        say("nothing changed")?;
    }
    outcome(report, all_or_nothing)
}

fn print_rows(report: &ImportReport) -> Result<(), Failure> {
    if report.is_lenient {
        for column in &report.columns {
            say(format_args!("column {}: {}", column.name, column.meaning))?;
        }
    }
    for refusal in &report.refused {
        say(refusal)?;
    }
    for change in &report.updated.first {
        say(change)?;
    }
    for namesake in &report.namesakes.first {
        say(format_args!("warning: {namesake}"))?;
    }
    Ok(())
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
    if report.deactivated > 0 {
        lines.push(format!(
            "{} of those created are deactivated",
            report.deactivated
        ));
    }
    if report.ended > 0 {
        lines.push(format!(
            "{} of those created had an exemption that is over: they have none",
            report.ended
        ));
    }
    if report.updated.count > 0 {
        lines.push(format!(
            "{} already there get another name or language, or join groups",
            report.updated.count
        ));
    }
    if !report.groups.is_empty() {
        let names = report.groups.join(", ");
        lines.push(format!("new groups: {names}"));
    }
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
    let not_utf8 = |refusal: &&Refusal| matches!(refusal.reason, RowError::NotUtf8(_));
    if report.refused.iter().any(|refusal| not_utf8(&refusal)) {
        lines.push(
            "the file is not in UTF-8: check how the names read with --dry-run --encoding windows-1252"
                .to_owned(),
        );
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
