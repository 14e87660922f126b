//! Asking for a link to another password.

use crate::codec::Answer;
use crate::error::AppError;
use leptos::prelude::*;

/// Asks for a link, which is mailed if there is an account with this address; answers with where to go. For everybody.
#[server(prefix = "/api", endpoint = "forgot-password", output = Answer)]
pub async fn ask_for_password(email: String) -> Result<String, AppError> {
    let typed = email.clone();
    crate::ssr::run_anonymous(async move |backend, caller| {
        backend.ask_for_password(&email, &caller.origin).await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::SIGN_IN,
            crate::flash::Flash::LinkAsked,
        ))
    })
    .await
    .inspect_err(|_| crate::ssr::keep_typed(&typed))
}
