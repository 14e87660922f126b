//! What an entry of the audit log says.

use crate::format::date;
use crate::i18n::key::{self, variable};
use crate::i18n::{Key, named};
use domain::meaning::{Nature, meaning};
use domain::{
    AuditAction, AuditDetail, Change, DaysFrom, ExemptionKind, Grace, Language, Named, Policy,
    Timestamp,
};
use wire::view::Entry;

/// Somebody by name and address; the command line in words that no user can be called, as an address follows every name.
pub fn who(named: &Named) -> String {
    let shown = named.shown();
    shown.unwrap_or_else(|| tr!(activity::COMMAND_LINE))
}

/// Who did it, by name, which the address has to follow; the command line, or that nobody did it, in words that begin a sentence.
pub fn entry_author(entry: &Entry) -> String {
    match entry.actor_id {
        None if entry.action == AuditAction::ExemptionEnded => tr!(journal::BY_ITSELF),
        None if entry.action == AuditAction::Reminded => "Bouclier".to_owned(),
        Some(_) => entry.actor.clone(),
        None => tr!(journal::COMMAND_LINE),
    }
}

/// What was done, and to whom.
pub fn entry_text(entry: &Entry) -> String {
    entry_about(entry, &entry.target)
}

/// What was done, to a user with this name.
pub fn entry_about(entry: &Entry, target: &str) -> String {
    tr!(named::action(entry.action), target = target)
}

/// The details of an entry, if they are worth a line. `zone` gives the minutes east of UTC at a moment.
pub fn entry_detail(entry: &Entry, zone: impl Fn(Timestamp) -> i32) -> Option<String> {
    match &entry.detail {
        AuditDetail::Role(role) => Some(tr!(journal::ROLE, role = tr!(named::role(*role)))),
        AuditDetail::Profile { name, language } => profile(name.as_ref(), language.as_ref()),
        AuditDetail::Address(Change { from, to }) => {
            Some(tr!(journal::ADDRESS, from = from, to = to))
        }
        AuditDetail::Organisation {
            name,
            contact,
            time_zone,
            sentence,
            reminder_days,
        } => Some(organisation([
            (name, key::journal::RENAMED),
            (contact, key::journal::CONTACT),
            (sentence, key::journal::SENTENCE),
            (time_zone, key::journal::TIME_ZONE),
            (reminder_days, key::journal::REMINDER_DAYS),
        ])),
        AuditDetail::Group(name) => Some(tr!(journal::GROUP, name = name)),
        AuditDetail::GroupRule {
            group,
            grace,
            days_from,
            ..
        } => {
            let group = tr!(journal::GROUP, name = group);
            let time = rule_time(*grace, *days_from, zone);
            Some(time.map_or(group.clone(), |time| format!("{group} · {time}")))
        }
        AuditDetail::Time(grace) => time(*grace, zone),
        AuditDetail::Policy {
            grace, days_from, ..
        } => rule_time(*grace, *days_from, zone),
        AuditDetail::Members { group, members } => {
            let members = members.join(", ");
            Some(tr!(journal::MEMBERS, members = members, name = group))
        }
        AuditDetail::GroupName(Change { from, to }) => {
            Some(tr!(journal::RENAMED, from = from, to = to))
        }
        AuditDetail::Exemption {
            until,
            reason,
            kind,
        } => exemption(*until, reason, *kind, zone),
        AuditDetail::Reason(reason) => Some(tr!(journal::REASON, reason = reason)),
        AuditDetail::Count(count)
            if matches!(
                entry.action,
                AuditAction::UsersImported | AuditAction::LinksExported
            ) =>
        {
            Some(tr_count!(users::FOUND, *count))
        }
        AuditDetail::Bulk { kind, count, grace } => {
            let users = tr_count!(users::FOUND, *count);
            let what = [tr!(named::bulk_kind(*kind)), users];
            let given = grace.and_then(|grace| time(grace, zone));
            Some(
                what.into_iter()
                    .chain(given)
                    .collect::<Vec<_>>()
                    .join(" · "),
            )
        }
        AuditDetail::GivenBy(giver) => Some(match meaning(entry.action).nature {
            Nature::ByLink => tr!(journal::LINK_GIVEN_BY, name = who(&giver.named())),
            Nature::Rule | Nature::Other => {
                tr!(journal::CODE_GIVEN_BY, name = who(&giver.named()))
            }
        }),
        AuditDetail::UndonePolicy { policy, at, by } => {
            let did = match policy {
                Policy::Required => tr!(audit::POLICY_REQUIRED),
                Policy::Optional => tr!(audit::POLICY_OPTIONAL),
            };
            let date = date(*at, zone(*at));
            Some(tr!(journal::UNDONE, date = date, did = did, name = by))
        }
        AuditDetail::Nothing
        | AuditDetail::Count(_)
        | AuditDetail::Email(_)
        | AuditDetail::Format(_)
        | AuditDetail::Text(_) => None,
    }
}

