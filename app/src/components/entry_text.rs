//! What an entry of the audit log says.

use crate::format::date;
use crate::i18n::named;
use domain::{AuditAction, AuditDetail, Timestamp};
use wire::view::Entry;

/// What was done, and to whom.
pub fn entry_text(entry: &Entry) -> String {
    entry_about(entry, &entry.target)
}

/// What was done, to a user with this name.
pub fn entry_about(entry: &Entry, target: &str) -> String {
    tr!(named::action(entry.action), target = target)
}

/// The details of an entry, if they are worth a line.
pub fn entry_detail(entry: &Entry) -> Option<String> {
    match &entry.detail {
        AuditDetail::Role(role) => Some(tr!(named::role(*role))),
        AuditDetail::Exemption { until, reason } => exemption(*until, reason),
        AuditDetail::Reason(reason) => Some(tr!(journal::REASON, reason = reason)),
        AuditDetail::Count(count) if entry.action == AuditAction::UsersImported => {
            Some(tr_count!(users::FOUND, *count))
        }
        AuditDetail::Nothing
        | AuditDetail::Count(_)
        | AuditDetail::Policy { .. }
        | AuditDetail::Email(_)
        | AuditDetail::Format(_)
        | AuditDetail::Text(_) => None,
    }
}

/// The last day and the reason of an exemption, as far as they were given.
fn exemption(until: Option<Timestamp>, reason: &str) -> Option<String> {
    let day = until.map(|end| tr!(journal::UNTIL, date = date(end.plus(-1), 0)));
    let reason = (!reason.is_empty()).then(|| tr!(journal::REASON, reason = reason));
    let parts: Vec<String> = day.into_iter().chain(reason).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
