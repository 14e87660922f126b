//! Changing the profile of a user.

use super::go_after;
use crate::api::edit_user::{EditUser, ProfileForm, ReadProfile};
use crate::components::{
    Field, FormAlert, LanguageSelect, PageHead, PostForm, Submission, field_in_error, focus_error,
    page_of,
};
use crate::reading::First;
use domain::UserId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use wire::path;

/// `/account/users/{id}/edit`.
pub struct EditUserPage;

impl EditUserPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|p| p.get("id")?.parse::<UserId>().ok()));
        let action = Submission::to::<EditUser>();
        go_after(action);
        focus_error(action);
        // No account has this number: an invalid number is not found either.
        let form = First::of(move || ReadProfile {
            id: id.get().unwrap_or(UserId::new(0)),
        });
        page_of(form, move |form| {
            view! { <Form form=form action=action/> }.into_any()
        })
    }
}

/// The id of the alert.
const ALERT: &str = "edit-user-error";

#[component]
fn Form(form: ProfileForm, action: Submission) -> impl IntoView {
    let ProfileForm {
        id,
        name,
        fields,
        saved,
        seen,
        own,
    } = form;
    let error = action.error();
    let first = error.with_untracked(|error| field_in_error(error.as_ref()));
    let back = path::user(id);
    let content = if own {
        view! {
            <p>{tr!(edit_user::OWN)}</p>
            <a class="btn btn--primary" href=path::ME>
                {tr!(frame::ME)}
            </a>
        }
        .into_any()
    } else {
        view! {
            <FormAlert id=Some(ALERT) error=error/>
            {saved.map(|saved| view! { <p>{saved}</p> })}
            <PostForm to=action>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="seen" value=seen/>
                <Field
                    label=tr!(field::NAME)
                    name="name"
                    value=fields.name
                    autofocus=first != Some("email")
                    alert=(first == Some("name")).then_some(ALERT)
                    error=error
                />
                <Field
                    label=tr!(field::EMAIL)
                    name="email"
                    inputmode=Some("email")
                    value=fields.email
                    hint=tr!(edit_user::EMAIL_HINT)
                    autofocus=first == Some("email")
                    error=error
                />
                <LanguageSelect chosen=fields.language/>
                <div class="form__actions">
                    <button class="btn btn--primary" type="submit" aria-disabled=action.waits()>
                        {tr!(action::SAVE)}
                    </button>
                    <a class="btn" href=back>
                        {tr!(action::CANCEL)}
                    </a>
                </div>
            </PostForm>
        }
        .into_any()
    };
    view! {
        <PageHead
            title=tr!(edit_user::TITLE, name = name)
            above=(path::USERS, tr!(frame::USERS))
            account=true
        />
        <section class="card">{content}</section>
    }
}
