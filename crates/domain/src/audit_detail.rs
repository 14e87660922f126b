//! What an entry of the audit log says beyond its action.

use crate::audit::AuditAction;
use crate::bulk::BulkKind;
use crate::exemption::{ExemptionKind, read_detail, write_detail, write_end};
use crate::grace::{DaysFrom, Grace};
use crate::handover::Giver;
use crate::language::Language;
use crate::requirement::Policy;
use crate::role::Role;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an entry says beyond its action. Since version 2 of the entries its JSON is stored and hashed: a variant keeps its name
/// and its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum AuditDetail {
    /// Nothing beyond the action.
    #[default]
    Nothing,
    /// The number of accounts or sessions.
    Count(u64),
    /// What is done to many users at once.
    Bulk {
        /// What.
        kind: BulkKind,
        /// To how many.
        count: u64,
        /// The time that it gives to comply, since that can be given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grace: Option<Grace>,
    },
    /// The new role.
    Role(Role),
    /// What was changed of a profile.
    Profile {
        /// The name.
        name: Option<Change<String>>,
        /// The language.
        language: Option<Change<Language>>,
    },
    /// Another address.
    Address(Change<String>),
    /// What was changed of the organisation.
    Organisation {
        /// The name.
        name: Option<Change<String>>,
        /// Whom its users ask.
        contact: Option<Change<String>>,
        /// The time zone.
        time_zone: Option<Change<String>>,
        /// The sentence of its own, since it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sentence: Option<Change<String>>,
        /// How many days before a deadline users are reminded, since that is a setting of the organisation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reminder_days: Option<Change<String>>,
    },
    /// The reason.
    Reason(String),
    /// The terms of an exemption.
    Exemption {
        /// The moment from which it no longer applies, if it ends by itself.
        until: Option<Timestamp>,
        /// The reason; empty if none was given.
        reason: String,
        /// Who is exempt, since that is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<ExemptionKind>,
    },
    /// The other effects of a change of the policy.
    Policy {
        /// It ended open sessions of users who must activate 2FA.
        end_sessions: bool,
        /// It ended exemptions.
        end_exemptions: bool,
        /// It kept what is required of single users.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        keep_individual: bool,
        /// The time that it gives to comply, where 2FA is required.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grace: Option<Grace>,
        /// From when its days count, since that is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days_from: Option<DaysFrom>,
    },
    /// The time that was given to comply.
    Time(Grace),
    /// The change of the policy that was undone.
    UndonePolicy {
        /// The policy that it had made.
        policy: Policy,
        /// When it was made.
        at: Timestamp,
        /// The name of who made it.
        by: String,
    },
    /// The name of a group.
    Group(String),
    /// Another name of a group.
    GroupName(Change<String>),
    /// The group whose members must use 2FA, and whether open sessions of those without a factor were ended.
    GroupRule {
        /// The name.
        group: String,
        /// It ended open sessions of members who must activate 2FA.
        end_sessions: bool,
        /// The time that it gives to comply, since that is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grace: Option<Grace>,
        /// From when its days count, since that is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days_from: Option<DaysFrom>,
    },
    /// The group that several accounts have joined together, and their addresses.
    Members {
        /// The name of the group.
        group: String,
        /// The addresses.
        members: Vec<String>,
    },
    /// The address of a deleted account.
    Email(String),
    /// The format of a file.
    Format(String),
    /// Who gave the link or the access code by which it was done.
    GivenBy(Giver),
    /// The text of an entry of version 1 that fits no other variant.
    Text(String),
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<T> {
    /// Before.
    pub from: T,
    /// After.
    pub to: T,
}

impl<T: PartialEq> Change<T> {
    /// The change, if it is one.
    pub fn between(from: T, to: T) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }
}

impl<T: fmt::Display> fmt::Display for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.from, self.to)
    }
}

/// The words for the effects of a change of the policy.
const END_SESSIONS: &str = "end-sessions";
const END_EXEMPTIONS: &str = "end-exemptions";
const KEEP_INDIVIDUAL: &str = "keep-individual";

impl AuditDetail {
    /// Reads the detail of an entry of version 1, a text whose form depends on the action. Nothing
    /// is lost: a text that would not be written back the same is kept as it is.
    pub fn from_text(action: AuditAction, text: &str) -> Self {
        let read = Self::read_text(action, text);
        if read.to_string() == text {
            read
        } else {
            Self::Text(text.to_owned())
        }
    }

