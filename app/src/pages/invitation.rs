//! Choosing a password through an invitation.

use super::go_after;
use crate::api::invitation::{AcceptInvitation, ReadInvitation};
use crate::components::{
    Failure, FormAlert, GateCard, Heading, NewPasswordFields, PostForm, Submission, first_name,
};
use crate::error::AppError;
use crate::reading::First;
use domain::problem::Problem;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use wire::path;
use wire::view::Invitation;

/// `/invitation/{token}`.
pub struct InvitationPage;

impl InvitationPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let token = token();
        let asked = token.clone();
        let invitation = First::of(move || ReadInvitation {
            token: asked.clone(),
        });
        let content = invitation.render(move |invitation| match invitation {
            Ok(invitation) => {
                view! { <Choose token=token.clone() invitation=invitation/> }.into_any()
            }
            Err(AppError::Refused(Problem::LinkGone)) => view! { <LinkGone/> }.into_any(),
            Err(error) => view! { <Failure error=error/> }.into_any(),
        });
        view! { <GateCard title=tr!(invitation::TITLE)>{content}</GateCard> }.into_any()
    }
}

/// The token in the address.
pub(super) fn token() -> String {
    use_params_map().with_untracked(|p| p.get("token").unwrap_or_default())
}

#[component]
fn Choose(token: String, invitation: Invitation) -> impl IntoView {
    let action = Submission::to::<AcceptInvitation>();
    let error = action.error();
    go_after(action);
    let recovery = invitation.recovery.then(|| {
        view! { <p>{tr!(invitation::RECOVERY)}</p> }
    });
    let head = if invitation.asked {
        tr!(invitation::ASKED)
    } else {
        tr!(invitation::WELCOME, name = first_name(&invitation.name))
    };
    view! {
        <div class="gate__head">
            <Heading text=head/>
            <p>{tr!(invitation::TEXT, email = invitation.email.clone())}</p>
            {recovery}
        </div>
        <FormAlert error=error/>
        <PostForm to=action>
            <input type="hidden" name="token" value=token/>
            <input
                class="visually-hidden"
                type="text"
                autocomplete="username"
                value=invitation.email
                tabindex="-1"
                aria-hidden="true"
                readonly
            />
            <NewPasswordFields error=error/>
            <button class="btn btn--primary btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(invitation::CHOOSE)}
            </button>
        </PostForm>
    }
}

/// The advice for a link that no longer works.
#[component]
pub(super) fn LinkGone() -> impl IntoView {
    crate::host::set_status(410);
    view! {
        <Title text=tr!(invitation::GONE_TITLE)/>
        <div class="gate__head">
            <Heading text=tr!(invitation::GONE_TITLE)/>
            <p>{tr!(invitation::GONE_TEXT)}</p>
        </div>
        <a class="btn btn--primary btn--block" href=path::SIGN_IN rel="external">
            {tr!(action::SIGN_IN)}
        </a>
    }
}
