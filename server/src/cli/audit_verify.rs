//! `bouclier audit verify`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::audit::Verdict;

/// Says that the chain holds, or fails with the first entry at which it breaks.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let backend = config.open().await?;
    match backend.verify_audit(&manager()).await? {
        Verdict::Holds(1) => say("1 entry, the chain holds"),
        Verdict::Holds(entries) => say(format_args!("{entries} entries, the chain holds")),
        Verdict::Broken(broken) => Err(Failure::new(format!("audit log: {broken}"))),
    }
}
