//! Who acts, in the form for the audit log.

use super::principal::{Origin, Principal};
use domain::exemption::COMMAND_LINE;
use domain::{Giver, Named, Role, SessionId, UserId};
use store::account::Author;
use store::entity::user;

/// Who acts, in the form for the audit log.
#[derive(Debug, Clone)]
pub struct Actor {
    pub(crate) id: Option<UserId>,
    pub(crate) name: String,
    /// The address of that user; empty for the command line.
    pub(crate) email: String,
    /// The role of that user; a change of it ends the session, and what is done through it.
    pub(crate) role: Option<Role>,
    pub(crate) address: String,
    pub(crate) user_agent: String,
    /// The session through which the user acts, if there is one.
    pub(crate) session: Option<SessionId>,
}

impl Actor {
    /// A user who acts without a session.
    pub(crate) fn of_user(user: &user::Model, origin: &Origin) -> Self {
        Self {
            id: Some(*user.id),
            name: user.name.clone(),
            email: user.email.clone(),
            role: Some(*user.role),
            address: origin.address.clone(),
            user_agent: origin.user_agent.clone(),
            session: None,
        }
    }

    /// Somebody who has named no account that there is.
    pub(crate) fn of_nobody(origin: &Origin) -> Self {
        Self {
            id: None,
            name: String::new(),
            email: String::new(),
            role: None,
            address: origin.address.clone(),
            user_agent: origin.user_agent.clone(),
            session: None,
        }
    }

    /// A user who ends the session through which they act.
    pub(crate) fn gone(self) -> Self {
        Self {
            session: None,
            ..self
        }
    }

    /// Who acts, as the giver of a link or code.
    pub(crate) fn giver(&self) -> Giver {
        Giver {
            id: self.id,
            name: self.name.clone(),
            email: self.id.map(|_| self.email.clone()),
        }
    }

    /// Who acts, as notices name them.
    pub(crate) fn named(&self) -> Named {
        Named::new(&self.name, &self.email)
    }

    /// Who acts, as a rule keeps its author: an admin by name and address.
    pub(crate) fn author(&self) -> Author<'_> {
        match self.id {
            Some(_) => Author {
                name: &self.name,
                email: Some(&self.email),
            },
            None => Author {
                name: COMMAND_LINE,
                email: None,
            },
        }
    }

    /// The program itself.
    pub(crate) fn program() -> Self {
        Self {
            id: None,
            name: "bouclier".to_owned(),
            email: String::new(),
            role: None,
            address: String::new(),
            user_agent: String::new(),
            session: None,
        }
    }

    /// A user who acts through a session.
    pub(crate) fn of_principal(principal: &Principal) -> Self {
        Self {
            id: Some(principal.user()),
            name: principal.name().to_owned(),
            email: principal.email().to_owned(),
            role: Some(principal.role()),
            address: principal.origin().address.clone(),
            user_agent: principal.origin().user_agent.clone(),
            session: Some(principal.session()),
        }
    }
}
