//! `bouclier backup`

use super::{Failure, say};
use crate::config::Config;
use backend::access::Operator;
use std::path::PathBuf;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The new file
    file: PathBuf,
}

/// Copies the database, whether a server is running or not.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let backend = config.open_as_it_is().await?;
    backend
        .backup(Operator::assume_command_line(), &args.file)
        .await
        .map_err(|e| Failure::of_file(&args.file, e))?;
    say(format_args!(
        "copied to {}; keep it apart from the key, {}, which is not in it",
        args.file.display(),
        config.secret_key_file.display()
    ))
}
