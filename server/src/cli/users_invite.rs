//! `bouclier users invite`

use super::{Failure, manager, say};
use crate::config::Config;

/// Whom to invite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the account
    email: String,
}

/// Prints an invitation link and nothing else.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let backend = config.open().await?;
    let manager = manager();
    let id = match backend.user_by_email(&manager, &args.email).await {
        Err(backend::Error::NotFound) => {
            let message = format!("there is no account with the address {:?}", args.email);
            return Err(Failure::new(message));
        }
        found => found?,
    };
    say(backend.invite(&manager, id).await?.url)
}
