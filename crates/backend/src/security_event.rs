//! What speaks of an attack: summed in the database by account, kind and hour, a line of the log each, and counted for monitoring.
//! When an account has many failed attempts, its user is told.
//!
//! Nothing fails because such an event could not be written: then there is a warning in the log.

mod many;
mod note;
mod pending;
mod read;
mod write;

pub(crate) use read::last_day;
pub(crate) use write::{ATTEMPTS, take_back_in, write_in};

use crate::access::Actor;
use crate::log_lines::Due;
use crate::tally::SecurityEvents;
use domain::{SecurityEventKind, UserId};

/// The target of the lines of the log.
const TARGET: &str = "bouclier::security";

/// Counts an event that has cost its caller something, and writes its line of the log: never what was typed.
pub(crate) fn announce(tally: &SecurityEvents, kind: SecurityEventKind, actor: &Actor) {
    tally.note(kind);
    let (name, address) = (name(kind), actor.address.as_str());
    let user = actor.id.map(UserId::get);
    // Most right passwords are followed by their code.
    if kind == SecurityEventKind::PasswordOnly {
        tracing::info!(target: TARGET, { event.name = name, client.address = address, user.id = user }, "security event");
    } else {
        tracing::warn!(target: TARGET, { event.name = name, client.address = address, user.id = user }, "security event");
    }
}

/// Writes the line of the log that stands for one or several events that cost nothing.
fn write_line(due: &Due) {
    let (name, address, count) = (name(due.kind), due.address.as_str(), due.count);
    let user = due.user.map(UserId::get);
    tracing::warn!(target: TARGET, { event.name = name, client.address = address, user.id = user, event.count = count }, "security event");
}

/// The stable name in the log.
const fn name(kind: SecurityEventKind) -> &'static str {
    match kind {
        SecurityEventKind::WrongPassword => "security.wrong-password",
        SecurityEventKind::PasswordOnly => "security.password-only",
        SecurityEventKind::WrongCode => "security.wrong-code",
        SecurityEventKind::Refused => "security.refused",
        SecurityEventKind::Throttled => "security.throttled",
        SecurityEventKind::SessionsPushedOut => "security.sessions-pushed-out",
        SecurityEventKind::WritesLimited => "security.writes-limited",
        SecurityEventKind::EnrolmentElsewhere => "security.enrolment-elsewhere",
        SecurityEventKind::HelpsMany => "security.helps-many",
        SecurityEventKind::UnknownAccount => "security.unknown-account",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_the_log_is_that_of_the_kind() {
        for kind in SecurityEventKind::ALL {
            assert_eq!(name(*kind), format!("security.{kind}"));
        }
    }
}
