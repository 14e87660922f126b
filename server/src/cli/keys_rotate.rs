//! `bouclier keys rotate`

use super::{Failure, say};
use crate::config::Config;
use backend::access::Operator;

/// What becomes of the old keys.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Keep only the key before the new one: secrets in backups from before that key are lost
    #[arg(long)]
    remove_old: bool,
}

/// Makes a new key and seals every secret with it, whether a server is running or not.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let backend = config.open().await?;
    let done = backend
        .rotate_keys(Operator::assume_command_line(), args.remove_old)
        .await?;
    say(format_args!(
        "{} secrets sealed with a new key, {} old keys removed; back the key file up again: {}",
        done.sealed_anew,
        done.keys_removed,
        config.secret_key_file.display()
    ))
}
