//! Asking for a link to another password: like the sign-in a plain form, which the browser does not take over.

use super::sign_in::WhomToAsk;
use crate::api::forgot_password::AskForPassword;
use crate::components::{Field, FormAlert, GateCard, PostForm, Submission};
use leptos::prelude::*;
use wire::path;

/// `/forgot-password`.
pub struct ForgotPasswordPage;

impl ForgotPasswordPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let content = if crate::host::mails() {
            view! { <Ask/> }.into_any()
        } else {
            view! { <p>{tr!(forgot_password::ASK)}</p> }.into_any()
        };
        view! {
            <GateCard title=tr!(forgot_password::TITLE)>
                <div class="gate__head">
                    <h1>{tr!(forgot_password::TITLE)}</h1>
                </div>
                {content}
                <WhomToAsk/>
                <a href=path::SIGN_IN class="link">
                    {tr!(forgot_password::BACK)}
                </a>
            </GateCard>
        }
        .into_any()
    }
}

/// The id of the error message.
const ALERT: &str = "forgot-password-alert";

#[component]
fn Ask() -> impl IntoView {
    let action = Submission::to::<AskForPassword>();
    let error = action.error();
    view! {
        <p>{tr!(forgot_password::TEXT)}</p>
        <FormAlert id=Some(ALERT) error=error/>
        <PostForm to=action>
            <Field
                label=tr!(field::EMAIL)
                name="email"
                autocomplete="username"
                inputmode=Some("email")
                value=crate::host::typed().unwrap_or_default()
                autofocus=true
                alert=Some(ALERT)
                error=error
            />
            <button class="btn btn--primary btn--block" type="submit">
                {tr!(forgot_password::SEND)}
            </button>
        </PostForm>
        <p class="field__hint">{tr!(forgot_password::HINT)}</p>
    }
}
