//! `bouclier admin recover`

use super::{Failure, say};
use crate::config::Config;
use backend::access::Operator;

/// Whom to restore.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the account
    #[arg(long)]
    email: String,
}

/// Prints the link and nothing else.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let backend = config.open().await?;
    let operator = Operator::assume_command_line();
    match backend.recover_admin(operator, &args.email).await {
        Err(backend::Error::NotFound) => Err(Failure::new(format!(
            "there is no account with the address {:?}; create one with `bouclier users add --admin`",
            args.email
        ))),
        made => say(made?.url),
    }
}
