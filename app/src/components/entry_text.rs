//! What an entry of the audit log says.

use crate::format::date;
use domain::AuditAction;
use domain::exemption::read_detail;
use domain::view::Entry;

/// What was done, and to whom.
pub fn entry_text(entry: &Entry) -> String {
    entry_about(entry, &entry.target)
}

/// What was done, to somebody who is called like this.
pub fn entry_about(entry: &Entry, target: &str) -> String {
    tr!(format!("audit.{}", entry.action), target = target)
}

/// What the action alone does not say, if anything.
pub fn entry_detail(entry: &Entry) -> Option<String> {
    match entry.action {
        AuditAction::RoleChanged => Some(tr!(format!("role.{}", entry.detail))),
        AuditAction::UserExempted => exemption(&entry.detail),
        AuditAction::FactorsReset => Some(tr!("journal.reason", reason = entry.detail)),
        AuditAction::UsersImported => {
            let count: u64 = entry.detail.parse().ok()?;
            Some(tr_count!("users.found", count))
        }
        _ => None,
    }
}

/// The last day and the reason of an exemption, as far as they were given.
fn exemption(detail: &str) -> Option<String> {
    let (day, reason) = read_detail(detail);
    let day = day.map(|day| tr!("journal.until", date = date(day, 0)));
    let reason = (!reason.is_empty()).then(|| tr!("journal.reason", reason = reason));
    let parts: Vec<String> = day.into_iter().chain(reason).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
