//! What one person may hand to somebody with a right over others: a link to a password and an access code together open an account, so they do not come
//! from the same hands within a day (separation of duty, NIST SP 800-53 AC-5).

use crate::ids::UserId;
use crate::role::Role;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// What is handed over to open an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A link to a new password.
    Link,
    /// An access code in place of the second factor.
    AccessCode,
}

/// Who gave a link or an access code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Giver {
    /// The account; none for the command line.
    pub id: Option<UserId>,
    /// The name at that time.
    pub name: String,
    /// The address at that time; none for the command line, and in what is older than addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Somebody, as they were called at the time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The address; empty for the command line, none in what is older than addresses.
    pub email: Option<String>,
}

impl Named {
    /// A user, or the command line with an empty address.
    pub fn new(name: &str, email: &str) -> Self {
        Self {
            name: name.to_owned(),
            email: Some(email.to_owned()),
        }
    }

    /// `Name (address)`, or the name alone where there is no address. None for the command line: its text is not one that a user
    /// could take as a name.
    pub fn shown(&self) -> Option<String> {
        match self.email.as_deref() {
            Some("") => None,
            Some(email) => Some(format!("{} ({email})", self.name)),
            None => Some(self.name.clone()),
        }
    }
}

impl Giver {
    /// The giver, as called at the time.
    pub fn named(&self) -> Named {
        Named {
            name: self.name.clone(),
            email: match self.id {
                Some(_) => self.email.clone(),
                None => Some(String::new()),
            },
        }
    }
}

/// What one giver last did to a user, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// Gave a link to a password.
    pub link: Option<Timestamp>,
    /// Gave an access code.
    pub code: Option<Timestamp>,
    /// Took away a role that gives a right over others.
    pub demoted: Option<Timestamp>,
    /// Gave one or the other, or reset the second factor, as the helpdesk.
    pub helped: Option<Timestamp>,
}

/// Seconds between the two means from the same giver to the same person.
pub const APART: i64 = 86_400;

impl Means {
    /// What together with this one opens an account.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Link => Self::AccessCode,
            Self::AccessCode => Self::Link,
        }
    }
}

impl Given {
    const fn last(self, means: Means) -> Option<Timestamp> {
        match means {
            Means::Link => self.link,
            Means::AccessCode => self.code,
        }
    }

    /// Whether this giver alone may not open the user's account: the user has a right over others, as an admin, an auditor or one of
    /// the helpdesk, or had one until this giver took the role away within a day (else an admin who may change roles would take it
    /// away, give both, and give it back), or was given something by this giver as the helpdesk within a day, whatever role the giver
    /// has by now.
    pub fn guards(self, role: Role, now: Timestamp) -> bool {
        role.sees_users() || is_within_a_day(self.demoted, now) || is_within_a_day(self.helped, now)
    }

    /// The same for a giver who has this role now: nobody of the helpdesk opens any account alone.
    #[must_use]
    pub fn by(self, giver: Option<Role>, now: Timestamp) -> Self {
        match giver {
            Some(Role::Helpdesk) => Self {
                helped: Some(now),
                ..self
            },
            _ => self,
        }
    }

    /// The same, with the links that were asked for and used: the giver may be the one who reads the user's mailbox.
    #[must_use]
    pub fn with_asked(self, asked: Self) -> Self {
        Self {
            link: self.link.max(asked.link),
            ..self
        }
    }

    /// From when this giver may give the user this means, if not now: nobody gives both within a day to somebody who is guarded.
    pub fn too_soon(self, role: Role, means: Means, now: Timestamp) -> Option<Timestamp> {
        let other = self.last(means.other());
        if !self.guards(role, now) || !is_within_a_day(other, now) {
            return None;
        }
        let end = other.map(|at| at.plus(APART));
        // Who is guarded for a day stops being so, perhaps before.
        let no_longer = self.demoted.max(self.helped);
        let no_longer = no_longer.filter(|_| !role.sees_users());
        end.into_iter()
            .chain(no_longer.map(|at| at.plus(APART)))
            .min()
    }
}

/// Whether a user with this role gets no link that is asked for on the page of the sign-in: who is guarded, after a code within a day or
/// while a reset is still to be proven (`is_reset`). One of those who gave these may be the one who reads the mailbox.
pub fn holds_back_asked(given: &[Given], role: Role, is_reset: bool, now: Timestamp) -> bool {
    let is_guarded = role.sees_users() || given.iter().any(|one| one.guards(role, now));
    let has_code = given.iter().any(|one| is_within_a_day(one.code, now));
    is_guarded && (is_reset || has_code)
}

/// Whether this was within a day. A moment in the future, from before the clock was set back, is within it as well.
fn is_within_a_day(at: Option<Timestamp>, now: Timestamp) -> bool {
    at.is_some_and(|at| at > now.plus(-APART))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn given(link: Option<i64>, demoted: Option<i64>) -> Given {
        Given {
            link: link.map(at),
            code: None,
            demoted: demoted.map(at),
            helped: None,
        }
    }

    /// From when somebody with this role may be given a code.
    fn code(given: Given, role: Role, now: i64) -> Option<i64> {
        let from = given.too_soon(role, Means::AccessCode, at(now));
        from.map(Timestamp::unix)
    }

    #[test]
    fn attack_25_the_other_means_is_given_a_day_later_at_the_earliest() {
        assert_eq!(code(given(None, None), Role::Admin, 0), None);
        let link = given(Some(0), None);
        assert_eq!(code(link, Role::Admin, APART - 1), Some(APART));
        assert_eq!(code(link, Role::Admin, APART), None);
        assert_eq!(
            code(given(Some(1), None), Role::Admin, 0),
            Some(1 + APART),
            "a clock that was set back"
        );
        let again = link.too_soon(Role::Admin, Means::Link, at(1));
        assert_eq!(again, None, "the same means");
        let other_way = Given {
            code: Some(at(0)),
            ..Given::default()
        };
        let from = other_way.too_soon(Role::Admin, Means::Link, at(1));
        assert_eq!(from, Some(at(APART)));
    }

    #[test]
    fn attack_25_an_admin_who_took_the_role_away_gives_both_a_day_later_at_the_earliest() {
        assert_eq!(code(given(Some(0), None), Role::User, 1), None);
        let demoted = given(Some(10), Some(0));
        assert_eq!(code(demoted, Role::User, 20), Some(APART));
        assert_eq!(code(demoted, Role::User, APART), None);
        assert_eq!(code(given(Some(0), Some(10)), Role::User, 20), Some(APART));
        assert!(given(None, Some(0)).guards(Role::User, at(APART - 1)));
        assert!(!given(None, Some(0)).guards(Role::User, at(APART)));
        for role in Role::ALL {
            let guarded = given(None, None).guards(*role, at(0));
            assert_eq!(guarded, *role != Role::User, "{role}");
        }
    }

    #[test]
    fn attack_25_the_helpdesk_gives_no_user_both_within_a_day() {
        let link = given(Some(0), None);
        assert_eq!(code(link, Role::User, 1), None, "an admin does");
        let helping = |now| link.by(Some(Role::Helpdesk), at(now));
        assert_eq!(code(helping(1), Role::User, 1), Some(APART));
        assert_eq!(code(helping(APART - 1), Role::User, APART - 1), Some(APART));
        assert_eq!(code(helping(APART), Role::User, APART), None);
        let since = Given {
            helped: Some(at(0)),
            ..link
        };
        let since = since.by(Some(Role::Admin), at(1));
        assert_eq!(code(since, Role::User, 1), Some(APART), "an admin by now");
    }
}
