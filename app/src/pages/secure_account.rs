//! Securing an account through the link in a mail.

use super::go_after;
use super::invitation::{LinkGone, token};
use crate::api::secure_account::{ReadSecured, SecureAccount};
use crate::components::{Failure, FormAlert, GateCard, Heading, PostForm, Submission};
use crate::error::AppError;
use crate::reading::First;
use domain::problem::Problem;
use leptos::prelude::*;
use wire::view::Secured;

/// `/secure-account/{token}`.
pub struct SecureAccountPage;

impl SecureAccountPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let token = token();
        let asked = token.clone();
        let account = First::of(move || ReadSecured {
            token: asked.clone(),
        });
        let content = account.render(move |account| match account {
            Ok(account) => view! { <Confirm token=token.clone() account=account/> }.into_any(),
            Err(AppError::Refused(Problem::LinkGone)) => view! { <LinkGone/> }.into_any(),
            Err(error) => view! { <Failure error=error/> }.into_any(),
        });
        view! { <GateCard title=tr!(secure_account::TITLE)>{content}</GateCard> }.into_any()
    }
}

#[component]
fn Confirm(token: String, account: Secured) -> AnyView {
    let action = Submission::to::<SecureAccount>();
    go_after(action);
    if account.last_admin {
        let command = format!("bouclier admin recover --email {}", account.email);
        return view! {
            <div class="gate__head">
                <Heading text=tr!(secure_account::TITLE)/>
                <p>{tr!(secure_account::LAST_ADMIN)}</p>
                <p>
                    <code>{command}</code>
                </p>
            </div>
        }
        .into_any();
    }
    view! {
        <div class="gate__head">
            <Heading text=tr!(secure_account::TITLE)/>
            <p>{tr!(secure_account::TEXT, email = account.email)}</p>
            <p>{tr!(secure_account::AFTERWARDS)}</p>
        </div>
        <FormAlert error=action.error()/>
        <PostForm to=action>
            <input type="hidden" name="token" value=token/>
            <button class="btn btn--danger btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(secure_account::SECURE)}
            </button>
        </PostForm>
    }
    .into_any()
}
