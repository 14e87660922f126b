//! `bouclier restore`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::audit::Verdict;
use backend::restore::{Again, Closed, RestoreError, RestoreTarget, Since, Withdrawn};
use backend::{Backend, inspect};
use std::path::{Path, PathBuf};

/// What no backup knows: what was done after it was made.
const LOOK_AT: [&str; 5] = [
    "accounts deactivated or deleted: they are there and active again, but for those named above; deactivate or delete them again",
    "roles taken away, but for those named above, rules and the policy: they are as they were",
    "passwords changed, and factors removed, reset or replaced: the old ones work again; where one was \
     stolen or lost, reset the user's 2FA and give a new link",
    "accounts created, and factors activated: they are gone",
    "exports, and links by which others learned something: the log no longer has an entry for them",
];

/// What to restore.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A copy made by `bouclier backup`. Without it the database stays, and what a restored one must
    /// not open again is ended: to be run after `pg_restore`
    file: Option<PathBuf>,
    /// Ends all of that although the database is the one that this machine has seen last
    #[arg(long, conflicts_with = "file")]
    in_place: bool,
}

const NOTHING_RESTORED: &str = "nothing was ended: the database goes on from what this machine has seen of it, so no backup has taken \
    its place. To put one there, name its file. To end all sessions, links, codes and known devices of this one, say --in-place";

/// Said where nothing is done again to accounts.
const UNREADABLE: &str = "the database that was there could not be read: nothing is known of what was done after the backup";
const ELSEWHERE: &str = "the database that was there does not go on from this backup: nothing is known of what was done after it";

/// Puts a copy in the place of the database, or takes the one that lies there, and ends what it would open again.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let closed = match &args.file {
        Some(file) => put(config, file).await?,
        None if !args.in_place && is_as_seen(config).await? => {
            return Err(Failure::new(NOTHING_RESTORED));
        }
        None => close(config, &[]).await?,
    };
    // That it is older than what this machine has seen is intended. Not earlier: until now the database has not changed.
    let backend = config.open_restored().await?;
    backend.forget_log()?;
    backend.remember_log().await;
    report(&closed)?;
    say_of_log(&backend).await
}

async fn is_as_seen(config: &Config) -> Result<bool, Failure> {
    let backend = config.open_restored().await?;
    let is_as_seen = backend.log_is_as_seen().await?;
    backend.close().await?;
    Ok(is_as_seen)
}

/// A backup may have been changed where it lay.
async fn say_of_log(backend: &Backend) -> Result<(), Failure> {
    match backend.verify_audit(&manager()).await? {
        Verdict::Holds(_) => Ok(()),
        Verdict::Broken(broken) => {
            say(format_args!("its audit log is not to be trusted: {broken}"))
        }
    }
}

/// Copies the file beside the database, closes the copy and puts it in place.
async fn put(config: &Config, file: &Path) -> Result<Closed, Failure> {
    let database = inspect::file(config.database_url.as_str()).ok_or_else(|| {
        Failure::new(
            "the database is a PostgreSQL server: use its own pg_restore, then run `bouclier \
             restore` without a file",
        )
    })?;
    let failed = |error| failure(file, error);
    config.make_data_dir()?;
    let place = RestoreTarget::take(&database).await.map_err(failed)?;
    place
        .copy_here(file, &config.secret_key_file)
        .await
        .map_err(failed)?;
    let since = place.decided_since().await;
    let withdrawn: &[Withdrawn] = match &since {
        Since::Known(withdrawn) => withdrawn,
        Since::NoDatabase | Since::Unreadable | Since::Elsewhere => &[],
    };
    let closed = close(&config.on_file(place.copy())?, withdrawn).await?;
    let kept = place.put().await.map_err(failed)?;
    say(format_args!(
        "restored {} as {}",
        file.display(),
        database.display()
    ))?;
    if let Some(kept) = kept {
        say(format_args!(
            "the database that was there is kept as {}",
            kept.display()
        ))?;
    }
    match since {
        Since::Unreadable => say(UNREADABLE)?,
        Since::Elsewhere => say(ELSEWHERE)?,
        Since::NoDatabase | Since::Known(_) => {}
    }
    Ok(closed)
}

async fn close(config: &Config, withdrawn: &[Withdrawn]) -> Result<Closed, Failure> {
    let backend = config.open_restored().await?;
    if let Some(entries) = backend.seal_restored_log().await? {
        say(format_args!(
            "the audit log is from before Bouclier sealed it: its {entries} entries are taken over as they stand"
        ))?;
    }
    let closed = backend.close_restored(&manager(), withdrawn).await?;
    backend.close().await?;
    Ok(closed)
}

fn failure(file: &Path, error: RestoreError) -> Failure {
    match error {
        RestoreError::InUse | RestoreError::TooManyKept(_) => Failure::new(error.to_string()),
        RestoreError::Database(error) => error.into(),
        other => Failure::of_file(file, other),
    }
}

fn report(closed: &Closed) -> Result<(), Failure> {
    say(format_args!(
        "ended: {} sessions, {} links, {} access codes, {} known devices, {} unfinished enrolments",
        closed.sessions, closed.links, closed.access_codes, closed.devices, closed.enrolments
    ))?;
    say(format_args!(
        "ended: {} recovery codes, as some may have been used since; {} users are told to create new ones",
        closed.recovery_codes, closed.told
    ))?;
    report_again(&closed.again)?;
    say(match closed.last_entry {
        Some(at) => format!(
            "the last entry of its log is dated {}; check what was done after that, which it does not know of:",
            at.to_rfc3339()
        ),
        None => "check what was done after the backup, which it does not know of:".to_owned(),
    })?;
    for what in LOOK_AT {
        say(format_args!("- {what}"))?;
    }
    Ok(())
}

/// Whom the restore has taken something away from, one a line.
fn report_again(again: &Again) -> Result<(), Failure> {
    for email in &again.deactivated {
        say(format_args!(
            "deactivated again, as since the backup: {email}"
        ))?;
    }
    for (email, role) in &again.demoted {
        say(format_args!(
            "has lost a role again, as since the backup, and is now {role}: {email}"
        ))?;
    }
    for email in &again.left {
        say(format_args!(
            "deactivated or no admin since the backup, but left as it was, as no other admin could sign in: {email}"
        ))?;
    }
    Ok(())
}
