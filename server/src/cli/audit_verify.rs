//! `bouclier audit verify`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::audit::Verdict;

/// Prints that the chain is intact, and the hash at its end, to be kept elsewhere: a chain that was
/// rewritten as a whole ends with another hash. Or fails with the first entry at which it breaks.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let backend = config.open_as_it_is().await?;
    let head = backend.audit_head(&manager()).await?;
    match backend.verify_audit(&manager()).await? {
        Verdict::Holds(1) => say(format_args!("1 entry, the chain holds, head {head}")),
        Verdict::Holds(entries) => say(format_args!(
            "{entries} entries, the chain holds, head {head}"
        )),
        Verdict::Broken(broken) => Err(Failure::new(format!("audit log: {broken}"))),
    }
}
