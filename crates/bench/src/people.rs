//! The people of both data sets who sign in, and how they are made.

use crate::Outcome;
use backend::Backend;
use backend::access::{Operator, Origin};
use backend::token::Token;
use backend::users::NewUser;
use domain::{DisplayName, EmailAddress, Language, NewPassword, Role};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use wire::view::Enrolment;

/// The admin who asks for the pages.
pub const ADMIN: &str = "ada.byron@exemple.fr";
/// Everybody's password who has one.
pub const PASSWORD: &str = "quatre chevaux verts dansent";

/// A person with an authenticator app.
#[derive(Debug)]
pub struct Person {
    /// The address.
    pub email: String,
    /// The app.
    pub phone: Totp,
    /// The session in which it was set up.
    pub token: Token,
}

/// An account with the usual password.
pub async fn account(backend: &Backend, email: &str, name: &str, role: Role) -> Outcome<()> {
    let new = NewUser {
        email: EmailAddress::parse(email).map_err(|e| e.to_string())?,
        name: DisplayName::parse(name).map_err(|e| e.to_string())?,
        role,
        language: Language::Fr,
        group: None,
        rule: None,
    };
    let password = NewPassword::parse(PASSWORD, &[]).map_err(|e| format!("{e:?}"))?;
    let operator = Operator::assume_command_line().into();
    backend.create_user(&operator, new, Some(&password)).await?;
    Ok(())
}

/// An account with an authenticator app.
pub async fn enrol(backend: &Backend, name: &str, role: Role) -> Outcome<Person> {
    let email = format!("bench.{name}.{}@exemple.fr", backend.now().unix());
    account(backend, &email, "Bench Mark", role).await?;
    let origin = Origin::default();
    let token = backend
        .sign_in(&email, PASSWORD, &origin, None)
        .await?
        .token;
    let me = backend
        .principal(&token, origin.clone())
        .await?
        .ok_or("no session")?;
    backend.begin_enrolment(me.fresh_enrollee()?).await?;
    let Enrolment::Confirm(pending) = backend.enrolment(me.enrollee()?).await? else {
        return Err("no secret".into());
    };
    let secret = Secret::try_from_base32(&pending.secret).map_err(|e| format!("{e:?}"))?;
    let phone = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .with_account_name("phone")
        .build()
        .map_err(|e| format!("{e:?}"))?;
    let code = phone
        .generate(backend.now().unix().unsigned_abs())
        .to_string();
    let token = backend.confirm_enrolment(me.enrollee()?, &code).await?;
    let me = backend
        .principal(&token, origin)
        .await?
        .ok_or("no session")?;
    backend.finish_enrolment(me.enrollee()?, true).await?;
    Ok(Person {
        email,
        phone,
        token,
    })
}
