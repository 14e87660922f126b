//! Single-use links. The token in the link grants the right; none of these needs a session.

#![allow(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wire::view::Invitation;

/// The user whom an invitation is for. By POST, so that the token does not get into logs of URLs.
#[server(prefix = "/api", endpoint = "invitation", output = Answer)]
pub async fn read_invitation(token: String) -> Result<Invitation, AppError> {
    crate::ssr::run_anonymous(async move |backend, _| backend.invitation(&token).await).await
}

impl Question for ReadInvitation {
    type Shown = Invitation;

    fn arguments(&self) -> Arguments {
        Arguments::field("token", &self.token)
    }
}

/// Sets a password through an invitation; answers with where to go.
#[server(prefix = "/api", endpoint = "invitation/accept", output = Answer)]
pub async fn accept_invitation(
    token: String,
    password: String,
    repeated: String,
) -> Result<String, AppError> {
    crate::ssr::run_anonymous(async move |backend, caller| {
        backend
            .accept_invitation(&token, &password, &repeated, &caller.origin)
            .await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::SIGN_IN,
            crate::flash::Flash::PasswordChosen,
        ))
    })
    .await
}

/// What the fields of the set-up begin with: nothing, or what was typed where the form without script was refused. Never a password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpFields {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The name of the organisation.
    pub organisation: String,
    /// Whom its users ask.
    pub contact: String,
    /// Its time zone; empty for that of the browser.
    pub time_zone: String,
    /// The names of the time zones to choose from.
    pub zones: Vec<String>,
}

/// The name under which the fields are kept for the page that returns with an error.
const SET_UP_FORM: &str = "set-up";

impl SetUpFields {
    fn kept() -> Option<Self> {
        let mut kept = crate::host::kept_form(SET_UP_FORM).into_iter();
        Some(Self {
            name: kept.next()?,
            email: kept.next()?,
            organisation: kept.next()?,
            contact: kept.next()?,
            time_zone: kept.next()?,
            zones: Vec::new(),
        })
    }
}

/// What the set-up form begins with, if the link still works.
#[server(prefix = "/api", endpoint = "set-up/check", output = Answer)]
pub async fn check_set_up(token: String) -> Result<SetUpFields, AppError> {
    crate::ssr::run_anonymous(async move |backend, _| {
        backend.check_set_up(&token).await?;
        Ok(SetUpFields {
            zones: backend::time_zone::names(),
            ..SetUpFields::kept().unwrap_or_default()
        })
    })
    .await
}

impl Question for CheckSetUp {
    type Shown = SetUpFields;

    fn arguments(&self) -> Arguments {
        Arguments::field("token", &self.token)
    }
}

/// Creates the first admin; answers with where to go.
#[server(prefix = "/api", endpoint = "set-up", output = Answer)]
pub async fn set_up(
    token: String,
    email: String,
    name: String,
    password: String,
    repeated: String,
    #[server(default)] organisation: String,
    #[server(default)] contact: String,
    #[server(default)] time_zone: String,
) -> Result<String, AppError> {
    let typed = [
        name.clone(),
        email.clone(),
        organisation.clone(),
        contact.clone(),
        time_zone.clone(),
    ];
    crate::ssr::run_anonymous(async move |backend, caller| {
        let language = caller.locale.unwrap_or(domain::Locale::Fr).language();
        let first = backend::users::FirstAdmin {
            email,
            name,
            password,
            repeated,
            language,
            organisation,
            contact,
            time_zone,
        };
        backend.set_up(&token, &first, &caller.origin).await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::SIGN_IN,
            crate::flash::Flash::SetUp,
        ))
    })
    .await
    .inspect_err(|_| crate::host::keep_form(SET_UP_FORM, &typed.each_ref().map(String::as_str)))
}