    fn read_text(action: AuditAction, text: &str) -> Self {
        if text.is_empty() {
            return Self::Nothing;
        }
        let other = || Self::Text(text.to_owned());
        match action {
            AuditAction::UsersImported | AuditAction::SessionsEnded => {
                text.parse().map_or_else(|_| other(), Self::Count)
            }
            AuditAction::RoleChanged => Role::parse(text).map_or_else(other, Self::Role),
            AuditAction::FactorsReset => Self::Reason(text.to_owned()),
            AuditAction::UserExempted => {
                let (until, reason) = read_detail(text);
                let reason = reason.to_owned();
                Self::Exemption {
                    until,
                    reason,
                    kind: None,
                }
            }
            AuditAction::PolicyRequired | AuditAction::PolicyOptional => Self::Policy {
                end_sessions: text.split(' ').any(|word| word == END_SESSIONS),
                end_exemptions: text.split(' ').any(|word| word == END_EXEMPTIONS),
                keep_individual: text.split(' ').any(|word| word == KEEP_INDIVIDUAL),
                grace: None,
                days_from: None,
            },
            AuditAction::UserDeleted => Self::Email(text.to_owned()),
            AuditAction::AuditExported | AuditAction::UsersExported => {
                Self::Format(text.to_owned())
            }
            _ => other(),
        }
    }
}

/// The text of version 1, where it has one; for exports. Of the giver of a link or code, the name, the address and the number.
impl fmt::Display for AuditDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Count(count) => write!(f, "{count}"),
            Self::Bulk { kind, count, grace } => {
                write!(f, "{kind} · {count}")?;
                write_time(f, *grace, " · ")
            }
            Self::Role(role) => write!(f, "{role}"),
            Self::Profile { name, language } => {
                let name = name.as_ref().map(Change::to_string);
                let language = language.as_ref().map(Change::to_string);
                let changes: Vec<String> = name.into_iter().chain(language).collect();
                f.write_str(&changes.join(" · "))
            }
            Self::Address(change) | Self::GroupName(change) => change.fmt(f),
            Self::GroupRule {
                group,
                end_sessions,
                grace,
                days_from,
            } => {
                f.write_str(group)?;
                if *end_sessions {
                    write!(f, " · {END_SESSIONS}")?;
                }
                write_time(f, *grace, " · ")?;
                write_days_from(f, *days_from)
            }
            Self::Members { group, members } => write!(f, "{group} · {}", members.join(", ")),
            Self::Organisation {
                name,
                contact,
                time_zone,
                sentence,
                reminder_days,
            } => {
                let changes = [name, contact, sentence, time_zone, reminder_days];
                let changes = changes.into_iter().flatten();
                let changes: Vec<String> = changes.map(Change::to_string).collect();
                f.write_str(&changes.join(" · "))
            }
            Self::Exemption { until, reason, .. } => f.write_str(&write_detail(*until, reason)),
            Self::Policy {
                end_sessions,
                end_exemptions,
                keep_individual,
                grace,
                days_from,
            } => {
                let chosen = [
                    (end_sessions, END_SESSIONS),
                    (end_exemptions, END_EXEMPTIONS),
                    (keep_individual, KEEP_INDIVIDUAL),
                ];
                let words = chosen.iter().filter(|(on, _)| **on).map(|(_, word)| *word);
                let words: Vec<&str> = words.collect();
                f.write_str(&words.join(" "))?;
                write_time(f, *grace, if words.is_empty() { "" } else { " " })?;
                write_days_from(f, *days_from)
            }
            Self::Time(grace) => write_time(f, Some(*grace), ""),
            Self::UndonePolicy { policy, at, by } => {
                write!(f, "{policy} · {} · {by}", at.to_rfc3339())
            }
            Self::GivenBy(giver) => {
                f.write_str(&giver.named().shown().unwrap_or_else(|| giver.name.clone()))?;
                match giver.id {
                    Some(id) => write!(f, " · {id}"),
                    None => Ok(()),
                }
            }
            Self::Reason(text)
            | Self::Email(text)
            | Self::Format(text)
            | Self::Group(text)
            | Self::Text(text) => f.write_str(text),
        }
    }
}

/// The time to comply, after what separates it from the words before it; nothing where there is none.
fn write_time(f: &mut fmt::Formatter<'_>, grace: Option<Grace>, separator: &str) -> fmt::Result {
    match grace {
        None | Some(Grace::None) => Ok(()),
        Some(Grace::Days(days)) => write!(f, "{separator}P{days}D"),
        Some(Grace::Until(end)) => write!(f, "{separator}{}", write_end(end)),
    }
}

/// From when days count, after their number.
fn write_days_from(f: &mut fmt::Formatter<'_>, from: Option<DaysFrom>) -> fmt::Result {
    from.map_or(Ok(()), |from| write!(f, " from-{from}"))
}

#[cfg(test)]
mod tests;
