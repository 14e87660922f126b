//! Figures of security events, with a link to their entries in the log where there are any.

use crate::format::number;
use domain::{AuditAction, SecurityEventKind, Timestamp};
use leptos::prelude::*;
use wire::AuditQuery;

/// How many there were; a link to those entries of `log` since a day where the log has them: an entry for each.
pub fn logged(
    count: u64,
    kind: SecurityEventKind,
    log: &AuditQuery,
    since: Option<Timestamp>,
) -> AnyView {
    let action = match kind {
        SecurityEventKind::WrongCode if count > 0 => AuditAction::CodeRefused,
        _ => return number(count).into_any(),
    };
    let entries = AuditQuery {
        action: Some(action),
        from: since.and_then(|since| Timestamp::parse_day(&since.to_day())),
        ..log.clone()
    };
    view! { <a class="link" href=entries.href()>{number(count)}</a> }.into_any()
}
