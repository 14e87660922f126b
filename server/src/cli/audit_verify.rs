//! `bouclier audit verify`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::audit::Verdict;

/// Says that the chain holds, and the hash at its end, to be kept elsewhere: whoever writes the whole
/// chain anew does not get the same. Or fails with the first entry at which it breaks.
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
