//! People, and what they do with a password.

use backend::Backend;
use backend::access::{Manager, Operator, Origin, Principal};
use backend::sign_in::SignedIn;
use backend::token::Token;
use backend::users::NewUser;
use domain::{DisplayName, EmailAddress, Language, NewPassword, OverrideRule, Role, UserId};

/// Everybody's password.
pub const PASSWORD: &str = "quatre chevaux verts dansent";
/// The IP address of everybody's requests, one for documentation (RFC 5737).
pub const ADDRESS: &str = "192.0.2.7";

/// An account.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its number.
    pub id: UserId,
    /// The display name.
    pub name: String,
    /// The e-mail address for signing in.
    pub email: String,
}

/// The properties of a new account.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The role.
    pub role: Role,
    /// The language of mails and pages.
    pub language: Language,
    /// An individual rule.
    pub rule: Option<OverrideRule>,
    /// Whether there is a password yet: [`PASSWORD`].
    pub password: bool,
}

/// A user with a password, in French.
pub const USER: Kind = Kind {
    role: Role::User,
    language: Language::Fr,
    rule: None,
    password: true,
};
/// An admin.
pub const ADMIN: Kind = Kind {
    role: Role::Admin,
    ..USER
};
/// Somebody of the helpdesk.
pub const HELPDESK: Kind = Kind {
    role: Role::Helpdesk,
    ..USER
};
/// An auditor.
pub const AUDITOR: Kind = Kind {
    role: Role::Auditor,
    ..USER
};
/// A user who must use 2FA.
pub const REQUIRED: Kind = Kind {
    rule: Some(OverrideRule::Required),
    ..USER
};
/// A user who has not chosen a password yet.
pub const INVITEE: Kind = Kind {
    password: false,
    ..USER
};

/// The right of the command line.
pub fn operator() -> Manager {
    Operator::assume_command_line().into()
}

/// The origin of everybody's requests.
pub fn origin() -> Origin {
    Origin {
        address: ADDRESS.to_owned(),
        user_agent: "Tests/1.0".to_owned(),
        ..Origin::default()
    }
}

/// An account with the address `first.last@exemple.fr`.
pub async fn create(backend: &Backend, name: &str, kind: Kind) -> Person {
    let folded = domain::fold::fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let email = format!("{}@exemple.fr", words.join("."));
    try_create(backend, &email, name, kind).await.unwrap()
}

/// An account with another address, or the error.
pub async fn try_create(
    backend: &Backend,
    email: &str,
    name: &str,
    kind: Kind,
) -> backend::Result<Person> {
    let new = NewUser {
        email: EmailAddress::parse(email).unwrap(),
        name: DisplayName::parse(name).unwrap(),
        role: kind.role,
        language: kind.language,
        groups: Vec::new(),
        rule: kind.rule,
    };
    let password = kind
        .password
        .then(|| NewPassword::parse(PASSWORD, &[]).unwrap());
    let id = backend
        .create_user(&operator(), new, password.as_ref())
        .await?;
    Ok(Person {
        id,
        name: name.to_owned(),
        email: email.to_owned(),
    })
}

/// Submits address and password.
pub async fn sign_in(backend: &Backend, person: &Person) -> SignedIn {
    backend
        .sign_in(&person.email, PASSWORD, &origin(), None)
        .await
        .unwrap()
}

/// The principal behind a token, if any.
pub async fn find(backend: &Backend, token: &Token) -> Option<Principal> {
    backend.principal(token, origin()).await.unwrap()
}
