//! What an entry of the audit log says beyond its action.

use crate::audit::AuditAction;
use crate::exemption::{read_detail, write_detail};
use crate::handover::Giver;
use crate::language::Language;
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
    },
    /// The reason.
    Reason(String),
    /// The terms of an exemption.
    Exemption {
        /// The moment from which it no longer applies, if it ends by itself.
        until: Option<Timestamp>,
        /// The reason; empty if none was given.
        reason: String,
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
                Self::Exemption { until, reason }
            }
            AuditAction::PolicyRequired | AuditAction::PolicyOptional => Self::Policy {
                end_sessions: text.split(' ').any(|word| word == END_SESSIONS),
                end_exemptions: text.split(' ').any(|word| word == END_EXEMPTIONS),
                keep_individual: text.split(' ').any(|word| word == KEEP_INDIVIDUAL),
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
            Self::Role(role) => write!(f, "{role}"),
            Self::Profile { name, language } => {
                let name = name.as_ref().map(Change::to_string);
                let language = language.as_ref().map(Change::to_string);
                let changes: Vec<String> = name.into_iter().chain(language).collect();
                f.write_str(&changes.join(" · "))
            }
            Self::Address(address) => address.fmt(f),
            Self::Organisation {
                name,
                contact,
                time_zone,
            } => {
                let changes = [name, contact, time_zone].into_iter().flatten();
                let changes: Vec<String> = changes.map(Change::to_string).collect();
                f.write_str(&changes.join(" · "))
            }
            Self::Exemption { until, reason } => f.write_str(&write_detail(*until, reason)),
            Self::Policy {
                end_sessions,
                end_exemptions,
                keep_individual,
            } => {
                let chosen = [
                    (end_sessions, END_SESSIONS),
                    (end_exemptions, END_EXEMPTIONS),
                    (keep_individual, KEEP_INDIVIDUAL),
                ];
                let words = chosen.iter().filter(|(on, _)| **on).map(|(_, word)| *word);
                f.write_str(&words.collect::<Vec<_>>().join(" "))
            }
            Self::GivenBy(giver) => {
                f.write_str(&giver.named().shown().unwrap_or_else(|| giver.name.clone()))?;
                match giver.id {
                    Some(id) => write!(f, " · {id}"),
                    None => Ok(()),
                }
            }
            Self::Reason(text) | Self::Email(text) | Self::Format(text) | Self::Text(text) => {
                f.write_str(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    /// The end of 31 December 2026.
    const END: Timestamp = Timestamp::from_unix(1_798_761_600);

    fn exemption(until: Option<Timestamp>, reason: &str) -> AuditDetail {
        let reason = reason.to_owned();
        AuditDetail::Exemption { until, reason }
    }

    const fn policy(end_sessions: bool, end_exemptions: bool) -> AuditDetail {
        AuditDetail::Policy {
            end_sessions,
            end_exemptions,
            keep_individual: false,
        }
    }

    /// Each action with a detail: the detail, its text and its JSON.
    fn cases() -> Vec<(AuditAction, AuditDetail, &'static str, &'static str)> {
        use AuditAction as Action;
        use AuditDetail as Detail;
        vec![
            (
                Action::UsersImported,
                Detail::Count(12),
                "12",
                r#"{"count":12}"#,
            ),
            (
                Action::SessionsEnded,
                Detail::Count(2),
                "2",
                r#"{"count":2}"#,
            ),
            (
                Action::RoleChanged,
                Detail::Role(Role::Admin),
                "admin",
                r#"{"role":"admin"}"#,
            ),
            (
                Action::FactorsReset,
                Detail::Reason("lost".to_owned()),
                "lost",
                r#"{"reason":"lost"}"#,
            ),
            (
                Action::UserExempted,
                exemption(Some(END), "congé"),
                "2026-12-31 · congé",
                r#"{"exemption":{"until":1798761600,"reason":"congé"}}"#,
            ),
            (
                Action::UserExempted,
                exemption(Some(END), ""),
                "2026-12-31",
                r#"{"exemption":{"until":1798761600,"reason":""}}"#,
            ),
            (
                Action::UserExempted,
                exemption(None, "congé · parental"),
                "congé · parental",
                r#"{"exemption":{"until":null,"reason":"congé · parental"}}"#,
            ),
            (
                Action::PolicyRequired,
                policy(true, true),
                "end-sessions end-exemptions",
                r#"{"policy":{"end-sessions":true,"end-exemptions":true}}"#,
            ),
            (
                Action::PolicyOptional,
                Detail::Policy {
                    end_sessions: false,
                    end_exemptions: false,
                    keep_individual: true,
                },
                "keep-individual",
                r#"{"policy":{"end-sessions":false,"end-exemptions":false,"keep-individual":true}}"#,
            ),
            (
                Action::UserDeleted,
                Detail::Email("lea@exemple.fr".to_owned()),
                "lea@exemple.fr",
                r#"{"email":"lea@exemple.fr"}"#,
            ),
            (
                Action::AuditExported,
                Detail::Format("csv".to_owned()),
                "csv",
                r#"{"format":"csv"}"#,
            ),
            (Action::SignedIn, Detail::Nothing, "", r#""nothing""#),
        ]
    }

    #[test]
    fn what_either_version_has_stored_is_read_and_shown_as_the_same_text() {
        for (action, detail, text, json) in cases() {
            assert_eq!(AuditDetail::from_text(action, text), detail);
            assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), detail);
            assert_eq!(serde_json::to_string(&detail).unwrap(), json);
            assert_eq!(detail.to_string(), text);
        }
    }

    #[test]
    fn attack_39_a_changed_profile_says_what_it_was_and_what_it_is() {
        let profile = AuditDetail::Profile {
            name: Change::between("Max Martin".to_owned(), "Ada Byron".to_owned()),
            language: Change::between(Language::Fr, Language::En),
        };
        assert_eq!(profile.to_string(), "Max Martin → Ada Byron · fr → en");
        let json = r#"{"profile":{"name":{"from":"Max Martin","to":"Ada Byron"},"language":{"from":"fr","to":"en"}}}"#;
        assert_eq!(serde_json::to_string(&profile).unwrap(), json);
        assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), profile);
        assert_eq!(Change::between("a", "a"), None);
        let address = Change::between("bob@exemple.fr".to_owned(), "max@exemple.fr".to_owned());
        let address = AuditDetail::Address(address.unwrap());
        assert_eq!(address.to_string(), "bob@exemple.fr → max@exemple.fr");
        let json = r#"{"address":{"from":"bob@exemple.fr","to":"max@exemple.fr"}}"#;
        assert_eq!(serde_json::to_string(&address).unwrap(), json);
        assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), address);
    }

    #[test]
    fn a_changed_organisation_says_what_it_was_and_what_it_is() {
        let change = |from: &str, to: &str| Change::between(from.to_owned(), to.to_owned());
        let changed = AuditDetail::Organisation {
            name: change("", "Mairie"),
            contact: change("a", "a"),
            time_zone: change("UTC", "Europe/Paris"),
        };
        assert_eq!(changed.to_string(), " → Mairie · UTC → Europe/Paris");
        let json = r#"{"organisation":{"name":{"from":"","to":"Mairie"},"contact":null,"time-zone":{"from":"UTC","to":"Europe/Paris"}}}"#;
        assert_eq!(serde_json::to_string(&changed).unwrap(), json);
        assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), changed);
    }

    #[test]
    fn attack_39_who_gave_a_link_or_code_is_kept_with_number_name_and_address() {
        for (id, email, json, text) in [
            (
                Some(UserId::new(7)),
                None,
                r#"{"given-by":{"id":7,"name":"Ada Byron"}}"#,
                "Ada Byron · 7",
            ),
            (
                Some(UserId::new(7)),
                Some("eve@exemple.fr".to_owned()),
                r#"{"given-by":{"id":7,"name":"Ada Byron","email":"eve@exemple.fr"}}"#,
                "Ada Byron (eve@exemple.fr) · 7",
            ),
            (
                None,
                None,
                r#"{"given-by":{"id":null,"name":"Ada Byron"}}"#,
                "Ada Byron",
            ),
        ] {
            let name = "Ada Byron".to_owned();
            let detail = AuditDetail::GivenBy(Giver { id, name, email });
            assert_eq!(serde_json::to_string(&detail).unwrap(), json);
            assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), detail);
            assert_eq!(detail.to_string(), text);
        }
    }

    #[test]
    fn nothing_is_lost_of_what_an_older_entry_says_and_cannot_be_read() {
        for action in [
            AuditAction::UsersImported,
            AuditAction::RoleChanged,
            AuditAction::SignedIn,
            AuditAction::PolicyRequired,
        ] {
            let read = AuditDetail::from_text(action, "un peu");
            assert_eq!(read, AuditDetail::Text("un peu".to_owned()), "{action}");
            assert_eq!(read.to_string(), "un peu");
        }
        let count = AuditDetail::from_text(AuditAction::UsersImported, "007");
        assert_eq!(count, AuditDetail::Text("007".to_owned()));
    }

    #[test]
    fn a_policy_that_changed_nothing_else_says_nothing_more() {
        assert_eq!(policy(false, false).to_string(), "");
        assert_eq!(policy(false, true).to_string(), "end-exemptions");
    }
}