/// What was changed of a profile, from what to what.
fn profile(name: Option<&Change<String>>, language: Option<&Change<Language>>) -> Option<String> {
    let name = name.map(|Change { from, to }| tr!(journal::RENAMED, from = from, to = to));
    let language = language.map(|Change { from, to }| {
        let (from, to) = (tr!(named::language(*from)), tr!(named::language(*to)));
        tr!(journal::LANGUAGE, from = from, to = to)
    });
    let parts: Vec<String> = name.into_iter().chain(language).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// A text that says from what to what.
type FromTo = Key<(variable::from, variable::to)>;

/// What was changed of the organisation, from what to what.
fn organisation(changes: [(&Option<Change<String>>, FromTo); 5]) -> String {
    let shown = |text: &String| if text.is_empty() { "–" } else { text }.to_owned();
    let mut parts = Vec::new();
    for (change, key) in changes {
        if let Some(Change { from, to }) = change {
            parts.push(tr!(key, from = shown(from), to = shown(to)));
        }
    }
    parts.join(" · ")
}

/// The time to comply, if there is some.
fn time(grace: Grace, zone: impl Fn(Timestamp) -> i32) -> Option<String> {
    match grace {
        Grace::None => None,
        Grace::Days(days) => Some(tr_count!(journal::DAYS, days.unsigned_abs())),
        Grace::Until(end) => {
            let last = end.plus(-1);
            Some(tr!(journal::UNTIL, date = date(last, zone(last))))
        }
    }
}

/// The time that a rule gives, and from when its days count.
fn rule_time(
    grace: Option<Grace>,
    days_from: Option<DaysFrom>,
    zone: impl Fn(Timestamp) -> i32,
) -> Option<String> {
    let time = time(grace?, zone)?;
    let from = match days_from {
        None => return Some(time),
        Some(DaysFrom::Announced) => tr!(journal::FROM_ANNOUNCED),
        Some(DaysFrom::Change) => tr!(journal::FROM_CHANGE),
    };
    Some([time, from].join(" "))
}

/// The last day and the reason of an exemption, as far as they were given; before them that it is a service account, if it is.
fn exemption(
    until: Option<Timestamp>,
    reason: &str,
    kind: Option<ExemptionKind>,
    zone: impl Fn(Timestamp) -> i32,
) -> Option<String> {
    let last = until.map(|end| end.plus(-1));
    let day = last.map(|last| tr!(journal::UNTIL, date = date(last, zone(last))));
    let reason = (!reason.is_empty()).then(|| tr!(journal::REASON, reason = reason));
    let service = kind.filter(|kind| *kind == ExemptionKind::ServiceAccount);
    let service = service.map(|kind| tr!(named::exemption_kind(kind)));
    let parts: Vec<String> = service.into_iter().chain(day).chain(reason).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
