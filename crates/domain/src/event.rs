//! What tells open windows that something has changed: kinds and numbers, never the content.

use crate::ids::UserId;
use crate::role::Role;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What has changed. A window that shows it reads it again.
    EventKind {
        /// An account: its row, its page, its owner's page.
        User = "user",
        /// The sessions of an account.
        Sessions = "sessions",
        /// Nothing but the audit log.
        Log = "log",
        /// Nothing but the sums of security events.
        Attempts = "attempts",
        /// Many accounts at once.
        Users = "users",
        /// The policy.
        Policy = "policy",
        /// More changes than can be listed: read everything again.
        Reload = "reload",
        /// The session of this window has ended.
        Ended = "ended",
    }
}

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Event {
    /// What changed.
    pub kind: EventKind,
    /// The user it is about; none where it is about nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

impl EventKind {
    /// Whether it may have ended sessions.
    pub const fn may_end_sessions(self) -> bool {
        !matches!(self, Self::Log | Self::Attempts)
    }
}

impl Event {
    /// Something that concerns everybody.
    pub const fn for_all(kind: EventKind) -> Self {
        Self { kind, user: None }
    }

    /// Something about one account.
    pub const fn about(kind: EventKind, user: UserId) -> Self {
        Self {
            kind,
            user: Some(user),
        }
    }

    /// Whether the recipient may learn of it: those who read everything learn of every change, those who see the users of changes of
    /// accounts, users of changes about themselves or about everybody.
    pub fn is_for(self, role: Role, user: UserId) -> bool {
        match self.kind {
            EventKind::Policy | EventKind::Reload | EventKind::Ended => true,
            EventKind::User | EventKind::Users => role.sees_users() || self.user == Some(user),
            EventKind::Sessions | EventKind::Log => {
                role.reads_everything() || self.user == Some(user)
            }
            // Nobody else sees the sums.
            EventKind::Attempts => role.reads_everything(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId::new(1);
    const LEA: UserId = UserId::new(2);

    #[test]
    fn a_user_learns_of_the_own_account_and_of_the_rule_for_all_the_helpdesk_of_accounts_and_readers_of_everything()
     {
        for kind in EventKind::ALL {
            for user in [None, Some(ADA), Some(LEA)] {
                let event = Event { kind: *kind, user };
                let open = matches!(
                    kind,
                    EventKind::Policy | EventKind::Reload | EventKind::Ended
                );
                assert!(event.is_for(Role::Admin, ADA) && event.is_for(Role::Auditor, ADA));
                let own = user == Some(LEA) && *kind != EventKind::Attempts;
                assert_eq!(event.is_for(Role::User, LEA), open || own);
                let account = matches!(kind, EventKind::User | EventKind::Users);
                assert_eq!(event.is_for(Role::Helpdesk, LEA), open || own || account);
            }
        }
    }

    #[test]
    fn an_event_is_written_as_its_kind_and_the_number_of_the_account() {
        let write = |event: Event| serde_json::to_string(&event).unwrap();
        let lea = Event::about(EventKind::User, LEA);
        assert_eq!(write(lea), r#"{"kind":"user","user":2}"#);
        let all = Event::for_all(EventKind::Policy);
        assert_eq!(write(all), r#"{"kind":"policy"}"#);
        for event in [lea, all] {
            assert_eq!(serde_json::from_str::<Event>(&write(event)).unwrap(), event);
        }
    }
}
