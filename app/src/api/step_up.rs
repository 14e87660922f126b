//! Step-up.

use crate::codec::Answer;
use crate::error::AppError;
use leptos::prelude::*;

/// Takes a fresh proof (a code if the user has a factor, otherwise the password); answers with where
/// to go: back to the page that asked for it.
#[server(prefix = "/api", endpoint = "step-up", output = Answer)]
pub async fn give_proof(
    #[server(default)] code: Option<String>,
    #[server(default)] current: Option<String>,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let (gate, role) = crate::ssr::run_renewing(
        async move |backend, me| {
            let proof = code.or(current).unwrap_or_default();
            let token = backend.step_up(me.member()?, &proof).await?;
            crate::ssr::set_session(&token);
            Ok((me.gate(), me.role()))
        },
        |me| (me.gate(), me.role()),
    )
    .await?;
    let page = crate::access::after(gate, role, Some(&next));
    Ok(crate::ssr::redirect_or_return_path(page))
}
