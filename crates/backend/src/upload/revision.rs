//! Which preview an admin has seen: what is begun is what was shown.

use crate::import::ImportReport;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use store::entity::import;

/// A word for how a file is read and what that would do: another one as soon as a choice about it, or a number or name that its preview
/// shows, is another one.
pub(super) fn revision(import: &import::Model, plan: &ImportReport) -> String {
    let mut seen = Sha256::new();
    let mut put = |part: &dyn std::fmt::Display| seen.update(format!("{part}\n"));
    put(&*import.id);
    put(&import.columns);
    put(&import.encoding.as_str());
    put(&import.updates);
    put(&import.language.as_str());
    for number in [
        plan.created,
        plan.admins,
        plan.deactivated,
        plan.ended,
        plan.already_there,
        plan.differing,
        plan.updated.count,
        plan.refused.len() as u64,
        plan.namesakes.count,
    ] {
        put(&number);
    }
    put(&plan.groups.len());
    for group in &plan.groups {
        put(group);
    }
    for account in &plan.first {
        put(&account.line);
    }
    for change in &plan.updated.first {
        put(change);
    }
    for namesake in &plan.namesakes.first {
        put(namesake);
    }
    let hash = seen.finalize();
    hash.iter().take(16).fold(String::new(), |mut word, byte| {
        let _ = write!(word, "{byte:02x}");
        word
    })
}
