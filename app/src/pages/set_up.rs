//! The first admin, through the link that the server prints.

use super::go_after;
use super::invitation::{LinkGone, token};
use crate::api::invitation::{CheckSetUp, SetUp, SetUpFields};
use crate::components::{
    Failure, Field, FormAlert, GateCard, Heading, NewPasswordFields, PostForm, Submission,
    ZoneField,
};
use crate::error::AppError;
use crate::reading::First;
use domain::problem::Problem;
use leptos::prelude::*;

/// `/set-up/{token}`.
pub struct SetUpPage;

impl SetUpPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let token = token();
        let asked = token.clone();
        let check = First::of(move || CheckSetUp {
            token: asked.clone(),
        });
        let content = check.render(move |check| match check {
            Ok(fields) => view! { <FirstAdmin token=token.clone() fields=fields/> }.into_any(),
            Err(AppError::Refused(Problem::LinkGone)) => view! { <LinkGone/> }.into_any(),
            Err(error) => view! { <Failure error=error/> }.into_any(),
        });
        view! { <GateCard title=tr!(set_up::TITLE)>{content}</GateCard> }.into_any()
    }
}

#[component]
fn FirstAdmin(token: String, fields: SetUpFields) -> impl IntoView {
    let action = Submission::to::<SetUp>();
    let error = action.error();
    go_after(action);
    view! {
        <div class="gate__head">
            <Heading text=tr!(set_up::TITLE)/>
            <p>{tr!(set_up::TEXT)}</p>
        </div>
        <FormAlert error=error/>
        <PostForm to=action>
            <input type="hidden" name="token" value=token/>
            <ZoneField/>
            <Field
                label=tr!(field::NAME)
                name="name"
                autocomplete="name"
                value=fields.name
                error=error
            />
            <Field
                label=tr!(field::EMAIL)
                name="email"
                autocomplete="username"
                inputmode=Some("email")
                value=fields.email
                error=error
            />
            <NewPasswordFields error=error/>
            <Field
                label=tr!(organisation::NAME)
                name="organisation"
                autocomplete="organization"
                value=fields.organisation
                required=false
                error=error
            />
            <button class="btn btn--primary btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(set_up::CREATE)}
            </button>
        </PostForm>
    }
}
