//! The way from figures of security events to the log.

use super::moment::zone;
use domain::{AuditAction, SecurityEventKind, Timestamp};
use leptos::prelude::*;
use wire::AuditQuery;

/// A link to the refused codes of `log` since the day of a moment, where there are wrong codes. It carries no figure: the log also has
/// codes that were used before, and begins with a day.
pub fn refused_codes(
    kinds: impl IntoIterator<Item = SecurityEventKind>,
    log: AuditQuery,
    since: Option<Timestamp>,
) -> Option<AnyView> {
    kinds
        .into_iter()
        .find(|kind| *kind == SecurityEventKind::WrongCode)?;
    let entries = AuditQuery {
        action: Some(AuditAction::CodeRefused),
        from: since.and_then(|since| Timestamp::parse_day(&since.day_at(zone(since)))),
        zone: since
            .map(|_| crate::host::own_zone_name())
            .unwrap_or_default(),
        ..log
    };
    let link = view! {
        <p class="card__foot">
            <a class="link" href=entries.href()>
                {tr!(attempts::IN_LOG)}
            </a>
        </p>
    };
    Some(link.into_any())
}
