//! Securing an account through the link in a mail. The token in the link grants the right; none of these needs a session.

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use wire::view::Secured;

/// The account that a link secures. By POST, so that the token does not get into logs of URLs.
#[server(prefix = "/api", endpoint = "secure-account/check", output = Answer)]
pub async fn read_secured(token: String) -> Result<Secured, AppError> {
    crate::ssr::run_anonymous(async move |backend, _| backend.account_to_secure(&token).await).await
}

impl Question for ReadSecured {
    type Shown = Secured;

    fn arguments(&self) -> Arguments {
        Arguments::field("token", &self.token)
    }
}

/// Secures the account; answers with where to go.
#[server(prefix = "/api", endpoint = "secure-account", output = Answer)]
pub async fn secure_account(token: String) -> Result<String, AppError> {
    crate::ssr::run_anonymous(async move |backend, caller| {
        backend.secure_account(&token, &caller.origin).await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::SIGN_IN,
            crate::flash::Flash::AccountSecured,
        ))
    })
    .await
}
