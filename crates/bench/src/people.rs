//! The people of both data sets who sign in, and how they are created.

use crate::Outcome;
use backend::Backend;
use backend::token::Token;
use domain::Role;
use test_support::{Kind, Phone, USER, try_create};

pub use test_support::PASSWORD;

/// The admin who requests the pages.
pub const ADMIN: &str = "ada.byron@exemple.fr";

/// A person with an authenticator app.
#[derive(Debug)]
pub struct Person {
    /// The address.
    pub email: String,
    /// The app.
    pub phone: Phone,
    /// The session in which it was set up.
    pub token: Token,
}

/// An account with the usual password.
pub async fn account(backend: &Backend, email: &str, name: &str, role: Role) -> Outcome<()> {
    try_create(backend, email, name, Kind { role, ..USER }).await?;
    Ok(())
}

/// An account with an authenticator app.
pub async fn enrol(backend: &Backend, name: &str, role: Role) -> Outcome<Person> {
    let email = format!("bench.{name}.{}@exemple.fr", backend.now().unix());
    let kind = Kind { role, ..USER };
    let person = try_create(backend, &email, "Bench Mark", kind).await?;
    let enrolled = test_support::enrol(backend, &person).await;
    Ok(Person {
        email,
        phone: enrolled.phone,
        token: enrolled.token,
    })
}
