//! `bouclier users recount`

use super::{Failure, manager, say};
use crate::config::Config;

/// What to do with what is found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Correct the stored counts
    #[arg(long)]
    repair: bool,
}

/// Counts every user, prints a line per kept count that is wrong, and fails unless it has corrected
/// them.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let backend = config.open().await?;
    let differences = backend.recount_users(&manager(), args.repair).await?;
    for difference in &differences {
        say(difference)?;
    }
    match (differences.len(), args.repair) {
        (0, _) => say("the stored counts are correct"),
        (wrong, true) => say(format_args!(
            "{wrong} stored counts were wrong and have been corrected"
        )),
        (wrong, false) => Err(Failure::new(format!(
            "{wrong} stored counts are wrong: --repair corrects them"
        ))),
    }
}
