//! Single-use links. The token in the link grants the right; none of these needs a session.

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
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

/// Whether the set-up link still works.
#[server(prefix = "/api", endpoint = "set-up/check", output = Answer)]
pub async fn check_set_up(token: String) -> Result<(), AppError> {
    crate::ssr::run_anonymous(async move |backend, _| backend.check_set_up(&token).await).await
}

impl Question for CheckSetUp {
    type Shown = ();

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
    #[server(default)] zone: String,
) -> Result<String, AppError> {
    crate::ssr::run_anonymous(async move |backend, caller| {
        let language = caller.locale.unwrap_or(domain::Locale::Fr).language();
        let first = backend::users::FirstAdmin {
            email,
            name,
            password,
            repeated,
            language,
            organisation,
            time_zone: zone,
        };
        backend.set_up(&token, &first, &caller.origin).await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::SIGN_IN,
            crate::flash::Flash::SetUp,
        ))
    })
    .await
}
